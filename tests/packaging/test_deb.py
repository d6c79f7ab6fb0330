"""The .deb as a file: what it says of itself, and that it is always the same."""

import re
import subprocess
from pathlib import Path

import pytest

from tests.packaging.building import built

pytestmark = pytest.mark.packaging

LARGEST = 45_000_000


def said(*command: str | Path) -> str:
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def tree(deb, tmp_path_factory):
    folder = tmp_path_factory.mktemp("deb")
    said("dpkg-deb", "--extract", deb, folder)
    return folder


def test_it_is_small(deb):
    assert deb.stat().st_size <= LARGEST


def test_two_builds_are_the_same(deb, payload, tree):
    first = deb.read_bytes()
    time = int((tree / "usr").stat().st_mtime)  # of a commit, which another may have come after
    again = built("deb", "--payload", str(payload), SOURCE_DATE_EPOCH=str(time))
    assert again.read_bytes() == first


def test_lintian_finds_nothing(deb):
    said("lintian", "--fail-on", "error,warning", "--allow-root", deb)


def test_every_override_has_its_use(deb):
    assert "unused-override" not in said("lintian", "--pedantic", "--display-info", "--allow-root", deb)


def test_the_manual_page_is_set_without_a_warning(tree):
    page = tree / "usr/share/man/man1/rivulet.1.gz"
    done = subprocess.run(
        ["man", "--warnings", "--encoding=UTF-8", "--local-file", page],
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "MANROFFSEQ": "", "MANWIDTH": "80"},
        capture_output=True,
        text=True,
    )
    assert done.stderr == ""
    assert re.search(r"^ +rivulet ask --offline", done.stdout, re.MULTILINE)


def test_what_it_installs_is_valid_as_a_whole(tree):
    said("appstreamcli", "validate-tree", "--no-net", tree)


def test_the_sums_are_those_of_the_files(deb, tree, tmp_path):
    said("dpkg-deb", "--control", deb, tmp_path)
    subprocess.run(["md5sum", "--quiet", "--check", tmp_path / "md5sums"], cwd=tree, check=True)
    summed = (tmp_path / "md5sums").read_text().splitlines()
    assert len(summed) == sum(path.is_file() and not path.is_symlink() for path in tree.rglob("*"))

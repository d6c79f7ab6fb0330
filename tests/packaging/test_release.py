"""What a release says of itself, and when it is refused."""

import re
import subprocess
import sys
from pathlib import Path

import project
import pytest
import release
from system_parts import SetupError

SCRIPT = Path(release.__file__)
NAMES = (
    "Rivulet-1.2.0-setup-x64.exe",
    "Rivulet-1.2.0-arm64.dmg",
    "Rivulet-1.2.0-x86_64.dmg",
    "Rivulet-1.2.0-x86_64.AppImage",
    "Rivulet-1.2.0-linux-x86_64.cdx.json",
    "rivulet-1.2.0-1.x86_64.rpm",
    "rivulet-1.2.0-py3-none-any.whl",
    "rivulet-1.2.0.tar.gz",
    "rivulet_1.2.0_amd64.deb",
)


@pytest.fixture
def folder(tmp_path):
    for name in NAMES:
        (tmp_path / name).write_text(name)
    return tmp_path


@pytest.fixture
def changelog(tmp_path, monkeypatch):
    def has(text: str) -> None:
        (tmp_path / "CHANGELOG.md").write_text(f"# Changelog\n\n{text}")

    monkeypatch.setattr(project, "ROOT", tmp_path)
    monkeypatch.setattr(project, "VERSION", "1.2.0")
    return has


def test_a_tag_of_another_version_is_refused(changelog):
    changelog("## 1.2.0 - 2026-11-30\n\n- It.\n")
    release.check("v1.2.0")
    for tag in ("1.2.0", "v1.2.1", "v1.2.0rc1"):
        with pytest.raises(SetupError, match=rf"The tag is {tag}, and app.__version__ is 1\.2\.0\."):
            release.check(tag)


@pytest.mark.parametrize("text", ["## Unreleased\n\n- It.\n", "## 1.2.0\n\n- It.\n", ""])
def test_a_version_that_the_changelog_has_not_dated_is_refused(changelog, text):
    changelog(text)
    with pytest.raises(SetupError, match=r"CHANGELOG\.md has no section"):
        release.check("v1.2.0")


def test_the_notes_name_every_file_with_what_it_is_for(folder):
    release.write_sums(folder)
    told = release.notes(folder)
    assert f"## What is new\n\n{project.notes()}\n## " in told
    rows = re.findall(r"^\| `([^`]+)` \| (.+) \|$", told, re.MULTILINE)
    assert sorted(name for name, _ in rows) == sorted([*NAMES, "SHA256SUMS"])
    assert rows[0][0].endswith(".exe")
    assert dict(rows)["rivulet_1.2.0_amd64.deb"].endswith("`sudo apt install ./rivulet_1.2.0_amd64.deb`.")
    assert "gh attestation verify FILE --repo rivulet/rivulet" in told
    assert not re.search(r"[{}]", told.replace(project.notes(), ""))


def test_a_file_that_nobody_explains_is_refused(folder):
    (folder / "surprise.zip").touch()
    with pytest.raises(SetupError, match=r"What surprise\.zip is for is not known"):
        release.notes(folder)


def test_the_sums_are_those_of_all_others_each_time(folder):
    file = release.write_sums(folder)
    first = file.read_text()
    assert release.write_sums(folder).read_text() == first
    lines = [line.split("  ") for line in first.splitlines()]
    assert [name for _, name in lines] == sorted(NAMES)
    if sys.platform == "linux":
        checked = ["sha256sum", "--check", "--strict", "SHA256SUMS"]
        assert subprocess.run(checked, cwd=folder, capture_output=True).returncode == 0
        (folder / NAMES[0]).write_text("another")
        assert subprocess.run(checked, cwd=folder, capture_output=True).returncode == 1


def test_a_name_is_that_which_it_will_have(folder):
    (folder / "rivulet_1.2.0~rc1_amd64.deb").touch()
    assert "  rivulet_1.2.0.rc1_amd64.deb\n" in release.write_sums(folder).read_text()
    assert "`rivulet_1.2.0.rc1_amd64.deb`" in release.notes(folder)


def test_the_command_ends_with_one_line():
    done = subprocess.run([sys.executable, SCRIPT, "check", "v0"], capture_output=True, text=True)
    line = f"Rivulet: The tag is v0, and app.__version__ is {project.VERSION}.\n"
    assert (done.returncode, done.stdout, done.stderr) == (1, "", line)

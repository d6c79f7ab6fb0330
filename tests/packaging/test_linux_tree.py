"""What is laid out for a Linux system agrees with the program, and with itself."""

import argparse
import configparser
import gzip
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app import APPLICATION_ID, SUMMARY, __version__
from app.cli import command_line

if sys.platform != "linux":
    pytest.skip("the tree is a Linux system's", allow_module_level=True)

from linux import deb, metainfo, tree
from linux.manual_page import manual_page
from packaging.version import Version
from project import releases
from system_parts import SetupError


@pytest.fixture(scope="module")
def root(tmp_path_factory) -> Path:
    """Laid out around a stand-in for the frozen program."""
    folder = tmp_path_factory.mktemp("tree") / "_internal"  # as a checkout may lie in one, too
    payload = folder / "payload"
    (payload / "_internal").mkdir(parents=True)
    (payload / "rivulet").write_text("#!/bin/sh\n")
    (payload / "rivulet").chmod(0o755)
    (payload / "_internal/library.so").touch(mode=0o755)
    tree.lay_out(folder / "root", payload)
    return folder / "root"


def test_a_folder_without_a_program_is_refused_before_anything_is_removed(tmp_path):
    (tmp_path / "root").mkdir()
    (tmp_path / "payload").mkdir()
    with pytest.raises(SetupError, match="holds no program that was frozen on Linux"):
        tree.lay_out(tmp_path / "root", tmp_path / "payload")
    assert (tmp_path / "root").is_dir()


@pytest.fixture(scope="module")
def entry(root) -> configparser.ConfigParser:
    parser = configparser.ConfigParser(interpolation=None)
    parser.optionxform = str
    parser.read(root / tree.MENU_ENTRY)
    return parser


def validated(*command: str | Path) -> None:
    if shutil.which(command[0]) is None:
        pytest.skip(f"needs {command[0]}")
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "error" not in done.stdout
    assert "hint" not in done.stdout


def test_the_command_leads_to_the_program(root):
    link = root / tree.COMMAND
    assert not link.readlink().is_absolute()
    assert link.resolve() == root / tree.PROGRAM / "rivulet"
    assert link.stat().st_mode & 0o777 == 0o755
    assert (root / tree.PROGRAM / "_internal/library.so").stat().st_mode & 0o777 == 0o644


def test_every_line_of_the_menu_is_one_that_the_program_takes(root, entry):
    sections = [entry[name] for name in entry.sections()]
    lines = [shlex.split(section["Exec"]) for section in sections]
    assert [line[1:] for line in lines] == [[], ["--new-chat"], ["quick"]]
    for program, *arguments in lines:
        assert (root / "usr/bin" / program).exists()
        command_line().parse_args(arguments)
    main = entry["Desktop Entry"]
    actions = main["Actions"].rstrip(";").split(";")
    assert entry.sections()[1:] == [f"Desktop Action {action}" for action in actions]
    assert main["TryExec"] == lines[0][0]
    assert main["Comment"] == SUMMARY


def test_the_menu_entry_is_valid(root):
    validated("desktop-file-validate", root / tree.MENU_ENTRY)


def test_the_icon_is_there_in_all_sizes(root, entry):
    name = entry["Desktop Entry"]["Icon"]
    found = {path.parts[-3] for path in (root / tree.ICONS).rglob(f"{name}*")}
    assert found >= {"16x16", "48x48", "256x256", "512x512", "scalable", "symbolic"}


def test_shops_are_told_what_the_menu_is_told(root):
    component = ET.parse(root / tree.METAINFO).getroot()
    assert component.findtext("id") == APPLICATION_ID
    assert component.findtext("launchable") == Path(tree.MENU_ENTRY).name
    assert component.findtext("summary") == SUMMARY
    assert component.find("releases/release").get("version") == __version__
    assert (root / "usr/bin" / component.findtext("provides/binary")).exists()


def test_the_pictures_of_shops_are_in_the_repository():
    component = ET.fromstring(metainfo.metainfo().encode())
    images = [image.text for image in component.iterfind("screenshots/screenshot/image")]
    assert len(images) >= 3
    for image in images:
        _, _, path = image.partition(f"/v{__version__}/")
        assert (metainfo.ROOT / path).is_file()


def test_the_notes_for_shops_have_all_that_the_changelog_says():
    component = ET.fromstring(metainfo.metainfo().encode())
    told = component.find("releases/release/description")
    words = re.sub(r"\W+", "", "".join(told.itertext()))
    for line in releases()[0].notes.splitlines():
        plain = re.sub(r"\[([^\]]+)\]\([^)]*\)", r"\1", line)
        assert re.sub(r"\W+", "", plain) in words


def test_the_metainfo_is_valid(root):
    validated("appstreamcli", "validate", "--no-net", root / tree.METAINFO)


def test_the_manual_page_has_every_command_and_option():
    page = manual_page().replace(r"\-", "-")
    commands = next(
        action.choices for action in command_line()._actions if isinstance(action, argparse._SubParsersAction)
    )
    assert re.findall(r'^\.SS "(.+)"$', page, re.MULTILINE) == list(commands)
    for parser in (command_line(), *commands.values()):
        for action in parser._actions:
            for option in action.option_strings:
                assert rf"\fB{option}\fR" in page
    for section in ("NAME", "OPTIONS", "COMMANDS", "EXAMPLES", "EXIT STATUS", "ENVIRONMENT", "FILES"):
        assert re.search(rf'^\.SH "?{section}"?$', page, re.MULTILINE)


def test_the_manual_page_has_every_line_of_the_examples():
    page = manual_page().replace(r"\-", "-").replace(r"\(dq", '"').replace(r"\(aq", "'")
    lines = [line[2:] for line in (command_line().epilog or "").splitlines() if line.startswith("  ")]
    assert len(lines) > 5
    assert [line for line in lines if line not in page] == []


def test_the_manual_page_is_packed_without_a_time(root):
    packed = (root / tree.MANUAL_PAGE).read_bytes()
    assert gzip.decompress(packed).decode() == manual_page()
    assert packed[4:8] == b"\0\0\0\0"


def test_twice_laid_out_is_the_same(root, tmp_path):
    def state(folder: Path) -> list[object]:
        paths = sorted(path for path in folder.rglob("*") if path.is_file())
        return [
            (path.relative_to(folder), path.lstat().st_mtime, path.stat().st_mode, path.read_bytes())
            for path in paths
        ]

    tree.lay_out(tmp_path / "again", root / tree.PROGRAM)
    assert state(tmp_path / "again") == state(root)


def test_the_changelog_is_written_as_debian_has_it():
    head = r"rivulet \(\S+\) unstable; urgency=medium\n"
    foot = r" -- .+ <.+@.+>  \w{3}, \d\d \w{3} \d{4} .+\n"
    assert re.fullmatch(rf"({head}\n(  [* ] .+\n)+\n{foot}\n?)+", deb.changelog())


VERSIONS = st.from_regex(r"[0-3]\.[0-3]\.[0-3]((a|b|rc)[0-3])?(\.dev[0-3])?", fullmatch=True)


@given(VERSIONS, VERSIONS)
@example("1.2.0rc1", "1.2.0")
@example("1.2.0.dev1", "1.2.0a1")
def test_debian_orders_our_versions_as_python_does(one, other):
    if shutil.which("dpkg") is None:
        pytest.skip("needs dpkg")
    if Version(one) < Version(other):
        command = ["dpkg", "--compare-versions", deb.debian_version(one), "lt", deb.debian_version(other)]
        assert subprocess.run(command).returncode == 0

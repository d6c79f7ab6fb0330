"""What Windows is told of the program: versions, and the registry's entries that the program shares."""

import ast
import re
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.version import Version
from project import VERSION
from system_parts import SetupError
from windows import installer, version

ROOT = Path(__file__).parents[2]
SCRIPTS = ROOT / "packaging" / "windows"
SCRIPT = "".join(path.read_text("utf-8") for path in sorted(SCRIPTS.glob("*.ns[ih]")))

NAMES_OF_NSIS = {"__FILEDIR__", "HWND_BROADCAST", "NSIS_PTR_SIZE", "SYSSTRUCT_PROPERTYKEY", "VT_LPWSTR"}
NAMES_OF_NSIS |= {"WM_SETTEXT", "WM_SETTINGCHANGE"}

NUMBERS = st.integers(0, 999)
VERSIONS = st.builds(
    lambda release, end: ".".join(map(str, release)) + end,
    st.lists(NUMBERS, min_size=1, max_size=3),
    st.one_of(
        st.just(""),
        st.builds("{}{}".format, st.sampled_from(["a", "b", "rc", ".dev"]), NUMBERS),
    ),
)


@given(st.lists(VERSIONS, min_size=2))
def test_the_four_numbers_are_in_the_order_of_the_versions(versions):
    for one, other in pairwise(sorted(versions, key=Version)):
        assert version.numbers(one) <= version.numbers(other)
        assert (version.numbers(one) == version.numbers(other)) == (Version(one) == Version(other))


@pytest.mark.parametrize("wrong", ["", "1.2.3.4", "1.0rc1.dev2", "1!2", "70000.0", "1.0rc10000", "one"])
def test_what_has_no_four_numbers_is_refused(wrong):
    with pytest.raises(ValueError, match="The version"):
        version.numbers(wrong)


def test_the_resource_holds_the_version_in_both_forms():
    tree = ast.parse(version.resource(), mode="eval")
    words = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)}
    assert {VERSION, "Rivulet.exe", *version.numbers()} <= words
    flags = next(node for node in ast.walk(tree) if isinstance(node, ast.keyword) and node.arg == "flags")
    assert ast.literal_eval(flags.value) == (2 if Version(VERSION).is_prerelease else 0)


def registry_names() -> dict[str, str]:
    """The constants of RunKey, which exists on Windows alone."""
    tree = ast.parse((ROOT / "app/adapters/autostart.py").read_text("utf-8"))
    assignments = [node for node in ast.walk(tree) if isinstance(node, ast.Assign)]
    return {
        node.targets[0].id: node.value.value
        for node in assignments
        if isinstance(node.targets[0], ast.Name) and isinstance(node.value, ast.Constant)
    }


def told(name: str) -> str:
    found = re.search(rf'^!define {name} "(.*)"$', SCRIPT, re.MULTILINE)
    assert found, name
    return found[1]


def test_the_start_at_login_is_the_one_of_the_settings():
    names = registry_names()
    assert told("RUN") == names["_RUN"]
    assert told("RUN_APPROVED") == names["_APPROVED"]
    assert told("RUN_NAME") == names["_NAME"]


def test_the_keys_that_are_removed_are_those_of_the_keyring():
    keychain = (ROOT / "app/adapters/keychain.py").read_text("utf-8")
    credentials = (SCRIPTS / "credentials.nsh").read_text("utf-8")
    assert 'f"Rivulet: {provider.name}"' in keychain
    assert 'w "Rivulet: ", i 9' in credentials
    assert 'w "@Rivulet: "' in credentials


def test_the_data_are_those_of_the_profile(monkeypatch):
    from platformdirs.windows import Windows

    monkeypatch.setattr("platformdirs.windows.get_win_folder", lambda kind: f"${kind.removeprefix('CSIDL_')}")
    folder = Path(Windows("rivulet", appauthor=False).user_data_dir)
    assert told("DATA") == "\\".join(folder.parts).replace("LOCAL_APPDATA", "LOCALAPPDATA")


def test_every_fact_that_the_script_asks_for_is_told(tmp_path):
    (tmp_path / "Rivulet.exe").write_bytes(program(installer.WINDOWED))
    (tmp_path / "rivulet-console.exe").write_bytes(program(installer.CONSOLE))
    facts = installer.facts(tmp_path, tmp_path / "setup.exe", tmp_path)
    known = set(re.findall(r"^\s*!define (?:/\w+ )?(\w+)", SCRIPT, re.MULTILINE))
    known |= set(re.findall(r" (PART_\w+)$", SCRIPT, re.MULTILINE))
    for parameters in re.findall(r"^\s*!macro \w+ (.+)$", SCRIPT, re.MULTILINE):
        known |= set(parameters.split())
    asked = set(re.findall(r"\$\{([A-Z_]+)\}", SCRIPT)) - known - NAMES_OF_NSIS
    assert asked <= facts.keys() | {"SURFACE", "TEXT", "SIGN"}


def program(subsystem: int) -> bytes:
    """The beginning of one for Windows."""
    begin = 128
    head = bytearray(512)
    head[:2], head[0x3C:0x40] = b"MZ", begin.to_bytes(4, "little")
    head[begin : begin + 4] = b"PE\0\0"
    head[begin + 92 : begin + 94] = subsystem.to_bytes(2, "little")
    return bytes(head)


def test_what_was_frozen_elsewhere_is_refused(tmp_path):
    (tmp_path / "rivulet").write_bytes(b"\x7fELF")
    (tmp_path / "cut.exe").write_bytes(b"MZ")
    with pytest.raises(SetupError, match="frozen on Windows"):
        installer.facts(tmp_path, tmp_path / "setup.exe", tmp_path)


def test_what_the_scripts_include_is_there():
    nsis = {"MUI2.nsh", "FileFunc.nsh", "WordFunc.nsh", "WinVer.nsh", r"Win\COM.nsh", r"Win\Propkey.nsh"}
    included = set(re.findall(r"^!include (.+)$", SCRIPT, re.MULTILINE))
    assert included - nsis - {"facts.nsh", "files.nsh"} == {path.name for path in SCRIPTS.glob("*.nsh")}


@pytest.mark.parametrize("wrong", ["two\nlines", "a `tick`"])
def test_words_that_nsis_would_misread_are_refused(wrong):
    with pytest.raises(SetupError):
        installer.quoted(wrong)
    assert installer.quoted("costs $5") == "`costs $$5`"

"""The installer for Windows, with a small stand-in for the program: on Wine, without a screen."""

import shutil
import struct
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from project import HOMEPAGE, NAME, TITLE, VERSION
from system_parts import SetupError

from tests.packaging.wine import Windows, find_wine, wait_until

WINE = find_wine()
pytestmark = [
    pytest.mark.packaging,
    pytest.mark.skipif(
        sys.platform != "linux" or WINE is None or shutil.which("makensis") is None,
        reason="needs NSIS and Wine: the packages nsis and wine64",
    ),
]

HERE = Path(__file__).parent
UNINSTALL = rf"HKCU\Software\Microsoft\Windows\CurrentVersion\Uninstall\{TITLE}"
RUN = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Run"
APPROVED = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Explorer\StartupApproved\Run"
APP_PATHS = rf"HKCU\Software\Microsoft\Windows\CurrentVersion\App Paths\{TITLE}.exe"
ENVIRONMENT = r"HKCU\Environment"
WINDOWS_FOLDER = rf"C:\users\someone\AppData\Local\Programs\{TITLE}"
IS_RUNNING, IS_TOO_OLD = 32, 1150 % 256


@dataclass(frozen=True)
class Built:
    """An installer, and what it installs."""

    setup: Path
    payload: Path


@pytest.fixture(scope="module")
def stand_in(tmp_path_factory):
    """The payload's two programs."""
    folder = tmp_path_factory.mktemp("stand-in")
    windowed = compiled(HERE / "stand_in.nsi", folder / f"{TITLE}.exe")
    head = bytearray(windowed.read_bytes())
    (begin,) = struct.unpack_from("<I", head, 0x3C)
    struct.pack_into("<H", head, begin + 92, 3)  # its subsystem: a console
    (folder / f"{NAME}-console.exe").write_bytes(head)
    return folder


@pytest.fixture(scope="module")
def newer(tmp_path_factory, stand_in):
    folder = tmp_path_factory.mktemp("newer")
    return built(folder, payload_of(folder, stand_in, {"_internal/new/core.dll": "new"}))


@pytest.fixture(scope="module")
def older(tmp_path_factory, stand_in):
    folder = tmp_path_factory.mktemp("older")
    contents = {"_internal/stale.dll": "old", "_internal/stale/part": "old"}
    return built(folder, payload_of(folder, stand_in, contents), VERSION="0.0.9", NUMBERS="0.0.9.40000")


@pytest.fixture(scope="module")
def machine(tmp_path_factory):
    machine = Windows(tmp_path_factory.mktemp("windows"), WINE)
    yield machine
    machine.close()


@pytest.fixture
def windows(machine):
    """The machine as it was before."""
    yield machine
    (machine.local / "go-on.txt").unlink(missing_ok=True)
    machine.set_version("win10")
    if (machine.programs / TITLE / "uninstall.exe").exists():
        assert remove(machine, "/data=1") == 0
    shutil.rmtree(machine.programs / TITLE, ignore_errors=True)
    shutil.rmtree(machine.local / NAME, ignore_errors=True)
    (machine.local / "told.txt").unlink(missing_ok=True)


def compiled(script: Path, output: Path) -> Path:
    command = ["makensis", "-V1", "-WX", f"-DOUTPUT={output}", str(script)]
    subprocess.run(command, check=True)
    return output


def payload_of(folder: Path, stand_in: Path, contents: dict[str, str]) -> Path:
    payload = folder / "payload"
    shutil.copytree(stand_in, payload)
    deep = "/".join(["a long name of a folder"] * 5)
    everywhere = {
        "_internal/Ünïcödé 日本 🙂/ключ.txt": "x",
        f"_internal/{deep}/end.txt": "deep",
        "_internal/$PROFILE & 'quoted' 100%.txt": "a name with signs",
        "_internal/empty.txt": "",
        "_internal/app/resources/licence": "y" * 5000,
    }
    for name, text in (everywhere | contents).items():
        (payload / name).parent.mkdir(parents=True, exist_ok=True)
        (payload / name).write_text(text)
    (payload / "_internal/nothing/in here").mkdir(parents=True)
    return payload


def built(folder: Path, payload: Path, **changed: str) -> Built:
    from windows import installer

    setup = folder / f"{TITLE}-setup-x64.exe"
    installer.compile_installer(payload, setup, folder / "work", **changed)
    return Built(setup, payload)


def tree(folder: Path) -> dict[str, bytes | None]:
    """Each file with its bytes, and each folder with None."""
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() else None
        for path in folder.rglob("*")
    }


def expected(payload: Path) -> dict[str, bytes | None]:
    wanted = tree(payload)
    wanted[f"{NAME}.com"] = wanted.pop(f"{NAME}-console.exe")
    return wanted


def installed(windows: Windows) -> dict[str, bytes | None]:
    """What lies in the program's folder, but for what removes it."""
    found = tree(windows.programs / TITLE)
    assert found.pop("uninstall.exe", b"").startswith(b"MZ")
    return found


def at_login(folder: str) -> str:
    """The line as `RunKey` writes it."""
    return subprocess.list2cmdline([rf"{folder}\{TITLE}.exe", "--background"])


def remove(windows: Windows, *arguments: str) -> int:
    """It runs as a copy of itself, which goes on when it has returned: but for who tells where it lies."""
    uninstall = windows.programs / TITLE / "uninstall.exe"
    copy = windows.drive / "uninstall-copy.exe"
    shutil.copy(uninstall, copy)
    status = windows.run(copy, "/S", *arguments, f"_?={WINDOWS_FOLDER}")
    copy.unlink()
    return status


def test_all_files_are_installed_and_nothing_is_left_when_it_is_removed(windows, newer):
    windows.programs.mkdir(exist_ok=True)  # it is of Windows, and stays
    before = tree(windows.drive / "users")
    assert windows.run(newer.setup, "/S") == 0
    assert installed(windows) == expected(newer.payload)
    assert (windows.menu / f"{TITLE}.lnk").exists()
    assert not (windows.desktop / f"{TITLE}.lnk").exists()
    assert windows.read(RUN, TITLE) is None

    assert windows.run(windows.programs / TITLE / "uninstall.exe", "/S") == 0
    wait_until(lambda: not (windows.programs / TITLE).exists() and not windows.has_key(UNINSTALL))
    assert not windows.has_key(APP_PATHS)
    left = {name: text for name, text in tree(windows.drive / "users").items() if "Temp" not in name}
    assert left == {name: text for name, text in before.items() if "Temp" not in name}


def test_windows_lists_it_with_all_that_it_shows(windows, newer):
    assert windows.run(newer.setup, "/S") == 0
    size = sum(path.stat().st_size for path in newer.payload.rglob("*") if path.is_file())
    values = {
        "DisplayName": ("REG_SZ", TITLE),
        "DisplayVersion": ("REG_SZ", VERSION),
        "DisplayIcon": ("REG_SZ", rf"{WINDOWS_FOLDER}\{TITLE}.exe,0"),
        "InstallLocation": ("REG_SZ", WINDOWS_FOLDER),
        "URLInfoAbout": ("REG_SZ", HOMEPAGE),
        "QuietUninstallString": ("REG_SZ", rf'"{WINDOWS_FOLDER}\uninstall.exe" /S'),
        "EstimatedSize": ("REG_DWORD", hex(-(-size // 1024))),
        "NoModify": ("REG_DWORD", "0x1"),
    }
    found = windows.values(UNINSTALL)
    assert {name: found.get(name) for name in values} == values
    assert windows.read(APP_PATHS, "(Default)") == ("REG_SZ", rf"{WINDOWS_FOLDER}\{TITLE}.exe")


def test_the_installer_says_what_it_is_and_asks_windows_for_sharp_text(newer):
    setup = newer.setup.read_bytes()
    for word in ("ProductName", TITLE, "ProductVersion", VERSION, "The Rivulet developers"):
        assert word.encode("utf-16-le") + b"\0\0" in setup
    (begin,) = struct.unpack_from("<I", setup, 0x3C)
    assert struct.unpack_from("<H", setup, begin + 4) == (0x8664,)
    for word in (b"PerMonitorV2", b'level="asInvoker"', b"{8e0f7a12-bfb3-4fe8-b9a5-48fd50a15a9a}"):
        assert word in setup


def test_shortcuts_and_the_terminal_begin_the_right_program(windows, newer):
    assert windows.run(newer.setup, "/S", "/desktop=1", "/terminal=1") == 0
    for shortcut in (windows.menu / f"{TITLE}.lnk", windows.desktop / f"{TITLE}.lnk"):
        windows.open(shortcut)
        assert what_was_begun(windows) == rf"{WINDOWS_FOLDER}\{TITLE}.exe|"
    assert windows.read(ENVIRONMENT, "Path") == ("REG_EXPAND_SZ", WINDOWS_FOLDER)
    windows.command(rf"set PATH={WINDOWS_FOLDER}&{NAME} ask Hello")
    assert what_was_begun(windows) == rf"{WINDOWS_FOLDER}\{NAME}.com|ask Hello"


def what_was_begun(windows: Windows) -> str:
    """As the stand-in tells it."""
    told = windows.local / "told.txt"
    wait_until(lambda: told.exists() and told.stat().st_size)
    text = told.read_text("utf-16-le")
    told.unlink()
    return text


def test_an_update_leaves_no_old_file_and_keeps_data_and_choices(windows, older, newer):
    assert windows.run(older.setup, "/S", "/startmenu=0", "/desktop=1", "/autostart=1", "/terminal=1") == 0
    assert installed(windows) == expected(older.payload)
    assert windows.read(UNINSTALL, "DisplayVersion") == ("REG_SZ", "0.0.9")
    history = windows.local / NAME / "history.sqlite3"
    history.parent.mkdir()
    history.write_text("all that was said")
    with_profile = rf'"{WINDOWS_FOLDER}\{TITLE}.exe" --profile "D:\my own" --background'
    windows.write(RUN, TITLE, with_profile)

    assert windows.run(newer.setup, "/S") == 0
    assert installed(windows) == expected(newer.payload)
    assert windows.read(UNINSTALL, "DisplayVersion") == ("REG_SZ", VERSION)
    assert history.read_text() == "all that was said"
    assert not (windows.menu / f"{TITLE}.lnk").exists()
    assert (windows.desktop / f"{TITLE}.lnk").exists()
    assert windows.read(RUN, TITLE) == ("REG_SZ", with_profile)
    assert windows.read(ENVIRONMENT, "Path") == ("REG_EXPAND_SZ", WINDOWS_FOLDER)

    assert windows.run(older.setup, "/S", "/startmenu=1", "/desktop=0", "/autostart=0", "/terminal=0") == 0
    assert installed(windows) == expected(older.payload)
    assert (windows.menu / f"{TITLE}.lnk").exists()
    assert not (windows.desktop / f"{TITLE}.lnk").exists()
    assert windows.read(RUN, TITLE) is None
    assert windows.read(ENVIRONMENT, "Path") is None
    assert history.exists()


def test_an_update_into_another_folder_takes_the_place_of_the_old_one(windows, older, newer):
    assert windows.run(older.setup, "/S", "/autostart=1", "/terminal=1") == 0
    assert windows.read(RUN, TITLE) == ("REG_SZ", at_login(WINDOWS_FOLDER))
    other = r"C:\Else where\Rivulet"
    assert windows.run(newer.setup, "/S", *rf"/D={other}".split()) == 0  # a space, and no quotation marks
    assert not (windows.programs / TITLE).exists()
    folder = windows.drive / "Else where" / "Rivulet"
    found = tree(folder)
    assert found.pop("uninstall.exe")
    assert found == expected(newer.payload)
    assert windows.read(RUN, TITLE) == ("REG_SZ", at_login(other))
    assert windows.read(ENVIRONMENT, "Path") == ("REG_EXPAND_SZ", other)

    assert windows.run(folder / "uninstall.exe", "/S") == 0
    wait_until(lambda: not folder.exists())
    wait_until(lambda: not windows.has_key(UNINSTALL))
    assert windows.read(RUN, TITLE) is None


@pytest.mark.parametrize("program", [f"{TITLE}.exe", f"{NAME}.com"])
def test_a_running_program_is_neither_replaced_nor_removed(windows, older, newer, program):
    assert windows.run(older.setup, "/S") == 0
    go_on, told = windows.local / "go-on.txt", windows.local / "told.txt"
    go_on.touch()
    running = windows.start(windows.programs / TITLE / program)
    try:
        wait_until(told.exists)
        assert windows.run(newer.setup, "/S") == IS_RUNNING
        assert remove(windows) == IS_RUNNING
        assert windows.run(newer.setup, "/S", r"/D=C:\Other") == IS_RUNNING
        assert installed(windows) == expected(older.payload)
        assert not (windows.drive / "Other").exists()
    finally:
        go_on.unlink()
        running.wait(30)
    assert windows.run(newer.setup, "/S") == 0
    assert installed(windows) == expected(newer.payload)


def test_what_fails_half_way_leaves_the_version_that_was_there(windows, older, newer, tmp_path):
    assert windows.run(older.setup, "/S", "/autostart=1") == 0
    obstacle = windows.programs / TITLE / "between.txt"  # after one program, and before the other
    obstacle.mkdir()
    payload = tmp_path / "payload"
    shutil.copytree(newer.payload, payload)
    (payload / obstacle.name).write_text("cannot be written over a folder")
    assert windows.run(built(tmp_path, payload).setup, "/S") == 2
    obstacle.rmdir()
    assert installed(windows) == expected(older.payload)
    assert windows.read(UNINSTALL, "DisplayVersion") == ("REG_SZ", "0.0.9")
    assert windows.read(RUN, TITLE) == ("REG_SZ", at_login(WINDOWS_FOLDER))


@pytest.mark.parametrize(
    "names", [["_internal/core.dll"], ["uninstall.exe"], ["_internal/a", "uninstall.exe"]]
)
def test_nothing_is_installed_over_another_program(windows, newer, names):
    folder = windows.programs / TITLE
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("of another program")
    before = tree(folder)
    status, after = windows.run(newer.setup, "/S"), tree(folder)
    shutil.rmtree(folder)
    assert (status, after) == (2, before)


def test_an_older_windows_is_refused(windows, newer):
    windows.set_version("win81")
    assert windows.run(newer.setup, "/S") == IS_TOO_OLD
    assert not (windows.programs / TITLE).exists()


def test_data_stay_unless_they_are_asked_for(windows, newer, tmp_path):
    credential = compiled(HERE / "credential.nsi", tmp_path / "credential-tool.exe")
    keys = [f"{TITLE}: OpenAI", f"https://api.openai.com@{TITLE}: My own"]
    for name in [*keys, "Another: program"]:
        assert windows.run(credential, "keep", CREDENTIAL=name) == 1
    data = windows.local / NAME
    (data / "logs").mkdir(parents=True)
    (data / "logs" / "rivulet.log").write_text("x")

    assert windows.run(newer.setup, "/S") == 0
    assert remove(windows) == 0
    assert not windows.has_key(UNINSTALL)
    assert (data / "logs" / "rivulet.log").exists()
    assert [windows.run(credential, CREDENTIAL=name) for name in keys] == [1, 1]

    assert windows.run(newer.setup, "/S") == 0
    assert remove(windows, "/data=1") == 0
    assert not data.exists()
    assert [windows.run(credential, CREDENTIAL=name) for name in keys] == [0, 0]
    assert windows.run(credential, CREDENTIAL="Another: program") == 1


def test_autostart_that_the_task_manager_has_switched_off_stays_off(windows, older, newer):
    assert windows.run(older.setup, "/S", "/autostart=1") == 0
    windows.write(APPROVED, TITLE, "030000000000000000000000", "REG_BINARY")
    assert windows.run(newer.setup, "/S") == 0
    assert windows.read(RUN, TITLE) is None
    assert windows.run(newer.setup, "/S", "/autostart=1") == 0
    assert windows.read(RUN, TITLE) is not None
    assert windows.read(APPROVED, TITLE) is None


def test_autostart_of_another_rivulet_is_left_alone(windows, newer):
    elsewhere = r"C:\Python\Scripts\pythonw.exe -m app --background"
    windows.write(RUN, TITLE, elsewhere)
    try:
        assert windows.run(newer.setup, "/S") == 0
        assert windows.run(newer.setup, "/S") == 0  # over itself: the entry is none of its choices
        assert remove(windows) == 0
        assert windows.read(RUN, TITLE) == ("REG_SZ", elsewhere)
    finally:
        windows.delete(RUN, TITLE)


@pytest.mark.parametrize(
    ("before", "kind", "within"),
    [
        (r"%USERPROFILE%\bin;D:\Tools", "REG_EXPAND_SZ", r"%USERPROFILE%\bin;D:\Tools;{}"),
        (r"D:\Tools;", "REG_SZ", r"D:\Tools;{}"),
        (rf"{WINDOWS_FOLDER}-2;D:\Tools", "REG_SZ", rf"{WINDOWS_FOLDER}-2;D:\Tools;{{}}"),
        (";".join(rf"D:\Tools\{n:04}" for n in range(1500)), "REG_EXPAND_SZ", None),
    ],
    ids=[
        "with a variable",
        "ending in a semicolon",
        "with a longer name of the kind",
        "longer than NSIS reads",
    ],
)
def test_the_search_path_is_never_cut_and_comes_back_as_it_was(windows, newer, before, kind, within):
    within = (within or before + ";{}").format(WINDOWS_FOLDER)
    windows.write(ENVIRONMENT, "Path", before, kind)
    try:
        assert windows.run(newer.setup, "/S", "/terminal=1") == 0
        assert windows.read(ENVIRONMENT, "Path") == (kind, within)
        assert windows.run(newer.setup, "/S") == 0
        assert windows.read(ENVIRONMENT, "Path") == (kind, within)
        assert remove(windows) == 0
        assert windows.read(ENVIRONMENT, "Path") == (kind, before.rstrip(";"))
    finally:
        windows.delete(ENVIRONMENT, "Path")


def test_two_compilations_are_the_same(newer, tmp_path):
    payload = tmp_path / "elsewhere"
    shutil.copytree(newer.payload, payload, copy_function=shutil.copyfile)  # with other times
    assert built(tmp_path, payload).setup.read_bytes() == newer.setup.read_bytes()


def test_installer_and_what_removes_it_are_signed_where_there_is_a_command(newer, tmp_path, monkeypatch):
    signer, log = tmp_path / "sign it.sh", tmp_path / "signed"
    signer.write_text(f'#!/bin/sh\nhead -c 2 "$1" >> {log}\necho " $0 $#" >> {log}\n')
    signer.chmod(0o755)
    monkeypatch.setenv("RIVULET_SIGN_COMMAND", f'"{signer}"')
    built(tmp_path, newer.payload)
    assert log.read_text() == f"MZ {signer} 1\n" * 2
    monkeypatch.setenv("RIVULET_SIGN_COMMAND", "false")
    with pytest.raises(SetupError, match="NSIS did not make the installer"):
        built(tmp_path, newer.payload)

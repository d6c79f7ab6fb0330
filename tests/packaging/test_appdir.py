"""The AppDir runs on systems that know nothing of it, and an AppImage is a runtime with it behind."""

import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.screen import own_screen, until
from tests.packaging.building import built
from tests.packaging.debian_root import USER

if sys.platform != "linux":
    pytest.skip("it is made on Linux", allow_module_level=True)

from linux import appdir, appimage
from linux.debian_packages import dependencies
from project import TITLE, VERSION
from system_parts import SetupError

PLACE = "/opt/Rivulet.AppDir"

pytestmark = [
    pytest.mark.packaging,
    pytest.mark.skipif(shutil.which("mksquashfs") is None, reason="needs mksquashfs"),
]


@pytest.fixture(scope="module")
def folder(payload):
    return built("appdir", "--payload", str(payload))


@pytest.fixture(scope="module")
def screen(tmp_path_factory):
    with own_screen(tmp_path_factory.mktemp("screen")) as made:
        yield made


def test_it_runs_from_anywhere_where_a_desktop_has_its_libraries(folder, root, screen):
    shutil.copytree(folder, root.path(PLACE), symlinks=True)
    program = f"{PLACE}/AppRun"
    bare = root.run(program, "--self-test", user=USER, QT_QPA_PLATFORM="offscreen")
    assert bare.returncode != 0  # nothing of a desktop is here yet

    names = [name.partition(" (")[0].partition(" |")[0] for name in dependencies(folder / "usr/lib/rivulet")]
    known = root.do("apt-cache", "pkgnames").split()
    root.install(*(name if name in known else name.removesuffix("t64") for name in names), "ca-certificates")
    assert root.do(program, "--version", user=USER) == f"Rivulet {VERSION}\n"
    assert "Nothing failed." in root.do(program, "--self-test", user=USER, QT_QPA_PLATFORM="offscreen")
    answer = root.do(program, "ask", "--offline", "How do I change the model?", user=USER)
    assert "model" in answer.lower()

    command = root.command(program, "--offline", user=USER, DISPLAY=screen.display, APPDIR=PLACE)
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        try:
            until(lambda: screen.windows("Rivulet"), 60, why="no window came")
            screen.wait_active("Rivulet")
            screen.keys("ctrl+q")
            process.wait(30)
            assert (process.returncode, process.stdout.read()) == (0, "")
        finally:
            process.kill()


def test_a_menu_finds_what_it_needs_at_the_top(folder):
    assert subprocess.run(["desktop-file-validate", *folder.glob("*.desktop")]).returncode == 0
    (entry,) = folder.glob("*.desktop")
    (icon,) = (line[5:] for line in entry.read_text().splitlines() if line.startswith("Icon="))
    assert (folder / f"{icon}.svg").read_bytes().startswith(b"<svg")
    assert (folder / ".DirIcon").read_bytes().startswith(b"\x89PNG")
    assert os.access(folder / "AppRun", os.X_OK)
    assert not [path for path in folder.rglob("*") if path.is_symlink() and path.readlink().is_absolute()]


@pytest.fixture
def runtime(tmp_path, monkeypatch):
    """What runs, and ends well: the true one mounts what lies behind it, and comes from elsewhere."""
    content = bytearray(Path(shutil.which("true")).read_bytes())
    content[8:11] = appimage.MAGIC
    path = tmp_path / "runtime"
    path.write_bytes(content)
    monkeypatch.setenv(appimage.RUNTIME, str(path))
    return path


@pytest.fixture
def own_folders(tmp_path, monkeypatch):
    """Where the steps of this test lay out and leave what they make."""
    monkeypatch.setattr(appimage, "DIST", tmp_path / "dist")
    monkeypatch.setattr(appdir, "FOLDER", tmp_path / "build" / f"{TITLE}.AppDir")
    return tmp_path


def test_the_image_is_the_runtime_with_the_folder_behind_it(stand_in, runtime, own_folders):
    made = appimage.build(stand_in)
    assert made.name == f"{TITLE}-{VERSION}-{platform.machine()}.AppImage"
    assert subprocess.run([made]).returncode == 0
    content, begin = made.read_bytes(), runtime.stat().st_size
    assert content[:begin] == runtime.read_bytes()
    unpacked = own_folders / "unpacked"
    unpack = [
        "unsquashfs",
        "-quiet",
        "-no-progress",
        "-offset",
        str(begin),
        "-dest",
        str(unpacked),
        str(made),
    ]
    subprocess.run(unpack, check=True, stdout=subprocess.DEVNULL)
    assert (
        subprocess.run(["diff", "--recursive", "--no-dereference", appdir.FOLDER, unpacked]).returncode == 0
    )
    assert appimage.build(stand_in).read_bytes() == content
    assert [path.name for path in made.parent.iterdir()] == [made.name]


def test_without_a_runtime_there_is_no_image(stand_in, runtime, own_folders, monkeypatch):
    runtime.write_bytes(b"<html>Not found</html>")
    with pytest.raises(SetupError, match="is not the runtime of an AppImage"):
        appimage.build(stand_in)
    monkeypatch.delenv(appimage.RUNTIME)
    with pytest.raises(SetupError, match=appimage.RUNTIME):
        appimage.build(stand_in)
    assert not (own_folders / "dist").exists()

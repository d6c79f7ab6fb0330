"""What Rivulet and its tests want of a Linux system beyond Python: shared libraries, a font, programs.

python3 packaging/system_parts.py [--for-tests] [--for-packaging]    installs it, or says how
"""

from __future__ import annotations  # so that an old Python, too, gets to the line that says what is needed

import ctypes
import os
import shlex
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

QT_LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11.so.6": "libx11-6",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
"""Debian's package of each library that the Qt wheel, and its plugin for X11, leave to the system."""

TEST_PROGRAMS = {
    "Xvfb": "xvfb",
    "openbox": "openbox",
    "xdotool": "xdotool",
    "xwd": "x11-apps",
    "xprop": "x11-utils",
    "trayer": "trayer",
    "weston": "weston",
    "dbus-daemon": "dbus",
    "gnome-keyring-daemon": "gnome-keyring",
    "/usr/libexec/at-spi-bus-launcher": "at-spi2-core",
}
"""Debian's package of each program that the tests drive the window and the keyring with."""

FREEZING_PROGRAMS = {"objdump": "binutils"}
"""Debian's package of what PyInstaller, and the packages after it, read libraries with."""

PACKAGING_PROGRAMS = {
    **FREEZING_PROGRAMS,
    "lintian": "lintian",
    "desktop-file-validate": "desktop-file-utils",
    "appstreamcli": "appstream",
    "man": "man-db",
    "groff": "groff",
    "debootstrap": "debootstrap",
    "rpmbuild": "rpm",
    "mksquashfs": "squashfs-tools",
    "flatpak-builder": "flatpak-builder",
    "shellcheck": "shellcheck",
    "makensis": "nsis",
    "/usr/lib/wine/wine64": "wine64",
}
"""Debian's package of each program that the tests of the packages make, check and try them with."""

SYSTEM_PYTHON = "/usr/bin/python3"
TEST_MODULES = {"pyatspi": "python3-pyatspi"}
"""Debian's package of what the tests ask for with the system's own Python, as a screen reader would."""

FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.fonts", "~/.local/share/fonts")
FONT_FILES = {".ttf", ".otf", ".ttc", ".pfb"}
FONT_PACKAGE = "fonts-dejavu-core"


class SetupError(Exception):
    """Something is missing that cannot be had from here. One line, with the command that helps."""


def provide(
    *,
    for_window: bool,
    for_tests: bool,
    for_environment: bool,
    for_freezing: bool = False,
    for_packaging: bool = False,
) -> None:
    """Installs what is missing on Debian and its kin where we are root. Raises SetupError elsewhere.

    Asks the system, not a package manager, so nothing is run where all is there already.
    """
    packages: list[str] = []
    files: list[str] = []  # what other package managers can be asked for
    python = f"python{sys.version_info[0]}.{sys.version_info[1]}"
    if for_environment:
        packages.append(f"{python}-venv")
    if sys.platform.startswith("linux") and for_freezing and not _has_own_library():
        packages.append(f"lib{python}")
        files.append("python3-libs")
    if sys.platform.startswith("linux") and for_window:
        missing = [name for name in QT_LIBRARIES if not _loads(name)]
        packages += [QT_LIBRARIES[name] for name in missing]
        files += [f"{name}()(64bit)" for name in missing]
        if not _has_font():
            packages.append(FONT_PACKAGE)
            files.append("dejavu-sans-fonts")
    if sys.platform.startswith("linux"):
        tests, frozen = TEST_PROGRAMS if for_tests else {}, FREEZING_PROGRAMS if for_freezing else {}
        programs = {**tests, **frozen, **(PACKAGING_PROGRAMS if for_packaging else {})}
        absent = [name for name in programs if not shutil.which(name)]
        packages += [programs[name] for name in absent]
        files += [name if "/" in name else f"/usr/bin/{name}" for name in absent]
    if sys.platform.startswith("linux") and for_tests:
        unknown = [name for name in TEST_MODULES if not _imports(name)]
        packages += [TEST_MODULES[name] for name in unknown]
        files += [TEST_MODULES[name] for name in unknown]
    if packages:
        _install(packages, files)


def _has_own_library() -> bool:
    """Whether this Python is there as a library too, which frozen programs take. Some have none at all."""
    name, folder = (str(sysconfig.get_config_var(variable)) for variable in ("INSTSONAME", "LIBDIR"))
    return ".so" not in name or Path(folder, name).exists() or _loads(name)


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _imports(module: str) -> bool:
    try:
        done = subprocess.run([SYSTEM_PYTHON, "-c", f"import {module}"], capture_output=True)
    except OSError:
        return False
    return done.returncode == 0


def _has_font() -> bool:
    folders = [Path(folder).expanduser() for folder in FONT_FOLDERS]
    return any(path.suffix in FONT_FILES for folder in folders for path in folder.rglob("*"))


def _install(packages: list[str], files: list[str]) -> None:
    if shutil.which("apt-get") is None:
        if shutil.which("dnf"):
            raise SetupError(f"Parts of the system are missing. Run: sudo dnf install {shlex.join(files)}")
        raise SetupError(
            "Parts of the system are missing, which Debian calls: "
            f"{' '.join(packages)}. Install them with your package manager."
        )
    install = ["apt-get", "install", "--yes", "--no-install-recommends", *packages]
    if os.geteuid() != 0:
        raise SetupError(
            f"Parts of the system are missing. Run: sudo apt-get update && sudo {shlex.join(install)}"
        )
    print(f"Installing system packages (once): {' '.join(packages)} …", file=sys.stderr, flush=True)
    for command in (["apt-get", "update"], install):
        _apt(command)


def _apt(command: list[str]) -> None:
    done = subprocess.run(
        [*command, "--quiet", "--option", "DPkg::Lock::Timeout=300"],
        env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if done.returncode:
        reasons = [line for line in done.stdout.splitlines() if line.startswith("E:")]
        reason = reasons[0] if reasons else "it gave no reason"
        raise SetupError(f"“{shlex.join(command)}” failed: {reason}")


if __name__ == "__main__":
    asked = set(sys.argv[1:])
    try:
        provide(
            for_window=True,
            for_tests=bool(asked & {"--for-tests", "--for-packaging"}),
            for_environment=False,
            for_packaging="--for-packaging" in asked,
        )
    except SetupError as lacking:
        sys.exit(f"Rivulet: {lacking}")

"""What a frozen program does without, and why. The names are those that PyInstaller gives to its entries."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase


@dataclass(frozen=True)
class Rule:
    """Patterns of names that are left out. `*` stands for slashes too."""

    reason: str
    patterns: tuple[str, ...]
    systems: tuple[str, ...] = ("linux", "win32", "darwin")


RULES = (
    Rule(
        "the system has it, and loads parts of its own along with it that must fit: drivers, fonts, settings",
        (
            *("libstdc++.so.*", "libgcc_s.so.*", "libEGL.so.*", "libGL.so.*", "libGLX.so.*", "libgbm.so.*"),
            *("libGLdispatch.so.*", "libdrm.so.*", "libX*.so.*", "libxcb.so.*", "libxkbcommon.so.*"),
            *("libxcb-glx.so.*", "libxcb-randr.so.*", "libxcb-render.so.*", "libxcb-shape.so.*"),
            *("libxcb-shm.so.*", "libxcb-sync.so.*", "libxcb-xfixes.so.*", "libwayland-*.so.*"),
            *("libdbus-1.so.*", "libfontconfig.so.*", "libfreetype.so.*", "libglib-2.0.so.*"),
            *("libgthread-2.0.so.*", "libgio-2.0.so.*", "libgobject-2.0.so.*", "libgssapi_krb5.so.*"),
            *("libbrotli*.so.*", "libz.so.*", "libzstd.so.*"),
        ),
        ("linux",),
    ),
    Rule(
        "brings all of GTK along, in the version of the machine that builds",
        ("*/platformthemes/libqgtk3.so",),
        ("linux",),
    ),
    Rule(
        "for devices without a desktop, and for tests",
        (
            *(
                "*/platforms/*eglfs.*",
                "*/platforms/*linuxfb.*",
                "*/platforms/*minimal*",
                "*/platforms/*vnc.*",
            ),
            *("*/platforms/*vkkhrdisplay.*", "*/platforms/*direct2d.*", "*/plugins/egldeviceintegrations/*"),
            *("*/plugins/generic/*", "*/libQt6EglF*", "libQt6EglF*", "*/wayland-shell-integration/libivi*"),
            *("*/wayland-shell-integration/libfullscreen*", "*/wayland-shell-integration/libqt-*"),
            *("*/wayland-shell-integration/libwl-*", "*/wayland-graphics-integration-client/*-server.so"),
            "*libQt6WlShellIntegration*",
        ),
    ),
    Rule("an input method that is drawn with QML", ("*/platforminputcontexts/*virtualkeyboard*",)),
    Rule(
        "pictures that nobody attaches",
        tuple(f"*/imageformats/*q{kind}.*" for kind in ("icns", "pdf", "tga", "tiff", "wbmp")),
    ),
    Rule(
        "connections are httpx2's; Qt's network makes but local sockets",
        ("*/plugins/tls/*", "*/plugins/networkinformation/*"),
    ),
    Rule(
        "for other programs than one of widgets",
        (
            *("*QtQml*", "*QtQuick*", "*QtPdf*", "*QtWebEngine*", "*Qt6Qml*", "*Qt6Quick*", "*Qt6Pdf*"),
            *("*Qt6WebEngine*", "*Qt6VirtualKeyboard*", "*/PySide6/qml/*", "PySide6/qml/*", "*/Qt/qml/*"),
            *("*/plugins/qmltooling/*", "*/plugins/sqldrivers/*", "*/plugins/designer/*"),
        ),
    ),
    Rule("the program speaks English, and loads no translation", ("*/translations/*.qm",)),
    Rule(
        "draws OpenGL without a driver, which a program of widgets does not need: 20 MB",
        ("*opengl32sw.dll", "*d3dcompiler_*.dll"),
        ("win32",),
    ),
    Rule("the program's icons are of the one font in app/ui/icons.py", ("qtawesome/fonts/*",)),
    Rule(
        "tells of the machine that built it, or of its installation: it is of no use here",
        tuple(
            f"*.dist-info/{name}"
            for name in (
                *("RECORD", "INSTALLER", "REQUESTED", "direct_url.json", "WHEEL", "top_level.txt"),
                *("zip-safe", "scm_*.json", "sboms/*"),
            )
        ),
    ),
    Rule("was not built with the program, but with what freezes it", ("setuptools/*",)),
)

KEPT = ("qtawesome/fonts/remixicon-*.ttf",)
"""Patterns that no rule takes away."""

MODULES = (
    # What freezes the program, and was asked for by nothing else.
    *("PyInstaller", "setuptools", "_distutils_hack", "pkg_resources", "pip", "hatchling", "editables"),
    *("packaging", "pluggy", "pathspec", "trove_classifiers", "wheel"),
    # Tests, and tools of those who write programs.
    *("unittest", "test", "doctest", "pdb", "pydoc", "pydoc_data", "lib2to3", "idlelib", "ensurepip"),
    *("apsw.tests", "apsw.shell", "hypothesis", "pytest", "_pytest", "pydantic.mypy", "mypy"),
    # For terminals and screens of another kind.
    *("tkinter", "curses", "_curses", "readline", "_pyrepl", "rich", "IPython"),
    # Used by a library only where it is there. It was never there for the program.
    *("numpy", "pandas", "openai.cli", "sqlite3", "trio", "uvloop", "PIL", "yaml", "email_validator"),
    # The program takes no more of QtAwesome than a font.
    *("qtawesome", "qtpy", "PyQt5", "PyQt6", "PySide2"),
    *(f"PySide6.{name}" for name in ("QtQml", "QtQuick", "QtTest", "QtSql", "QtXml", "QtPrintSupport")),
    *(f"PySide6.{name}" for name in ("QtOpenGL", "QtOpenGLWidgets", "QtDesigner", "QtUiTools", "QtHelp")),
)
"""No module of these names comes along, also where something imports it."""

HOOKS = (
    "pyi_rth_inspect",  # 15 ms at each start, to find sources, which are not there
    "pyi_rth_multiprocessing",  # loads it at each start; nothing makes processes of Python by it
)
"""What PyInstaller would run at each start, and the program does without."""


def reason_against(name: str, system: str) -> str | None:
    """Why an entry of this name is left out on a system, as sys.platform names it; None if it stays."""
    name = name.replace("\\", "/")
    if any(fnmatchcase(name, pattern) for pattern in KEPT):
        return None
    for rule in RULES:
        if system in rule.systems and any(fnmatchcase(name, pattern) for pattern in rule.patterns):
            return rule.reason
    return None


def is_library(name: str) -> bool:
    """Whether it is a library of Linux that others name, so that nothing loads it by itself."""
    return "/plugins/" not in name and re.search(r"(^|/)lib[^/]*\.so(\.\d+)*$", name) is not None


def unneeded(names: Iterable[str], asked: Callable[[str], Iterable[str]]) -> set[str]:
    """The libraries, of all these files, that no plugin, no module and no library in use asks for.

    Args:
        asked: gives the sonames that a file names. The bootloader's libpython is asked for by nobody.
    """
    files = set(names)
    providers: dict[str, set[str]] = {}
    for name in files:
        providers.setdefault(name.rpartition("/")[2], set()).add(name)
    used: set[str] = set()
    waiting = {name for name in files if not is_library(name) or "libpython" in name}
    while waiting:
        used |= waiting
        sonames = {soname for name in waiting for soname in asked(name)}
        waiting = {name for soname in sonames for name in providers.get(soname, ())} - used
    return files - used

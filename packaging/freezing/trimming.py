"""What a frozen program does without, and why. The names are those that PyInstaller gives to its entries."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase


@dataclass(frozen=True)
class Rule:
    """Patterns of names that are left out, apart by blanks. `*` stands for slashes too."""

    reason: str
    patterns: str
    systems: tuple[str, ...] = ("linux", "win32", "darwin")


RULES = (
    Rule(
        "the system has it, and loads parts of its own along with it that must fit: drivers, fonts, settings",
        "libstdc++.so.* libgcc_s.so.* libEGL.so.* libGL.so.* libGLX.so.* libGLdispatch.so.* libgbm.so.* "
        "libdrm.so.* libX*.so.* libxcb.so.* libxcb-glx.so.* libxcb-randr.so.* libxcb-render.so.* "
        "libxcb-shape.so.* libxcb-shm.so.* libxcb-sync.so.* libxcb-xfixes.so.* libxkbcommon.so.* "
        "libwayland-*.so.* libdbus-1.so.* libfontconfig.so.* libfreetype.so.* libglib-2.0.so.* "
        "libgthread-2.0.so.* libgio-2.0.so.* libgobject-2.0.so.* libgssapi_krb5.so.* libbrotli*.so.* "
        "libz.so.* libzstd.so.*",
        ("linux",),
    ),
    Rule(
        "brings all of GTK along, in the version of the machine that builds",
        "*/platformthemes/libqgtk3.so",
        ("linux",),
    ),
    Rule(
        "for devices without a desktop, and for tests",
        "*/platforms/*eglfs.* */platforms/*linuxfb.* */platforms/*minimal* */platforms/*vnc.* "
        "*/platforms/*vkkhrdisplay.* */platforms/*direct2d.* */plugins/egldeviceintegrations/* "
        "*/plugins/generic/* *libQt6EglF*",
    ),
    Rule(
        "Wayland has one shell for desktops; the others, and buffers of a server, are for Qt's own",
        "*/wayland-shell-integration/libivi* */wayland-shell-integration/libfullscreen* "
        "*/wayland-shell-integration/libqt-* */wayland-shell-integration/libwl-* *libQt6WlShellIntegration* "
        "*/wayland-graphics-integration-client/*-server.so",
        ("linux",),
    ),
    Rule("an input method that is drawn with QML", "*/platforminputcontexts/*virtualkeyboard*"),
    Rule(
        "pictures that nobody attaches",
        "*/imageformats/*qicns.* */imageformats/*qpdf.* */imageformats/*qtga.* */imageformats/*qtiff.* "
        "*/imageformats/*qwbmp.*",
    ),
    Rule(
        "connections are httpx2's; Qt's network makes but local sockets",
        "*/plugins/tls/* */plugins/networkinformation/*",
    ),
    Rule(
        "for other programs than one of widgets",
        "*QtQml* *QtQuick* *QtPdf* *QtWebEngine* *Qt6Qml* *Qt6Quick* *Qt6Pdf* *Qt6WebEngine* "
        "*Qt6VirtualKeyboard* *QtVirtualKeyboard* *PySide6/qml/* */Qt/qml/* */plugins/qmltooling/* "
        "*/plugins/sqldrivers/* */plugins/designer/*",
    ),
    Rule("the program speaks English, and loads no translation", "*/translations/*.qm"),
    Rule(
        "draws OpenGL without a driver, which a program of widgets does not need: 20 MB",
        "*opengl32sw.dll",
        ("win32",),
    ),
    Rule("the program's icons are of the one font in app/ui/icons.py", "qtawesome/fonts/*"),
    Rule(
        "tells of the machine that built it, or of how it was installed",
        "*.dist-info/RECORD *.dist-info/INSTALLER *.dist-info/REQUESTED *.dist-info/direct_url.json "
        "*.dist-info/WHEEL *.dist-info/top_level.txt *.dist-info/zip-safe *.dist-info/scm_*.json "
        "*.dist-info/sboms/*",
    ),
    Rule("freezes programs, and is no part of one", "setuptools/*"),
)

KEPT = ("qtawesome/fonts/remixicon-*.ttf",)
"""Patterns that no rule takes away."""

MODULES = {
    "freezes and installs programs": "PyInstaller setuptools _distutils_hack pkg_resources pip hatchling "
    "editables packaging wheel pluggy pathspec trove_classifiers",
    "for those who write programs": "unittest test doctest pdb pydoc pydoc_data lib2to3 idlelib ensurepip "
    "pytest _pytest hypothesis mypy pydantic.mypy apsw.tests apsw.shell",
    "for terminals, and screens of another kind": "tkinter curses _curses readline _pyrepl rich IPython",
    "a library uses it where it is there, and it never was": "numpy pandas openai.cli sqlite3 trio uvloop "
    "PIL yaml email_validator",
    "of QtAwesome, the program takes no more than a font": "qtawesome qtpy PyQt5 PyQt6 PySide2",
    "Qt's parts for other programs": "PySide6.QtQml PySide6.QtQuick PySide6.QtTest PySide6.QtSql "
    "PySide6.QtXml PySide6.QtPrintSupport PySide6.QtOpenGL PySide6.QtOpenGLWidgets PySide6.QtDesigner "
    "PySide6.QtUiTools PySide6.QtHelp",
}
"""No module of these names comes along, whoever imports it: by reason, apart by blanks."""

HOOKS = {
    "pyi_rth_pyside6": "loads Qt before the program can say how (app/boot/loading.py), even where no window "
    "is wanted, to tell it where its plugins are: PySide6 knows that by itself",
    "pyi_rth_inspect": "loads what finds the sources of modules, which are not there",
    "pyi_rth_multiprocessing": "loads what makes more processes of Python, which nothing does",
}
"""What PyInstaller would run at each start, and why the program does without."""


def reason_against(name: str, system: str) -> str | None:
    """Why an entry of this name is left out on a system, as sys.platform names it; None if it stays."""
    name = name.replace("\\", "/")
    if any(fnmatchcase(name, pattern) for pattern in KEPT):
        return None
    for rule in RULES:
        if system in rule.systems and any(fnmatchcase(name, pattern) for pattern in rule.patterns.split()):
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

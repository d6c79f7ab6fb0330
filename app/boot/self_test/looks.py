"""What is to be seen: what Qt draws, and with what."""

import asyncio
import os
import re
import sys
from functools import cache
from pathlib import Path

import PySide6
from PySide6.QtCore import QCoreApplication, QEvent, QLibraryInfo, QPluginLoader, QSize, Qt
from PySide6.QtGui import QFont, QFontDatabase, QFontInfo, QIcon, QImage, QImageReader, QPainter
from PySide6.QtWidgets import QApplication

from app.boot import resources
from app.boot.application import Application
from app.domain.image import MEDIA_TYPES
from app.domain.problem import EnvironmentFault
from app.domain.self_check import Found, Verdict
from app.domain.settings import Settings
from app.ui import icons
from app.ui.theme import Appearance
from app.ui.transcript.text import highlight, maths
from app.ui.window import MainWindow

_SIDE = 48
_SCREENS = {"xcb": "X11", "wayland": "Wayland", "windows": "Windows", "cocoa": "macOS"}
_FORMATS = ("svg", *(endings[-1] for endings in MEDIA_TYPES.values()))
_WRITING = {
    "Chinese": QFontDatabase.WritingSystem.SimplifiedChinese,
    "Japanese": QFontDatabase.WritingSystem.Japanese,
    "Korean": QFontDatabase.WritingSystem.Korean,
}
"""The writing of many that not every system has a font for."""
_LANGUAGES = ("python", "javascript", "bash", "html", "sql")


async def screens() -> Found:
    """Each way to the screen that the program has can be loaded: none is tried, there may be no screen."""
    ways = [(path, words) for name, words in _SCREENS.items() for path in _plugins(name)]
    if not ways:
        raise EnvironmentFault(f"No plugin for a screen is in {_folder()}.")
    for path, words in ways:
        _load(path, words)
    return Found(", ".join(words for _, words in ways))


async def toolkit() -> Found:
    app = _application()
    made = MainWindow(Settings(), Appearance(app, "light"))
    try:
        image = made.grab().toImage()
        if not _is_drawn(image):
            raise EnvironmentFault("The window stays empty when it is drawn.")
    finally:
        made.deleteLater()
        QCoreApplication.sendPostedEvents(made, QEvent.Type.DeferredDelete)
    return Found(f"Qt {PySide6.__version__} draws the window, {app.platformName()}")


async def icon() -> Found:
    _application()
    path = resources.icon()
    if not path.is_file():
        raise EnvironmentFault(f"The program's icon is not at {path}.")
    if not _is_drawn(QIcon(str(path)).pixmap(QSize(_SIDE, _SIDE)).toImage()):
        raise EnvironmentFault("The program's icon stays empty: Qt's plugin for SVG is missing.")
    return Found(str(path))


async def pictures() -> Found:
    known = {bytes(one.data()).decode() for one in QImageReader.supportedImageFormats()}
    if missing := [name for name in _FORMATS if name not in known]:
        raise EnvironmentFault(f"Qt has no plugin for pictures of these kinds: {', '.join(missing)}.")
    return Found(", ".join(_FORMATS))


async def fonts() -> Found:
    _application()
    font = QFont()
    # Without any font Qt draws boxes, and this name is empty.
    if not (family := QFontInfo(font).family()):
        raise EnvironmentFault("No letters can be shown: this system has no font. Install one.")
    image = QImage(_SIDE, _SIDE, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setFont(font)
    painter.drawText(image.rect(), Qt.AlignmentFlag.AlignCenter, "Ag")
    painter.end()
    if not _is_drawn(image):
        raise EnvironmentFault(f"No letters can be drawn, though there is the font {family}.")
    if not _is_drawn(icons.icon("search-line").pixmap(QSize(_SIDE, _SIDE)).toImage()):
        raise EnvironmentFault(f"The icons of the buttons cannot be drawn: the font {icons.FONT} is missing.")
    if missing := [name for name, system in _WRITING.items() if not QFontDatabase.families(system)]:
        return Found(f"{family}, but this system has no font for {_listed(missing)}{_remedy()}", Verdict.NOTE)
    return Found(f"{family}, and that of the icons")


async def formulas() -> Found:
    formula = maths.Formula(r"\frac{\sqrt{x}}{2}", is_display=True)
    await asyncio.to_thread(maths.typeset, [formula])
    if maths.outline(formula) is None:
        raise EnvironmentFault("Formulas cannot be set: a font or a table of the typesetter is missing.")
    return Found("set in their own font")


async def code() -> Found:
    for language in _LANGUAGES:
        highlight.load(language)
        if highlight.line_lexer(language) is None:
            raise EnvironmentFault(f"Code has no colours: the lexer of {language} is missing.")
    return Found(f"coloured in {', '.join(_LANGUAGES)} and more")


def _listed(names: list[str]) -> str:
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last


def _remedy() -> str:
    """What brings the fonts of these languages: on Linux most distributions name it alike."""
    return ". Install Noto Sans CJK: fonts-noto-cjk on Debian." if sys.platform == "linux" else "."


@cache
def _application() -> QApplication:
    """Raises EnvironmentFault where Qt would end the whole process."""
    if isinstance(standing := QCoreApplication.instance(), QApplication):
        return standing
    name = re.split("[:;]", os.environ.get("QT_QPA_PLATFORM", "windows"))[0]
    if not (found := _plugins(name)):
        raise EnvironmentFault(f"Qt's plugin “{name}” is not in {_folder()}.")
    _load(found[0], name)
    return Application(["rivulet"])


def _plugins(name: str) -> list[Path]:
    endings = (".so", ".dll", ".dylib")
    return [
        path
        for prefix in ("libq", "q")
        for e in endings
        if (path := _folder() / f"{prefix}{name}{e}").exists()
    ]


def _folder() -> Path:
    return Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath)) / "platforms"


def _load(plugin: Path, name: str) -> None:
    loader = QPluginLoader(str(plugin))
    if not loader.load():
        raise EnvironmentFault(f"The plugin for {name} cannot be loaded: {loader.errorString()}")


def _is_drawn(image: QImage) -> bool:
    """Whether there is more than one colour in it."""
    seen = {image.pixel(x, y) for x in range(image.width()) for y in range(0, image.height(), 3)}
    return len(seen) > 1

"""One process: renders scenes in one theme, at the scale that Qt was started with."""

import argparse
import asyncio
import gc
import sys
from collections.abc import Mapping
from functools import partial
from pathlib import Path

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler
from PySide6.QtGui import QCursor, QFont, QFontDatabase, QImage
from PySide6.QtWidgets import QApplication, QWidget

from app.boot.event_loop import EventLoop
from app.boot.garbage import collect_young
from app.ui.theme import Appearance, Mode
from app.ui.transcript.text import highlight
from tests.gallery.contact_sheet import contact_sheet
from tests.gallery.readme import PICTURES
from tests.gallery.scenes import SCENES, Scene

_LANGUAGES = ("python", "sh", "json", "sql")
_KNOWN = ("This plugin does not support", "OpenType support missing")
"""Said by the offscreen platform of every window, and by Qt of fonts that others have to help out."""


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("out", type=Path)
    parser.add_argument("theme", choices=("light", "dark"))
    parser.add_argument("--suffix", default="")
    parser.add_argument("--sheets", action="store_true")
    parser.add_argument("--readme", action="store_true")
    given = parser.parse_args()
    qInstallMessageHandler(_say)
    gc.disable()  # as in the program: see `app.boot.garbage`
    app = QApplication(["rivulet"])
    QCursor.setPos(-1_000, -1_000)  # nothing is hovered
    app.setQuitOnLastWindowClosed(False)
    app.setCursorFlashTime(0)  # a caret is always seen
    if "Inter" in QFontDatabase.families():
        app.setFont(QFont("Inter", 10))
    for language in _LANGUAGES:
        highlight.load(language)
    with asyncio.Runner(loop_factory=lambda: EventLoop(app)) as runner:
        if given.readme:
            runner.run(_render(app, given.theme, given.out, PICTURES[given.theme], ""))
        else:
            runner.run(_render(app, given.theme, given.out / given.theme, SCENES, given.suffix))
    if given.sheets:
        sheet = contact_sheet(given.out / given.theme, given.theme)
        _save(sheet, given.out / f"contact-sheet-{given.theme}.png")


async def _render(
    app: QApplication, theme: Mode, folder: Path, scenes: Mapping[str, Scene], suffix: str
) -> None:
    appearance = Appearance(app, theme)
    folder.mkdir(parents=True, exist_ok=True)
    for name, scene in scenes.items():
        await scene.play(appearance, partial(_take, folder / f"{name}{suffix}.png"))
        collect_young()


def _take(path: Path, widget: QWidget) -> None:
    _save(widget.grab().toImage(), path)


def _save(image: QImage, path: Path) -> None:
    if not image.convertToFormat(QImage.Format.Format_RGB888).save(str(path)):
        raise OSError(f"{path} could not be written")


def _say(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
    if not any(known in message for known in _KNOWN):
        print(message, file=sys.stderr)


if __name__ == "__main__":
    main()

"""Rivulet, with somebody in its process who says what is to be seen: for desktops that show no pixels.

Prints the titles of its visible windows as a line of JSON whenever they change; each line of stdin is typed
into the quick prompt, with Enter, and its answer is printed when it has ended. An empty line
closes it, as a window manager does: shortcuts work only where there is a keyboard.
"""

import json
import os
import sys
import threading
from typing import Any

from app.boot.loading import load_qt

load_qt()  # as the program does

from PySide6.QtCore import QObject, Qt, QTimer, Signal  # noqa: E402
from PySide6.QtTest import QTest  # noqa: E402
from PySide6.QtWidgets import QApplication, QPlainTextEdit  # noqa: E402

from app.boot.session import Session  # noqa: E402
from app.cli import main  # noqa: E402
from app.ui.transcript.view import Transcript  # noqa: E402


class Watcher(QObject):
    told = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._titles: list[str] = []
        self._asked = False
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._look)
        self._timer.start(20)
        self.told.connect(self._type)
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        for line in sys.stdin:
            self.told.emit(line.strip())

    def _look(self) -> None:
        windows = [one for one in QApplication.topLevelWidgets() if one.isVisible() and one.windowTitle()]
        titles = sorted(one.windowTitle() for one in windows)
        if titles != self._titles:
            self._titles = titles
            say(titles)
        if self._asked and (answer := self._find(Transcript, "quickPromptAnswer")).chat is not None:
            last = answer.chat.last
            if answer.chat.turn is None and last is not None and last.end is not None:
                self._asked = False
                say(answer.plainText())

    def _type(self, text: str) -> None:
        field = self._find(QPlainTextEdit, "quickPromptInput")
        if not text:
            field.window().close()
            return
        QTest.keyClicks(field, text)
        QTest.keyClick(field, Qt.Key.Key_Return)
        self._asked = True

    def _find(self, kind: type[Any], name: str) -> Any:
        quick = next(one for one in QApplication.topLevelWidgets() if one.objectName() == "quickPrompt")
        return quick.findChild(kind, name)


def say(what: object) -> None:
    print(json.dumps(what), flush=True)


run = Session.run


async def watched(self: Session, *given: Any) -> None:
    watcher = Watcher()
    await run(self, *given)
    watcher.deleteLater()


if __name__ == "__main__":
    Session.run = watched
    status = main(sys.argv[1:])
    sys.stdout.flush()
    os._exit(status)  # the reader may wait for a line for ever

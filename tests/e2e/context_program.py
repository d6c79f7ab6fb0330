"""The context of the quick prompt as a program: does what it reads, a word a line, and says what came of it.

With `own` in its arguments it has the clipboard and the selection instead, and says whenever it is read.
"""

import json
import sys
import time

from PySide6.QtCore import QMimeData, QSocketNotifier
from PySide6.QtGui import QClipboard
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from app.ui.quick_prompt.context import Context

_BOTH = (QClipboard.Mode.Clipboard, QClipboard.Mode.Selection)


def say(**what: object) -> None:
    print(json.dumps(what), flush=True)


class Told(QMimeData):
    """Qt asks for the formats of its own, too: only who wants the text counts."""

    def retrieveData(self, kind: str, wanted: object) -> object:
        say(read=kind)
        return super().retrieveData(kind, wanted)


def own(app: QApplication) -> None:
    for mode in _BOTH:
        told = Told()
        told.setText(f"owned {mode.name}")
        app.clipboard().setMimeData(told, mode)
    say(ready=True)
    app.exec()


def bring(app: QApplication) -> None:
    window, context, noticed = QWidget(), Context(), []
    column = QVBoxLayout(window)
    column.addWidget(context)
    column.addWidget(context.sources)
    context.noticed.connect(noticed.append)
    window.resize(500, 200)

    def obey() -> None:
        word = sys.stdin.readline().strip()
        began = time.monotonic()
        match word:
            case "show":
                window.show()
                window.activateWindow()
            case "hide":
                window.hide()
            case "clipboard":
                context.take_clipboard()
            case "selection":
                context.take_selection()
            case "own":
                app.clipboard().setText("our own", QClipboard.Mode.Selection)
            case _:
                app.quit()
        say(text=context.text, noticed=noticed[-1:], seconds=time.monotonic() - began)

    reader = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read)
    reader.activated.connect(obey)
    say(ready=True)
    app.exec()


if __name__ == "__main__":
    (own if "own" in sys.argv else bring)(QApplication(sys.argv))

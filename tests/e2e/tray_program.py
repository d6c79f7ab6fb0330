"""A program of its own with a tray: prints what is asked of it, and does what stdin says.

With the argument "looking" it looks for panels that tell nobody; with "window" it has a main window too,
which stays in the tray when it is closed.
"""

import json
import sys

from PySide6.QtCore import QSocketNotifier
from PySide6.QtWidgets import QApplication

from app.domain.conversation import ConversationId
from app.domain.presence import Presence
from app.domain.settings import Settings
from app.ui.residence import Patience, Residence
from app.ui.theme import Appearance
from app.ui.tray.state import TrayState
from app.ui.tray.tray import Tray
from app.ui.window import MainWindow

_ASKED = (
    "quick_requested",
    "new_chat_requested",
    "window_requested",
    "conversation_chosen",
    "translate_requested",
    "settings_requested",
    "quit_requested",
    "notifications_paused",
    "message_clicked",
    "available_changed",
)


def main() -> None:
    app = QApplication(["rivulet"])
    app.setApplicationName("Rivulet")
    app.setQuitOnLastWindowClosed(False)
    tray = Tray(look=200)
    for name in _ASKED:
        getattr(tray, name).connect(lambda *values, name=name: _say(name, *values))
    match sys.argv[1:]:
        case ["window"]:
            _add_window(app, tray)
        case ["looking"]:
            tray.keep_looking(True)

    def obey() -> None:
        line = sys.stdin.readline()
        if not line:
            tray.close()
            app.quit()
            return
        name, *values = json.loads(line)
        match name:
            case "state":
                tray.set_state(TrayState(values[0]), values[1])
            case "recent":
                tray.set_recent([(ConversationId(one), title) for one, title in values])
            case "message":
                assert tray.show_message(*values)
            case "trigger":
                tray.set_trigger(values[0])
        _say("done", name)

    told = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read)
    told.activated.connect(obey)
    _say("ready", tray.is_available)
    app.exec()


def _add_window(app: QApplication, tray: Tray) -> None:
    window = MainWindow(Settings(), Appearance(app, "light"))
    window.show()
    stays = Presence(close_to_tray=True)
    Residence(window, tray, stays, is_busy=lambda: False, patience=Patience(after_tray=0.5))
    window.closing.connect(lambda: _say("closing"))
    tray.window_requested.connect(window.bring_to_front)
    app.aboutToQuit.connect(window.hide)  # which keeps it alive, too


def _say(*words: object) -> None:
    print(json.dumps(words), flush=True)


if __name__ == "__main__":
    main()

"""A program of its own with nothing but the tray: prints what is asked of it, and does what stdin says."""

import json
import sys

from PySide6.QtCore import QSocketNotifier
from PySide6.QtWidgets import QApplication

from app.domain.conversation import ConversationId
from app.ui.tray.state import TrayState
from app.ui.tray.tray import Tray

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


def _say(*words: object) -> None:
    print(json.dumps(words), flush=True)


if __name__ == "__main__":
    main()

"""The icon in the tray, at the sizes and on the grounds of panels, and its menu."""

from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.domain.conversation import ConversationId
from app.ui.tray.face import SIDES, tray_face
from app.ui.tray.menu import TrayMenu
from app.ui.tray.state import TrayState
from tests.gallery.stage import Stage, settled

_GROUNDS = ("#F6F5F4", "#DADBDE", "#303030", "#1B1B1B")
_GAP = 12


class _Panels(QWidget):
    """One row for each panel and each state."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._row = max(SIDES) + _GAP
        self.resize(sum(SIDES) + _GAP * (len(SIDES) + 1), self._row * len(_GROUNDS) * len(TrayState))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        rows = ((ground, state) for ground in _GROUNDS for state in TrayState)
        for number, (ground, state) in enumerate(rows):
            top, left = number * self._row, _GAP
            painter.fillRect(0, top, self.width(), self._row, QColor(ground))
            for side in SIDES:
                painter.drawPixmap(QRect(left, top + _GAP // 2, side, side), tray_face(state, side))
                left += side + _GAP
        painter.end()


async def icons(stage: Stage) -> QWidget:
    return _Panels(stage.window)


async def menu(stage: Stage) -> QWidget:
    made = TrayMenu(on_bus=False)
    made.set_trigger("Ctrl+Alt+J")
    made.set_recent([(ConversationId("1"), "R&D: snake_case")])
    made.set_paused(True)
    made.popup(stage.window.pos())
    await settled()
    return made

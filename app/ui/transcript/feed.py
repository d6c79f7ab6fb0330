"""Patches wait here for the frame: however many come, they are shown once."""

import time
from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Qt, QTimer

from app.domain.conversation import MessageId
from app.domain.turn import PartGrew, Patch

FRAME = 16
"""Milliseconds."""

Delivery = tuple[MessageId, Patch]


class Feed(QObject):
    """Drains at most once a frame; less often when showing takes long, so that keys are not kept waiting."""

    def __init__(self, show: Callable[[list[Delivery]], None], parent: QObject) -> None:
        super().__init__(parent)
        self._show = show
        self._waiting: list[Delivery] = []
        self._interval = FRAME
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self.drain)

    def put(self, message_id: MessageId, patches: Sequence[Patch]) -> None:
        self._waiting.extend((message_id, patch) for patch in patches)
        if not self._timer.isActive():
            self._timer.start(self._interval)

    def clear(self) -> None:
        """Forgets what waits: it is shown from the messages themselves."""
        self._waiting.clear()
        self._timer.stop()

    def drain(self) -> None:
        """Shows what waits, now."""
        waiting, self._waiting = self._waiting, []
        self._timer.stop()
        if not waiting:
            return
        began = time.perf_counter()
        self._show(_joined(waiting))
        cost = (time.perf_counter() - began) * 1000
        self._interval = max(FRAME, min(120, int(3 * cost)))


def _joined(deliveries: list[Delivery]) -> list[Delivery]:
    """Text that goes to the same place, in one piece."""
    joined: list[Delivery] = []
    texts: list[str] = []
    place: tuple[MessageId, int] | None = None

    def close() -> None:
        if place is not None:
            joined.append((place[0], PartGrew(place[1], "".join(texts))))
            texts.clear()

    for message_id, patch in deliveries:
        if isinstance(patch, PartGrew):
            if place != (message_id, patch.part):
                close()
                place = message_id, patch.part
            texts.append(patch.text)
        else:
            close()
            place = None
            joined.append((message_id, patch))
    close()
    return joined

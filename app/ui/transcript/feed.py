"""Patches wait here for the frame: however many come, they are shown once."""

import time
from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Qt, QTimer

from app.domain.conversation import MessageId
from app.domain.patch import PartGrew, Patch

FRAME = 16
"""Milliseconds."""
SLOW_FRAME = 33
"""Between frames that have only a word or two to show: nobody sees the difference, but the battery does."""
_FEW = 12
"""Characters of such a frame."""

_COST = 5.0
"""Milliseconds that a frame's text may take to be parsed and laid out."""
_BUDGETS = 400, 4000
"""The least and the most characters of a frame."""

Delivery = tuple[MessageId, Patch]


class Feed(QObject):
    """Drains once a frame, and then no more than fits: a burst takes some frames instead of one long stop.

    What comes after a pause is shown at once.
    """

    def __init__(self, show: Callable[[list[Delivery]], None], parent: QObject) -> None:
        super().__init__(parent)
        self._show = show
        self._waiting: list[Delivery] = []
        self._budget = _BUDGETS[1]
        """Characters for the next frame: what can be shown in `_COST`, as far as the last frames tell."""
        self._next = 0.0
        """When the next frame may be shown at the earliest."""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._on_frame)

    def put(self, message_id: MessageId, patches: Sequence[Patch]) -> None:
        self._waiting.extend((message_id, patch) for patch in patches)
        if not self._timer.isActive():
            self._timer.start(max(0, round((self._next - time.perf_counter()) * 1000)))

    @property
    def is_empty(self) -> bool:
        """Whether all that came is shown."""
        return not self._waiting

    def clear(self) -> None:
        """Forgets what waits: it is shown from the messages themselves."""
        self._waiting.clear()
        self._timer.stop()

    def drain(self) -> None:
        """Shows all that waits, now."""
        waiting, self._waiting = self._waiting, []
        self._timer.stop()
        if waiting:
            self._show(_joined(waiting))

    def _on_frame(self) -> None:
        now, self._waiting = _parted(self._waiting, self._budget)
        began = time.perf_counter()
        self._show(_joined(now))
        cost = (time.perf_counter() - began) * 1000
        smallest, largest = _BUDGETS
        if cost > _COST:
            self._budget = max(smallest, int(self._budget * max(0.3, _COST / cost)))
        elif self._waiting:
            self._budget = min(largest, int(self._budget * 1.25))
        chars = sum(len(patch.text) for _, patch in now if isinstance(patch, PartGrew))
        # As much time for keys and the stream as for showing. The first word waits for nothing.
        pause = max(SLOW_FRAME if chars <= _FEW else FRAME, int(2 * cost)) if chars else 0
        self._next = began + pause / 1000
        if self._waiting:
            self._timer.start(pause)


def _parted(deliveries: list[Delivery], budget: int) -> tuple[list[Delivery], list[Delivery]]:
    """The first ones, up to `budget` characters of text, and the rest."""
    for index, (message_id, patch) in enumerate(deliveries):
        if not isinstance(patch, PartGrew):
            continue
        if len(patch.text) > budget:
            first, second = (
                PartGrew(patch.part, patch.text[:budget]),
                PartGrew(patch.part, patch.text[budget:]),
            )
            return (
                [*deliveries[:index], (message_id, first)],
                [(message_id, second), *deliveries[index + 1 :]],
            )
        budget -= len(patch.text)
    return deliveries, []


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

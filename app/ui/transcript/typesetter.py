"""Typesets the formulas that are seen, away from the thread that paints."""

from PySide6.QtCore import QObject, Signal

from app.ui.transcript.errands import Errands
from app.ui.transcript.items.prose import Prose
from app.ui.transcript.items.table import Table
from app.ui.transcript.text import maths
from app.ui.transcript.text.maths import Formula

_AT_ONCE = 8
"""Formulas that are typeset before they are shown: together, they take about a tenth of a second."""


class Typesetter(QObject):
    """Some formulas after the others, so that those which are seen next come soon.

    Signals:
        typeset(): some formulas that were wanted are ready, or never will be.
    """

    typeset = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._wanted: dict[Formula, None] = {}
        self._is_busy = False
        self._errands = Errands(self)

    def want(self, item: Prose | Table) -> None:
        """Lets the formulas of an item be typeset that are not."""
        for formula in item.untypeset:
            if not maths.is_typeset(formula):
                self._wanted[formula] = None
        self._begin()

    @staticmethod
    def show(item: Prose | Table) -> bool:
        """Whether the item looks different now: it is laid out with the formulas that are ready."""
        if not any(maths.is_typeset(formula) for formula in item.untypeset):
            return False
        item.typeset()
        return True

    def _begin(self) -> None:
        if self._wanted and not self._is_busy:
            self._is_busy = True
            formulas = list(self._wanted)[:_AT_ONCE]
            for formula in formulas:
                del self._wanted[formula]
            self._errands.send(lambda: maths.typeset(formulas), self._take)

    def _take(self, _: None) -> None:
        self._is_busy = False
        self._begin()
        self.typeset.emit()

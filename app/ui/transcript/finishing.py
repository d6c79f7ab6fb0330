"""What is shown plain at first and finished when it is seen: colours of code, formulas, pictures."""

from collections.abc import Iterable

from PySide6.QtCore import QObject, QTimer, Signal

from app.ui.transcript.colouring import Colouring
from app.ui.transcript.decoder import Decoder
from app.ui.transcript.items.code import Code
from app.ui.transcript.items.fence import Fence
from app.ui.transcript.items.item import Item
from app.ui.transcript.items.picture import Picture
from app.ui.transcript.items.prose import Prose
from app.ui.transcript.items.table import Table
from app.ui.transcript.text.highlight import loaded
from app.ui.transcript.typesetter import Typesetter

_FRAME = 16
"""Milliseconds."""
_COLOURS_BUDGET = 0.002
"""Seconds of a frame."""


class Finishing(QObject):
    """
    Signals:
        finished(): something looks different, but stands where it stood.
        typeset(): formulas are ready; what has them is to be laid out again.
        lexer_wanted(str): code in this language stays plain until its lexer is loaded.
    """

    finished = Signal()
    typeset = Signal()
    lexer_wanted = Signal(str)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._lexers_wanted: set[str] = set()
        self._colouring = Colouring()
        self._colours = QTimer(self)
        self._colours.setInterval(_FRAME)
        self._colours.timeout.connect(self._colour)
        self._decoder = Decoder(self)
        self._decoder.decoded.connect(self.finished)
        self._typesetter = Typesetter(self)
        self._typesetter.typeset.connect(self.typeset)

    def want(self, seen: Iterable[Item], scale: float) -> None:
        """These items are in view. `scale`: device pixels in a pixel."""
        for item in seen:
            match item:
                case Code():
                    self._want_colours(item.fence)
                case Prose() | Table() if item.untypeset:
                    self._typesetter.want(item)
                case Picture():
                    self._decoder.want(item, scale)

    def show_formulas(self, item: Item) -> bool:
        """Whether an item is to be laid out again, with formulas that are ready."""
        return isinstance(item, Prose | Table) and self._typesetter.show(item)

    def clear(self) -> None:
        """Nothing of what was seen is seen any more."""
        self._colouring.clear()

    def _want_colours(self, fence: Fence) -> None:
        if self._colouring.want(fence):
            if not self._colours.isActive():
                self._colours.start()
        elif not loaded(fence.language) and fence.language not in self._lexers_wanted:
            self._lexers_wanted.add(fence.language)
            self.lexer_wanted.emit(fence.language)

    def _colour(self) -> None:
        """A frame's share of the colours: no height changes by them."""
        if not self._colouring.step(_COLOURS_BUDGET):
            self._colours.stop()
        if self._colouring.take_changed():
            self.finished.emit()

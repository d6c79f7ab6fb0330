"""The quiet line that stands for an answer whose text is hidden, and above it while it is shown."""

from app.domain.ending import EndState
from app.ui.transcript.items.fold import Fold

HIDDEN = (EndState.MODERATED,)
"""Ends of answers whose text is hidden until one asks for it."""
_WORDS = {
    EndState.MODERATED: ("Hidden by the moderation check", "Flagged by the moderation check"),
    EndState.FILTERED: ("Hidden by you", "Cut by the content filter"),
}
COVERED = tuple(_WORDS)
"""Ends of answers whose text can be hidden and shown."""


class Cover(Fold):
    """What it hides is neither found nor read out."""

    def __init__(self, end: EndState) -> None:
        """`end`: one of `COVERED`."""
        super().__init__()
        self._hidden, self._flagged = _WORDS[end]

    def text(self) -> str:
        """Heard in place of the text."""
        return "" if self.is_open else self._hidden

    def line(self) -> str:
        return f"{self._flagged} · Hide" if self.is_open else f"{self._hidden} · Show"

    def deed(self) -> str:
        return "Hide the text" if self.is_open else f"{self._hidden}: show the text"

"""What a message says, for those who hear it: read from its items one by one, without laying them out."""

from app.domain.markdown.blocks import Joint
from app.ui.transcript.items.item import Item, joined
from app.ui.transcript.stack import Stack


class MessageText:
    """The text of one message. Positions count as Qt does, in UTF-16."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self._pieces: list[tuple[Joint, str]] = []
        self._is_read = False
        self._units = b""

    def cut(self, first: int) -> None:
        """The items from `first` on are others now."""
        del self._pieces[first:]
        self._is_read = False

    def read(self, index: int) -> bytes:
        """All of it, in UTF-16, for the message at `index`. What was read before is not read again."""
        if not self._is_read:
            for item in self._stack.items_from(index, len(self._pieces)):
                self._pieces.append((item.joint, self._said(item)))
            self._units = joined(self._pieces).encode("utf-16-le", "surrogatepass")
            self._is_read = True
        return self._units

    def _said(self, item: Item) -> str:
        item.ensure(self._stack.style)
        text = item.text()
        if item.generation < 0:
            item.release()  # nobody sees it
        return text


def between(units: bytes, start: int, end: int) -> str:
    """The text between two positions; an `end` below 0 stands for the last one."""
    return units[2 * max(0, start) : 2 * end if end >= 0 else None].decode("utf-16-le", "replace")


def last_sentence_end(units: bytes) -> int:
    """The position behind the last sentence or line that is complete; 0 if there is none."""
    text = units.decode("utf-16-le", "replace")
    ends = (text.rfind(mark) + len(mark) for mark in (". ", "? ", "! ", "\n", "。") if mark in text)
    return len(text[: max(ends, default=0)].encode("utf-16-le")) // 2

"""The items of one part of a message, and how they grow while it streams."""

from dataclasses import replace
from typing import cast

from app.domain.conversation import PartKind
from app.domain.markdown.blocks import Block, BlockKind, Joint, References, Splitter, split
from app.ui.transcript.items.code import Code
from app.ui.transcript.items.fence import Fence
from app.ui.transcript.items.fold import Fold
from app.ui.transcript.items.item import Item
from app.ui.transcript.items.prose import Prose
from app.ui.transcript.items.tinted import Tinted


class PartItems:
    """The items of one part. Only the last one is open."""

    def __init__(self, kind: PartKind, name: str = "") -> None:
        self.kind = kind
        self.items: list[Item] = []
        self._name = name
        self._splitter = Splitter()
        self._references = References()
        self._single: Fold | Tinted | None = None
        self._call = ""
        """What a tool call says so far."""
        self._fence = Fence()
        """The last one."""
        self._open: Item | None = None

    def grow(self, text: str) -> int:
        """Adds text; gives the index of the first item that has changed."""
        if self.kind is PartKind.TEXT:
            return self._grow_text(text)
        if self.kind is PartKind.TOOL_CALL:
            return self._grow_call(text)
        if self._single is None:
            self._single = self._make_single()
            self.items.append(self._single)
        self._single.append(text)
        return 0

    def _grow_call(self, text: str, *, is_open: bool = True) -> int:
        self._call += text
        block = Block(BlockKind.CODE, f"```json\n{self._call}", is_open=is_open)
        if self.items:
            cast("Code", self.items[0]).set_block(block)
        else:
            label = f"Wants to use {self._name or 'a tool'} · not run by this version"
            self.items.append(Code(Fence("json", label), block))
        return 0

    def _make_single(self) -> Fold | Tinted:
        """What shows a part that is one item whatever its length."""
        match self.kind:
            case PartKind.REASONING:
                return Fold()
            case _:
                return Tinted("", "moderation_ground", "moderation", right=False)

    def finish(self) -> int:
        """No more text comes. Gives the index of the first item that has changed."""
        if self.kind is PartKind.TOOL_CALL and self.items:
            return self._grow_call("", is_open=False)
        if self.kind is not PartKind.TEXT or not self.items:
            return len(self.items)
        first = len(self.items) - 1
        for block in self._splitter.finish():
            self._settle(block)
        return first

    def fill(self, text: str) -> None:
        """The whole text at once."""
        if self.kind is PartKind.TEXT:
            self.items = [self._item(block) for block in split(text) if block.source.strip()]
        else:
            self.grow(text)
            self.finish()

    def _grow_text(self, text: str) -> int:
        first = max(0, len(self.items) - self._has_open)
        for block in self._splitter.feed(text):
            self._settle(block)
        block_open = self._splitter.open_block()
        if block_open is not None and block_open.source.strip():
            self._show_open(block_open)
        return first

    @property
    def _has_open(self) -> bool:
        return bool(self.items) and self.items[-1] is self._open

    def _settle(self, block: Block) -> None:
        """A block is finished: the open item becomes it, or a new one does."""
        if not block.source.strip():
            return
        open_item = self.items[-1] if self._has_open else None
        self._open = None
        if isinstance(open_item, Code) and block.kind is BlockKind.CODE:
            open_item.set_block(block)
        elif isinstance(open_item, Prose) and block.kind is BlockKind.PROSE:
            open_item.set_block(block)
        else:
            if open_item is not None:
                self.items.pop()
            self.items.append(self._item(block))

    def _show_open(self, block: Block) -> None:
        open_item = self.items[-1] if self._has_open else None
        if isinstance(open_item, Prose) and block.kind is BlockKind.PROSE:
            open_item.set_block(_calm(block))
            return
        if block.kind is BlockKind.CODE:
            block = replace(block, is_open=True)
            if isinstance(open_item, Code):
                open_item.set_block(block)
                return
        if open_item is not None:
            self.items.pop()
        self._open = self._item(_calm(block))
        self.items.append(self._open)

    def _item(self, block: Block) -> Item:
        if block.kind is BlockKind.PROSE:
            return Prose(block, self._references)
        if block.joint is Joint.NONE:
            self._fence = Fence(block.language)
        return Code(self._fence, block)


def _calm(block: Block) -> Block:
    """An open block without the backticks of a fence that has only begun."""
    head, newline, last = block.source.rpartition("\n")
    if block.kind is BlockKind.PROSE and last.startswith(("```", "~~~")):
        return replace(block, source=head + newline)
    return block

"""One message in the transcript: its items, and how they grow while it streams."""

import math
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace
from typing import cast

from PySide6.QtCore import QRectF

from app.domain.conversation import Message, MessageId, PartKind, Role
from app.domain.ending import EndState, sentence
from app.domain.markdown.blocks import Block, BlockKind, Joint, References, Splitter, split
from app.domain.provider import GUIDE
from app.domain.turn import Ended, PartGrew, PartOpened, Patch, Reported
from app.ui.transcript.items.code import Code
from app.ui.transcript.items.fence import Fence
from app.ui.transcript.items.fold import Fold
from app.ui.transcript.items.item import Column, Item
from app.ui.transcript.items.prose import Prose
from app.ui.transcript.items.tinted import Tinted
from app.ui.transcript.items.versions import Versions
from app.ui.transcript.text.typography import Typography

GAP = 28.0
"""Pixels between two messages, at zoom 1."""
HEAD = 26.0
"""The line with the model's name above an answer."""
NOTE = 26.0
"""The line below an answer that did not end well, when it is not the last one."""


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


class MessageItems:
    """A message as it is shown. Its items are made when it first comes into view."""

    def __init__(self, message: Message, versions: tuple[int, int], *, is_last: bool = False) -> None:
        """`versions`: which of how many this one is, from 1."""
        self.id: MessageId = message.id
        self.role = message.role
        self.model = message.model
        self.note = ""
        """What is said below it in one quiet line."""
        self.height = 0.0
        self.generation = -1
        """Of the width and type for which it is laid out."""
        self.is_streaming = message.role is Role.ASSISTANT and message.end is None
        self._parts: list[PartItems] = []
        self._versions: Versions | None = None
        if versions[1] > 1:
            right = message.role is Role.USER
            self._versions = Versions(*versions, beside="" if right else self.name, right=right)
        self._message: Message | None = message
        """Until its items are made."""
        self._tops: list[float] = []
        self._chars = sum(len(part.text) for part in message.parts)
        if not is_last and message.end not in (None, EndState.COMPLETE):
            self.set_note(message)

    @property
    def name(self) -> str:
        """Who speaks."""
        return "Guide" if self.model == GUIDE else self.model or "Assistant"

    def set_note(self, message: Message) -> None:
        end = message.end
        words = len(message.text().split())
        title = message.problem.title if message.problem else ""
        self.note = sentence(end, words, title) if end not in (None, EndState.COMPLETE) else ""

    def items(self) -> Iterator[tuple[float, Item]]:
        """Each item with its top, seen from the message's top. Only after `lay_out`."""
        yield from zip(self._tops, self._all(), strict=True)

    def item(self, index: int) -> tuple[float, Item]:
        return self._tops[index], self._all()[index]

    def item_at(self, x: float, y: float, *, nearest: bool) -> int | None:
        """The item under a point, or the last one of the text that begins above it.

        Args:
            nearest: gives the first item where none begins above the point.
        """
        if self._versions is not None:
            switch = QRectF(self._versions.left, self._tops[-1], self._versions.width, self._versions.height)
            if switch.contains(x, y):
                return len(self._tops) - 1
        texts = self._tops[: len(self._of_parts())]
        above = bisect_right(texts, y) - 1
        return above if above >= 0 else 0 if nearest and texts else None

    def count(self) -> int:
        return len(self._tops)

    def last_of_text(self) -> tuple[float, Item] | None:
        """The item at which the text ends, with its top."""
        items = self._of_parts()
        return (self._tops[len(items) - 1], items[-1]) if items and self._tops else None

    def estimate(self, column: Column, style: Typography) -> float:
        """A height without laying anything out."""
        line = style.font.pointSizeF() * 2.05
        per_line = max(10.0, column.width / (style.font.pointSizeF() * 0.68))
        return math.ceil(self._above(style) + (self._chars / per_line + 1) * line + style.scaled(GAP))

    def lay_out(self, column: Column, style: Typography, first: int = 0) -> float:
        """Lays out the items from `first` on; gives the y from which the message looks different.

        All tops and heights are whole pixels, so that what was painted can be moved by scrolling.
        """
        self._make_items()
        items = self._all()
        first = max(0, min(first, len(items) - 1, len(self._tops)))
        y: float = self._above(style)
        if first:
            y = math.ceil(self._tops[first - 1] + items[first - 1].height)
        changed_from = y if first else 0.0
        del self._tops[first:]
        for index in range(first, len(items)):
            item = items[index]
            item.lay_out(column, style)
            if item is self._versions and self.role is Role.ASSISTANT:
                self._tops.append(0)  # in the line of the name
                continue
            if index:
                y = math.ceil(y + style.scaled(items[index - 1].below + item.gap))
            self._tops.append(y)
            y = math.ceil(y + item.height)
        self.height = math.ceil(y + (style.scaled(NOTE) if self.note else 0) + style.scaled(GAP))
        return changed_from

    def apply(self, patch: Patch) -> int:
        """Takes a change of the streaming answer; gives the index of the first item it has changed."""
        self._make_items()
        match patch:
            case PartGrew(part, text):
                self._chars += len(text)
                before = sum(len(one.items) for one in self._parts[:part])
                return before + self._parts[part].grow(text)
            case PartOpened(part, kind, _, name) if part == len(self._parts):
                self._parts.append(PartItems(kind, name))
            case Ended(waiting=False):
                self.is_streaming = False
                return self._finish()
            case Reported(_, model, _):
                self.model = model or self.model
        return self.count()

    def _finish(self) -> int:
        first, before = None, 0
        for part in self._parts:
            count, changed = len(part.items), part.finish()
            if first is None and changed < max(count, len(part.items)):
                first = before + changed
            before += len(part.items)
        return self.count() if first is None else first

    def text(self, style: Typography) -> str:
        self._make_items()
        texts = []
        for item in self._all():
            item.ensure(style)
            texts.append(item.text())
        return "\n\n".join(text for text in texts if text)

    def codes(self) -> Iterator[Code]:
        return (item for item in self._all() if isinstance(item, Code))

    def release(self) -> None:
        """Gives the documents back; the heights stay."""
        self.generation = -1
        for item in self._all():
            item.release()

    def _above(self, style: Typography) -> float:
        return math.ceil(style.scaled(HEAD)) if self.role is Role.ASSISTANT else 0

    def _all(self) -> list[Item]:
        return [*self._of_parts(), self._versions] if self._versions else self._of_parts()

    def _of_parts(self) -> list[Item]:
        if len(self._parts) == 1:
            return self._parts[0].items
        return [item for part in self._parts for item in part.items]

    def _make_items(self) -> None:
        message, self._message = self._message, None
        if message is None:
            return
        for part in message.parts:
            items = PartItems(part.kind, part.name)
            if message.role is Role.USER:
                items.items = [Tinted(part.text, "user_block", "text", right=True)]
            elif self.is_streaming:
                items.grow(part.text)
            else:
                items.fill(part.text)
            self._parts.append(items)


def _calm(block: Block) -> Block:
    """An open block without the backticks of a fence that has only begun."""
    head, newline, last = block.source.rpartition("\n")
    if block.kind is BlockKind.PROSE and last.startswith(("```", "~~~")):
        return replace(block, source=head + newline)
    return block

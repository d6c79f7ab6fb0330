"""A text that is no Markdown, cut into blocks while it comes in pieces."""

from dataclasses import replace

from app.domain.markdown.blocks import Block, BlockKind, Joint
from app.domain.markdown.code import LINES
from app.domain.markdown.context import TOP, Context
from app.domain.markdown.cutting import character_cut
from app.domain.markdown.pile import LIMIT, ROOM


class PlainSplitter:
    """Cuts a prompt, a line of thought, code without fences: by lines, and inside a very long one."""

    def __init__(self, kind: BlockKind = BlockKind.PLAIN, language: str = "") -> None:
        self._kind, self._language = kind, language
        self._source = ""
        self._lines = 0
        self._joint = Joint.NONE

    def feed(self, text: str) -> list[Block]:
        """Adds `text`; gives the blocks that are finished with it."""
        frozen: list[Block] = []
        start = 0
        while start < len(text):
            newline = text.find("\n", start)
            end = len(text) if newline < 0 else newline + 1
            piece = text[start : min(end, start + LIMIT - len(self._source))]
            start += len(piece)
            self._source += piece
            self._lines += piece.endswith("\n")
            if self._lines == LINES or len(self._source) == LIMIT:
                frozen.append(self._cut())
        return frozen

    def open_block(self) -> Block | None:
        """What has come since the last finished block; None if that is nothing."""
        return replace(self._block(self._source), is_open=True) if self._source else None

    def finish(self) -> list[Block]:
        """The rest. The splitter can be used again, for another text."""
        frozen = [self._block(self._source)] if self._source else []
        self._source, self._lines, self._joint = "", 0, Joint.NONE
        return frozen

    def _cut(self) -> Block:
        place, joint = self._source.rfind("\n") + 1, Joint.NEXT
        if not place:
            space = self._source.rfind(" ", ROOM // 2, ROOM) + 1
            place, joint = space or character_cut(self._source, ROOM), Joint.INLINE
        block = self._block(self._source[:place])
        self._source, self._joint, self._lines = self._source[place:], joint, 0
        return block

    def _block(self, source: str) -> Block:
        context = Context(leaf="fence") if self._kind is BlockKind.CODE else TOP
        return Block(self._kind, source, self._joint, self._language, context=context)

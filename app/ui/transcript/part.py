"""The items of one part of a message, and how they grow while it streams."""

from collections.abc import Callable

from app.domain.conversation import Part, PartKind
from app.domain.hosted_tools import tool_status
from app.domain.markdown.blocks import Block, BlockKind, Joint, References
from app.domain.markdown.splitter import PlainSplitter, Splitter
from app.ui.transcript.items.code import Code
from app.ui.transcript.items.fence import Fence
from app.ui.transcript.items.fold import ReasoningFold
from app.ui.transcript.items.grid import Grid
from app.ui.transcript.items.item import Item
from app.ui.transcript.items.picture import Picture
from app.ui.transcript.items.plain import Passage, Plain
from app.ui.transcript.items.prose import Prose
from app.ui.transcript.items.table import Table

BlockItem = Prose | Code | Table | Plain


class PartItems:
    """Text becomes blocks, and each block an item. Only the last one is open."""

    def __init__(
        self,
        splitter: Splitter | PlainSplitter,
        make: Callable[[Block, BlockItem | None], BlockItem],
    ) -> None:
        """`make` gives a block's item; it is told the item of the block before."""
        self.items: list[Item] = []
        self._splitter = splitter
        self._make = make
        self._open: BlockItem | None = None
        """The item of the open block."""
        self._last: BlockItem | None = None
        """That of the last block that is finished."""

    def grow(self, text: str) -> int:
        """Adds text; gives the index of the first item that has changed."""
        first = len(self.items)
        for block in self._splitter.feed(text):
            first = min(first, self._freeze(block))
        block_open = self._splitter.open_block()
        if block_open is not None:
            first = min(first, self._show(block_open))
        return min(first, self._refer())

    def finish(self) -> int:
        """No more text comes. Gives the index of the first item that has changed."""
        first = len(self.items)
        for block in self._splitter.finish():
            first = min(first, self._freeze(block))
        return min(first, self._refer())

    def _freeze(self, block: Block) -> int:
        if not block.source.strip():
            return len(self.items)  # what the open item shows comes behind it
        first = self._show(block)
        self._last, self._open = self._open or self._last, None
        return first

    def _show(self, block: Block) -> int:
        """The open item becomes this block, or a new one does. Gives the first index that it concerns."""
        if not block.source.strip():
            return len(self.items)
        if self._open is not None:
            if _shows(self._open, block):
                self._open.set_block(block)
                return len(self.items) - 1
            self.items.pop()
        self._open = self._make(block, self._last)
        self.items.append(self._open)
        # What goes on in the one before may change that one's end.
        return len(self.items) - (1 if block.joint is Joint.NONE or len(self.items) == 1 else 2)

    def _refer(self) -> int:
        """Shows anew what names a link or a footnote that has only now been defined."""
        if not isinstance(self._splitter, Splitter):
            return len(self.items)
        labels = self._splitter.references.new_labels()
        concerned = [
            index
            for index, item in enumerate(self.items if labels else ())
            if isinstance(item, Prose | Table) and item.block.uses(labels)
        ]
        for index in concerned:
            item = self.items[index]
            item.release()
        return min(concerned, default=len(self.items))


class ReasoningItems(PartItems):
    """A line that unfolds the text. The text is cut in blocks only when somebody wants to read it."""

    def __init__(self) -> None:
        passage = Passage("muted")
        super().__init__(PlainSplitter(), lambda block, before: Plain(passage, block))
        self._fold = ReasoningFold(self._hidden)
        self.items.append(self._fold)
        self._folded: list[Item] = []
        """The items, while they are not shown."""
        self._unread: list[str] = []
        """What came meanwhile."""
        self._is_finished = False

    def grow(self, text: str) -> int:
        self._fold.count(text)
        if self._fold.is_open:
            super().grow(text)
        else:
            self._unread.append(text)
        return 0

    def finish(self) -> int:
        self._is_finished = True
        return super().finish() if self._fold.is_open else len(self.items)

    def _hidden(self) -> str:
        return "".join([*(item.source for item in self._folded), *self._unread])

    def toggle(self) -> None:
        """Shows the text, or hides it."""
        self._fold.is_open = not self._fold.is_open
        if not self._fold.is_open:
            self._folded = self.items[1:]
            self.items = [self._fold]
            return
        self.items += self._folded
        text, self._unread = "".join(self._unread), []
        super().grow(text)
        if self._is_finished:
            super().finish()


class StatusItems(PartItems):
    """One line that says what a tool at the provider is doing now."""

    def __init__(self, name: str) -> None:
        passage = Passage("muted")
        super().__init__(PlainSplitter(), lambda block, before: Plain(passage, block))
        self._name = name
        self._states = ""
        self._line = Plain(passage, self._block())
        self.items.append(self._line)

    def grow(self, text: str) -> int:
        self._states += text
        self._line.set_block(self._block())
        return 0

    def _block(self) -> Block:
        return Block(BlockKind.PLAIN, tool_status(self._name, self._states))


class HiddenItems(PartItems):
    """A part that is kept and not shown."""

    def __init__(self) -> None:
        super().__init__(PlainSplitter(), lambda block, before: Plain(Passage("muted"), block))

    def grow(self, text: str) -> int:
        return 0


def opened(kind: PartKind, name: str = "") -> PartItems:
    """A part of an answer, to which text comes. `name` is that of a tool."""
    match kind:
        case PartKind.TEXT:
            splitter = Splitter()
            return PartItems(splitter, _markdown(splitter.references))
        case PartKind.REASONING:
            return ReasoningItems()
        case PartKind.TOOL_CALL:
            fence = Fence("json", f"Wants to use {name or 'a tool'} · not run by this version")
            return PartItems(PlainSplitter(BlockKind.CODE, "json"), lambda block, before: Code(fence, block))
        case PartKind.HOSTED_TOOL:
            return StatusItems(name)
        case PartKind.UNKNOWN:
            return HiddenItems()
        case _:
            return _plain(Passage("moderation", "moderation_ground"))


def complete(part: Part, *, is_prompt: bool) -> PartItems:
    """A part to which nothing comes any more."""
    if part.kind is PartKind.IMAGE:
        picture = _plain(Passage("text"))
        picture.items.append(Picture(part))
        return picture
    passage = Passage("text", "user_block", is_right=True)
    items = _plain(passage) if is_prompt else opened(part.kind, part.name)
    items.grow(part.text)
    items.finish()
    return items


def _plain(passage: Passage) -> PartItems:
    return PartItems(PlainSplitter(), lambda block, before: Plain(passage, block))


def _markdown(references: References) -> Callable[[Block, BlockItem | None], BlockItem]:
    def made(block: Block, before: BlockItem | None) -> BlockItem:
        goes_on = block.joint is not Joint.NONE
        match block.kind:
            case BlockKind.CODE:
                fence = before.fence if goes_on and isinstance(before, Code) else Fence(block.language)
                return Code(fence, block)
            case BlockKind.TABLE:
                grid = before.grid if goes_on and isinstance(before, Table) else Grid()
                return Table(grid, block, references)
            case _:
                return Prose(block, references, before if isinstance(before, Prose) else None)

    return made


def _shows(item: BlockItem, block: Block) -> bool:
    """Whether an item can become this block."""
    kinds = {BlockKind.PROSE: Prose, BlockKind.CODE: Code, BlockKind.TABLE: Table, BlockKind.PLAIN: Plain}
    return type(item) is kinds[block.kind] and item.joint is block.joint

"""The way of text out of the transcript."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from PySide6.QtCore import QMimeData, QStringListModel
from PySide6.QtGui import QGuiApplication

from app.domain.conversation import PartKind, Role
from app.domain.markdown.blocks import Joint
from app.domain.markdown.html import code_html, html, plain_html
from app.domain.markdown.parser import parse
from app.domain.visible import copyable
from app.ui.transcript.items.code import Code
from app.ui.transcript.items.item import Item
from app.ui.transcript.items.prose import Prose
from app.ui.transcript.items.table import Table
from app.ui.transcript.selection import FAR, Place, Selection
from app.ui.transcript.stack import Stack

_MOST_SET = 50_000
"""Characters of Markdown that are set as readable text: that takes some 2 ms for a thousand."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a message: Markdown where whole blocks are selected, or what is selected of one."""

    message: int
    markdown: str
    html: str = ""
    """Of what is not Markdown."""


def put_on_clipboard(text: str) -> None:
    """Plain text. An empty one leaves the clipboard as it is."""
    if text:
        QGuiApplication.clipboard().setText(copyable(text))


def copy_selection(stack: Stack, selection: Selection | None) -> None:
    """Readable text, HTML and Markdown; what is too long for that as Markdown alone.

    What is empty leaves the clipboard as it is.
    """
    pieces = list(_pieces(stack, selection)) if selection is not None else []
    markdown = copyable(_markdown(pieces))
    if selection is None or not markdown:
        return
    copied = _mime_data()
    copied.setText(copyable(stack.selected_text(selection)) if _is_short(pieces) else markdown)
    if _is_short(pieces):
        htmls = (piece.html or html(parse(piece.markdown)) for piece in pieces)
        copied.setHtml(copyable("".join(htmls).strip()))
    copied.setData("text/markdown", markdown.encode("utf-8", "replace"))
    QGuiApplication.clipboard().setMimeData(copied)


def copy_message(stack: Stack, message: int) -> None:
    copy_selection(stack, Selection(Place(message, 0, 0), Place(message, FAR, FAR)))


def _mime_data() -> QMimeData:
    """WORKAROUND(PySide6 6.11): one that C++ has made.

    The clipboard lives longer than Python, and the end of an object that Python has made needs Python: the
    program would crash when it ends. For the same reason nothing is made only when it is asked for.
    """
    model = QStringListModel([""])
    made = model.mimeData([model.index(0)])
    made.clear()
    return made


def selected_text(stack: Stack, selection: Selection) -> str:
    """Readable text, or Markdown where there is so much of it that it would take long to set."""
    pieces = list(_pieces(stack, selection))
    return stack.selected_text(selection) if _is_short(pieces) else _markdown(pieces)


def _markdown(pieces: list[Piece]) -> str:
    messages = groupby(pieces, key=lambda piece: piece.message)
    texts = ("".join(piece.markdown for piece in pieces).strip("\n") for _, pieces in messages)
    return "\n\n".join(text for text in texts if text)


def _is_short(pieces: list[Piece]) -> bool:
    return sum(len(piece.markdown) for piece in pieces) <= _MOST_SET


def _pieces(stack: Stack, selection: Selection) -> Iterator[Piece]:
    """What is selected, from the sources: nothing is laid out but the items in which a selection ends."""
    for index in range(selection.start.message, selection.end.message + 1):
        unmade = stack.messages[index].unmade
        is_within = selection.start.message < index < selection.end.message
        if (
            unmade is None
            or stack.messages[index].is_hidden
            or not (is_within or _holds_all(selection, index))
        ):
            stack.prepare(index)
            yield from _of_items(stack, selection, index)
            continue
        for part in unmade.parts:
            if part.kind is PartKind.TEXT and unmade.role is Role.ASSISTANT:
                yield Piece(index, part.text + "\n\n")
            elif part.kind in (PartKind.TEXT, PartKind.REFUSAL):
                yield Piece(index, part.text + "\n\n", plain_html(part.text))


def _holds_all(selection: Selection, index: int) -> bool:
    return selection.start <= Place(index, 0, 0) and selection.end >= Place(index, FAR, FAR)


def _of_items(stack: Stack, selection: Selection, index: int) -> Iterator[Piece]:
    run = ""
    """Sources of whole blocks of Markdown, one behind the other: they are parsed together."""
    for number, (_, item) in enumerate(stack.messages[index].items()):
        within = selection.within(index, number)
        if within is None:
            continue
        begins = item.joint is Joint.NONE or bool(run) or isinstance(item, Prose)
        if isinstance(item, Prose | Code | Table) and begins and _is_whole(stack, item, within):
            run += item.source
            continue
        if run:
            yield Piece(index, run + "\n")
        run = ""
        item.ensure(stack.style)
        if text := item.selected(*within):
            yield Piece(
                index, text + ("\n" if _ends_line(stack, index, number) else ""), _as_html(item, text)
            )
    if run:
        yield Piece(index, run)


def _is_whole(stack: Stack, item: Item, within: tuple[int, int]) -> bool:
    if within == (0, FAR):
        return True
    return within[0] == 0 and within[1] >= item.ensure(stack.style).characterCount() - 1


def _ends_line(stack: Stack, index: int, number: int) -> bool:
    one = stack.messages[index]
    return number + 1 == one.count() or one.item(number + 1)[1].joint is not Joint.INLINE


def _as_html(item: Item, text: str) -> str:
    match item:
        case Code():
            return code_html(text)
        case Table() if "\n" in text or "\t" in text:
            rows = (row.split("\t") for row in text.split("\n"))
            cells = ("".join(f"<td>{plain_html(cell)[3:-5]}</td>" for cell in row) for row in rows)
            return f"<table>{''.join(f'<tr>{row}</tr>' for row in cells)}</table>\n"
    return plain_html(text)

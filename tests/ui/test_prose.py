"""Prose: what has streamed is what was there at once, and a cut in a paragraph is not seen."""

import math
import socket
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication

from app.domain.markdown.blocks import Block, BlockKind, Joint, References
from app.domain.markdown.splitter import Splitter
from app.ui.theme import LIGHT
from app.ui.transcript.items.item import Column
from app.ui.transcript.items.prose import Prose
from app.ui.transcript.text.typography import Typography

pytestmark = pytest.mark.ui

WIDTH = 500
WORDS = "river boat water stone lantern bridge, morning. evening; the of and a to wide quiet "


def style() -> Typography:
    return Typography.of(LIGHT, 1.0)


def whole(source: str, joint: Joint = Joint.NONE) -> Prose:
    return Prose(Block(BlockKind.PROSE, source, joint), References())


def cut(source: str, kind: Typography, width: float = WIDTH) -> tuple[list[Prose], list[int]]:
    """The items of a text, laid out, and their tops."""
    splitter = Splitter()
    items: list[Prose] = []
    tops: list[int] = []
    bottom = 0
    for block in splitter.feed(source) + splitter.finish():
        item = Prose(block, splitter.references, items[-1] if items else None)
        item.lay_out(Column(0, width), kind)
        tops.append(bottom + math.ceil(item.above(kind)) if items else 0)
        bottom = tops[-1] + math.ceil(item.height)
        items.append(item)
    return items, tops


def picture(items: Sequence[Prose], tops: Sequence[float]) -> QImage:
    height = int(tops[-1] + items[-1].height) + 8
    image = QImage(WIDTH, height, QImage.Format.Format_RGB32)
    image.fill(LIGHT.window)
    painter = QPainter(image)
    for item, top in zip(items, tops, strict=True):
        painter.save()
        painter.translate(0, top)
        item.paint(painter, QRectF(0, -top, WIDTH, height), None)
        painter.restore()
    painter.end()
    return image


def letters(item: Prose) -> list[tuple[object, ...]]:
    """Each stretch of letters with what is to be seen of its format, paragraph by paragraph."""
    found: list[tuple[object, ...]] = []
    block = item.ensure(style()).begin()
    while block.isValid():
        form = block.blockFormat()
        found.append((form.indent(), form.topMargin(), form.lineHeight(), form.alignment().value))
        for one in block:
            fragment = one.fragment()
            kind = fragment.charFormat()
            found.append(
                (
                    fragment.text(),
                    kind.fontWeight(),
                    kind.fontItalic(),
                    kind.fontStrikeOut(),
                    kind.anchorHref(),
                    kind.foreground().color().name(),
                    kind.fontFamilies(),
                )
            )
        block = block.next()
    return found


MARKED = (
    "plain words",
    "**bold**",
    "*it",
    "`code`",
    "$x^2$",
    "$5",
    "[link](https://a.example)",
    "www.river",
    ".example",
    "\n",
    "\n\n",
    "- ",
    "1. ",
    "> ",
    "# ",
    "[",
    "](",
    "<b>",
    "&amp;",
    "نهر",
    "河",
    "🎉",
    " ",
    "  \n",
    "a",
    "\\",
    "_",
    "~~",
    "@b.example",
    "[^1]",
    "[^1]: note",
    "---",
)


@settings(max_examples=150, deadline=None)
@given(pieces=st.lists(st.sampled_from(MARKED), min_size=1, max_size=14))
def test_what_grew_is_what_was_there_at_once(qapp: QApplication, pieces: list[str]) -> None:
    splitter = Splitter()
    item: Prose | None = None
    for piece in pieces:
        for half in (piece[: len(piece) // 2], piece[len(piece) // 2 :]):
            if splitter.feed(half):
                item = None
            block = splitter.open_block()
            if block is None or block.kind is not BlockKind.PROSE:
                item = None
                continue
            if item is None or item.joint is not block.joint:
                item = Prose(block, splitter.references)
            else:
                item.set_block(block)
            assert letters(item) == letters(Prose(block, splitter.references))


def test_words_that_only_go_on_are_not_parsed_again(qapp: QApplication) -> None:
    from app.domain.markdown.parser import Work

    item = Prose(Block(BlockKind.PROSE, "A **river** flows", is_open=True), References())
    item.lay_out(Column(0, WIDTH), style())
    same = style()
    item.ensure(same)
    before, source = Work.characters, "A **river** flows"
    for word in WORDS.split() * 5:
        source += " " + word.strip(";")
        item.set_block(Block(BlockKind.PROSE, source, is_open=True))
        item.lay_out(Column(0, WIDTH), same)
    assert Work.characters == before
    assert item.text() == source.replace("*", "")


@pytest.mark.parametrize("width", [WIDTH, 333])
@pytest.mark.parametrize(
    "source",
    [WORDS * 70, "> " + WORDS * 70, "河" * 7000, (WORDS + "**bold** and `code` ") * 60],
    ids=["plain", "quote", "han", "marks"],
)
def test_a_cut_in_a_paragraph_is_not_seen(qapp: QApplication, source: str, width: int) -> None:
    items, tops = cut(source, style(), width)
    assert [item.joint for item in items[1:]] == [Joint.INLINE] * (len(items) - 1) != []
    uncut = whole(source)
    uncut.lay_out(Column(0, width), style())
    assert picture(items, tops) == picture([uncut], [0])
    assert "".join(item.text() for item in items).split() == uncut.text().split()


def test_in_the_shared_line_each_piece_holds_its_own_words(qapp: QApplication) -> None:
    items, _ = cut(WORDS * 70, style())
    second = items[1]
    line = second.document.firstBlock().layout().lineAt(0)
    middle = second.origin().y() + line.height() / 2
    assert 0 < line.x() < WIDTH
    assert not second.holds(QPointF(line.x() - 4, middle))
    assert second.holds(QPointF(line.x() + 4, middle))
    assert second.holds(QPointF(1, middle + 2 * line.height()))


def test_the_bar_of_a_quote_has_no_hole(qapp: QApplication) -> None:
    items, tops = cut("> one\n>\n> two\n>\n> - three\n> - four\n", style())
    assert len(items) > 2
    image = picture(items, tops)
    bar = [image.pixelColor(1, y) == LIGHT.border for y in range(image.height())]
    first, last = bar.index(True), len(bar) - bar[::-1].index(True)
    assert all(bar[first:last])
    assert last > tops[-1]


@pytest.mark.parametrize(
    "source",
    ["- a\n\n  ```\n  b\n\n  c\n  ```\n- d\n", "- ```\n  b\n  c\n  ```\n", "> ```\n> b\n> c\n> ```\n> d\n"],
)
def test_code_in_a_list_has_one_ground_behind_all_of_its_lines(qapp: QApplication, source: str) -> None:
    items, tops = cut(source, style())
    image, x = picture(items, tops), WIDTH - 20
    column = [QColor(image.pixel(x, y)) for y in range(image.height())]
    rows = [y for y, color in enumerate(column) if color == LIGHT.code_ground]
    assert rows == list(range(rows[0], rows[-1] + 1))
    assert len(rows) > 2 * style().font.pointSizeF()
    assert column[rows[0] - 1] == column[rows[-1] + 1] == LIGHT.border


def test_items_of_a_list_stand_as_far_apart_as_in_one_document(qapp: QApplication) -> None:
    source = "- one\n- two\n- three\n"
    items, tops = cut(source, style())
    assert len(items) == 3
    uncut = whole(source)
    uncut.lay_out(Column(0, WIDTH), style())
    assert picture(items, tops) == picture([uncut], [0])


def test_numbers_go_on_and_marks_are_copied(qapp: QApplication) -> None:
    items, _ = cut("3. three\n4. four\n\n   more\n5. - [x] done\n", style())
    text = "\n".join(item.text() for item in items)
    assert "3. three" in text
    assert "4. four" in text
    assert "☑ done" in text
    assert items[0].selected(0, 3) == "thr"
    assert items[0].selected_up_to(3) == "3. thr"


def test_a_footnote_is_a_small_block_and_its_mark_leads_there(qapp: QApplication) -> None:
    items, _ = cut("A river[^note].\n\n[^note]: It is *long*.\n", style())
    assert [target.link for target in items[0].targets()] == ["#footnote-note"]
    assert items[-1].text() == "note It is long."
    assert items[-1].document.firstBlock().charFormat().foreground().color() == LIGHT.muted


def test_links_are_found_once_and_again_when_the_text_grows(qapp: QApplication) -> None:
    item = whole("[a](https://a.example) and www.b.example")
    item.lay_out(Column(0, WIDTH), style())
    assert item.targets() is item.targets()
    assert [one.link for one in item.targets()] == ["https://a.example", "http://www.b.example"]
    item.set_block(Block(BlockKind.PROSE, "[c](https://c.example)"))
    item.lay_out(Column(0, WIDTH), style())
    assert [one.link for one in item.targets()] == ["https://c.example"]


def test_nothing_is_ever_loaded(qapp: QApplication, tmp_path: Path) -> None:
    red = QImage(40, 40, QImage.Format.Format_RGB32)
    red.fill(QColor("#FF0000"))
    red.save(str(tmp_path / "red.png"))
    callers: list[object] = []
    server = socket.create_server(("127.0.0.1", 0))
    server.settimeout(0.3)

    def listen() -> None:
        with suppress(TimeoutError):
            callers.append(server.accept())

    listener = threading.Thread(target=listen)
    listener.start()
    address = f"http://127.0.0.1:{server.getsockname()[1]}/a.png"
    path = tmp_path / "red.png"
    source = (
        f"![web]({address}) ![file]({path.as_uri()}) ![path]({path}) <img src='{path}'> "
        f"![data](data:image/png;base64,iVBORw0KGgo=) $\\includegraphics{{{path}}}$"
    )
    item = whole(source)
    item.lay_out(Column(0, WIDTH), style())
    image = picture([item], [0])
    listener.join()
    server.close()
    assert callers == []
    assert address in [target.link for target in item.targets()]
    assert not any(
        image.pixel(x, y) == red.pixel(0, 0) for x in range(image.width()) for y in range(image.height())
    )

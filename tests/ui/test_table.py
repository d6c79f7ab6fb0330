"""Tables in the transcript: rows that stream, columns that stay, and what hands and eyes find in them."""

import asyncio

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QTextCursor, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.domain.conversation import PartKind
from app.domain.markdown.blocks import Block, BlockKind, References
from app.ui.theme import LIGHT
from app.ui.transcript.items.cells import Cells
from app.ui.transcript.items.grid import Grid, shared
from app.ui.transcript.items.item import Column
from app.ui.transcript.items.table import Table
from app.ui.transcript.part import opened
from app.ui.transcript.text.typography import Typography
from tests.ui.page import Page

pytestmark = [pytest.mark.ui, pytest.mark.usefixtures("qapp")]

ROWS = 10
"""In a segment."""


class Shown:
    """A table in a viewport of a given width."""

    def __init__(self, width: float = 1000) -> None:
        self.column = Column.of(width, 1.0)
        self.style = Typography.of(LIGHT, 1.0)
        self.part = opened(PartKind.TEXT)

    @property
    def segments(self) -> list[Table]:
        return [item for item in self.part.items if isinstance(item, Table)]

    @property
    def grid(self) -> Grid:
        return self.segments[0].grid

    def grow(self, text: str) -> None:
        self._lay_out(self.part.grow(text))

    def finish(self) -> None:
        self._lay_out(self.part.finish())

    def _lay_out(self, first: int) -> None:
        for item in self.part.items[first:]:
            item.lay_out(self.column, self.style)

    def stream(self, text: str, step: int = 1) -> list[tuple[float, ...]]:
        """Gives the edges of the columns after each step from which on it is a table."""
        seen = []
        for at in range(0, len(text), step):
            self.grow(text[at : at + step])
            if self.segments:
                seen.append(self.edges())
        self.finish()
        return seen

    def edges(self) -> tuple[float, ...]:
        found = self.grid.columns(self.column, self.style)
        return (*found.lefts, *found.widths)

    def text(self) -> str:
        return "\n".join(one.text() for one in self.segments)

    def heights(self) -> list[float]:
        return [one.height for one in self.segments]

    def picture(self, selection: tuple[int, int] | None = None) -> QImage:
        """All segments below one another, as a message has them."""
        image = QImage(1100, int(sum(self.heights())), QImage.Format.Format_RGB32)
        image.fill(LIGHT.window)
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for one in self.segments:
            painter.save()
            painter.translate(one.left, 0)
            one.paint(painter, QRectF(0, 0, one.width, one.height), selection)
            painter.restore()
            painter.translate(0, one.height)
        painter.end()
        return image


def fresh(text: str, width: float = 1000) -> Shown:
    shown = Shown(width)
    shown.grow(text)
    shown.finish()
    return shown


def table(rows: int, columns: int = 3) -> str:
    head = "| " + " | ".join(f"Column {one}" for one in range(columns)) + " |\n" + "|---" * columns + "|\n"
    body = (
        "| " + " | ".join(f"**row** {row} of `{one}` and more" for one in range(columns)) + " |\n"
        for row in range(rows)
    )
    return head + "".join(body)


WORDS = st.sampled_from(
    ["plain", "**bold**", "`code`", "[a](https://a.org)", "1,024", "שלום", "漢字", "~~x~~"],
)
CELL = st.lists(WORDS, max_size=5).map(" ".join)


@st.composite
def tables(draw: st.DrawFn) -> str:
    columns = draw(st.integers(1, 4))
    row = st.lists(CELL, min_size=columns, max_size=columns).map(lambda cells: f"| {' | '.join(cells)} |\n")
    marks = draw(st.lists(st.sampled_from(["---", ":--", ":-:", "--:"]), min_size=columns, max_size=columns))
    rows = draw(st.lists(row, max_size=20))
    return draw(row) + f"|{'|'.join(marks)}|\n" + "".join(rows)


@settings(max_examples=25, deadline=None)
@given(tables(), st.sampled_from([300, 700, 1300]), st.integers(1, 9))
def test_a_streamed_table_is_the_one_that_was_there_at_once(text: str, width: int, step: int) -> None:
    streamed = Shown(width)
    streamed.stream(text, step)
    at_once = fresh(text, width)
    assert streamed.text() == at_once.text()
    assert streamed.heights() == at_once.heights()
    assert streamed.edges() == at_once.edges()


def test_letter_by_letter_it_looks_the_same() -> None:
    text = table(11)
    streamed = Shown()
    streamed.stream(text)
    assert streamed.picture() == fresh(text).picture()


def test_columns_grow_with_the_first_rows_and_stay_as_they_are_then() -> None:
    text = table(ROWS) + "| a much longer text than any that stood in the rows before it | b | c |\n" * 3
    frozen_from = len(table(ROWS)) - len(table(0))
    edges = Shown().stream(text)
    assert edges == sorted(edges)
    assert edges[0] < edges[frozen_from]
    assert set(edges[frozen_from + 1 :]) == {edges[frozen_from + 1]}


def test_a_row_that_has_only_begun_has_its_place_already() -> None:
    shown = Shown()
    shown.grow(table(2) + "| a")
    height = shown.heights()
    for more in (" |", " b | ", "c"):
        shown.grow(more)
        assert shown.heights() == height


def test_a_caret_stands_in_the_cell_that_is_being_written() -> None:
    shown = Shown()
    shown.grow(table(2) + "| first | second")
    one = shown.segments[0]
    caret = one.end_of_text().center()
    assert one.position_at(caret) == one.text().index("second") + len("second")


def test_there_is_no_seam_between_segments() -> None:
    text = table(0) + "| the same | in all | rows |\n" * 24
    cut, whole = fresh(text), Shown()
    assert len(cut.segments) == 3
    whole.part.items.append(Table(Grid(), Block(BlockKind.TABLE, text), References()))
    whole.segments[0].lay_out(whole.column, whole.style)
    assert cut.picture() == whole.picture()


def test_rows_are_copied_with_tabs_across_segments() -> None:
    shown = fresh("| a | b |\n|---|---|\n" + "".join(f"| {n} | *x* {n} |\n" for n in range(12)))
    first, last = shown.segments
    start, end = first.text().index("8"), last.text().index("11") + 2
    assert f"{first.selected(start, 1 << 30)}\n{last.selected(0, end)}" == "8\tx 8\n9\tx 9\n10\tx 10\n11"


def test_a_selection_is_painted_in_its_cells_alone() -> None:
    shown = fresh(table(2))
    one = shown.segments[0]
    start = one.text().index("row 1")
    plain, marked = shown.picture(), shown.picture((start, start + 3))
    cell = one.document.documentLayout().blockBoundingRect(one.document.findBlock(start))
    changed = [
        (x - one.left, y)
        for y in range(plain.height())
        for x in range(plain.width())
        if plain.pixel(x, y) != marked.pixel(x, y)
    ]
    assert changed
    assert all(cell.contains(x, y) for x, y in changed)


def test_every_letter_is_found_where_it_is_painted() -> None:
    one = fresh(table(3), 420).segments[0]
    layout = one.document.documentLayout()
    for position in range(one.document.characterCount() - 1):
        block = one.document.findBlock(position)
        line = block.layout().lineForTextPosition(position - block.position())
        x, _ = line.cursorToX(position - block.position())
        at = layout.blockBoundingRect(block).topLeft() + QPointF(x + 0.5, line.y() + line.height() / 2)
        # The end of a line and the beginning of the next are one position.
        found = one.position_at(at + one.origin())
        assert found == position or (found == position - 1 and x == 0) or position == found + 1


def test_links_can_be_pressed_in_cells() -> None:
    shown = fresh("| name | page |\n|---|--:|\n| Python | see [its page](https://python.org) |\n")
    one = shown.segments[0]
    (target,) = one.targets()
    assert (target.verb, target.link) == ("open", "https://python.org")
    assert one.link_at(target.rect.center()) == "https://python.org"
    assert one.link_at(QPointF(2, one.height - 10)) == ""


def test_a_table_without_room_moves_sideways_as_a_whole() -> None:
    shown = fresh(table(20, columns=12), 420)
    first, last = shown.segments[0], shown.segments[-1]
    assert first.width <= shown.column.width
    assert [one.targets()[0].verb for one in (first, last)] == ["scroll", "scroll"]
    assert not last.scroll_by(-10)
    assert last.scroll_by(50)
    assert first.origin().x() == last.origin().x() == -50
    while first.scroll_by(500):
        pass
    edge = shown.grid.columns(shown.column, shown.style).width
    assert first.origin().x() + edge == first.width


def test_a_wide_table_goes_beyond_the_text_where_there_is_room() -> None:
    wide = fresh(table(2, columns=5), 1600).segments[0]
    assert 720 < wide.width <= 960
    assert fresh(table(2, columns=5), 760).segments[0].width <= 712


def test_columns_run_from_the_right_where_the_text_does() -> None:
    shown = fresh("| שם | גיל |\n|---|---|\n| דנה | 31 |\n")
    one = shown.segments[0]
    name, age = shown.grid.columns(shown.column, shown.style).lefts
    assert name > age
    assert one.left + one.width == shown.column.left + shown.column.width


def test_documents_that_were_given_back_come_again_the_same() -> None:
    text = table(25)
    shown, heights = fresh(text), fresh(text).heights()
    for one in shown.segments:
        one.release()
    # From below: the columns are still those of the first rows.
    for one in reversed(shown.segments):
        one.lay_out(shown.column, shown.style)
    assert shown.heights() == heights
    assert shown.picture() == fresh(text).picture()


def test_a_link_that_is_defined_below_the_table_is_one() -> None:
    shown = fresh("| page |\n|---|\n| see [here][one] |\n\n[one]: https://a.org\n")
    (target,) = shown.segments[0].targets()
    assert (target.link, shown.text()) == ("https://a.org", "page\nsee here")


def test_find_goes_by_the_positions_of_the_text() -> None:
    one = fresh(table(4)).segments[0]
    cursor = one.document.find("row 2")
    assert isinstance(cursor, QTextCursor)
    assert one.selected(cursor.selectionStart(), cursor.selectionEnd()) == "row 2"


def test_a_row_costs_the_same_however_long_the_table_is() -> None:
    text = table(2000)
    costs = []
    for rows in (50, 500, 2000):
        begin = text.index(f"| **row** {rows - 20} ")
        end = text.index("\n", text.index(f"| **row** {rows - 1} ")) + 1
        shown = Shown()
        shown.grow(text[:begin])
        before = Cells.work
        for at in range(begin, end, 16):
            shown.grow(text[at : min(at + 16, end)])
        costs.append(Cells.work - before)
    assert max(costs) - min(costs) <= 12
    # Of 20 rows with 3 cells, each cell in about three steps.
    assert max(costs) < 20 * 3 * 5


@given(
    st.lists(st.tuples(st.integers(1, 900), st.integers(1, 300)), min_size=1, max_size=9),
    st.integers(100, 1000),
)
def test_columns_share_the_room(columns: list[tuple[int, int]], room: int) -> None:
    natural, least = [want for want, _ in columns], [need for _, need in columns]
    floors = [min(pair) for pair in columns]
    widths = shared(natural, least, room)
    assert all(floor - 1 < width <= want for floor, width, want in zip(floors, widths, natural, strict=True))
    assert sum(widths) <= max(room, sum(floors))
    if sum(natural) <= room:
        assert widths == natural
    elif sum(floors) <= room:
        assert sum(widths) > room - len(columns) - 1


async def test_a_table_of_many_segments_is_copied_as_rows_of_cells(page):
    async with page() as it:
        rows = "".join(f"| {n} | **{n * n}** |\n" for n in range(25))
        it.read("Squares", f"| n | n² |\n|--:|--:|\n{rows}\nThat is all.")
        it.transcript.setFocus()
        QTest.keyClick(it.transcript, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        expected = "\n".join(["n\tn²", *(f"{n}\t{n * n}" for n in range(25))])
        assert it.copied() == f"Squares\n\n{expected}\n\nThat is all."


async def test_keys_move_a_table_without_room_sideways(page):
    async with page() as it:
        it.read("Wide", table(3, columns=15))
        it.transcript.setFocus(Qt.FocusReason.TabFocusReason)
        QTest.keyClick(it.transcript, Qt.Key.Key_Tab)
        QTest.keyClick(it.transcript, Qt.Key.Key_Right)
        (shown,) = (item for _, item in it.items() if isinstance(item, Table))
        assert shown.origin().x() < 0
        before = it.transcript.verticalScrollBar().value()
        _turn_wheel(it, -240)
        assert shown.origin().x() < -48
        assert it.transcript.verticalScrollBar().value() == before


async def test_no_pixel_of_a_streaming_table_is_left_behind(page):
    async with page() as it:
        await it.ask()
        text = table(14)
        for at in range(0, len(text), 24):
            await it.say(text[at : at + 24])
            await asyncio.sleep(0)
            assert it.on_screen() == it.anew()


def _turn_wheel(it: Page, delta: int) -> None:
    """Over the table, with Shift."""
    viewport = it.transcript.viewport()
    where = QPointF(it.place("Column 1"))
    event = QWheelEvent(
        where,
        QPointF(viewport.mapToGlobal(where.toPoint())),
        QPoint(),
        QPoint(0, delta),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.ShiftModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(viewport, event)

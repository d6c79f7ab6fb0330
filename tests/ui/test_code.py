"""A fence of code: cut into segments, it looks and copies as if it were one."""

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from app.domain.markdown.blocks import Block, BlockKind, Joint
from app.domain.markdown.splitter import Splitter
from app.ui.theme import DARK, LIGHT
from app.ui.transcript.colouring import Colouring
from app.ui.transcript.items.code import Code
from app.ui.transcript.items.fence import Fence
from app.ui.transcript.items.item import Column
from app.ui.transcript.text.highlight import load
from app.ui.transcript.text.typography import Typography
from tests.ui.code_samples import SAMPLES

COLUMN = Column(0, 600)
LINE = "value = call({number}, 'text')  # a comment\n"


@pytest.fixture(autouse=True, scope="module")
def lexers() -> None:
    for language in SAMPLES:
        load(language)


@pytest.fixture
def style(qapp: object) -> Typography:
    return Typography.of(LIGHT, 1.0)


class Growing:
    """A fence as an answer brings it."""

    def __init__(self, language: str = "python") -> None:
        self.fence = Fence(language)
        self._splitter = Splitter()
        self._open: Code | None = None
        self.say(f"```{language}\n")

    def say(self, text: str) -> None:
        blocks = self._splitter.feed(text)
        if (block := self._splitter.open_block()) is not None:
            blocks.append(block)
        for block in blocks:
            self._show(block)

    def end(self) -> None:
        for block in self._splitter.finish():
            self._show(block)

    def _show(self, block: Block) -> None:
        if block.kind is not BlockKind.CODE:
            return
        if self._open is not None:
            self._open.set_block(block)
        else:
            self._open = Code(self.fence, block)
        if not block.is_open:
            self._open = None


def complete(text: str, language: str = "python") -> Fence:
    """A fence as it is opened from the history."""
    fence = Fence(language)
    splitter = Splitter()
    for block in [*splitter.feed(f"```{language}\n{text}\n```\n"), *splitter.finish()]:
        Code(fence, block)
    return fence


def single(text: str, language: str = "python") -> Fence:
    """The same as one segment, however long."""
    fence = Fence(language)
    Code(fence, Block(BlockKind.CODE, f"```{language}\n{text}\n```\n", language=language))
    return fence


def coloured(fence: Fence, budget: float = 1.0) -> Fence:
    colouring = Colouring()
    colouring.want(fence)
    while colouring.step(budget):
        pass
    return fence


def lay_out(fence: Fence, style: Typography) -> float:
    for segment in fence.segments:
        segment.lay_out(COLUMN, style)
    return sum(segment.height for segment in fence.segments)


def picture(fence: Fence, style: Typography, scale: float = 1.0) -> QImage:
    """All segments below one another, as a message shows them."""
    height = lay_out(fence, style)
    image = QImage(int(620 * scale), int((height + 10) * scale), QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(scale)
    image.fill(style.theme.window)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for segment in fence.segments:
        segment.paint(painter, QRectF(0, 0, segment.width, segment.height), None)
        painter.translate(0, segment.height)
    painter.end()
    return image


def colours(fence: Fence) -> Iterator[object]:
    for segment in fence.segments:
        block = segment.document.begin()
        while block.isValid():
            yield [
                (one.start, one.length, one.format.foreground().color().name())
                for one in block.layout().formats()
            ]
            block = block.next()


def code_of(lines: int) -> str:
    return "".join(LINE.format(number=number) for number in range(lines)).removesuffix("\n")


# What is shown


@pytest.mark.parametrize("theme", [LIGHT, DARK])
@pytest.mark.parametrize("scale", [1.0, 1.25, 1.5, 2.0])
def test_there_is_no_seam_between_segments(qapp: object, theme: object, scale: float) -> None:
    style = Typography.of(theme, 1.0)  # type: ignore[arg-type]
    code = code_of(150) + "\n" + "wide " * 200
    cut = complete(code)
    assert len(cut.segments) == 3
    assert picture(coloured(cut), style, scale) == picture(coloured(single(code)), style, scale)


def test_what_has_grown_looks_as_what_is_opened(style: Typography) -> None:
    code = code_of(100)
    grown = Growing()
    for start in range(0, len(code), 7):
        grown.say(code[start : start + 7])
        lay_out(grown.fence, style)
        _ = grown.fence.segments[-1].document
    grown.say("\n```\n")
    grown.end()
    assert picture(coloured(grown.fence), style) == picture(coloured(complete(code)), style)


@given(st.lists(st.integers(1, 40), max_size=30), st.sampled_from(sorted(SAMPLES)))
@settings(max_examples=30, deadline=None)
def test_however_it_came_it_is_the_same(qapp: object, sizes: list[int], language: str) -> None:
    style = Typography.of(LIGHT, 1.0)
    code = (SAMPLES[language] * 6).removesuffix("\n")
    grown, rest = Growing(language), code + "\n```\n"
    for size in sizes:
        grown.say(rest[:size])
        rest = rest[size:]
        lay_out(grown.fence, style)
        _ = [segment.document for segment in grown.fence.segments]
    grown.say(rest)
    grown.end()
    opened = complete(code, language)
    assert lay_out(grown.fence, style) == lay_out(opened, style)
    assert list(colours(coloured(grown.fence))) == list(colours(coloured(opened)))
    assert grown.fence.text() == opened.text() == code


def test_colours_change_no_height(style: Typography) -> None:
    fence = complete(code_of(200))
    before = lay_out(fence, style)
    sizes = [segment.document.size() for segment in fence.segments]
    coloured(fence)
    assert [segment.document.size() for segment in fence.segments] == sizes
    assert lay_out(fence, style) == before


def test_a_height_is_right_without_a_document(style: Typography) -> None:
    for code in (code_of(70), "一二三\n🎉\nعربي\n\n\t\x1b[31m\x00", ""):
        fence = complete(code, "text")
        lay_out(fence, style)
        for segment in fence.segments:
            document = segment.document.size().height()
            bottom = segment.height - document - segment.origin().y()
            assert bottom == (14 if segment is fence.segments[-1] else 0)


def test_wrapped_lines_are_all_seen_and_the_text_stays(style: Typography) -> None:
    code = "name = '" + "word " * 300 + "'\nnext"
    fence = complete(code)
    before = lay_out(fence, style)
    fence.toggle_wrap()
    assert all(segment.generation == -1 for segment in fence.segments)
    assert lay_out(fence, style) > before
    assert all(segment.document.idealWidth() <= COLUMN.width - 28 for segment in fence.segments)
    assert fence.text() == code
    fence.toggle_wrap()
    assert lay_out(fence, style) == before


def test_the_segments_are_scrolled_sideways_together(style: Typography) -> None:
    fence = complete("wide " * 200 + "\n" + code_of(100))
    lay_out(fence, style)
    first, last = fence.segments[0], fence.segments[-1]
    assert not first.scroll_by(-10)
    assert last.scroll_by(120)
    assert first.origin().x() == last.origin().x() == 14 - 120
    assert first.scroll_by(1e6)
    seen = COLUMN.width - 28
    assert first.document.idealWidth() - fence.scroll == pytest.approx(seen)
    fence.toggle_wrap()
    lay_out(fence, style)
    assert fence.scroll == 0
    assert not first.scroll_by(10)


def test_the_buttons_are_in_the_first_segment_alone(style: Typography) -> None:
    fence = complete(code_of(100))
    lay_out(fence, style)
    assert [one.verb for one in fence.segments[0].targets()] == ["wrap", "copy"]
    assert fence.segments[1].targets() == []


# What is copied


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=300))
@settings(deadline=None)
def test_what_is_copied_is_what_was_written(qapp: object, code: str) -> None:
    style = Typography.of(LIGHT, 1.0)
    fence = Fence("text")
    segment = Code(fence, Block(BlockKind.CODE, f"```\n{code}\n", is_open=True))
    written = segment.text()
    segment.lay_out(COLUMN, style)
    assert segment.document.characterCount() - 1 == len(written.encode("utf-16-le")) // 2
    assert segment.document.blockCount() == len(written.split("\n"))
    assert segment.selected(0, 1 << 30) == written


def test_the_code_of_all_segments_is_copied_as_it_was() -> None:
    code = "first\n" + "x" * 10_000 + "\n\n" + code_of(200) + "\n" + "é🎉" * 3_000
    fence = complete(code)
    joints = {segment.joint for segment in fence.segments}
    assert joints == {Joint.NONE, Joint.NEXT, Joint.INLINE}
    assert fence.text() == code


def test_a_part_is_copied_by_the_positions_of_the_text_on_screen(style: Typography) -> None:
    segment = complete("a🎉b\n\x1b[1m c").segments[0]
    segment.lay_out(COLUMN, style)
    cursor = segment.document.find("b")
    assert segment.selected(cursor.selectionStart(), cursor.selectionEnd()) == "b"
    assert segment.selected(1, 3) == "🎉"
    assert segment.selected(4, 10) == "\n\x1b[1m "


# How much is done


@pytest.mark.parametrize("lines", [100, 1_000, 4_000])
def test_each_line_is_lexed_once_while_it_grows(lines: int) -> None:
    grown = Growing()
    for number in range(lines):
        for piece in LINE.format(number=number).partition(" = "):
            grown.say(piece)
    grown.say("open")
    assert grown.fence.lexed == lines
    before = grown.fence.lexed
    grown.say("one more\nand one")
    assert grown.fence.lexed == before + 1


def test_a_growing_document_is_not_made_anew(style: Typography) -> None:
    grown = Growing()
    grown.say("a = 1\n")
    lay_out(grown.fence, style)
    document = grown.fence.segments[0].document
    for number in range(100):
        grown.say(LINE.format(number=number))
        lay_out(grown.fence, style)
        assert grown.fence.segments[0].document is document
    assert document.blockCount() == len(grown.fence.segments[0].rows) == 64


def test_a_line_that_comes_changes_nothing_above_it(style: Typography) -> None:
    grown = Growing()
    grown.say(code_of(50))
    lay_out(grown.fence, style)
    segment = grown.fence.segments[0]
    segment.generation = 1
    before = segment.height
    grown.say("\nnew = 1\n")
    assert before - 60 < segment.changed_from < before
    lay_out(grown.fence, style)
    assert segment.changed_from == 0


def test_many_lines_at_once_are_coloured_in_slices(style: Typography) -> None:
    grown = Growing()
    grown.say(code_of(2_000) + "\nopen")
    assert grown.fence.lexed == 0
    colouring = Colouring()
    assert colouring.want(grown.fence)
    steps = 1
    while colouring.step(0.002):
        steps += 1
    assert steps > 5
    assert grown.fence.lexed == 2_000
    assert not grown.fence.wants_colours
    grown.say(LINE + "open")
    assert grown.fence.lexed == 2_001


@pytest.mark.parametrize("language", sorted(SAMPLES))
def test_slices_give_the_colours_of_one_pass(style: Typography, language: str) -> None:
    code = (SAMPLES[language] * 8).removesuffix("\n")
    sliced, whole = complete(code, language), complete(code, language)
    lay_out(sliced, style)
    lay_out(whole, style)
    _ = [segment.document for segment in sliced.segments]
    assert list(colours(coloured(sliced, 1e-6))) == list(colours(coloured(whole, 60)))
    assert any(colours(sliced))
    assert not sliced.wants_colours


def test_the_segments_that_look_different_are_told() -> None:
    fence = complete(code_of(100))
    colouring = Colouring()
    colouring.want(fence)
    while colouring.step(1):
        pass
    assert colouring.take_changed() == fence.segments
    assert colouring.take_changed() == []
    assert not colouring.want(fence)


def test_a_fence_that_changes_meanwhile_is_coloured_from_its_start(style: Typography) -> None:
    grown = Growing()
    grown.say(code_of(100))
    grown.say("\n")
    colouring = Colouring()
    colouring.want(grown.fence)
    colouring.step(0.000_001)
    grown.say("'''\n" + code_of(50) + "\n```\n")
    coloured(grown.fence)
    colouring.want(grown.fence)
    while colouring.step(1):
        pass
    whole = coloured(complete(grown.fence.text()))
    lay_out(grown.fence, style)
    lay_out(whole, style)
    assert list(colours(grown.fence)) == list(colours(whole))


def test_a_line_of_a_megabyte_stays_plain_and_whole(style: Typography) -> None:
    line = "x = {'a': 1}; " * 75_000
    fence = complete(line, "javascript")
    assert not Colouring().want(fence)
    assert lay_out(fence, style) < len(fence.segments) * 21 + 60
    assert fence.text() == line


def test_an_unknown_language_is_plain() -> None:
    load("klingon")
    fence = coloured(complete("jIyaj", "klingon"))
    assert fence.text() == "jIyaj"
    assert not Colouring().want(fence)


def test_a_lexer_that_cannot_be_resumed_colours_when_the_fence_has_closed(style: Typography) -> None:
    grown = Growing("ruby")
    grown.say("def a\nend\n")
    assert not Colouring().want(grown.fence)
    grown.say("```\n")
    lay_out(grown.fence, style)
    coloured(grown.fence)
    assert any(colours(grown.fence))

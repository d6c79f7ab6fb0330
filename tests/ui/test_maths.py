"""Formulas: typeset off the hot path, drawn as letters of the text, copied as their source."""

import time

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication

from app.domain.markdown.blocks import Block, BlockKind, References
from app.ui.theme import DARK, LIGHT, Theme
from app.ui.transcript.items.item import Column
from app.ui.transcript.items.prose import Prose
from app.ui.transcript.text import maths
from app.ui.transcript.text.maths import EM, Formula
from app.ui.transcript.text.typography import Typography
from tests.ui.conftest import until

pytestmark = pytest.mark.ui

OBJECT = "\ufffc"


def shown(source: str, *, typeset: bool = True, width: float = 600, theme: Theme = LIGHT) -> Prose:
    item = Prose(Block(BlockKind.PROSE, source), References())
    kind = Typography.of(theme, 1.0)
    item.lay_out(Column(0, width), kind)
    if typeset:
        maths.typeset(item.untypeset)
        item.typeset()
        item.lay_out(Column(0, width), kind)
    return item


@pytest.mark.parametrize(
    "source",
    [
        "so $x^2 + 1$ is",
        "$$\n\\frac{a}{b}\n$$",
        "so \\(x\\) and \\[y\\] are",
        "- $a$ and $b$",
        "🎉 $a$$b$ end",
    ],
)
def test_a_formula_is_copied_as_its_source(qapp: QApplication, source: str) -> None:
    before, after = shown(source, typeset=False), shown(source)
    plain = source.replace("- ", "• ")
    assert before.text() == plain
    assert after.text() == plain
    assert OBJECT in after.document.toRawText()
    assert OBJECT not in after.text()


def test_a_part_of_a_line_is_copied_with_the_formula_in_it(qapp: QApplication) -> None:
    item = shown("🎉 so $x^2$ is")
    assert item.document.toRawText() == f"🎉 so {OBJECT} is"
    assert item.selected(3, 7) == "so $x^2$"
    assert item.selected(7, 10) == " is"


def test_money_is_no_formula(qapp: QApplication) -> None:
    item = shown("It costs $5 and $6, or US$7.")
    assert item.document.toRawText() == "It costs $5 and $6, or US$7."
    assert item.untypeset == ()


@pytest.mark.parametrize("source", [r"\frac{a", r"\nosuchword x", "a & b < ", r"\left( x", "漢字"])
def test_what_is_no_formula_is_shown_as_it_was_written(qapp: QApplication, source: str) -> None:
    item = shown(f"so ${source}$ is")
    assert item.text() == f"so ${source}$ is"
    assert OBJECT not in item.document.toRawText()
    assert item.untypeset == ()


@pytest.mark.parametrize(
    "source",
    [
        r"\def\a{\b\b}\def\b{\c\c}\a",
        r"\newcommand{\x}{\x\x}\x",
        r"\let\x=\y",
        "x" * 100_000,
        "{" * 400 + "x" + "}" * 400,
        r"\frac{1}{" * 60 + "x" + "}" * 60,
        r"\sqrt" * 150 + "x",
        r"\left(" * 40 + "x" + r"\right)" * 40,
        r"\left(\rule{1em}{999em}\right)",
        r"\hspace{99999em}x",
        "x_" * 400 + "x",
        r"\begin{matrix}" * 30,
        r"\left(\begin{matrix}" + r"a\\" * 300 + r"\end{matrix}\right)",
    ],
    ids=lambda source: source[:16],
)
def test_a_hostile_formula_costs_next_to_nothing(qapp: QApplication, source: str) -> None:
    maths.typeset([Formula("x", is_display=True)])  # the typesetter is loaded
    began = time.thread_time()
    maths.typeset([Formula(source, is_display=True)])
    assert time.thread_time() - began < 1
    assert maths.outline(Formula(source, is_display=True)) is None
    assert maths.is_typeset(Formula(source, is_display=True))


@pytest.mark.parametrize("power", ["^{-1}", "^T", "_{ij}", " ^ 2", "_x^2"])
@pytest.mark.parametrize("kind", ["p", "b", "V"])
def test_a_matrix_may_have_a_power(power: str, kind: str) -> None:
    matrix = rf"\begin{{{kind}matrix}} a & b \\ c & d \end{{{kind}matrix}}"
    formula = Formula(f"{matrix}{power} = {matrix}", is_display=True)
    maths.typeset([formula])
    assert maths.outline(formula) is not None


def test_the_lines_of_an_alignment_do_not_touch() -> None:
    one, two = (
        Formula(rf"\begin{{aligned}}{rows}\end{{aligned}}", is_display=True)
        for rows in ("a&=b", r"a&=b\\c&=d")
    )
    maths.typeset([one, two])
    heights = [outline.ascent + outline.descent for f in (one, two) if (outline := maths.outline(f))]
    assert heights[1] - heights[0] > EM


def ink(item: Prose, ground: Theme, scale: int = 1, selection: tuple[int, int] | None = None) -> QImage:
    image = QImage(600 * scale, int(item.height + 8) * scale, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(scale)
    image.fill(ground.window)
    painter = QPainter(image)
    item.paint(painter, QRectF(0, 0, 600, item.height), selection)
    painter.end()
    return image


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_a_formula_has_the_colour_of_the_text(qapp: QApplication, theme: Theme) -> None:
    image = ink(shown("$\\blacksquare\\sum\\mathbf{M}$", theme=theme), theme, 2)
    colours = {image.pixel(x, y) for x in range(200) for y in range(image.height())}
    assert theme.text.rgb() in colours
    assert theme.window.rgb() in colours


def test_a_formula_stands_on_the_base_line_of_its_text(qapp: QApplication) -> None:
    """An M of the formula and an M of the text end in the same row of pixels."""
    image = ink(shown("$\\mathrm{M}$"), LIGHT)
    text = ink(shown("M"), LIGHT)

    def bottom(picture: QImage) -> int:
        dark = [
            y
            for y in range(picture.height())
            for x in range(40)
            if picture.pixelColor(x, y).lightness() < 128
        ]
        return max(dark)

    assert abs(bottom(image) - bottom(text)) <= 1


def test_a_display_stands_in_the_middle_and_shrinks_to_the_width(qapp: QApplication) -> None:
    item = shown("$$x$$")
    line = item.document.firstBlock().layout().lineAt(0)
    assert line.naturalTextRect().center().x() == pytest.approx(300, abs=1)
    wide = shown("$$" + "+".join("abcdefghijklmnopqrstuvwxyz" * 3) + "$$", width=200)
    assert wide.document.firstBlock().layout().lineAt(0).naturalTextRect().width() <= 200


def test_the_source_of_a_display_stands_where_the_text_begins(qapp: QApplication) -> None:
    """In the middle it would move with each letter that it grows by."""
    for item in (shown("$$\n\\frac{seen}{once}\n$$", typeset=False), shown("$$\n\\frac{a\n$$")):
        line = item.document.firstBlock().layout().lineAt(0)
        assert line.naturalTextRect().left() == 0


async def test_a_formula_that_is_seen_is_typeset_while_the_text_stays_usable(page) -> None:
    async with page() as it:
        it.read("Show me", "Before\n\nso $a^{17} + b$ is\n\n$$\\frac{c^{17}}{d}$$\n\nAfter")
        assert "so $a^{17} + b$ is" in it.transcript.plainText()

        def typeset() -> bool:
            return (
                sum(
                    item.ensure(it.transcript.stack.style).toRawText().count(OBJECT) for _, item in it.items()
                )
                == 2
            )

        await until(typeset)
        assert "so $a^{17} + b$ is" in it.transcript.plainText()
        await until(lambda: it.on_screen() == it.anew())


async def test_what_is_read_stays_where_it_is_when_a_formula_is_ready(page) -> None:
    text = "\n\n".join([f"$$\\sum_{{i={n}}}^{{99}} i$$\n\nline {n}" for n in range(40)])
    async with page() as it:
        it.read("Show me", text)
        bar = it.transcript.verticalScrollBar()
        bar.setValue(bar.maximum() // 2)
        top = next(item for y, item in it.items() if y - it.top() >= 0)
        before = next(y for y, item in it.items() if item is top) - it.top()
        typesetter = it.transcript._finishing._typesetter
        await until(lambda: not typesetter._wanted and not typesetter._is_busy, 20)
        await until(lambda: not getattr(top, "untypeset", ()))
        after = next(y for y, item in it.items() if item is top) - it.top()
        assert abs(after - before) <= 1


def test_a_comma_does_not_leave_its_formula(qapp: QApplication) -> None:
    item = shown("About eleven times $11 w$, and so on.")
    assert f"{OBJECT}\u2060," in item.document.toRawText()
    assert item.text() == "About eleven times $11 w$, and so on."


@pytest.mark.parametrize("source", ["$$\nT(t) = T_r\n$$", "At $T_r$, so", "$$\\frac{a}{b}$$"])
def test_a_formula_that_is_selected_is_all_there(qapp: QApplication, source: str) -> None:
    def rows(image: QImage) -> set[int]:
        dark = LIGHT.text.lightness() + 60
        return {
            y
            for y in range(image.height())
            if any(image.pixelColor(x, y).lightness() < dark for x in range(image.width()))
        }

    item = shown(source)
    assert rows(ink(item, LIGHT)) <= rows(ink(item, LIGHT, selection=(0, 99)))

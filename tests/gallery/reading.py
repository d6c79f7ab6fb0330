"""How an answer looks while somebody does something with it: finds, points, goes through it by keyboard."""

import asyncio

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QKeySequence, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from app.domain.conversation import Part, PartKind
from app.domain.stream import Started, TextDelta
from app.ui.find_bar import FindBar
from app.ui.transcript.items.code import Code
from app.ui.transcript.items.table import Table
from app.ui.transcript.page import MARGIN
from app.ui.transcript.view import Transcript
from tests.gallery import answers, constructs, texts
from tests.gallery.stage import MODEL, Stage, exchange, settled


async def rich(stage: Stage) -> None:
    await stage.show(exchange(texts.QUESTION, constructs.RICH))
    await stage.finish_seen()


async def rich_end(stage: Stage) -> None:
    await rich(stage)
    _to(stage, _transcript(stage).verticalScrollBar().maximum())
    await stage.finish_seen()


async def maths(stage: Stage) -> None:
    await stage.show(exchange("Show me some formulas", constructs.MATHS))
    await stage.finish_seen()


async def maths_streaming(stage: Stage) -> None:
    events = (Started("", MODEL), TextDelta(constructs.MATHS_STREAMED))
    await stage.show_turn(exchange("What is the integral?"), events)
    await stage.finish_seen()


async def maths_malformed(stage: Stage) -> None:
    await stage.show(exchange("Show me formulas that are none", constructs.MATHS_MALFORMED))
    await stage.finish_seen()


async def long_code(stage: Stage) -> None:
    await stage.show(exchange("Which stations were there?", constructs.LONG_CODE))
    _to(stage, 0)
    await stage.finish_seen()


async def long_code_end(stage: Stage) -> None:
    """The end of a fence of two segments, moved sideways."""
    await stage.show(exchange("Which stations were there?", constructs.LONG_CODE))
    await stage.finish_seen()
    _move_sideways(stage, 300)


async def code_wrapped(stage: Stage) -> None:
    await long_code(stage)
    _press_target(stage, "wrap")


async def misleading(stage: Stage) -> None:
    await stage.show(exchange("What is in this file?", constructs.MISLEADING))


async def nested_code(stage: Stage) -> None:
    await stage.show(exchange("How do I install it?", constructs.NESTED_CODE))


async def code_sideways(stage: Stage) -> None:
    await answers.wide_code(stage)
    _move_sideways(stage, 160)


async def wide_table(stage: Stage) -> None:
    await stage.show(exchange("Compare four rivers, with all that is known", constructs.WIDE_TABLE))


async def wide_table_sideways(stage: Stage) -> None:
    await wide_table(stage)
    _move_sideways(stage, 260)


async def find(stage: Stage) -> None:
    await stage.show(exchange("What is the Danube called?", constructs.NAMES))
    bar = stage.part(FindBar, "findBar")
    QTest.keySequence(stage.window, QKeySequence(QKeySequence.StandardKey.Find))
    await settled()
    assert bar.isVisible()
    QTest.keyClicks(stage.part(QLineEdit, "findField"), "du")
    await asyncio.sleep(0.05)
    QTest.keyClick(stage.part(QLineEdit, "findField"), Qt.Key.Key_Return)
    await settled()


async def find_nothing(stage: Stage) -> None:
    await find(stage)
    stage.part(QLineEdit, "findField").setText("zeppelin")
    await asyncio.sleep(0.05)


async def actions_hovered(stage: Stage) -> None:
    await stage.show(answers.conversation())
    _hover(stage, _top(stage, 1) + QPoint(200, 60))


async def actions_hovered_prompt(stage: Stage) -> None:
    await stage.show(answers.conversation())
    _hover(stage, _top(stage, 2) + QPoint(500, 20))


async def actions_by_keyboard(stage: Stage) -> None:
    await stage.show(answers.conversation())
    transcript = _transcript(stage)
    transcript.setFocus(Qt.FocusReason.OtherFocusReason)
    for _ in range(2):
        QTest.keyClick(transcript, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    await settled()


async def actions_on_button(stage: Stage) -> None:
    """The ring on a button of the bar."""
    await actions_by_keyboard(stage)
    for _ in range(2):
        focused = QApplication.focusWidget()
        assert focused is not None
        QTest.keyClick(focused, Qt.Key.Key_Tab)


async def link(stage: Stage) -> None:
    """The line that says where the link leads on which the keyboard is."""
    await stage.show(exchange("What is the Danube called?", constructs.NAMES))
    transcript = _transcript(stage)
    transcript.setFocus(Qt.FocusReason.TabFocusReason)


async def link_in_disguise(stage: Stage) -> None:
    await link(stage)
    QTest.keyClick(_transcript(stage), Qt.Key.Key_Tab)


async def narrowest(stage: Stage) -> None:
    await rich(stage)
    _to(stage, 0)
    await stage.finish_seen()


async def very_long_paragraph(stage: Stage) -> None:
    """It is laid out in pieces, which is not to be seen."""
    await stage.show(exchange("Tell me all about the Loire", texts.PARAGRAPH * 12))


async def reasoning_then_answer(stage: Stage) -> None:
    parts = (Part(PartKind.REASONING, texts.THOUGHTS * 4), Part(PartKind.TEXT, texts.ANSWER))
    await stage.show(exchange(texts.QUESTION, parts))
    stage.unfold()


def _transcript(stage: Stage) -> Transcript:
    return stage.window.pane.transcript


def _to(stage: Stage, value: int) -> None:
    _transcript(stage).verticalScrollBar().setValue(value)


def _move_sideways(stage: Stage, pixels: float) -> None:
    """The code or the table that is seen."""
    transcript = _transcript(stage)
    seen = transcript.stack.seen(*transcript.page.seen())
    item = next(item for *_, item in seen if isinstance(item, Code | Table))
    assert item.scroll_by(pixels)
    transcript.viewport().update()


def _top(stage: Stage, index: int) -> QPoint:
    """Of a message, in the viewport."""
    transcript = _transcript(stage)
    column = transcript.stack.column
    top = MARGIN + transcript.stack.top(index) - transcript.verticalScrollBar().value()
    return QPoint(int(column.left), int(top))


def _hover(stage: Stage, point: QPoint) -> None:
    button, keys = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
    move = QMouseEvent(QEvent.Type.MouseMove, QPointF(point), QPointF(point), button, button, keys)
    QApplication.sendEvent(_transcript(stage).viewport(), move)


def _press_target(stage: Stage, verb: str) -> None:
    transcript = _transcript(stage)
    for top, item in transcript.stack.messages[1].items():
        target = next((one for one in item.targets() if one.verb == verb), None)
        if target is not None:
            centre = target.rect.center() + QPointF(item.left, top + transcript.stack.top(1) + MARGIN)
            centre -= QPointF(0, transcript.verticalScrollBar().value())
            QTest.mouseClick(transcript.viewport(), Qt.MouseButton.LeftButton, pos=centre.toPoint())
            return
    raise AssertionError(verb)

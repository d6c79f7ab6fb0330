"""How prompts and answers look, from the first token to the last."""

from dataclasses import replace

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from app.adapters.guide import showcase
from app.domain.conversation import Message, Part, PartKind, Usage
from app.domain.ending import EndState
from app.domain.stream import ReasoningDelta, Started, TextDelta
from tests.gallery import texts
from tests.gallery.stage import MODEL, Stage, exchange, settled


def _counted(message: Message) -> Message:
    return replace(message, usage=Usage(1_284, 212), first_token_after=0.42)


def conversation() -> list[Message]:
    first = exchange(texts.QUESTION, texts.ANSWER)
    return [*first, *exchange(texts.FOLLOW_UP, texts.FOLLOW_UP_ANSWER, number=2, finish=_counted)]


async def complete(stage: Stage) -> None:
    await stage.show(conversation())


async def streaming(stage: Stage) -> None:
    events = (Started("", MODEL), TextDelta(texts.STREAMED))
    await stage.show_turn(exchange(texts.QUESTION), events)


async def streaming_code(stage: Stage) -> None:
    text = showcase.CODE[:520]
    await stage.show_turn(exchange("Count the words of a text"), (Started("", MODEL), TextDelta(text)))


async def waiting(stage: Stage) -> None:
    await stage.show_turn(exchange(texts.QUESTION), (), waited=1.2)


async def waiting_long(stage: Stage) -> None:
    await stage.show_turn(exchange(texts.QUESTION), (), waited=7.4)


async def thinking(stage: Stage) -> None:
    events = (Started("", MODEL), ReasoningDelta(texts.THOUGHTS[:90]))
    await stage.show_turn(exchange(texts.QUESTION), events)


async def reasoning(stage: Stage) -> None:
    parts = (Part(PartKind.REASONING, texts.THOUGHTS), Part(PartKind.TEXT, texts.ANSWER))
    await stage.show(exchange(texts.QUESTION, parts))


async def reasoning_open(stage: Stage) -> None:
    await reasoning(stage)
    stage.unfold()


async def tool_call(stage: Stage) -> None:
    parts = (
        Part(PartKind.TEXT, showcase.BEFORE_TOOL),
        Part(PartKind.TOOL_CALL, '{"timezone": "Europe/Lisbon", "format": "24h"}', "call_1", "get_time"),
    )
    await stage.show(exchange("What time is it in Lisbon?", parts))


async def code(stage: Stage) -> None:
    await stage.show(exchange("Count the words of a text, please", showcase.CODE))


async def wide_code(stage: Stage) -> None:
    await stage.show(exchange("Which of my conversations are the longest?", texts.WIDE_CODE))


async def table(stage: Stage) -> None:
    await stage.show(exchange("Compare five rivers", texts.TABLE))


async def markdown(stage: Stage) -> None:
    await stage.show(exchange(texts.MARKDOWN_QUESTION, showcase.MARKDOWN, model="guide"))
    await stage.finish_seen()


async def right_to_left(stage: Stage) -> None:
    await stage.show(exchange(texts.RTL_QUESTION, texts.RTL))


async def cjk(stage: Stage) -> None:
    await stage.show(exchange(texts.CJK_QUESTION, texts.CJK))


async def long_paragraph(stage: Stage) -> None:
    await stage.show(exchange("Tell me about the Loire", texts.PARAGRAPH * 3))


async def long_prompt(stage: Stage) -> None:
    await stage.show(exchange(texts.LONG_PROMPT, "That can be done with what you have. First the plan:"))


async def scrolled_up(stage: Stage) -> None:
    """Reading further up while an answer streams: the way back to the end is offered."""
    messages = [*conversation(), *exchange("Tell me about the Loire", number=3)]
    await stage.show_turn(messages, (Started("", MODEL), TextDelta(texts.PARAGRAPH * 2)))
    stage.window.pane.transcript.verticalScrollBar().setValue(120)


async def selection(stage: Stage) -> None:
    await stage.show(conversation())
    view = stage.window.pane.transcript.viewport()
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=QPoint(240, 130))
    QTest.mouseMove(view, QPoint(420, 330))
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=QPoint(420, 330))
    await settled()


async def versions(stage: Stage) -> None:
    """A prompt in its second wording, and the third answer to it."""
    first, *_ = exchange("Rivers: why?", "Why what?", number=1)
    second = replace(exchange(texts.QUESTION, number=2)[0], parent_id=None)
    answers = [
        replace(exchange("", texts.ANSWER, number=number)[1], parent_id=second.id) for number in (3, 4, 5)
    ]
    await stage.show([first, second, *answers])


async def keyboard_in_transcript(stage: Stage) -> None:
    """The keyboard's ring on the button of a block of code."""
    await wide_code(stage)
    stage.window.pane.transcript.setFocus(Qt.FocusReason.TabFocusReason)


async def stopped_after_others(stage: Stage) -> None:
    last = exchange("Tell me about the Loire", texts.HALF, end=EndState.STOPPED, number=3)
    await stage.show([*conversation(), *last])

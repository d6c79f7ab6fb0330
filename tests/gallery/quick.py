"""The quick prompt in its states, on a piece of a desktop: it has a shadow."""

import asyncio
import time
from collections.abc import Sequence

from PySide6.QtCore import QMargins, Qt
from PySide6.QtGui import QColor, QGuiApplication, QPainter, QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget

from app.domain.conversation import Message, MessageId
from app.domain.ending import EndState
from app.domain.hotkey import Press
from app.domain.quick_action import DEFAULT_ACTIONS, QuickAction
from app.domain.stream import Started, TextDelta
from app.domain.tree import Deleted
from app.domain.turn import reduce
from app.ui.quick_prompt.pane import VERBS
from app.ui.quick_prompt.window import QuickPrompt
from app.ui.transcript.view import Transcript
from tests.gallery import texts
from tests.gallery.stage import MODEL, ScriptedTurn, Stage, exchange, settled

_DESKTOP = {False: "#9DB2B8", True: "#37454A"}
_MARGIN = 32
_LETTER = (
    "Dear customer,\nthe part that you ordered on Monday has arrived in our warehouse and will be sent out "
    "today. It should be with you within the week."
)
_REPLY = QuickAction("Reply", "Reply in a {tone: formal|friendly} way: {text}", "Ctrl+6")


class _NoDesktop:
    def remember(self) -> None: ...

    def take(self, window: int, press: Press) -> None: ...

    def give_back(self) -> None: ...


async def empty(stage: Stage) -> QWidget:
    return await _taken(stage, await _summoned(stage))


async def context(stage: Stage) -> QWidget:
    prompt = await _summoned(stage, _LETTER)
    prompt.pane.line.add_text("When will it come?")
    return await _taken(stage, prompt)


async def asking(stage: Stage) -> QWidget:
    prompt = await _summoned(stage, _LETTER, (*DEFAULT_ACTIONS[:2], _REPLY))
    QTest.keyClick(prompt.pane.line.input, Qt.Key.Key_6, Qt.KeyboardModifier.ControlModifier)
    return await _taken(stage, prompt)


async def streaming(stage: Stage) -> QWidget:
    prompt = await _summoned(stage)
    question, answer = exchange(texts.QUESTION, texts.HALF)
    _fill(prompt, [question, answer])
    turn = ScriptedTurn(lambda patches: None)
    for event in (Started("", MODEL), TextDelta(texts.HALF)):
        turn.state, _ = reduce(turn.state, event)
    turn.started_at = time.monotonic()
    chat = prompt.pane.chat
    assert chat is not None
    chat.turn = turn
    prompt.pane.show_chat(chat)
    taken = await _taken(stage, prompt)
    chat.turn = None
    return taken


async def answered(stage: Stage) -> QWidget:
    prompt = await _summoned(stage)
    _fill(prompt, exchange(texts.QUESTION, texts.ANSWER))
    return await _taken(stage, prompt)


async def banner(stage: Stage) -> QWidget:
    prompt = await _summoned(stage)
    _fill(prompt, exchange(texts.QUESTION, texts.HALF, end=EndState.STOPPED))
    return await _taken(stage, prompt)


async def pinned(stage: Stage) -> QWidget:
    prompt = await _summoned(stage)
    _fill(prompt, exchange("How long is the Loire?", "The Loire is **1,006 km** long."))
    button = prompt.findChild(QAbstractButton, "quickPromptPinButton")
    assert button is not None
    button.click()
    button.setFocus(Qt.FocusReason.TabFocusReason)
    return await _taken(stage, prompt)


async def notice(stage: Stage) -> QWidget:
    prompt = await _summoned(stage)
    prompt.pane.line.add_text("Summarise this")
    prompt.pane.notice.show_hidden(9, lambda: None)
    return await _taken(stage, prompt)


async def long_prompt(stage: Stage) -> QWidget:
    prompt = await _summoned(stage)
    prompt.pane.line.add_text("\n".join(f"{number}. {title}" for number, title in enumerate(texts.TITLES)))
    return await _taken(stage, prompt)


async def right_to_left(stage: Stage) -> QWidget:
    prompt = await _summoned(stage)
    _fill(prompt, exchange("كم طول النهر؟", "طول النهر **1006 كم**، من الجبل إلى البحر."))
    prompt.pane.line.add_text("ومن أين يأتي؟")
    return await _taken(stage, prompt)


async def translation(stage: Stage) -> QWidget:
    prompt = await _summoned(stage)
    prompt.pane.foot.toggle_translation()
    return await _taken(stage, prompt)


async def _summoned(
    stage: Stage, brought: str = "", actions: Sequence[QuickAction] = DEFAULT_ACTIONS
) -> QuickPrompt:
    prompt = QuickPrompt(
        stage.library,
        stage.providers,
        stage.tasks,
        stage.appearance,
        _NoDesktop(),
        lambda: Transcript(stage.appearance.theme, verbs=VERBS),
    )
    prompt.set_actions(actions)
    prompt.summon()
    await settled()
    if brought:
        QGuiApplication.clipboard().setText(brought)
        prompt.pane.asking.context.take_clipboard()
        QGuiApplication.clipboard().clear()
    return prompt


def _fill(prompt: QuickPrompt, messages: Sequence[Message]) -> None:
    chat = prompt.pane.chat
    assert chat is not None
    chat.restore(Deleted(tuple(messages), MessageId(messages[-1].id)))


async def _taken(stage: Stage, prompt: QuickPrompt) -> QWidget:
    """A picture of it on a desktop: what is transparent in it is not black there."""
    await asyncio.sleep(0.04)
    await settled()
    seen = prompt.grab()
    size = seen.deviceIndependentSize().toSize()
    desktop = QPixmap((size.grownBy(QMargins(_MARGIN, _MARGIN, _MARGIN, _MARGIN))) * seen.devicePixelRatio())
    desktop.setDevicePixelRatio(seen.devicePixelRatio())
    desktop.fill(QColor(_DESKTOP[stage.appearance.theme.dark]))
    painter = QPainter(desktop)
    painter.drawPixmap(_MARGIN, _MARGIN, seen)
    painter.end()
    prompt.close()
    prompt.pane.show_chat(None)
    prompt.deleteLater()
    picture = QLabel(stage.window)
    picture.setPixmap(desktop)
    picture.adjustSize()
    return picture

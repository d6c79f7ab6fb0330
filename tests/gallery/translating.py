"""Live translation in its states."""

import asyncio
import time
from dataclasses import replace

from PySide6.QtWidgets import QWidget

from app.domain.alignment import Pair, Standing
from app.domain.ending import EndState
from app.domain.problem import Problem
from app.domain.provider import GUIDE_PROVIDER
from app.services.translation import LiveTranslation
from app.ui.translation.quick import QuickTranslation
from app.ui.translation.window import TranslationWindow
from tests.gallery.stage import Stage, settled

ENGLISH = (
    "The river rises in the hills above the village. Nobody knows exactly where.\n\n"
    "What we took along:\n"
    "- a map from 1927\n"
    "- two umbrellas, since it always rains there\n\n"
    "Some say that the spring lies behind Dr. Brown's house. Others point to the old mill! Does it matter? "
    "It flows anyway."
)
_GERMAN = (
    "Der Fluss entspringt in den Hügeln über dem Dorf.",
    "Niemand weiß genau, wo.",
    "Was wir dabeihatten:",
    "eine Karte von 1927",
    "zwei Regenschirme, denn dort regnet es immer",
    "Manche sagen, die Quelle liege hinter Dr. Browns Haus.",
    "Andere zeigen auf die alte Mühle!",
    "Spielt das eine Rolle?",
    "Er fließt ohnehin.",
)
_ARABIC = (
    "ينبع النهر من التلال فوق القرية.",
    "لا أحد يعرف أين بالضبط.",
    "ما أخذناه معنا:",
    "خريطة من عام 1927",
    "مظلتان، لأن المطر يهطل هناك دائمًا",
    "يقول بعضهم إن النبع يقع خلف بيت الدكتور براون.",
    "ويشير آخرون إلى الطاحونة القديمة!",
    "هل يهم ذلك؟",
    "إنه يجري على أي حال.",
)


class ScriptedTranslation(LiveTranslation):
    """Asks nobody: it holds what the scene puts in."""

    is_running = False  # type: ignore[assignment]
    retry_at = None  # type: ignore[assignment]

    def _go(self) -> None: ...

    def fill(self, translations: tuple[str, ...], growing: int | None = None, earlier: int | None = None):
        """The first sentences have these translations."""
        left = iter(enumerate(translations))
        for index, pair in enumerate(self.pairs):
            if pair.segment.asked and (found := next(left, None)) is not None:
                number, text = found
                standing = Standing.GROWING if number == growing else Standing.CURRENT
                standing = Standing.EARLIER if number == earlier else standing
                self.pairs[index] = Pair(pair.segment, text, standing)
        self.on_changed()


async def _window(
    stage: Stage, source: str = "", target: str = "German", *, text: str = ENGLISH
) -> tuple[TranslationWindow, ScriptedTranslation]:
    live = ScriptedTranslation(stage.providers, stage.tasks, source=source, target=target)
    window = TranslationWindow(live, stage.window)
    window.show()
    window.activateWindow()
    window.set_text(text)
    await asyncio.sleep(0.03)
    return window, live


async def _shown(widget: QWidget) -> QWidget:
    await asyncio.sleep(0.04)
    await settled()
    return widget


async def empty(stage: Stage) -> QWidget:
    window, _ = await _window(stage, text="")
    return await _shown(window)


async def running(stage: Stage) -> QWidget:
    window, live = await _window(stage, "English")
    live.is_running = True
    live.fill((*_GERMAN[:5], "Manche sagen, die Quelle"), growing=5)
    return await _shown(window)


async def detected(stage: Stage) -> QWidget:
    """All is translated, one sentence is looked at, another one was changed a moment ago."""
    window, live = await _window(stage)
    live.detected = "English"
    live.fill(_GERMAN, earlier=8)
    cursor = window.source.textCursor()
    cursor.setPosition(ENGLISH.index("spring"))
    window.source.setTextCursor(cursor)
    window.source.setFocus()
    await _shown(window)
    window.result.mark(window.source.sentence_at(cursor.position()))
    return window


async def problem(stage: Stage) -> QWidget:
    window, live = await _window(stage, "English")
    live.fill(_GERMAN[:5])
    live.problem = Problem(EndState.OFFLINE, "The server cannot be reached: the connection was refused.")
    return await _shown(window)


async def waits(stage: Stage) -> QWidget:
    window, live = await _window(stage, "English")
    live.fill(_GERMAN[:5])
    live.retry_at = time.monotonic() + 12
    return await _shown(window)


async def guide(stage: Stage) -> QWidget:
    window, live = await _window(stage, text="The river rises in the hills.\nHow are you?")
    stage.providers.choose(replace(GUIDE_PROVIDER))
    live.refresh()
    live.detected = "English"
    live.fill(("[Ťĥé řîṽéř řîšéš îň ťĥé ĥîļļš.]", "[Ĥöŵ åřé ýöû?]"))
    return await _shown(window)


async def narrow(stage: Stage) -> QWidget:
    window, live = await _window(stage)
    window.resize(460, 640)
    live.detected = "English"
    live.fill(_GERMAN)
    return await _shown(window)


async def right_to_left(stage: Stage) -> QWidget:
    window, live = await _window(stage, "English", "Arabic")
    live.fill(_ARABIC)
    return await _shown(window)


async def typing_a_language(stage: Stage) -> QWidget:
    window, live = await _window(stage, "English")
    live.fill(_GERMAN)
    window._to.showPopup()
    await _shown(window)
    return window._to.view().window()


async def little(stage: Stage) -> QWidget:
    return await _little(stage, _GERMAN[:2], "German")


async def little_right_to_left(stage: Stage) -> QWidget:
    return await _little(stage, _ARABIC[:2], "Arabic")


async def _little(stage: Stage, translations: tuple[str, ...], target: str) -> QWidget:
    live = ScriptedTranslation(stage.providers, stage.tasks, target=target)
    quick = QuickTranslation(live, stage.window)
    quick.setGeometry(12, 12, 560, 100)
    quick.set_text(ENGLISH.split("\n")[0])
    live.detected = "English"
    live.fill(translations)
    quick.setAutoFillBackground(True)
    quick.show()
    await asyncio.sleep(0.04)
    quick.adjustSize()
    quick.resize(560, quick.height())
    return await _shown(quick)

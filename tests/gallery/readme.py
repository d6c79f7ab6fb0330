"""The pictures of the README."""

from typing import Any

from tests.gallery import ends, preferences, quick, rooms, texts, translating
from tests.gallery.scenes import Scene
from tests.gallery.stage import DAY, ScriptedKeychain, Stage, exchange

_WINDOW: dict[str, Any] = {"size": (1080, 820), "sidebar": True}
_LISTED = texts.TITLES[:9]


async def _code(stage: Stage) -> None:
    stage.list_conversations([texts.TITLE, *_LISTED[1:]], since=20 * DAY)
    await stage.show(exchange(texts.CODE_QUESTION, texts.CODE_ANSWER), _LISTED[0])


async def _conversation(stage: Stage) -> None:
    stage.list_conversations([_LISTED[0], texts.TITLE, *_LISTED[2:]], since=20 * DAY)
    await stage.show(exchange(texts.SPEED_QUESTION, texts.SPEED_ANSWER), "How fast a river flows")
    await stage.finish_seen()


async def _disconnected(stage: Stage) -> None:
    stage.list_conversations(_LISTED[:4], since=20 * DAY)
    await ends.ended(stage, "disconnected")


async def _taken_up_again(stage: Stage) -> None:
    stage.list_conversations(_LISTED[:4], since=20 * DAY)
    await ends.runs_on(stage)


PICTURES: dict[str, dict[str, Scene]] = {
    "light": {
        "code-light": Scene(_code, _WINDOW),
        "dropped-connection": Scene(_disconnected, {"size": (1080, 500), "sidebar": True}),
        "connection-test": Scene(preferences.tested, {"findings": preferences.BROKEN}),
        "quick-prompt": Scene(quick.context),
        "settings": Scene(rooms.settings, {"keychain": ScriptedKeychain("sk-0000")}),
    },
    "dark": {
        "conversation-dark": Scene(_conversation, _WINDOW),
        "live-translation": Scene(translating.detected),
        "taken-up-again": Scene(_taken_up_again, {"size": (1080, 500), "sidebar": True}),
    },
}
"""By theme and name. The README shows all of them."""

"""The pictures of the README: whole windows."""

from typing import Any

from app.domain.provider import OPENAI_PROVIDER
from tests.gallery import answers, ends, rooms, texts
from tests.gallery.scenes import Scene
from tests.gallery.stage import DAY, ScriptedKeychain, Stage

_WINDOW: dict[str, Any] = {"size": (1080, 720), "sidebar": True}


async def _conversation(stage: Stage) -> None:
    stage.list_conversations(texts.TITLES, since=40 * DAY)
    await answers.complete(stage)


async def _code(stage: Stage) -> None:
    stage.list_conversations(texts.TITLES, since=40 * DAY)
    await answers.code(stage)


async def _disconnected(stage: Stage) -> None:
    stage.list_conversations(texts.TITLES, since=40 * DAY)
    await ends.ended(stage, "disconnected")


PICTURES: dict[str, dict[str, Scene]] = {
    "light": {
        "code-light": Scene(_code, _WINDOW),
        "dropped-connection": Scene(_disconnected, {"size": (1080, 520), "sidebar": True}),
        "settings": Scene(
            rooms.settings, {"provider": OPENAI_PROVIDER, "keychain": ScriptedKeychain("sk-0000")}
        ),
    },
    "dark": {"conversation-dark": Scene(_conversation, _WINDOW)},
}

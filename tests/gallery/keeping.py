"""What is kept where: temporary conversations, what goes out, and answers that are made at the provider."""

import asyncio
from dataclasses import replace

from PySide6.QtWidgets import QCheckBox, QMenu, QWidget

from app.adapters.openai.backend import OpenAIBackend
from app.domain.capabilities import capabilities
from app.domain.conversation import Message
from app.domain.ending import EndState
from app.domain.image import image
from app.domain.network import Network
from app.domain.policy import Policy
from app.domain.problem import Problem
from app.domain.prompt import chat_request
from app.domain.stream import Started, TextDelta
from app.services.activity import Activity
from app.ui.conversation_row import Row
from app.ui.outgoing_dialog import OutgoingDialog
from tests.gallery import answers, texts
from tests.gallery.stage import DAY, MODEL, Stage, exchange, settled
from tests.ui import pictures as files


async def empty_temporary(stage: Stage) -> None:
    stage.list_conversations(texts.TITLES, since=40 * DAY)
    stage.window.new_chat(temporary=True)
    await settled()


async def temporary(stage: Stage) -> None:
    stage.list_conversations(texts.TITLES, since=40 * DAY)
    await stage.show(answers.conversation(), temporary=True)


async def activities(stage: Stage) -> None:
    ids = stage.list_conversations(texts.TITLES, since=3 * DAY)
    await answers.streaming(stage)
    await asyncio.sleep(0.04)  # the window lists what goes on once more, 30 ms after the last time
    shown = [*Activity, None]
    rows = [
        Row(one.id, one.title, one.updated_at, activity, activity is Activity.UNSEEN)
        for one, activity in zip(stage.library.recent(), [*shown] * len(ids), strict=False)
    ]
    stage.window.sidebar.set_conversations(rows)


async def at_provider(stage: Stage) -> None:
    events = (Started("resp_1", MODEL), TextDelta(texts.STREAMED))
    await stage.show_turn(exchange(texts.QUESTION), events, at_provider=True)


async def options(stage: Stage) -> QWidget:
    stage.providers.policy = Policy(background=True)
    stage.press("composerOptionsButton")
    await settled()
    return stage.part(QMenu, "composerOptions")


async def options_temporary(stage: Stage) -> QWidget:
    stage.window.new_chat(temporary=True)
    return await options(stage)


async def outgoing(stage: Stage) -> QWidget:
    return await _shown(stage, _conversation())


async def outgoing_long(stage: Stage) -> QWidget:
    messages = [one for _ in range(40) for one in _conversation()]
    dialog = await _shown(stage, messages)
    await settled()
    return dialog


async def outgoing_json(stage: Stage) -> QWidget:
    dialog = await _shown(stage, _conversation())
    stage.part(QCheckBox, "outgoingAsJson").click()
    return dialog


async def outgoing_fault(stage: Stage) -> QWidget:
    dialog = OutgoingDialog(stage.window)
    dialog.open()
    fault = Problem(EndState.UNAUTHORIZED, "Your keyring is locked.", remedy="Unlock it and try again.")
    dialog.show_fault(fault)
    return dialog


def _conversation() -> list[Message]:
    field = image(files.file(200, 280), "field.png")
    first, answer, *rest = answers.conversation()
    asked = exchange("And what is this?")
    return [replace(first, parts=(field, *first.parts)), answer, *rest[:2], *asked]


async def _shown(stage: Stage, path: list[Message]) -> OutgoingDialog:
    can = capabilities(stage.provider)
    backend = OpenAIBackend(stage.provider.base_url, "", capabilities=can, network=Network())
    request = chat_request(path, stage.provider, can, Policy(background=True))
    dialog = OutgoingDialog(stage.window)
    dialog.open()
    dialog.show_outgoing(backend.outgoing(request))
    await backend.close()
    await settled()
    return dialog

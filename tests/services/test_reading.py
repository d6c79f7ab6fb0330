"""Reading aloud, with a speaker that keeps what it is to say."""

import asyncio

from app.domain.conversation import Conversation, ConversationId, Message, MessageId, Part, PartKind, Role
from app.domain.ports import Speaker
from app.domain.provider import Provider
from app.services.chat import Chat
from app.services.providers import Providers
from app.services.reading import Reading
from app.services.records import Records
from app.services.tasks import TaskScope
from tests.services.conftest import NoKeychain
from tests.ui.page import Dictated

CONVERSATION = ConversationId("c")


class Listener(Speaker):
    def __init__(self) -> None:
        self.heard = ""

    async def speak(self, text: str) -> None:
        self.heard = text


async def test_the_program_goes_on_while_a_long_conversation_is_prepared():
    messages = [
        Message(
            MessageId(str(number)),
            CONVERSATION,
            MessageId(str(number - 1)) if number else None,
            Role.ASSISTANT if number % 2 else Role.USER,
            0.0,
            (Part(PartKind.TEXT, f"Message **{number}**"),),
        )
        for number in range(100)
    ]
    tasks = TaskScope(lambda name, error: None)
    providers = Providers(
        Provider("test", "http://127.0.0.1:9", "m"), connector=Dictated(), keychain=NoKeychain()
    )
    chat = Chat(
        Conversation(CONVERSATION, "Title", 0.0, 0.0, MessageId("99")),
        messages,
        records=Records(None, tasks, print),
        providers=providers,
        tasks=tasks,
        on_changed=lambda conversation: None,
        on_fault=print,
    )
    listener, turns = Listener(), 0
    reading = Reading(listener, tasks, on_fault=print)
    reading.start(chat, MessageId("10"))
    while reading.is_on:
        turns += 1
        await asyncio.sleep(0)
    assert turns >= 90
    assert listener.heard.startswith("You:\nMessage **10**\nAnswer:\nMessage 11.\n")
    assert listener.heard.endswith("Message 99.")
    await tasks.close()
    await providers.close()

"""Reading a conversation aloud: one voice, which can be stopped at any moment."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

from app.domain.conversation import Message, MessageId
from app.domain.ports import Speaker
from app.domain.problem import EnvironmentFault
from app.domain.speech import spoken
from app.services.chat import Chat
from app.services.tasks import TaskScope


class Reading:
    """Speaks in a task of the scope: whoever closes it, silences the voice."""

    def __init__(self, speaker: Speaker, tasks: TaskScope, on_fault: Callable[[str], None]) -> None:
        """`on_fault` is told, in one sentence, why nothing is heard."""
        self.on_changed: Callable[[], None] = lambda: None
        """Told when the voice begins or ends."""
        self._speaker = speaker
        self._tasks = tasks
        self._on_fault = on_fault
        self._task: asyncio.Task[Any] | None = None

    @property
    def is_on(self) -> bool:
        return self._task is not None

    def start(self, chat: Chat, message_id: MessageId) -> None:
        """Reads this message of the branch and those below it, in place of what is being read."""
        messages = chat.shown()
        start = next(number for number, one in enumerate(messages) if one.id == message_id)
        self.stop()
        self._task = self._tasks.start("read aloud", self._speak(messages[start:]))
        self._task.add_done_callback(self._ended)
        self.on_changed()

    def stop(self) -> None:
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            self.on_changed()

    async def _speak(self, messages: Sequence[Message]) -> None:
        texts = []
        for message in messages:
            texts.append(spoken([message]))
            await asyncio.sleep(0)  # a long conversation takes more than a second
        try:
            if text := "\n".join(filter(None, texts)):
                await self._speaker.speak(text)
        except EnvironmentFault as fault:
            self._on_fault(str(fault))

    def _ended(self, task: "asyncio.Task[Any]") -> None:
        if task is self._task:
            self._task = None
            self.on_changed()

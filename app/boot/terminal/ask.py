"""`rivulet ask`: one prompt, and its answer in the terminal."""

import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack
from typing import Any

from app.adapters.history.store import SqliteHistory
from app.adapters.keychain import SystemKeychain
from app.boot.bug_report import BugReports
from app.boot.connector import AppConnector
from app.boot.printable import one_line
from app.boot.run_options import RunOptions
from app.boot.stderr import say
from app.boot.terminal.answer_output import AnswerOutput, JsonOutput, PlainOutput
from app.boot.terminal.console import Console
from app.boot.terminal.keyring_wait import KeyringWait
from app.domain.conversation import Message, MessageId
from app.domain.ending import EndState, sentence
from app.domain.patch import Ended, Patch
from app.domain.ports import History
from app.domain.problem import EnvironmentFault
from app.domain.settings import Settings
from app.services.chat import Chat
from app.services.library import Library
from app.services.providers import Providers
from app.services.tasks import TaskScope

DONE, FAILED, INTERRUPTED = 0, 1, 130

_PARTING = 1.0
"""Seconds that an interrupted answer still waits for a reader that does not read."""


class Ask:
    """Sends one prompt and follows its answer to the end. Listens to its own chat."""

    def __init__(
        self, options: RunOptions, settings: Settings, reports: BugReports, *, save: bool, as_json: bool
    ) -> None:
        """Needs a running loop."""
        self._options = options
        self._settings = settings
        self._provider = options.provider(settings)
        self._reports = reports
        self._save = save
        self._console = Console(self._stdout_failed)
        self._output: AnswerOutput = (
            JsonOutput(self._console.write, answer_id=self._answer_id, model=self._provider.model)
            if as_json
            else PlainOutput(self._console.write, is_terminal=self._console.is_terminal)
        )
        self._chat: Chat | None = None
        self._over = asyncio.Event()
        self._told_to_wait = False
        self._reader_left = False
        self._faults: set[str] = set()
        asyncio.get_running_loop().set_exception_handler(self._loop_failed)

    async def run(self, text: str) -> int:
        """The exit status. Being cancelled (Ctrl+C) stops the answer, and is no error."""
        interrupted = False
        try:
            async with AsyncExitStack() as stack:
                self._chat = (await self._library(stack)).new_chat(patient=False)
                self._chat.subscribe(self)
                self._chat.send(text)
                interrupted = await self._interrupted_before_the_end(self._chat)
        except EnvironmentFault as fault:
            self._tell_fault(str(fault))
        except asyncio.CancelledError:
            interrupted = True
        end, reason = self._ending()
        self._output.ended(end, reason)
        await self._console.close(patience=_PARTING if interrupted else None)
        if self._output.remark and not self._reader_left:
            say(self._output.remark)
        if end is not EndState.COMPLETE and not self._reader_left:
            say(f"{end}: {reason}")
        if interrupted:
            return INTERRUPTED
        return DONE if end is EndState.COMPLETE and not self._faults and not self._reader_left else FAILED

    # What the chat tells

    def branch_changed(self) -> None:
        """Never here: one prompt, one answer."""

    def message_added(self, message: Message) -> None:
        """The prompt, and the answer that is still empty."""

    def patched(self, message_id: MessageId, patches: Sequence[Patch]) -> None:
        self._output.patched(patches)
        for patch in patches:
            if isinstance(patch, Ended) and patch.waiting:
                self._tell_to_wait(patch)
        if self._chat is not None and self._chat.turn is None and self._chat.last is not None:
            self._output.finished(self._chat.last)
            self._over.set()

    # How it is done

    async def _library(self, stack: AsyncExitStack) -> Library:
        tasks = TaskScope(self._reports.report)
        connector = AppConnector(self._settings.network)
        providers = Providers(
            self._provider,
            connector=connector,
            keychain=SystemKeychain(),
            environment_key=self._options.key_for(self._provider),
            policy=self._settings.policy,
            known=self._settings.providers,
        )
        providers.on_keychain_wait = KeyringWait()
        history = await self._history(stack) if self._save else None
        stack.push_async_callback(connector.close)
        stack.push_async_callback(providers.close)
        stack.push_async_callback(tasks.close)
        return Library(history=history, providers=providers, tasks=tasks, on_fault=self._tell_fault)

    async def _history(self, stack: AsyncExitStack) -> History | None:
        """None, and a word about it, if it cannot be opened: the answer is worth more than its record."""
        history = SqliteHistory(self._options.profile.history, on_fault=self._tell_fault)
        try:
            self._options.profile.make()
            await history.open(recover=False)
        except EnvironmentFault as fault:
            self._tell_fault(str(fault))
            return None
        stack.push_async_callback(history.close)
        return history

    async def _interrupted_before_the_end(self, chat: Chat) -> bool:
        try:
            await self._over.wait()
        except asyncio.CancelledError:
            chat.stop()
            await self._over.wait()
            return True
        return False

    def _ending(self) -> tuple[EndState, str]:
        answer = self._chat.last if self._chat is not None else None
        if answer is None:
            return EndState.STOPPED, sentence(EndState.STOPPED, 0)
        if answer.end is None:
            return EndState.INTERRUPTED, "Rivulet failed while it read this answer."
        return answer.end, reason(answer.end, answer)

    def _answer_id(self) -> str:
        last = self._chat.last if self._chat is not None else None
        return last.id if last is not None else ""

    def _tell_to_wait(self, pause: Ended) -> None:
        if self._told_to_wait or pause.problem is None:
            return
        self._told_to_wait = True
        wait = round(pause.problem.retry_after or 0)
        say(f"{pause.end}: {pause.problem.title} The next try starts in {wait} s.")

    def _tell_fault(self, fault: str) -> None:
        if fault not in self._faults:
            self._faults.add(fault)
            say(fault)

    def _stdout_failed(self, why: str) -> None:
        if why:
            self._tell_fault(f"The answer could not be written: {why}.")
        self._reader_left = True
        if self._chat is not None:
            self._chat.stop()

    def _loop_failed(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        if (error := context.get("exception")) is not None:
            self._reports.report(str(context.get("message", "")), error)
        self._over.set()


def reason(end: EndState, answer: Message) -> str:
    """Why the answer ended, what can be done, and what the server said, in one line."""
    problem, words = answer.problem, len(answer.text().split())
    if problem is None:
        return sentence(end, words)
    parts = [sentence(end, words, problem.title), problem.remedy, problem.detail and f"({problem.detail})"]
    return one_line(" ".join(part for part in parts if part))

"""What the program is made of: its modules, its manual, and an answer from it."""

import asyncio
import importlib
import pkgutil
import sys
from collections.abc import Sequence

import app
from app.adapters.guide.manual import Manual
from app.adapters.keychain import SystemKeychain
from app.adapters.licences import notices
from app.boot import resources
from app.boot.connector import AppConnector
from app.boot.terminal.ask import reason
from app.domain.conversation import Message, MessageId
from app.domain.ending import EndState
from app.domain.patch import Patch
from app.domain.problem import EnvironmentFault
from app.domain.provider import GUIDE_PROVIDER
from app.domain.self_check import Found
from app.services.chat import Chat
from app.services.library import Library
from app.services.providers import Providers
from app.services.tasks import TaskScope

_OF_LINUX = ("x11", "xcb", "wayland", "portal", "freedesktop", "session_bus")
_OF_ONE_SYSTEM = {"linux": _OF_LINUX, "win32": ("windows",), "darwin": ("macos",)}
"""How the names of modules begin that other systems cannot load."""
_LEAST = 100
"""Modules. With fewer of them they were not found at all."""
_NAMED = ("Rivulet", "Qt", "Python")
_QUESTION = "How do I change the model?"


async def modules() -> Found:
    """Every one can be loaded: the tray, notifications, the hotkey and what else this system has."""
    foreign = tuple(
        name for system, names in _OF_ONE_SYSTEM.items() if system != sys.platform for name in names
    )
    names = [one.name for one in pkgutil.walk_packages(app.__path__, "app.")]
    ours = [name for name in names if not name.rpartition(".")[2].startswith((*foreign, "__main__"))]
    if len(ours) < _LEAST:
        raise EnvironmentFault(f"Parts of the program are missing: only {len(ours)} modules are there.")
    for name in ours:
        importlib.import_module(name)
    return Found(f"{len(ours)} modules")


async def manual() -> Found:
    sections = Manual(resources.manual()).sections
    chapters = {section.chapter for section in sections}
    if any(not section.text.strip() for section in sections):
        raise EnvironmentFault("A section of the manual is empty.")
    return Found(f"{len(chapters)} chapters, {len(sections)} sections")


async def licences() -> Found:
    """Of the program, and of all that comes with it: they have to be where it is."""
    found = await asyncio.to_thread(notices, resources.licences())
    if missing := [name for name in _NAMED if not any(part.title.startswith(name) for part in found.places)]:
        raise EnvironmentFault(f"The licences of {' and '.join(missing)} are missing.")
    return Found(f"of {len(found.places)} parts")


async def guide() -> Found:
    """An answer over a connection on this machine, by the way that each answer takes."""
    answer = await _answer(_QUESTION)
    if answer.end is not EndState.COMPLETE:
        end = answer.end or EndState.INTERRUPTED
        raise EnvironmentFault(f"The Guide's answer did not end well ({end}): {reason(end, answer)}")
    words = len(answer.text().split())
    if not words:
        raise EnvironmentFault("The Guide's answer is empty.")
    return Found(f"it answered in {words} words")


async def _answer(question: str) -> Message:
    """Raises what went wrong with it."""
    over: asyncio.Future[Message] = asyncio.get_running_loop().create_future()

    def failed(name: str, error: BaseException) -> None:
        if not over.done():
            over.set_exception(error)

    tasks, connector = TaskScope(failed), AppConnector()
    # The Guide needs no key: none is asked for.
    providers = Providers(GUIDE_PROVIDER, connector=connector, keychain=SystemKeychain())
    library = Library(history=None, providers=providers, tasks=tasks, on_fault=lambda fault: None)
    try:
        chat = library.new_chat(patient=False)
        chat.subscribe(_Listener(chat, over))
        chat.send(question)
        return await over
    finally:
        await tasks.close()
        await providers.close()
        await connector.close()


class _Listener:
    def __init__(self, chat: Chat, over: "asyncio.Future[Message]") -> None:
        self._chat, self._over = chat, over

    def branch_changed(self) -> None:
        """Never here: one prompt, one answer."""

    def message_added(self, message: Message) -> None:
        """The prompt, and the answer that is still empty."""

    def patched(self, message_id: MessageId, patches: Sequence[Patch]) -> None:
        if self._chat.turn is None and self._chat.last is not None and not self._over.done():
            self._over.set_result(self._chat.last)

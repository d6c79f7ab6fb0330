"""The commands that need no window: each returns its exit status, on a plain asyncio loop, without Qt."""

import sys
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from app.adapters.settings_file import SettingsFile
from app.boot.bug_report import BugReports
from app.boot.run_options import RunOptions
from app.boot.stderr import say
from app.boot.terminal import plain_loop
from app.boot.terminal.stdout import put
from app.domain.problem import EnvironmentFault
from app.domain.settings import Settings


def prompt_text(text: str | None) -> str:
    """TEXT, or what is piped in where TEXT is `-` or absent; "" if there is nothing to ask."""
    if text is not None and text != "-":
        return text
    if sys.stdin is None or (text is None and sys.stdin.isatty()):
        return ""
    return sys.stdin.buffer.read().decode("utf-8-sig", errors="replace")


def ask(options: RunOptions, reports: BugReports, text: str, *, save: bool, as_json: bool) -> int:
    from app.boot.terminal.ask import Ask

    settings, _ = _settings(options)

    async def answer() -> int:
        return await Ask(options, settings, reports, save=save, as_json=as_json).run(text)

    return plain_loop.run(answer())


def export(options: RunOptions, conversation_id: str | None, output: str | None) -> int:
    from app.boot.terminal.export import exported, write_file

    def run() -> None:
        content = exported(options.profile.history, conversation_id)
        if output is None or output == "-":
            put(content)
        else:
            write_file(Path(output), content)

    return _status(run)


def key(options: RunOptions, what: str, name: str | None) -> int:
    from app.boot.terminal import keys
    from app.boot.terminal.keyring_wait import patiently

    def run() -> None:
        settings, file = _settings(options)
        provider = keys.owner(options, settings, name)
        doing: Coroutine[Any, Any, str]
        match what:
            case "set":
                doing = keys.store(provider, keys.read_key(provider), file, settings)
            case "status":
                doing = keys.status(provider, options)
            case _:
                doing = keys.remove(provider)
        put(f"{plain_loop.run(patiently(doing))}\n".encode())

    return _status(run)


def demo_server(port: int) -> int:
    from app.boot.terminal.demo_server import serve_guide

    return _status(lambda: plain_loop.run(serve_guide(port)))


def _settings(options: RunOptions) -> tuple[Settings, SettingsFile]:
    file = SettingsFile(options.profile.settings)
    settings, notice = file.load()
    if notice:
        say(notice)
    return settings, file


def _status(run: Callable[[], None]) -> int:
    try:
        run()
    except EnvironmentFault as fault:
        say(str(fault))
        return 1
    return 0

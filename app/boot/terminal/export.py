"""`rivulet export`: the history as JSON, also while the window writes to it."""

import json
import os
import stat
from pathlib import Path

from app.adapters.disk import PRIVATE_FILE, disk_fault
from app.adapters.history.store import SqliteHistory
from app.boot.stderr import say
from app.boot.terminal import plain_loop
from app.domain.conversation import Conversation, ConversationId, Message
from app.domain.export import export_json
from app.domain.problem import EnvironmentFault

Messages = dict[ConversationId, list[Message]]


def exported(history_file: Path, conversation_id: str | None) -> bytes:
    """All conversations as JSON, or one. Raises EnvironmentFault, also if there is no such conversation."""
    conversations: list[Conversation] = []
    messages: Messages = {}
    if history_file.exists():
        conversations, messages = plain_loop.run(_read(history_file, conversation_id))
    if conversation_id is not None and not conversations:
        raise EnvironmentFault(f"There is no conversation “{conversation_id}” in the history.")
    return json.dumps(export_json(conversations, messages), ensure_ascii=False, indent=1).encode() + b"\n"


def write_file(path: Path, content: bytes) -> None:
    """For this user alone; what was there stays if it fails. Raises EnvironmentFault."""
    # Where the path is a link, the file that it names is replaced, and the link stays.
    target = Path(os.path.realpath(path))
    try:
        if target.exists() and not stat.S_ISREG(target.stat().st_mode):
            target.write_bytes(content)  # a device or a pipe is no file to replace
            return
        fresh = target.with_name(f"{target.name}.{os.getpid()}.tmp")
        try:
            with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE), "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(target)
        finally:
            fresh.unlink(missing_ok=True)
    except OSError as error:
        raise disk_fault(error, f"The export {path}") from None


async def _read(history_file: Path, conversation_id: str | None) -> tuple[list[Conversation], Messages]:
    history = SqliteHistory(history_file, on_fault=say)
    await history.open(recover=False)
    try:
        every = await history.conversations()
        chosen = [one for one in every if conversation_id in (None, one.id)]
        return chosen, {one.id: await history.messages(one.id) for one in chosen}
    finally:
        await history.close()

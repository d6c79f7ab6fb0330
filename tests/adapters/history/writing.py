"""A process of its own that writes an answer, word by word, and says what was acknowledged."""

import asyncio
import resource
import sys
from pathlib import Path

from app.adapters.history.store import SqliteHistory
from app.domain.conversation import Conversation, Message, PartKind, Role
from app.domain.patch import PartGrew, PartOpened
from app.domain.problem import EnvironmentFault


async def main(path: Path, name: str, words: int) -> None:
    history = SqliteHistory(path, on_fault=lambda sentence: print("fault", sentence, flush=True))
    await history.open(recover=False)
    await history.save_conversation(Conversation(name, name, 1.0, 1.0))
    await history.add_message(Message(f"{name}-a", name, None, Role.ASSISTANT, 2.0))
    history.record(f"{name}-a", [PartOpened(0, PartKind.TEXT)])
    for n in range(words):
        history.record(f"{name}-a", [PartGrew(0, f"{n} ")])
        # Waits until all before is committed, as a query comes behind it in the queue.
        await history.messages("none")
        print(n, flush=True)
    try:
        await history.close()
    except EnvironmentFault as fault:
        print("lost", fault, flush=True)


if __name__ == "__main__":
    if len(sys.argv) > 4:
        limit = int(sys.argv[4])
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])))

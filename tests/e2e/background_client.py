"""The program as a process that can be killed: asks for an answer in the background, or takes it up again.

    python -m tests.e2e.background_client FOLDER BASE_URL PROMPT

Says `text N` whenever N characters of the answer are there, and at last `ended STATE`.
"""

import asyncio
import sys
from pathlib import Path

from tests.services.conftest import Watcher
from tests.services.program import program


async def main(folder: Path, base_url: str, prompt: str) -> None:
    async with program(folder, base_url) as it:
        if known := it.library.recent():
            chat = await it.library.open(known[0].id)
            watcher = Watcher(chat)
        else:
            chat, watcher = await it.asked(prompt)
        reached = -1
        while chat.turn is not None:
            now = sum(len(part.text) for part in chat.turn.state.message_parts())
            if now > reached:
                reached = now
                print("text", now, flush=True)
            await watcher.changed()
        print("ended", chat.last.end, flush=True)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), *sys.argv[2:]))

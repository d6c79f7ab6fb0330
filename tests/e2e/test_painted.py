"""Killed at any moment, the history holds all that was to be seen."""

import asyncio
import os
import random
import re
import sys
from pathlib import Path

import pytest

from app.adapters.history.store import SqliteHistory
from app.domain.conversation import Role
from tests.wire.server import Sleep, UntilClosed, WireServer, chat_chunk, sse

KILLS = int(os.environ.get("RIVULET_KILLS", "12"))
OTHERS = 7
"""Answers that keep the history busy meanwhile."""
WORDS = [sse(chat_chunk(f"w{n:06}{' ' if n % 20 else chr(10) * 2}")) for n in range(60_000)]


def answer(pace: float) -> list[object]:
    """Numbered words; `pace` seconds between them, or as fast as can be."""
    if not pace:
        return [b"".join(WORDS), UntilClosed()]
    return [step for word in WORDS[:3000] for step in (word, Sleep(pace))]


async def stored(path: Path) -> int:
    """The number of the last word that the history holds, with all before it; -1 is the prompt alone."""
    history = SqliteHistory(path, on_fault=pytest.fail)
    await history.open(recover=True)
    try:
        (conversation,) = [one for one in await history.conversations() if one.title == "Write"]
        question, *answers = await history.messages(conversation.id)
    finally:
        await history.close()
    assert (question.role, question.text()) == (Role.USER, "Write")
    words = re.findall(r"w(\d{6})\s", "".join(found.text() for found in answers))
    assert words == [f"{n:06}" for n in range(len(words))]
    return len(words) - 1


@pytest.mark.ui
@pytest.mark.skipif(not hasattr(os, "fork"), reason="the windows are forked, which is quicker")
async def test_a_kill_in_any_paint_loses_nothing_that_is_painted(tmp_path):
    chance = random.Random(5)
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.e2e.painted"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )
    beyond = []
    try:
        for number in range(KILLS):
            path = tmp_path / f"{number}.sqlite3"
            paints = number + 1 if number < 4 else chance.randrange(4, 30)
            with WireServer() as server:
                for _ in range(1 + OTHERS):
                    server.stream(*answer((0.0, 0.002, 0.01)[number % 3]))
                process.stdin.write(f"{path} {server.base_url} {paints} {OTHERS}\n".encode())
                assert await process.stdout.readline() == b"gone\n"
            beyond.append(await stored(path) - int(path.with_suffix(".seen").read_bytes()))
    finally:
        process.stdin.close()
        await process.wait()
    print(f"words stored beyond those that were seen: {beyond}")
    assert min(beyond) >= 0

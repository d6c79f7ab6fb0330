"""Every way in which an answer can break, by the row: how it ends, what is kept, what is said and offered.

And after each of them the next prompt is answered.
"""

import time
from dataclasses import replace
from pathlib import Path

import pytest

from app.adapters.history.store import SqliteHistory
from app.adapters.openai import answer_body
from app.domain.conversation import Message
from app.domain.ending import EndState, actions
from app.services.chat import Chat
from app.services.standing import Standing
from app.ui.banner_words import countdown, details, what_happened
from tests.faults import bodies, connections, statuses
from tests.faults.fault import STOP, Fault
from tests.services.conftest import Watcher, World
from tests.wire.server import DONE, chat_chunk, sse

ROWS = [
    pytest.param(row, id=f"{room.__name__.rpartition('.')[2]}: {row.name}")
    for room in (statuses, bodies, connections)
    for row in room.ROWS
]


@pytest.mark.parametrize("row", ROWS)
async def test_a_fault_is_told_keeps_what_came_and_can_be_recovered_from(
    world, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, row: Fault
):
    monkeypatch.setattr(answer_body, "GRACE", 0.2)
    async with world(idle=row.idle, key=row.key, base_url=row.base_url) as it:
        row.play(it.server)
        chat, watcher = it.chat()
        chat.send("Hi")
        if row.waits:
            await watcher.until(lambda: chat.standing() is not None)
            _is_told(chat.standing(), row)
            assert len(it.server.requests) == 1
            chat.stop() if row.end is EndState.STALLED else chat.give_up()
        answer = await watcher.ended()
        assert answer.end is (EndState.STOPPED if row.waits and row.end is EndState.STALLED else row.end)
        assert answer.text() == row.text
        if not row.waits:
            _is_told(chat.standing(), row)
        assert len(it.server.requests) <= 1, "nobody asked for a second try"
        await _goes_on(it, chat, watcher)
    await _is_kept(tmp_path / "history.sqlite3", answer)
    if row.key:
        assert not any(row.key.encode() in file.read_bytes() for file in tmp_path.iterdir())


def _is_told(standing: Standing | None, row: Fault) -> None:
    assert standing is not None
    assert (standing.end, standing.waiting) == (row.end, row.waits)
    if not row.end.needs_banner:
        assert (standing.problem, row.says) == (None, "")
        return
    said = f"{what_happened(standing)} {countdown(standing, time.monotonic())}"
    assert row.says in said
    assert said[0].isupper()
    assert "  " not in said.strip()
    offered = actions(standing.end, has_text=standing.words > 0, waiting=standing.waiting)
    assert " ".join(offered) == row.offers
    behind = details(standing)
    assert row.details in behind
    assert len(behind) < 700
    assert not row.key or row.key not in said + behind


async def _is_kept(file: Path, answer: Message) -> None:
    history = SqliteHistory(file, on_fault=pytest.fail)
    await history.open(recover=False)
    try:
        stored = {one.id: one for one in await history.messages(answer.conversation_id)}
    finally:
        await history.close()
    kept = stored[answer.id]
    assert (kept.parts, kept.end, kept.problem) == (answer.parts, answer.end, answer.problem)
    assert [one.end for one in stored.values() if one.is_answer] == [answer.end, EndState.COMPLETE]


async def _goes_on(it: World, chat: Chat, watcher: Watcher) -> None:
    """What could not be used is mended in the settings; then the next prompt is answered."""
    it.providers.use_key(it.providers.current, "a-sound-key")
    if it.providers.current.base_url != it.server.base_url:
        it.providers.choose(replace(it.providers.current, base_url=it.server.base_url))
    asked = len(it.server.requests)
    it.server.stream(sse(chat_chunk("And on.")), STOP, DONE)
    chat.send("And?")
    answer = await watcher.ended()
    assert (answer.text(), answer.end, chat.standing().end) == (
        "And on.",
        EndState.COMPLETE,
        EndState.COMPLETE,
    )
    assert len(it.server.requests) == asked + 1
    sent = it.server.requests[-1].body.decode()
    assert "canary" not in sent
    assert "kept" not in sent

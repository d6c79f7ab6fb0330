"""Whatever a server does, an answer ends once and truthfully, and no word of it is lost.

RIVULET_FUZZ is the number of runs over real sockets; the usual one is small.
"""

import asyncio
import os
import re
import time
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.adapters.openai import answer_body
from app.domain.ending import EndState
from app.domain.patch import Ended
from app.domain.provider import Provider
from app.services.chat import Chat
from tests.faults.scripts import IDLE, Script, scripts
from tests.faults.stage import at_work
from tests.services.conftest import Watcher, World
from tests.wire.server import DONE, chat_chunk, sse

RUNS = int(os.environ.get("RIVULET_FUZZ", "80"))
GRACE = 0.1
SLACK = 2.0
"""Seconds that a busy machine may take on top of what was played."""

_ENDS = {"stop": EndState.COMPLETE, "length": EndState.LENGTH, "content_filter": EndState.FILTERED}
_SAID = re.compile(r"«(\d+):[^»]*»")


def test_an_answer_ends_once_and_truthfully_and_keeps_every_word(tmp_path: Path, monkeypatch):
    monkeypatch.setattr(answer_body, "GRACE", GRACE)
    with asyncio.Runner() as runner:
        stage = at_work(tmp_path, idle=IDLE)
        world = runner.run(stage.__aenter__())

        @settings(
            max_examples=RUNS,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
        )
        @given(scripts(), st.booleans())
        def holds(script: Script, is_patient: bool) -> None:
            runner.run(_played(world, script, is_patient))

        try:
            holds()
        finally:
            runner.run(stage.__aexit__(None, None, None))


async def _played(it: World, script: Script, is_patient: bool) -> None:
    known = it.providers.current
    it.providers.choose(
        Provider(script.api, known.base_url, "m", idle_timeout=IDLE, overrides={"api": script.api})
    )
    it.providers.use_key(it.providers.current, "a-key")
    it.server.raw(*script.steps)
    chat, watcher = it.chat()
    chat.send("Hi")
    began = time.monotonic()
    await _seen_through(chat, script.seconds + 3 * IDLE if is_patient else 0.0)
    assert time.monotonic() - began < script.seconds + 4 * IDLE + GRACE + SLACK, "it hung"
    assert not it.errors
    answer = chat.last
    ends = [patch for patch in watcher.patches if isinstance(patch, Ended) and not patch.waiting]
    assert [patch.end for patch in ends] == [answer.end]
    assert watcher.patches[-1] is ends[0], "something came after the end"

    kept = [int(number) for number in _SAID.findall(answer.text())]
    assert "".join(script.said[number] for number in kept) == answer.text(), "a word is torn or made up"
    assert kept == sorted(set(kept)), "words are doubled or out of order"
    was_left = answer.end is EndState.STOPPED
    if not was_left or is_patient:
        assert kept[: script.sure] == [*range(script.sure)], "words are lost"
    if not (script.is_broken or was_left):
        assert answer.end is _ENDS.get(script.finish, EndState.DISCONNECTED)
    if answer.end is EndState.COMPLETE:
        assert "stop" in script.reasons, "it was never said to be complete"
    await _goes_on(it, chat, watcher)
    stored = {one.id: one for one in await it.history.messages(chat.conversation.id)}
    assert (stored[answer.id].text(), stored[answer.id].end) == (answer.text(), answer.end)


async def _seen_through(chat: Chat, patience: float) -> None:
    """What the user does: leaves at a banner, or so many seconds after the prompt."""
    began = time.monotonic()
    async with asyncio.timeout(30):
        while chat.turn is not None:
            standing = chat.standing()
            if standing is not None and standing.end is not EndState.STALLED:
                chat.give_up()
            elif standing is not None and time.monotonic() - began >= patience:
                chat.stop()
            await asyncio.sleep(0.002)


async def _goes_on(it: World, chat: Chat, watcher: Watcher) -> None:
    """The next prompt is answered, and no connection of before is left open."""
    it.providers.choose(Provider("test", it.server.base_url, "m"))
    it.server.stream(sse(chat_chunk("And on.", finish="stop")), DONE)
    chat.send("And?")
    answer = await watcher.ended()
    assert (answer.text(), answer.end) == ("And on.", EndState.COMPLETE)
    assert not it.errors

"""Answers that are made at their provider: a restart finds them, and where to go on."""

import asyncio
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.adapters.history.store import SqliteHistory
from app.domain.conversation import Conversation, Message, Part, PartKind, Role
from app.domain.ending import EndState
from app.domain.patch import PartGrew, PartOpened, Reported
from app.domain.stream import (
    HostedToolStatus,
    ReasoningDelta,
    Snapshot,
    StreamEvent,
    TextDelta,
    ToolCallDelta,
    UnknownEvent,
)
from app.domain.turn import reduce
from app.domain.turn_state import TurnState, reattached
from tests.strategies import texts

CONVERSATION = Conversation("c", "Rivers", 1.0, 1.0, "a")
ANSWER = Message("a", "c", None, Role.ASSISTANT, 3.0, provider="OpenAI", is_stored=True, in_background=True)
TEXT = PartOpened(0, PartKind.TEXT, key=1000)


async def test_one_that_can_be_asked_for_is_left_open_and_listed(opened):
    async with opened() as history:
        await history.save_conversation(CONVERSATION)
        for id_ in ("a", "unsent"):
            await history.add_message(replace(ANSWER, id=id_))
        await history.add_message(replace(ANSWER, id="here", in_background=False))
        await history.add_message(replace(ANSWER, id="over", response_id="r0", end=EndState.COMPLETE))
        for id_ in ("a", "here"):
            history.record(id_, [Reported(f"r-{id_}", "guide", None), TEXT, PartGrew(0, "Rivers", 7)])
    async with opened() as history:
        assert await history.running() == [("c", "a")]
        found = {message.id: message for message in await history.messages("c")}
    parts = (Part(PartKind.TEXT, "Rivers", key=1000),)
    assert found["a"] == replace(ANSWER, response_id="r-a", model="guide", parts=parts, sequence=7)
    assert found["a"].parts[0].key == 1000
    assert found["a"].can_resume
    assert {id_: message.end for id_, message in found.items()} == {
        "a": None,
        "unsent": EndState.INTERRUPTED,
        "here": EndState.INTERRUPTED,
        "over": EndState.COMPLETE,
    }


async def test_what_is_asked_anew_is_told_by_its_own_numbers(opened):
    """Continuing starts another answer at the provider; its events are numbered from the beginning."""
    async with opened() as history:
        await history.save_conversation(CONVERSATION)
        cut = replace(ANSWER, response_id="old", parts=(Part(PartKind.TEXT, "Rivers"),), sequence=900)
        await history.add_message(replace(cut, end=EndState.LENGTH))
        await history.reopen_message(replace(cut, response_id="", sequence=-1, provider="Guide"))
        history.record("a", [Reported("new", "", None), PartGrew(0, " begin", 4)])
    async with opened() as history:
        (found,) = await history.messages("c")
    assert (found.text(), found.response_id, found.sequence, found.provider) == (
        "Rivers begin",
        "new",
        4,
        "Guide",
    )


places = st.integers(0, 2)
pieces = texts.filter(bool)
kinds_of_events = st.one_of(
    st.builds(TextDelta, pieces, places),
    st.builds(ReasoningDelta, pieces, places),
    st.builds(ToolCallDelta, places, texts, texts, pieces),
    st.builds(HostedToolStatus, places.map(lambda place: 9 + place), texts, texts, texts),
    st.builds(UnknownEvent, st.sampled_from(["response.new", "response.other"]), texts),
)


def seen(events: list[StreamEvent], state: TurnState) -> TurnState:
    for event in events:
        state, _ = reduce(state, event)
    return state


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(kinds_of_events, st.booleans()), max_size=12), st.data())
def test_listening_again_from_what_was_found_gives_the_whole_answer(drawn, data):
    """Wherever it was cut, whatever was committed together, whether or not it was rewritten before."""
    events = [replace(event, sequence=number) for number, (event, _) in enumerate(drawn)]
    whole = seen(events, TurnState())
    cut = data.draw(st.integers(0, len(events)))
    text = TextDelta(data.draw(texts))
    rewritten = data.draw(st.integers(0, cut))

    async def journal(path: Path) -> None:
        history = SqliteHistory(path, on_fault=pytest.fail)
        await history.open(recover=True)
        await history.save_conversation(CONVERSATION)
        await history.add_message(replace(ANSWER, response_id="r"))
        state = TurnState(response_id="r")
        for number, event in enumerate(events[:cut]):
            state, patches = reduce(state, event)
            history.record("a", patches)
            if drawn[number][1]:
                await history.conversations()  # what comes next is committed by itself
            if number + 1 == rewritten:
                state, patches = reduce(state, Snapshot((text,)))
                history.record("a", patches)
        await history.close()
        await history.open(recover=True)
        (found,) = await history.messages("c")
        await history.close()
        resumed = seen(events[max(0, found.sequence + 1) :], reattached(found))
        uncut = seen(events[cut:], state)
        assert resumed.message_parts() == uncut.message_parts()
        assert [part.key for part in resumed.parts] == [part.key for part in uncut.parts]
        if not rewritten:
            assert resumed.message_parts() == whole.message_parts()

    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(journal(Path(folder) / "history.sqlite3"))

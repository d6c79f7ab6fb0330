"""What is put into the history comes out of it, in whatever order an answer streams."""

import asyncio
import os
import tempfile
import threading
import time
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.adapters.history.columns import storable
from app.adapters.history.store import SqliteHistory
from app.domain.conversation import Conversation, Message, Part, PartKind, Role, Usage
from app.domain.ending import EndState
from app.domain.patch import PartGrew, PartOpened
from app.domain.problem import EnvironmentFault, Problem
from app.domain.stream import (
    HostedToolStatus,
    ReasoningDelta,
    Snapshot,
    Started,
    TextDelta,
    ToolCallDelta,
    UnknownEvent,
)
from app.domain.turn import reduce
from app.domain.turn_state import TurnState, reattached
from tests.strategies import texts, trees

CONVERSATION = Conversation("c", "Rivers", 1.0, 1.0)
QUESTION = Message("q", "c", None, Role.USER, 2.0, (Part(PartKind.TEXT, "Where do rivers begin?"),))
ANSWER = Message("a", "c", "q", Role.ASSISTANT, 3.0, model="guide")


async def ask(history: SqliteHistory) -> None:
    await history.save_conversation(CONVERSATION)
    await history.add_message(QUESTION)
    await history.add_message(ANSWER)


def keys(trees: Iterable[Sequence[Message]]) -> list[int]:
    """Parts that differ in these alone are the same to those who compare them."""
    return [part.key for messages in trees for message in messages for part in message.parts]


async def stored(history: SqliteHistory, message_id: str = "a") -> Message:
    return next(message for message in await history.messages("c") if message.id == message_id)


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_whatever_is_stored_is_read_back_after_a_restart(data):
    written = [data.draw(trees(name)) for name in ("x", "y")]

    async def round_trip(path: Path) -> None:
        history = SqliteHistory(path, on_fault=pytest.fail)
        await history.open(recover=False)
        for conversation, messages in written:
            await history.save_conversation(conversation)
            for message in messages:
                await history.add_message(message)
            await history.save_conversation(conversation)
        await history.close()
        await history.open(recover=False)
        listed = await history.conversations()
        read = [await history.messages(conversation.id) for conversation, _ in written]
        await history.close()
        assert sorted(listed, key=lambda one: one.id) == [conversation for conversation, _ in written]
        assert [one.updated_at for one in listed] == sorted((c.updated_at for c, _ in written), reverse=True)
        assert read == [messages for _, messages in written]
        assert keys(read) == keys(messages for _, messages in written)

    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(round_trip(Path(folder) / "history.sqlite3"))


numbers = st.integers(-1, 40)
deltas = st.one_of(
    st.builds(TextDelta, texts, st.integers(0, 1), numbers),
    st.builds(ReasoningDelta, texts, st.integers(0, 1), numbers),
    st.builds(ToolCallDelta, st.integers(0, 1), texts, texts, texts, numbers),
)
events = st.one_of(
    deltas,
    st.builds(HostedToolStatus, st.integers(0, 3), texts, texts, texts, numbers),
    st.builds(UnknownEvent, texts, texts, numbers),
    st.builds(Snapshot, st.lists(deltas, max_size=3).map(tuple)),
    st.builds(Started, texts, texts),
)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(events, st.booleans()), max_size=30))
def test_the_journal_tells_what_the_turn_has_seen(stream):
    """At any moment and in any batches: a restart finds the parts as they were, and listens on from there."""

    def same(found: Message, state: TurnState) -> None:
        assert found.parts == state.message_parts()
        assert keys([[found]]) == [part.key for part in state.parts]
        # Of an event without text nothing is kept: it comes again, and changes nothing again.
        assert found.sequence <= state.sequence
        assert reattached(found).message_parts() == state.message_parts()

    async def journal(path: Path) -> None:
        history = SqliteHistory(path, on_fault=pytest.fail)
        await history.open(recover=True)
        await ask(history)
        state = TurnState()
        for event, pause in stream:
            state, patches = reduce(state, event)
            history.record("a", patches)
            if pause:
                same(await stored(history), state)
        await history.close()
        await history.open(recover=True)
        found = await stored(history)
        await history.close()
        same(found, state)
        assert found.end is EndState.INTERRUPTED
        assert (found.model, found.response_id) == (state.model or "guide", state.response_id)

    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(journal(Path(folder) / "history.sqlite3"))


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("a\ud800b", "a\ufffdb"),
        ("\udc00", "\ufffd"),
        ("\ud83d\ude00", "😀"),
        ("\ude00\ud83d", "\ufffd\ufffd"),
    ],
)
async def test_lone_surrogates_become_replacement_characters(opened, text, kept):
    assert storable(text) == kept
    async with opened() as history:
        await ask(history)
        history.record("a", [PartOpened(0, PartKind.TEXT), PartGrew(0, text)])
        assert (await stored(history)).text() == kept
        problem = Problem(EndState.REJECTED, text)
        whole = replace(ANSWER, parts=(Part(PartKind.TEXT, text),), end=EndState.REJECTED, problem=problem)
        await history.finish_message(whole)
        await history.save_conversation(replace(CONVERSATION, title=text))
        found = await stored(history)
        assert (found.text(), found.problem.title) == (kept, kept)
        assert (await history.conversations())[0].title == kept


async def test_a_finished_answer_replaces_its_journal(opened, path):
    async with opened() as history:
        await ask(history)
        for word in ("Rivers ", "begin ", "in ", "springs."):
            history.record("a", [PartOpened(0, PartKind.TEXT)] if word == "Rivers " else [])
            history.record("a", [PartGrew(0, word)])
            await history.conversations()
        finished = replace(
            ANSWER,
            parts=(Part(PartKind.TEXT, "Rivers begin in springs."),),
            end=EndState.COMPLETE,
            usage=Usage(10, 10**30),
            response_id="r",
            first_token_after=0.25,
        )
        await history.finish_message(finished)
        found = await stored(history)
        assert found == replace(finished, usage=Usage(10, 2**63 - 1))
    async with opened() as history:
        assert await stored(history) == found


async def test_a_continued_answer_grows_on_and_is_interrupted_by_a_crash(opened):
    async with opened() as history:
        await ask(history)
        cut = replace(ANSWER, parts=(Part(PartKind.TEXT, "Rivers"),), end=EndState.LENGTH)
        await history.finish_message(cut)
        await history.reopen_message(replace(cut, end=None))
        history.record("a", [PartGrew(0, " begin")])
        found = await stored(history)
        assert (found.text(), found.end) == ("Rivers begin", None)
    async with opened(recover=False) as history:
        assert (await stored(history)).end is None
    async with opened(recover=True) as history:
        found = await stored(history)
        assert (found.text(), found.end) == ("Rivers begin", EndState.INTERRUPTED)
        assert (await stored(history, "q")).end is None


async def test_a_new_message_becomes_the_leaf_and_siblings_stay(opened):
    async with opened() as history:
        await ask(history)
        await history.add_message(replace(ANSWER, id="a2"))
        assert (await history.conversations())[0].leaf_id == "a2"
        await history.save_conversation(replace(CONVERSATION, leaf_id="a", updated_at=9.0))
        assert await history.conversations() == [replace(CONVERSATION, leaf_id="a", updated_at=9.0)]
        assert [message.id for message in await history.messages("c")] == ["q", "a", "a2"]


async def test_a_leaf_that_was_never_stored_is_none(opened):
    async with opened() as history:
        await history.save_conversation(replace(CONVERSATION, leaf_id="lost"))
        assert await history.conversations() == [CONVERSATION]


async def test_deleted_text_is_in_no_file(opened, path):
    secret = "the quick brown otter " * 200
    async with opened() as history:
        await ask(history)
        history.record("a", [PartOpened(0, PartKind.TEXT), PartGrew(0, secret)])
        await history.finish_message(replace(ANSWER, parts=(Part(PartKind.TEXT, secret),)))
        assert any(b"brown otter" in file.read_bytes() for file in path.parent.iterdir())
        await history.delete_conversation("c")
        history.record("a", [PartGrew(0, secret)])
        assert await history.conversations() == await history.messages("c") == []
        assert not any(b"brown otter" in file.read_bytes() for file in path.parent.iterdir())


async def test_a_picture_is_kept_once_and_goes_with_the_last_prompt_that_shows_it(opened, path):
    """As after an edit: two prompts, in two conversations here, show the same file."""
    data = b"\x89PNG brown otter " * 5_000
    picture = Part(PartKind.IMAGE, "", name="otter.png", media_type="image/png", data=data)
    shown = replace(QUESTION, parts=(picture, *QUESTION.parts, replace(picture, name="again.png")))
    async with opened() as history:
        for conversation_id in ("c", "d"):
            await history.save_conversation(replace(CONVERSATION, id=conversation_id))
            await history.add_message(
                replace(shown, id=f"q{conversation_id}", conversation_id=conversation_id)
            )
        await history.finish_message(replace(shown, id="qc"))
    assert len(data) < path.stat().st_size < 2 * len(data)
    async with opened() as history:
        await history.delete_conversation("c")
        (left,) = await history.messages("d")
        assert left.parts == shown.parts
        await history.delete_conversation("d")
        assert not any(b"brown otter" in file.read_bytes() for file in path.parent.iterdir())


async def test_a_message_without_its_conversation_is_refused_and_harms_no_other(opened, faults):
    async with opened() as history:
        with pytest.raises(EnvironmentFault, match="not in the history"):
            await history.add_message(QUESTION)
        await ask(history)
        assert len(await history.messages("c")) == 2
    assert faults == []


async def test_files_are_for_the_user_alone(opened, path):
    old = os.umask(0)
    try:
        async with opened() as history:
            await ask(history)
            modes = {file.name: file.stat().st_mode & 0o777 for file in path.parent.iterdir()}
            assert modes == dict.fromkeys((f"history.sqlite3{x}" for x in ("", "-wal", "-shm")), 0o600)
            assert path.parent.stat().st_mode & 0o777 == 0o700
    finally:
        os.umask(old)


async def test_a_file_that_others_could_read_is_taken_from_them(opened, path):
    async with opened():
        pass
    path.chmod(0o644)
    async with opened():
        assert path.stat().st_mode & 0o777 == 0o600


async def test_closing_leaves_one_file_and_can_be_done_without_a_loop(opened, path):
    history = SqliteHistory(path, on_fault=pytest.fail)
    await history.open(recover=True)
    await ask(history)
    history.record("a", [PartOpened(0, PartKind.TEXT), PartGrew(0, "Rivers")])
    await asyncio.to_thread(history.close_now)
    history.close_now()
    assert [file.name for file in path.parent.iterdir()] == ["history.sqlite3"]
    async with opened(recover=False) as history:
        assert (await stored(history)).text() == "Rivers"


async def test_a_closed_history_says_so(path):
    history = SqliteHistory(path, on_fault=pytest.fail)
    with pytest.raises(EnvironmentFault, match="not open"):
        await history.conversations()
    history.record("a", [])
    await history.close()


async def test_a_cancelled_reader_disturbs_nobody(opened):
    async with opened() as history:
        await ask(history)
        tasks = [asyncio.create_task(history.messages("c")) for _ in range(20)]
        await asyncio.sleep(0)
        for task in tasks[::2]:
            task.cancel()
        results = await asyncio.gather(*tasks, return_exceptions=True)
        assert all(len(result) == 2 for result in results[1::2])
        assert await history.conversations()


async def test_a_fast_answer_never_holds_up_its_reader(opened):
    async with opened() as history:
        await ask(history)
        history.record("a", [PartOpened(0, PartKind.TEXT)])
        began = time.perf_counter()
        for n in range(20_000):
            history.record("a", [PartGrew(0, f"{n} ")])
        spent = time.perf_counter() - began
        text = (await stored(history)).text()
        print(f"record: {spent / 20_000 * 1e6:.2f} µs each; stored in {time.perf_counter() - began:.2f} s")
        assert text == "".join(f"{n} " for n in range(20_000))


@pytest.mark.ui
async def test_it_works_on_the_window_s_loop(qapp, path):
    history = SqliteHistory(path, on_fault=pytest.fail)
    await history.open(recover=True)
    await ask(history)
    history.record("a", [PartOpened(0, PartKind.TEXT), PartGrew(0, "Rivers")])
    assert (await stored(history)).text() == "Rivers"
    await history.close()
    assert not [thread for thread in threading.enumerate() if thread.name == "history"]

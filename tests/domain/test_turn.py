"""The fold: every event's effect, and the rules that hold for any order of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.conversation import ConversationId, Message, MessageId, Part, PartKind, Role, Usage
from app.domain.ending import EndState
from app.domain.patch import Ended, PartGrew, PartOpened, Reopened
from app.domain.problem import Problem
from app.domain.stream import (
    Failed,
    Finished,
    ReasoningDelta,
    RefusalDelta,
    Started,
    TextDelta,
    ToolCallDelta,
    UsageReport,
)
from app.domain.turn import Closed, Interrupted, Resumed, Stalled, Stopped, Waiting, reduce
from app.domain.turn_state import TurnState, resumed

BROKEN = Problem(EndState.DISCONNECTED, "The connection broke.")
BUSY = Problem(EndState.RATE_LIMITED, "Too many requests.", retry_after=3)

texts = st.text(max_size=4)
deltas = st.one_of(
    st.builds(TextDelta, texts, st.integers(0, 1)),
    st.builds(ReasoningDelta, texts),
    st.builds(RefusalDelta, texts),
    st.builds(ToolCallDelta, st.integers(0, 2), st.sampled_from("cd"), st.sampled_from("fg"), texts),
    st.builds(ToolCallDelta, st.integers(0, 2), arguments=texts),
)
reports = st.one_of(
    st.builds(Started, texts, texts),
    st.builds(UsageReport, st.builds(Usage, st.integers(0, 9), st.integers(0, 9))),
    st.builds(Finished, st.sampled_from(["stop", "length", "", "content_filter", "tool_calls"])),
)
pauses = st.sampled_from([Stalled(), Waiting(BUSY), Resumed()])
ends = st.sampled_from([Closed(), Stopped(), Interrupted(), Failed(BROKEN), Failed(BUSY)])


def fold(*events, state=None):
    state = state or TurnState()
    patches = []
    for event in events:
        state, more = reduce(state, event)
        patches += more
    return state, patches


def replayed(patches):
    """The parts that somebody who only hears the patches has."""
    parts = []
    for patch in patches:
        if isinstance(patch, PartOpened):
            if patch.part < len(parts):
                old = parts[patch.part]
                parts[patch.part] = Part(patch.kind, old.text, patch.call_id, patch.name)
            else:
                parts.append(Part(patch.kind, "", patch.call_id, patch.name))
        elif isinstance(patch, PartGrew):
            old = parts[patch.part]
            parts[patch.part] = Part(old.kind, old.text + patch.text, old.call_id, old.name)
    return tuple(parts)


@pytest.mark.parametrize(
    ("reason", "end"),
    [
        ("stop", EndState.COMPLETE),
        ("tool_calls", EndState.COMPLETE),
        ("eos", EndState.COMPLETE),
        ("length", EndState.LENGTH),
        ("content_filter", EndState.FILTERED),
        ("error", EndState.PROVIDER_ERROR),
    ],
)
def test_the_providers_reason_decides_the_end(reason, end):
    state, patches = fold(TextDelta("a"), Finished(reason), Closed())
    assert (state.end, state.closed) == (end, True)
    assert patches[-1].end is end


def test_an_end_without_a_reason_is_a_broken_connection():
    state, _ = fold(TextDelta("a"), Closed())
    assert state.end is EndState.DISCONNECTED
    assert state.problem is not None


def test_a_refusal_is_an_end_of_its_own():
    assert fold(RefusalDelta("No."), Finished("stop"), Closed())[0].end is EndState.REFUSED


def test_a_break_after_the_last_word_is_no_break():
    assert fold(TextDelta("a"), Finished("stop"), Failed(BROKEN))[0].end is EndState.COMPLETE
    assert fold(TextDelta("a"), Finished("stop"), Failed(BUSY))[0].end is EndState.RATE_LIMITED


@pytest.mark.parametrize("leaving", [Stopped(), Interrupted()])
def test_who_leaves_after_the_last_word_has_the_whole_answer(leaving):
    assert fold(TextDelta("a"), Finished("stop"), leaving)[0].end is EndState.COMPLETE
    assert fold(TextDelta("a"), leaving)[0].end is not EndState.COMPLETE


def test_another_try_begins_without_the_reason_of_the_last_one():
    assert fold(Finished("stop"), Waiting(BUSY), TextDelta("a"), Closed())[0].end is EndState.DISCONNECTED


def test_content_ends_a_stall():
    state, patches = fold(TextDelta("a"), Stalled(), TextDelta("b"))
    assert state.end is None
    assert patches[-3:] == [Ended(EndState.STALLED, None, True), Reopened(), PartGrew(0, "b")]


def test_reasoning_and_text_are_parts_in_the_order_of_their_first_words():
    state, _ = fold(ReasoningDelta("hm"), TextDelta("A"), ReasoningDelta("!"), TextDelta("B"))
    assert state.message_parts() == (Part(PartKind.REASONING, "hm!"), Part(PartKind.TEXT, "AB"))


def test_a_tool_call_gathers_its_name_and_its_arguments():
    pieces = [ToolCallDelta(0, arguments=piece) for piece in ('{"a"', ":1}")]
    state, _ = fold(ToolCallDelta(0, "c1", "f"), *pieces)
    assert state.message_parts() == (Part(PartKind.TOOL_CALL, '{"a":1}', "c1", "f"),)


def test_a_cut_answer_goes_on_in_its_last_text():
    message = Message(
        MessageId("m"),
        ConversationId("c"),
        None,
        Role.ASSISTANT,
        0.0,
        (Part(PartKind.REASONING, "hm"), Part(PartKind.TEXT, "One, ")),
    )
    state, patches = fold(TextDelta("two"), state=resumed(message))
    assert state.message_parts()[1].text == "One, two"
    assert patches == [PartGrew(1, "two")]


@given(st.lists(st.one_of(deltas, reports, pauses), max_size=30), ends, st.lists(st.one_of(deltas, ends)))
def test_nothing_changes_after_the_end(before, end, after):
    state, _ = fold(*before, end)
    assert state.closed
    assert state.end is not None
    again, patches = fold(*after, state=state)
    assert again == state
    assert patches == []


@given(st.lists(st.one_of(deltas, reports, pauses), max_size=30), ends)
def test_the_patches_alone_give_the_same_parts(events, end):
    state, patches = fold(*events, end)
    assert replayed(patches) == state.message_parts()
    assert sum(isinstance(patch, Ended) and not patch.waiting for patch in patches) == 1


@given(st.lists(st.text(min_size=1, max_size=3), max_size=60))
def test_no_letter_is_lost(pieces):
    state, _ = fold(*map(TextDelta, pieces))
    assert "".join(part.text for part in state.message_parts()) == "".join(pieces)


def test_half_a_million_deltas_fold_and_free():
    state, _ = fold(*([TextDelta("x")] * 500_000))
    assert len(state.message_parts()[0].text) == 500_000

"""Answers that are taken up again: nothing is missing, and nothing is there twice."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from app.domain.conversation import ConversationId, Message, MessageId, Part, PartKind, Role
from app.domain.ending import Action, EndState, actions
from app.domain.patch import PartGrew, PartOpened, Rewritten
from app.domain.problem import Problem
from app.domain.retry import MAX_TRIES, wait_before_next_try
from app.domain.stream import (
    Failed,
    HostedToolStatus,
    ReasoningDelta,
    RefusalDelta,
    Snapshot,
    TextDelta,
    ToolCallDelta,
    UnknownEvent,
)
from app.domain.turn import reduce
from app.domain.turn_state import TurnState, finished, reattached, resumed

EMPTY = Message(MessageId("m"), ConversationId("c"), None, Role.ASSISTANT, 0.0, in_background=True)

words = st.text(max_size=4)
kinds = st.sampled_from([TextDelta, ReasoningDelta, RefusalDelta])
unnumbered = st.one_of(
    st.tuples(kinds, words, st.sampled_from([0, 1, 1000])).map(lambda made: made[0](made[1], made[2])),
    st.builds(ToolCallDelta, st.integers(2000, 2001), st.just("id"), st.just("name"), words),
    st.builds(HostedToolStatus, st.just(3000), st.just("id"), st.just("web_search_call"), words),
    st.builds(UnknownEvent, st.sampled_from(["a", "b"]), words),
)


def numbered(events):
    return [replace(event, sequence=number) for number, event in enumerate(events)]


def fold(events, state=None):
    state = state or TurnState()
    for event in events:
        state, _ = reduce(state, event)
    return state


def stored(state: TurnState) -> Message:
    """The answer as the history gives it back."""
    return replace(EMPTY, parts=state.message_parts(), response_id="r", sequence=state.sequence)


@given(st.lists(unnumbered, max_size=30), st.data())
def test_wherever_it_was_cut_and_however_much_comes_again_it_is_the_same(events, data):
    events = numbered(events)
    cut = data.draw(st.integers(0, len(events)))
    again = data.draw(st.integers(0, cut))
    before = fold(events[:cut])
    assert fold(events[again:], before).message_parts() == fold(events).message_parts()
    after_a_restart = fold(events[again:], reattached(stored(before)))
    assert after_a_restart.message_parts() == fold(events).message_parts()


@given(st.lists(unnumbered, max_size=30), st.data())
def test_a_snapshot_adds_what_is_missing(events, data):
    deltas = [one for one in events if not isinstance(one, HostedToolStatus | UnknownEvent)]
    cut = data.draw(st.integers(0, len(deltas)))
    whole, so_far = fold(deltas), fold(deltas[:cut])
    state, patches = reduce(so_far, snapshot_of(whole))
    assert set(state.message_parts()) == set(whole.message_parts())
    assert not any(isinstance(patch, Rewritten) for patch in patches)


def snapshot_of(state: TurnState) -> Snapshot:
    deltas = []
    for part in state.parts:
        text = part.closed().text
        match part.kind:
            case PartKind.TEXT:
                deltas.append(TextDelta(text, part.key))
            case PartKind.REASONING:
                deltas.append(ReasoningDelta(text, part.key))
            case PartKind.REFUSAL:
                deltas.append(RefusalDelta(text, part.key))
            case PartKind.TOOL_CALL:
                deltas.append(ToolCallDelta(part.key, part.call_id, part.name, text))
    return Snapshot(tuple(deltas))


def test_where_the_provider_has_another_text_it_stands():
    ours = fold([HostedToolStatus(7, "id", "web_search_call", "completed"), TextDelta("One, tow")])
    state, patches = reduce(ours, Snapshot((TextDelta("One, two, three"),)))
    assert [part.text for part in state.message_parts()] == ["completed\n", "One, two, three"]
    assert patches == (Rewritten(state.message_parts()),)


def test_what_the_provider_numbers_otherwise_at_the_end_is_not_told_twice():
    ours = fold([ReasoningDelta("hm", 0), TextDelta("One, t", 0)])
    state, patches = reduce(ours, Snapshot((TextDelta("One, two", 1000),)))
    assert [part.text for part in state.message_parts()] == ["hm", "One, two"]
    assert patches == (Rewritten(state.message_parts()),)


def test_the_number_comes_with_the_text_that_it_is_of():
    _, patches = reduce(TurnState(), TextDelta("Hi", 1000, 4))
    assert patches == (PartOpened(0, PartKind.TEXT, key=1000), PartGrew(0, "Hi", 4))


def test_a_continued_answer_goes_on_in_its_text_whatever_the_new_stream_calls_it():
    message = replace(EMPTY, parts=(Part(PartKind.TEXT, "One, ", key=1000),), sequence=99)
    state = fold(
        numbered([ReasoningDelta("hm", 0), TextDelta("two", 1), TextDelta(".", 1)]), resumed(message)
    )
    assert [part.text for part in state.message_parts()] == ["One, two.", "hm"]


def test_what_failed_at_the_provider_cannot_be_taken_up():
    problem = Problem(EndState.PROVIDER_ERROR, "It failed.")
    lost, _ = reduce(reattached(stored(fold([TextDelta("a", 0, 1)]))), Failed(problem))
    failed, _ = reduce(reattached(stored(fold([TextDelta("a", 0, 1)]))), Failed(problem, final=True))
    assert finished(EMPTY, lost).can_resume
    assert not finished(EMPTY, failed).can_resume


def test_an_answer_that_runs_on_is_taken_up_for_as_long_as_it_takes():
    lost = Problem(EndState.DISCONNECTED, "")
    assert wait_before_next_try(lost, 1, 0.5) is None
    waits = [wait_before_next_try(lost, tries, 0.5, runs_on=True) for tries in (1, 2, 3, MAX_TRIES, 5_000)]
    assert waits == [1, 2, 4, 4, 30]
    assert wait_before_next_try(Problem(EndState.UNAUTHORIZED, ""), 1, 0.5, runs_on=True) is None


def test_what_can_be_resumed_offers_it_first():
    assert actions(EndState.DISCONNECTED, has_text=True, waiting=True, can_resume=True) == (
        Action.RESUME,
        Action.CANCEL,
    )
    assert actions(EndState.OFFLINE, has_text=False, waiting=False, can_resume=True) == (
        Action.RESUME,
        Action.RETRY,
    )
    assert Action.RESUME not in actions(EndState.DISCONNECTED, has_text=True, waiting=False)


def test_what_moderation_holds_back_is_sent_only_by_the_settings():
    held = {"has_text": False, "waiting": False}
    assert actions(EndState.MODERATED, **held) == (Action.EDIT,)
    assert actions(EndState.MODERATED, **held, may_send_anyway=True) == (Action.EDIT, Action.SEND_ANYWAY)


def test_a_tool_that_tells_its_state_again_after_a_break_is_not_noted_twice():
    told = [HostedToolStatus(3000, "id", "web_search_call", state) for state in ("searching", "completed")]
    once, again = fold(told), fold([*told, told[-1]])
    assert again.message_parts() == once.message_parts()
    assert fold([*told, told[0]]).message_parts()[0].text == "searching\ncompleted\nsearching\n"

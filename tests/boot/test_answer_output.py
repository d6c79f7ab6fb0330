"""An answer on stdout: whatever comes, in whatever pieces, is all there and in order."""

import json

from hypothesis import given
from hypothesis import strategies as st

from app.boot.terminal.answer_output import JsonOutput, PlainOutput
from app.domain.conversation import ConversationId, Message, MessageId, PartKind, Role
from app.domain.ending import EndState
from app.domain.stream import ReasoningDelta, RefusalDelta, Snapshot, Started, TextDelta, ToolCallDelta
from app.domain.turn import reduce
from app.domain.turn_state import TurnState

words = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
events = st.one_of(
    st.builds(TextDelta, words, st.integers(0, 2)),
    st.builds(ReasoningDelta, words, st.integers(0, 1)),
    st.builds(RefusalDelta, words),
    st.builds(ToolCallDelta, st.integers(0, 1), st.just("c"), words, words),
    st.builds(Started, words, words),
)
batches = st.lists(st.lists(events, max_size=5), max_size=8)


def play(batches, output) -> Message:
    state = TurnState()
    for batch in batches:
        patches = []
        for event in batch:
            state, more = reduce(state, event)
            patches += more
        output.patched(patches)
    answer = Message(MessageId("m"), ConversationId("c"), None, Role.ASSISTANT, 0.0, state.message_parts())
    output.finished(answer)
    output.ended(EndState.STOPPED, "why")
    return answer


@given(batches)
def test_json_holds_the_whole_answer_between_one_start_and_one_end(batches):
    lines: list[str] = []
    output = JsonOutput(lines.append, answer_id=lambda: "m", model="asked")
    answer = play(batches, output)
    assert all(line.endswith("\n") and line.isascii() and line.count("\n") == 1 for line in lines)
    told = [json.loads(line) for line in lines]
    kinds = [event["type"] for event in told]
    assert kinds.index("started") == 0
    assert kinds.index("ended") == len(kinds) - 1
    assert kinds.count("started") == 1
    for kind in (PartKind.REASONING, PartKind.REFUSAL):
        pieces = [event["text"] for event in told if event["type"] == kind]
        assert sorted("".join(pieces)) == sorted(answer.text(kind))
    calls = [(event["name"], event["arguments"]) for event in told if event["type"] == "tool_call"]
    assert calls == [(part.name, part.text) for part in answer.parts if part.kind is PartKind.TOOL_CALL]


REWRITTEN = [
    [TextDelta("One, t"), TextDelta("a", 7)],
    [Snapshot((TextDelta("One, two"),)), TextDelta(", three", 0), RefusalDelta("no")],
]


def test_what_is_rewritten_is_printed_as_it_stands_at_the_end():
    pieces: list[str] = []
    play(REWRITTEN, PlainOutput(pieces.append, is_terminal=False))
    assert "".join(pieces) == "One, ta\n\nOne, two, threeno\n"


def test_what_is_rewritten_but_goes_on_is_printed_once():
    pieces: list[str] = []
    play(
        [[TextDelta("One, t")], [Snapshot((TextDelta("One, two", 7),))]],
        PlainOutput(pieces.append, is_terminal=False),
    )
    assert "".join(pieces) == "One, two\n"


@given(batches)
def test_text_ends_with_one_line_feed_more_or_its_own(batches):
    pieces: list[str] = []
    play(batches, PlainOutput(pieces.append, is_terminal=False))
    expected = "".join(
        event.text for batch in batches for event in batch if isinstance(event, TextDelta | RefusalDelta)
    )
    printed = "".join(pieces)
    assert printed == expected + ("" if not expected or expected.endswith("\n") else "\n")

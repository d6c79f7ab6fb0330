"""Streams in the shapes that servers send them, folded from bytes to the message that a reader sees."""

import itertools
import json
import re
from collections.abc import Callable, Iterable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.adapters.openai.answer_reader import AnswerReader, Dialect
from app.adapters.openai.chat_completions import ChatCompletions
from app.adapters.openai.responses import Responses
from app.adapters.openai.unknown_events import MOST_UNKNOWN
from app.domain.conversation import Part
from app.domain.stream import Failed, StreamEvent, UnknownEvent
from app.domain.turn import Closed, TurnEvent, reduce
from app.domain.turn_state import TurnState

CORPUS = sorted((Path(__file__).parents[2] / "corpus").glob("*.sse"))
TAGGED = [path for path in CORPUS if path.stem.startswith("think-tags")]
NUMBERED = [path for path in CORPUS if path.stem.startswith("responses-")]
"""Those of the API that numbers its events."""


def reader_of(path: Path, *, resumed: bool = False) -> AnswerReader:
    return AnswerReader(Responses(resumed=resumed) if path in NUMBERED else ChatCompletions())


def folded(pieces: Iterable[bytes], path: Path = CORPUS[0]) -> TurnState:
    events = read(pieces, reader_of(path))
    return applied(TurnState(), [*events, Closed()])


def read(pieces: Iterable[bytes], stream: AnswerReader) -> list[StreamEvent]:
    events = []
    for piece in pieces:
        events += stream.feed(piece)
        if stream.done:
            return events
    return events + stream.close()


def applied(state: TurnState, events: Iterable[TurnEvent]) -> TurnState:
    for event in events:
        state, _ = reduce(state, event)
    return state


def described(state: TurnState) -> dict[str, Any]:
    parts = [
        {"kind": one.kind, "text": one.text, "call_id": one.call_id, "name": one.name}
        for one in state.message_parts()
    ]
    description = {
        "parts": parts,
        "end": state.end,
        "usage": state.usage and asdict(state.usage),
        "model": state.model,
        "response_id": state.response_id,
    }
    if state.problem and state.problem.detail:
        description["detail"] = state.problem.detail
    return description


def test_there_is_a_corpus() -> None:
    assert len(CORPUS) > 25


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem)
def test_a_stream_gives_its_message(path: Path) -> None:
    expected = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    assert described(folded([path.read_bytes()], path)) == expected


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem)
def test_a_stream_gives_the_same_message_byte_by_byte(path: Path) -> None:
    body = path.read_bytes()
    assert folded((bytes([byte]) for byte in body), path) == folded([body], path)


@given(path=st.sampled_from(CORPUS), data=st.data())
def test_any_split_of_the_bytes_gives_the_same_message(path: Path, data: st.DataObject) -> None:
    body = path.read_bytes()
    cuts = data.draw(st.lists(st.integers(0, len(body)), max_size=12).map(sorted))
    bounds = [0, *cuts, len(body)]
    pieces = [body[start:end] for start, end in itertools.pairwise(bounds)]
    assert folded(pieces, path) == folded([body], path)


@given(path=st.sampled_from(CORPUS), data=st.data())
def test_a_cut_stream_keeps_what_had_come_and_never_calls_itself_complete(
    path: Path, data: st.DataObject
) -> None:
    body = path.read_bytes()
    state = folded([body[: data.draw(st.integers(0, len(body)))]], path)
    whole = folded([body], path)
    assert whole.end == state.end or state.end == "disconnected"
    if path in TAGGED:
        return  # What may be the beginning of a tag is shown when no more comes.
    for part, whole_part in zip(state.message_parts(), whole.message_parts(), strict=False):
        assert whole_part.text.startswith(part.text)


WITHOUT_WHOLE_TEXTS = ("responses-texts-only-when-done",)
"""What was given in one piece before the cut, and nowhere else, cannot be had again."""
KEPT = [
    path
    for path in NUMBERED
    if b'"response.created"' in path.read_bytes().splitlines()[1] and path.stem not in WITHOUT_WHOLE_TEXTS
]


@given(path=st.sampled_from(KEPT), data=st.data())
def test_an_answer_that_is_taken_up_again_anywhere_comes_to_the_same(path: Path, data: st.DataObject) -> None:
    """Also where more comes again than was asked for, or what comes begins in the middle of a text."""
    body = path.read_bytes()
    events = [event + b"\n\n" for event in body.split(b"\n\n")[:-1]]
    cut = data.draw(st.integers(0, len(body)))
    state = applied(TurnState(), read([body[:cut]], reader_of(path)))
    numbered = [(number(event), event) for event in events]
    after = data.draw(st.integers(-1, state.sequence)) if state.sequence >= 0 else -1
    rest = [event for its, event in numbered if its > after or after < 0]
    state = applied(state, [*read(rest, reader_of(path, resumed=True)), Closed()])
    whole = folded([body], path)
    assert (state.end, state.usage) == (whole.end, whole.usage)
    assert told(state) == told(whole)


def told(state: TurnState) -> set[Part]:
    """The parts. A tool may tell its state again."""
    parts = state.message_parts()
    return {replace(part, text="\n".join(dict.fromkeys(part.text.split("\n")))) for part in parts}


def number(event: bytes) -> int:
    found = re.search(rb'"sequence_number": ?(\d+)', event)
    return int(found[1]) if found else -1


def test_of_unknown_events_some_are_kept() -> None:
    event = b'data: {"type":"response.hologram","data":"%s"}\n\n' % (b"x" * 50_000)
    events = read([event] * 100, AnswerReader(Responses()))
    assert all(isinstance(event, UnknownEvent) for event in events)
    assert MOST_UNKNOWN - 51_000 < sum(len(event.data) for event in events) <= MOST_UNKNOWN


@pytest.mark.parametrize(
    ("dialect", "event"),
    [
        (ChatCompletions, '{"choices":[{"delta":{"tool_calls":[{"index":%d,"id":"c%d"}]}}]}'),
        (Responses, '{"type":"response.output_text.delta","output_index":%d,"item_id":"m%d","delta":"x"}'),
        (Responses, '{"type":"response.mcp_call.failed","output_index":%d,"item_id":"m%d","error":"x"}'),
        (Responses, '{"type":"response.output_text.done","output_index":%d,"item_id":"m%d","text":"x"}'),
        (
            Responses,
            '{"type":"response.output_item.added","output_index":%d,"item":{"type":"function_call","id":"%d"}}',
        ),
    ],
)
def test_a_flood_of_parts_ends_as_one_of_text_does(dialect: Callable[[], Dialect], event: str) -> None:
    body = (b"data: %s\n\n" % (event % (number, number)).encode() for number in range(5000))
    *parts, last = read(body, AnswerReader(dialect()))
    assert 4000 < len(parts) < 4200
    assert isinstance(last, Failed)
    assert last.problem.title == "The answer was cut off because it grew too large."


def test_an_answer_in_a_state_that_nobody_knows_is_not_called_complete() -> None:
    reader = AnswerReader(Responses())
    (*_, last) = reader.whole(b'{"object":"response","status":"expired","output":[]}')
    assert isinstance(last, Failed)
    assert (last.final, last.problem.detail) == (True, "expired")


@pytest.mark.parametrize("path", KEPT, ids=lambda path: path.stem)
def test_an_answer_in_one_piece_is_what_its_stream_comes_to(path: Path) -> None:
    (*_, last) = [event for event in path.read_bytes().split(b"\n\n") if b'"response": {' in event]
    answer = json.loads(last.partition(b"data: ")[2])["response"]
    reader = AnswerReader(Responses())
    state = applied(TurnState(), [*reader.whole(json.dumps(answer).encode()), Closed()])
    whole = folded([path.read_bytes()], path)
    assert reader.done
    if answer["status"] != "in_progress":
        assert state.end == whole.end
    if answer["output"]:
        assert told(state) == {part for part in told(whole) if part.kind in _TEXTS}


_TEXTS = ("text", "reasoning", "refusal", "tool_call")


PIECES = st.sampled_from(["<think>", "</think>", "<", "</th", "ink>", "think>", "\n", " ", "a", "b<c"])


@given(st.lists(PIECES, max_size=12))
def test_tags_of_reasoning_are_the_same_however_they_are_cut(pieces: list[str]) -> None:
    def shown(texts: Iterable[str]) -> TurnState:
        chunks = ({"choices": [{"delta": {"content": text}}]} for text in texts)
        return folded(b"data: %s\n\n" % json.dumps(chunk).encode() for chunk in chunks)

    text = "".join(pieces)
    state = shown(text)
    assert state.message_parts() == shown(pieces).message_parts() == shown([text]).message_parts()
    if text.lstrip().startswith("<think>"):
        thought, _, said = text.lstrip().removeprefix("<think>").partition("</think>")
        expected = [thought.lstrip("\n"), said.lstrip("\n")]
    else:
        expected = [text]
    assert [part.text for part in state.message_parts()] == [part for part in expected if part]


@pytest.mark.parametrize("depth", [100, 400, 900, 100_000])
@pytest.mark.parametrize("extra", [b"", b"\xff"])
def test_json_nested_beyond_reason_is_no_crash(depth: int, extra: bytes) -> None:
    deep = b"[" * depth + b'"' + extra + b'"' + b"]" * depth
    for field in (b"content", b"tool_calls", b"reasoning"):
        body = b'data: {"choices":[{"delta":{"%s":%s}}]}\n\n' % (field, deep)
        assert folded([body]).end in ("disconnected", "provider_error")


@given(st.binary(max_size=300))
def test_no_bytes_at_all_are_too_strange(noise: bytes) -> None:
    assert folded([b"data: ", noise, b"\n\n"]).end is not None


KEYS = """id model choices index delta message content text refusal reasoning tool_calls function name
    arguments finish_reason usage prompt_tokens x_groq object type code item output summary status response
    output_index content_index item_id sequence_number call_id"""
TYPES = ["created", "completed", "output_item.added", "output_item.done", "output_text.delta", "refusal.done"]
TYPES += ["function_call_arguments.delta", "reasoning_summary_text.delta", "web_search_call.searching"]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS.split()), inner, max_size=5)
    ),
    max_leaves=25,
)


@given(st.lists(JSON, max_size=4))
def test_no_json_is_too_strange(chunks: list[Any]) -> None:
    body = b"".join(b"data: " + json.dumps({"choices": [{"delta": c}, c]}).encode() + b"\n\n" for c in chunks)
    body += b"".join(b"data: " + json.dumps(chunk).encode() + b"\n\n" for chunk in chunks)
    state = folded([body])
    assert state.end is not None
    for part in state.message_parts():
        part.text.encode()


ITEMS = ["message", "reasoning", "function_call", "custom_tool_call", "web_search_call", "x"]


@given(st.lists(st.tuples(st.sampled_from(TYPES), JSON, st.sampled_from(ITEMS)), max_size=4))
def test_no_event_is_too_strange(events: list[Any]) -> None:
    stream, state = AnswerReader(Responses()), TurnState()
    for kind, data, item in events:
        event = {"delta": data, "text": data, "item": data, "response": data}
        event |= data if isinstance(data, dict) else {}
        if isinstance(event["item"], dict):
            event["item"]["type"] = item
        body = b"data: " + json.dumps(event | {"type": f"response.{kind}"}).encode() + b"\n\n"
        state = applied(state, stream.feed(body) if not stream.done else [])
    for part in state.message_parts():
        (part.text + part.name + part.call_id).encode()


@given(JSON)
def test_no_whole_answer_is_too_strange(answer: Any) -> None:
    bodies = answer, {"choices": [{"message": answer}]}, {"error": answer}, {"output": answer}
    for body, dialect in itertools.product(bodies, (ChatCompletions, Responses)):
        stream = AnswerReader(dialect())
        stream.whole(json.dumps(body).encode())
        assert stream.done

"""Streams in the shapes that servers send them, folded from bytes to the message that a reader sees."""

import itertools
import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.adapters.openai.answer_reader import AnswerReader
from app.adapters.openai.chat_completions import ChatCompletions
from app.domain.turn import Closed, TurnState, reduce

CORPUS = sorted((Path(__file__).parents[2] / "corpus").glob("*.sse"))


def folded(pieces: Iterable[bytes]) -> TurnState:
    stream, state = AnswerReader(ChatCompletions()), TurnState()
    events = []
    for piece in pieces:
        events += stream.feed(piece)
        if stream.done:
            break
    if not stream.done:
        events += stream.close()
    for event in [*events, Closed()]:
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
    assert described(folded([path.read_bytes()])) == expected


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem)
def test_a_stream_gives_the_same_message_byte_by_byte(path: Path) -> None:
    body = path.read_bytes()
    assert folded(bytes([byte]) for byte in body) == folded([body])


@given(path=st.sampled_from(CORPUS), data=st.data())
def test_any_split_of_the_bytes_gives_the_same_message(path: Path, data: st.DataObject) -> None:
    body = path.read_bytes()
    cuts = data.draw(st.lists(st.integers(0, len(body)), max_size=12).map(sorted))
    bounds = [0, *cuts, len(body)]
    pieces = [body[start:end] for start, end in itertools.pairwise(bounds)]
    assert folded(pieces) == folded([body])


@given(path=st.sampled_from(CORPUS), data=st.data())
def test_a_cut_stream_keeps_what_had_come_and_never_calls_itself_complete(
    path: Path, data: st.DataObject
) -> None:
    body = path.read_bytes()
    state = folded([body[: data.draw(st.integers(0, len(body)))]])
    whole = folded([body])
    assert whole.end == state.end or state.end == "disconnected"
    for part, whole_part in zip(state.message_parts(), whole.message_parts(), strict=False):
        assert whole_part.text.startswith(part.text)


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
    arguments finish_reason usage prompt_tokens x_groq object type code"""
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


@given(JSON)
def test_no_whole_answer_is_too_strange(answer: Any) -> None:
    for body in (answer, {"choices": [{"message": answer}]}, {"error": answer}):
        stream = AnswerReader(ChatCompletions())
        stream.whole(json.dumps(body).encode())
        assert stream.done

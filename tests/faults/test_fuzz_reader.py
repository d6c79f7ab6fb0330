"""Whatever bytes come, and however they are cut: the reader never raises, and the cuts change nothing."""

from hypothesis import given, settings
from hypothesis import strategies as st

from app.adapters.openai.answer_reader import AnswerReader
from app.adapters.openai.chat_completions import ChatCompletions
from app.adapters.openai.responses import Responses
from app.domain.stream import Failed, StreamEvent, TextDelta
from tests.faults.scripts import DIALECTS, GARBAGE, NOISE, words
from tests.wire.server import sse

READERS = {"chat_completions": ChatCompletions, "responses": Responses}

_FIELDS = [
    "type",
    "choices",
    "delta",
    "content",
    "index",
    "finish_reason",
    "usage",
    "tool_calls",
    "function",
    "arguments",
    "id",
    "model",
    "error",
    "message",
    "response",
    "output",
    "item",
    "part",
    "text",
    "output_index",
    "content_index",
    "sequence_number",
    "code",
    "reason",
    "incomplete_details",
    "status",
    "prompt_tokens",
    "item_id",
    "summary",
    "annotations",
    "name",
]

cuts = st.lists(st.integers(1, 60), max_size=40)
anything = st.binary(max_size=30) | st.sampled_from([*NOISE, *GARBAGE])


def read(api: str, pieces: list[bytes]) -> list[StreamEvent]:
    reader = AnswerReader(READERS[api](), "a-key")
    events: list[StreamEvent] = []
    for piece in pieces:
        if reader.done:
            return events
        events += reader.feed(piece)
    return events if reader.done else events + reader.close()


def cut(body: bytes, sizes: list[int]) -> list[bytes]:
    pieces = []
    for size in sizes:
        pieces.append(body[:size])
        body = body[size:]
    return [piece for piece in (*pieces, body) if piece]


def texts(events: list[StreamEvent]) -> str:
    return "".join(event.text for event in events if isinstance(event, TextDelta))


@settings(max_examples=400, deadline=None)
@given(
    st.sampled_from([*READERS]), st.lists(words | anything, max_size=12), cuts, st.sampled_from(["stop", ""])
)
def test_cuts_change_nothing_and_nothing_raises(api: str, deeds: list[str | bytes], sizes, finish: str):
    dialect = next(made for made in DIALECTS if made.api == api)()
    body, said, is_sound = b"", "", True
    for deed in deeds:
        if isinstance(deed, bytes):
            body += deed
            is_sound &= deed in NOISE
            continue
        for event in dialect.say(deed):
            body += sse(event)
        said += deed if is_sound else ""
    if finish:
        body += b"".join(map(sse, dialect.finish(finish)))
    whole = read(api, [body])
    in_pieces = read(api, cut(body, sizes))
    assert texts(in_pieces) == texts(whole) == texts(read(api, [bytes([byte]) for byte in body]))
    assert [*map(type, in_pieces)] == [*map(type, whole)]
    assert texts(whole).startswith(said)
    assert sum(isinstance(event, Failed) for event in whole) <= 1


@settings(max_examples=400, deadline=None)
@given(
    st.sampled_from([*READERS]),
    st.recursive(
        st.none()
        | st.booleans()
        | st.integers()
        | st.floats(allow_nan=False)
        | st.text(max_size=8)
        | st.sampled_from(["response.output_text.delta", "response.completed", "message", "error", "stop"]),
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(
                st.sampled_from(_FIELDS),
                inner,
                max_size=6,
            )
        ),
        max_leaves=30,
    ),
)
def test_json_of_any_shape_is_taken(api: str, value: object):
    read(api, [sse(value)])
    AnswerReader(READERS[api](), "a-key").whole(sse(value)[6:])

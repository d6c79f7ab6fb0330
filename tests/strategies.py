"""Arbitrary conversations, for rules that hold for all of them."""

from hypothesis import strategies as st

from app.domain.conversation import Conversation, Message, Part, PartKind, Role, Usage
from app.domain.ending import EndState
from app.domain.problem import Problem

_ODDITIES = (
    "",
    "\0",
    "a\0b",
    "👩‍👩‍👧‍👦",
    "\u202eabc\u202c",
    "שלום",
    "\r\n\t\x1b[31m",
    "'; DROP TABLE part; --",
)
texts = st.text(max_size=40) | st.sampled_from(_ODDITIES)
times = st.floats(0, 4e9)
counts = st.integers(0, 2**40)
sequences = st.just(-1) | counts

images = st.builds(
    Part,
    kind=st.just(PartKind.IMAGE),
    text=texts,
    name=texts,
    media_type=texts,
    data=st.binary(max_size=40) | st.just(b"\x89PNG the same file"),
    key=counts,
)
kinds = st.sampled_from([kind for kind in PartKind if kind is not PartKind.IMAGE])
parts = (
    st.builds(Part, kind=kinds, text=texts, call_id=texts, name=texts, key=st.integers(-9, 10_000)) | images
)
problems = st.builds(
    Problem,
    kind=st.sampled_from(EndState),
    title=texts,
    detail=texts,
    remedy=texts,
    retry_after=st.none() | times,
    request_id=texts,
)
usages = st.builds(Usage, counts, counts, counts, counts)


@st.composite
def trees(draw: st.DrawFn, conversation_id: str = "c") -> tuple[Conversation, list[Message]]:
    """A conversation with its messages, parents before children."""
    messages: list[Message] = []
    for number in range(draw(st.integers(0, 6))):
        parent = draw(st.none() | st.sampled_from([message.id for message in messages])) if messages else None
        messages.append(
            Message(
                f"{conversation_id}-{number}",
                conversation_id,
                parent,
                draw(st.sampled_from(Role)),
                draw(times),
                tuple(draw(st.lists(parts, max_size=4))),
                draw(st.none() | st.sampled_from(EndState)),
                draw(st.none() | problems),
                draw(st.none() | usages),
                draw(texts),
                draw(texts),
                draw(st.none() | times),
                draw(texts),
                draw(st.booleans()),
                draw(st.booleans()),
                draw(sequences),
            )
        )
    leaf = draw(st.none() | st.sampled_from([message.id for message in messages])) if messages else None
    return Conversation(conversation_id, draw(texts), draw(times), draw(times), leaf), messages

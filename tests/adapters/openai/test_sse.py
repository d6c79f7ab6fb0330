"""The reader of server-sent events, by the rules of the standard and the habits of servers."""

import itertools
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.adapters.openai.sse import MAX_EVENT_BYTES, SseReader


def events(*pieces: bytes) -> list[tuple[str, bytes]]:
    reader = SseReader()
    return [event for piece in pieces for event in reader.feed(piece)] + reader.close()


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"data: a\n\ndata:b\n\n", [("", b"a"), ("", b"b")]),
        (b"data: a\r\n\r\ndata: b\r\n\r\n", [("", b"a"), ("", b"b")]),
        (b"data: a\r\rdata: b\r\r", [("", b"a"), ("", b"b")]),
        (b"data: a\ndata: b\n\n", [("", b"a\nb")]),
        (b"event: e\r\ndata: a\r\ndata: b\r\n\r\n", [("e", b"a\nb")]),
        (b"data:  a \n\n", [("", b" a ")]),
        (b": comment\n\n:\ndata: a\n: more\n\n", [("", b"a")]),
        (b"event: error\ndata: a\n\ndata: b\n\n", [("error", b"a"), ("", b"b")]),
        (b"event: ping\n\ndata: b\n\n", [("", b"b")]),
        (b"id: 1\nretry: 3000\ndata: a\n\n", [("", b"a")]),
        (b"data\n\ndata:\n\ndata: \n\n", []),
        (b"\xef\xbb\xbfdata: a\n\n", [("", b"a")]),
        (b"\n\n\ndata: a\n\n", [("", b"a")]),
        (b"data: a", [("", b"a")]),
        (b"data: a\n", [("", b"a")]),
        (b"database: a\n\nnothing\n\n", []),
        (b"event: \xff\ndata: \xff\n\n", [("\ufffd", b"\xff")]),
        (b"", []),
    ],
)
def test_bytes_become_events(body: bytes, expected: list[tuple[str, bytes]]) -> None:
    assert events(body) == expected
    assert events(*(bytes([byte]) for byte in body)) == expected


PIECES = st.lists(
    st.sampled_from(
        [b"\r", b"\n", b"\r\n", b"data:", b"data: x", b" ", b"event: e", b":", b"\xef\xbb\xbf", b"y"]
    )
)


@given(PIECES)
def test_any_split_gives_the_same_events(pieces: list[bytes]) -> None:
    body = b"".join(pieces)
    assert events(*pieces) == events(body) == events(*(bytes([byte]) for byte in body))


@given(st.lists(st.binary(min_size=1).filter(lambda data: not set(data) & {10, 13})), st.data())
def test_what_was_written_is_read(datas: list[bytes], data: st.DataObject) -> None:
    end = data.draw(st.sampled_from([b"\n", b"\r", b"\r\n"]))
    body = b"".join(b"data: " + each + end + end for each in datas)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(body)), max_size=6)))
    pieces = [body[start:stop] for start, stop in itertools.pairwise([0, *cuts, len(body)])]
    assert events(*pieces) == [("", each) for each in datas]


@pytest.mark.parametrize("piece", [b"x" * 65536, b"data: " + b"x" * 4096 + b"\n", b": " + b"x" * 65536])
def test_an_event_without_end_is_given_up_while_it_is_small(piece: bytes) -> None:
    reader = SseReader()
    fed = 0
    while reader.problem is None:
        assert reader.feed(piece) == []
        fed += len(piece)
        assert fed < MAX_EVENT_BYTES + 2 * 65536
    assert reader.problem.kind == "provider_error"


def test_comments_can_go_on_for_ever() -> None:
    reader = SseReader()
    for _ in range(100):
        reader.feed(b": still thinking\n\n" * 5000)
    assert reader.problem is None


def test_a_long_line_in_small_pieces_costs_what_its_bytes_cost() -> None:
    def seconds(pieces: int) -> float:
        reader, piece = SseReader(), b"x" * 16
        started = time.process_time()
        for _ in range(pieces):
            reader.feed(piece)
        reader.feed(b"\n\n")
        return time.process_time() - started

    # Quadratic would be 64 times as long (and minutes for the largest event that is allowed).
    few = min(seconds(25_000) for _ in range(3))
    assert seconds(200_000) < 32 * few

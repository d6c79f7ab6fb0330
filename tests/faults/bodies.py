"""What an answer of status 200 can be, other than an answer."""

import gzip

from app.domain.ending import EndState
from tests.faults.fault import HELLO, KEY, STOP, Fault, raw, replied, streamed
from tests.wire.server import DONE, UntilClosed, chat_chunk, sse

KEPT = "What came is kept."
CUT = "continue retry"
_MEGABYTE = b"a" * 2**20


def _choices(choices: object) -> bytes:
    return sse({"id": "x", "model": "m", "choices": choices})


def complete(name: str, *pieces: bytes, text: str = "Hello") -> Fault:
    """A row for what looks odd, and is an answer."""
    return Fault(name, streamed(*pieces), EndState.COMPLETE, text=text)


_BROKEN = (
    Fault(
        "a clean end without a finish reason",
        streamed(*HELLO),
        EndState.DISCONNECTED,
        f"The answer broke off after 1 word. {KEPT}",
        CUT,
        "Hello",
    ),
    Fault(
        "[DONE] without a finish reason", streamed(*HELLO, DONE), EndState.DISCONNECTED, KEPT, CUT, "Hello"
    ),
    Fault("an empty body", streamed(), EndState.DISCONNECTED, "broke off", "retry"),
    Fault("comments alone", streamed(b": hello\n\n" * 3), EndState.DISCONNECTED, "broke off", "retry"),
    Fault(
        "truncated JSON at the end",
        streamed(*HELLO, sse(chat_chunk(" world"))[:-20]),
        EndState.DISCONNECTED,
        KEPT,
        CUT,
        "Hello",
    ),
    Fault(
        "a bad line of JSON",
        streamed(*HELLO, b"data: {broken\n\n", *HELLO, STOP),
        EndState.PROVIDER_ERROR,
        f"could not be read. {KEPT}",
        "retry",
        "Hello",
        details="{broken",
    ),
    Fault(
        "a word in place of JSON",
        streamed(*HELLO, b"data: Internal error\n\n"),
        EndState.PROVIDER_ERROR,
        f"could not be read. {KEPT}",
        "retry",
        "Hello",
        details="Internal error",
    ),
    Fault(
        "JSON that is nested without end",
        streamed(*HELLO, b"data: " + b"[" * 100_000 + b"\n\n"),
        EndState.PROVIDER_ERROR,
        f"could not be read. {KEPT}",
        "retry",
        "Hello",
    ),
)

_ERRORS = (
    Fault(
        "an error in the stream",
        streamed(*HELLO, sse({"error": {"message": "out of memory"}}), *HELLO),
        EndState.PROVIDER_ERROR,
        KEPT,
        "retry",
        "Hello",
        details="out of memory",
    ),
    Fault(
        "an error that is a text",
        streamed(*HELLO, sse({"error": "out of memory"})),
        EndState.PROVIDER_ERROR,
        KEPT,
        "retry",
        "Hello",
        details="out of memory",
    ),
    Fault(
        "event: error without an error key",
        streamed(*HELLO, sse({"message": "model crashed"}, event="error")),
        EndState.PROVIDER_ERROR,
        KEPT,
        "retry",
        "Hello",
        details="model crashed",
    ),
    Fault(
        "an object that is called error",
        streamed(*HELLO, sse({"object": "error", "message": "too slow"})),
        EndState.PROVIDER_ERROR,
        KEPT,
        "retry",
        "Hello",
        details="too slow",
    ),
    Fault(
        "an error in a list",
        streamed(*HELLO, sse([{"error": {"code": 500, "message": "Internal"}}])),
        EndState.PROVIDER_ERROR,
        KEPT,
        "retry",
        "Hello",
        details="Internal",
    ),
    Fault(
        "a finish reason that is error",
        streamed(*HELLO, sse(chat_chunk(finish="error"))),
        EndState.PROVIDER_ERROR,
        KEPT,
        "retry",
        "Hello",
    ),
    Fault(
        "a rate limit in mid-stream",
        streamed(*HELLO, sse({"error": {"message": "You hit a limit", "code": 429}})),
        EndState.RATE_LIMITED,
        "slow down",
        "retry",
        "Hello",
    ),
    Fault(
        "an error before the first word",
        streamed(sse({"error": {"message": "busy"}})),
        EndState.PROVIDER_ERROR,
        "(try 2 of 3)",
        "retry cancel",
        waits=True,
    ),
    Fault(
        "an echo of the key in the stream",
        streamed(*HELLO, sse({"error": {"message": f"Bearer {KEY} and {KEY}"}})),
        EndState.PROVIDER_ERROR,
        KEPT,
        "retry",
        "Hello",
        details="[key removed]",
    ),
    Fault(
        "an echo of the key in what cannot be read",
        streamed(*HELLO, f"data: {KEY}\n\n".encode()),
        EndState.PROVIDER_ERROR,
        KEPT,
        "retry",
        "Hello",
        details="[key removed]",
    ),
)

_NO_STREAM = (
    Fault(
        "a sign-in page",
        replied(200, "<!DOCTYPE html><title>Sign in</title>"),
        EndState.PROVIDER_ERROR,
        "answered with a web page, not with an API. Check the base URL, and whether the network wants you to",
        "retry",
        details="Sign in",
    ),
    Fault(
        "a sign-in page that calls itself a stream",
        streamed(b"<html><body>Sign in</body></html>"),
        EndState.PROVIDER_ERROR,
        "answered with a web page",
        "retry",
    ),
    Fault(
        "some text",
        replied(200, "Welcome to this server"),
        EndState.PROVIDER_ERROR,
        "something that is not an API’s answer",
        "retry",
        details="Welcome",
    ),
    Fault(
        "a whole answer as JSON",
        replied(200, {"choices": [{"message": {"content": "Hello"}, "finish_reason": "stop"}]}),
        EndState.COMPLETE,
        text="Hello",
    ),
    Fault(
        "an error as JSON",
        replied(200, {"error": {"message": "boom"}}),
        EndState.PROVIDER_ERROR,
        "has a problem",
        "retry cancel",
        waits=True,
        details="boom",
    ),
    Fault(
        "other JSON",
        replied(200, {"object": "list", "data": []}),
        EndState.PROVIDER_ERROR,
        "could not be read",
        "retry cancel",
        waits=True,
    ),
)

_TOO_MUCH = (
    Fault(
        "100 MB in one line",
        streamed(*HELLO, b"data: ", *(_MEGABYTE,) * 100, b"\n\n", STOP),
        EndState.PROVIDER_ERROR,
        f"too large to be part of an answer. {KEPT}",
        "retry",
        "Hello",
    ),
    Fault(
        "100 MB of data lines in one event",
        streamed(*HELLO, *(b"data: " + _MEGABYTE + b"\n",) * 100, b"\n", STOP),
        EndState.PROVIDER_ERROR,
        f"too large to be part of an answer. {KEPT}",
        "retry",
        "Hello",
    ),
    Fault(
        "a page without end",
        streamed(b"<html>", *(_MEGABYTE,) * 100, content_type="text/html"),
        EndState.PROVIDER_ERROR,
        "web page",
        "retry",
    ),
    Fault(
        "a compressed bomb, though we asked for none",
        streamed(
            gzip.compress(b"".join(HELLO) + b"data: " + _MEGABYTE * 100), headers={"Content-Encoding": "gzip"}
        ),
        EndState.PROVIDER_ERROR,
        f"too large to be part of an answer. {KEPT}",
        "retry",
        "Hello",
    ),
)

_ODD = (
    complete(
        "UTF-8 byte by byte",
        *(bytes([byte]) for byte in sse(chat_chunk("héllo 漢 🎉")) + STOP),
        text="héllo 漢 🎉",
    ),
    complete(
        "bytes that are no UTF-8",
        b'data: {"choices":[{"delta":{"content":"a\xffb"}}]}\n\n',
        STOP,
        text="a\ufffdb",
    ),
    complete(
        "comments, ids, retry and empty data",
        b": ping\nid: 7\nretry: 3000\ndata:\n\nevent: ping\n\n",
        *HELLO,
        b"id: 8\n\n: ping\n\n",
        STOP,
        DONE,
    ),
    complete("carriage returns", b"".join((*HELLO, STOP, DONE)).replace(b"\n", b"\r\n")),
    complete("a byte order mark", b"\xef\xbb\xbf", *HELLO, STOP),
    complete("a last event without its blank line", *HELLO, STOP.rstrip()),
    complete(
        "choices null, empty, missing, of another type",
        _choices(None),
        _choices([]),
        sse({"id": "x"}),
        _choices("x"),
        _choices([None]),
        _choices({}),
        *HELLO,
        STOP,
    ),
    complete(
        "a choice without a delta, or with null",
        _choices([{"index": 0}]),
        _choices([{"index": 0, "delta": None}]),
        *HELLO,
        STOP,
    ),
    complete("a content that is a number", _choices([{"delta": {"content": 12345}}]), STOP, text="12345"),
    complete("chunks that are null or a text", b"data: null\n\n", b'data: "str"\n\n', *HELLO, STOP),
    complete(
        "other choices in between",
        _choices([{"index": 1, "delta": {"content": "other"}}]),
        *HELLO,
        _choices([{"index": 2, "delta": {"content": "other"}, "finish_reason": "length"}]),
        STOP,
    ),
    complete("a finish reason twice", *HELLO, STOP, sse(chat_chunk(finish="length")), DONE),
    complete("an empty finish reason in mid-stream", HELLO[0], sse(chat_chunk(finish="")), HELLO[1], STOP),
    complete("text after the finish reason", HELLO[0], STOP, HELLO[1], DONE),
    complete("NUL in the text", sse(chat_chunk("a\0b")), STOP, text="a\ufffdb"),
    complete(
        "halves of a surrogate pair",
        b'data: {"choices":[{"delta":{"content":"\\ud83c"}}]}\n\n',
        b'data: {"choices":[{"delta":{"content":"\\udf89"}}]}\n\n',
        STOP,
        text="🎉",
    ),
    complete(
        "half of a surrogate pair alone",
        b'data: {"choices":[{"delta":{"content":"a\\ud83c"}}]}\n\n',
        sse(chat_chunk("b")),
        STOP,
        text="a\ufffdb",
    ),
    Fault(
        "[DONE], and the socket stays open",
        streamed(*HELLO, STOP, DONE, UntilClosed()),
        EndState.COMPLETE,
        text="Hello",
    ),
    Fault(
        "the finish reason, and the socket stays open",
        streamed(*HELLO, STOP, UntilClosed()),
        EndState.COMPLETE,
        text="Hello",
    ),
    Fault(
        "no content type",
        raw(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n", *HELLO, STOP, DONE),
        EndState.COMPLETE,
        text="Hello",
    ),
    Fault(
        "length",
        streamed(*HELLO, sse(chat_chunk(finish="length"))),
        EndState.LENGTH,
        "length limit after 1 word",
        "continue",
        "Hello",
    ),
    Fault(
        "content_filter",
        streamed(*HELLO, sse(chat_chunk(finish="content_filter"))),
        EndState.FILTERED,
        KEPT,
        "edit retry",
        "Hello",
    ),
)

ROWS = (*_BROKEN, *_ERRORS, *_NO_STREAM, *_TOO_MUCH, *_ODD)

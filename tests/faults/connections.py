"""What becomes of the connection below an answer."""

from app.domain.ending import EndState
from tests.faults.fault import HEAD, HELLO, STOP, Fault, nothing, raw, streamed
from tests.wire.server import Close, Forever, Reset, Sleep, UntilClosed, chat_chunk, sse

CUT = "continue retry"
KEPT = "The connection broke after 1 word. What came is kept."
BEFORE = "The connection broke."
CHUNKED = HEAD.replace(b"\r\n\r\n", b"\r\nTransfer-Encoding: chunked\r\n\r\n")
SIZED = HEAD.replace(b"\r\n\r\n", b"\r\nContent-Length: 9999\r\n\r\n")


def _chunk(data: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(data), data)


_BROKEN = (
    Fault(
        "RST in mid-stream", streamed(*HELLO, Sleep(0.05), Reset()), EndState.DISCONNECTED, KEPT, CUT, "Hello"
    ),
    Fault("FIN without the end chunk", streamed(*HELLO, Close()), EndState.DISCONNECTED, KEPT, CUT, "Hello"),
    Fault(
        "FIN within a chunk",
        raw(CHUNKED, *map(_chunk, HELLO), b"fff\r\ndata: {", Close()),
        EndState.DISCONNECTED,
        KEPT,
        CUT,
        "Hello",
    ),
    Fault("FIN before the length", raw(SIZED, *HELLO, Close()), EndState.DISCONNECTED, KEPT, CUT, "Hello"),
    Fault(
        "a chunk size that is none",
        raw(CHUNKED, *map(_chunk, HELLO), Sleep(0.05), b"zz\r\nno size\r\n"),
        EndState.DISCONNECTED,
        KEPT,
        CUT,
        "Hello",
    ),
    Fault("FIN in place of an answer", raw(Close()), EndState.DISCONNECTED, BEFORE, "retry"),
    Fault("RST in place of an answer", raw(Reset()), EndState.DISCONNECTED, BEFORE, "retry"),
    Fault("half a header", raw(b"HTTP/1.1 200 OK\r\nConte", Close()), EndState.DISCONNECTED, BEFORE, "retry"),
    Fault(
        "another protocol", raw(b"SSH-2.0-OpenSSH_9.2\r\n", Close()), EndState.DISCONNECTED, BEFORE, "retry"
    ),
    Fault(
        "RST after the finish reason",
        streamed(*HELLO, STOP, Sleep(0.05), Reset()),
        EndState.COMPLETE,
        text="Hello",
    ),
)

_SILENT = (
    Fault(
        "the header never comes",
        raw(UntilClosed()),
        EndState.STALLED,
        "Nothing has come yet. The server may be busy.",
        "wait retry",
        waits=True,
        idle=0.2,
    ),
    Fault(
        "the first word never comes",
        streamed(sse(chat_chunk(role="assistant")), UntilClosed()),
        EndState.STALLED,
        "Nothing has come yet.",
        "wait retry",
        waits=True,
        idle=0.2,
    ),
    Fault(
        "silence after the first words",
        streamed(*HELLO, UntilClosed()),
        EndState.STALLED,
        "Nothing more has come for a while. What came is kept.",
        "wait retry",
        "Hello",
        waits=True,
        idle=0.2,
    ),
    Fault(
        "comments for ever",
        streamed(*HELLO, Forever(b": ping\n\n", 0.02)),
        EndState.STALLED,
        "Nothing more has come for a while.",
        "wait retry",
        "Hello",
        waits=True,
        idle=0.2,
    ),
    Fault(
        "chunks without content for ever",
        streamed(*HELLO, Forever(sse(chat_chunk("")), 0.02)),
        EndState.STALLED,
        "Nothing more has come for a while.",
        "wait retry",
        "Hello",
        waits=True,
        idle=0.2,
    ),
    Fault(
        "a line that grows for ever, and is no event",
        streamed(*HELLO, b"data: ", Forever(b"a", 0.02)),
        EndState.STALLED,
        "Nothing more has come for a while.",
        "wait retry",
        "Hello",
        waits=True,
        idle=0.2,
    ),
)

_OFFLINE = (
    Fault(
        "refused",
        nothing,
        EndState.OFFLINE,
        "Cannot reach 127.0.0.1:1: the connection was refused. Is the server running?",
        "retry",
        base_url="http://127.0.0.1:1/v1",
    ),
    Fault(
        "a name that does not exist",
        nothing,
        EndState.OFFLINE,
        "Cannot reach nonexistent.invalid: the name was not found.",
        "retry",
        base_url="http://nonexistent.invalid/v1",
    ),
)

_UNUSABLE = (
    *(
        Fault(
            f"the address {url!r}",
            nothing,
            EndState.REJECTED,
            "The base URL",
            "edit retry",
            base_url=url,
        )
        for url in ("http://[::1/", "notaurl", "ftp://example.org", "https://user:secret@example.org/v1")
    ),
    *(
        Fault(
            f"a key with {what}",
            nothing,
            EndState.UNAUTHORIZED,
            "The API key contains characters that no key has. Copy the key once more",
            "open_settings retry",
            key=key,
        )
        for what, key in (
            ("a line break", "sk-canary\n-0123456789"),
            ("letters of no key", "sk-canary-ünicode-0123"),
            ("a space", "sk-canary 0123456789"),
            ("a control character", "sk-canary\x1b0123456789"),
        )
    ),
)

ROWS = (*_BROKEN, *_SILENT, *_OFFLINE, *_UNUSABLE)

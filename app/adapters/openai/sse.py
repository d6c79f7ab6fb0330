"""Server-sent events: one incremental reader that takes what real servers send."""

from app.domain.ending import EndState
from app.domain.problem import Problem

MAX_EVENT_BYTES = 4 * 1024 * 1024

_TOO_LARGE = Problem(
    EndState.PROVIDER_ERROR,
    "The server sent a piece that is too large to be part of an answer.",
    f"A single event had more than {MAX_EVENT_BYTES} bytes.",
)

ServerEvent = tuple[str, bytes]
"""The event's name (mostly empty) and its data: never empty, several lines joined by a line feed."""


class SseReader:
    """Bytes in, events out. Takes any split of the bytes, and LF, CR and CRLF as line ends.

    Comments, ids, retry times and events without data are left out. Once `problem` is set, the
    stream has become too large to be held, and the reader is not to be used any more.
    """

    __slots__ = ("_after_cr", "_begun", "_data", "_data_size", "_name", "_tail", "_tail_size", "problem")

    def __init__(self) -> None:
        self.problem: Problem | None = None
        self._begun = False
        self._after_cr = False
        self._tail: list[bytes] = []
        self._tail_size = 0
        self._data: list[bytes] = []
        self._data_size = 0
        self._name = ""

    def feed(self, received: bytes) -> list[ServerEvent]:
        """The events that `received` completes."""
        if self._after_cr and received:
            # The second half of a CRLF whose first half has ended its line already.
            received = received.removeprefix(b"\n")
            self._after_cr = False
        if not received:
            return []
        lines = received.splitlines()
        last = received[-1]
        if last == 0x0A:
            self._join_tail(lines)
        elif last == 0x0D:
            self._after_cr = True
            self._join_tail(lines)
        else:
            open_line = lines.pop()
            if lines:
                self._join_tail(lines)
            # Pieces of a long line wait in a list: adding them up one by one would be quadratic.
            self._tail.append(open_line)
            self._tail_size += len(open_line)
        events = self._events(lines)
        if self._tail_size + self._data_size > MAX_EVENT_BYTES:
            self.problem = _TOO_LARGE
        return events

    def close(self) -> list[ServerEvent]:
        """The last event, if the stream ended without the blank line that should follow it."""
        lines = [b"", b""]
        self._join_tail(lines)
        return self._events(lines)

    def _join_tail(self, lines: list[bytes]) -> None:
        if self._tail:
            self._tail.append(lines[0])
            lines[0] = b"".join(self._tail)
            self._tail.clear()
            self._tail_size = 0
        if not self._begun:
            self._begun = True
            lines[0] = lines[0].removeprefix(b"\xef\xbb\xbf")

    def _events(self, lines: list[bytes]) -> list[ServerEvent]:
        events: list[ServerEvent] = []
        data = self._data
        for line in lines:
            if line[:5] == b"data:":
                value = line[6:] if line[5:6] == b" " else line[5:]
                if value or data:
                    data.append(value)
                    self._data_size += len(value) + 1
            elif not line:
                if data:
                    events.append((self._name, data[0] if len(data) == 1 else b"\n".join(data)))
                    data.clear()
                    self._data_size = 0
                self._name = ""
            elif line[:6] == b"event:":
                self._name = line[6:].strip().decode(errors="replace")
            elif line[:6] == b"error:" and (value := line[6:].strip()):
                # No field of the standard: llama.cpp told of its errors so.
                self._name = "error"
                data.append(value)
                self._data_size += len(value) + 1
        return events

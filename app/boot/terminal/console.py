"""Standard output while an answer streams."""

import asyncio
import contextlib
import errno
import queue
import sys
import threading
import time
from collections.abc import Callable
from typing import IO, TextIO

_GONE = (errno.EPIPE, errno.EINVAL, errno.ECONNRESET)
"""The reader has left; Windows says EINVAL."""


class Console:
    """Writes at once and never waits: a reader that pauses (`less`) holds no answer up.

    The thread writes without any buffer of Python's, whose lock it would take into the program's end.
    """

    def __init__(self, on_broken: Callable[[str], None]) -> None:
        """`on_broken` is called once, on the loop: "" if the reader has left, else why writing failed."""
        self.is_terminal = sys.stdout is not None and sys.stdout.isatty()
        self._on_broken = on_broken
        self._loop = asyncio.get_running_loop()
        self._drained = asyncio.Event()
        self._lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        threading.Thread(target=self._work, name="console", daemon=True).start()

    def write(self, text: str) -> None:
        self._lines.put(text)

    async def close(self, *, patience: float | None = None) -> None:
        """Waits until all is written, at most `patience` seconds (None: as long as it takes)."""
        self._lines.put(None)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(patience):
                await self._drained.wait()

    def _work(self) -> None:
        out = sys.stdout
        try:
            if out is not None:
                out.flush()
                while (text := self._lines.get()) is not None:
                    _write(_unbuffered(out), text.encode(out.encoding, errors="replace"))
        except OSError as error:
            self._tell(self._on_broken, "" if error.errno in _GONE else error.strerror or "the disk failed")
        self._tell(self._drained.set)

    def _tell(self, hear: Callable[..., object], *arguments: object) -> None:
        with contextlib.suppress(RuntimeError):  # the loop did not wait for us
            self._loop.call_soon_threadsafe(hear, *arguments)


def _unbuffered(out: TextIO) -> IO[bytes]:
    file: IO[bytes] = getattr(out.buffer, "raw", out.buffer)
    return file


def _write(file: IO[bytes], data: bytes) -> None:
    while data:
        written = file.write(data)
        if written is None:  # some other program has made this terminal non-blocking
            time.sleep(0.01)
        else:
            data = data[written:]

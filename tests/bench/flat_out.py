"""A flat-out answer through the whole program, beside the SDK's own loop over the same stream.

Until the last word is shown; how late the window's 5 ms timer ever was; and what the bytes alone take.
"""

import asyncio
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from openai import AsyncOpenAI
from PySide6.QtCore import Qt, QTimer

from tests.bench.figure import Figure
from tests.bench.program import program, run
from tests.bench.server import serving

LENGTHS = {2_500: 3, 5_000: 3, 10_000: 3, 20_000: 3, 40_000: 2}
"""Tokens, and how often."""
RATIO = 0.3
LATENESS = 16.0
"""Milliseconds."""


async def sdk(base_url: str) -> float:
    """Seconds that the SDK takes to hand out all of it, to nobody."""
    async with AsyncOpenAI(base_url=base_url, api_key="none", max_retries=0) as client:
        began = time.perf_counter()
        stream = await client.chat.completions.create(
            model="m", messages=[{"role": "user", "content": "x"}], stream=True
        )
        async for _ in stream:
            pass
        return time.perf_counter() - began


async def bare(base_url: str) -> float:
    """Seconds until all of its bytes have come, whatever they say."""
    began = time.perf_counter()
    reader, writer = await asyncio.open_connection("127.0.0.1", urlsplit(base_url).port)
    writer.write(b"POST /v1/chat/completions HTTP/1.1\r\nContent-Length: 0\r\n\r\n")
    while await reader.read(1 << 16):
        pass
    writer.close()
    return time.perf_counter() - began


class Lateness:
    """How late a timer of the window fires."""

    def __init__(self, interval: float) -> None:
        self.worst = 0.0
        self._interval = interval
        self._last = time.perf_counter()
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._fired)
        self._timer.start(int(interval * 1000))

    def _fired(self) -> None:
        now = time.perf_counter()
        self.worst = max(self.worst, now - self._last - self._interval)
        self._last = now

    def stop(self) -> float:
        self._timer.stop()
        return self.worst


@dataclass(frozen=True, slots=True)
class Answer:
    """Of one answer, in seconds."""

    wall: float
    cpu: float
    late: float


async def answer(base_url: str) -> Answer:
    async with program(base_url) as window:
        lateness, began, cpu = Lateness(0.005), time.perf_counter(), time.process_time()
        window.pane.send("x")
        while window.pane.chat.turn is not None or not window.pane.transcript.feed.is_empty:
            await asyncio.sleep(0.002)
        wall, cpu = time.perf_counter() - began, time.process_time() - cpu
        return Answer(wall, cpu, lateness.stop())


def figures() -> Iterator[Figure]:
    for tokens, runs in LENGTHS.items():
        typed, bytes_alone, answers = [], [], []
        with serving("flood", str(tokens)) as base_url:
            for _ in range(runs):
                bytes_alone.append(asyncio.run(bare(base_url)))
                typed.append(asyncio.run(sdk(base_url)))
                answers.append(run(answer(base_url)))
        middle = statistics.median
        wall, least = middle(one.wall for one in answers), middle(bytes_alone)
        title = f"{tokens:,} tokens flat out"
        yield Figure(f"{title}: all shown", wall * 1000, floor=least * 1000)
        yield Figure(f"{title}: times the SDK's own loop", wall / middle(typed), "", bound=RATIO)
        yield Figure(f"{title}: times a bare read of the bytes", wall / least, "")
        cpu = middle(one.cpu for one in answers) / tokens * 1e6
        yield Figure(f"{title}: processor for a token", cpu, "µs")
        late = middle(one.late for one in answers) * 1000
        yield Figure(f"{title}: the window's timer, worst", late, bound=LATENESS)

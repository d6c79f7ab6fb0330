"""A mixed answer into the transcript, frame by frame, beside the same text into a QPlainTextEdit."""

from collections.abc import Iterator

from tests.bench.corpus import batches, mixed
from tests.bench.figure import Figure
from tests.bench.stage import Stage, Times, floor

BATCHES = 1, 4, 16, 64
"""Tokens a frame: 60, 240, 960 and 3,840 a second."""
LENGTHS = 1_000, 5_000, 20_000, 50_000
"""Tokens that are there at the end of each stretch."""
SHARES = {"p50": 0.5, "p99": 0.99, "max": 1.0}
BOUNDS = {"p50": 0.8, "p99": 4.0, "max": 8.0}
"""Milliseconds, of the whole answer at 4 tokens a frame."""
GROWTH = 1.1
"""The last fifth may take a tenth more than the second."""


def figures() -> Iterator[Figure]:
    stage, text = Stage(), mixed(LENGTHS[-1])
    for batch in BATCHES:
        ours, bare = stage.stream(text, batch), floor(stage.app, batches(text, batch))
        bounds = BOUNDS if batch == 4 else {}
        first = 0
        for length in LENGTHS:
            last = length // batch
            title = f"{batch} a frame, from {first * batch:,} to {length:,} tokens"
            yield from _of(ours.part(first, last), bare.part(first, last), title, {})
            first = last
        yield from _of(ours, bare, f"{batch} a frame, all {length:,} tokens", bounds)
        yield from _fifths(ours, bare, f"{batch} a frame", GROWTH if bounds else None)


def _of(ours: Times, bare: Times, title: str, bounds: dict[str, float]) -> Iterator[Figure]:
    for name, share in SHARES.items():
        (cpu, wall), (least, _) = ours.at(share), bare.at(share)
        yield Figure(f"{title}: {name}", cpu, wall=wall, floor=least, bound=bounds.get(name))


def _fifths(ours: Times, bare: Times, title: str, bound: float | None) -> Iterator[Figure]:
    fifths, least = ours.fifths(), bare.fifths()
    for number, (mine, theirs) in enumerate(zip(fifths, least, strict=True), 1):
        yield Figure(f"{title}: fifth {number}, all of it", mine, floor=theirs)
    yield Figure(
        f"{title}: last fifth / second", fifths[4] / fifths[1], "", floor=least[4] / least[1], bound=bound
    )

"""One construct that takes the whole answer, at 4 tokens a frame."""

from collections.abc import Iterator

from tests.bench.corpus import batches, giants, prose
from tests.bench.figure import Figure
from tests.bench.stage import Stage, Times, chat_of, floor, messages

LENGTHS = 500, 5_000, 20_000
BATCH = 4
PATIENCE = 8.0
"""Seconds for one of them; one that is cut has fewer frames."""
BOUND = 8.0
"""Milliseconds."""
WORD = 1_000_000
"""Characters of one word, and at how many tokens a frame it comes."""
WORD_BATCH = 64


def figures() -> Iterator[Figure]:
    stage = Stage()
    for length in LENGTHS:
        for name, text in giants(length).items():
            bare = floor(stage.app, batches(text, BATCH), PATIENCE) if name in ("paragraph", "word") else None
            yield from _of(stage.stream(text, BATCH, patience=PATIENCE), f"{name} of {length:,} tokens", bare)
        thoughts = stage.stream(prose(length * 4), BATCH, reasoning=True, patience=PATIENCE)
        yield from _of(thoughts, f"reasoning of {length:,} tokens")
    yield from _of(stage.stream("x" * WORD, WORD_BATCH, patience=PATIENCE), "word of 1 MB, 64 tokens a frame")
    yield from _prompt(stage)


def _of(times: Times, title: str, bare: Times | None = None) -> Iterator[Figure]:
    for name, share, bound in (("p50", 0.5, None), ("max", 1.0, BOUND)):
        cpu, wall = times.at(share)
        least = bare.at(share)[0] if bare else None
        yield Figure(f"{title}: {name}", cpu, wall=wall, floor=least, bound=bound)
    late = sum(time > BOUND for time in times.cpu)
    yield Figure(f"{title}: frames over {BOUND:g} ms", late, f"of {len(times.cpu):,}")


def _prompt(stage: Stage) -> Iterator[Figure]:
    """A prompt of 80 kB: shown, and then left alone while the answer streams below."""
    chat, opening = chat_of(messages([prose(80_000)])), Times()
    opening.add(lambda: stage.transcript.show_chat(chat))
    cpu, wall = opening.at(1.0)
    yield Figure("prompt of 80 kB: shown", cpu, wall=wall, bound=BOUND)
    yield from _of(
        stage.stream(prose(20_000), BATCH, chat=chat, patience=PATIENCE), "answer below a prompt of 80 kB"
    )

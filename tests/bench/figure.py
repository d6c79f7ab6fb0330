"""A figure of a benchmark: what was measured, beside its floor and its bound."""

import math
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Figure:
    name: str
    value: float
    unit: str = "ms"
    wall: float | None = None
    """The same by the clock on the wall, where `value` is time of the processor."""
    floor: float | None = None
    """What the least that could do the work takes, in the same run."""
    bound: float | None = None
    """What the value must not exceed."""

    @property
    def holds(self) -> bool | None:
        return None if self.bound is None else self.value <= self.bound

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "holds": self.holds}

    def row(self) -> str:
        """One line of the table."""
        verdict = {None: "", True: "holds", False: "TOO MUCH"}[self.holds]
        numbers = "".join(f"{_number(one):>10}" for one in (self.value, self.wall, self.floor, self.bound))
        return f"{self.name:<54}{numbers} {self.unit:<6} {verdict}".rstrip()


HEADER = f"{'':<54}{'value':>10}{'wall':>10}{'floor':>10}{'bound':>10}"


def percentile(values: Sequence[float], share: float) -> float:
    """The value that `share` of all (0.5: half of them) do not exceed; the greatest one for 1."""
    return sorted(values)[max(0, math.ceil(len(values) * share) - 1)]


def spin() -> float:
    """Milliseconds for a fixed piece of work: how fast this machine is at this moment, best of three."""

    def once() -> float:
        began = time.perf_counter()
        total = 0
        for number in range(400_000):
            total += number & 7
        return (time.perf_counter() - began) * 1000

    return min(once() for _ in range(3))


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.2f}"

"""The colours of code that has been seen, in slices that are short enough for a frame."""

from collections.abc import Iterator
from time import perf_counter

from app.ui.transcript.items.code import Code
from app.ui.transcript.items.fence import Fence


class Colouring:
    """Fences wait in it for their colours. The one that was seen last comes first."""

    def __init__(self) -> None:
        self._waiting: dict[Fence, None] = {}
        self._now: Fence | None = None
        """The fence that is being coloured."""
        self._version = 0
        self._slices: Iterator[Code | None] = iter(())
        self._changed: list[Code] = []

    def want(self, fence: Fence) -> bool:
        """The fence is in view; whether anything is to be done for it."""
        if not fence.wants_colours:
            return False
        self._waiting.pop(fence, None)
        self._waiting[fence] = None
        return True

    def clear(self) -> None:
        """Nothing of what was seen is seen any more."""
        self._waiting.clear()
        self._now = None

    def step(self, budget_seconds: float) -> bool:
        """Colours for about so long; whether there is more to do."""
        end = perf_counter() + budget_seconds
        while perf_counter() < end:
            if not self._waiting:
                return False
            self._go_on(next(reversed(self._waiting)))
        return bool(self._waiting)

    def take_changed(self) -> list[Code]:
        """The segments that look different since this was last asked. Their heights are the same."""
        changed, self._changed = self._changed, []
        return changed

    def _go_on(self, fence: Fence) -> None:
        if fence is not self._now or fence.version != self._version:
            self._now, self._version, self._slices = fence, fence.version, fence.colours()
        try:
            segment = next(self._slices)
        except StopIteration:
            self._now = None
            del self._waiting[fence]
        else:
            if segment is not None:
                self._changed.append(segment)

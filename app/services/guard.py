"""Who looks at what is sent, and at what comes."""

from collections.abc import Callable
from typing import Protocol

from app.domain.ports import ChatBackend
from app.domain.problem import Problem
from app.domain.prompt import ChatRequest


class Guard(Protocol):
    """Looks at what is sent, and at what comes."""

    async def admit(self, backend: ChatBackend, request: ChatRequest) -> Problem | None:
        """Why the request is not to be sent; None lets it go."""
        ...

    def begin(self, backend: ChatBackend, on_flagged: Callable[[Problem], None]) -> None:
        """The answer begins; `on_flagged` ends it."""
        ...

    def feed(self, text: str) -> None:
        """The answer's next text."""
        ...

    async def finish(self) -> None:
        """Returns when all that was fed has been looked at."""
        ...

    async def close(self) -> None: ...

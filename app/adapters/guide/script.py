"""What the Guide is going to say, and when: a reply as a sequence of steps."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import Enum, auto

WORDS_PER_SECOND = 70.0
"""Fast, but slow enough to see that the answer streams."""


class Voice(Enum):
    """What a piece of text is."""

    CONTENT = auto()
    REASONING = auto()
    REFUSAL = auto()


@dataclass(frozen=True, slots=True)
class Say:
    """One token. Those that follow each other without a `Wait` may leave in one write."""

    text: str
    voice: Voice = Voice.CONTENT


@dataclass(frozen=True, slots=True)
class CallPiece:
    """A piece of a tool call; the first one brings its id and its name."""

    arguments: str
    call_id: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Wait:
    seconds: float


@dataclass(frozen=True, slots=True)
class Silence:
    """Nothing more, for ever, on an open connection."""


@dataclass(frozen=True, slots=True)
class Cut:
    """The connection is reset."""


@dataclass(frozen=True, slots=True)
class Finish:
    reason: str = "stop"


@dataclass(frozen=True, slots=True)
class Rejection:
    """An error in OpenAI's form: an HTTP status of its own, or an event in the stream."""

    status: int
    message: str
    kind: str = "invalid_request_error"
    code: str | None = None
    param: str | None = None
    retry_after: int | None = None
    """Whole seconds."""


Step = Say | CallPiece | Wait | Silence | Cut | Finish | Rejection


@dataclass(frozen=True, slots=True)
class Script:
    """A reply that starts well; its last step says how it ends."""

    steps: Iterable[Step]
    unsaid: str = ""
    """The rest of the text, which only a Continue will bring."""

    def hastened(self, speed: float) -> "Script":
        """The same, so many times as fast."""
        if speed == 1:
            return self
        steps = (Wait(one.seconds / speed) if isinstance(one, Wait) else one for one in self.steps)
        return replace(self, steps=steps)


def tokens(text: str) -> list[str]:
    """The Guide's tokens are words, each with the white space after it. Joined, they are the text."""
    return re.findall(r"\s*\S+\s*|\s+", text)


def paced(text: str, rate: float = WORDS_PER_SECOND, voice: Voice = Voice.CONTENT) -> Iterator[Step]:
    """The text, `rate` tokens a second; the first one at once."""
    for index, token in enumerate(tokens(text)):
        if index:
            yield Wait(1 / rate)
        yield Say(token, voice)


def spoken(text: str) -> Script:
    """A plain complete answer."""
    return Script((*paced(text), Finish()))

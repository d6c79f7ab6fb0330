"""Conversations, their messages, and the parts that a message is made of."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import NewType

from app.domain.ending import EndState
from app.domain.problem import Problem

UNNUMBERED = -1
"""The sequence of an event whose wire does not number its events."""

ConversationId = NewType("ConversationId", str)
MessageId = NewType("MessageId", str)


class Role(StrEnum):
    SYSTEM = "system"
    USER = "user"
    ASSISTANT = "assistant"


class PartKind(StrEnum):
    TEXT = "text"
    REASONING = "reasoning"
    REFUSAL = "refusal"
    TOOL_CALL = "tool_call"
    IMAGE = "image"
    HOSTED_TOOL = "hosted_tool"
    """A tool that ran at the provider: `name` is its kind, `text` its states, a line each."""
    UNKNOWN = "unknown"
    """Events of a kind that this version does not know, a line of JSON each; `name` is the kind."""


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a message; `text` holds a tool call's arguments, as JSON, as they were streamed."""

    kind: PartKind
    text: str
    call_id: str = ""
    name: str = ""
    """Of a tool, or of an image's file."""
    media_type: str = ""
    """Of an image, such as "image/png"."""
    data: bytes = field(default=b"", repr=False)
    """An image's file, as it is. Never in a log."""
    key: int = field(default=0, compare=False)
    """The wire's own number for this part, by which an answer that is taken up again finds it."""


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens as the provider counted them."""

    input_tokens: int
    output_tokens: int
    cached_tokens: int = 0
    reasoning_tokens: int = 0

    def __add__(self, other: "Usage") -> "Usage":
        return Usage(
            self.input_tokens + other.input_tokens,
            self.output_tokens + other.output_tokens,
            self.cached_tokens + other.cached_tokens,
            self.reasoning_tokens + other.reasoning_tokens,
        )


@dataclass(frozen=True, slots=True)
class Message:
    """One node of a conversation's tree. Retry and edit make siblings: nothing is overwritten."""

    id: MessageId
    conversation_id: ConversationId
    parent_id: MessageId | None
    role: Role
    created_at: float
    """Seconds since the epoch."""
    parts: tuple[Part, ...] = ()
    end: EndState | None = None
    """None while the answer is being written (or of a message that the user wrote)."""
    problem: Problem | None = None
    usage: Usage | None = None
    model: str = ""
    response_id: str = ""
    first_token_after: float | None = None
    """Seconds from the request to the first token."""
    provider: str = ""
    """The name of the one that answered; "" if it is not known."""
    is_stored: bool = False
    """The provider keeps the answer, with all before it, under `response_id`."""
    in_background: bool = False
    """It is made at the provider, whether or not we listen: it can be taken up again."""
    sequence: int = UNNUMBERED
    """The number of the last event that is in `parts`."""

    @property
    def can_resume(self) -> bool:
        """Whether the rest of it can still be had from the provider."""
        return self.in_background and bool(self.response_id) and self.end not in _FINAL_ENDS

    @property
    def is_answer(self) -> bool:
        return self.role is Role.ASSISTANT

    def text(self, kind: PartKind = PartKind.TEXT) -> str:
        """All text of one kind, in order."""
        return "".join(part.text for part in self.parts if part.kind is kind)

    @property
    def images(self) -> tuple[Part, ...]:
        """What the user attached to it."""
        return tuple(part for part in self.parts if part.kind is PartKind.IMAGE)


_FINAL_ENDS = (
    EndState.COMPLETE,
    EndState.STOPPED,
    EndState.LENGTH,
    EndState.FILTERED,
    EndState.REFUSED,
    EndState.MODERATED,
)


@dataclass(frozen=True, slots=True)
class Conversation:
    id: ConversationId
    title: str
    created_at: float
    updated_at: float
    leaf_id: MessageId | None = None
    """The end of the branch that is shown."""
    is_temporary: bool = False
    """It is never written to disk, and gone when the program ends."""


TITLE_LENGTH = 60


def title_of(prompt: str) -> str:
    """A conversation's title from its first prompt: the first line that says something, cut at a word."""
    line = next((line for raw in prompt.splitlines() if (line := raw.strip())), "")
    if len(line) <= TITLE_LENGTH:
        return line or "New chat"
    return line[:TITLE_LENGTH].rsplit(" ", 1)[0].rstrip(" ,.;:") + "…"


def branch(messages: dict[MessageId, Message], leaf_id: MessageId | None) -> list[Message]:
    """The path from the root to `leaf_id`, root first."""
    path: list[Message] = []
    while leaf_id is not None:
        message = messages[leaf_id]
        path.append(message)
        leaf_id = message.parent_id
    path.reverse()
    return path

"""The history as plain values for JSON, without loss, and back.

Left out is how an answer that is still made at its provider can be taken up again: that is between this
history and the provider. Read back, it is as far as it was when it was written.
"""

import base64
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, fields
from enum import StrEnum
from typing import TypeVar

from app.domain.conversation import (
    Conversation,
    ConversationId,
    Message,
    MessageId,
    Part,
    PartKind,
    Role,
    Usage,
)
from app.domain.ending import EndState
from app.domain.problem import Problem

FORMAT = "rivulet"
VERSION = 2
"""Version 1 did not know the provider of an answer, nor hosted tools and unknown events."""

_BETWEEN_US_AND_THE_PROVIDER = "in_background", "sequence"

Word = TypeVar("Word", bound=StrEnum)
"""One of the enums that are written by their words."""


def export_json(
    conversations: Iterable[Conversation], messages: Mapping[ConversationId, Sequence[Message]]
) -> dict[str, object]:
    """All conversations with all branches, ready for `json.dump`."""
    return {
        "format": FORMAT,
        "version": VERSION,
        "conversations": [
            {
                **_plain_conversation(conversation),
                "messages": [_plain_message(message) for message in messages.get(conversation.id, ())],
            }
            for conversation in conversations
        ],
    }


def parse_export(
    data: Mapping[str, object],
) -> tuple[list[Conversation], dict[ConversationId, list[Message]]]:
    """The inverse of `export_json`. Raises ValueError, with a sentence, on what it cannot have written."""
    if data.get("format") != FORMAT:
        raise ValueError("This is not an export of Rivulet.")
    version = data.get("version")
    if isinstance(version, bool) or version not in range(1, VERSION + 1):
        raise ValueError("This export was written by a newer Rivulet.")
    conversations: list[Conversation] = []
    messages: dict[ConversationId, list[Message]] = {}
    for item in map(_Fields, _list(data.get("conversations"))):
        conversation = Conversation(
            ConversationId(item.text("id")),
            item.text("title"),
            item.number("created_at"),
            item.number("updated_at"),
            _id(item.text_or_none("leaf_id")),
        )
        conversations.append(conversation)
        messages[conversation.id] = [_message(_Fields(one)) for one in item.items("messages")]
    return conversations, messages


class _Fields:
    """One object of the export, read field by field."""

    def __init__(self, data: object) -> None:
        if not isinstance(data, dict):
            raise ValueError("An object is missing in this export.")  # noqa: TRY004 - bad data, not a bug
        self._data = data

    def text(self, name: str) -> str:
        value = self._data.get(name)
        if not isinstance(value, str):
            raise self._unusable(name)
        return value

    def bytes(self, name: str) -> bytes:
        try:
            return base64.b64decode(self.text(name), validate=True)
        except ValueError:
            raise self._unusable(name) from None

    def text_or_none(self, name: str) -> str | None:
        return None if self._data.get(name) is None else self.text(name)

    def number(self, name: str) -> float:
        value = self._data.get(name)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self._unusable(name)
        return value

    def number_or_none(self, name: str) -> float | None:
        return None if self._data.get(name) is None else self.number(name)

    def count(self, name: str) -> int:
        value = self.number(name)
        if not isinstance(value, int):
            raise self._unusable(name)
        return value

    def word(self, name: str, words: type[Word]) -> Word:
        value = self.text(name)
        if value not in list(words):
            raise self._unusable(name)
        return words(value)

    def word_or_none(self, name: str, words: type[Word]) -> Word | None:
        return None if self._data.get(name) is None else self.word(name, words)

    def items(self, name: str) -> list[object]:
        return _list(self._data.get(name))

    def flag(self, name: str) -> bool:
        value = self._data.get(name)
        if not isinstance(value, bool):
            raise self._unusable(name)
        return value

    def has(self, name: str) -> bool:
        return name in self._data

    def fields_or_none(self, name: str) -> "_Fields | None":
        return None if self._data.get(name) is None else _Fields(self._data[name])

    def _unusable(self, name: str) -> ValueError:
        return ValueError(f"The field “{name}” of this export is missing or cannot be used.")


def _message(item: _Fields) -> Message:
    problem, usage = item.fields_or_none("problem"), item.fields_or_none("usage")
    return Message(
        MessageId(item.text("id")),
        ConversationId(item.text("conversation_id")),
        _id(item.text_or_none("parent_id")),
        item.word("role", Role),
        item.number("created_at"),
        tuple(_part(_Fields(part)) for part in item.items("parts")),
        item.word_or_none("end", EndState),
        None if problem is None else _problem(problem),
        None if usage is None else Usage(*(usage.count(field.name) for field in fields(Usage))),
        item.text("model"),
        item.text("response_id"),
        item.number_or_none("first_token_after"),
        item.text("provider") if item.has("provider") else "",
        item.flag("is_stored") if item.has("is_stored") else False,
    )


def _part(item: _Fields) -> Part:
    kind = item.word("kind", PartKind)
    known = kind, item.text("text"), item.text("call_id"), item.text("name")
    if kind is not PartKind.IMAGE:
        return Part(*known)
    return Part(*known, item.text("media_type"), item.bytes("data"))


def _problem(item: _Fields) -> Problem:
    return Problem(
        item.word("kind", EndState),
        item.text("title"),
        item.text("detail"),
        item.text("remedy"),
        item.number_or_none("retry_after"),
        item.text("request_id"),
    )


def _plain_conversation(conversation: Conversation) -> dict[str, object]:
    plain = asdict(conversation)
    del plain["is_temporary"]  # What is exported is kept.
    return plain


def _plain_message(message: Message) -> dict[str, object]:
    plain = {**asdict(message), "parts": [_plain_part(part) for part in message.parts]}
    for name in _BETWEEN_US_AND_THE_PROVIDER:
        del plain[name]
    return {name: _plain(value) for name, value in plain.items()}


def _plain_part(part: Part) -> dict[str, object]:
    """Only an image has bytes; they are written in base64."""
    plain = asdict(part)
    del plain["key"]
    data = plain.pop("data")
    if part.kind is PartKind.IMAGE:
        return {**plain, "data": base64.b64encode(data).decode()}
    del plain["media_type"]
    return plain


def _plain(value: object) -> object:
    """Words for enums and lists for tuples, as JSON would have it."""
    match value:
        case StrEnum():
            return str(value)
        case dict():
            return {name: _plain(item) for name, item in value.items()}
        case tuple() | list():
            return [_plain(item) for item in value]
        case _:
            return value


def _list(value: object) -> list[object]:
    if not isinstance(value, list):
        raise ValueError("A list is missing in this export.")  # noqa: TRY004 - bad data, not a bug
    return value


def _id(value: str | None) -> MessageId | None:
    return None if value is None else MessageId(value)

"""A request as somebody reads it: its messages apart from its parameters, and pictures by their size."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

RAW_LIMIT = 500_000
"""Characters of JSON that are shown at most."""


@dataclass(frozen=True, slots=True)
class OutlineMessage:
    role: str
    """Or the kind of what is no message, such as a tool's call."""
    text: str
    images: tuple[int, ...] = ()
    """Sizes of the files, in bytes; 0 where the request only names an address."""


@dataclass(frozen=True, slots=True)
class Outline:
    parameters: tuple[tuple[str, str], ...]
    """All but the messages, by name, in the order of the request."""
    messages: Sequence[OutlineMessage]

    @property
    def is_rest(self) -> bool:
        """The provider has what comes before these messages: it is not sent again."""
        return any(name == "previous_response_id" for name, _ in self.parameters)


def outline(body: Mapping[str, Any]) -> Outline:
    """Of a request to Chat Completions or to the Responses API."""
    instructions, said = body.get("instructions"), body.get("messages", body.get("input", ()))
    items: list[Any] = [{"role": "instructions", "content": instructions}] if instructions else []
    items += [{"role": "user", "content": said}] if isinstance(said, str) else said
    parameters = tuple(
        (name, value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))
        for name, value in body.items()
        if name not in ("messages", "input", "instructions")
    )
    return Outline(parameters, [_message(item) for item in items])


def raw(body: Mapping[str, Any], limit: int = RAW_LIMIT) -> tuple[str, bool]:
    """The body as indented JSON, and whether it was cut at `limit` characters."""
    pieces, length = [], 0
    for piece in json.JSONEncoder(ensure_ascii=False, indent=2).iterencode(body):
        pieces.append(piece[: limit - length + 1])
        length += len(pieces[-1])
        if length > limit:
            return "".join(pieces)[:limit], True
    return "".join(pieces), False


def _message(item: Mapping[str, Any]) -> OutlineMessage:
    role, content = item.get("role"), item.get("content")
    if not isinstance(role, str):
        return OutlineMessage(str(item.get("type", "item")), json.dumps(item, ensure_ascii=False))
    if isinstance(content, str):
        return OutlineMessage(role, content)
    texts: list[str] = []
    images: list[int] = []
    for part in content or ():
        if "image_url" in part:
            images.append(_image_size(part["image_url"]))
        elif isinstance(part.get("text"), str):
            texts.append(part["text"])
        else:
            texts.append(json.dumps(part, ensure_ascii=False))
    return OutlineMessage(role, "\n".join(texts), tuple(images))


def _image_size(address: Any) -> int:
    """Bytes of a picture that stands in the request itself, from the length of its Base64."""
    url = address.get("url", "") if isinstance(address, Mapping) else address
    head, _, data = url.partition(";base64,") if isinstance(url, str) else ("", "", "")
    return len(data) * 3 // 4 - data[-2:].count("=") if head.startswith("data:") else 0

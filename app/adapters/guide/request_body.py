"""The bodies of requests: JSON from a client that may send anything. What is wrong raises Refused."""

import json
from typing import Any

from app.adapters.guide.answers import Said
from app.adapters.guide.event_stream import Json
from app.adapters.guide.replies import Refused

BODY_CAP = 32 * 1024 * 1024
"""Pictures come with each request of a conversation that has them."""

_PICTURES = ("image_url", "input_image")


def json_object(body: bytes | None) -> Json:
    """`body` is None if it was larger than BODY_CAP."""
    if body is None:
        raise Refused(413, "The request is larger than 32 MB.", "request_too_large")
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        raise Refused(400, "The body of the request is not valid JSON.", "invalid_json") from None
    if not isinstance(value, dict):
        raise Refused(400, "The body of the request is not a JSON object.", "invalid_json")
    return value


def chat_messages(value: Any) -> list[Said]:
    """The `messages` of Chat Completions."""
    if not isinstance(value, list) or not value or not all(isinstance(item, dict) for item in value):
        raise Refused(400, "'messages' must be a list of at least one message.", param="messages")
    return [_message(item, f"messages[{index}]") for index, item in enumerate(value)]


def response_input(value: Any) -> list[Said]:
    """The `input` of the Responses API: a text, or a list of items. What is no message says nothing."""
    if isinstance(value, str):
        return [Said("user", value)]
    if not isinstance(value, list) or not value or not all(isinstance(item, dict) for item in value):
        raise Refused(400, "'input' must be a text, or a list of at least one item.", param="input")
    said = []
    for index, item in enumerate(value):
        match item.get("type", "message"):
            case "message":
                said.append(_message(item, f"input[{index}]"))
            case "function_call_output":
                said.append(Said("tool", _text(item.get("output")) or ""))
    return said


def moderation_inputs(value: Any) -> list[str]:
    """One text for each result: strings stand for themselves, the parts of a list belong together."""
    if isinstance(value, list) and value and all(isinstance(item, str) for item in value):
        return value
    text = _text(value) if value else None
    if text is None:
        raise Refused(400, "'input' must be a text, or a list of texts or parts.", param="input")
    return [text]


def switch(body: Json, name: str, default: bool = False) -> bool:
    """A field that is true or false, or null for its default."""
    value = body.get(name)
    if value is not None and not isinstance(value, bool):
        raise Refused(400, f"'{name}' must be true or false.", "invalid_type", name)
    return default if value is None else value


def word(body: Json, name: str) -> str | None:
    """A field that is a text, or null."""
    value = body.get(name)
    if value is not None and not isinstance(value, str):
        raise Refused(400, f"'{name}' must be a text.", "invalid_type", name)
    return value


def _message(item: Json, place: str) -> Said:
    role, content = item.get("role"), item.get("content")
    text = _text(content)
    if not isinstance(role, str) or text is None:
        raise Refused(400, "A message needs a role and a content.", param=place)
    return Said(role, text, _pictures(content))


def _pictures(content: Any) -> int:
    if not isinstance(content, list):
        return 0
    return sum(isinstance(part, dict) and part.get("type") in _PICTURES for part in content)


def _text(content: Any) -> str | None:
    """The text of a content; parts that are no text count as nothing. None if it is no content at all."""
    match content:
        case None:
            return ""
        case str():
            return content
        case list() if all(isinstance(part, dict) for part in content):
            texts = [part.get("text") for part in content]
            return "\n".join(text for text in texts if isinstance(text, str))
    return None

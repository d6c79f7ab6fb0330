"""Chat Completions on the wire: what is asked."""

import base64
from typing import Any

from app.domain.conversation import Part
from app.domain.prompt import ChatRequest, PromptMessage


def request_body(request: ChatRequest, *, usage: bool) -> dict[str, Any]:
    """The arguments of the SDK's ``chat.completions.create``.

    Args:
        usage: ask for the token counts; some servers reject the whole request for it.
    """
    body: dict[str, Any] = {
        "model": request.model,
        "messages": [{"role": one.role.value, "content": _content(one)} for one in request.messages],
        "stream": True,
    }
    if usage:
        body["stream_options"] = {"include_usage": True}
    return body


def _content(message: PromptMessage) -> str | list[dict[str, Any]]:
    """A text alone stays a text: not every server knows lists."""
    if not message.images:
        return message.text
    text = [{"type": "text", "text": message.text}] if message.text else []
    images = [{"type": "image_url", "image_url": {"url": _data_url(one)}} for one in message.images]
    return [*text, *images]


def _data_url(image: Part) -> str:
    return f"data:{image.media_type};base64,{base64.b64encode(image.data).decode()}"

"""Chat Completions on the wire: what is asked."""

from typing import Any

from app.adapters.openai.data_url import data_url
from app.domain.capabilities import Capabilities
from app.domain.prompt import ChatRequest, PromptMessage


def request_body(request: ChatRequest, capabilities: Capabilities) -> dict[str, Any]:
    """The body of a request: some servers reject it whole for a field that they don't know."""
    body: dict[str, Any] = {
        "model": request.model,
        "messages": [{"role": one.role.value, "content": _content(one)} for one in request.messages],
        "stream": True,
    }
    if capabilities.usage:
        body["stream_options"] = {"include_usage": True}
    if capabilities.store:
        body["store"] = request.store
    return body


def _content(message: PromptMessage) -> str | list[dict[str, Any]]:
    """A text alone stays a text: not every server knows lists."""
    if not message.images:
        return message.text
    text = [{"type": "text", "text": message.text}] if message.text else []
    images = [{"type": "image_url", "image_url": {"url": data_url(one)}} for one in message.images]
    return [*text, *images]

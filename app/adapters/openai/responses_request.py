"""Responses on the wire: what is asked."""

from typing import Any

from app.adapters.openai.data_url import data_url
from app.domain.capabilities import Capabilities
from app.domain.prompt import ChatRequest, PromptMessage


def request_body(request: ChatRequest, capabilities: Capabilities) -> dict[str, Any]:
    """The body of a request. It always says whether the answer may be kept: without a word, it would be."""
    sent = request.messages[request.known if request.previous_response_id else 0 :]
    body: dict[str, Any] = {
        "model": request.model,
        "input": [{"role": one.role.value, "content": _content(one)} for one in sent],
        "stream": True,
        "store": request.store or request.background,
    }
    if request.background:
        body["background"] = True
    if request.previous_response_id:
        body["previous_response_id"] = request.previous_response_id
    return body


def _content(message: PromptMessage) -> str | list[dict[str, Any]]:
    if not message.images:
        return message.text
    text = [{"type": "input_text", "text": message.text}] if message.text else []
    images = [{"type": "input_image", "image_url": data_url(one)} for one in message.images]
    return [*text, *images]

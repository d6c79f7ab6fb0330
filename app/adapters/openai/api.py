"""The two APIs of the same servers, side by side."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.adapters.openai import chat_request, responses_request
from app.adapters.openai.answer_reader import Dialect
from app.adapters.openai.chat_completions import ChatCompletions
from app.adapters.openai.responses import Responses
from app.domain.capabilities import Api, Capabilities
from app.domain.prompt import ChatRequest


@dataclass(frozen=True, slots=True)
class Spoken:
    """How an API is spoken."""

    path: str
    body: Callable[[ChatRequest, Capabilities], dict[str, Any]]
    dialect: Callable[[str], Dialect]
    """Reads one answer; the key is removed from what the server says of an error."""


SPOKEN = {
    Api.CHAT_COMPLETIONS: Spoken("/chat/completions", chat_request.request_body, ChatCompletions),
    Api.RESPONSES: Spoken("/responses", responses_request.request_body, Responses),
}

"""The addresses that the Guide's server knows, and what it says at each."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.adapters.guide import wire
from app.adapters.guide.answers import Guide, Said
from app.adapters.guide.script import Rejection, tokens
from app.domain.provider import GUIDE

BODY_CAP = 32 * 1024 * 1024
"""Pictures come with each request of a conversation that has them."""
_OWN_HOSTS = ("127.0.0.1", "localhost", "[::1]")


@dataclass(frozen=True, slots=True)
class Request:
    method: str
    path: str
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes | None
    """None if it is larger than BODY_CAP."""


@dataclass(frozen=True, slots=True)
class Document:
    """A JSON reply."""

    status: int
    body: wire.Json
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Completion:
    """An answer that takes its time, as a stream of events or in one piece."""

    answer: wire.Answer
    streamed: bool


@dataclass(frozen=True, slots=True)
class Endpoints:
    guide: Guide
    allowed: Mapping[str, str] = field(
        default_factory=lambda: {
            "/v1/chat/completions": "POST",
            "/v1/moderations": "POST",
            "/v1/models": "GET",
            f"/v1/models/{GUIDE}": "GET",
        }
    )

    def reply(self, request: Request) -> Document | Completion:
        """Never fails: what is wrong with a request becomes an error in OpenAI's form."""
        try:
            _check_sender(request.headers)
            return self._dispatch(request)
        except _Refused as refused:
            return document(refused.rejection, refused.headers)

    def _dispatch(self, request: Request) -> Document | Completion:
        path = request.path.partition("?")[0]
        method = self.allowed.get(path)
        if method is None and path.startswith("/v1/models/"):
            name = path.rpartition("/")[2]
            raise _Refused(404, f"The model '{name}' does not exist.", "model_not_found", "model")
        if method is None:
            raise _Refused(404, f"Unknown request URL: {request.method} {path}.", "unknown_url")
        if request.method != method:
            refused = _Refused(405, f"Not allowed to {request.method} on {path}.", "method_not_allowed")
            refused.headers = (("Allow", method),)
            raise refused
        match path:
            case "/v1/models":
                return Document(200, {"object": "list", "data": [wire.model()]})
            case "/v1/chat/completions":
                return self._chat(_body(request))
            case "/v1/moderations":
                return Document(200, wire.moderation(_inputs(_body(request).get("input"))))
            case _:
                return Document(200, wire.model())

    def _chat(self, body: wire.Json) -> Document | Completion:
        messages = _messages(body.get("messages"))
        reply = self.guide.reply(messages)
        if isinstance(reply, Rejection):
            return document(reply)
        options = body.get("stream_options")
        include_usage = isinstance(options, dict) and options.get("include_usage") is True
        prompt_tokens = sum(len(tokens(message.text)) for message in messages)
        answer = wire.Answer.begin(reply, prompt_tokens, include_usage=include_usage)
        return Completion(answer, body.get("stream") is True)


class _Refused(Exception):  # noqa: N818 - carries the reply that ends the request
    def __init__(self, status: int, message: str, code: str | None = None, param: str | None = None) -> None:
        super().__init__(message)
        self.rejection = Rejection(status, message, code=code, param=param)
        self.headers: tuple[tuple[str, str], ...] = ()


def document(rejection: Rejection, headers: tuple[tuple[str, str], ...] = ()) -> Document:
    """The rejection as an HTTP reply."""
    if rejection.retry_after is not None:
        headers = (*headers, ("Retry-After", str(rejection.retry_after)))
    return Document(rejection.status, wire.error(rejection), headers)


def _check_sender(headers: Mapping[str, str]) -> None:
    """Web pages have no business here, neither directly nor under a name that points to this machine."""
    host = headers.get("host", "").lower()
    name = host.partition("]")[0] + "]" if host.startswith("[") else host.partition(":")[0]
    if name not in _OWN_HOSTS:
        raise _Refused(403, "This server only answers requests to 127.0.0.1 or localhost.", "forbidden_host")
    if "origin" in headers:
        raise _Refused(403, "This server does not answer web pages.", "forbidden_origin")


def _body(request: Request) -> wire.Json:
    if request.body is None:
        raise _Refused(413, "The request is larger than 32 MB.", "request_too_large")
    try:
        body = json.loads(request.body)
    except (ValueError, RecursionError):
        raise _Refused(400, "The body of the request is not valid JSON.", "invalid_json") from None
    if not isinstance(body, dict):
        raise _Refused(400, "The body of the request is not a JSON object.", "invalid_json")
    return body


def _messages(value: Any) -> list[Said]:
    if not isinstance(value, list) or not value or not all(isinstance(item, dict) for item in value):
        raise _Refused(400, "'messages' must be a list of at least one message.", param="messages")
    said = []
    for index, item in enumerate(value):
        role, text = item.get("role"), _text(item.get("content"))
        if not isinstance(role, str) or text is None:
            raise _Refused(400, "A message needs a role and a content.", param=f"messages[{index}]")
        said.append(Said(role, text, _pictures(item.get("content"))))
    return said


def _pictures(content: Any) -> int:
    if not isinstance(content, list):
        return 0
    return sum(isinstance(part, dict) and part.get("type") == "image_url" for part in content)


def _inputs(value: Any) -> list[str]:
    """One text for each result: strings stand for themselves, the parts of a list belong together."""
    if isinstance(value, list) and value and all(isinstance(item, str) for item in value):
        return value
    text = _text(value) if value else None
    if text is None:
        raise _Refused(400, "'input' must be a text, or a list of texts or parts.", param="input")
    return [text]


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

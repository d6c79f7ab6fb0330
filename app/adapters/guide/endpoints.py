"""The addresses that the Guide's server knows, and who may ask."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from app.adapters.guide.answers import Guide
from app.adapters.guide.chat_wire import ChatAnswer
from app.adapters.guide.event_stream import Json
from app.adapters.guide.moderation import moderation
from app.adapters.guide.replies import Document, Pending, Refused, Reply, Stream, rejected
from app.adapters.guide.request_body import chat_messages, json_object, moderation_inputs
from app.adapters.guide.responses import Responses
from app.adapters.guide.script import Rejection, tokens
from app.domain.provider import GUIDE

_OWN_HOSTS = ("127.0.0.1", "localhost", "[::1]")
_MODEL = {"id": GUIDE, "object": "model", "created": 1_760_000_000, "owned_by": "rivulet"}


@dataclass(frozen=True, slots=True)
class Request:
    method: str
    path: str
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes | None
    """None if it is larger than BODY_CAP."""


@dataclass(frozen=True, slots=True)
class Endpoints:
    guide: Guide
    responses: Responses

    def reply(self, request: Request) -> Reply:
        """Never fails: what is wrong with a request becomes an error in OpenAI's form."""
        try:
            _check_sender(request.headers)
            return self._dispatch(request)
        except Refused as refused:
            return rejected(refused.rejection, refused.headers)

    def _dispatch(self, request: Request) -> Reply:
        path, _, query = request.path.partition("?")
        methods = self._methods(path, query, request.body)
        if not methods:
            raise Refused(404, f"Unknown request URL: {request.method} {path}.", "unknown_url")
        if request.method not in methods:
            refused = Refused(405, f"Not allowed to {request.method} on {path}.", "method_not_allowed")
            refused.headers = (("Allow", ", ".join(methods)),)
            raise refused
        return methods[request.method]()

    def _methods(self, path: str, query: str, body: bytes | None) -> dict[str, Callable[[], Reply]]:
        """What can be done at this address."""
        responses = self.responses
        match path.split("/")[1:]:
            case ["v1", "models"]:
                return {"GET": lambda: Document(200, {"object": "list", "data": [_MODEL]})}
            case ["v1", "models", name]:
                return {"GET": lambda: _model(name)}
            case ["v1", "chat", "completions"]:
                return {"POST": lambda: self._chat(json_object(body))}
            case ["v1", "moderations"]:
                return {"POST": lambda: _moderation(json_object(body))}
            case ["v1", "responses"]:
                return {"POST": lambda: responses.create(json_object(body))}
            case ["v1", "responses", name]:
                return {
                    "GET": lambda: responses.retrieve(name, query),
                    "DELETE": lambda: responses.delete(name),
                }
            case ["v1", "responses", name, "cancel"]:
                return {"POST": lambda: responses.cancel(name)}
        return {}

    def _chat(self, body: Json) -> Reply:
        messages = chat_messages(body.get("messages"))
        reply = self.guide.reply(messages)
        if isinstance(reply, Rejection):
            return rejected(reply)
        options = body.get("stream_options")
        include_usage = isinstance(options, dict) and options.get("include_usage") is True
        prompt_tokens = sum(len(tokens(message.text)) for message in messages)
        answer = ChatAnswer.begin(reply, prompt_tokens, include_usage=include_usage)
        return Stream(answer.events()) if body.get("stream") is True else Pending(_whole(answer))


async def _whole(answer: ChatAnswer) -> Document:
    body = await answer.whole()
    return rejected(body) if isinstance(body, Rejection) else Document(200, body)


def _model(name: str) -> Document:
    if name != GUIDE:
        raise Refused(404, f"The model '{name}' does not exist.", "model_not_found", "model")
    return Document(200, _MODEL)


def _moderation(body: Json) -> Document:
    return Document(200, moderation(moderation_inputs(body.get("input"))))


def _check_sender(headers: Mapping[str, str]) -> None:
    """Web pages have no business here, neither directly nor under a name that points to this machine."""
    host = headers.get("host", "").lower()
    name = host.partition("]")[0] + "]" if host.startswith("[") else host.partition(":")[0]
    if name not in _OWN_HOSTS:
        raise Refused(403, "This server only answers requests to 127.0.0.1 or localhost.", "forbidden_host")
    if "origin" in headers:
        raise Refused(403, "This server does not answer web pages.", "forbidden_origin")

"""What a server says went wrong, found in whatever shape it says it."""

import html
import json
import re
from dataclasses import dataclass

from app.domain.ending import EndState

_SHOWN_CHARACTERS = 500
_READ_CHARACTERS = 100_000

_INVISIBLE_HTML = re.compile(r"<(script|style|head)\b.*?(</\1\s*>|$)", re.IGNORECASE | re.DOTALL)
_HTML_TITLE = re.compile(r"<title[^>]*>(.*?)</title", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"<[a-zA-Z/!][^>]*>")

_STATUS = re.compile(r"[45][0-9][0-9]")
_TOO_LONG = re.compile(
    r"maximum context length|context[ _]window|context[ _]length|context size|"
    r"too many (input )?tokens|prompt is too long|input is too long",
    re.IGNORECASE,
)
_WORDS = {
    EndState.QUOTA: "insufficient_quota billing_hard_limit_reached billing_not_active insufficient_balance",
    EndState.UNAUTHORIZED: "invalid_api_key authentication_error permission_error",
    EndState.RATE_LIMITED: "rate_limit_exceeded rate_limit_error too_many_requests rate_limited",
    EndState.FILTERED: "content_filter content_policy_violation",
    EndState.TOO_LONG: "context_length_exceeded",
}
_KINDS = {word: kind for kind, words in _WORDS.items() for word in words.split()}


@dataclass(frozen=True, slots=True)
class ServerError:
    """An error in the server's own words; any field may be empty. Not yet redacted."""

    message: str = ""
    code: str = ""
    type: str = ""


def read_error(body: object) -> ServerError:
    """Finds the error in a parsed body, or in its text (JSON, event stream, HTML, plain)."""
    try:
        return _found(body)
    except RecursionError:
        return ServerError()


def kind_of(status: int | None, error: ServerError) -> EndState:
    """The end state that an error stands for; `status` is None for errors inside a stream."""
    if status is None and _STATUS.fullmatch(error.code):
        status = int(error.code)
    for word in (error.code, error.type):
        if word in _KINDS:
            return _KINDS[word]
    match status:
        case 401 | 403:
            return EndState.UNAUTHORIZED
        case 402:
            return EndState.QUOTA
        case 429:
            return EndState.RATE_LIMITED
    if (status is None or status in (400, 413, 422)) and _TOO_LONG.search(error.message):
        return EndState.TOO_LONG
    if status is not None and status < 500:
        return EndState.REJECTED
    return EndState.PROVIDER_ERROR


def excerpt(text: str) -> str:
    """One short plain paragraph of `text`."""
    text = " ".join(text.split())
    return text if len(text) <= _SHOWN_CHARACTERS else text[: _SHOWN_CHARACTERS - 1] + "…"


def _found(body: object) -> ServerError:
    match body:
        case bytes():
            return _found(body.decode(errors="replace"))
        case str():
            return _error_in_text(body[:_READ_CHARACTERS])
        case [first, *_]:
            return _found(first)
        case {"error": {} as error}:
            return _error_in_object(error)
        case {"error": str(message), **rest} if message:
            return ServerError(message, _word(rest.get("code")), _word(rest.get("type")))
        case dict():
            return _error_in_object(body)
        case _:
            return ServerError()


def _error_in_object(error: dict[object, object]) -> ServerError:
    code, kind = _word(error.get("code")), _word(error.get("type"))
    for name in ("message", "detail", "error_message", "msg", "title", "error", "errors", "reason"):
        if message := _text_of(error.get(name)):
            # Routers put what the provider behind them said into the metadata.
            match error.get("metadata"):
                case {"raw": str(raw)} if raw and raw not in message:
                    message = f"{message}: {raw}"
            return ServerError(message, code, kind)
    return ServerError("", code, kind)


def _text_of(value: object) -> str:
    match value:
        case str():
            return value.strip()
        case list():
            return "; ".join(filter(None, map(_text_of, value)))
        case dict():
            return _found(value).message
        case _:
            return ""


def _error_in_text(text: str) -> ServerError:
    text = text.strip()
    if text[:1] in ("{", "["):
        try:
            return _found(json.loads(text))
        except ValueError:
            return ServerError(text)
    for line in text.splitlines():
        if line.startswith("data:") and line[5:].strip()[:1] in ("{", "["):
            return _error_in_text(line[5:])
    if _TAG.search(text):
        return ServerError(_visible(text))
    return ServerError(text)


def _visible(page: str) -> str:
    """The words that a browser would show of a page, or its title."""
    title = _HTML_TITLE.search(page)
    words = _TAG.sub(" ", _INVISIBLE_HTML.sub(" ", page)).strip()
    return html.unescape(words or (title.group(1) if title else ""))


def _word(value: object) -> str:
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""

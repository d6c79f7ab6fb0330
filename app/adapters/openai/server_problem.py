"""A server's error as a Problem: the sentences that the user reads."""

from app.adapters.openai.error_body import ServerError, excerpt, kind_of, read_error
from app.domain.ending import EndState
from app.domain.problem import Problem
from app.domain.redaction import redact

_SENTENCES = {
    EndState.UNAUTHORIZED: ("The server did not accept the key.", "Check the key in the settings."),
    EndState.QUOTA: (
        "The account has no credit left.",
        "Add credit with the provider, or choose another provider.",
    ),
    EndState.RATE_LIMITED: ("The provider asks us to slow down.", "Wait a moment, then try again."),
    EndState.TOO_LONG: (
        "The conversation is too long for this model.",
        "Shorten it, start a new one, or choose another model.",
    ),
    EndState.FILTERED: (
        "The provider’s content filter blocked the request.",
        "Try to say it in other words.",
    ),
    EndState.REJECTED: ("The server rejected the request.", ""),
    EndState.PROVIDER_ERROR: ("The provider has a problem.", "Try again in a moment."),
}
_NOT_FOUND = (
    "The server does not know this model or this address.",
    "Check the model’s name, and the base URL: most end in /v1.",
)
_FORBIDDEN = (
    "The server does not allow this with the given API key.",
    "Check what the key may be used for, or choose another model.",
)
_KEY_MISSING = ("The server asks for an API key.", "Add a key in the settings.")
_OVERLOADED = ("The provider is overloaded.", "Try again in a moment.")


def server_problem(
    kind: EndState,
    error: ServerError,
    key: str,
    *,
    status: int | None = None,
    retry_after: float | None = None,
    request_id: str = "",
) -> Problem:
    """The Problem of an error that a server reported, without `key` in any of its fields.

    Args:
        status: of the HTTP answer; None for an error inside a stream.
    """
    match kind, status:
        case EndState.UNAUTHORIZED, _ if not key:
            title, remedy = _KEY_MISSING
        case EndState.UNAUTHORIZED, 403:
            title, remedy = _FORBIDDEN
        case EndState.REJECTED, 404:
            title, remedy = _NOT_FOUND
        case EndState.PROVIDER_ERROR, 503 | 529:
            title, remedy = _OVERLOADED
        case _:
            title, remedy = _SENTENCES[kind]
    said = error.message or error.code or error.type or (f"HTTP status {status}" if status else "")
    return Problem(kind, title, excerpt(redact(said, [key])), remedy, retry_after, request_id)


def stream_problem(said: object, key: str) -> Problem:
    """The Problem of an error that stands in a stream, in whatever shape."""
    error = read_error(said)
    return server_problem(kind_of(None, error), error, key)

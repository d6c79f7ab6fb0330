"""What a server says by the status of its answer."""

from app.domain.ending import EndState
from tests.faults.fault import KEY, Fault, replied

RETRIED = "retry cancel"


def error(message: str, **more: str) -> dict[str, dict[str, str]]:
    return {"error": {"message": message, **more}}


ROWS = (
    Fault(
        "400",
        replied(400, error("bad temperature")),
        EndState.REJECTED,
        "The server rejected the request.",
        "edit retry",
        details="bad temperature",
    ),
    Fault(
        "400 context_length_exceeded",
        replied(400, error("too long", code="context_length_exceeded")),
        EndState.TOO_LONG,
        "too long for this model",
        "shorten retry",
    ),
    Fault(
        "400 content_filter",
        replied(400, error("no", code="content_filter")),
        EndState.FILTERED,
        "content filter blocked",
        "edit retry",
    ),
    Fault(
        "401",
        replied(401, error("wrong key")),
        EndState.UNAUTHORIZED,
        "did not accept the key",
        "open_settings retry",
    ),
    Fault(
        "401 without a key",
        replied(401, error("no key")),
        EndState.UNAUTHORIZED,
        "asks for an API key. Add a key in the settings.",
        "open_settings retry",
        key="",
    ),
    Fault(
        "402",
        replied(402, error("Insufficient credits")),
        EndState.QUOTA,
        "no credit left",
        "open_billing open_settings",
    ),
    Fault(
        "403",
        replied(403, error("Country not supported")),
        EndState.UNAUTHORIZED,
        "does not allow this",
        "open_settings retry",
        details="Country not supported",
    ),
    Fault(
        "404",
        replied(404, error("The model `m` does not exist")),
        EndState.REJECTED,
        "Check the model’s name, and the base URL",
        "edit retry",
    ),
    Fault("404 without a body", replied(404), EndState.REJECTED, "Check the model’s name", "edit retry"),
    Fault("408", replied(408, error("timed out")), EndState.REJECTED, "rejected", "edit retry"),
    Fault("409", replied(409, error("conflict")), EndState.REJECTED, "rejected", "edit retry"),
    Fault(
        "413", replied(413, "<h1>Request Entity Too Large</h1>"), EndState.REJECTED, "rejected", "edit retry"
    ),
    Fault(
        "413 by tokens",
        replied(413, error("Too many tokens in the prompt")),
        EndState.TOO_LONG,
        "too long",
        "shorten retry",
    ),
    Fault("418", replied(418, error("short and stout")), EndState.REJECTED, "rejected", "edit retry"),
    Fault(
        "422 in the words of FastAPI",
        replied(422, {"detail": [{"msg": "field required"}]}),
        EndState.REJECTED,
        "rejected",
        "edit retry",
        details="field required",
    ),
    Fault(
        "429",
        replied(429, error("slow down"), {"Retry-After": "60"}),
        EndState.RATE_LIMITED,
        "asks us to slow down. Trying again in 60 s (try 2 of 3).",
        RETRIED,
        waits=True,
    ),
    Fault(
        "429 that asks for longer than we wait by ourselves",
        replied(429, error("slow down"), {"Retry-After": "121"}),
        EndState.RATE_LIMITED,
        "It asked for 3 min.",
        "retry",
    ),
    Fault(
        "429 insufficient_quota",
        replied(429, error("pay", type="insufficient_quota"), {"Retry-After": "1"}),
        EndState.QUOTA,
        "no credit left",
        "open_billing open_settings",
    ),
    *(
        Fault(
            f"{status}",
            replied(status, error("oops")),
            EndState.PROVIDER_ERROR,
            "(try 2 of 3)",
            RETRIED,
            waits=True,
            details="oops",
        )
        for status in (500, 501, 502, 503, 504, 529)
    ),
    Fault(
        "502 with a page",
        replied(502, "<html><title>502</title><h1>Bad Gateway</h1></html>"),
        EndState.PROVIDER_ERROR,
        "has a problem",
        RETRIED,
        waits=True,
        details="Bad Gateway",
    ),
    Fault(
        "500 with a stream in its body",
        replied(500, 'data: {"error":{"message":"in a stream"}}\n\ndata: [DONE]\n\n'),
        EndState.PROVIDER_ERROR,
        "has a problem",
        RETRIED,
        waits=True,
        details="in a stream",
    ),
    Fault(
        "500 with no words at all",
        replied(500),
        EndState.PROVIDER_ERROR,
        "has a problem",
        RETRIED,
        waits=True,
        details="HTTP status 500",
    ),
    Fault(
        "an echo of the key",
        replied(400, error(f"Wrong {KEY}; you sent Bearer {KEY}", code=KEY), {"x-request-id": KEY}),
        EndState.REJECTED,
        "rejected",
        "edit retry",
        details="[key removed]",
    ),
    Fault(
        "an echo of the key in a page",
        replied(400, f"<html><p>You sent {KEY}.</p></html>"),
        EndState.REJECTED,
        "rejected",
        "edit retry",
        details="You sent [key removed].",
    ),
    Fault(
        "markup in an error",
        replied(400, error("<b>no</b> <img src='file:///etc/passwd'>")),
        EndState.REJECTED,
        "rejected",
        "edit retry",
    ),
    Fault(
        "a very long error", replied(400, error("no " * 10_000)), EndState.REJECTED, "rejected", "edit retry"
    ),
    Fault(
        "a redirect without a target",
        replied(307),
        EndState.REJECTED,
        "wants to send us elsewhere",
        "edit retry",
    ),
    Fault("304", replied(304), EndState.REJECTED, "wants to send us elsewhere", "edit retry"),
    Fault("204", replied(204), EndState.DISCONNECTED, "broke", "retry"),
)

"""Errors in the shapes in which servers send them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.adapters.openai.error_body import ServerError, excerpt, kind_of, read_error
from app.adapters.openai.waiting_time import waiting_time


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"error": {"message": "No.", "code": "x"}}, "No."),
        ({"error": "No."}, "No."),
        ([{"error": {"message": "No.", "status": "INVALID"}}], "No."),
        ({"detail": [{"loc": ["body"], "msg": "field required"}, {"msg": "too"}]}, "field required; too"),
        ({"detail": "Not Found"}, "Not Found"),
        ({"message": "No."}, "No."),
        ({"object": "error", "message": "No.", "code": 404}, "No."),
        ({"errors": [{"message": "a"}, {"message": "b"}]}, "a; b"),
        ({"error": {"message": {"detail": "No."}}}, "No."),
        ({"error": {"message": "Failed", "metadata": {"raw": "busy"}}}, "Failed: busy"),
        ("plain words", "plain words"),
        (b"plain words \xff", "plain words \ufffd"),
        ('{"error":{"message":"No."}}', "No."),
        ('data: {"error":{"message":"No."}}\n\ndata: [DONE]\n\n', "No."),
        ("{broken", "{broken"),
        (
            "<html><head><title>502</title></head><body><h1>Bad&nbsp;Gateway</h1></body></html>",
            "Bad\xa0Gateway",
        ),
        ("<html><head><title>Just a moment</title><script>evil()</script></head></html>", "Just a moment"),
        ("a < b and c > d", "a < b and c > d"),
        (None, ""),
        ([], ""),
        ({}, ""),
        (7, ""),
    ],
)
def test_the_message_is_found(body: object, message: str) -> None:
    assert read_error(body).message == message


def test_a_body_nested_beyond_reason_is_no_crash() -> None:
    body: object = "deep"
    for _ in range(5000):
        body = {"error": {"message": body}}
    assert read_error(body) == ServerError()
    assert kind_of(500, read_error("[" * 50_000)) == "provider_error"


@pytest.mark.parametrize(
    ("status", "error", "kind"),
    [
        (401, ServerError(), "unauthorized"),
        (403, ServerError("Country not supported"), "unauthorized"),
        (402, ServerError(), "quota"),
        (429, ServerError("slow", "rate_limit_exceeded"), "rate_limited"),
        (429, ServerError("", "insufficient_quota"), "quota"),
        (429, ServerError("", "", "insufficient_quota"), "quota"),
        (400, ServerError("", "context_length_exceeded"), "too_long"),
        (400, ServerError("This model's maximum context length is 8192 tokens."), "too_long"),
        (413, ServerError("too many tokens"), "too_long"),
        (400, ServerError("", "content_filter"), "filtered"),
        (400, ServerError("bad temperature"), "rejected"),
        (404, ServerError(), "rejected"),
        (409, ServerError(), "rejected"),
        (422, ServerError(), "rejected"),
        (500, ServerError("the context window crashed"), "provider_error"),
        (529, ServerError(), "provider_error"),
        (None, ServerError("boom"), "provider_error"),
        (None, ServerError("slow", "429"), "rate_limited"),
        (None, ServerError("no", "401"), "unauthorized"),
        (None, ServerError("odd", "7"), "provider_error"),
        (None, ServerError("odd", "9" * 5000), "provider_error"),
        (None, ServerError("prompt is too long: 300000 tokens"), "too_long"),
        (None, ServerError("", "rate_limit_exceeded"), "rate_limited"),
    ],
)
def test_an_error_is_of_a_kind(status: int | None, error: ServerError, kind: str) -> None:
    assert kind_of(status, error) == kind


@given(st.text(max_size=2000))
def test_an_excerpt_is_one_short_line(text: str) -> None:
    line = excerpt(text)
    assert len(line) <= 500
    assert len(line.splitlines()) <= 1


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "7"}, 7.0),
        ({"retry-after": "0.5"}, 0.5),
        ({"retry-after": "-3"}, 0.0),
        ({"retry-after": "1e99"}, 86400.0),
        ({"retry-after": "inf"}, 86400.0),
        ({"retry-after": "nan"}, None),
        ({"retry-after": "soon"}, None),
        ({"retry-after-ms": "1500", "retry-after": "9"}, 1.5),
        ({"retry-after": "Wed, 21 Oct 2026 07:28:30 GMT", "date": "Wed, 21 Oct 2026 07:28:00 GMT"}, 30.0),
        ({"retry-after": "Wed, 21 Oct 2026 07:28:00 GMT", "date": "Wed, 21 Oct 2026 07:29:00 GMT"}, 0.0),
        ({"retry-after": "Wed, 99 Oct 99999 07:28:00 GMT"}, None),
        ({"x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": "1m30.5s"}, 90.5),
        ({"x-ratelimit-remaining-tokens": "0", "x-ratelimit-reset-tokens": "120ms"}, 0.12),
        ({"x-ratelimit-remaining-tokens": "5", "x-ratelimit-reset-tokens": "120ms"}, None),
        ({"x-ratelimit-remaining-tokens": "0", "x-ratelimit-reset-tokens": "later"}, 0.0),
    ],
)
def test_the_time_to_wait_is_read_from_the_headers(headers: dict[str, str], seconds: float | None) -> None:
    assert waiting_time(headers) == (None if seconds is None else pytest.approx(seconds))

"""What can be connected to, and what it costs to be able to."""

import subprocess
import sys

import pytest

from app.adapters.openai.connector import OpenAIConnector, usable_base_url, usable_key
from app.domain.problem import TurnError
from app.domain.provider import Provider


def test_the_connector_is_light_to_import() -> None:
    program = (
        "import sys; import app.adapters.openai.connector, app.adapters.openai.connection_check; "
        "print([m for m in ('openai', 'httpx2', 'pydantic', 'jiter') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("https://api.openai.com/v1", "https://api.openai.com/v1"),
        (" http://localhost:11434/v1/ \n", "http://localhost:11434/v1"),
        ("https://[::1]:8080", "https://[::1]:8080"),
        ("https://api.openai.com/v1/chat/completions", "https://api.openai.com/v1"),
        ("HTTPS://Example.org/v1", "HTTPS://Example.org/v1"),
    ],
)
def test_a_base_url_is_tidied(text: str, url: str) -> None:
    assert usable_base_url(text) == url


@pytest.mark.parametrize(
    "text",
    [
        "",
        "notaurl",
        "localhost:11434/v1",
        "ftp://example.org",
        "file:///etc/passwd",
        "https://",
        "https://:80/v1",
        "http://[::1/",
        "http://example.org:99999/",
        "http://exam ple.org/",
        "http://exa\nmple.org/",
        "http://example.org\\@evil.example/",
        "https://user:secret@example.org/v1",
    ],
)
async def test_a_base_url_that_cannot_be_one_says_so(text: str) -> None:
    with pytest.raises(TurnError) as caught:
        await OpenAIConnector().connect(Provider("p", text, "m"), "")
    assert caught.value.problem.kind == "rejected"
    assert caught.value.problem.title.startswith("The base URL")
    assert "secret" not in str(caught.value.problem)


@pytest.mark.parametrize("text", ["", "sk-abc", " sk-abc\n", "!~", "\t"])
def test_a_key_is_tidied(text: str) -> None:
    assert usable_key(text) == text.strip()


@pytest.mark.parametrize("text", ["sk-a bc", "sk-a\nbc", "schlüssel", "sk-\x00", "“sk-abc”"])
async def test_a_key_that_no_header_can_hold_says_so(text: str) -> None:
    with pytest.raises(TurnError) as caught:
        await OpenAIConnector().connect(Provider("p", "http://localhost:1/v1", "m"), text)
    assert caught.value.problem.kind == "unauthorized"
    assert text not in str(caught.value.problem)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ALL_PROXY", "gopher://proxy.example:1"),
        ("HTTPS_PROXY", "http://[::1"),
        ("SSL_CERT_FILE", "/nonexistent/certificates.pem"),
    ],
)
async def test_settings_of_the_computer_that_cannot_be_used_are_said_so(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(TurnError) as caught:
        await OpenAIConnector().connect(Provider("p", "https://example.org/v1", "m"), "sk-canary-0123456789")
    assert caught.value.problem.kind == "offline"
    assert caught.value.problem.detail

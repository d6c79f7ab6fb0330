"""What connects the program with a server, as it is shown and entered, and what can be wrong with it."""

from PySide6.QtCore import QUrl

_HIDDEN = "••••••"


PRESETS = {
    "OpenAI": "https://api.openai.com/v1",
    "OpenRouter": "https://openrouter.ai/api/v1",
    "Ollama on this computer": "http://localhost:11434/v1",
    "LM Studio on this computer": "http://localhost:1234/v1",
}


def base_url_fault(text: str) -> str:
    """What is wrong with a base URL, in one sentence; "" if nothing is."""
    if not text:
        return "Enter the address of the server."
    url = QUrl(text, QUrl.ParsingMode.StrictMode)
    if not text.lower().startswith(("https://", "http://")):
        return "The address begins with https:// or http://."
    if not url.isValid() or not url.host() or any(sign.isspace() for sign in text):
        return "The address needs the name of a server, like https://api.example.com/v1."
    if url.userInfo():
        return "The address is without a user name or password. Use the key instead."
    return ""


def key_fault(text: str) -> str:
    """What is wrong with a key, in one sentence; "" if nothing is."""
    if any(sign.isspace() for sign in text):
        return "A key has no spaces or line breaks inside."
    if not text.isascii() or not text.isprintable():
        return "A key has only plain letters, digits and signs. Copy it once more."
    return ""


def travels_unprotected(base_url: str) -> bool:
    """Whether a key for this server could be read on its way."""
    url = QUrl(base_url)
    host = url.host().lower()
    is_loopback = host in ("localhost", "::1") or host.startswith("127.") or host.endswith(".localhost")
    return url.scheme() == "http" and bool(host) and not is_loopback


def preset_of(base_url: str) -> str:
    """The preset with this base URL; "" if there is none."""
    wanted = base_url.rstrip("/").lower()
    return next((name for name, url in PRESETS.items() if url == wanted), "")


def shown_proxy(url: str) -> str:
    """A proxy's address as it is shown: its password is not put on the screen."""
    head, at, place = url.rpartition("@")
    name, colon, _ = head.removeprefix(scheme := head[: head.find("://") + 3]).partition(":")
    return f"{scheme}{name}:{_HIDDEN}@{place}" if at and colon else url


def entered_proxy(text: str, known: str) -> str:
    """What `text` means, where `known` is the address that was shown."""
    text = text.strip()
    if f":{_HIDDEN}@" not in text:
        return text
    head, _, _ = known.rpartition("@")
    password = head[head.find("://") + 3 :].partition(":")[2]
    return text.replace(_HIDDEN, password)

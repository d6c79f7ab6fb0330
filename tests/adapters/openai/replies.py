"""What a server of the Responses API says."""

from collections.abc import Sequence
from typing import Any

from tests.wire.server import sse

ID = "resp_1"
TEXTS = ("One ", "two ", "three.")


def event(number: int, kind: str, **fields: Any) -> bytes:
    return sse({"type": f"response.{kind}", "sequence_number": number, **fields}, f"response.{kind}")


def response(status: str = "completed", text: str = "".join(TEXTS), **fields: Any) -> dict[str, Any]:
    message = {"type": "message", "content": [{"type": "output_text", "text": text}]}
    usage = {"input_tokens": 3, "output_tokens": 4}
    output = [message] if text else []
    return {"id": ID, "object": "response", "status": status, "output": output, "usage": usage, **fields}


def events(texts: Sequence[str] = TEXTS) -> list[bytes]:
    """An answer; the numbers of its texts begin with 1."""
    deltas = [
        event(number, "output_text.delta", output_index=0, content_index=0, delta=text)
        for number, text in enumerate(texts, 1)
    ]
    created = event(0, "created", response={"id": ID, "status": "in_progress", "output": []})
    return [created, *deltas, event(len(deltas) + 1, "completed", response=response(text="".join(texts)))]

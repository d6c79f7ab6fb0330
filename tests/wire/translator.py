"""A server that translates: each word becomes itself in capitals, with the language behind the sentence."""

import asyncio
import re
from collections.abc import Callable, Iterable

from app.domain.translation import asks_for_language, numbered
from tests.wire.server import DONE, WireServer, _head, chat_chunk, sse

Answering = Callable[[list[tuple[int, str]]], Iterable[str]]
"""Takes the sentences with their numbers, gives the pieces of the answer."""


def translated(sentence: str, target: str = "German") -> str:
    return f"{sentence.upper()}·{target}"


class TranslatorServer(WireServer):
    """Answers every request by itself; counts those that run, and those that came."""

    def __init__(self, *, delay: float = 0.0, language: str = "French") -> None:
        super().__init__()
        self.delay = delay
        """Seconds before each piece of the answer."""
        self.language = language
        self.running = 0
        self.most_running = 0
        self.completed = 0
        self.answering: list[Answering] = []
        """How the next requests are answered; then each is answered as it should be."""
        self.refusals: list[bytes] = []
        """Whole replies to the next requests, before those."""

    @property
    def asked(self) -> list[list[str]]:
        """The sentences of each request."""
        prompts = (request.json["messages"][-1]["content"] for request in self.requests)
        return [[sentence for _, sentence in numbered(prompt)] for prompt in prompts]

    def refuse(self, status: int, message: str, headers: dict[str, str] | None = None) -> None:
        body = f'{{"error": {{"message": "{message}"}}}}'.encode()
        head = {"Content-Type": "application/json", "Content-Length": str(len(body)), **(headers or {})}
        self.refusals.append(_head(status, head) + body)

    def _pieces(self, body: dict) -> Iterable[str]:
        system, prompt = (message["content"] for message in body["messages"])
        sentences = numbered(prompt)
        if self.answering:
            return self.answering.pop(0)(sentences)
        target = re.search(r"into (.+?)\.\n", system)
        assert target
        lines = [f"<{number}>{translated(text, target[1])}</{number}>\n" for number, text in sentences]
        return [f"<0>{self.language}</0>\n"] * asks_for_language(system) + lines

    async def _play(self, writer: asyncio.StreamWriter, watch: "asyncio.Future[bytes]") -> bool:
        if self.refusals:
            writer.write(self.refusals.pop(0))
            return True
        # A connection that was closed before this request was made is seen to be closed by then.
        await asyncio.wait([watch], timeout=0.001)
        if watch.done():
            return False
        self.running += 1
        self.most_running = max(self.most_running, self.running)
        try:
            head = {"Content-Type": "text/event-stream", "Transfer-Encoding": "chunked"}
            writer.write(_head(200, head))
            for piece in self._pieces(self.requests[-1].json):
                if self.delay:
                    await asyncio.wait([watch], timeout=self.delay)
                if watch.done():
                    return False
                event = sse(chat_chunk(piece))
                writer.write(b"%x\r\n%s\r\n" % (len(event), event))
                await writer.drain()
        finally:
            self.running -= 1
        end = sse(chat_chunk(finish="stop")) + DONE
        writer.write(b"%x\r\n%s\r\n0\r\n\r\n" % (len(end), end))
        self.completed += 1
        await writer.drain()
        return True

"""The Responses API: answers that are made, kept, taken up again, cancelled and deleted."""

import contextlib
from collections.abc import AsyncGenerator, Sequence
from urllib.parse import parse_qs

from app.adapters.guide.answers import Guide, Said
from app.adapters.guide.background import BackgroundAnswer
from app.adapters.guide.event_stream import Json, play
from app.adapters.guide.kept_answers import KeptAnswer, KeptAnswers
from app.adapters.guide.replies import Document, Pending, Refused, Reply, Stream, rejected
from app.adapters.guide.request_body import response_input, switch, word
from app.adapters.guide.responses_wire import Asked, ResponseWriter, Status
from app.adapters.guide.script import Rejection, Script, tokens

STREAM_WINDOW = 300.0
_UNCANCELLABLE = {
    Status.COMPLETED: "Cannot cancel a completed response.",
    Status.FAILED: "Cannot cancel a failed response.",
    Status.INCOMPLETE: "Cannot cancel a response in terminal state.",
}


class Responses:
    """All methods raise Refused, in OpenAI's words."""

    def __init__(self, guide: Guide, stream_window: float = STREAM_WINDOW) -> None:
        """`stream_window`: seconds after which an answer in the background is no longer streamed anew."""
        self._guide = guide
        self._kept = KeptAnswers()
        self._stream_window = stream_window

    def create(self, body: Json) -> Reply:
        streamed, store = switch(body, "stream"), switch(body, "store", default=True)
        background = switch(body, "background")
        if background and not store:
            raise Refused(400, "Background mode requires store to be true.", param="background")
        previous = word(body, "previous_response_id") or None
        before = self._before(previous)
        messages = [*before, *response_input(body.get("input"))]
        script = self._guide.reply(messages)
        if isinstance(script, Rejection):
            return rejected(script)
        instructions = word(body, "instructions")
        cached = _count(before)
        total = _count(messages) + len(tokens(instructions or ""))
        writer = ResponseWriter(Asked(total, cached, instructions, previous, store, background))
        if background:
            made = BackgroundAnswer(writer, script)
            self._kept.keep(writer, messages, made, streamed=streamed)
            return Stream(made.listen()) if streamed else Document(200, writer.response())
        events = self._foreground(writer, script, messages, streamed=streamed)
        return Stream(events) if streamed else Pending(_whole(writer, events))

    def retrieve(self, name: str, query: str) -> Reply:
        """The answer so far, or, with `stream=true`, its events after `starting_after` and those to come."""
        kept = self._find(name)
        asked = parse_qs(query)
        if asked.get("stream", ["false"])[-1].lower() != "true":
            return Document(200, kept.writer.response())
        after = asked.get("starting_after", ["-1"])[-1]
        if not after.removeprefix("-").isdecimal() or len(after) > 9:
            raise Refused(400, "'starting_after' must be a whole number.", param="starting_after")
        return Stream(self._streamable(kept).listen(int(after)))

    def cancel(self, name: str) -> Document:
        kept = self._find(name)
        if kept.background is None:
            raise Refused(400, "Cannot cancel a synchronous response.")
        if said := _UNCANCELLABLE.get(kept.writer.status):
            raise Refused(400, said, param="response_id")
        if kept.writer.running:
            kept.background.cancel()
        return Document(200, kept.writer.response())

    def delete(self, name: str) -> Document:
        if self._find(name).writer.running:
            raise Refused(400, "Cannot delete an in-flight response.", param="response_id")
        self._kept.forget(name)
        return Document(200, {"id": name, "object": "response.deleted", "deleted": True})

    def _before(self, previous: str | None) -> Sequence[Said]:
        if previous is None:
            return ()
        kept = self._kept.get(previous)
        if kept is None:
            raise Refused(
                400,
                f"Previous response with id '{previous}' not found.",
                "previous_response_not_found",
                "previous_response_id",
            )
        return kept.conversation

    def _find(self, name: str) -> KeptAnswer:
        kept = self._kept.get(name)
        if kept is None:
            raise Refused(404, f"Response with id '{name}' not found.")
        return kept

    def _streamable(self, kept: KeptAnswer) -> BackgroundAnswer:
        lacking = "background=true" if kept.background is None else "stream=true"
        if kept.background is None or not kept.streamed:
            said = f"This response cannot be streamed because it was not created with {lacking}."
            raise Refused(400, said, param="stream")
        if self._kept.age(kept) > self._stream_window:
            minutes = f"{self._stream_window / 60:g} minutes"
            said = f"Response with id '{kept.writer.id}' can no longer be streamed because it is more than "
            raise Refused(400, f"{said}{minutes} old.", param="stream")
        return kept.background

    async def _foreground(
        self, writer: ResponseWriter, script: Script, messages: Sequence[Said], *, streamed: bool
    ) -> AsyncGenerator[bytes, None]:
        """Lives with its connection: what its client does not wait for is neither finished nor kept."""
        yield b"".join(writer.opening())
        async with contextlib.aclosing(play(script.steps, hurried=not streamed)) as batches:
            async for batch in batches:
                told = b"".join([event for step in batch for event in writer.told(step)])
                # Kept before the client hears that it is finished, and may name it in its next request.
                if writer.asked.store and not writer.running:
                    self._kept.keep(writer, messages, streamed=streamed)
                yield told


async def _whole(writer: ResponseWriter, events: AsyncGenerator[bytes, None]) -> Document:
    async with contextlib.aclosing(events):
        async for _ in events:
            pass
    return Document(200, writer.response())


def _count(messages: Sequence[Said]) -> int:
    return sum(len(tokens(message.text)) for message in messages)

"""Chat Completions on the wire: the stream of an answer."""

from typing import Any

from app.adapters.openai.answer_text import PART_CHARACTERS, plain
from app.adapters.openai.choice import finish_reason, thoughts
from app.adapters.openai.server_problem import stream_problem
from app.adapters.openai.think_tags import ThinkTags
from app.adapters.openai.tool_calls import ToolCalls
from app.adapters.openai.usage import usage_in
from app.domain.conversation import Usage
from app.domain.stream import (
    Failed,
    Finished,
    ReasoningDelta,
    RefusalDelta,
    Started,
    StreamEvent,
    TextDelta,
    UsageReport,
)


class ChatCompletions:
    """Fulfils Dialect."""

    def __init__(self, key: str = "") -> None:
        """
        Args:
            key: is removed from what the server says of an error.
        """
        self.finished = False
        self.characters = 0
        self.pending = ""
        self._key = key
        self._id = ""
        self._model = ""
        self._named = False
        self._usage: Usage | None = None
        self._tool_calls = ToolCalls()
        self._tags: ThinkTags | None = ThinkTags()

    def take_whole(self, answer: dict[str, Any], events: list[StreamEvent]) -> bool:
        """The same for an answer that came in one piece; False if it is no answer of this API."""
        if not isinstance(answer.get("choices"), list) or answer.get("error"):
            return False
        self.take("", answer, events)
        if not self.finished:
            events.append(Finished("stop"))
        return True

    def close(self, events: list[StreamEvent]) -> None:
        """The stream has ended: adds what was held back."""
        if self._tags is not None:
            events += self._tags.close()

    def take(self, name: str, chunk: dict[str, Any], events: list[StreamEvent]) -> None:
        """Adds to `events` what an event of the stream says."""
        if not self._named:
            self._take_names(chunk, events)
        choices = chunk.get("choices")
        if choices and type(choices) is list:
            for choice in choices:
                if type(choice) is dict and choice.get("index") in (0, None):
                    self._take_choice(choice, events)
        if ("usage" in chunk or "x_groq" in chunk) and not (events and type(events[-1]) is Failed):
            self._take_usage(chunk, events)
            self._take_groq(chunk.get("x_groq"), events)

    def _take_choice(self, choice: dict[str, Any], events: list[StreamEvent]) -> None:
        delta = choice.get("delta")
        if delta is None:
            delta = choice.get("message")
        if type(delta) is dict:
            self._take_delta(delta, events)
        if "usage" in choice:
            self._take_usage(choice, events)
        if choice.get("finish_reason") or "content_filter_results" in choice:
            self._take_reason(choice, events)
        if error := choice.get("error"):
            self._take_error(error, events)

    def _take_delta(self, delta: dict[str, Any], events: list[StreamEvent]) -> None:
        content = delta.get("content")
        reasoning = delta.get("reasoning_content") or delta.get("reasoning")
        if reasoning or type(content) is list or "reasoning_details" in delta:
            for text in thoughts(reasoning, delta, content):
                self.characters += len(text)
                events.append(ReasoningDelta(text))
        if content is not None and content != "" and (text := plain(content)):
            self.characters += len(text)
            if self._tags is None:
                events.append(TextDelta(text))
            else:
                events += self._tags.split(text)
                self._tags = None if self._tags.done else self._tags
        if (refusal := delta.get("refusal")) and (text := plain(refusal)):
            self.characters += len(text)
            events.append(RefusalDelta(text))
        if calls := delta.get("tool_calls") or delta.get("function_call"):
            for call in self._tool_calls.deltas(calls):
                weight = PART_CHARACTERS if call.call_id or call.name else 0
                self.characters += len(call.arguments) + weight
                events.append(call)

    def _take_names(self, chunk: dict[str, Any], events: list[StreamEvent]) -> None:
        # Azure's first chunk has both empty, others never send one of them.
        name, model = chunk.get("id"), chunk.get("model")
        fresh_id = name if isinstance(name, str) and not self._id else ""
        fresh_model = model if isinstance(model, str) and not self._model else ""
        if fresh_id or fresh_model:
            self._id, self._model = self._id or fresh_id, self._model or fresh_model
            self._named = bool(self._id and self._model)
            events.append(Started(fresh_id, fresh_model))

    def _take_usage(self, chunk: dict[str, Any], events: list[StreamEvent]) -> None:
        usage = usage_in(chunk)
        if usage is not None and usage != self._usage:
            self._usage = usage
            events.append(UsageReport(usage))

    def _take_groq(self, groq: object, events: list[StreamEvent]) -> None:
        if isinstance(groq, dict):
            self._take_usage(groq, events)
            if error := groq.get("error"):
                self._take_error(error, events)

    def _take_reason(self, choice: dict[str, Any], events: list[StreamEvent]) -> None:
        reason = finish_reason(choice)
        if reason and not self.finished:
            self.finished = True
            self.close(events)
            events.append(Finished(reason))

    def _take_error(self, error: object, events: list[StreamEvent]) -> None:
        self.close(events)
        events.append(Failed(stream_problem({"error": error}, self._key)))

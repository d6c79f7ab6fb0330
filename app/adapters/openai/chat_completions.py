"""Chat Completions on the wire: the stream of an answer."""

from typing import Any

from app.adapters.openai.answer_text import plain
from app.adapters.openai.tool_calls import ToolCalls
from app.adapters.openai.usage import usage_in
from app.domain.conversation import Usage
from app.domain.stream import (
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

    def __init__(self) -> None:
        self.finished = False
        self.characters = 0
        self.pending = ""
        self._id = ""
        self._model = ""
        self._named = False
        self._usage: Usage | None = None
        self._tool_calls = ToolCalls()

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

    def take(self, name: str, chunk: dict[str, Any], events: list[StreamEvent]) -> None:
        """Adds to `events` what an event of the stream says."""
        if not self._named:
            self._take_names(chunk, events)
        choices = chunk.get("choices")
        if choices and type(choices) is list:
            for choice in choices:
                if type(choice) is dict and choice.get("index") in (0, None):
                    self._take_choice(choice, events)
        if "usage" in chunk or "x_groq" in chunk:
            self._take_usage(chunk, events)

    def _take_choice(self, choice: dict[str, Any], events: list[StreamEvent]) -> None:
        delta = choice.get("delta") or choice.get("message")
        if type(delta) is dict:
            reasoning = delta.get("reasoning_content") or delta.get("reasoning")
            if reasoning and (text := self._text(reasoning)):
                events.append(ReasoningDelta(text))
            content = delta.get("content")
            if content is not None and content != "" and (text := self._text(content)):
                events.append(TextDelta(text))
            if (refusal := delta.get("refusal")) and (text := self._text(refusal)):
                events.append(RefusalDelta(text))
            if calls := delta.get("tool_calls") or delta.get("function_call"):
                events.extend(self._tool_calls.deltas(calls))
        reason = choice.get("finish_reason")
        if reason and type(reason) is str and reason != "null":
            self.finished = True
            events.append(Finished(reason))

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

    def _text(self, content: Any) -> str:
        text = plain(content)
        self.characters += len(text)
        return text

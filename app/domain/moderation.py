"""What the moderation check finds, in words for the user, and the pieces in which a text is checked."""

import re
from collections.abc import Iterable, Sequence

from app.domain.ending import EndState
from app.domain.policy import Policy
from app.domain.problem import Problem

LEAST = 200
"""Characters from which on the end of a sentence ends a batch: shorter ones say too little by themselves."""
MOST = 1_500
"""Characters of a batch in which no sentence ends."""
TEXTS = 16
"""Batches that are checked in one request, at most."""
BYTES = 30_000
"""Of all batches of one request, in UTF-8, at most."""

UNCHECKED = "The moderation check could not be made"
"""Begins each title that tells of a check that failed."""

_NAMES = {
    "harassment": "harassment",
    "harassment/threatening": "threats",
    "hate": "hate",
    "hate/threatening": "hateful threats",
    "illicit": "wrongdoing",
    "illicit/violent": "violent wrongdoing",
    "self-harm": "self-harm",
    "self-harm/intent": "intent of self-harm",
    "self-harm/instructions": "instructions for self-harm",
    "sexual": "sexual content",
    "sexual/minors": "sexual content about minors",
    "violence": "violence",
    "violence/graphic": "graphic violence",
}
_LONGEST_NAME = 60
_UNNAMED = "flagged"
"""Stands for a category that a server does not name."""

_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"'”’»)\]*_]{0,8}\s|\n|[。！？]")
"""Its last character ends the sentence. It looks at nothing behind: what comes later moves no end."""
_LONGEST_END = 10
"""Characters of it, with the mark before."""


def in_words(categories: Iterable[str]) -> str:
    """The categories of the check, such as "harassment/threatening", as one says it: "threats"."""
    order = list(_NAMES)
    known = sorted(set(categories) & _NAMES.keys(), key=order.index)
    unknown = sorted(set(categories) - _NAMES.keys() - {_UNNAMED})
    return ", ".join([*(_NAMES[name] for name in known), *map(_said, unknown)])


def held_back(categories: Iterable[str]) -> Problem:
    """Of a prompt that the check flags."""
    title = _titled("The moderation check held this prompt back", categories)
    return Problem(EndState.MODERATED, title, remedy="It was not sent to the model.")


def ended(categories: Iterable[str]) -> Problem:
    """Of an answer that the check flags while it comes."""
    title = _titled("The moderation check ended this answer", categories)
    return Problem(EndState.MODERATED, title, remedy="What came is kept.")


def announced(policy: Policy) -> str:
    """What the check will be sent, in a sentence; "" if nothing."""
    prompt = "before it, the text of the prompt" if policy.check_prompts else ""
    answer = "while the answer comes, its text" if policy.check_answers else ""
    sent = "; ".join(filter(None, (prompt, answer)))
    return f"The moderation check of the same server is sent: {sent}." if sent else ""


def prompt_unchecked(reason: Problem) -> Problem:
    """Of a prompt that could not be checked, and so is not sent. It is of the reason's own kind."""
    return Problem(
        reason.kind,
        f"{UNCHECKED}, so the prompt was not sent. {reason.title}",
        reason.detail,
        reason.remedy or "You can turn the check off in the settings.",
        reason.retry_after,
        reason.request_id,
    )


def answer_unchecked(reason: Problem) -> Problem:
    """Of an answer that could not be checked to its end."""
    title = f"{UNCHECKED} for all of this answer. {reason.title}"
    return Problem(EndState.MODERATED, title, reason.detail, request_id=reason.request_id)


def is_unchecked(problem: Problem | None) -> bool:
    """Whether it tells of a check that could not be made."""
    return problem is not None and problem.title.startswith(UNCHECKED)


class Batches:
    """Cuts a text that grows behind sentences. The cuts depend on the text alone, not on how it came."""

    def __init__(self) -> None:
        self._rest = ""
        self._seen = 0
        """Up to here, no sentence of the rest ends that would end a batch."""

    def feed(self, text: str) -> list[str]:
        """Adds text; gives the batches that are complete with it."""
        batches = []
        for start in range(0, len(text), MOST):  # the rest stays short, however much comes at once
            self._rest += text[start : start + MOST]
            while (cut := self._cut()) is not None:
                batches.append(self._rest[:cut])
                self._rest, self._seen = self._rest[cut:], 0
        return batches

    def finish(self) -> list[str]:
        """What is left."""
        rest, self._rest, self._seen = self._rest, "", 0
        return [rest] if rest else []

    def _cut(self) -> int | None:
        start = max(LEAST, self._seen) - _LONGEST_END
        ends = (found.end() for found in _SENTENCE_END.finditer(self._rest, start, MOST))
        end = next((end for end in ends if end >= LEAST), None)
        if end is not None:
            return end
        self._seen = len(self._rest)
        if len(self._rest) <= MOST:
            return None
        return self._rest.rfind(" ", LEAST, MOST) + 1 or MOST


def batches_of(text: str) -> list[str]:
    """All batches of a text that is complete."""
    batches = Batches()
    return [*batches.feed(text), *batches.finish()]


def request_size(batches: Sequence[str]) -> int:
    """How many of the first batches are checked in one request: at least one."""
    size = 0
    for count, batch in enumerate(batches[:TEXTS]):
        size += len(batch.encode("utf-8", "replace"))
        if size > BYTES and count:
            return count
    return min(TEXTS, len(batches))


def _titled(what: str, categories: Iterable[str]) -> str:
    words = in_words(categories)
    return f"{what}: {words}." if words else f"{what}."


def _said(category: str) -> str:
    """One that this version does not know, as it is."""
    return " ".join(category.replace("/", " ").split())[:_LONGEST_NAME]

"""What the Guide replies: a section of the manual, a demo, or honestly that it does not know."""

import math
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.adapters.guide.demos import RATE_LIMIT, RATE_LIMIT_WAIT, command, demo, rate_limited
from app.adapters.guide.manual import Manual, Section
from app.adapters.guide.pseudo_translation import pseudo_translation
from app.adapters.guide.script import Finish, Rejection, Say, Script, Voice, spoken
from app.domain.prompt import CONTINUE_PROMPT
from app.domain.translation import is_asked_for

_GREETINGS = re.compile(
    r"((hi|hello|hey|good (morning|afternoon|evening|day)|greetings|welcome)( there| guide| rivulet)?"
    r"|(please )?help( me)?( please)?|start|hilfe|\?*"
    r"|(who|what) are you|what (can|do) you (do|know)|what can i (ask|do)( you| here)*|how can you help( me)?"
    r"|what is this|what do i do( now)?|how does this work)"
)
_GREETED = re.compile(
    r"^\s*(hi|hello|hey|good (morning|afternoon|evening))( there| guide)?\s*[,.!:]+\s*", re.IGNORECASE
)
_THANKS = re.compile(r"(many |ok )?(thanks|thank you|thx|cheers)( a lot| very much| so much)?")

_NOT_MINE = "I cannot continue this answer, because its beginning is not one of mine. Please ask again."

_TO_SEE = (
    "To ask about pictures, connect a model that takes them: open Settings (`Ctrl+,`), choose a server, "
    "and enter its base URL, your key and the name of a model.\n"
)


@dataclass(frozen=True, slots=True)
class Said:
    """One message of a request, as far as the Guide cares: its text, and how many pictures it has."""

    role: str
    text: str
    pictures: int = 0


class Guide:
    """Answers requests. The only thing it remembers is who has to wait for `/demo rate-limit`."""

    def __init__(
        self, manual: Manual, clock: Callable[[], float] = time.monotonic, *, speed: float = 1.0
    ) -> None:
        """`speed`: how many times as fast as one can read along."""
        self._manual = manual
        self._gate = _Gate(clock)
        self._speed = speed

    def reply(self, messages: Sequence[Said]) -> Script | Rejection:
        """The last message of the user decides; CONTINUE_PROMPT asks for the rest of the answer before it."""
        reply = self._reply(messages)
        return reply.hastened(self._speed) if isinstance(reply, Script) else reply

    def _reply(self, messages: Sequence[Said]) -> Script | Rejection:
        asked = [index for index, message in enumerate(messages) if message.role == "user"]
        if asked and messages[0].role == "system" and is_asked_for(messages[0].text):
            return pseudo_translation(messages[0].text, messages[asked[-1]].text)
        if messages and messages[-1].role == "tool":
            return spoken(f"The tool says:\n\n> {messages[-1].text.strip() or 'nothing'}\n")
        if asked and messages[asked[-1]].text.strip() == CONTINUE_PROMPT:
            return self._rest(messages)
        question = messages[asked[-1]] if asked else Said("user", "")
        if command(question.text)[0] == RATE_LIMIT:
            seconds = self._gate.remaining("\0".join(message.text for message in messages))
            if seconds:
                return rate_limited(seconds)
        return self._answer(question)

    def _answer(self, question: Said) -> Script | Rejection:
        return demo(question.text) or spoken(self._said_to(question))

    def _said_to(self, question: Said) -> str:
        if not question.pictures:
            return self._text(question.text)
        got = "your picture" if question.pictures == 1 else f"your {question.pictures} pictures"
        unseen = f"I got {got}, but I cannot see: I am the built-in Guide, not a language model."
        more = self._text(question.text) if question.text.strip() else _TO_SEE
        return f"{unseen}\n\n{more}"

    def _rest(self, messages: Sequence[Said]) -> Script | Rejection:
        """What the answer before still lacks. It is worked out anew: the same question, the same answer."""
        real = [message for message in messages if message.text.strip() != CONTINUE_PROMPT]
        asked = max((i for i, message in enumerate(real) if message.role == "user"), default=-1)
        partial = "".join(message.text for message in real[asked + 1 :] if message.role == "assistant")
        answer = self._answer(real[asked] if asked >= 0 else Said("user", ""))
        if isinstance(answer, Rejection):
            return answer
        said = [step.text for step in answer.steps if isinstance(step, Say) and step.voice is Voice.CONTENT]
        whole = "".join(said) + answer.unsaid
        if not whole.startswith(partial):
            return spoken(_NOT_MINE)
        rest = whole[len(partial) :]
        return spoken(rest) if rest else Script((Finish(),))

    def _text(self, question: str) -> str:
        plain = re.sub(r"[^\w\s?]|\?+$", "", question.lower()).strip()
        if _GREETINGS.fullmatch(plain):
            return self._overview()
        if _THANKS.fullmatch(plain):
            return "You are welcome. Ask again whenever something about Rivulet is unclear."
        found = self._manual.search(_GREETED.sub("", question))
        if not found:
            return self._unknown()
        best, *others = found
        return _section(best, list(dict.fromkeys([*self._manual.named_in(best), *others])))

    def _overview(self) -> str:
        chapters = dict.fromkeys(section.chapter for section in self._manual.sections)
        topics = "\n".join(f"- {chapter}" for chapter in chapters)
        return (
            "Hello. I am the Guide, and I know Rivulet's manual. I need no network and no key, but I am not "
            "a language model: about anything else I can tell you nothing.\n\n"
            f"Ask me about\n\n{topics}\n\n"
            "or try one of these:\n\n"
            "- How do I connect a server?\n"
            "- Where is my key stored?\n"
            "- `/demo markdown`, to see what an answer can look like\n"
            "- `/demo help`, for the other demos\n"
        )

    def _unknown(self) -> str:
        first = {section.chapter: section for section in reversed(self._manual.sections)}
        topics = [section.heading for section in reversed(first.values())][::3][:3]
        listed = "\n".join(f"- {topic}" for topic in topics)
        return (
            "I don't know that. I am the built-in Guide, not a language model, and I only know Rivulet's own "
            "manual.\n\n"
            "To ask about anything else, connect a real model: open Settings (`Ctrl+,`), choose a server, "
            "and enter its base URL, your key and the name of a model.\n\n"
            f"Here is what I can tell you about, for example:\n\n{listed}\n"
        )


class _Gate:
    """Lets a conversation pass once, when the wait since its first refusal has really gone by."""

    _FORGOTTEN_AFTER = 600.0

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._refused_at: dict[str, float] = {}

    def remaining(self, conversation: str) -> int:
        """Whole seconds that are left to wait, or 0: now it may pass."""
        now = self._clock()
        self._refused_at = {
            key: at for key, at in self._refused_at.items() if now - at < self._FORGOTTEN_AFTER
        }
        left = self._refused_at.setdefault(conversation, now) + RATE_LIMIT_WAIT - now
        if left > 0:
            return math.ceil(left)
        del self._refused_at[conversation]
        return 0


def _section(best: Section, related: Sequence[Section]) -> str:
    text = f"## {best.heading}\n\n{best.text}\n"
    if related:
        text += "\n**See also:** " + " · ".join(section.heading for section in related) + "\n"
    return text

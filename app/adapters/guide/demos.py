"""The fixed replies to `/demo …`, one for each way in which an answer can come and end."""

import itertools
import re
from collections.abc import Callable
from dataclasses import dataclass

from app.adapters.guide import showcase
from app.adapters.guide.prose import prose
from app.adapters.guide.script import (
    CallPiece,
    Cut,
    Finish,
    Rejection,
    Say,
    Script,
    Silence,
    Step,
    Voice,
    Wait,
    paced,
    spoken,
    tokens,
)

LONG_DEFAULT = 1_000
LONG_CAP = 200_000
RATE_LIMIT = "rate-limit"
RATE_LIMIT_WAIT = 5


@dataclass(frozen=True, slots=True)
class Demo:
    summary: str
    play: Callable[[str], Script | Rejection]
    """Takes what stands behind the name."""


def demo(prompt: str) -> Script | Rejection | None:
    """The reply to a `/demo` prompt, an unknown one included; None if the prompt is something else."""
    name, argument = command(prompt)
    if name is None:
        return None
    return DEMOS.get(name, DEMOS["help"]).play(argument)


def command(prompt: str) -> tuple[str | None, str]:
    """The name of the demo that is asked for, if any, and what stands behind it."""
    first, name, *rest = (*prompt.lower().split(), "", "")
    return (name, " ".join(rest).strip()) if first == "/demo" else (None, "")


def rate_limited(seconds: int) -> Rejection:
    return Rejection(
        429,
        f"Rate limit reached for model guide. Please try again in {seconds}s.",
        "requests",
        "rate_limit_exceeded",
        retry_after=seconds,
    )


def _fixed(text: str) -> Callable[[str], Script]:
    return lambda _argument: spoken(text)


def _cut_short(text: str, last: Step) -> Callable[[str], Script]:
    """Says the text up to the mark ``|``, then does `last`; the rest is for Continue."""
    said, unsaid = text.split("|")
    return lambda _argument: Script((*paced(said), last), unsaid)


def _rejected(status: int, message: str, code: str, kind: str = "") -> Callable[[str], Rejection]:
    rejection = Rejection(status, message, kind or "invalid_request_error", code)
    return lambda _argument: rejection


def _long(argument: str) -> Script:
    number = re.sub(r"[,._' ]", "", argument)
    if number and not number.isdecimal():
        return spoken(f"`/demo long` takes a number of tokens, from 1 to {LONG_CAP:,}: `/demo long 5000`.")
    # The first nine digits are enough to see that it is too much, and Python reads no endless number.
    wanted = int(number[:9] or LONG_DEFAULT)
    note = tokens(f"{LONG_CAP:,} tokens are the most, so here they are.\n\n") if wanted > LONG_CAP else []
    count = min(max(wanted, 1), LONG_CAP) - len(note)
    steps: itertools.chain[Step] = itertools.chain(map(Say, note), map(Say, prose(count)), [Finish()])
    return Script(steps)


def _slow(_argument: str) -> Script:
    return Script((Wait(3), *paced(showcase.SLOW, rate=2), Finish()))


def _refusal(_argument: str) -> Script:
    return Script((*paced(showcase.REFUSAL, voice=Voice.REFUSAL), Finish()))


def _reasoning(_argument: str) -> Script:
    thoughts = paced(showcase.THOUGHTS, voice=Voice.REASONING)
    return Script((*thoughts, Wait(0.1), *paced(showcase.CONCLUSION), Finish()))


def _tool(_argument: str) -> Script:
    call: list[Step] = [CallPiece("", "call_guide_time", "get_time")]
    for piece in ('{"time', 'zone": ', '"Europe/', 'Lisbon"', "}"):
        call += (Wait(0.05), CallPiece(piece))
    return Script((*paced(showcase.BEFORE_TOOL), *call, Finish("tool_calls")))


def _error() -> Callable[[str], Script]:
    broken = Rejection(500, "The Guide broke off, as asked.", "server_error", "server_error")
    return _cut_short(showcase.ERROR, broken)


def _overloaded() -> Callable[[str], Script]:
    broken = Rejection(
        503,
        "Our servers are currently overloaded. Please try again later.",
        "service_unavailable_error",
        "server_is_overloaded",
    )
    return _cut_short(showcase.OVERLOADED, broken)


def _background(_argument: str) -> Script:
    return Script((*paced(showcase.BACKGROUND, rate=10), Finish()))


def _moderation(argument: str) -> Script:
    return spoken(showcase.MODERATED_ANSWER if argument.startswith("answer") else showcase.MODERATION)


def _help(_argument: str) -> Script:
    rows = "\n".join(f"| `/demo {name}` | {entry.summary} |" for name, entry in DEMOS.items())
    return spoken(f"{showcase.HELP}\n\n| prompt | what it shows |\n|---|---|\n{rows}\n")


DEMOS: dict[str, Demo] = {
    "markdown": Demo(
        "Headings, lists, a table, formulas and the rest of Markdown", _fixed(showcase.MARKDOWN)
    ),
    "code": Demo("Code in three languages", _fixed(showcase.CODE)),
    "long": Demo(
        "A long answer, as fast as it can; `/demo long 5000` has 5,000 tokens, and 200,000 are the most",
        _long,
    ),
    "slow": Demo("A late first word, then two words a second", _slow),
    "reasoning": Demo("Thoughts before the answer", _reasoning),
    "tool": Demo("A call of a tool", _tool),
    "refusal": Demo("A refusal", _refusal),
    "length": Demo(
        "The output limit, in the middle of a sentence", _cut_short(showcase.LENGTH, Finish("length"))
    ),
    "filter": Demo("A content filter", _cut_short(showcase.FILTER, Finish("content_filter"))),
    "stall": Demo("Silence on an open connection", _cut_short(showcase.STALL, Silence())),
    "drop": Demo("A connection that breaks", _cut_short(showcase.DROP, Cut())),
    "error": Demo("An error in the middle of an answer", _error()),
    "overloaded": Demo("A server that has too much to do, in the middle of an answer", _overloaded()),
    "background": Demo(
        "An answer of twenty seconds: made at the provider, it goes on without you", _background
    ),
    RATE_LIMIT: Demo(
        f"Too many requests: a wait of {RATE_LIMIT_WAIT} seconds, then an answer", _fixed(showcase.RATE_LIMIT)
    ),
    "quota": Demo(
        "An account without credit",
        _rejected(
            429,
            "You exceeded your current quota, please check your plan and billing details.",
            "insufficient_quota",
            kind="insufficient_quota",
        ),
    ),
    "unauthorized": Demo(
        "A key that the server does not know",
        _rejected(401, "Incorrect API key provided.", "invalid_api_key"),
    ),
    "too-long": Demo(
        "A conversation that is too long for the model",
        _rejected(
            400,
            "This model's maximum context length is 4096 tokens. However, your messages resulted in "
            "5120 tokens. Please reduce the length of the messages.",
            "context_length_exceeded",
        ),
    ),
    "rejected": Demo(
        "A request that the server does not take",
        _rejected(400, "The Guide rejected this request, as asked.", "invalid_prompt"),
    ),
    "server-error": Demo(
        "A server in trouble",
        _rejected(500, "The Guide had an error, as asked.", "server_error", kind="server_error"),
    ),
    "moderation": Demo(
        "A prompt that the Guide's moderation check flags; `/demo moderation answer` gets an answer whose "
        "middle is flagged",
        _moderation,
    ),
    "help": Demo("This list", _help),
}

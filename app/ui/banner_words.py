"""How an ended answer is put into words, and into a kind that has a colour and an icon."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

from app.domain.ending import Action, EndState, sentence
from app.domain.retry import MAX_TRIES
from app.domain.visible import in_text

if TYPE_CHECKING:
    from app.services.standing import Standing

_TONES = {
    "note": (EndState.COMPLETE, EndState.STOPPED, EndState.LENGTH, EndState.INTERRUPTED),
    "warning": (
        EndState.DISCONNECTED,
        EndState.STALLED,
        EndState.RATE_LIMITED,
        EndState.OFFLINE,
        EndState.TOO_LONG,
    ),
    "error": (EndState.QUOTA, EndState.UNAUTHORIZED, EndState.REJECTED, EndState.PROVIDER_ERROR),
    "moderation": (EndState.FILTERED, EndState.REFUSED, EndState.MODERATED),
}
_TONE_OF = {end: tone for tone, ends in _TONES.items() for end in ends}

_ICONS = {"note": "information-line", "warning": "alert-line"}
_ICONS |= {"error": "error-warning-line", "moderation": "shield-line"}
_OWN_ICONS = {
    EndState.OFFLINE: "wifi-off-line",
    EndState.RATE_LIMITED: "time-line",
    EndState.STALLED: "time-line",
    EndState.UNAUTHORIZED: "key-2-line",
}

_VERBS = {
    Action.CONTINUE: "Continue",
    Action.RETRY: "Retry",
    Action.EDIT: "Edit prompt",
    Action.REPHRASE: "Rephrase",
    Action.SEND_ANYWAY: "Send anyway",
    Action.RESUME: "Resume",
    Action.WAIT: "Keep waiting",
    Action.CANCEL: "Cancel",
    Action.OPEN_BILLING: "Open billing",
    Action.OPEN_SETTINGS: "Open key settings",
    Action.SHORTEN: "Shorten",
    Action.DETAILS: "Details",
}

_VERBS_WHILE_IT_RUNS_ON = {Action.RESUME: "Resume now", Action.CANCEL: "Stop"}


def tone(end: EndState) -> str:
    """Which colours: note, warning, error or moderation."""
    return _TONE_OF[end]


def icon_name(end: EndState) -> str:
    return _OWN_ICONS.get(end) or _ICONS[tone(end)]


def verb(action: Action, standing: Standing) -> str:
    """What the action's button says."""
    if action is Action.RETRY and standing.waiting and standing.retry_at is not None:
        return "Retry now"
    if standing.can_resume and standing.waiting and action in _VERBS_WHILE_IT_RUNS_ON:
        return _VERBS_WHILE_IT_RUNS_ON[action]
    if action is Action.SEND_ANYWAY and standing.words:
        return "Ask again unchecked"
    if action is Action.OPEN_SETTINGS and standing.end is EndState.QUOTA:
        return "Change provider"
    return _VERBS[action]


def what_happened(standing: Standing) -> str:
    """All but the countdown."""
    problem = standing.problem
    title = problem.title if problem else ""
    if standing.can_resume:
        said = _resumable(standing, title)
    else:
        said = [sentence(standing.end, standing.words, title)]
    if problem and problem.retry_after and not standing.waiting:
        said.append(f"It asked for {duration(problem.retry_after)}.")
    if problem and problem.remedy and standing.retry_at is None:  # else it is done already
        said.append(problem.remedy)
    return " ".join(said)


def _resumable(standing: Standing, title: str) -> list[str]:
    """Of an answer that is made at the provider: it misses the connection, but no words."""
    if standing.waiting:
        can_be_known = standing.end is not EndState.OFFLINE
        state = "is still being made" if can_be_known else "may still be in the making"
        return [title or sentence(standing.end, 0), f"The answer {state} at the provider."]
    return [sentence(standing.end, standing.words, title), "The rest can still be fetched from the provider."]


def countdown(standing: Standing, now: float) -> str:
    """When the next try starts by itself; "" if none does. `now` is of the monotonic clock."""
    if not standing.waiting or standing.retry_at is None:
        return ""
    left = ceil(standing.retry_at - now)
    when = f"in {duration(left)}" if left > 0 else "now"
    if standing.can_resume:
        return f"Taking it up again {when} (try {standing.tries + 1})."
    return f"Trying again {when} (try {standing.tries + 1} of {MAX_TRIES})."


def duration(seconds: float) -> str:
    """In the largest units that say it: 45 s, 20 min, 1 h 30 min, 2 days."""
    whole = ceil(seconds)
    if whole < 100:
        return f"{whole} s"
    minutes = ceil(whole / 60)
    if minutes < 60:
        return f"{minutes} min"
    hours, rest = divmod(minutes, 60)
    if hours < 48:
        return f"{hours} h {rest} min" if rest else f"{hours} h"
    return f"{ceil(hours / 24)} days"


def details(standing: Standing) -> str:
    """What the server said, and its number for our request; "" if neither is known."""
    problem = standing.problem
    if problem is None:
        return ""
    request = f"Request {problem.request_id}" if problem.request_id else ""
    return in_text("\n\n".join(part for part in (problem.detail, request) if part))

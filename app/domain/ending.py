"""Why an answer ended, in a word, in a sentence, and in what can be done about it."""

from enum import StrEnum


class EndState(StrEnum):
    """The one vocabulary for ends: the same words stand in the database, the JSON and the banner."""

    COMPLETE = "complete"
    STOPPED = "stopped"
    LENGTH = "length"
    FILTERED = "filtered"
    REFUSED = "refused"
    MODERATED = "moderated"
    DISCONNECTED = "disconnected"
    STALLED = "stalled"
    RATE_LIMITED = "rate_limited"
    QUOTA = "quota"
    UNAUTHORIZED = "unauthorized"
    TOO_LONG = "too_long"
    REJECTED = "rejected"
    PROVIDER_ERROR = "provider_error"
    OFFLINE = "offline"
    INTERRUPTED = "interrupted"

    @property
    def needs_banner(self) -> bool:
        return self is not EndState.COMPLETE


class Action(StrEnum):
    """What a banner can offer. Its buttons are named ``bannerAction_<value>``."""

    CONTINUE = "continue"
    RETRY = "retry"
    EDIT = "edit"
    REPHRASE = "rephrase"
    SEND_ANYWAY = "send_anyway"
    RESUME = "resume"
    WAIT = "wait"
    CANCEL = "cancel"
    OPEN_BILLING = "open_billing"
    OPEN_SETTINGS = "open_settings"
    SHORTEN = "shorten"
    DETAILS = "details"


_ACTIONS: dict[EndState, tuple[Action, ...]] = {
    EndState.COMPLETE: (),
    EndState.STOPPED: (Action.CONTINUE, Action.RETRY),
    EndState.LENGTH: (Action.CONTINUE,),
    EndState.FILTERED: (Action.EDIT, Action.RETRY),
    EndState.REFUSED: (Action.REPHRASE, Action.RETRY),
    EndState.MODERATED: (Action.EDIT,),
    EndState.DISCONNECTED: (Action.CONTINUE, Action.RETRY),
    EndState.STALLED: (Action.WAIT, Action.RETRY),
    EndState.RATE_LIMITED: (Action.RETRY, Action.CANCEL),
    EndState.QUOTA: (Action.OPEN_BILLING, Action.OPEN_SETTINGS),
    EndState.UNAUTHORIZED: (Action.OPEN_SETTINGS, Action.RETRY),
    EndState.TOO_LONG: (Action.SHORTEN, Action.RETRY),
    EndState.REJECTED: (Action.EDIT, Action.RETRY),
    EndState.PROVIDER_ERROR: (Action.RETRY,),
    EndState.OFFLINE: (Action.RETRY,),
    EndState.INTERRUPTED: (Action.CONTINUE, Action.RETRY),
}


def actions(
    end: EndState,
    *,
    has_text: bool,
    waiting: bool,
    can_resume: bool = False,
    may_send_anyway: bool = False,
) -> tuple[Action, ...]:
    """The actions that fit this end, the most likely one first.

    Args:
        has_text: some of the answer has come; without it there is nothing to continue.
        waiting: the turn is still alive and waits (for more text, or to try again by itself).
        can_resume: the answer goes on, or is kept, at the provider.
        may_send_anyway: the moderation check held it back, and the settings allow to send it all the same.
    """
    if can_resume:
        return (Action.RESUME, Action.CANCEL) if waiting else _resumable(end)
    if may_send_anyway:
        # Not of a moderated answer alone: a check that could not be made ends in its own reason.
        return (*actions(end, has_text=has_text, waiting=waiting), Action.SEND_ANYWAY)
    if end is EndState.MODERATED and has_text:
        return (Action.REPHRASE,)
    fitting = _ACTIONS[end]
    if not has_text and Action.CONTINUE in fitting:
        fitting = (Action.RETRY,)
    if end is EndState.STALLED and not waiting:
        return (Action.CONTINUE, Action.RETRY) if has_text else (Action.RETRY,)
    if waiting and end is EndState.PROVIDER_ERROR:
        return (Action.RETRY, Action.CANCEL)
    if not waiting:
        fitting = tuple(action for action in fitting if action is not Action.CANCEL)
    return fitting


def _resumable(end: EndState) -> tuple[Action, ...]:
    others = (action for action in _ACTIONS[end] if action not in (Action.CONTINUE, Action.CANCEL))
    return (Action.RESUME, *others)


_SENTENCES: dict[EndState, tuple[str, str]] = {
    EndState.COMPLETE: ("The answer is complete.", "The answer is empty."),
    EndState.STOPPED: ("You stopped this answer after {words}.", "You stopped this answer before it began."),
    EndState.LENGTH: (
        "The answer reached its length limit after {words}.",
        "The length limit was reached before the answer began.",
    ),
    EndState.FILTERED: (
        "The provider’s content filter ended this answer after {words}. What came is kept.",
        "The provider’s content filter blocked this answer.",
    ),
    EndState.REFUSED: ("The model declined to answer.", "The model declined to answer."),
    EndState.MODERATED: (
        "The moderation check ended this answer.",
        "The moderation check held this prompt back.",
    ),
    EndState.DISCONNECTED: (
        "The connection broke after {words}. What came is kept.",
        "The connection broke before the answer began.",
    ),
    EndState.STALLED: (
        "Nothing more has come for a while. What came is kept.",
        "Nothing has come yet. The server may be busy.",
    ),
    EndState.RATE_LIMITED: ("The provider asks for a pause.", "The provider asks for a pause."),
    EndState.QUOTA: ("The account has no credit left.", "The account has no credit left."),
    EndState.UNAUTHORIZED: ("The server did not accept the key.", "The server did not accept the key."),
    EndState.TOO_LONG: (
        "The conversation is too long for this model.",
        "The conversation is too long for this model.",
    ),
    EndState.REJECTED: ("The server rejected the request.", "The server rejected the request."),
    EndState.PROVIDER_ERROR: (
        "The provider had an error after {words}. What came is kept.",
        "The provider had an error.",
    ),
    EndState.OFFLINE: ("The server cannot be reached.", "The server cannot be reached."),
    EndState.INTERRUPTED: (
        "Rivulet was closed after {words} of this answer. What came is kept.",
        "Rivulet was closed before this answer began.",
    ),
}


def sentence(end: EndState, words: int, title: str = "") -> str:
    """Why the answer ended, in plain words.

    Args:
        words: how many words of the answer have come.
        title: what the adapter found out; it says more than our own words.
    """
    with_text, without_text = _SENTENCES[end]
    if not words:
        return title or without_text
    counted = "1 word" if words == 1 else f"{words:,} words"
    if title and end is EndState.DISCONNECTED:
        return f"{title.removesuffix('.')} after {counted}. What came is kept."
    kept = with_text.format(words=counted)
    return f"{title} What came is kept." if title and "kept" in kept else title or kept

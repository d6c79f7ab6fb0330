"""Why an answer ended, and what can be done about it."""

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


def actions(end: EndState, *, has_text: bool, waiting: bool) -> tuple[Action, ...]:
    """The actions that fit this end, the most likely one first.

    Args:
        has_text: some of the answer has come; without it there is nothing to continue.
        waiting: the turn is still alive and waits (for more text, or to try again by itself).
    """
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

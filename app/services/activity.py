"""What goes on in each conversation: several can be answered at once, and one of them is looked at."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from app.domain.ending import EndState

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.domain.conversation import ConversationId
    from app.services.chat import Chat
    from app.services.turn import Turn


class Activity(StrEnum):
    """In words for who hears it."""

    ANSWERING = "answering"
    AT_PROVIDER = "answer being made at the provider"
    """The answer goes on there, also while nobody listens."""
    UNSEEN = "new answer"
    """It ended while nobody looked."""
    NEEDS_YOU = "needs your attention"
    """It waits for the user, or ended otherwise than well while nobody looked."""


@dataclass(frozen=True, slots=True)
class Summary:
    """In how many conversations something goes on."""

    answering: int = 0
    """An answer is being written, here or at its provider."""
    needing: int = 0
    """It needs the user."""
    unseen: int = 0
    """An answer has ended well, and nobody has seen it."""


_WELL = (EndState.COMPLETE, EndState.STOPPED)


class Activities:
    """From the beginning of each answer until its end has been seen."""

    def __init__(self) -> None:
        self.is_seen: Callable[[Chat], bool] = lambda chat: chat.is_watched
        """Whether somebody looks: a window that shows a chat may itself be hidden."""
        self._now: dict[ConversationId, Activity] = {}

    def of(self, conversation_id: ConversationId) -> Activity | None:
        return self._now.get(conversation_id)

    def summary(self) -> Summary:
        now = list(self._now.values())
        answering = now.count(Activity.ANSWERING) + now.count(Activity.AT_PROVIDER)
        return Summary(answering, now.count(Activity.NEEDS_YOU), now.count(Activity.UNSEEN))

    def take(self, chat: Chat) -> None:
        """The chat has changed: its answer began, holds on, goes on or ended; or something else did."""
        conversation_id = chat.conversation.id
        if chat.turn is not None:
            self._now[conversation_id] = _running(chat.turn)
        elif self.is_seen(chat):
            self.forget(conversation_id)
        elif self._now.get(conversation_id) in (Activity.ANSWERING, Activity.AT_PROVIDER):
            ended_well = chat.last is not None and chat.last.end in _WELL
            self._now[conversation_id] = Activity.UNSEEN if ended_well else Activity.NEEDS_YOU

    def forget(self, conversation_id: ConversationId) -> None:
        """It was deleted."""
        self._now.pop(conversation_id, None)


def _running(turn: Turn) -> Activity:
    if turn.state.end is EndState.STALLED:
        return Activity.NEEDS_YOU
    return Activity.AT_PROVIDER if turn.runs_on else Activity.ANSWERING

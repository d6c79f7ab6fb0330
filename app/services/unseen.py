"""Tells of answers that end, or begin to wait for the user, while nobody looks at their conversation."""

import asyncio
import time
from collections.abc import Callable

from app.domain.conversation import ConversationId
from app.domain.ending import EndState
from app.domain.hotkey import Press
from app.domain.news import News, told
from app.domain.ports import Notifier
from app.domain.presence import Presence
from app.domain.speech import beginning
from app.services.chat import Chat
from app.services.library import Library
from app.services.standing import Standing
from app.services.tasks import TaskScope

LONG_WAIT = 20.0
"""Seconds until the next try, from which on a wait is told of: shorter ones are over before they are read."""

_LONGEST_BEGINNING = 200

_OUR_OWN = (EndState.STOPPED, EndState.INTERRUPTED)
"""Ends that the user made."""


class UnseenEnds:
    """Each is told once. What is paused, or switched off, is not told later."""

    def __init__(
        self,
        library: Library,
        notifier: Notifier,
        tasks: TaskScope,
        *,
        is_seen: Callable[[ConversationId], bool],
        on_clicked: Callable[[ConversationId, Press], None],
        presence: Presence,
        moment: float = 1.0,
    ) -> None:
        """
        Args:
            is_seen: whether somebody looks at this conversation.
            on_clicked: shall bring up this conversation; of several that were told together, the last one.
            moment: those that end within so many seconds are told together.
        """
        self.presence = presence
        self.paused = False
        self._notifier = notifier
        self._tasks = tasks
        self._is_seen = is_seen
        self._on_clicked = on_clicked
        self._moment = moment
        self._running: dict[ConversationId, bool] = {}
        """Those that are being answered, and whether it has been told that they wait."""
        self._news: dict[ConversationId, News] = {}
        """What is to be told when the moment is over."""
        self._shown: dict[str, set[ConversationId]] = {}
        """By the name of the notification, the conversations of which it tells."""
        self._is_gathering = False
        library.on_answer = self._on_answer
        library.on_deleted = self._forget
        for chat in library.answering:
            self._on_answer(chat)

    def look_again(self) -> None:
        """Call it when another conversation is seen: what has been seen is withdrawn."""
        for name, conversations in tuple(self._shown.items()):
            if any(map(self._is_seen, conversations)):
                self._withdraw(name)

    @property
    def _is_on(self) -> bool:
        return self.presence.notify and not self.paused

    def _on_answer(self, chat: Chat) -> None:
        conversation = chat.conversation.id
        if chat.turn is None:
            if self._running.pop(conversation, None) is not None:
                self._ended(chat)
            return
        told_of_wait = self._running.setdefault(conversation, False)
        standing = chat.standing()
        if standing is None:
            self._forget_news(conversation)
        elif not told_of_wait and _waits_for_user(standing):
            self._running[conversation] = True
            self._tell(chat, standing)

    def _ended(self, chat: Chat) -> None:
        standing = chat.standing()
        if standing is None or standing.end in _OUR_OWN:
            self._forget_news(chat.conversation.id)
        else:
            self._tell(chat, standing)

    def _tell(self, chat: Chat, standing: Standing) -> None:
        conversation = chat.conversation
        if not self._is_on or self._is_seen(conversation.id):
            return
        title = first_words = ""
        if self.presence.notify_with_text and not conversation.is_temporary:
            title = conversation.title
            if standing.end is EndState.COMPLETE and chat.last is not None:
                first_words = beginning(chat.last, _LONGEST_BEGINNING)
        self._news[conversation.id] = News(standing.end, standing.words, title, first_words)
        if not self._is_gathering:
            self._is_gathering = True
            self._tasks.start("tell of answers", self._tell_together())

    async def _tell_together(self) -> None:
        await asyncio.sleep(self._moment)
        self._is_gathering = False
        unseen = {one: news for one, news in self._news.items() if not self._is_seen(one)}
        self._news.clear()
        if not unseen or not self._is_on:
            return
        last, name = tuple(unseen)[-1], "+".join(unseen)
        title, text = told(tuple(unseen.values()))
        for one in unseen:
            self._forget_shown(one, but=name)
        self._shown[name] = set(unseen)
        if not await self._notifier.show(name, title, text, lambda press: self._clicked(name, last, press)):
            self._shown.pop(name, None)

    def _clicked(self, name: str, conversation: ConversationId, press: Press) -> None:
        self._withdraw(name)
        self._on_clicked(conversation, press)

    def _forget(self, conversation: ConversationId) -> None:
        """It was deleted."""
        self._running.pop(conversation, None)
        self._forget_news(conversation)

    def _forget_news(self, conversation: ConversationId) -> None:
        """They are none any more."""
        self._news.pop(conversation, None)
        self._forget_shown(conversation)

    def _forget_shown(self, conversation: ConversationId, but: str = "") -> None:
        for name, conversations in tuple(self._shown.items()):
            conversations.discard(conversation)
            if not conversations and name != but:
                self._withdraw(name)

    def _withdraw(self, name: str) -> None:
        if self._shown.pop(name, None) is not None:
            self._tasks.start("withdraw a notification", self._notifier.withdraw(name))


def _waits_for_user(standing: Standing) -> bool:
    """Or for so long that the user may want to know."""
    return standing.retry_at is None or standing.retry_at - time.monotonic() >= LONG_WAIT

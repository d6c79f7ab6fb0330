"""The conversation of the quick prompt: one at a time, beside the list, and forgotten unless it is kept."""

import time
from collections.abc import Callable

from app.services.chat import Chat
from app.services.library import Library

KEPT = 300.0
"""Seconds for which a conversation waits to be taken up again."""


class QuickChat:
    """Nothing of it is on the disk before `hand_over`."""

    def __init__(self, library: Library, clock: Callable[[], float] = time.monotonic) -> None:
        self._library = library
        self._clock = clock
        self._left_at: float | None = None
        self.chat: Chat = library.aside()

    def leave(self) -> None:
        """Nobody looks at it any more."""
        self._left_at = self._clock()

    def take_up(self) -> Chat:
        """The conversation that was left, or a fresh one if that is too long ago.

        One whose answer is being written, or has ended unseen, waits as long as it has to.
        """
        left_at, self._left_at = self._left_at, None
        is_old = left_at is not None and self._clock() - left_at >= KEPT
        if is_old and not self._has_news():
            self.begin()
        return self.chat

    def seen(self) -> None:
        """Somebody looks at it: there are no news of it any more."""
        if self._has_news():
            self._library.activities.take(self.chat)
            self._library.tell()

    def begin(self) -> Chat:
        """A fresh conversation; the one before is gone, and its answer stops."""
        if self.chat.messages:
            self._library.delete(self.chat.conversation.id)
            self.chat = self._library.aside()
        return self.chat

    def hand_over(self) -> Chat:
        """The conversation goes on as one of the library, stored from now on; here a fresh one begins."""
        if not self.chat.messages:
            return self._library.new_chat()
        kept, self.chat = self.chat, self._library.aside()
        self._library.keep(kept)
        return kept

    def _has_news(self) -> bool:
        # What is known of a conversation is forgotten as soon as its end is seen.
        return self._library.activities.of(self.chat.conversation.id) is not None

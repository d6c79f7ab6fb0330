"""What the buttons of a banner do, wherever the banner stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from app.domain.ending import Action

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.domain.conversation import Message
    from app.services.chat import Chat


class BannerDeeds:
    """Acts on the chat that its owner shows."""

    def __init__(
        self,
        *,
        edit: Callable[[Message], object],
        open_settings: Callable[[], object],
        notice: Callable[[str], object],
    ) -> None:
        """
        Args:
            edit: puts a prompt where it can be worded anew.
            notice: tells the user a sentence.
        """
        self._edit = edit
        self._open_settings = open_settings
        self._notice = notice

    def act(self, verb: str, chat: Chat, billing_url: str) -> None:
        """`verb` is the word of an Action; `billing_url` is "" where the provider has none."""
        match Action(verb):
            case Action.CONTINUE:
                chat.continue_answer()
            case Action.RETRY:
                chat.retry()
            case Action.RESUME:
                chat.resume()
            case Action.SEND_ANYWAY:
                chat.send_anyway()
            case Action.WAIT:
                chat.keep_waiting()
            case Action.CANCEL:
                chat.give_up()
            case Action.SHORTEN:
                self._shorten(chat)
            case Action.EDIT | Action.REPHRASE:
                self.edit_last_prompt(chat)
            case Action.OPEN_BILLING if billing_url:
                QDesktopServices.openUrl(QUrl(billing_url))
            case Action.OPEN_SETTINGS | Action.OPEN_BILLING:
                self._open_settings()

    def edit_last_prompt(self, chat: Chat) -> None:
        if (prompt := chat.last_prompt) is not None:
            self._edit(prompt)

    def _shorten(self, chat: Chat) -> None:
        left_out = chat.shorten()
        if left_out:
            prompts = "prompt" if left_out == 1 else f"{left_out} prompts"
            self._notice(f"Asked again without the first {prompts} of this conversation.")
        else:
            # All there is to shorten is the prompt itself.
            self.edit_last_prompt(chat)

"""What is to be asked: the line to write in, what was brought along, and the actions on that."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.quick_action import DATE, LANGUAGE, TEXT, filled, text_for, with_context
from app.ui.composer import Draft
from app.ui.quick_prompt.action_bar import ActionBar
from app.ui.quick_prompt.context import Context
from app.ui.quick_prompt.indented import Indented
from app.ui.quick_prompt.prompt_line import PromptLine

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from app.domain.conversation import Part
    from app.domain.quick_action import QuickAction


class Asking(QWidget):
    """
    Signals:
        text_changed(str): what an action would work on, or a translation.
        noticed(str): a sentence for the user.
    """

    text_changed = Signal(str)
    noticed = Signal(str)

    def __init__(self, ask: Callable[[str, tuple[Part, ...]], bool]) -> None:
        """`ask` sends a prompt with its pictures, or says that it cannot: then all stays as it is."""
        super().__init__()
        self.language = "English"
        """That of the user, into which actions translate."""
        self._ask = ask
        self._is_translating = False
        self.line = PromptLine()
        self.context = Context()
        self.bar = ActionBar()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.line)
        self._acting = Indented(self.bar)
        column.addWidget(Indented(self.context))
        column.addWidget(self._acting)
        self.setFocusProxy(self.line)
        self.line.input.textChanged.connect(self._on_changed)
        self.line.input.images_pasted.connect(self.context.take_clipboard)
        self.context.changed.connect(self._on_changed)
        self.context.left.connect(self.line.input.setFocus)
        self.context.noticed.connect(self.noticed)
        self.bar.chosen.connect(self._on_chosen)
        self.bar.noticed.connect(self.noticed)

    def set_translating(self, translating: bool) -> None:
        """What is written is for translating alone then, as is a text that is brought along."""
        self._is_translating = translating
        self._acting.setVisible(not translating)
        self._on_changed()

    def submit(self) -> None:
        """Sends what is written, on what was brought along."""
        typed, context, images = self.line.text(), self.context.text, self.context.images
        if (typed.strip() or context or images) and self._ask(with_context(typed, context), images):
            self.clear()

    def text(self) -> str:
        """What an action works on; "" if there is nothing."""
        return text_for(self.context.text, self.line.text())

    def draft(self) -> Draft:
        """All that was written and brought along."""
        return Draft(with_context(self.line.text(), self.context.text), self.context.images)

    def clear(self) -> bool:
        """Whether there was anything."""
        was_there = bool(self.line.text()) or not self.context.isHidden()
        self.line.set_text("")
        self.context.clear()
        return was_there

    def _on_chosen(self, action: QuickAction, values: Mapping[str, str]) -> None:
        known = {
            TEXT: self.text(),
            LANGUAGE: self.language,
            DATE: datetime.now().astimezone().date().isoformat(),
        }
        is_typed = not self.context.text.strip()
        if self._ask(filled(action.prompt, {**known, **values}), self.context.images):
            self.context.clear()
            if is_typed:
                self.line.set_text("")

    def _on_changed(self) -> None:
        if self._is_translating and self.context.text:
            self.line.add_text(self.context.drop_text())
        text = self.text()
        self.line.allow_sending(allowed=bool(text.strip() or self.context.images))
        self.bar.set_text_available(bool(text))
        self.text_changed.emit(text)

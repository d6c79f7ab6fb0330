"""The quick prompt as a translator: what is written is translated while it is written, and not sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.ui.theme import L, M

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.services.translation import LiveTranslation
    from app.ui.translation.quick import QuickTranslation


class Translating(QWidget):
    """Hidden until it is wanted, and made only then.

    Signals:
        language_chosen(str): translate into this one from now on, by its English name.
        settings_requested()
    """

    language_chosen = Signal(str)
    settings_requested = Signal()

    def __init__(self, make: Callable[[], LiveTranslation]) -> None:
        super().__init__()
        self._make = make
        self._quick: QuickTranslation | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(L, 0, L, M)
        self.hide()

    def begin(self, text: str) -> None:
        self._made().set_text(text)
        self.show()

    def take(self, text: str) -> None:
        """What is written now."""
        if not self.isHidden():
            self._made().set_text(text)

    def end(self) -> None:
        if self._quick is not None:
            self._quick.set_text("")
        self.hide()

    def copy(self) -> bool:
        """Whether there was anything to copy."""
        made = self._made()
        made.copy()
        return bool(made.translation().strip())

    def set_languages(self, source: str, target: str) -> None:
        if self._quick is not None:
            self._quick.set_languages(source, target)

    def _made(self) -> QuickTranslation:
        if self._quick is None:
            from app.ui.translation.quick import QuickTranslation

            self._quick = QuickTranslation(self._make())
            self._quick.target_changed.connect(self.language_chosen)
            self._quick.settings_requested.connect(self.settings_requested)
            self._column.addWidget(self._quick)
        return self._quick

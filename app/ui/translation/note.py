"""The quiet line below a translation: what keeps it from being complete, and what helps."""

from __future__ import annotations

import time
from math import ceil
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from app.domain.ending import EndState
from app.ui.announcement import announce
from app.ui.theme import XS, M, S

if TYPE_CHECKING:
    from app.services.translation import LiveTranslation

_GUIDE = "This is the built-in Guide: it only shows how this works. A connected server translates."
_NEEDS_SETTINGS = (EndState.UNAUTHORIZED, EndState.QUOTA)


class TranslationNote(QFrame):
    """Hidden while there is nothing to say.

    Signals:
        retry_requested(): the user wants another try, now.
        settings_requested(): the user wants to set up a server.
    """

    retry_requested = Signal()
    settings_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("translationNote")
        self._text = _Words()
        self._text.setObjectName("translationNoteText")
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setWordWrap(True)
        self._retry = QPushButton(self.tr("Retry"))
        self._retry.setObjectName("translationRetry")
        self._retry.setAutoDefault(False)
        self._retry.clicked.connect(self.retry_requested)
        self._settings = QPushButton(self.tr("Open settings"))
        self._settings.setObjectName("translationSettings")
        self._settings.setAutoDefault(False)
        self._settings.clicked.connect(self.settings_requested)
        self._live: LiveTranslation | None = None
        self._seconds = QTimer(self)
        self._seconds.setInterval(500)
        self._seconds.timeout.connect(self._on_second)
        row = QHBoxLayout(self)
        row.setContentsMargins(M, XS, XS, XS)
        row.setSpacing(S)
        row.addWidget(self._text, 1)
        for button in (self._retry, self._settings):
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.hide()

    def show_state(self, live: LiveTranslation) -> None:
        self._live = live
        words, tone = _words(live)
        is_news = words != self._text.text() and not self._seconds.isActive()
        problem = live.problem
        self._text.setText(words)
        if self.property("tone") != tone:
            for widget in (self, self._text):
                widget.setProperty("tone", tone)
                widget.style().unpolish(widget)
                widget.style().polish(widget)
        waits = live.retry_at is not None
        self._retry.setText(self.tr("Try now") if waits else self.tr("Retry"))
        self._retry.setVisible(waits or problem is not None)
        needs_settings = problem is not None and problem.kind in _NEEDS_SETTINGS
        self._settings.setVisible(needs_settings or (tone == "note" and live.is_pretended))
        if waits != self._seconds.isActive():
            self._seconds.start() if waits else self._seconds.stop()
        self.setVisible(bool(words))
        self._text.fit()
        if words and is_news:
            announce(self, words)

    def _on_second(self) -> None:
        if self._live is not None:
            self.show_state(self._live)


class _Words(QLabel):
    """As high as they are: layouts take a height that depends on a width as a wish only."""

    _fitted: tuple[str, int] | None = None

    def fit(self) -> None:
        if self._fitted != (fitted := (self.text(), self.width())):
            self._fitted = fitted
            self.setMinimumHeight(0)  # which would count
            self.setMinimumHeight(max(0, self.heightForWidth(self.width())))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()


def _words(live: LiveTranslation) -> tuple[str, str]:
    """What is to be said, and its tone."""
    if live.retry_at is not None:
        seconds = max(1, ceil(live.retry_at - time.monotonic()))
        why = live.waits_for.title if live.waits_for else "The server asks for a pause."
        return f"{why} Next try in {seconds} s.", "warning"
    if live.problem is not None:
        remedy = f" {live.problem.remedy}" if live.problem.remedy else ""
        kept = " What is translated is kept." if any(pair.translation for pair in live.pairs) else ""
        return f"{live.problem.title}{remedy}{kept}", "warning"
    if live.is_over_limit:
        return "This text is longer than what can be translated at once: its end is left out.", "warning"
    if live.is_pretended:
        return _GUIDE, "note"
    is_same = bool(live.text.strip()) and (live.source or live.detected) == live.target
    return (f"This text is in {live.target} already." if is_same else ""), "note"

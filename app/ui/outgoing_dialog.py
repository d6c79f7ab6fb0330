"""What goes out: the request as it would be sent now, to be read, and copied."""

import sys
from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.domain.outline import outline, raw
from app.domain.problem import Problem
from app.domain.prompt import Outgoing
from app.ui.choices import CheckBox
from app.ui.copy_button import CopyButton
from app.ui.enter_key import pressed_by_enter
from app.ui.outgoing_page import OutgoingPage
from app.ui.theme import L, S, code_font

_SHARE_OF_WINDOW = 0.86
_WIDEST = 760
_NOW = "This is what would be sent now. "
_KEY = "The key is sent as a header and is never shown here."
_CUT = "The JSON is longer than can be shown: this is its beginning. Copy takes all of it. "


class OutgoingDialog(QDialog):
    """Open it, then give it `show_outgoing` or `show_fault`. It is deleted when it is closed."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("outgoingDialog")
        self.setWindowTitle(self.tr("What goes out"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._body: Mapping[str, Any] = {}
        self._note = ""
        self._is_cut = False
        self._address = QLabel(self.tr("Preparing the request…"))
        self._address.setObjectName("outgoingAddress")
        self._address.setProperty("role", "heading")
        self._line = QLabel()
        self._line.setObjectName("outgoingLine")
        self._line.setProperty("role", "line")
        for label in (self._address, self._line):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        self._address.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._page = OutgoingPage()
        self._json = QPlainTextEdit()
        self._json.setObjectName("outgoingJson")
        self._json.setAccessibleName(self.tr("The request, as JSON"))
        self._json.setReadOnly(True)
        self._json.setFont(code_font())
        self._json.setTabChangesFocus(True)
        self._stage = QStackedWidget()
        self._as_json = CheckBox(self.tr("As JSON"))
        self._as_json.setObjectName("outgoingAsJson")
        self._copy = CopyButton("outgoingCopy", self.tr("Copy"), self._whole)
        self._close = self._button("outgoingClose", self.tr("Close"))
        self._lay_out()
        self._as_json.toggled.connect(self._on_as_json)
        self._close.clicked.connect(self.close)
        self.resize(min(_WIDEST, round(window.width() * _SHARE_OF_WINDOW)), round(window.height() * 0.9))

    def show_outgoing(self, outgoing: Outgoing) -> None:
        self._body = outgoing.body
        self._address.setText(f"{outgoing.method} {outgoing.url}")
        self._note = outgoing.note and f"{outgoing.note} "
        self._line.setText(_NOW + self._note + _KEY)
        self._page.show_outline(outline(outgoing.body))
        for widget in (self._stage, self._as_json, self._copy):
            widget.setEnabled(True)
        self._stage.show()

    def show_fault(self, problem: Problem) -> None:
        """Why no request can be made."""
        self._address.setText(self.tr("Nothing can be sent now"))
        self._line.setText(f"{problem.title} {problem.remedy}".strip())
        for widget in (self._stage, self._as_json, self._copy):
            widget.hide()
        self.resize(self.width(), self.heightForWidth(self.width()))

    def _lay_out(self) -> None:
        self._stage.addWidget(self._page)
        self._stage.addWidget(self._json)
        row = QHBoxLayout()
        row.setSpacing(S)
        row.addWidget(self._as_json)
        row.addStretch(1)
        row.addWidget(self._copy)
        row.addWidget(self._close)
        column = QVBoxLayout(self)
        column.setContentsMargins(L, L, L, L)
        column.setSpacing(S)
        column.addWidget(self._address)
        column.addWidget(self._line)
        column.addSpacing(S)
        column.addWidget(self._stage, 1)
        column.addStretch()  # takes the room where there is no request
        column.addLayout(row)
        for widget in (self._stage, self._as_json, self._copy):
            widget.setEnabled(False)
        self._close.setFocus()

    def _on_as_json(self, as_json: bool) -> None:
        if as_json and not self._json.toPlainText():
            text, self._is_cut = raw(self._body)
            self._json.setPlainText(text)
        self._line.setText((_CUT if as_json and self._is_cut else _NOW) + self._note + _KEY)
        self._stage.setCurrentWidget(self._json if as_json else self._page)

    def _whole(self) -> str:
        text, _ = raw(self._body, limit=sys.maxsize)
        return text

    def _button(self, name: str, words: str) -> QPushButton:
        button = QPushButton(words)
        button.setObjectName(name)
        button.setAccessibleName(words)
        button.setAutoDefault(False)
        return button

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not pressed_by_enter(self, event):
            super().keyPressEvent(event)

"""What stands in an empty conversation: one line, and four things to try."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QPalette, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.ui.theme import XL, L, S, ui_font

GUIDE_PROMPTS = (
    "What can Rivulet do?",
    "How do I connect a model?",
    "Where is my key kept?",
    "/demo markdown",
)
MODEL_PROMPTS = (
    "Explain how a hash table works",
    "Remind a client politely of an invoice",
    "Plan a week of dinners for two",
    "What to ask before signing a lease?",
)

_TITLE = "What shall we look at?"
_TEMPORARY = "This conversation is never written to disk. It is gone when you close Rivulet."
_SUGGESTIONS_WIDTH = 600


class Greeting(QWidget):
    """One line of greeting, and four prompts that really work.

    Signals:
        chosen(str): a prompt to send.
        settings_requested(): the user wants to connect a model.
    """

    chosen = Signal(str)
    settings_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = QLabel(_TITLE, self)
        self._title.setObjectName("greeting")
        font = ui_font()
        font.setPointSizeF(font.pointSizeF() * 1.7)
        font.setWeight(QFont.Weight.DemiBold)
        self._title.setFont(font)
        self._title.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._where = QLabel(self)
        self._where.setObjectName("greetingProvider")
        self._where.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._where.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._temporary = QLabel(_TEMPORARY, self)
        self._temporary.setObjectName("greetingTemporary")
        self._temporary.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._temporary.setWordWrap(True)
        self._temporary.hide()
        self._connect = QPushButton("Connect a model", self)
        self._connect.setObjectName("connectButton")
        self._connect.clicked.connect(self.settings_requested)
        self._prompts = [self._prompt_button() for _ in GUIDE_PROMPTS]
        suggestions = QWidget(self)
        suggestions.setMaximumWidth(_SUGGESTIONS_WIDTH)
        self._grid = QGridLayout(suggestions)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(S)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(XL, XL, XL, XL)
        layout.setSpacing(S)
        layout.addStretch(3)
        layout.addWidget(self._title)
        layout.addWidget(self._where)
        layout.addWidget(self._temporary)
        layout.addSpacing(L)
        row = QHBoxLayout()
        row.addWidget(suggestions)
        layout.addLayout(row)
        layout.addSpacing(S)
        layout.addWidget(self._connect, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(4)

    def show_provider(self, *, guide: bool, model: str) -> None:
        """Fits the words to who will answer."""
        of_guide = "The built-in Guide answers, offline, from the manual."
        self._where.setText(of_guide if guide else f"Answers come from {model}.")
        self._connect.setVisible(guide)
        for button, prompt in zip(self._prompts, GUIDE_PROMPTS if guide else MODEL_PROMPTS, strict=True):
            button.setText(prompt)
            button.setAccessibleName(prompt)
        self._arrange()

    def show_temporary(self, temporary: bool) -> None:
        """Says of the empty conversation that it is one that is not kept."""
        self._title.setText("A temporary conversation" if temporary else _TITLE)
        self._temporary.setVisible(temporary)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """Two columns where every prompt fits into its half, else one."""
        room = min(_SUGGESTIONS_WIDTH, self.width() - 2 * XL)
        widest = max(button.sizeHint().width() for button in self._prompts)
        columns = 2 if 2 * widest + S <= room else 1
        for index, button in enumerate(self._prompts):
            self._grid.removeWidget(button)
            self._grid.addWidget(button, index // columns, index % columns)

    def _prompt_button(self) -> QPushButton:
        button = QPushButton(self)
        button.setProperty("role", "suggestion")
        button.clicked.connect(self._on_prompt_clicked)
        return button

    def _on_prompt_clicked(self) -> None:
        button = self.sender()
        if isinstance(button, QPushButton):
            self.chosen.emit(button.text())

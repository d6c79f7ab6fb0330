"""The lowest line of the quick prompt: who answers, what is to be known now, and the few buttons."""

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QToolButton, QWidget

from app.domain.provider import Provider
from app.ui.announcement import announce
from app.ui.icons import put_icon
from app.ui.theme import COPIED_SHOWN, ICON, XS, L, M

_MOST_NAME = 28
"""Letters of who answers, about: a longer name is cut in its middle."""
_COPY = "Copy answer (Ctrl+Shift+C)"


class Foot(QWidget):
    """
    Signals:
        settings_requested()
        copy_requested()
        new_requested()
        window_requested(): open the conversation in the main window.
        pin_toggled(bool)
        translation_toggled(bool)
    """

    settings_requested = Signal()
    copy_requested = Signal()
    new_requested = Signal()
    window_requested = Signal()
    pin_toggled = Signal(bool)
    translation_toggled = Signal(bool)

    def __init__(self, sources: QWidget) -> None:
        """`sources` are the buttons that bring something along."""
        super().__init__()
        self._who = QPushButton()
        self._who.setObjectName("quickPromptModel")
        self._who.setProperty("look", "foot")
        self._who.setToolTip(self.tr("Open the settings (Ctrl+,)"))
        self._who.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._status = QLabel()
        self._status.setObjectName("quickPromptStatus")
        self._status.setTextFormat(Qt.TextFormat.PlainText)
        self._status.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        # A sentence that is too long for a narrow screen is cut, the window is not widened.
        self._status.setMinimumWidth(1)
        self._copy = self._button("quickPromptCopyButton", "file-copy-line", self.tr(_COPY))
        self._new = self._button(
            "quickPromptNewButton", "edit-box-line", self.tr("New conversation (Ctrl+N)")
        )
        self._window = self._button(
            "quickPromptOpenButton", "external-link-line", self.tr("Open in the main window (Ctrl+Enter)")
        )
        self._pin = self._button("quickPromptPinButton", "pushpin-line", self.tr("Keep on top (Ctrl+P)"))
        self._pin.setCheckable(True)
        self._translate = self._button(
            "quickPromptTranslateButton", "translate-2", self.tr("Translate while you type (Ctrl+T)")
        )
        self._translate.setCheckable(True)
        self._copied = QTimer(self)
        self._copied.setSingleShot(True)
        self._copied.setInterval(COPIED_SHOWN)
        self._lay_out(sources)
        self._connect_signals()
        self.show_conversation(begun=False, answered=False)

    def _lay_out(self, sources: QWidget) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(L, XS, M - 2, XS)
        row.setSpacing(0)
        row.addWidget(self._who)
        row.addSpacing(XS)
        row.addWidget(sources)
        # Away from those buttons, it is not taken for one.
        row.addStretch(1)
        row.addWidget(self._status)
        for button in (self._copy, self._new, self._translate, self._window, self._pin):
            row.addWidget(button)
        self._status.setContentsMargins(L, 0, M, 0)

    def _connect_signals(self) -> None:
        self._who.clicked.connect(self.settings_requested)
        self._copy.clicked.connect(self.copy_requested)
        self._new.clicked.connect(self.new_requested)
        self._window.clicked.connect(self.window_requested)
        self._pin.toggled.connect(self._on_pinned)
        self._translate.toggled.connect(self.translation_toggled)
        self._copied.timeout.connect(self._on_copied_shown)

    @property
    def is_pinned(self) -> bool:
        return self._pin.isChecked()

    @property
    def is_translating(self) -> bool:
        return self._translate.isChecked()

    def toggle_translation(self) -> None:
        self._translate.toggle()

    def toggle_pin(self) -> None:
        self._pin.toggle()

    def show_provider(self, provider: Provider) -> None:
        is_guide = provider.is_guide
        words = "Guide" if is_guide else " · ".join(filter(None, (provider.model, provider.name)))
        metrics = self._who.fontMetrics()
        widest = _MOST_NAME * metrics.averageCharWidth()
        short = metrics.elidedText(words, Qt.TextElideMode.ElideMiddle, widest)
        self._who.setText(short.replace("&", "&&"))
        self._who.setAccessibleName(self.tr("{} answers. Open the settings").format(words))

    def show_status(self, words: str) -> None:
        """A sentence beside the model's name; it is read aloud when it is new."""
        if words and words != self._status.text():
            announce(self, words)
        self._status.setText(words)

    def show_conversation(self, *, begun: bool, answered: bool) -> None:
        """Offers what can be done now."""
        self._new.setVisible(begun)
        self._copy.setVisible(answered)

    def confirm_copied(self) -> None:
        put_icon(self._copy, "check-line", self.tr("Copied"))
        announce(self._copy, self.tr("Copied"))
        self._copied.start()

    def _button(self, name: str, icon: str, words: str) -> QToolButton:
        button = QToolButton()
        button.setObjectName(name)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setIconSize(QSize(ICON, ICON))
        put_icon(button, icon, words)
        return button

    def _on_copied_shown(self) -> None:
        put_icon(self._copy, "file-copy-line", self.tr(_COPY))

    def _on_pinned(self, pinned: bool) -> None:
        words = "Pinned: stays on top (Ctrl+P)" if pinned else "Keep on top (Ctrl+P)"
        put_icon(self._pin, "pushpin-fill" if pinned else "pushpin-line", self.tr(words))
        self.pin_toggled.emit(pinned)

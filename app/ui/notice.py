"""A slim bar for what the surroundings do to us: a full disk, a keyring that waits."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QToolButton, QWidget

from app.ui.announcement import announce
from app.ui.icons import put_icon
from app.ui.theme import XS, M, S

_NO_KEY = QKeySequence()


class Notice(QFrame):
    """Hidden until it has something to say.

    Signals:
        acted(): the user took what the notice offers, and nobody was named to do it.
        dismissed(): the user has read it.
    """

    acted = Signal()
    dismissed = Signal()

    def __init__(self, parent: QWidget | None = None, name: str = "notice") -> None:
        """`name`: the object's; those of its parts begin with it."""
        super().__init__(parent)
        self.setObjectName(name)
        self._text = QLabel()
        self._text.setObjectName(f"{name}Text")
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setWordWrap(True)
        self._action = QPushButton()
        self._action.setObjectName(f"{name}Action")
        self._action.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._key = QShortcut(self)
        self._key.activated.connect(self._on_action)
        self._then: Callable[[], object] | None = None
        self._action.clicked.connect(self._on_action)
        self._dismiss = dismiss = QToolButton()
        dismiss.setObjectName(f"{name}Dismiss")
        dismiss.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        put_icon(dismiss, "close-line", self.tr("Dismiss"))
        dismiss.clicked.connect(self._on_dismissed)
        row = QHBoxLayout(self)
        row.setContentsMargins(M, XS, XS, XS)
        row.setSpacing(S)
        row.addWidget(self._text, 1)
        row.addWidget(self._action, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(dismiss, 0, Qt.AlignmentFlag.AlignVCenter)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.hide()

    def show_text(
        self,
        text: str,
        action: str | None = None,
        *,
        then: Callable[[], object] | None = None,
        key: QKeySequence | QKeySequence.StandardKey = _NO_KEY,
    ) -> None:
        """Replaces what was said before.

        Args:
            action: what its button says; None shows no button.
            key: does it too, from anywhere in the window where it has no other meaning.
            then: what the button does; the notice goes with it. None has `acted` told.
        """
        is_news = self.isHidden() or text != self._text.text()
        self._then = then
        self._text.setText(text)
        self.setAccessibleName(text)
        self._key.setKey(key)
        keys = self._key.key().toString(QKeySequence.SequenceFormat.NativeText)
        self._action.setText(f"{action or ''} ({keys})" if keys else action or "")
        self._action.setAccessibleName(action or "")
        self._action.setVisible(action is not None)
        self.show()
        if is_news:
            announce(self, text)

    def show_hidden(self, count: int, remove: Callable[[], object]) -> None:
        """So many characters came from elsewhere that nobody sees, and a model reads."""
        characters = "1 hidden character" if count == 1 else f"{count:,} hidden characters"
        self.show_text(f"The text has {characters}.", "Remove them", then=remove)

    def show_unopened(self, link: str) -> None:
        """The system could not open this link."""
        from app.ui.transcript.clipboard import put_on_clipboard

        self.show_text(
            "No program was found to open this link.", "Copy link", then=lambda: put_on_clipboard(link)
        )

    def come_after(self, widget: QWidget) -> None:
        """Tab goes from this widget, or the buttons of this notice, to the notice's buttons."""
        before = widget._dismiss if isinstance(widget, Notice) else widget
        self.setTabOrder(before, self._action)
        self.setTabOrder(self._action, self._dismiss)

    def text(self) -> str:
        """What is said now; "" while it is hidden."""
        return "" if self.isHidden() else self._text.text()

    def hide_text(self) -> None:
        self.hide()

    def _on_dismissed(self) -> None:
        self.hide_text()
        self.dismissed.emit()

    def _on_action(self) -> None:
        if self._then is None:
            self.acted.emit()
        else:
            self.hide_text()
            self._then()

"""What the user brings along to the quick prompt: the clipboard, or what is selected elsewhere.

Both are read when the user asks for them, and at no other time.
"""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QClipboard, QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from app.domain.conversation import Part
from app.domain.visible import without_hidden
from app.ui.announcement import announce
from app.ui.attaching import brings_images
from app.ui.attachments import Attachments
from app.ui.quick_prompt.chip import shown_key
from app.ui.quick_prompt.context_card import ContextCard
from app.ui.quick_prompt.selection_owner import answers
from app.ui.theme import XS, S

CLIPBOARD_KEY = "Ctrl+Shift+V"
SELECTION_KEY = "Ctrl+Shift+S"


class ContextSources(QWidget):
    """The buttons that bring something; their keys work while they are visible.

    Signals:
        clipboard_wanted()
        selection_wanted()
    """

    clipboard_wanted = Signal()
    selection_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("contextSources")
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(XS)
        clipboard = self._button(self.tr("Clipboard"), self.tr("Bring the clipboard along"), CLIPBOARD_KEY)
        clipboard.setObjectName("bringClipboardButton")
        clipboard.clicked.connect(self.clipboard_wanted)
        row.addWidget(clipboard)
        # X11 and most Wayland desktops have it; elsewhere no program tells what is selected.
        if QGuiApplication.clipboard().supportsSelection():
            words = self.tr("Bring along what is selected in another window")
            selection = self._button(self.tr("Selection"), words, SELECTION_KEY)
            selection.setObjectName("bringSelectionButton")
            selection.clicked.connect(self.selection_wanted)
            row.addWidget(selection)

    def _button(self, name: str, words: str, key: str) -> QPushButton:
        button = QPushButton(name)
        button.setProperty("look", "foot")
        button.setAccessibleName(words)
        button.setAccessibleDescription(shown_key(key))
        button.setToolTip(f"{words} ({shown_key(key)})")
        # A click leaves the keyboard where it was: in the text.
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setAutoDefault(False)
        shortcut = QShortcut(QKeySequence(key), self)
        shortcut.activated.connect(button.click)
        return button


class Context(QWidget):
    """What was brought along, above the input; hidden while there is nothing.

    `sources` are the buttons for it, which its owner places.

    Signals:
        changed()
        left(): what had the keyboard here is gone.
        noticed(str): a sentence for the user: why something could not be brought along.
    """

    changed = Signal()
    left = Signal()
    noticed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("context")
        self.setAccessibleName(self.tr("Context"))
        self.sources = ContextSources()
        self._text = ""
        self._source = ""
        self._card = ContextCard()
        self._card.hide()
        self._images = Attachments()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(S)
        column.addWidget(self._card)
        column.addWidget(self._images)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.sources.clipboard_wanted.connect(self.take_clipboard)
        self.sources.selection_wanted.connect(self.take_selection)
        self._card.removed.connect(self._on_removed)
        self._card.cleaning_requested.connect(self._on_cleaning)
        self._images.changed.connect(self._on_changed)
        self._images.left.connect(self.left)
        self._images.noticed.connect(self.noticed)
        self.hide()

    @property
    def text(self) -> str:
        """As it was brought; "" for none."""
        return self._text

    @property
    def images(self) -> tuple[Part, ...]:
        return self._images.images()

    def drop_text(self) -> str:
        """It is here no more; the pictures stay."""
        text = self._text
        self._show_text("", "")
        self._on_changed()
        return text

    def clear(self) -> None:
        if not self.isHidden():
            self._show_text("", "")
            self._images.set_images(())  # which tells of the change

    def take_clipboard(self) -> None:
        """Reads it now: its text, or the pictures that are in it."""
        if not self._is_to_be_had(QClipboard.Mode.Clipboard):
            return
        mime = QGuiApplication.clipboard().mimeData()
        if brings_images(mime):
            self._images.attach(mime)
        else:
            nothing = self.tr("There is no text in the clipboard.")
            self._take(mime.text(), self.tr("Clipboard"), nothing)

    def take_selection(self) -> None:
        """Reads what is selected now, in another program's window."""
        nothing = self.tr("No text is selected in another window.")
        clipboard, mode = QGuiApplication.clipboard(), QClipboard.Mode.Selection
        if clipboard.ownsSelection():
            # What was marked here last, which may be long out of sight.
            self.noticed.emit(nothing)
            return
        if self._is_to_be_had(mode):
            self._take(clipboard.text(mode), self.tr("Selection"), nothing)

    def _is_to_be_had(self, mode: QClipboard.Mode) -> bool:
        """If not, says so."""
        if answers(mode):
            return True
        self.noticed.emit(self.tr("The program that the text is in does not answer."))
        return False

    def _take(self, text: str, source: str, nothing: str) -> None:
        text = text.replace("\0", "")
        if not text.strip():
            self.noticed.emit(nothing)
            return
        self._show_text(text, source)
        self._on_changed()
        announce(self, self._card.accessibleName())

    def _show_text(self, text: str, source: str) -> None:
        self._text, self._source = text, source
        if text:
            self._card.show_text(text, source)
        self._card.setVisible(bool(text))

    def _on_removed(self) -> None:
        had_focus = self._card.has_keyboard()
        self.drop_text()
        if had_focus:
            self.left.emit()

    def _on_cleaning(self) -> None:
        self._show_text(without_hidden(self._text), self._source)
        self._on_changed()

    def _on_changed(self) -> None:
        self.setVisible(bool(self._text or self._images.images()))
        self.changed.emit()

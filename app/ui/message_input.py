"""The text field of the composer: plain text, as high as what is in it."""

from PySide6.QtCore import QEvent, QMimeData, QSize, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QKeyEvent,
    QKeySequence,
    QPalette,
    QResizeEvent,
    QTextCursor,
    QTextOption,
    QWindow,
)
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QSizePolicy, QWidget

from app.domain.visible import hidden_in, without_hidden
from app.ui.attaching import brings_images
from app.ui.theme import S, message_font

_SHARE_OF_WINDOW = 0.4


class MessageInput(QPlainTextEdit):
    """Enter sends, Shift+Enter begins a line.

    Signals:
        entered(): the user wants to send what is written.
        left_upwards(): Up was pressed while nothing is written.
        escaped(): Escape was pressed while `takes_escape`.
        scrolled_away(Qt.Key): PageUp, PageDown, or Home or End with Ctrl, where they lead no further here.
        focus_changed(bool): the field has, or has lost, the keyboard.
        images_pasted(QMimeData): there is something to attach in it.
        hidden_pasted(int): so many characters came from elsewhere that nobody sees, and a model reads.
    """

    entered = Signal()
    left_upwards = Signal()
    escaped = Signal()
    scrolled_away = Signal(Qt.Key)
    focus_changed = Signal(bool)
    images_pasted = Signal(object)
    hidden_pasted = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.takes_escape = False
        """Else Escape is the window's."""
        self.most_lines = 0
        """It scrolls from so many on; 0 takes a share of the window."""
        self._handle: QWindow | None = None
        self._window_height = 0
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFont(message_font())
        self.setTabChangesFocus(True)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setViewportMargins(S, 0, S, 0)
        self.document().setDocumentMargin(0)
        # The field's ground is painted by the composer, with its corners.
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Base, Qt.GlobalColor.transparent)
        self.setPalette(palette)
        self.document().documentLayout().documentSizeChanged.connect(self._fit)
        self.textChanged.connect(self._fit)
        self._fit()

    def is_blank(self) -> bool:
        """Whether there is nothing to send. Doesn't copy the text."""
        block = self.document().firstBlock()
        while block.isValid():
            if block.text().strip():
                return False
            block = block.next()
        return True

    def is_composing(self) -> bool:
        """Whether an input method holds text that is not decided yet."""
        layout = self.textCursor().block().layout()
        return bool(layout is not None and layout.preeditAreaText())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
                    self.insertPlainText("\n")
                    self.ensureCursorVisible()
                elif not self.is_composing():
                    self.entered.emit()
            case Qt.Key.Key_Up if self.document().isEmpty() and not self.is_composing():
                self.left_upwards.emit()
            case Qt.Key.Key_Escape if self.takes_escape:
                self.escaped.emit()
            case _ if self._leads_away(event):
                self.scrolled_away.emit(Qt.Key(event.key()))
            case _:
                super().keyPressEvent(event)

    def _leads_away(self, event: QKeyEvent) -> bool:
        bar, cursor = self.verticalScrollBar(), self.textCursor()
        all_is_seen = self.verticalScrollBarPolicy() is Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        is_one_line = self.blockCount() == 1 and cursor.block().layout().lineCount() == 1
        plain, ctrl = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier
        # The keypad's keys are the same keys.
        match event.key(), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            case Qt.Key.Key_PageUp, modifiers if modifiers == plain:
                return all_is_seen or bar.value() == bar.minimum()
            case Qt.Key.Key_PageDown, modifiers if modifiers == plain:
                return all_is_seen or bar.value() == bar.maximum()
            case Qt.Key.Key_Home, modifiers if modifiers == ctrl:
                return is_one_line or cursor.atStart()
            case Qt.Key.Key_End, modifiers if modifiers == ctrl:
                return is_one_line or cursor.atEnd()
        return False

    def event(self, event: QEvent) -> bool:
        # With nothing to take back here, the key is the window's.
        if (
            event.type() is QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.matches(QKeySequence.StandardKey.Undo)
            and not self.document().isUndoAvailable()
        ):
            event.ignore()
            return True
        # Claims Escape before a shortcut of the window gets it.
        if (
            event.type() is QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Escape
            and self.takes_escape
        ):
            event.accept()
            return True
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.focus_changed.emit(event.type() is QEvent.Type.FocusIn)
        elif event.type() is QEvent.Type.Show:
            self._follow_window()
        return super().event(event)

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        return brings_images(source) or super().canInsertFromMimeData(source)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if brings_images(event.mimeData()):
            event.ignore()  # the window takes it, wherever it is dropped
        else:
            super().dragEnterEvent(event)

    def insertFromMimeData(self, source: QMimeData) -> None:
        if brings_images(source):
            self.images_pasted.emit(source)
            return
        # One insertion: Qt's own way by a document fragment takes nearly twice as long for a huge text.
        if source.hasText():
            self.insertPlainText(source.text())
            self.ensureCursorVisible()
            self.tell_hidden(source.text())

    def tell_hidden(self, text: str) -> None:
        """Of a text that came from elsewhere."""
        if hidden := hidden_in(text):
            self.hidden_pasted.emit(hidden)

    def remove_hidden(self) -> None:
        """Takes out what nobody sees. It can be undone."""
        cursor = QTextCursor(self.document())
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.insertText(without_hidden(self.toPlainText()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self.height())

    def _follow_window(self) -> None:
        handle = self.window().windowHandle()
        if handle is not None and handle is not self._handle:
            self._handle = handle
            handle.heightChanged.connect(self._on_window_height)
        self._on_window_height(self.window().height())

    def _on_window_height(self, height: int) -> None:
        self._window_height = height
        self._fit()

    def _fit(self) -> None:
        line = self.fontMetrics().lineSpacing()
        share = int(self._window_height * _SHARE_OF_WINDOW)
        most = line * self.most_lines if self.most_lines else max(3 * line, share)
        height, block = 0.0, self.document().firstBlock()
        while block.isValid() and height <= most:
            height += self.blockBoundingRect(block).height()
            block = block.next()
        # A scroll bar that comes and goes would wrap the text anew each time.
        fits = height <= most
        policy = Qt.ScrollBarPolicy
        self.setVerticalScrollBarPolicy(policy.ScrollBarAlwaysOff if fits else policy.ScrollBarAsNeeded)
        wanted = max(line, round(height + 0.5)) if fits else most
        if wanted != self.height():
            self.setFixedHeight(wanted)
        if fits:  # it may have been too low before, and a field stays scrolled
            self.verticalScrollBar().setValue(0)

"""One picture as large as the window, to be looked at, copied and saved."""

from pathlib import Path

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QGuiApplication, QImage, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.domain.conversation import Part
from app.ui.enter_key import pressed_by_enter
from app.ui.image_file import ImageFile, fitted
from app.ui.theme import L, S

_SHARE_OF_WINDOW = 0.92


class PictureViewer(QDialog):
    """Is deleted when it is closed, which Escape does."""

    def __init__(self, part: Part, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("pictureViewer")
        self.setWindowTitle(part.name)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._part = part
        self._pixels = ImageFile(part.data).read()
        self._canvas = _Canvas(self._pixels, part.name)
        self._line = QLabel()
        self._line.setProperty("role", "line")
        self._line.setTextFormat(Qt.TextFormat.PlainText)
        self._copy = QPushButton("Copy")
        self._save = QPushButton("Save as…")
        self._close = QPushButton("Close")
        self._lay_out()
        self._connect_signals()
        self.resize(window.size() * _SHARE_OF_WINDOW)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(S)
        row.addWidget(self._line, 1)
        for button in (self._copy, self._save, self._close):
            button.setAccessibleName(button.text())
            button.setAutoDefault(False)
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(L, L, L, L)
        column.setSpacing(L)
        column.addWidget(self._canvas, 1)
        column.addLayout(row)
        self._close.setFocus()

    def _connect_signals(self) -> None:
        self._copy.clicked.connect(self._on_copy)
        self._save.clicked.connect(self._on_save)
        self._close.clicked.connect(self.close)

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setImage(self._pixels)
        self._say("Copied.")

    def _on_save(self) -> None:
        dialog = QFileDialog(self, "Save the picture")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        # A name that came with an import may have a path in it.
        dialog.selectFile(Path(self._part.name).name)
        dialog.fileSelected.connect(self.save)
        dialog.open()

    def save(self, path: str) -> None:
        """Writes the file as it was attached; says so, or why not."""
        try:
            Path(path).write_bytes(self._part.data)
        except OSError as error:
            self._say(f"{Path(path).name} could not be saved: {error.strerror}.", kind="fault")
        else:
            self._say(f"Saved as {Path(path).name}.")

    def _say(self, words: str, kind: str = "") -> None:
        self._line.setText(words)
        self._line.setProperty("kind", kind)
        self._line.style().polish(self._line)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not pressed_by_enter(self, event):
            super().keyPressEvent(event)


class _Canvas(QWidget):
    """The picture in the middle, as large as it fits."""

    def __init__(self, pixels: QImage, name: str) -> None:
        super().__init__()
        self._pixels = pixels
        self.setAccessibleName(f"Picture {name}, {pixels.width()} by {pixels.height()}")
        self.setMinimumSize(QSize(160, 120))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        place = QRect(self.rect().topLeft(), fitted(self._pixels.size(), self.width(), self.height()))
        place.moveCenter(self.rect().center())
        painter.drawImage(place, self._pixels)

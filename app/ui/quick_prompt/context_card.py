"""A text that was brought along, as a quotation: its first lines, where it is from, and how much it is."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QResizeEvent, QTextLayout, QTextOption
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.domain.visible import between, hidden_in, in_text
from app.ui.icons import put_icon
from app.ui.theme import XS, S

_MOST_LINES = 3
_EXCERPT = 1_000
"""Characters: more than three lines hold."""
_SPOKEN = 200
_MOST_COUNTED = 200_000
"""Characters: the words of more are not counted, and few models read more."""
_RULE = 3


class ContextCard(QFrame):
    """
    Signals:
        removed(): the user does not want it.
        cleaning_requested(): what nobody sees is to be taken out of the text.
    """

    removed = Signal()
    cleaning_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("contextCard")
        self._lines = _Lines()
        self._about = QLabel()
        self._about.setObjectName("contextAbout")
        self._about.setProperty("role", "line")
        self._about.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._remove = QToolButton()
        self._remove.setObjectName("contextRemove")
        self._remove.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        put_icon(self._remove, "close-line", self.tr("Remove the context"))
        self._remove.clicked.connect(self.removed)
        self._hidden = QLabel()
        self._hidden.setObjectName("contextHidden")
        self._hidden.setProperty("role", "line")
        self._hidden.setProperty("kind", "warning")
        self._clean = QPushButton(self.tr("Remove them"))
        self._clean.setObjectName("contextClean")
        self._clean.setProperty("look", "quiet")
        self._clean.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._clean.clicked.connect(self.cleaning_requested)
        self._lay_out()

    def show_text(self, text: str, source: str) -> None:
        """`source`: where it is from, in a word."""
        excerpt = in_text(text[:_EXCERPT])
        self._lines.set_text(excerpt + "…" if len(text) > _EXCERPT else excerpt)
        about = f"{source} · {_amount(text)}"
        if len(text) > _MOST_COUNTED:
            about += self.tr(" · very long")
        self._about.setText(about)
        self._about.setToolTip(self.tr("Many models read less.") if len(text) > _MOST_COUNTED else "")
        count = hidden_in(text)
        characters = "1 hidden character" if count == 1 else f"{count:,} hidden characters"
        self._hidden.setText(self.tr("The text has {characters}.").format(characters=characters))
        had_focus = self._clean.hasFocus()
        self._hidden.setVisible(bool(count))
        self._clean.setVisible(bool(count))
        if had_focus and not count:
            self._remove.setFocus()
        told = f" {self._hidden.text()}" if count else ""
        self.setAccessibleName(self.tr("Context: {about}.").format(about=about) + told)
        self.setAccessibleDescription(excerpt[:_SPOKEN])

    def has_keyboard(self) -> bool:
        return self._remove.hasFocus() or self._clean.hasFocus()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.palette().color(QPalette.ColorRole.Accent))
        left = self.width() - S - _RULE if self.isRightToLeft() else S
        painter.drawRoundedRect(QRectF(left, S, _RULE, self.height() - 2 * S), _RULE / 2, _RULE / 2)

    def _lay_out(self) -> None:
        hidden = QHBoxLayout()
        hidden.setSpacing(XS)
        hidden.addWidget(self._hidden)
        hidden.addWidget(self._clean)
        hidden.addStretch()
        words = QVBoxLayout()
        words.setSpacing(XS)
        words.addWidget(self._lines)
        words.addWidget(self._about)
        words.addLayout(hidden)
        row = QHBoxLayout(self)
        row.setContentsMargins(S + _RULE + S, S, XS, S)
        row.setSpacing(S)
        row.addLayout(words, 1)
        row.addWidget(self._remove, 0, Qt.AlignmentFlag.AlignTop)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)


class _Lines(QWidget):
    """The first lines of a text, as many as there are up to three; the last one is cut short."""

    def __init__(self) -> None:
        super().__init__()
        self._text = ""
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def set_text(self, text: str) -> None:
        self._text = "\u2028".join(line.rstrip() for line in text.splitlines() if line.strip())
        self._fit()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(0, self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self.palette().color(QPalette.ColorRole.Text))
        layout, is_all = self._laid_out()
        count, metrics = layout.lineCount(), self.fontMetrics()
        for number in range(count):
            line = layout.lineAt(number)
            if is_all or number < count - 1:
                line.draw(painter, QPointF())
            else:
                rest = between(self._text, line.textStart(), 2 * len(self._text)).replace("\u2028", " ")
                words = metrics.elidedText(rest, Qt.TextElideMode.ElideRight, self.width())
                painter.drawText(QPointF(0, line.y() + metrics.ascent()), words)

    def _fit(self) -> None:
        self.setFixedHeight(max(1, self._laid_out()[0].lineCount()) * self.fontMetrics().lineSpacing())

    def _laid_out(self) -> tuple[QTextLayout, bool]:
        """The lines that there is room for, and whether they are all."""
        layout = QTextLayout(self._text, self.font())
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        layout.beginLayout()
        end = 0
        for number in range(_MOST_LINES):
            line = layout.createLine()
            if not line.isValid():
                break
            line.setLineWidth(max(1, self.width()))
            line.setPosition(QPointF(0, number * self.fontMetrics().lineSpacing()))
            end = line.textStart() + line.textLength()
        layout.endLayout()
        return layout, not between(self._text, end, 2 * len(self._text))


def _amount(text: str) -> str:
    """How much it is, in words."""
    characters = "1 character" if len(text) == 1 else f"{len(text):,} characters"
    if len(text) > _MOST_COUNTED:
        return characters
    count = len(text.split())
    return f"{characters}, {'1 word' if count == 1 else f'{count:,} words'}"

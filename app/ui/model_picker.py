"""The chip that names the model, and the list behind it."""

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QComboBox, QWidget

from app.ui.choices import ChoiceBox
from app.ui.icons import paint_icon
from app.ui.theme import ICON, RADIUS_CHIP, XS, S

_WIDEST = 280
_HEIGHT = 32


class ModelPicker(ChoiceBox):
    """Shows the current model, be it in the list or not.

    Signals:
        model_chosen(str): the user chose another model.
        more_models_requested(): the user wants one that is not in the list.
        opened(): the list is about to be shown.
    """

    model_chosen = Signal(str)
    more_models_requested = Signal()
    opened = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._current = ""
        self.setObjectName("modelPicker")
        self.setAccessibleName(self.tr("Model"))
        self.setToolTip(self.tr("Model"))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.activated.connect(self._choose)

    def set_models(self, models: list[str], current: str) -> None:
        self._current = current
        listed = models if current in models or not current else [current, *models]
        self.clear()
        self.addItems(listed)
        self.addItem(self.tr("Other model…"))
        self.setCurrentIndex(listed.index(current) if current else -1)
        self.setAccessibleDescription(current)
        self.updateGeometry()
        if self.view().isVisible():  # they came while the list was open: it fits itself to them
            self.hidePopup()
            self.showPopup()

    def sizeHint(self) -> QSize:
        words = self.fontMetrics().horizontalAdvance(self._label())
        return QSize(min(_WIDEST, words + ICON + 2 * S + XS), _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(ICON + 2 * S + 12 * XS, _HEIGHT)

    def showPopup(self) -> None:
        self.opened.emit()
        self.view().setMinimumWidth(self.view().sizeHintForColumn(0) + 3 * S)
        super().showPopup()

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Enter, QEvent.Type.Leave):
            self.update()
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette, role = self.palette(), QPalette.ColorRole
        chip = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.setPen(QPen(palette.color(role.Accent), 2) if self.hasFocus() else Qt.PenStyle.NoPen)
        painter.setBrush(palette.color(role.Midlight) if self.underMouse() else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(chip, RADIUS_CHIP, RADIUS_CHIP)
        colour = palette.color(role.Text if self.underMouse() else role.PlaceholderText)
        painter.setPen(colour)
        words = self.rect().adjusted(S, 0, -(S + ICON), 0)
        label = self.fontMetrics().elidedText(self._label(), Qt.TextElideMode.ElideMiddle, words.width())
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, label)
        end = S + self.fontMetrics().horizontalAdvance(label) + XS
        arrow = QRectF(end, (self.height() - ICON) / 2, ICON, ICON)
        paint_icon(painter, "arrow-down-s-line", colour, arrow)

    def _label(self) -> str:
        return self._current or self.tr("Choose a model")

    def _choose(self, index: int) -> None:
        chosen = self.itemText(index)
        if index == self.count() - 1:
            self.setCurrentIndex(self.findText(self._current))
            self.more_models_requested.emit()
        elif chosen != self._current:
            self._current = chosen
            self.setAccessibleDescription(chosen)
            self.updateGeometry()
            self.model_chosen.emit(chosen)

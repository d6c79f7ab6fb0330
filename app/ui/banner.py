"""The strip under an answer that says why it ended, and what can be done."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QTextDocument, QTextOption
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)

from app.domain.ending import Action, actions
from app.ui.announcement import announce
from app.ui.banner_words import countdown, details, icon_name, tone, verb, what_happened
from app.ui.icons import paint_icon
from app.ui.theme import ICON, XS, L, M, S, code_font

if TYPE_CHECKING:
    from app.services.standing import Standing


class Banner(QFrame):
    """Hidden until `show_standing`. Its dynamic property `kind` is the end's word.

    Its owner gives it a width and `heightForWidth`.

    Signals:
        acted(str): a button was pressed; the word of its Action.
        height_changed(): the same width needs another height, by a fold, another font, or a tick of the
            countdown.
        left(): the keyboard has gone elsewhere.
    """

    acted = Signal(str)
    height_changed = Signal()
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._standing: Standing | None = None
        self.setObjectName("banner")
        self.setProperty("kind", "")
        self._icon = _Icon()
        self._text = QLabel()
        self._text.setObjectName("bannerText")
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setWordWrap(True)
        self._text.setIndent(0)
        self._text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._actions = QWidget()
        self._actions.setObjectName("bannerActions")
        self._actions.setAccessibleName(self.tr("What you can do"))
        self._detail = _Detail()
        self._detail.installEventFilter(self)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._show_text)
        self._lay_out()
        self.hide()

    def show_standing(self, standing: Standing) -> None:
        """Says how the answer stands; the height may be another one afterwards."""
        before, self._standing = self._standing, standing
        if before is None or before.end is not standing.end:
            self._dress(standing)
        self._show_details(standing, fold=before is None or details(before) != details(standing))
        self._offer(standing)
        self._show_text()
        said = what_happened(standing)
        self._text.setAccessibleName(said)
        self.setAccessibleName(said)
        self.show()
        if before is None or what_happened(before) != said:
            announce(self, said)

    def hide_banner(self) -> None:
        self._standing = None
        self._timer.stop()
        self.setProperty("kind", "")
        self.hide()

    def heightForWidth(self, width: int) -> int:
        # What was folded a moment ago still counts until the layout's next pass.
        self._layout.activate()
        return super().heightForWidth(width)

    def has_focus(self) -> bool:
        focused = QApplication.focusWidget()
        return focused is not None and self.isAncestorOf(focused)

    def stops(self) -> list[QWidget]:
        """What Tab goes through."""
        return [*self._buttons(), *([] if self._detail.isHidden() else [self._detail])]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.FocusOut and not self.has_focus():
            self.left.emit()
        return False

    def event(self, event: QEvent) -> bool:
        handled = super().event(event)
        # No layout is around it: whoever places it is told.
        is_news = event.type() is QEvent.Type.LayoutRequest and not self.isHidden()
        if is_news and self.heightForWidth(self.width()) != self.height():
            self.height_changed.emit()
        return handled

    def _lay_out(self) -> None:
        self._row = QHBoxLayout(self._actions)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(S)
        self._row.addStretch(1)
        column = QVBoxLayout()
        column.setSpacing(S)
        column.addWidget(self._text)
        column.addWidget(self._actions)
        column.addWidget(self._detail)
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(M, M, L, M)
        self._layout.setSpacing(M)
        self._layout.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        self._layout.addLayout(column, 1)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def _dress(self, standing: Standing) -> None:
        self.setProperty("kind", str(standing.end))
        self.setProperty("tone", tone(standing.end))
        self._icon.show_icon(icon_name(standing.end))
        # A dynamic property is looked at only when a widget is polished.
        for widget in (self, self._icon, self._text):
            widget.style().unpolish(widget)
            widget.style().polish(widget)

    def _show_text(self) -> None:
        standing = self._standing
        if standing is None:
            return
        now = time.monotonic()
        waits = countdown(standing, now)
        self._text.setText(" ".join(filter(None, (what_happened(standing), waits))))
        if standing.retry_at is not None and standing.retry_at > now and waits:
            # Just after the next full second, so that none is left out.
            self._timer.start(int((standing.retry_at - now) % 1 * 1000) + 1)
        else:
            self._timer.stop()

    def _offer(self, standing: Standing) -> None:
        fitting = actions(
            standing.end,
            has_text=standing.words > 0,
            waiting=standing.waiting,
            can_resume=standing.can_resume,
            may_send_anyway=standing.may_send_anyway,
        )
        offered = [*fitting]
        if details(standing):
            offered.append(Action.DETAILS)
        wanted = [(f"bannerAction_{action}", verb(action, standing)) for action in offered]
        there = self._buttons()
        if wanted != [(button.objectName(), button.text()) for button in there]:
            for button in there:
                button.setParent(None)
                button.deleteLater()
            for place, action in enumerate(offered):
                button = self._button(action, verb(action, standing))
                self._row.insertWidget(place, button)
                # Where it can be seen, Qt shows it only later, and counts no height for it until then.
                button.show()
        self._actions.setVisible(bool(offered))

    def _button(self, action: Action, words: str) -> QPushButton:
        button = QPushButton(words)
        button.setObjectName(f"bannerAction_{action}")
        button.setAccessibleName(words)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.installEventFilter(self)
        if action is Action.DETAILS:
            button.setProperty("look", "quiet")
            button.setCheckable(True)
            button.setChecked(not self._detail.isHidden())
            button.toggled.connect(self._unfold)
        else:
            button.setProperty("word", str(action))
            button.clicked.connect(self._on_clicked)
        return button

    def _buttons(self) -> list[QPushButton]:
        widgets = (item.widget() for at in range(self._row.count()) if (item := self._row.itemAt(at)))
        return [widget for widget in widgets if isinstance(widget, QPushButton)]

    def _on_clicked(self) -> None:
        self.acted.emit(self.sender().property("word"))

    def _show_details(self, standing: Standing, *, fold: bool) -> None:
        self._detail.show_text(details(standing))
        if fold:
            self._detail.hide()
            for button in self._buttons():
                button.setChecked(False)

    def _unfold(self, unfolded: bool) -> None:
        if self._standing is not None and self._detail.isHidden() is unfolded:
            self._detail.setVisible(unfolded)


class _Icon(QWidget):
    """Has the banner's colour from the stylesheet."""

    def __init__(self) -> None:
        super().__init__()
        self._name = ""
        self.setObjectName("bannerIcon")
        self.setFixedSize(ICON + XS, ICON + XS)

    def show_icon(self, name: str) -> None:
        self._name = name
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._name:
            painter = QPainter(self)
            colour = self.palette().color(QPalette.ColorRole.WindowText)
            paint_icon(painter, self._name, colour, QRectF(self.rect()))


class _Detail(QTextEdit):
    """What the server said, as plain text that can be selected; as high as it is, up to some lines."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("bannerDetail")
        self.setAccessibleName(self.tr("Details"))
        self.setReadOnly(True)
        self.setAcceptRichText(False)
        self.setTabChangesFocus(True)
        self.setFont(code_font())
        self.setViewportMargins(XS, 0, XS, 0)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.hide()

    def show_text(self, text: str) -> None:
        if text != self.toPlainText():
            self.setPlainText(text)

    def heightForWidth(self, width: int) -> int:
        measured = QTextDocument(self.toPlainText())
        measured.setDefaultFont(self.font())
        measured.setDefaultTextOption(self.document().defaultTextOption())
        measured.setTextWidth(max(1, width - 3 * S))
        most = 12 * self.fontMetrics().lineSpacing()
        return min(most, int(measured.size().height()) + 1) + 2 * XS

    def sizeHint(self) -> QSize:
        return QSize(200, self.heightForWidth(max(200, self.width())))

    def minimumSizeHint(self) -> QSize:
        return QSize(80, 0)

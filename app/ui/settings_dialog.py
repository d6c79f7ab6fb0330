"""The settings: who answers, with which key, and how the window looks."""

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QDialogButtonBox,
    QFrame,
    QLabel,
    QRadioButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.ui.choices import ChoiceBox
from app.ui.connection import ConnectionValues
from app.ui.enter_key import pressed_by_enter
from app.ui.server_form import ServerForm
from app.ui.theme import XL, XS, L, S

_WIDTH = 440
_INDENT = XL + XS
"""Where the words of a radio button begin."""


class SettingsDialog(QDialog):
    """Give it `show_values`, then `open()` it. A key is never put back into its field.

    Signals:
        saved(ConnectionValues): the user wants these from now on; they have been checked.
        models_requested(str, str): base URL, and the key that was typed ("" for the stored one).
        key_removed(): the user wants the stored key gone, at once.
    """

    saved = Signal(object)
    models_requested = Signal(str, str)
    key_removed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("settingsDialog")
        self.setAccessibleName(self.tr("Settings"))
        self.setWindowTitle(self.tr("Settings"))
        self._guide = QRadioButton(self.tr("Offline Guide"))
        self._guide.setObjectName("useGuideRadio")
        self._server = QRadioButton(self.tr("A server that speaks the OpenAI API"))
        self._server.setObjectName("useServerRadio")
        group = QButtonGroup(self)
        for choice in (self._guide, self._server):
            choice.setAccessibleName(choice.text())
            group.addButton(choice)
        self._form = ServerForm()
        self._appearance = ChoiceBox()
        self._appearance.setObjectName("appearanceField")
        self._appearance.setAccessibleName(self.tr("Appearance"))
        for words, mode in ((self.tr("System"), "system"), (self.tr("Light"), "light")):
            self._appearance.addItem(words, mode)
        self._appearance.addItem(self.tr("Dark"), "dark")
        standard = QDialogButtonBox.StandardButton
        self._buttons = QDialogButtonBox(standard.Save | standard.Cancel)
        for which in (standard.Save, standard.Cancel):
            button = self._buttons.button(which)
            button.setObjectName("saveButton" if which is standard.Save else "cancelButton")
            button.setAccessibleName(button.text().replace("&", ""))
        self._lay_out()
        self._server.toggled.connect(self._form.setVisible)
        self._form.models_requested.connect(self.models_requested)
        self._form.key_removed.connect(self.key_removed)
        self._buttons.accepted.connect(self._save)
        self._buttons.rejected.connect(self.reject)

    def show_values(self, values: ConnectionValues) -> None:
        """`new_key` is not shown."""
        (self._guide if values.use_guide else self._server).setChecked(True)
        self._form.setVisible(not values.use_guide)
        self._form.show_values(values.base_url, values.model)
        self._appearance.setCurrentIndex(max(0, self._appearance.findData(values.appearance)))
        (self._guide if values.use_guide else self._server).setFocus()

    def focus_key(self) -> None:
        """Leads to the field of the key, and so to the server that it is for."""
        self._server.setChecked(True)
        self._form.focus_key()
        self._parts.show_focused()

    def set_key_status(self, text: str, kind: str) -> None:
        """Where the key is, in words. `kind`: stored, session, waiting, none or fault."""
        self._form.set_key_status(text, kind)

    def set_models(self, models: list[str]) -> None:
        self._form.set_models(models)

    def set_models_error(self, text: str) -> None:
        self._form.set_models_error(text)

    def _lay_out(self) -> None:
        parts = QWidget()
        column = QVBoxLayout(parts)
        column.setContentsMargins(XL, XL, XL, 0)
        column.setSpacing(S)
        column.addWidget(_heading(self.tr("Who answers")))
        column.addWidget(self._guide, 0, Qt.AlignmentFlag.AlignLeft)
        explained = QLabel(self.tr("Built in: needs no key and no network, and knows Rivulet."))
        explained.setProperty("role", "line")
        explained.setIndent(_INDENT)
        explained.setWordWrap(True)
        column.addWidget(explained)
        column.addWidget(self._server, 0, Qt.AlignmentFlag.AlignLeft)
        self._form.setContentsMargins(_INDENT, XS, 0, 0)
        column.addWidget(self._form)
        column.addSpacing(L)
        column.addWidget(_heading(self.tr("Appearance")))
        column.addWidget(self._appearance)
        for part in (self._form, explained):
            part.setFixedWidth(_WIDTH)
        self._parts = _Scrolled(parts)
        self._parts.grown.connect(self._fit)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, L)
        whole.setSpacing(L)
        whole.addWidget(self._parts, 1)
        buttons = QVBoxLayout()
        buttons.setContentsMargins(XL, S, XL, 0)
        buttons.addWidget(self._buttons)
        whole.addLayout(buttons)

    def _fit(self) -> None:
        """As high as what it shows, as far as the screen has room, and all of it on the screen."""
        room = self.screen().availableGeometry()
        frame = self.frameGeometry().size() - self.size()
        wanted = self.sizeHint().boundedTo(room.size() - frame)
        if wanted == self.size():
            return
        self.resize(wanted)
        outer = self.frameGeometry()
        left = max(room.left(), min(outer.left(), room.right() - outer.width() + 1))
        top = max(room.top(), min(outer.top(), room.bottom() - outer.height() + 1))
        self.move(left, top)

    def _save(self) -> None:
        use_guide = self._guide.isChecked()
        if not use_guide and not self._form.is_sound():
            self._parts.show_focused()
            return
        self.saved.emit(
            ConnectionValues(
                use_guide=use_guide,
                base_url=self._form.base_url,
                model=self._form.model,
                new_key="" if use_guide else self._form.new_key,
                session_only=self._form.session_only,
                appearance=str(self._appearance.currentData()),
            )
        )
        self.accept()

    def showEvent(self, event: QShowEvent) -> None:
        self._fit()
        super().showEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not pressed_by_enter(self, event):
            super().keyPressEvent(event)

    def done(self, result: int) -> None:
        # Nothing that was typed stays in memory longer than it is needed.
        self._form.forget_key()
        super().done(result)


class _Scrolled(QScrollArea):
    """Wants to be as high as what it holds, and scrolls where there is less room.

    Signals:
        grown(): what it holds has another height.
    """

    grown = Signal()

    def __init__(self, parts: QWidget) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._parts = parts
        self.setWidget(parts)
        self.viewport().setAutoFillBackground(False)
        parts.setAutoFillBackground(False)

    def sizeHint(self) -> QSize:
        hint = self._parts.sizeHint()
        return hint.expandedTo(QSize(hint.width(), self._parts.heightForWidth(hint.width())))

    def show_focused(self) -> None:
        """Scrolls to what has the focus, as Tab does."""
        focused = self._parts.focusWidget()
        if focused is not None:
            self.ensureWidgetVisible(focused)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        handled = super().eventFilter(watched, event)
        if event.type() is QEvent.Type.LayoutRequest:
            self.updateGeometry()
            self.grown.emit()
        return handled


def _heading(words: str) -> QLabel:
    label = QLabel(words)
    label.setProperty("role", "heading")
    return label

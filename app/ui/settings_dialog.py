"""The settings: who answers, with which key, and how the window looks."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QDialogButtonBox,
    QLabel,
    QLayout,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from app.ui.choices import ChoiceBox
from app.ui.connection import ConnectionValues
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

    def set_key_status(self, text: str, kind: str) -> None:
        """Where the key is, in words. `kind`: stored, session, waiting, none or fault."""
        self._form.set_key_status(text, kind)

    def set_models(self, models: list[str]) -> None:
        self._form.set_models(models)

    def set_models_error(self, text: str) -> None:
        self._form.set_models_error(text)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(XL, XL, XL, L)
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
        column.addSpacing(L)
        column.addWidget(self._buttons)
        for part in (self._form, explained):
            part.setFixedWidth(_WIDTH)
        # As high as what it shows, whichever that is.
        column.setSizeConstraint(QLayout.SizeConstraint.SetFixedSize)

    def _save(self) -> None:
        use_guide = self._guide.isChecked()
        if not use_guide and not self._form.is_sound():
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

    def done(self, result: int) -> None:
        # Nothing that was typed stays in memory longer than it is needed.
        self._form.forget_key()
        super().done(result)


def _heading(words: str) -> QLabel:
    label = QLabel(words)
    label.setProperty("role", "heading")
    return label

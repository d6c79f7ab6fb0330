"""The part of the settings that describes a server: address, model, key."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.ui.choices import CheckBox, ChoiceBox
from app.ui.connection import PRESETS, base_url_fault, key_fault, preset_of, travels_unprotected
from app.ui.form_rows import add_field, line, say
from app.ui.icons import put_icon
from app.ui.theme import XS


class ServerForm(QWidget):
    """
    Signals:
        models_requested(str, str): list the models of this base URL with this key ("" for the stored one).
        key_removed(): the user wants the stored key gone.
        address_changed(): another address stands in its field.
    """

    address_changed = Signal()
    models_requested = Signal(str, str)
    key_removed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._opened_url = ""
        self._key_place = "", "none"
        """What `set_key_status` was told, of the address that the form was opened with."""
        self._is_asking = False
        """For the models. The button is left alone: where it cannot be pressed, it loses the keyboard."""
        self._make_address()
        self._make_model()
        self._make_key()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(XS)
        add_field(column, self.tr("Server"), self._preset)
        add_field(column, self.tr("Address"), self._base_url, (self._below_address(),))
        add_field(column, self.tr("Model"), self._model, (self._model_status,), self._load)
        add_field(column, self.tr("Key"), self._key, (self._key_fault,), self._reveal)
        status = QHBoxLayout()
        status.addWidget(self._key_status, 1)
        status.addWidget(self._remove, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(status)
        column.addWidget(self._session_only, 0, Qt.AlignmentFlag.AlignLeft)

    def show_values(self, base_url: str, model: str) -> None:
        self._opened_url = base_url
        self._key_place = "", "none"
        self._base_url.setText(base_url)
        self._show_key_place()
        self._model.clear()
        self._model.setEditText(model)
        self._key.clear()
        self._reveal.setChecked(False)
        self._session_only.setChecked(False)
        self._session_only.setEnabled(True)
        for told in (self._base_url_fault, self._key_fault, self._model_status):
            say(told, "")

    @property
    def base_url(self) -> str:
        return self._base_url.text().strip()

    @property
    def model(self) -> str:
        return self._model.currentText().strip()

    @property
    def new_key(self) -> str:
        # A copied key often brings a line break along.
        return self._key.text().strip()

    @property
    def session_only(self) -> bool:
        return self._session_only.isChecked()

    def focus_key(self) -> None:
        self._key.setFocus(Qt.FocusReason.OtherFocusReason)

    def forget_key(self) -> None:
        self._key.clear()

    def field_at_fault(self) -> QWidget | None:
        """The first one that cannot be used, or None. What is wrong stands below each."""
        checks = (
            (self._base_url, self._base_url_fault, base_url_fault(self.base_url)),
            (self._model, self._model_status, "" if self.model else self.tr("Enter the name of a model.")),
            (self._key, self._key_fault, key_fault(self.new_key)),
        )
        for _, told, fault in checks:
            say(told, fault, "fault")
        return next((field for field, _, fault in checks if fault), None)

    def set_key_status(self, text: str, kind: str) -> None:
        """
        Args:
            kind: stored, session, waiting, none, fault, or unkept where there is no keyring.
        """
        self._key_place = text, kind
        if kind == "unkept":
            self._session_only.setChecked(True)
            self._session_only.setEnabled(False)
        self._show_key_place()

    def _show_key_place(self) -> None:
        text, kind = self._key_place
        if kind != "unkept" and self.base_url.rstrip("/") != self._opened_url.rstrip("/"):
            text, kind = self.tr("A key belongs to its address: this one has a key of its own."), "none"
        say(self._key_status, text, kind)
        stored = kind in ("stored", "session")
        self._remove.setVisible(stored)
        self._key.setPlaceholderText(
            self.tr("Leave empty to keep the key") if stored else self.tr("Paste a key")
        )

    def set_models(self, models: list[str]) -> None:
        chosen = self.model
        self._model.clear()
        self._model.addItems(models)
        self._is_asking = False
        found = self.tr("1 model") if len(models) == 1 else self.tr("{n} models").format(n=len(models))
        if not models or not chosen or chosen in models:
            self._model.setEditText(chosen or "".join(models[:1]))
            say(self._model_status, found)
            return
        self._model.setEditText(models[0])
        missing = self.tr("{found}. “{model}” is not among them, so “{first}” was chosen.")
        say(self._model_status, missing.format(found=found, model=chosen, first=models[0]), "warning")

    def set_models_error(self, text: str) -> None:
        self._is_asking = False
        say(self._model_status, text, "fault")

    def _make_address(self) -> None:
        self._preset = ChoiceBox()
        self._preset.setObjectName("serverPreset")
        self._preset.addItems([*PRESETS, self.tr("Other")])
        self._preset.activated.connect(self._on_preset)
        self._base_url = QLineEdit()
        self._base_url.setObjectName("baseUrlField")
        self._base_url.textChanged.connect(self._on_base_url)
        self._base_url_fault = line("baseUrlFault")
        self._unprotected = line("unprotectedWarning")

    def _make_model(self) -> None:
        self._model = ChoiceBox()
        self._model.setObjectName("modelField")
        self._model.setEditable(True)
        self._model.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self._model_status = line("modelStatus")
        self._load = QPushButton(self.tr("Load models"))
        self._load.setObjectName("loadModelsButton")
        self._load.setAccessibleName(self._load.text())
        self._load.setAutoDefault(False)
        self._load.clicked.connect(self._on_load)

    def _make_key(self) -> None:
        self._key_fault = line("keyFault")
        self._key = QLineEdit()
        self._key.setObjectName("keyField")
        self._key.setEchoMode(QLineEdit.EchoMode.Password)
        self._key.textChanged.connect(self._forget_faults)
        self._reveal = QToolButton()
        self._reveal.setObjectName("revealKeyButton")
        self._reveal.setCheckable(True)
        put_icon(self._reveal, "eye-line", self.tr("Show the key"))
        self._reveal.toggled.connect(self._on_reveal)
        self._key_status = line("keyStatus")
        self._key_status.setAccessibleName(self.tr("Where the key is"))
        self._remove = QPushButton(self.tr("Remove key"))
        self._remove.setObjectName("removeKeyButton")
        self._remove.setAccessibleName(self._remove.text())
        self._remove.setProperty("look", "quiet")
        self._remove.setAutoDefault(False)
        self._remove.clicked.connect(self.key_removed)
        self._session_only = CheckBox(self.tr("Use the key for this session only"))
        self._session_only.setObjectName("sessionOnlyCheck")
        self._session_only.setAccessibleName(self._session_only.text())

    def _on_preset(self, index: int) -> None:
        self._base_url.setText(PRESETS.get(self._preset.itemText(index), ""))
        if not self.base_url:
            self._base_url.setFocus()

    def _below_address(self) -> QWidget:
        """Room for one line, also while it is empty: what stands below does not move under the pointer."""
        room = QWidget()
        room.setMinimumHeight(self.fontMetrics().lineSpacing())
        lines = QVBoxLayout(room)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.addWidget(self._base_url_fault)
        lines.addWidget(self._unprotected)
        return room

    def _forget_faults(self) -> None:
        """What was said of an address or a key is not true of another."""
        self._is_asking = False
        for told in (self._base_url_fault, self._model_status, self._key_fault):
            say(told, "")

    def _on_base_url(self) -> None:
        self._forget_faults()
        self._show_key_place()
        preset = preset_of(self.base_url)
        self._preset.setCurrentIndex(self._preset.findText(preset) if preset else self._preset.count() - 1)
        warning = self.tr("Over http:// anyone on the way can read your key and messages.")
        self.address_changed.emit()
        say(self._unprotected, warning if travels_unprotected(self.base_url) else "", "warning")

    def _on_load(self) -> None:
        if self._is_asking:
            return
        fault = base_url_fault(self.base_url)
        say(self._base_url_fault, fault, "fault")
        if not fault:
            self._is_asking = True
            say(self._model_status, self.tr("Asking the server…"))
            self.models_requested.emit(self.base_url, self.new_key)

    def _on_reveal(self, shown: bool) -> None:
        mode = QLineEdit.EchoMode
        self._key.setEchoMode(mode.Normal if shown else mode.Password)
        words = self.tr("Hide the key") if shown else self.tr("Show the key")
        put_icon(self._reveal, "eye-off-line" if shown else "eye-line", words)

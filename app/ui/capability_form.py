"""The fold of the settings that says what a server can do, where the user knows better."""

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.domain.capabilities import Api, Capabilities, capabilities
from app.domain.provider import Provider
from app.ui.choices import ChoiceBox
from app.ui.icons import icon
from app.ui.theme import XS, S

_INTERFACES = {Api.CHAT_COMPLETIONS: "Chat Completions", Api.RESPONSES: "Responses"}
_NARROWEST = 96
"""Of a choice: the page has to fit on a narrow screen."""
_ANSWERS = {True: "Yes", False: "No"}


class CapabilityForm(QWidget):
    """
    Signals:
        changed(): another choice was made.
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._fold = QPushButton(self.tr("What this server can do"))
        self._fold.setObjectName("capabilitiesFold")
        self._fold.setAccessibleName(self._fold.text())
        self._fold.setProperty("look", "quiet")
        self._fold.setCheckable(True)
        self._fold.setAutoDefault(False)
        self._fold.toggled.connect(self._unfold)
        self._boxes: dict[str, ChoiceBox] = {}
        self._choices = QWidget()
        grid = QGridLayout(self._choices)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(S)
        grid.setVerticalSpacing(XS)
        grid.setColumnStretch(0, 1)
        names = {
            "api": self.tr("Interface"),
            "usage": self.tr("Counts tokens while it answers"),
            "store": self.tr("Can keep answers"),
            "server_context": self.tr("Remembers the conversation"),
            "background": self.tr("Makes answers at the provider"),
            "moderation": self.tr("Has a moderation check"),
        }
        for row, (name, words) in enumerate(names.items()):
            self._add(grid, row, name, words)
        exception = QLabel(
            self.tr("Whatever the interface, answers made at the provider are asked for by Responses.")
        )
        exception.setProperty("role", "line")
        exception.setWordWrap(True)
        grid.addWidget(exception, len(names), 0, 1, 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(XS)
        column.addWidget(self._fold, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._choices)
        self._unfold(False)

    def show_values(self, overrides: Mapping[str, object], base_url: str) -> None:
        for name, box in self._boxes.items():
            value = overrides.get(name)
            # Qt knows text from a member of an enumeration.
            box.setCurrentIndex(max(0, box.findData(str(value) if name == "api" else value)))
        self.show_automatic(base_url)
        self._fold.setChecked(bool(overrides))

    def show_automatic(self, base_url: str) -> None:
        """Says what is assumed of this address."""
        known = capabilities(Provider("?", base_url, ""))
        for name, box in self._boxes.items():
            value = getattr(known, name)
            words = _INTERFACES[value] if name == "api" else _ANSWERS[value].lower()
            box.setItemText(0, self.tr("Automatic ({words})").format(words=words))

    @property
    def overrides(self) -> dict[str, object]:
        """What is not automatic."""
        chosen = {name: box.currentData() for name, box in self._boxes.items()}
        return {name: value for name, value in chosen.items() if value is not None}

    def capabilities(self, base_url: str) -> Capabilities:
        """As they are shown now."""
        return capabilities(Provider("?", base_url, "", overrides=self.overrides))

    def _add(self, grid: QGridLayout, row: int, name: str, words: str) -> None:
        box = ChoiceBox()
        first, *rest = name.split("_")
        box.setObjectName(first + "".join(map(str.capitalize, rest)) + "Capability")
        box.setAccessibleName(words)
        box.addItem("", None)
        box.setMinimumWidth(_NARROWEST)
        values = _INTERFACES if name == "api" else _ANSWERS
        for value, said in values.items():
            # As text it is found again, also when it comes from a file.
            box.addItem(said, str(value) if name == "api" else value)
        box.currentIndexChanged.connect(self.changed)
        label = QLabel(words)
        label.setBuddy(box)
        label.setWordWrap(True)
        grid.addWidget(label, row, 0)
        grid.addWidget(box, row, 1)
        self._boxes[name] = box

    def _unfold(self, unfolded: bool) -> None:
        self._choices.setVisible(unfolded)
        self._fold.setIcon(icon("arrow-down-s-line" if unfolded else "arrow-right-s-line"))

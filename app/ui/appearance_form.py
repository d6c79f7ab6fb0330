"""The page of the settings that says how Rivulet looks."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.ui.choices import ChoiceBox
from app.ui.form_rows import heading
from app.ui.theme import XL, S


class AppearanceForm(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self._mode = ChoiceBox()
        self._mode.setObjectName("appearanceField")
        self._mode.setAccessibleName(self.tr("Appearance"))
        for words, mode in (
            (self.tr("System"), "system"),
            (self.tr("Light"), "light"),
            (self.tr("Dark"), "dark"),
        ):
            self._mode.addItem(words, mode)
        column = QVBoxLayout(self)
        column.setContentsMargins(XL, XL, XL, 0)
        column.setSpacing(S)
        column.addWidget(heading(self.tr("Appearance")))
        column.addWidget(self._mode)
        column.addStretch()

    def show_value(self, mode: str) -> None:
        """system, light or dark"""
        self._mode.setCurrentIndex(max(0, self._mode.findData(mode)))

    @property
    def value(self) -> str:
        return str(self._mode.currentData())

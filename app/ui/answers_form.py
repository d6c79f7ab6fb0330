"""The page of the settings that says who answers: the Guide, or a server with its model and key."""

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QRadioButton, QVBoxLayout, QWidget

from app.domain.capabilities import Capabilities, capabilities
from app.domain.provider import GUIDE_PROVIDER
from app.ui.capability_form import CapabilityForm
from app.ui.form_rows import INDENT, explanation, heading
from app.ui.server_form import ServerForm
from app.ui.theme import XL, XS, S


class AnswersForm(QWidget):
    """
    Signals:
        changed(): another one answers, or can do other things.
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._guide = QRadioButton(self.tr("Offline Guide"))
        self._guide.setObjectName("useGuideRadio")
        self._server = QRadioButton(self.tr("A server that speaks the OpenAI API"))
        self._server.setObjectName("useServerRadio")
        group = QButtonGroup(self)
        for choice in (self._guide, self._server):
            choice.setAccessibleName(choice.text())
            group.addButton(choice)
        self.server = ServerForm()
        self._capabilities = CapabilityForm()
        self._of_server = QWidget()
        server = QVBoxLayout(self._of_server)
        server.setContentsMargins(INDENT, XS, 0, 0)
        server.setSpacing(S)
        server.addWidget(self.server)
        server.addWidget(self._capabilities)
        column = QVBoxLayout(self)
        column.setContentsMargins(XL, XL, XL, 0)
        column.setSpacing(S)
        column.addWidget(heading(self.tr("Who answers")))
        column.addWidget(self._guide, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(explanation(self.tr("Built in: needs no key and no network, and knows Rivulet.")))
        column.addWidget(self._server, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._of_server)
        column.addStretch()
        self._server.toggled.connect(self._of_server.setVisible)
        self._server.toggled.connect(self._follow)
        self.server.address_changed.connect(self._follow)
        self._capabilities.changed.connect(self._follow)

    def show_values(
        self, *, use_guide: bool, base_url: str, model: str, overrides: Mapping[str, object]
    ) -> None:
        (self._guide if use_guide else self._server).setChecked(True)
        self._of_server.setVisible(not use_guide)
        self.server.show_values(base_url, model)
        self._capabilities.show_values(overrides, base_url)
        self._follow()

    @property
    def use_guide(self) -> bool:
        return self._guide.isChecked()

    @property
    def overrides(self) -> dict[str, object]:
        return self._capabilities.overrides

    @property
    def capabilities(self) -> Capabilities:
        """Of the one that answers."""
        if self.use_guide:
            return capabilities(GUIDE_PROVIDER)
        return self._capabilities.capabilities(self.server.base_url)

    def field_at_fault(self) -> QWidget | None:
        """The first one that cannot be used, or None."""
        return None if self.use_guide else self.server.field_at_fault()

    def focus_choice(self) -> None:
        (self._guide if self.use_guide else self._server).setFocus()

    def focus_key(self) -> None:
        """Leads to the field of the key, and so to the server that it is for."""
        self._server.setChecked(True)
        self.server.focus_key()

    def make_room(self, for_server: bool) -> bool:
        """Shows or hides what belongs to the server, and says whether it was shown."""
        was_shown = not self._of_server.isHidden()
        self._of_server.setVisible(for_server)
        return was_shown

    def _follow(self) -> None:
        self._capabilities.show_automatic(self.server.base_url)
        self.changed.emit()

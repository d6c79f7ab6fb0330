"""The settings, on four pages: who answers, how servers are reached, what is allowed, and the look."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QDialogButtonBox,
    QRadioButton,
    QStackedWidget,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from app.domain.capabilities import capabilities
from app.domain.connection_check import Finding
from app.domain.provider import GUIDE_PROVIDER
from app.ui.capability_form import CapabilityForm
from app.ui.choices import ChoiceBox
from app.ui.enter_key import pressed_by_enter
from app.ui.form_rows import INDENT, explanation, heading
from app.ui.network_form import NetworkForm
from app.ui.privacy_form import PrivacyForm
from app.ui.scrolled_page import ScrolledPage
from app.ui.server_form import ServerForm
from app.ui.settings_values import SettingsValues
from app.ui.theme import XL, XS, L, S

_WIDTH = 440
_ANSWERS, _CONNECTION, _PRIVACY, _APPEARANCE = range(4)


class SettingsDialog(QDialog):
    """Give it `show_values`, then `open()` it. A key is never put back into its field.

    Signals:
        saved(SettingsValues): the user wants these from now on; they have been checked.
        models_requested(str, str): base URL, and the key that was typed ("" for the stored one).
        check_requested(SettingsValues): the user wants to know how far the way to this server leads.
        check_stopped(): no more.
        key_removed(): the user wants the stored key gone, at once.
    """

    saved = Signal(object)
    models_requested = Signal(str, str)
    check_requested = Signal(object)
    check_stopped = Signal()
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
        self._capabilities = CapabilityForm()
        self._network = NetworkForm()
        self._privacy = PrivacyForm()
        self._appearance = ChoiceBox()
        self._appearance.setObjectName("appearanceField")
        self._appearance.setAccessibleName(self.tr("Appearance"))
        for words, mode in ((self.tr("System"), "system"), (self.tr("Light"), "light")):
            self._appearance.addItem(words, mode)
        self._appearance.addItem(self.tr("Dark"), "dark")
        self._make_buttons()
        self._lay_out()
        self._wire()

    def show_values(self, values: SettingsValues) -> None:
        """`new_key` is not shown."""
        self._tabs.setCurrentIndex(_ANSWERS)
        (self._guide if values.use_guide else self._server).setChecked(True)
        self._of_server.setVisible(not values.use_guide)
        self._form.show_values(values.base_url, values.model)
        self._capabilities.show_values(values.overrides, values.base_url)
        self._network.show_values(values.network, values.idle_timeout)
        self._privacy.show_values(values.policy)
        self._appearance.setCurrentIndex(max(0, self._appearance.findData(values.appearance)))
        self._show_who_answers()
        (self._guide if values.use_guide else self._server).setFocus()

    @property
    def values(self) -> SettingsValues:
        """As they stand in the fields."""
        use_guide = self._guide.isChecked()
        return SettingsValues(
            use_guide=use_guide,
            base_url=self._form.base_url,
            model=self._form.model,
            new_key="" if use_guide else self._form.new_key,
            session_only=self._form.session_only,
            appearance=str(self._appearance.currentData()),
            idle_timeout=self._network.idle_timeout,
            overrides=self._capabilities.overrides,
            network=self._network.network,
            policy=self._privacy.policy,
        )

    def focus_key(self) -> None:
        """Leads to the field of the key, and so to the server that it is for."""
        self._tabs.setCurrentIndex(_ANSWERS)
        self._server.setChecked(True)
        self._form.focus_key()
        self._page.show_focused()

    def set_key_status(self, text: str, kind: str) -> None:
        """Where the key is, in words. `kind`: stored, session, waiting, none or fault."""
        self._form.set_key_status(text, kind)

    def set_models(self, models: list[str]) -> None:
        self._form.set_models(models)

    def set_models_error(self, text: str) -> None:
        self._form.set_models_error(text)

    def begin_check(self) -> None:
        """The connection is being tested; findings follow, then `end_check`."""
        self._network.begin_check()

    def add_finding(self, finding: Finding) -> None:
        self._network.add_finding(finding)
        self._page.show_end()

    def end_check(self) -> None:
        self._network.end_check()

    def _make_buttons(self) -> None:
        standard = QDialogButtonBox.StandardButton
        self._buttons = QDialogButtonBox(standard.Save | standard.Cancel)
        for which in (standard.Save, standard.Cancel):
            button = self._buttons.button(which)
            button.setObjectName("saveButton" if which is standard.Save else "cancelButton")
            button.setAccessibleName(button.text().replace("&", ""))

    def _lay_out(self) -> None:
        self._tabs = QTabBar()
        self._tabs.setObjectName("settingsPages")
        self._tabs.setAccessibleName(self.tr("Pages"))
        self._tabs.setDrawBase(False)
        self._tabs.setExpanding(False)
        self._pages = QStackedWidget()
        pages = (
            (self.tr("Answers"), self._answers_page()),
            (self.tr("Connection"), self._network),
            (self.tr("Privacy"), self._privacy),
            (self.tr("Appearance"), self._appearance_page()),
        )
        for words, parts in pages:
            self._tabs.addTab(words)
            page = ScrolledPage(parts, _WIDTH + 2 * XL)
            self._pages.addWidget(page)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, L)
        whole.setSpacing(0)
        whole.addWidget(self._tabs)
        whole.addWidget(self._pages, 1)
        whole.addSpacing(L)
        buttons = QVBoxLayout()
        buttons.setContentsMargins(XL, S, XL, 0)
        buttons.addWidget(self._buttons)
        whole.addLayout(buttons)

    def _answers_page(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(XL, XL, XL, 0)
        column.setSpacing(S)
        column.addWidget(heading(self.tr("Who answers")))
        column.addWidget(self._guide, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(explanation(self.tr("Built in: needs no key and no network, and knows Rivulet.")))
        column.addWidget(self._server, 0, Qt.AlignmentFlag.AlignLeft)
        self._of_server = QWidget()
        server = QVBoxLayout(self._of_server)
        server.setContentsMargins(INDENT, XS, 0, 0)
        server.setSpacing(S)
        server.addWidget(self._form)
        server.addWidget(self._capabilities)
        column.addWidget(self._of_server)
        column.addStretch()
        return page

    def _appearance_page(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(XL, XL, XL, 0)
        column.setSpacing(S)
        column.addWidget(heading(self.tr("Appearance")))
        column.addWidget(self._appearance)
        column.addStretch()
        return page

    def _wire(self) -> None:
        self._tabs.currentChanged.connect(self._pages.setCurrentIndex)
        self._server.toggled.connect(self._of_server.setVisible)
        self._server.toggled.connect(self._show_who_answers)
        self._form.address_changed.connect(self._show_who_answers)
        self._capabilities.changed.connect(self._show_who_answers)
        self._form.models_requested.connect(self.models_requested)
        self._form.key_removed.connect(self.key_removed)
        self._network.check_requested.connect(self._on_check)
        self._network.check_stopped.connect(self.check_stopped)
        self._buttons.accepted.connect(self._save)
        self._buttons.rejected.connect(self.reject)

    @property
    def _page(self) -> ScrolledPage:
        page = self._pages.currentWidget()
        assert isinstance(page, ScrolledPage)
        return page

    def _show_who_answers(self) -> None:
        """What the pages say depends on it."""
        use_guide, base_url = self._guide.isChecked(), self._form.base_url
        self._capabilities.show_automatic(base_url)
        self._network.show_server(base_url, use_guide=use_guide)
        can = capabilities(GUIDE_PROVIDER) if use_guide else self._capabilities.capabilities(base_url)
        self._privacy.show_capabilities(can)

    def _on_check(self) -> None:
        if self._is_sound():
            self.check_requested.emit(self.values)

    def _fit(self) -> None:
        """As high as the highest page, as far as the screen has room.

        No page, and nothing that comes or goes on one, changes that: nothing runs away under the pointer.
        """
        for widget in self.findChildren(QWidget):
            widget.ensurePolished()  # its type counts
        is_hidden = self._of_server.isHidden()
        self._of_server.show()
        pages = self._pages.sizeHint()
        self._of_server.setHidden(is_hidden)
        others = self._tabs.sizeHint().height() + L + S + self._buttons.sizeHint().height() + L
        room = self.screen().availableSize() - (self.frameGeometry().size() - self.size())
        self.resize(QSize(pages.width(), others + pages.height()).boundedTo(room))

    def _is_sound(self) -> bool:
        """Whether all can be used. If not, leads to the page and the field that cannot."""
        server = None if self._guide.isChecked() else self._form.field_at_fault()
        network = self._network.field_at_fault()
        for index, field in ((_ANSWERS, server), (_CONNECTION, network)):
            if field is not None:
                self._tabs.setCurrentIndex(index)
                field.setFocus()
                self._page.show_focused()
                return False
        return True

    def _save(self) -> None:
        if self._is_sound():
            self.saved.emit(self.values)
            self.accept()

    def showEvent(self, event: QShowEvent) -> None:
        if not event.spontaneous():
            self._fit()
        super().showEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not pressed_by_enter(self, event):
            super().keyPressEvent(event)

    def done(self, result: int) -> None:
        self.check_stopped.emit()
        # Nothing that was typed stays in memory longer than it is needed.
        self._form.forget_key()
        super().done(result)

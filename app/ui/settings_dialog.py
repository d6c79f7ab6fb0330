"""The settings: a page for each of the rooms that they are about, which are saved together."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from app.domain.connection_check import Finding
from app.ui.about_form import AboutForm
from app.ui.action_form import ActionForm
from app.ui.answers_form import AnswersForm
from app.ui.appearance_form import AppearanceForm
from app.ui.enter_key import pressed_by_enter
from app.ui.network_form import NetworkForm
from app.ui.presence_form import PresenceForm
from app.ui.privacy_form import PrivacyForm
from app.ui.scrolled_page import ScrolledPage
from app.ui.settings_values import PAGE_KEYS, Page, SettingsValues
from app.ui.theme import XL, L, S

_WIDTH = 440
_HIGHEST = 640
"""Of the pages: what is higher is scrolled, on a large screen too."""


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
        self._answers = AnswersForm()
        self._network = NetworkForm()
        self._privacy = PrivacyForm()
        self.presence = PresenceForm()
        self._actions = ActionForm()
        self._appearance = AppearanceForm()
        self.about = AboutForm()
        self._make_buttons()
        self._lay_out()
        self._wire()

    def show_values(self, values: SettingsValues) -> None:
        """`new_key` is not shown."""
        self._answers.show_values(
            use_guide=values.use_guide,
            base_url=values.base_url,
            model=values.model,
            overrides=values.overrides,
        )
        self._network.show_values(values.network, values.idle_timeout)
        self._privacy.show_values(values.policy)
        self.presence.show_values(values.presence, start_at_login=values.start_at_login)
        self._actions.show_values(values.quick_actions)
        self._appearance.show_value(values.appearance)
        self.about.show_value(values.check_updates)
        self._show_who_answers()
        self.turn_to(Page.ANSWERS)

    @property
    def values(self) -> SettingsValues:
        """As they stand in the fields."""
        server, use_guide = self._answers.server, self._answers.use_guide
        return SettingsValues(
            use_guide=use_guide,
            base_url=server.base_url,
            model=server.model,
            new_key="" if use_guide else server.new_key,
            session_only=server.session_only,
            appearance=self._appearance.value,
            idle_timeout=self._network.idle_timeout,
            overrides=self._answers.overrides,
            network=self._network.network,
            policy=self._privacy.policy,
            presence=self.presence.presence,
            start_at_login=self.presence.start_at_login,
            quick_actions=self._actions.quick_actions,
            check_updates=self.about.check_updates,
        )

    def turn_to(self, page: Page) -> None:
        """With the keyboard on the first thing of the page."""
        self._tabs.setCurrentIndex(page)
        if page is Page.ANSWERS:
            self._answers.focus_choice()
        elif page is Page.DESKTOP:
            self.presence.hotkey.field.setFocus()
        else:
            self._tabs.setFocus()

    def _turn(self, step: int) -> None:
        self.turn_to(Page((self._tabs.currentIndex() + step) % len(Page)))

    def focus_key(self) -> None:
        """Leads to the field of the key, and so to the server that it is for."""
        self._tabs.setCurrentIndex(Page.ANSWERS)
        self._answers.focus_key()
        self._page.show_focused()

    def set_key_status(self, text: str, kind: str) -> None:
        """Where the key is, in words. `kind`: stored, session, waiting, none or fault."""
        self._answers.server.set_key_status(text, kind)

    def set_models(self, models: list[str]) -> None:
        self._answers.server.set_models(models)

    def set_models_error(self, text: str) -> None:
        self._answers.server.set_models_error(text)

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
        # Where there is little room they are shortened; none is out of reach.
        self._tabs.setUsesScrollButtons(False)
        self._tabs.setElideMode(Qt.TextElideMode.ElideRight)
        self._pages = QStackedWidget()
        pages = {
            Page.ANSWERS: (self.tr("Answers"), self._answers),
            Page.CONNECTION: (self.tr("Connection"), self._network),
            Page.PRIVACY: (self.tr("Privacy"), self._privacy),
            Page.DESKTOP: (self.tr("Desktop"), self.presence),
            Page.ACTIONS: (self.tr("Actions"), self._actions),
            Page.APPEARANCE: (self.tr("Appearance"), self._appearance),
            Page.ABOUT: (self.tr("About"), self.about),
        }
        for number in Page:
            words, parts = pages[number]
            self._tabs.addTab(words)
            self._tabs.setTabToolTip(number, words)
            self._pages.addWidget(ScrolledPage(parts, _WIDTH + 2 * XL))
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

    def _wire(self) -> None:
        self._tabs.currentChanged.connect(self._pages.setCurrentIndex)
        for keys, step in PAGE_KEYS.items():
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.activated.connect(lambda step=step: self._turn(step))
        for key, page in (("Home", Page.ANSWERS), ("End", Page.ABOUT)):
            shortcut = QShortcut(QKeySequence(key), self._tabs, context=Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(lambda page=page: self._tabs.setCurrentIndex(page))
        self._answers.changed.connect(self._show_who_answers)
        self._answers.server.models_requested.connect(self.models_requested)
        self._answers.server.key_removed.connect(self.key_removed)
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
        self._network.show_server(self._answers.server.base_url, use_guide=self._answers.use_guide)
        self._privacy.show_capabilities(self._answers.capabilities)

    def _on_check(self) -> None:
        if self._is_sound():
            self.check_requested.emit(self.values)

    def _fit(self) -> None:
        """As high as the highest page, as far as the screen has room.

        No page, and nothing that comes or goes on one, changes that: nothing runs away under the pointer.
        """
        for widget in self.findChildren(QWidget):
            widget.ensurePolished()  # its type counts
        was_shown = self._answers.make_room(for_server=True)
        pages = self._pages.sizeHint()
        self._answers.make_room(for_server=was_shown)
        others = self._tabs.sizeHint().height() + L + S + self._buttons.sizeHint().height() + L
        wanted = QSize(
            max(pages.width(), self._tabs.sizeHint().width()), others + min(pages.height(), _HIGHEST)
        )
        room = self.screen().availableSize() - (self.frameGeometry().size() - self.size())
        self.resize(wanted.boundedTo(room))

    def _is_sound(self) -> bool:
        """Whether all can be used. If not, leads to the page and the field that cannot."""
        faults = (
            (Page.ANSWERS, self._answers.field_at_fault()),
            (Page.CONNECTION, self._network.field_at_fault()),
            (Page.ACTIONS, self._actions.field_at_fault()),
        )
        for page, field in faults:
            if field is not None:
                self._tabs.setCurrentIndex(page)
                field.setFocus()
                self._page.show_focused()
                return False
        return True

    def _save(self) -> None:
        if self._is_sound():
            self.saved.emit(self.values)
            if (field := self.presence.field_at_fault) is None:
                self.accept()
            else:
                self._tabs.setCurrentIndex(Page.DESKTOP)
                field.setFocus()
                self._page.show_focused()

    def showEvent(self, event: QShowEvent) -> None:
        if not event.spontaneous():
            self._fit()
        super().showEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.presence.hotkey.is_testing:
            self.presence.hotkey.test_stopped.emit()
        elif not pressed_by_enter(self, event):
            super().keyPressEvent(event)

    def done(self, result: int) -> None:
        self.check_stopped.emit()
        self.presence.hotkey.test_stopped.emit()
        # Nothing that was typed stays in memory longer than it is needed.
        self._answers.server.forget_key()
        super().done(result)

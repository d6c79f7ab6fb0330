"""The page of the settings that says how Rivulet is there while its window is not."""

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from app.domain.presence import Presence
from app.ui.form_rows import INDENT, add_check, explanation, heading, line, say
from app.ui.hotkey_form import HotkeyForm
from app.ui.theme import XL, XS, L


class PresenceForm(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(XL, XL, XL, 0)
        self._column.setSpacing(XS)
        self._column.addWidget(heading(self.tr("Hotkey")))
        about = explanation(self.tr("Calls the quick prompt from any program."))
        about.setIndent(0)
        self._column.addWidget(about)
        self._column.addSpacing(XS)
        self.hotkey = HotkeyForm()
        self._column.addWidget(self.hotkey)
        self._column.addSpacing(L)
        self._column.addWidget(heading(self.tr("Window")))
        self._close_to_tray = add_check(
            self._column, "closeToTrayCheck", self.tr("Stay in the tray when the window is closed")
        )
        self._tray_line = self._add_line("closeToTrayLine")
        self._login = add_check(self._column, "startAtLoginCheck", self.tr("Start at login, in the tray"))
        self._login_fault = self._add_line("startAtLoginFault")
        self._column.addSpacing(L)
        self._column.addWidget(heading(self.tr("Notifications")))
        self._notify = add_check(self._column, "notifyCheck", self.tr("Tell when an answer ends unseen"))
        self._with_text = add_check(
            self._column,
            "notifyWithTextCheck",
            self.tr("Show the beginning of the answer"),
            self.tr("Lock screens show it, too."),
        )
        self._column.addStretch()
        self._login.toggled.connect(lambda: say(self._login_fault, ""))
        self._notify.toggled.connect(self._with_text.setEnabled)

    def show_values(self, presence: Presence, *, start_at_login: bool) -> None:
        self.hotkey.show_value(presence.hotkey)
        self._close_to_tray.setChecked(presence.close_to_tray)
        self._login.setChecked(start_at_login)
        self._notify.setChecked(presence.notify)
        self._with_text.setChecked(presence.notify_with_text)
        self._with_text.setEnabled(presence.notify)
        say(self._login_fault, "")

    def show_tray(self, *, is_there: bool, desktop: str) -> None:
        """
        Args:
            desktop: `XDG_CURRENT_DESKTOP`.
        """
        words = self.tr("This desktop shows no tray now: closing the window quits.")
        if "gnome" in desktop.lower().split(":"):
            words += " " + self.tr(
                "On GNOME, the extension “AppIndicator and KStatusNotifierItem Support” adds one."
            )
        say(self._tray_line, "" if is_there else words, "warning")

    def show_login_fault(self, words: str, *, is_on: bool) -> None:
        """How it stands, and why it could not be changed, or ""."""
        self._login.setChecked(is_on)
        say(self._login_fault, words, "fault")

    @property
    def presence(self) -> Presence:
        return Presence(
            self.hotkey.field.value,
            self._close_to_tray.isChecked(),
            self._notify.isChecked(),
            self._with_text.isChecked(),
        )

    @property
    def start_at_login(self) -> bool:
        return self._login.isChecked()

    @property
    def field_at_fault(self) -> QWidget | None:
        return None if self._login_fault.isHidden() else self._login

    def _add_line(self, name: str) -> QLabel:
        label = line(name)
        label.setIndent(INDENT)
        self._column.addWidget(label)
        return label

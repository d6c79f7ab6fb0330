"""What the settings' page "Desktop" does: tries the hotkey, tests it, and writes the entry for login."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from app.domain.ports import Autostart
from app.domain.problem import EnvironmentFault
from app.services.hotkey import TEST_SECONDS, HotkeyHolder
from app.services.tasks import TaskScope
from app.ui.settings_values import SettingsValues

if TYPE_CHECKING:
    from app.ui.settings_dialog import SettingsDialog


class DesktopPreferences:
    """A hotkey is taken as soon as it is chosen, so that it can be tested; Cancel takes the old one back."""

    def __init__(
        self,
        *,
        hotkey: HotkeyHolder,
        autostart: Autostart,
        tasks: TaskScope,
        has_tray: Callable[[], bool],
        command: str,
    ) -> None:
        """`command`: what a desktop's own shortcut is to start, quoted for a shell."""
        self._hotkey = hotkey
        self._autostart = autostart
        self._tasks = tasks
        self._has_tray = has_tray
        self._command = command
        self._desktop = os.environ.get("XDG_CURRENT_DESKTOP", "")
        self._dialog: SettingsDialog | None = None
        self._kept = ""
        """The hotkey that is stored."""
        self._testing: asyncio.Task[None] | None = None

    def attach(self, dialog: SettingsDialog) -> None:
        self._dialog = dialog
        form = dialog.presence.hotkey
        form.show_way_out(self._command, self._desktop)
        form.chosen.connect(self._hotkey.claim)
        form.test_requested.connect(self._start_test)
        form.test_stopped.connect(self._stop_test)
        dialog.rejected.connect(lambda: self._hotkey.claim(self._kept))
        self._hotkey.subscribe(self._show_hotkey)
        self._show_hotkey()

    def completed(self, values: SettingsValues) -> SettingsValues:
        """With what only the system knows, as the dialog is to show it."""
        self._kept = values.presence.hotkey
        self.show_tray()
        return replace(values, start_at_login=self._autostart.is_on())

    def save(self, values: SettingsValues) -> None:
        """What is not kept in the settings themselves. What cannot be done is told on the page."""
        self._kept = values.presence.hotkey
        self._hotkey.claim(self._kept)
        fault = self._turn_autostart(values.start_at_login)
        if self._dialog is not None:
            self._dialog.presence.show_login_fault(fault, is_on=self._autostart.is_on())

    def show_tray(self) -> None:
        """Whether there is one has changed, or may have."""
        if self._dialog is not None:
            self._dialog.presence.show_tray(is_there=self._has_tray(), desktop=self._desktop)

    def _turn_autostart(self, on: bool) -> str:
        """Why that could not be done; "" if it was."""
        try:
            if on != self._autostart.is_on():
                self._autostart.turn(on)
        except EnvironmentFault as fault:
            return str(fault)
        return ""

    def _show_hotkey(self) -> None:
        if self._dialog is not None:
            form = self._dialog.presence.hotkey
            form.show_state(self._hotkey.state, is_asking=self._hotkey.is_asking)

    def _start_test(self) -> None:
        self._stop_test()
        self._testing = self._tasks.start("test the hotkey", self._test())

    def _stop_test(self) -> None:
        if self._testing is not None:
            self._testing.cancel()

    async def _test(self) -> None:
        assert self._dialog is not None
        form = self._dialog.presence.hotkey
        came: bool | None = None
        form.begin_test()
        try:
            came = await self._hotkey.test(TEST_SECONDS)
        finally:
            form.end_test(came)

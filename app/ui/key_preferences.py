"""What the settings do about the key: they say where it is, have it kept, and have it removed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from app.domain.problem import EnvironmentFault
from app.domain.provider import Provider
from app.services.providers import Providers
from app.services.tasks import TaskScope
from app.ui.settings_values import SettingsValues

if TYPE_CHECKING:
    from app.ui.settings_dialog import SettingsDialog


class KeyPreferences:
    def __init__(self, providers: Providers, tasks: TaskScope, *, on_fault: Callable[[str], None]) -> None:
        """`on_fault` gets one sentence for the user: the dialog may be closed by then."""
        self._providers = providers
        self._tasks = tasks
        self._on_fault = on_fault

    def show(self, dialog: SettingsDialog, server: Provider) -> None:
        """Has the dialog say where the key of this server is."""
        self._tasks.start("show where the key is", self._show_status(dialog, server))

    def save(self, server: Provider, values: SettingsValues) -> None:
        """What was typed is used from now on, and kept unless it is for this session only."""
        if values.new_key:
            self._providers.use_key(server, values.new_key)
            if not values.session_only:
                self._tasks.start("store the key", self._store(server, values.new_key), must_finish=True)

    def remove(self, dialog: SettingsDialog, server: Provider) -> None:
        self._tasks.start("remove the key", self._remove(dialog, server), must_finish=True)

    async def key_of(self, server: Provider) -> str:
        """The stored one; "" where there is none, or none can be read."""
        try:
            return await self._providers.key(server)
        except EnvironmentFault:
            return ""

    async def _show_status(self, dialog: SettingsDialog, server: Provider) -> None:
        if self._providers.is_session_key(server):
            dialog.set_key_status("A key is set for this session only.", "session")
            return
        dialog.set_key_status("Waiting for your keyring…", "waiting")
        try:
            place = await self._providers.keychain.place()
        except EnvironmentFault:
            words = "This system has no keyring that Rivulet can use. The key is kept for this session only."
            dialog.set_key_status(words, "unkept")
            return
        try:
            found = await self._providers.key(server)
        except EnvironmentFault as fault:
            dialog.set_key_status(f"{fault} You can use a key for this session only.", "fault")
            return
        if found:
            dialog.set_key_status(f"The key is kept in {place}.", "stored")
        else:
            dialog.set_key_status(f"No key yet. It will be kept in {place}.", "none")

    async def _store(self, server: Provider, key: str) -> None:
        try:
            await self._providers.store_key(server, key)
        except EnvironmentFault as fault:
            self._on_fault(f"{fault} The key is used for this session only.")

    async def _remove(self, dialog: SettingsDialog, server: Provider) -> None:
        try:
            await self._providers.remove_key(server)
        except EnvironmentFault as fault:
            dialog.set_key_status(str(fault), "fault")
        else:
            dialog.set_key_status("The key was removed.", "none")

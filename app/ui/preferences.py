"""Opens the settings, and carries out what was chosen there."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import aclosing
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.domain.ports import ConnectionCheck
from app.domain.problem import EnvironmentFault, TurnError
from app.domain.provider import GUIDE, OPENAI_PROVIDER, Provider, place
from app.domain.settings import Appearance as AppearanceChoice
from app.domain.settings import Settings
from app.services.providers import Providers
from app.services.tasks import TaskScope
from app.ui.about_preferences import AboutPreferences
from app.ui.desktop_preferences import DesktopPreferences
from app.ui.key_preferences import KeyPreferences
from app.ui.settings_values import Page, SettingsValues
from app.ui.theme import Appearance

if TYPE_CHECKING:
    from app.ui.settings_dialog import SettingsDialog


class Preferences(QObject):
    """
    Signals:
        provider_changed(): another provider, or another model, answers from now on.
        settings_changed(Settings): these are kept from now on.
        noticed(str): a sentence for the user.
    """

    provider_changed = Signal()
    settings_changed = Signal(Settings)
    noticed = Signal(str)

    def __init__(
        self,
        settings: Settings,
        *,
        save: Callable[[Settings], None],
        providers: Providers,
        appearance: Appearance,
        tasks: TaskScope,
        window: QWidget,
        check: ConnectionCheck,
        desktop: DesktopPreferences,
        about: AboutPreferences,
    ) -> None:
        super().__init__(window)
        self.settings = settings
        self._save = save
        self._providers = providers
        self._appearance = appearance
        self._tasks = tasks
        self._window = window
        self._check = check
        self._desktop = desktop
        self._about = about
        self._keys = KeyPreferences(providers, tasks, on_fault=self.noticed.emit)
        self._checking: asyncio.Task[None] | None = None
        self._dialog: SettingsDialog | None = None
        self._shown: SettingsValues
        """What the dialog was opened with."""

    def store(self, settings: Settings) -> None:
        """Keeps what was chosen, here or in the window itself."""
        self.settings = settings
        self.settings_changed.emit(settings)
        try:
            self._save(settings)
        except EnvironmentFault as fault:
            self.noticed.emit(str(fault))

    def open(self, page: Page = Page.ANSWERS) -> None:
        """Shows the settings at this page; the window stays usable."""
        dialog = self._dialog
        if dialog is None:
            # Most runs never open it.
            from app.ui.settings_dialog import SettingsDialog

            dialog = self._dialog = SettingsDialog(self._window)
            dialog.saved.connect(self._on_saved)
            dialog.models_requested.connect(self._on_models_requested)
            dialog.check_requested.connect(self._on_check_requested)
            dialog.check_stopped.connect(self._stop_checking)
            dialog.key_removed.connect(self._on_key_removed)
            self._desktop.attach(dialog)
            self._about.attach(dialog)
        server = self._server()
        shown = SettingsValues(
            use_guide=self._providers.current.is_guide,
            base_url=server.base_url,
            model=server.model,
            appearance=str(self.settings.appearance),
            idle_timeout=server.idle_timeout,
            overrides=server.overrides,
            network=self.settings.network,
            policy=self.settings.policy,
            presence=self.settings.presence,
            quick_actions=self.settings.quick_actions,
            check_updates=self.settings.updates.check,
        )
        self._shown = self._desktop.completed(shown)
        self._about.show()
        dialog.show_values(self._shown)
        dialog.turn_to(page)
        dialog.open()
        self._keys.show(dialog, server)

    def open_key(self) -> None:
        """Shows the settings where the key is entered."""
        self.open()
        if self._dialog is not None:
            self._dialog.focus_key()

    def _server(self) -> Provider:
        """The server to edit: the current one, or the one that was set up last."""
        current = self._providers.current
        if not current.is_guide:
            return current
        return self.settings.providers[-1] if self.settings.providers else OPENAI_PROVIDER

    def _on_saved(self, values: SettingsValues) -> None:
        server = self._wanted(values)
        settings = replace(
            self.settings,
            appearance=AppearanceChoice(values.appearance),
            network=values.network,
            policy=values.policy,
            presence=values.presence,
            quick_actions=values.quick_actions,
            updates=replace(self.settings.updates, check=values.check_updates),
        )
        self._desktop.save(values)
        self._appearance.set_mode(settings.appearance.value)
        self._providers.policy = values.policy
        if values.network != self.settings.network:
            # What is kept of a connection goes the old way.
            self._tasks.start("use the network", self._providers.use_network(values.network))
        # What was not touched is not stored either: it may be of this run alone (--offline, --base-url).
        if values.new_key or self._names(values) != self._names(self._shown):
            settings = replace(
                settings.with_provider(server), provider=GUIDE if values.use_guide else server.name
            )
            self._providers.choose(settings.current)
            self._providers.known = settings.providers
        self.store(settings)
        self._keys.save(server, values)
        self.provider_changed.emit()

    def _wanted(self, values: SettingsValues) -> Provider:
        """The server that the dialog describes; of another one, what it was set up with stays."""
        server = replace(self.settings.server_at(values.base_url, self._server()), model=values.model)
        is_same = place(values.base_url) == place(self._shown.base_url)
        if is_same or values.idle_timeout != self._shown.idle_timeout:
            server = replace(server, idle_timeout=values.idle_timeout)
        if is_same or values.overrides != self._shown.overrides:
            server = replace(server, overrides=values.overrides)
        return server

    @staticmethod
    def _names(values: SettingsValues) -> tuple[object, ...]:
        """Who answers, and how."""
        of_server = values.idle_timeout, dict(values.overrides)
        return values.use_guide, values.base_url, values.model, of_server

    def _on_key_removed(self) -> None:
        if self._dialog is not None:
            self._keys.remove(self._dialog, self._server())

    def _on_models_requested(self, base_url: str, key: str) -> None:
        server = self.settings.server_at(base_url, self._server())
        self._tasks.start("list the models", self._list_models(server, key))

    async def _list_models(self, server: Provider, key: str) -> None:
        assert self._dialog is not None
        try:
            self._dialog.set_models(await self._providers.models_of(server, key))
        except TurnError as error:
            self._dialog.set_models_error(f"{error.problem.title} {error.problem.remedy}".strip())

    def _on_check_requested(self, values: SettingsValues) -> None:
        self._stop_checking()
        self._checking = self._tasks.start("test the connection", self._test(values))

    def _stop_checking(self) -> None:
        if self._checking is not None:
            self._checking.cancel()

    async def _test(self, values: SettingsValues) -> None:
        assert self._dialog is not None
        server = self._wanted(values)
        self._dialog.begin_check()
        try:
            # Without any, the stage of the key will say that one is missing.
            key = values.new_key or await self._keys.key_of(server)
            async with aclosing(self._check.check(server, values.network, key)) as findings:
                async for finding in findings:
                    self._dialog.add_finding(finding)
        finally:
            self._dialog.end_check()

"""What the settings' page "About" does: asks for a new version, opens pages, shows the licences."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import PySide6
from PySide6.QtCore import QSysInfo, QUrl, qVersion
from PySide6.QtGui import QDesktopServices, QGuiApplication

from app import HOMEPAGE, __version__
from app.services.tasks import TaskScope

if TYPE_CHECKING:
    from app.domain.notices import Notices
    from app.services.updates import UpdateCheck
    from app.ui.settings_dialog import SettingsDialog


@dataclass(frozen=True, slots=True)
class Origin:
    """Where this program comes from, and its new versions."""

    notices: Callable[[], Notices]
    """Blocking; may raise OSError."""
    updates_by: str = ""
    """Who brings them, if the program is not to look for them itself."""
    is_offline: bool = False
    """This run uses no network."""
    libraries: Callable[[], tuple[str, ...]] = tuple
    """Names and versions that a report of a fault should have."""

    @property
    def can_check(self) -> bool:
        return not (self.updates_by or self.is_offline)


class AboutPreferences:
    def __init__(
        self,
        origin: Origin,
        tasks: TaskScope,
        check: Callable[[], UpdateCheck],
        *,
        on_unopened: Callable[[str], None],
    ) -> None:
        """
        Args:
            check: makes it, or gives the one that is there; called only where `origin` lets it.
            on_unopened: the system has no program for this address.
        """
        self._origin = origin
        self._tasks = tasks
        self._make_check = check
        self._on_unopened = on_unopened
        self._dialog: SettingsDialog | None = None
        self._doing: dict[str, asyncio.Task[None]] = {}
        """What the page has begun, until the settings are closed."""

    def attach(self, dialog: SettingsDialog) -> None:
        self._dialog = dialog
        form = dialog.about
        form.check_requested.connect(self._on_check_requested)
        form.page_requested.connect(self.open_page)
        form.licences_requested.connect(lambda: self._begin("show the licences", self._show_licences))
        dialog.finished.connect(self._stop)

    def show(self) -> None:
        """The page, as things are now."""
        assert self._dialog is not None
        form = self._dialog.about
        form.show_program(self._dialog.windowIcon(), self._versions())
        form.show_status("")
        form.show_licences_fault("")
        form.show_source(self._origin.updates_by, is_offline=self._origin.is_offline)
        if self._origin.can_check and (release := self._make_check().known) is not None:
            form.show_release(release)

    def open_page(self, address: str) -> None:
        """In the browser. "" is the project's page."""
        if not QDesktopServices.openUrl(QUrl(address or HOMEPAGE)):
            self._on_unopened(address or HOMEPAGE)

    def _versions(self) -> str:
        import platform

        qt = f"Qt {qVersion()}, PySide6 {PySide6.__version__}"
        python = f"Python {platform.python_version()}"
        system = f"{QSysInfo.prettyProductName()}, {platform.machine()}, {QGuiApplication.platformName()}"
        return "\n".join((f"Rivulet {__version__}", qt, python, *self._origin.libraries(), system))

    def _begin(self, name: str, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Once at a time."""
        if (doing := self._doing.get(name)) is None or doing.done():
            self._doing[name] = self._tasks.start(name, work())

    def _stop(self) -> None:
        for doing in self._doing.values():
            doing.cancel()
        self._doing.clear()

    def _on_check_requested(self) -> None:
        if self._origin.can_check:
            self._begin("look for a new version now", self._ask)

    async def _ask(self) -> None:
        assert self._dialog is not None
        from app.domain.release import CheckFailed

        form = self._dialog.about
        form.show_status(form.tr("Checking…"))
        try:
            release = await self._make_check().ask()
        except CheckFailed as failed:
            form.show_status(str(failed), "warning")
        else:
            if release is None:
                form.show_status(form.tr("This is the newest version."))
            else:
                form.show_release(release)

    async def _show_licences(self) -> None:
        assert self._dialog is not None
        from app.ui.licences_dialog import LicencesDialog

        self._dialog.about.show_licences_fault("")
        try:
            notices = await asyncio.to_thread(self._origin.notices)
        except OSError:
            self._dialog.about.show_licences_fault("The licences could not be read.")
            return
        LicencesDialog(notices, self._dialog).open()

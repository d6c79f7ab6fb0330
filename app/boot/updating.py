"""Looks for new versions while the user wants that, and tells of one by a line in the window.

Loaded with the window; what a check needs is loaded with the first one.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.boot import resources
from app.ui.about_preferences import AboutPreferences, Origin

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.domain.network import Network
    from app.domain.notices import Notices
    from app.domain.release import Release
    from app.domain.settings import Settings
    from app.domain.updates import Updates
    from app.services.tasks import TaskScope
    from app.services.updates import UpdateCheck
    from app.ui.notice import Notice
    from app.ui.preferences import Preferences
    from app.ui.window import MainWindow


_FIRST_LOOK = 30.0
"""Seconds: the window is filled, and whoever has opened it to ask something has begun."""


class Updating(QObject):
    """Makes no connection before the user wants one, and never where others bring the new versions."""

    def __init__(
        self, window: MainWindow, tasks: TaskScope, network: Callable[[], Network], *, is_offline: bool
    ) -> None:
        super().__init__(window)
        self._window = window
        self._tasks = tasks
        self._network = network
        self._origin = Origin(_notices, resources.updates_by(), is_offline, _libraries)
        self._check: UpdateCheck | None = None
        self._watching: asyncio.Task[None] | None = None
        self._line: Notice | None = None
        self._preferences: Preferences
        self.about = AboutPreferences(
            self._origin, tasks, self._made_check, on_unopened=window.notice.show_unopened
        )

    def begin(self, preferences: Preferences) -> None:
        self._preferences = preferences
        preferences.settings_changed.connect(self._take_settings)
        self._take_settings(preferences.settings)

    def _take_settings(self, settings: Settings) -> None:
        is_wanted = settings.updates.check and self._origin.can_check
        if is_wanted and self._watching is None:
            watch = self._made_check().watch(self._tell, first=_FIRST_LOOK)
            self._watching = self._tasks.start("look for new versions", watch)
        elif not is_wanted and self._watching is not None:
            self._watching.cancel()
            self._watching = None

    def _made_check(self) -> UpdateCheck:
        if self._check is None:
            from app.adapters.releases import GitHubReleases
            from app.services.updates import UpdateCheck

            self._check = UpdateCheck(
                GitHubReleases(),
                state=lambda: self._preferences.settings.updates,
                keep=self._keep,
                network=self._network,
            )
        return self._check

    def _keep(self, updates: Updates) -> None:
        self._preferences.store(replace(self._preferences.settings, updates=updates))

    def _tell(self, release: Release) -> None:
        """A quiet line, that does not come again for this version once it is dismissed or followed."""
        from app.ui.notice import Notice

        if self._line is not None:
            self._line.deleteLater()
        self._line = line = Notice(self._window, "updateNotice")
        self._window.add_notice(line)
        check = self._made_check()

        def show_news() -> None:
            check.dismiss(release)
            self.about.open_page(release.page)

        line.dismissed.connect(lambda: check.dismiss(release))
        line.show_text(f"Rivulet {release.version} is available.", "What is new", then=show_news)


def _libraries() -> tuple[str, ...]:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return (f"OpenAI SDK {version('openai')}",)
    except PackageNotFoundError:
        return ()


def _notices() -> Notices:
    from app.adapters.licences import notices

    return notices(resources.licences())

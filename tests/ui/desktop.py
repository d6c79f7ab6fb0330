"""What the settings need of a desktop and of the network, without either."""

from typing import NoReturn

from app.adapters.licences import notices
from app.boot import resources
from app.services.hotkey import HotkeyHolder
from app.services.tasks import TaskScope
from app.ui.about_preferences import AboutPreferences, Origin
from app.ui.desktop_preferences import DesktopPreferences
from tests.own_desktop import Login, OwnDesktop


def desktop_preferences(tasks: TaskScope) -> DesktopPreferences:
    """On a desktop with a tray, where every key is free."""
    return DesktopPreferences(
        hotkey=HotkeyHolder(OwnDesktop(), tasks, lambda press: None),
        autostart=Login(),
        tasks=tasks,
        has_tray=lambda: True,
        command="rivulet quick",
    )


def about_preferences(tasks: TaskScope) -> AboutPreferences:
    """Of a run that uses no network."""
    return AboutPreferences(
        Origin(lambda: notices(resources.licences()), is_offline=True),
        tasks,
        _no_check,
        on_unopened=lambda address: None,
    )


def _no_check() -> NoReturn:
    raise AssertionError("a run without a network looked for a new version")

"""What the settings need of a desktop, without one."""

from app.services.hotkey import HotkeyHolder
from app.services.tasks import TaskScope
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

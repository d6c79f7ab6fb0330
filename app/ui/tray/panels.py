"""The desktop's panels that show icons: they may come after us, and be restarted."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from PySide6.QtDBus import QDBusConnection

WATCHER = "org.kde.StatusNotifierWatcher"


class Panels(QObject):
    """Watches for panels that are told of icons by D-Bus. A session without a bus has none.

    Signals:
        changed(): one has come, or gone.
    """

    changed = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._bus: QDBusConnection | None = None
        self._owner = ""
        """Of the watcher's name, as far as it was told."""
        if sys.platform.startswith("linux"):
            self._watch()

    @property
    def on_bus(self) -> bool:
        """Whether an icon that is made now is shown by way of the bus."""
        return bool(self._owner)

    def _watch(self) -> None:
        from PySide6.QtDBus import QDBusConnection, QDBusServiceWatcher  # other systems have none

        bus = QDBusConnection.sessionBus()
        if not bus.isConnected():
            return
        self._bus = bus
        self._owner = self._asked()
        kind = QDBusServiceWatcher.WatchModeFlag.WatchForOwnerChange
        watcher = QDBusServiceWatcher(WATCHER, bus, kind, self)
        watcher.serviceOwnerChanged.connect(self._on_owner_changed)

    def _on_owner_changed(self) -> None:
        # Who has it now, not who had it then: that one has gone may be told when the next is there.
        owner = self._asked()
        if owner != self._owner:
            self._owner = owner
            self.changed.emit()

    def _asked(self) -> str:
        assert self._bus is not None
        return str(self._bus.interface().serviceOwner(WATCHER).value() or "")

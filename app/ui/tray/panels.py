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
        if sys.platform.startswith("linux"):
            self._watch()

    @property
    def on_bus(self) -> bool:
        """Whether an icon that is made now is shown by way of the bus."""
        interface = self._bus.interface() if self._bus is not None else None
        return interface is not None and bool(interface.isServiceRegistered(WATCHER).value())

    def _watch(self) -> None:
        from PySide6.QtDBus import QDBusConnection, QDBusServiceWatcher  # other systems have none

        bus = QDBusConnection.sessionBus()
        if not bus.isConnected():
            return
        self._bus = bus
        kind = QDBusServiceWatcher.WatchModeFlag.WatchForOwnerChange
        watcher = QDBusServiceWatcher(WATCHER, bus, kind, self)
        watcher.serviceOwnerChanged.connect(lambda *_: self.changed.emit())

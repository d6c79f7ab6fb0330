"""Notifications by the tray's icon, where the system has them so."""

import pytest
from PySide6.QtWidgets import QSystemTrayIcon

from app.domain.hotkey import Press
from app.ui.tray.messages import TrayMessages
from app.ui.tray.tray import Tray

pytestmark = pytest.mark.ui


async def test_a_click_is_the_last_ones_and_nobodys_after_the_end(qapp):
    tray = Tray()
    messages, clicks = TrayMessages(tray), []
    icon = tray.findChild(QSystemTrayIcon, "trayIcon")
    assert await messages.show("a", "A", "", lambda press: clicks.append(("a", press)))
    assert await messages.show("b", "B", "", lambda press: clicks.append(("b", press)))
    await messages.withdraw("a")
    icon.messageClicked.emit()
    assert clicks == [("b", Press())]
    await messages.close()
    icon.messageClicked.emit()
    assert len(clicks) == 1
    tray.close()
    tray.deleteLater()


async def test_without_an_icon_nothing_is_shown(qapp):
    tray = Tray()
    messages = TrayMessages(tray)
    tray.close()
    assert not await messages.show("a", "A", "", print)
    tray.deleteLater()

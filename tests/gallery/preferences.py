"""The pages of the settings behind the first one."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QTabBar, QWidget

from app.domain.connection_check import Finding, Verdict
from app.domain.connection_check import Stage as Passed
from app.domain.hotkey import Chord, HotkeyState, Press
from app.domain.presence import Presence
from app.services.hotkey import HotkeyHolder
from app.ui.desktop_preferences import DesktopPreferences
from app.ui.settings_values import Page
from tests.gallery.stage import Stage, settled
from tests.own_desktop import Login

FINE = (
    Finding(Passed.NAME, Verdict.OK, "api.openai.com is 162.159.140.245.", 12),
    Finding(Passed.CONNECTION, Verdict.OK, "api.openai.com is reached directly.", 31),
    Finding(
        Passed.SECURITY,
        Verdict.OK,
        "Encrypted with TLS 1.3; the certificate was issued by Google Trust Services, WE1.",
        48,
    ),
    Finding(Passed.ANSWER, Verdict.OK, "It answers as an OpenAI-compatible API does.", 262),
    Finding(Passed.KEY, Verdict.OK, "The key was accepted.", 91),
    Finding(Passed.MODEL, Verdict.OK, "“gpt-5-mini” is one of 84 models.", 0),
)
BROKEN = (
    *FINE[:2],
    Finding(
        Passed.SECURITY,
        Verdict.FAILED,
        "Cannot reach api.openai.com: its certificate is not trusted. A firewall or a proxy may stand "
        "between: ask who runs the network.",
        48,
    ),
)
UNSURE = (
    Finding(Passed.NAME, Verdict.SKIPPED, "192.168.1.7 is an address: no name to look up.", 0),
    Finding(Passed.CONNECTION, Verdict.OK, "192.168.1.7:8000 is reached directly.", 2),
    Finding(
        Passed.SECURITY,
        Verdict.SKIPPED,
        "Not encrypted: over http:// anyone on the way can read your key and messages.",
        0,
    ),
    Finding(
        Passed.ANSWER,
        Verdict.UNKNOWN,
        "It answers, but has no list of models. If prompts fail too, check the address: most end in /v1.",
        14,
    ),
    Finding(Passed.KEY, Verdict.UNKNOWN, "Without a list of models this cannot be told.", 0),
    Finding(Passed.MODEL, Verdict.UNKNOWN, "Without a list of models this cannot be told.", 0),
)


async def page(stage: Stage, number: int) -> QWidget:
    dialog = await stage.open_settings()
    tabs = stage.part(QTabBar, "settingsPages")
    tabs.setCurrentIndex(number)
    tabs.setFocus()
    await settled()
    return dialog


async def tested(stage: Stage) -> QWidget:
    dialog = await page(stage, 1)
    stage.press("testConnectionButton")
    for _ in range(3):
        await settled()
    return dialog


async def network_faults(stage: Stage) -> QWidget:
    dialog = await page(stage, 1)
    stage.part(QLineEdit, "proxyField").setText("proxy.example.com:3128")
    stage.part(QLineEdit, "caFileField").setText("/home/me/company.pem")
    stage.press("saveButton")
    await settled()
    return dialog


_NO_HOTKEY, _NO_STATE = Presence(), HotkeyState()


@dataclass
class ScriptedHotkey:
    """Takes each chord as the scene wants it."""

    state: HotkeyState
    on_changed: Callable[[HotkeyState], None] | None = None

    async def claim(self, chord: Chord | None, on_pressed: Callable[[Press], None]) -> HotkeyState:
        return replace(self.state, chord=chord)

    async def close(self) -> None: ...


async def desktop(
    stage: Stage,
    *,
    presence: Presence = _NO_HOTKEY,
    state: HotkeyState = _NO_STATE,
    has_tray: bool = True,
    unfolded: str = "",
    testing: bool = False,
    fault: str = "",
) -> QWidget:
    """The page "Desktop". `unfolded`: the desktop whose steps are shown."""
    stage.settings = replace(stage.settings, presence=presence)
    holder = HotkeyHolder(ScriptedHotkey(state), stage.tasks, lambda press: None)
    holder.claim(presence.hotkey)
    preferences = DesktopPreferences(
        hotkey=holder,
        autostart=Login(fault=fault),
        tasks=stage.tasks,
        has_tray=lambda: has_tray,
        command="rivulet quick",
    )
    await settled()
    dialog = await stage.open_settings(Page.DESKTOP, desktop=preferences)
    if unfolded:
        stage.part(QAbstractButton, "shortcutStepsFold").setChecked(True)
        box = stage.part(QComboBox, "shortcutDesktopChoice")
        assert isinstance(box, QComboBox)
        box.setCurrentText(unfolded)
    if testing:
        stage.press("testHotkeyButton")
    if fault:
        stage.press("startAtLoginCheck")
        stage.press("saveButton")
    await settled()
    return dialog


async def capabilities(stage: Stage) -> QWidget:
    dialog = await stage.open_settings()
    stage.part(QAbstractButton, "capabilitiesFold").setChecked(True)
    await settled()
    return dialog

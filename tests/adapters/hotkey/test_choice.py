"""Which way is taken follows the session of the desktop, and what of it works."""

import asyncio
import sys
from collections.abc import Iterator

import pytest

from app.adapters.hotkey import desktop_hotkey
from app.domain.hotkey import HotkeyProblem, HotkeyState, HotkeyWay, chord
from tests.keyring_session import bus_session
from tests.wire.portal import Portal

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is one way")

SPACE = chord("Ctrl+Alt+Space")
NAMES = ("DISPLAY", "WAYLAND_DISPLAY", "XDG_SESSION_TYPE", "QT_QPA_PLATFORM", "DBUS_SESSION_BUS_ADDRESS")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with bus_session(tmp_path_factory.mktemp("bus")) as session:
        yield session.environment["DBUS_SESSION_BUS_ADDRESS"]


async def claimed(monkeypatch: pytest.MonkeyPatch, **environment: str) -> HotkeyState:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    hotkey = desktop_hotkey()
    state = await hotkey.claim(SPACE, print)
    await hotkey.close()
    return state


@pytest.mark.parametrize(
    "environment",
    [
        {"DISPLAY": ":4711", "WAYLAND_DISPLAY": "wayland-0"},
        {"DISPLAY": ":4711", "XDG_SESSION_TYPE": "wayland"},
        {"DISPLAY": ":4711", "WAYLAND_DISPLAY": "wayland-0", "QT_QPA_PLATFORM": "xcb"},
        {"QT_QPA_PLATFORM": "wayland"},
    ],
)
async def test_within_wayland_it_is_the_portal(monkeypatch, environment):
    state = await claimed(monkeypatch, **environment)
    assert (state.way, state.problem) == (HotkeyWay.PORTAL, HotkeyProblem.NOT_OFFERED)


async def test_where_the_server_cannot_be_asked_the_portal_is(monkeypatch, address):
    state = await claimed(monkeypatch, DISPLAY=":4711")
    assert (state.way, state.problem) == (HotkeyWay.X11, HotkeyProblem.FAILED)
    with Portal(address):
        state = await claimed(monkeypatch, DISPLAY=":4711", DBUS_SESSION_BUS_ADDRESS=address)
    assert state == HotkeyState(SPACE, HotkeyWay.PORTAL, "CTRL+ALT+space")


async def test_what_changes_is_told_whichever_way_it_is(monkeypatch, address):
    states: list[HotkeyState] = []
    with Portal(address) as portal:
        await claimed(monkeypatch, DISPLAY=":4711", DBUS_SESSION_BUS_ADDRESS=address)
        hotkey = desktop_hotkey()
        hotkey.on_changed = states.append
        await hotkey.claim(SPACE, print)
        portal.change("Super+R")
        async with asyncio.timeout(5):
            while not states:
                await asyncio.sleep(0.005)
        await hotkey.close()
    assert states == [HotkeyState(SPACE, HotkeyWay.PORTAL, "Super+R")]


@pytest.mark.parametrize("environment", [{"DISPLAY": ":0", "QT_QPA_PLATFORM": "offscreen"}, {}])
async def test_where_nobody_sees_anything_there_is_none(monkeypatch, environment):
    state = await claimed(monkeypatch, **environment)
    assert state == HotkeyState(SPACE, problem=HotkeyProblem.NOT_OFFERED)

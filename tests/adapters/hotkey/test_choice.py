"""Which way is taken follows the session of the desktop, and what of it works."""

import asyncio
import sys
from collections.abc import Iterator

import pytest

from app import APPLICATION_ID
from app.adapters.hotkey import desktop_hotkey
from app.adapters.menu_entry import install_menu_entry
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


async def test_a_desktop_that_wants_it_finds_us_in_its_menu(monkeypatch, address, tmp_path):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_DIRS", str(tmp_path / "system"))
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    monkeypatch.setenv("QT_QPA_PLATFORM", "wayland")
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
    with Portal(address, applications=tmp_path / "applications"):
        hotkey = desktop_hotkey(["/opt/a folder/rivulet"])
        assert (await hotkey.claim(SPACE, print)).is_active
        await hotkey.close()
    (entry,) = (tmp_path / "applications").iterdir()
    assert entry.name == f"{APPLICATION_ID}.desktop"
    text = entry.read_text()
    assert 'Exec="/opt/a folder/rivulet"\n' in text
    assert 'Exec="/opt/a folder/rivulet" quick\n' in text


def test_an_entry_in_the_menu_that_is_there_stays(monkeypatch, tmp_path):
    home, system = tmp_path / "home", tmp_path / "system"
    monkeypatch.setenv("XDG_DATA_HOME", str(home))
    monkeypatch.setenv("XDG_DATA_DIRS", f"relative:{system}")
    packaged = system / "applications" / f"{APPLICATION_ID}.desktop"
    packaged.parent.mkdir(parents=True)
    packaged.write_text("packaged")
    assert install_menu_entry(["rivulet"])
    assert not home.exists()

    packaged.unlink()
    home.write_text("no folder can be made here")
    assert not install_menu_entry(["rivulet"])


@pytest.mark.parametrize("steps", range(1, 12))
async def test_a_key_that_is_being_changed_is_not_taken_again_by_the_end(monkeypatch, address, steps):
    for name, value in {"WAYLAND_DISPLAY": "wayland-0", "DBUS_SESSION_BUS_ADDRESS": address}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("QT_QPA_PLATFORM", "wayland")
    with Portal(address):
        hotkey = desktop_hotkey()
        assert (await hotkey.claim(SPACE, print)).is_active
        changing = asyncio.create_task(hotkey.claim(chord("F9"), print))
        for _ in range(steps):
            await asyncio.sleep(0)
        await hotkey.close()
        assert not (await changing).is_active
        assert not {"hotkey", "session bus"} & {task.get_name() for task in asyncio.all_tasks()}

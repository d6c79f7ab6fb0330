"""Notifications on a bus of the test's own, with a stand-in for the desktop's service."""

import asyncio
import sys
import time
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

pytest.importorskip("jeepney", reason="the notifications of Linux's desktops")

from app import APPLICATION_ID
from app.adapters.notifications import desktop_notifier
from app.adapters.notifications.freedesktop import FreedesktopNotifier
from app.boot import resources
from app.domain.hotkey import Press
from tests.keyring_session import bus_session
from tests.wire.notifications import NotificationService

HOSTILE = '<img src="file:///etc/passwd"><a href="https://evil.example">Click &amp; win</a>'


@pytest.fixture(scope="module")
def bus(tmp_path_factory):
    with bus_session(tmp_path_factory.mktemp("bus")) as session:
        yield session.environment["DBUS_SESSION_BUS_ADDRESS"]


@asynccontextmanager
async def notifier(address: str):
    made = FreedesktopNotifier(resources.icon(), address)
    try:
        yield made
    finally:
        await made.close()


class Clicks(list[Press]):
    """Those that came; `first` waits for one."""

    async def first(self) -> Press:
        async with asyncio.timeout(5):
            while not self:
                await asyncio.sleep(0.005)
        return self[0]


async def test_what_is_shown_comes_with_its_origin_and_can_be_clicked(bus):
    clicks = Clicks()
    with NotificationService(bus) as service:
        async with notifier(bus) as it:
            assert await it.show("a", "An answer is ready", "At the Tomasee.", clicks.append)
            (shown,) = service.wait_shown(1)
            assert (shown.title, shown.text) == ("An answer is ready", "At the Tomasee.")
            assert shown.actions == ("default", "Open")
            hints = {"desktop-entry": APPLICATION_ID, "category": "im.received", "urgency": 1}
            assert shown.hints == hints
            assert shown.icon.startswith("file://")
            service.click(shown.number, token="gnome-shell-1")
            assert await clicks.first() == Press(token="gnome-shell-1")
            # Not every service takes away what was clicked.
            await it.withdraw("a")
            service.wait_empty()


async def test_a_click_counts_without_a_token_and_another_action_does_not(bus):
    clicks = Clicks()
    with NotificationService(bus) as service:
        async with notifier(bus) as it:
            await it.show("a", "A", "", clicks.append)
            await it.show("b", "B", "", clicks.append)
            service.click(1, action="settings")
            service.dismiss(1)
            service.click(1)
            service.click(77)
            service.click(2)
            assert await clicks.first() == Press()
            assert len(clicks) == 1


async def test_one_of_the_same_name_takes_the_place_of_the_one_before(bus):
    first, second = Clicks(), Clicks()
    with NotificationService(bus) as service:
        async with notifier(bus) as it:
            await it.show("a", "One", "", first.append)
            await it.show("a", "Two", "", second.append)
            await it.show("b", "Three", "", second.append)
            assert [one.title for one in service.wait_shown(3)] == ["Two", "Three"]
            service.click(1)
            await second.first()
            assert not first


async def test_what_was_seen_is_withdrawn_and_so_is_the_rest_at_the_end(bus):
    with NotificationService(bus) as service:
        async with notifier(bus) as it:
            await it.withdraw("a")
            await it.show("a", "A", "", print)
            await it.withdraw("a")
            service.wait_shown(1)
            service.wait_empty()
            await it.show("b", "B", "", print)
            service.wait_shown(2)
        service.wait_empty()


@pytest.mark.parametrize(
    ("capabilities", "expected"),
    [
        (("body", "body-markup", "body-images", "body-hyperlinks"), HOSTILE.replace("&", "&amp;")),
        (("body",), HOSTILE),
    ],
)
async def test_markup_of_a_text_is_text_for_every_service(bus, capabilities, expected):
    if "body-markup" in capabilities:
        expected = expected.replace("<", "&lt;").replace(">", "&gt;")
    with NotificationService(bus, capabilities) as service:
        async with notifier(bus) as it:
            await it.show("a", HOSTILE, HOSTILE, print)
            (shown,) = service.wait_shown(1)
            assert (shown.title, shown.text, shown.actions) == (HOSTILE, expected, ())


@pytest.mark.parametrize("text", ["\0", "\ud800 half", "🎉" * 500_000, "\n" * 9, "\u202egnp.exe", "\x1b[2J"])
async def test_no_text_breaks_the_bus(bus, text):
    with NotificationService(bus) as service:
        async with notifier(bus) as it:
            assert await it.show("a", text, text, print)
            assert await it.show("b", "B", "", print)
            assert len(service.wait_shown(2)[0].text) <= 1000


async def test_a_service_that_restarts_is_met_again_and_its_numbers_are_new(bus):
    old, new = Clicks(), Clicks()
    async with notifier(bus) as it:
        with NotificationService(bus) as service:
            assert await it.show("a", "A", HOSTILE, old.append)
        assert not await it.show("b", "B", "", old.append)
        with NotificationService(bus, ("body",)) as service:
            service.click(1)
            assert await it.show("c", "C", HOSTILE, new.append)
            (shown,) = service.wait_shown(1)
            assert shown.text == HOSTILE
            service.click(shown.number)
            await new.first()
            assert not old


@pytest.mark.parametrize(
    "address", [None, "unix:path=/nowhere", "tcp:host=localhost,port=1", "autolaunch:", ""]
)
async def test_where_there_is_no_service_it_says_so_at_once(bus, monkeypatch, address):
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", bus if address is None else address)
    it = desktop_notifier(resources.icon())
    began = time.monotonic()
    assert not await it.show("a", "A", "", print)
    assert time.monotonic() - began < 1
    await it.withdraw("a")
    await it.close()


async def test_a_service_that_never_answers_is_given_up(bus, monkeypatch):
    monkeypatch.setattr("app.adapters.notifications.freedesktop._ANSWERS_WITHIN", 0.1)
    with NotificationService(bus, is_mute=True):
        async with notifier(bus) as it:
            assert not await it.show("a", "A", "", print)


async def test_a_service_that_never_answers_holds_up_no_end(bus):
    with NotificationService(bus, is_mute=True) as service:
        it = FreedesktopNotifier(resources.icon(), bus)
        shows = [asyncio.create_task(it.show(name, "A", "", print)) for name in "ab"]
        await asyncio.sleep(0.1)
        began = time.monotonic()
        await it.close()
        assert await asyncio.gather(*shows) == [False, False]
        assert time.monotonic() - began < 1
        assert service.count == 0


@pytest.mark.parametrize(
    ("method", "signature", "body"),
    [
        ("GetCapabilities", "u", (5,)),
        ("GetCapabilities", "ss", ("actions", "body")),
        ("GetCapabilities", "aas", ([["actions"]],)),
        ("GetCapabilities", "", ()),
        ("Notify", "s", ("one",)),
        ("Notify", "uu", (1, 2)),
        ("Notify", "", ()),
    ],
)
async def test_a_service_that_answers_nonsense_is_none(bus, method, signature, body):
    with NotificationService(bus, odd={method: (signature, body)}):
        async with notifier(bus) as it:
            assert not await it.show("a", "A", "", print)


async def test_a_bus_that_goes_and_comes_is_met_again(tmp_path_factory):
    clicks, folder = Clicks(), tmp_path_factory.mktemp("bus")
    with bus_session(folder) as session:
        address = session.environment["DBUS_SESSION_BUS_ADDRESS"]
        it = FreedesktopNotifier(resources.icon(), address)
        with NotificationService(address):
            assert await it.show("a", "A", "", clicks.append)
    assert not await it.show("b", "B", "", clicks.append)
    await it.withdraw("a")
    await it.close()


async def test_it_works_on_the_windows_loop(bus, qapp):
    clicks = Clicks()
    with NotificationService(bus) as service:
        async with notifier(bus) as it:
            assert await it.show("a", "A", "", clicks.append)
            service.click(1, token="t")
            assert await clicks.first() == Press(token="t")


@pytest.mark.parametrize("was_used", [True, False])
async def test_nothing_is_shown_after_the_end(bus, monkeypatch, was_used):
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", bus)
    it = desktop_notifier(resources.icon())
    with NotificationService(bus) as service:
        if was_used:
            assert await it.show("a", "A", "", print)
        await it.close()
        assert not await it.show("b", "B", "", print)
        assert service.count == was_used


async def test_nothing_is_loaded_before_the_first_notification(bus, tmp_path: Path):
    code = (
        "import sys; from pathlib import Path; from app.adapters.notifications import desktop_notifier;"
        "desktop_notifier(Path('/icon.svg')); print('jeepney' in sys.modules)"
    )
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", code, stdout=asyncio.subprocess.PIPE)
    out, _ = await process.communicate()
    assert out == b"False\n"

"""The GlobalShortcuts portal: a real bus, and a stand-in that is as strict as the desktops' own."""

import asyncio
import gc
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("jeepney", reason="the portal is Linux's")

from app.adapters.hotkey.portal import PortalHotkey
from app.adapters.hotkey.portal_trigger import preferred_trigger
from app.domain.hotkey import (
    NAMED_KEYS,
    Chord,
    HotkeyProblem,
    HotkeyState,
    HotkeyWay,
    Modifier,
    Press,
    chord,
)
from tests.keyring_session import bus_session
from tests.wire.portal import CANCELLED, DONE, Portal

SPACE, LETTER = chord("Ctrl+Alt+Space"), chord("Meta+K")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with bus_session(tmp_path_factory.mktemp("bus")) as session:
        yield session.environment["DBUS_SESSION_BUS_ADDRESS"]


@dataclass
class Client:
    hotkey: PortalHotkey
    presses: list[Press] = field(default_factory=list)
    states: list[HotkeyState] = field(default_factory=list)

    async def claim(self, wanted: Chord | None) -> HotkeyState:
        return await self.hotkey.claim(wanted, self.presses.append)


@asynccontextmanager
async def client(address: str, install: Callable[[], bool] = lambda: False) -> AsyncIterator[Client]:
    one = Client(PortalHotkey("org.example.Rivulet", install, address))
    one.hotkey.on_changed = one.states.append
    try:
        yield one
    finally:
        await one.hotkey.close()


def works(trigger: str, wanted: Chord = SPACE, detail: str = "") -> HotkeyState:
    return HotkeyState(wanted, HotkeyWay.PORTAL, trigger, detail=detail)


async def soon(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(5):
        while not condition():
            await asyncio.sleep(0.005)


async def asked(portal: Portal, condition: Callable[[], object]) -> None:
    await asyncio.to_thread(portal.wait, condition)


@pytest.mark.parametrize("registry", [(True, True), (False, True), (False, False)])
async def test_the_desktop_gives_the_key_and_tells_of_presses(address, registry):
    needed, there = registry
    with Portal(address, needs_registry=needed, has_registry=there) as portal:
        async with client(address) as ours:
            assert await ours.claim(SPACE) == works("CTRL+ALT+space")
            assert list(portal.registered.values()) == ["org.example.Rivulet"] * there
            portal.press(token="from the compositor")
            portal.press()
            await soon(lambda: len(ours.presses) == 2)
            assert ours.presses == [Press(token="from the compositor"), Press()]
            assert ours.states == []


async def test_on_the_loop_of_the_window_as_well(address, qapp):
    with Portal(address) as portal:
        async with client(address) as ours:
            assert (await ours.claim(SPACE)).is_active
            portal.press()
            await soon(lambda: ours.presses)


async def test_the_key_that_the_desktop_has_chosen_is_told_and_followed(address):
    with Portal(address, trigger="Press Super+R") as portal:
        async with client(address) as ours:
            assert await ours.claim(SPACE) == works("Press Super+R")
            portal.change("Press Super+T")
            await soon(lambda: ours.states == [works("Press Super+T")])
            portal.change("")
            unnamed = works("", detail="The desktop has not said which key it is.")
            await soon(lambda: ours.states[1:] == [unnamed])


@pytest.mark.parametrize(
    "take_back", [lambda portal: portal.change(None), lambda portal: portal.end_session()]
)
async def test_a_key_that_is_taken_back_is_told(address, take_back):
    with Portal(address) as portal:
        async with client(address) as ours:
            await ours.claim(SPACE)
            take_back(portal)
            await soon(lambda: ours.states)
            (state,) = ours.states
            assert state.problem is HotkeyProblem.REFUSED
            assert state.detail


async def test_no_portal_and_a_portal_without_shortcuts_offer_none(address):
    async with client(address) as ours:
        assert (await ours.claim(SPACE)).problem is HotkeyProblem.NOT_OFFERED
        with Portal(address, offers_shortcuts=False):
            assert (await ours.claim(SPACE)).problem is HotkeyProblem.NOT_OFFERED


async def test_no_bus_offers_none(tmp_path):
    async with client(f"unix:path={tmp_path / 'nobody'}") as ours:
        assert (await ours.claim(SPACE)).problem is HotkeyProblem.NOT_OFFERED


async def test_a_portal_that_comes_late_is_asked(address):
    """As at login, when everything starts at once."""
    async with client(address) as ours:
        assert (await ours.claim(SPACE)).problem is HotkeyProblem.NOT_OFFERED
        with Portal(address) as portal:
            await soon(lambda: ours.states == [works("CTRL+ALT+space")])
            portal.press()
            await soon(lambda: ours.presses)


async def test_the_user_may_refuse_and_is_not_asked_again(address):
    async with client(address) as ours:
        with Portal(address, answers=CANCELLED):
            assert (await ours.claim(SPACE)).problem is HotkeyProblem.REFUSED
        with Portal(address) as another:
            await asyncio.sleep(0.5)
            assert another.bound == []
            assert (await ours.claim(SPACE)).is_active, "but when the user wishes it anew"


async def test_a_program_that_is_not_installed_is_refused_with_the_reason(address):
    with Portal(address, has_registry=False):
        async with client(address) as ours:
            state = await ours.claim(SPACE)
            assert state.problem is HotkeyProblem.REFUSED
            assert "installed" in state.detail


async def test_a_program_that_may_be_installed_is(address, tmp_path):
    entry = tmp_path / "org.example.Rivulet.desktop"
    asked_to: list[str] = []

    def install() -> bool:
        asked_to.append("install")
        entry.touch()
        return True

    with Portal(address, applications=tmp_path) as portal:
        async with client(address, install) as ours:
            assert await ours.claim(SPACE) == works("CTRL+ALT+space")
            assert await ours.claim(LETTER) == works("LOGO+k", LETTER)
            assert asked_to == ["install"]
        entry.unlink()
        async with client(address) as ours:
            state = await ours.claim(SPACE)
            assert state.problem is HotkeyProblem.REFUSED
            assert "installed" in state.detail
        assert len(portal.bound) == 2


async def test_a_dialog_may_stand_for_long_and_holds_nothing_up(address):
    with Portal(address, answers=None) as portal:
        async with client(address) as ours:
            first = asyncio.create_task(ours.claim(SPACE))
            await asked(portal, lambda: len(portal.bound) == 1)
            second = asyncio.create_task(ours.claim(LETTER))
            assert await first == HotkeyState()
            await asked(portal, lambda: len(portal.bound) == 2)
            assert not second.done()
            portal.answer(DONE)
            assert await second == works("LOGO+k", LETTER)
            third = asyncio.create_task(ours.claim(SPACE))
            await asked(portal, lambda: len(portal.bound) == 3)
            await ours.hotkey.close()
            assert await third == HotkeyState()


async def test_another_chord_gives_the_first_one_back(address):
    with Portal(address) as portal:
        async with client(address) as ours:
            await ours.claim(SPACE)
            assert await ours.claim(LETTER) == works("LOGO+k", LETTER)
            await asked(portal, lambda: portal.closed == [portal.bound[0].session])
            assert await ours.claim(None) == HotkeyState()
            await asked(portal, lambda: len(portal.closed) == 2)
            portal.press()
            await asyncio.sleep(0.05)
            assert ours.presses == []


@pytest.mark.parametrize("while_it_asks", [False, True])
async def test_a_portal_that_restarts_is_met_again(address, while_it_asks):
    async with client(address) as ours:
        with Portal(address, answers=None if while_it_asks else DONE) as portal:
            claiming = asyncio.create_task(ours.claim(SPACE))
            await asked(portal, lambda: portal.bound)
            if not while_it_asks:
                assert (await claiming).is_active
        with Portal(address, trigger="Super+R") as another:
            await asked(another, lambda: another.bound)
            await soon(lambda: ours.states and ours.states[-1] == works("Super+R"))
            another.press()
            await soon(lambda: ours.presses)
            assert len(another.bound) == 1
        await claiming


async def test_a_portal_that_goes_while_it_is_asked_is_no_bug(address):
    bugs: list[object] = []
    asyncio.get_running_loop().set_exception_handler(lambda loop, context: bugs.append(context))
    async with client(address) as ours:
        with Portal(address, takes_wishes=False) as portal:
            claiming = asyncio.create_task(ours.claim(SPACE))
            await asked(portal, lambda: portal.swallowed)
        assert (await claiming).problem is HotkeyProblem.FAILED
    gc.collect()
    assert not bugs


async def test_a_bus_that_goes_takes_the_key_with_it(tmp_path_factory):
    with bus_session(tmp_path_factory.mktemp("bus")) as session:
        address = session.environment["DBUS_SESSION_BUS_ADDRESS"]
        with Portal(address):
            one = Client(PortalHotkey("org.example.Rivulet", lambda: False, address))
            one.hotkey.on_changed = one.states.append
            assert (await one.claim(SPACE)).is_active
    await soon(lambda: one.states and one.states[-1].problem is HotkeyProblem.FAILED)
    await one.hotkey.close()


ODD_SHORTCUTS = [("as", ["x"]), ("u", 5), ("a(sv)", [("quick-prompt", ("s", "x"))])]


@pytest.mark.parametrize("told", ODD_SHORTCUTS)
async def test_a_portal_that_answers_nonsense_has_refused(address, told):
    with Portal(address, shortcuts=told):
        async with client(address) as ours:
            assert (await ours.claim(SPACE)).problem is HotkeyProblem.REFUSED


async def test_values_of_other_types_are_not_there(address):
    odd = [("quick-prompt", {"trigger_description": ("u", 5)})]
    with Portal(address, shortcuts=("a(sa{sv})", odd)) as portal:
        async with client(address) as ours:
            assert await ours.claim(SPACE) == works("", detail="The desktop has not said which key it is.")
            for signature, value in ODD_SHORTCUTS:
                portal.tell_oddly("ShortcutsChanged", f"o{signature}", value)
                portal.tell_oddly("Activated", f"o{signature}", value)
            portal.tell_oddly("Activated", "osta{sv}", "quick-prompt", 5, {"activation_token": ("u", 5)})
            await soon(lambda: ours.presses)
            assert ours.presses == [Press()]
            assert ours.states == []


async def test_signals_of_strangers_press_nothing(address):
    with Portal(address) as portal:
        async with client(address) as ours:
            await ours.claim(SPACE)
            mine = portal.bound[-1]
            portal.bound.append(type(mine)(mine.sender, "/another/session", mine.request, mine.id, mine.wish))
            portal.press()
            portal.end_session()
            portal.bound.pop()
            portal.press(token="real")
            await soon(lambda: ours.presses)
            assert ours.presses == [Press(token="real")]
            assert ours.states == []


@pytest.mark.parametrize(
    ("written", "trigger"),
    [
        ("Ctrl+Alt+Space", "CTRL+ALT+space"),
        ("Super+K", "LOGO+k"),
        ("Shift+F9", "SHIFT+F9"),
        ("Ctrl+PageUp", "CTRL+Page_Up"),
        ("Ctrl++", "CTRL+plus"),
        ("Alt+\\", "ALT+backslash"),
        ("Alt+~", "ALT+asciitilde"),
        ("Ctrl+Ä", "CTRL+U00E4"),
    ],
)
def test_chords_are_written_as_the_desktops_read_them(written, trigger):
    assert preferred_trigger(chord(written)) == trigger


@given(st.sampled_from([*NAMED_KEYS, *map(chr, range(0x21, 0x7F))]).filter(lambda key: key != "+"))
def test_every_key_has_a_name_of_letters(key):
    written = preferred_trigger(Chord((Modifier.CTRL,), key)).removeprefix("CTRL+")
    assert written.replace("_", "").isalnum()

"""One shortcut of the GlobalShortcuts portal, from the wish for it until it is wanted no more."""

import asyncio
import secrets
from collections.abc import Callable
from typing import Any

from jeepney import DBusAddress, HeaderFields, Message

from app.adapters.hotkey.portal_trigger import preferred_trigger
from app.adapters.session_bus import BusError, SessionBus, signature_of
from app.domain.hotkey import Chord, HotkeyProblem, HotkeyState, HotkeyWay, Press

_NAME, _PATH = "org.freedesktop.portal.Desktop", "/org/freedesktop/portal/desktop"
_SHORTCUTS = DBusAddress(_PATH, _NAME, "org.freedesktop.portal.GlobalShortcuts")
_PROPERTIES = DBusAddress(_PATH, _NAME, "org.freedesktop.DBus.Properties")
_REGISTRY = DBusAddress(_PATH, _NAME, "org.freedesktop.host.portal.Registry")

_ID = "quick-prompt"
"""By this name the desktop remembers what the user has chosen."""
_DESCRIPTION = "Call the quick prompt of Rivulet"
_WITHIN = 25.0
"""Seconds for an answer that no user is asked for: at login, the portal may still be starting."""
_SETTLING = 0.3
"""Seconds for a portal that has just gone or come."""
_UNTIL_SEEN = (0.2, 0.5, 1.0, 0.0)
"""Seconds in which the portal sees a .desktop file that has just been installed."""
_NO_SUCH_APPLICATION = "org.freedesktop.portal.Error.Failed"
_NOT_ALLOWED = "org.freedesktop.portal.Error.NotAllowed"
_NOT_INSTALLED = "The desktop does not know Rivulet as an installed program."
_NO_BUS = "The desktop’s message bus does not answer."
_TAKEN_BACK = "The desktop has taken the key back."


class _Refused(Exception):  # noqa: N818 - it is an answer
    pass


class PortalShortcut:
    def __init__(
        self,
        application_id: str,
        install: Callable[[], bool],
        chord: Chord,
        on_pressed: Callable[[Press], None],
        on_state: Callable[[HotkeyState], None],
    ) -> None:
        """`on_state` is told how it stands when that is known, and whenever it changes."""
        self._application_id = application_id
        self._install = install
        self._chord = chord
        self._on_pressed = on_pressed
        self._on_state = on_state
        self._state: HotkeyState | None = None
        self._session = ""
        self._answers: dict[str, asyncio.Future[tuple[int, dict[str, Any]]]] = {}
        """To what is asked of the user, by the last part of its path."""
        self._portal_changed = asyncio.Event()

    async def hold(self, bus: SessionBus) -> None:
        """Until it is cancelled, or the desktop has said no."""
        try:
            await bus.listen(sender=_NAME)
            await bus.listen(sender="org.freedesktop.DBus", member="NameOwnerChanged", arg0=_NAME)
            bus.when_gone(self._portal_changed.set)
            while await self._bind(bus):
                await self._portal_changed.wait()
                await asyncio.sleep(_SETTLING)
                if not bus.is_open:
                    self._become(HotkeyProblem.FAILED, _NO_BUS)
                    return
        except BusError:
            self._become(HotkeyProblem.FAILED, _NO_BUS)

    async def let_go(self, bus: SessionBus) -> None:
        """The end of the connection would do, but the portal sees that in its own time."""
        if self._session:
            await bus.tell(DBusAddress(self._session, _NAME, "org.freedesktop.portal.Session"), "Close")

    async def _bind(self, bus: SessionBus) -> bool:
        """Whether a portal that comes anew is worth being asked again."""
        await self._register(bus)
        self._portal_changed.clear()  # The call may have started it.
        try:
            await bus.call(_PROPERTIES, "Get", "ss", (_SHORTCUTS.interface, "version"), within=_WITHIN)
        except BusError:
            self._become(HotkeyProblem.NOT_OFFERED)
            return True
        try:
            await self._ask_for_key(bus)
        except _Refused as refused:
            self._become(HotkeyProblem.REFUSED, str(refused))
            return False
        except BusError as error:
            if str(error) == _NOT_ALLOWED:
                self._become(HotkeyProblem.REFUSED, _NOT_INSTALLED)
                return False
            self._become(HotkeyProblem.FAILED, "The desktop’s portal does not answer.")
        return True

    async def _register(self, bus: SessionBus) -> None:
        """Tells who we are, which has to be the very first call. Who has no registry needs none."""
        for pause in _UNTIL_SEEN:
            try:
                await bus.call(_REGISTRY, "Register", "sa{sv}", (self._application_id, {}), within=_WITHIN)
            except BusError as error:
                is_unknown = str(error) == _NO_SUCH_APPLICATION
                if not is_unknown or not await asyncio.to_thread(self._install):
                    return
                await asyncio.sleep(pause)
            else:
                return

    async def _ask_for_key(self, bus: SessionBus) -> None:
        """Raises _Refused and BusError."""
        options = {"session_handle_token": ("s", _token())}
        code, results = await self._ask(bus, "CreateSession", "", (), options, within=_WITHIN)
        session = _value(results, "session_handle", "s") or _value(results, "session_handle", "o")
        if code or not session:
            raise _Refused("The desktop’s portal makes no session.")
        self._session = session
        wish = {
            "description": ("s", _DESCRIPTION),
            "preferred_trigger": ("s", preferred_trigger(self._chord)),
        }
        body = (self._session, [(_ID, wish)], "")
        code, results = await self._ask(bus, "BindShortcuts", "oa(sa{sv})s", body, {}, within=None)
        if code:
            raise _Refused
        self._follow(_value(results, "shortcuts", "a(sa{sv})") or [])

    async def _ask(
        self,
        bus: SessionBus,
        method: str,
        signature: str,
        body: tuple[Any, ...],
        options: dict[str, tuple[str, Any]],
        *,
        within: float | None,
    ) -> tuple[int, dict[str, Any]]:
        """What the user says, or the portal for them, as a code and results. Raises BusError."""
        token = _token()
        answer: asyncio.Future[tuple[int, dict[str, Any]]] = asyncio.get_running_loop().create_future()
        self._answers[token] = answer
        body = (*body, options | {"handle_token": ("s", token)})
        try:
            await bus.call(_SHORTCUTS, method, f"{signature}a{{sv}}", body, within=_WITHIN)
            async with asyncio.timeout(within):
                return await answer
        except TimeoutError as error:
            raise BusError(f"{method} came to nothing.") from error
        finally:
            del self._answers[token]

    def on_signal(self, message: Message) -> None:
        fields = message.header.fields
        path = fields.get(HeaderFields.path, "")
        match fields.get(HeaderFields.member), signature_of(message), message.body:
            case "Response", "ua{sv}", (code, results):
                answer = self._answers.get(path.rsplit("/", 1)[-1])
                if answer is not None and not answer.done():
                    answer.set_result((code, results))
            case "Activated", "osta{sv}", (self._session, _, _, options):
                token = _value(options, "activation_token", "s") or ""
                # Its time is no X server's, and would make the window manager think that we are late.
                asyncio.get_running_loop().call_soon(self._on_pressed, Press(token=token))
            case "ShortcutsChanged", "oa(sa{sv})", (self._session, shortcuts):
                try:
                    self._follow(shortcuts)
                except _Refused:
                    self._become(HotkeyProblem.REFUSED, _TAKEN_BACK)
            case "Closed", _, _ if path == self._session:
                self._session = ""
                self._become(HotkeyProblem.REFUSED, _TAKEN_BACK)
            case "NameOwnerChanged", "sss", (_, old, _):
                self._portal_changed.set()
                if old:
                    self._portal_is_gone()

    def _portal_is_gone(self) -> None:
        self._session = ""
        for answer in self._answers.values():
            if not answer.done():
                answer.set_exception(BusError("The portal is gone."))
                answer.exception()  # the call itself may fail with it, and nobody asks any more

    def _follow(self, shortcuts: list[tuple[str, dict[str, Any]]]) -> None:
        """Raises _Refused if ours is not among them."""
        ours = dict(shortcuts).get(_ID)
        if ours is None:
            raise _Refused
        trigger = _value(ours, "trigger_description", "s") or ""
        self._become(None, "" if trigger else "The desktop has not said which key it is.", trigger)

    def _become(self, problem: HotkeyProblem | None, detail: str = "", trigger: str = "") -> None:
        state = HotkeyState(self._chord, HotkeyWay.PORTAL, trigger, problem, detail)
        if state != self._state:
            self._state = state
            self._on_state(state)


def _value(values: dict[str, tuple[str, Any]], name: str, signature: str) -> Any:
    """None if it is not there, or of another type."""
    found, value = values.get(name, ("", None))
    return value if found == signature else None


def _token() -> str:
    """Part of a path that no other program guesses: signals with it are the portal's."""
    return f"rivulet_{secrets.token_hex(8)}"

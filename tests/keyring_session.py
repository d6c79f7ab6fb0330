"""A D-Bus session of its own with a real Secret Service in it, for tests that keep keys."""

import contextlib
import os
import shutil
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

pytest.importorskip("jeepney", reason="the Secret Service is Linux's")

from jeepney import DBusAddress, HeaderFields, new_method_call
from jeepney.io.blocking import open_dbus_connection

DBUS = DBusAddress("/org/freedesktop/DBus", "org.freedesktop.DBus", "org.freedesktop.DBus")
SECRETS = DBusAddress("/org/freedesktop/secrets", "org.freedesktop.secrets", "org.freedesktop.Secret.Service")
UNPROMPTED = DBusAddress(
    SECRETS.object_path,
    SECRETS.bus_name,
    "org.gnome.keyring.InternalUnsupportedGuiltRiddenInterface",
)

PASSWORD = "a test's own password"

BUS = """<busconfig><type>session</type><listen>unix:dir={runtime}</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/>
<allow own="*"/></policy></busconfig>"""
"""No service files: only what a test starts is on the bus, and no unlock dialog ever shows."""


class KeyringSession:
    """Where a test's keys live. `environment` leads a program to this bus, and to nothing of the user's."""

    def __init__(self, folder: Path, address: str) -> None:
        self.folder = folder
        self.environment = {
            **{name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL") if name in os.environ},
            "DBUS_SESSION_BUS_ADDRESS": address,
            "HOME": str(folder / "home"),
            "XDG_RUNTIME_DIR": str(folder / "run"),
        }

    def unlock(self) -> None:
        """Starts the keyring daemon, whose login collection opens with PASSWORD. It ends with the bus."""
        # A line feed would become a part of the password.
        self._start("--unlock", PASSWORD)

    def start(self) -> None:
        """Starts the keyring daemon of a fresh home: nobody has made a collection yet."""
        self._start("--start", "")

    def _start(self, how: str, said: str) -> None:
        subprocess.run(
            ["gnome-keyring-daemon", how, "--components=secrets"],
            input=said.encode(),
            env=self.environment,
            check=True,
            capture_output=True,
            timeout=20,
        )
        deadline = time.monotonic() + 10
        while not self._has_service():
            assert time.monotonic() < deadline, "the keyring daemon did not come up"
            time.sleep(0.01)

    def _has_service(self) -> bool:
        call = new_method_call(DBUS, "NameHasOwner", "s", ("org.freedesktop.secrets",))
        with open_dbus_connection(self.environment["DBUS_SESSION_BUS_ADDRESS"]) as bus:
            return bus.send_and_get_reply(call, timeout=10).body == (True,)

    def make_collection(self, name: str) -> str:
        """Has one made without a dialog; it is unlocked, and not the default one. Its path."""
        with open_dbus_connection(self.environment["DBUS_SESSION_BUS_ADDRESS"]) as bus:
            opening = new_method_call(SECRETS, "OpenSession", "sv", ("plain", ("s", "")))
            _, session = bus.send_and_get_reply(opening, timeout=10).body
            label = {"org.freedesktop.Secret.Collection.Label": ("s", name)}
            password = (session, b"", PASSWORD.encode(), "text/plain")
            call = new_method_call(UNPROMPTED, "CreateWithMasterPassword", "a{sv}(oayays)", (label, password))
            (path,) = bus.send_and_get_reply(call, timeout=10).body
            return path

    def set_default(self, collection: str) -> None:
        """Makes this collection the default one; "/" leaves none."""
        call = new_method_call(SECRETS, "SetAlias", "so", ("default", collection))
        with open_dbus_connection(self.environment["DBUS_SESSION_BUS_ADDRESS"]) as bus:
            assert bus.send_and_get_reply(call, timeout=10).body == ()

    def lock(self, collection: str = "/org/freedesktop/secrets/collection/login") -> None:
        """Locks a collection, as leaving the screen does on some desktops."""
        call = new_method_call(SECRETS, "Lock", "ao", ([collection],))
        with open_dbus_connection(self.environment["DBUS_SESSION_BUS_ADDRESS"]) as bus:
            locked, _prompt = bus.send_and_get_reply(call, timeout=10).body
        assert locked, "the collection did not lock"

    @contextlib.contextmanager
    def mute_service(self) -> Iterator[None]:
        """Meanwhile the Secret Service's name has an owner that never answers."""
        call = new_method_call(DBUS, "RequestName", "su", ("org.freedesktop.secrets", 0))
        with open_dbus_connection(self.environment["DBUS_SESSION_BUS_ADDRESS"]) as bus:
            assert bus.send_and_get_reply(call, timeout=10).body == (1,)
            yield

    @contextlib.contextmanager
    def silent_prompter(self) -> Iterator[Callable[[], list[str]]]:
        """Meanwhile the desktop shows every dialog of the keyring, and nobody answers it.

        Gives what was asked of the desktop since the last call, by name: "BeginPrompting" for a dialog.
        """
        call = new_method_call(DBUS, "RequestName", "su", ("org.gnome.keyring.SystemPrompter", 0))
        with open_dbus_connection(self.environment["DBUS_SESSION_BUS_ADDRESS"]) as bus:
            assert bus.send_and_get_reply(call, timeout=10).body == (1,)

            def asked() -> list[str]:
                names = []
                with contextlib.suppress(TimeoutError):
                    while True:
                        names.append(bus.receive(timeout=0.2).header.fields[HeaderFields.member])
                return names

            yield asked

    def python(self, code: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Runs `code` in a process of its own, from the checkout."""
        return subprocess.run(
            [sys.executable, "-c", textwrap.dedent(code)],
            env={**self.environment, **environment},
            cwd=Path(__file__).parents[1],
            capture_output=True,
            text=True,
            timeout=30,
        )


@contextlib.contextmanager
def bus_session(folder: Path) -> Iterator[KeyringSession]:
    """A session bus with nothing on it."""
    if not (shutil.which("dbus-daemon") and shutil.which("gnome-keyring-daemon")):
        pytest.skip("needs dbus-daemon and gnome-keyring-daemon")
    for name in ("home", "run"):
        (folder / name).mkdir(mode=0o700)
    config = folder / "bus.conf"
    config.write_text(BUS.format(runtime=folder / "run"))
    command = ["dbus-daemon", f"--config-file={config}", "--print-address=1", "--nofork"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as bus:
        try:
            yield KeyringSession(folder, bus.stdout.readline().strip())
        finally:
            bus.terminate()


@contextlib.contextmanager
def keyring_session(folder: Path) -> Iterator[KeyringSession]:
    """A session bus with an unlocked Secret Service. `folder` must be empty; its path should be short."""
    with bus_session(folder) as session:
        session.unlock()
        yield session

"""The whole program on desktops that speak by D-Bus: a panel and a portal, under X11 and Wayland."""

import json
import os
import queue
import subprocess
import sys
import threading
from pathlib import Path

import pytest

pytest.importorskip("jeepney", reason="panels and portals speak D-Bus")

from tests.e2e.program import ROOT
from tests.wire.portal import Portal
from tests.wire.status_notifier import Panel

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="desktops of Linux"),
]

WINDOW, QUICK = "Rivulet", "Rivulet quick prompt"


class Watched:
    def __init__(self, environment: dict[str, str], profile: Path) -> None:
        command = [sys.executable, "-m", "tests.e2e.watched_program", "--offline", "--profile", str(profile)]
        self.process = subprocess.Popen(
            command,
            cwd=ROOT,
            env={"LANG": "C.UTF-8", "PATH": os.environ["PATH"], **environment},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self._lines: queue.SimpleQueue[object] = queue.SimpleQueue()
        self._reader = threading.Thread(target=self._read, name="watched program")
        self._reader.start()

    def _read(self) -> None:
        for line in self.process.stdout:
            self._lines.put(json.loads(line))

    def wait(self, wanted: object) -> None:
        """Until it says this."""
        said = self._lines.get(timeout=15)
        while said != wanted:
            said = self._lines.get(timeout=15)

    def type(self, text: str) -> None:
        self.process.stdin.write(text + "\n")
        self.process.stdin.flush()

    def answer(self, prompt: str) -> str:
        self.type(prompt)
        while not isinstance(said := self._lines.get(timeout=15), str):
            pass
        return said

    def ended(self) -> str:
        """What it has complained of, once it has ended well."""
        assert self.process.wait(10) == 0
        self._reader.join(5)
        complaints = self.process.stderr.read()
        for stream in (self.process.stdin, self.process.stdout, self.process.stderr):
            stream.close()
        return complaints


def test_icon_menu_and_key_lead_to_an_answer_and_away_again(desktop, tmp_path):
    profile = tmp_path / "profile"
    profile.mkdir()
    chosen = {"presence": {"hotkey": "Ctrl+Alt+K", "close_to_tray": True}}
    (profile / "settings.json").write_text(json.dumps(chosen))
    environment = {**desktop, "XDG_SESSION_TYPE": "wayland"} if "WAYLAND_DISPLAY" in desktop else desktop
    address = desktop["DBUS_SESSION_BUS_ADDRESS"]
    with Panel(address) as host, Portal(address, trigger="Super+K") as portal:
        program = Watched(environment, profile)
        try:
            program.wait([WINDOW])
            icon = host.item()
            [quick] = [one for one in icon.menu() if one.label.startswith("Quick prompt")]
            icon.choose(quick)
            program.wait(sorted([WINDOW, QUICK]))
            assert "You are welcome" in program.answer("Thanks")
            program.type("")
            program.wait([WINDOW])
            if "WAYLAND_DISPLAY" in desktop:
                portal.wait(lambda: portal.bound)
                portal.press(token="abc")
                program.wait(sorted([WINDOW, QUICK]))
            icon.activate()
            [leave] = [one for one in icon.menu() if one.label == "Quit"]
            icon.choose(leave)
            assert program.ended() == ""
        finally:
            program.process.kill()

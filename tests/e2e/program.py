"""Rivulet as a process of its own, on a screen of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path

from app.domain.conversation import Message
from app.domain.ending import EndState
from app.domain.export import parse_export
from tests.e2e.screen import Screen, until

ROOT = Path(__file__).parents[2]


class Program:
    """Rivulet with a profile of its own, and none of the machine's settings."""

    def __init__(self, folder: Path, screen: Screen) -> None:
        self.screen = screen
        self.folder = folder
        self.profile = folder / "profile"
        self.profile.mkdir()
        (self.profile / "settings.json").write_text('{"appearance": "light"}')
        runtime = folder / "run"
        runtime.mkdir(mode=0o700)
        self.environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "DISPLAY": screen.display,
            "XDG_RUNTIME_DIR": str(runtime),
            "LANG": "C.UTF-8",
            # None: no test may reach the keyring of whoever runs it.
            "DBUS_SESSION_BUS_ADDRESS": f"unix:path={folder}/no-bus",
        }
        self.processes: list[subprocess.Popen[bytes]] = []

    @property
    def stderr(self) -> str:
        path = self.folder / "stderr"
        return path.read_text() if path.exists() else ""

    def command(self, *arguments: str) -> list[str]:
        return [sys.executable, "-m", "app", "--profile", str(self.profile), *arguments]

    def launch(self, *arguments: str, **environment: str) -> subprocess.Popen[bytes]:
        with (self.folder / "stderr").open("ab") as stderr:
            process = subprocess.Popen(
                self.command(*arguments),
                cwd=ROOT,
                env={**self.environment, **environment},
                stdin=subprocess.DEVNULL,
                stdout=stderr,
                stderr=stderr,
            )
        self.processes.append(process)
        return process

    def start(self, *arguments: str, **environment: str) -> subprocess.Popen[bytes]:
        """Opens the window, which takes keys when this returns."""
        process = self.launch(*arguments, **environment)
        until(lambda: self.screen.windows("Rivulet"), why="no window came")
        self.screen.wait_active("Rivulet")
        return process

    def answers(self) -> list[Message]:
        """All answers that are on the disk now, as a second process finds them."""
        found = subprocess.run(
            self.command("export"), cwd=ROOT, env=self.environment, capture_output=True, check=True
        )
        _, messages = parse_export(json.loads(found.stdout))
        return [one for several in messages.values() for one in several if one.is_answer]

    def last_answer(self, text: str = "", end: EndState | None = None) -> Message:
        """Waits until there is an answer with this text, and with this end."""

        def found() -> Message | None:
            fitting = (one for one in self.answers() if text in one.text() and end in (None, one.end))
            return next(fitting, None)

        answer = until(found, why=f"no answer has {text!r} and the end {end}")
        assert isinstance(answer, Message)
        return answer

    def ask(self, text: str) -> None:
        self.screen.type(text)
        self.screen.keys("Return")

    def quit(self, process: subprocess.Popen[bytes]) -> None:
        self.screen.keys("ctrl+q")
        assert process.wait(10) == 0

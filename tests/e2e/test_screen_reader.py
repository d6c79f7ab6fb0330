"""The real program, and a real transcript, as a screen reader finds them by way of AT-SPI."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from tests.e2e.screen import Screen, own_screen, until
from tests.keyring_session import BUS

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.skipif(sys.platform != "linux", reason="AT-SPI is Linux's"),
]

ROOT = Path(__file__).parents[2]
SYSTEM_PYTHON = "/usr/bin/python3"
LAUNCHERS = ("/usr/libexec/at-spi-bus-launcher", "/usr/lib/at-spi2-core/at-spi-bus-launcher")


def launcher() -> str:
    """What opens the bus of screen readers; skips the test where it, or a client for it, is missing."""
    found = next((path for path in LAUNCHERS if Path(path).exists()), None)
    if found is None or shutil.which("dbus-daemon") is None:
        pytest.skip("needs dbus-daemon and at-spi2-core")
    asked = [SYSTEM_PYTHON, "-c", "import pyatspi"]
    if not Path(SYSTEM_PYTHON).exists() or subprocess.run(asked, capture_output=True).returncode:
        pytest.skip("needs python3-pyatspi")
    return found


class Reader:
    """A session in which somebody listens."""

    def __init__(self, folder: Path, screen: Screen, address: str) -> None:
        self.folder = folder
        self.screen = screen
        self.environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "LANG": "C.UTF-8",
            "DISPLAY": screen.display,
            "XDG_RUNTIME_DIR": str(folder / "run"),
            "DBUS_SESSION_BUS_ADDRESS": address,
            "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
            # The keyring is none of this.
            "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
        }

    @contextmanager
    def running(self, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
        with (self.folder / "stderr").open("ab") as stderr:
            command = [sys.executable, "-X", "faulthandler", *arguments]
            pipe = subprocess.PIPE
            with subprocess.Popen(
                command, cwd=ROOT, env=self.environment, stdin=pipe, stdout=stderr, stderr=stderr
            ) as it:
                try:
                    yield it
                finally:
                    it.kill()

    def hears(self, *words: str):
        command = [SYSTEM_PYTHON, str(Path(__file__).with_name("listener.py")), *words]
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    @property
    def stderr(self) -> str:
        return (self.folder / "stderr").read_text()


@pytest.fixture
def reader(tmp_path: Path) -> Iterator[Reader]:
    bus_launcher = launcher()
    (tmp_path / "run").mkdir(mode=0o700)
    config = tmp_path / "bus.conf"
    config.write_text(BUS.format(runtime=tmp_path / "run"))
    quiet = subprocess.DEVNULL
    with ExitStack() as stack:
        screen = stack.enter_context(own_screen(tmp_path))
        command = ["dbus-daemon", f"--config-file={config}", "--print-address=1", "--nofork"]
        bus = stack.enter_context(subprocess.Popen(command, stdout=subprocess.PIPE, stderr=quiet, text=True))
        stack.callback(bus.terminate)
        it = Reader(tmp_path, screen, bus.stdout.readline().strip())
        launched = subprocess.Popen(
            [bus_launcher, "--launch-immediately"], env=it.environment, stdout=quiet, stderr=quiet
        )
        stack.enter_context(launched)
        stack.callback(launched.terminate)
        yield it


def test_a_screen_reader_is_told_who_says_what(reader):
    profile = reader.folder / "profile"
    with reader.running("-m", "app", "--offline", "--profile", str(profile)) as process:
        until(lambda: reader.screen.windows("Rivulet"), why="no window came")
        reader.screen.wait_active("Rivulet")
        reader.screen.type("/demo markdown")
        reader.screen.keys("Return")
        told: list[dict] = []

        def is_all_told() -> bool:
            told[:] = reader.hears("messages")
            return len(told) == 2 and "That was the tour." in told[1]["text"]

        until(is_all_told, 30, why="the answer was not told")
        question, answer = told
        assert (question["name"], question["text"]) == ("You", "/demo markdown")
        assert answer["name"].startswith("Assistant")
        assert answer["text"].startswith("A tour of Markdown")
        assert "**" not in answer["text"]
        assert [one["index"] for one in told] == [0, 1]
        assert {one["parent"] for one in told} == {"Conversation"}
        for one in told:
            assert one["first"] == one["text"][:5]
            assert one["count"] == len(one["text"].encode("utf-16-le")) // 2
            assert one["height"] > 0
        assert answer["is_shown"]
        process.terminate()
        assert process.wait(10) == 0, reader.stderr


def test_messages_may_come_and_go_while_they_are_asked_for(reader):
    with reader.running("-m", "tests.e2e.changing", "40") as process:
        found = reader.hears("hammer", "5")
        assert process.poll() is None, reader.stderr
        assert found["is_there"]
        assert found["asked"] > 500
        process.stdin.write(b"\n")
        process.stdin.close()
        assert process.wait(15) == 0, reader.stderr
    assert "Traceback" not in reader.stderr

"""A screen for the tests of a module, and a program for each of them."""

import contextlib
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.program import Program
from tests.e2e.screen import Screen, own_screen, until


@pytest.fixture(scope="module")
def screen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Screen]:
    with own_screen(tmp_path_factory.mktemp("screen")) as made:
        yield made


@pytest.fixture
def program(tmp_path: Path, screen: Screen) -> Iterator[Program]:
    folder = tmp_path / "user"
    folder.mkdir()
    made = Program(folder, screen)
    yield made
    for process in made.processes:
        if process.poll() is None:
            process.kill()
            process.wait()
    until(lambda: not screen.windows("Rivulet"))
    assert "Traceback" not in made.stderr
    assert not list(made.profile.glob("logs/bug-*")), made.stderr


@contextlib.contextmanager
def weston(environment: dict[str, str]) -> Iterator[dict[str, str]]:
    """A Wayland desktop without a screen."""
    if shutil.which("weston") is None:
        pytest.skip("needs weston")
    command = ["weston", "--backend=headless-backend.so", "--socket=rivulet-tray", "--idle-time=0"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, env=environment, **quiet) as desktop:
        try:
            socket = Path(environment["XDG_RUNTIME_DIR"]) / "rivulet-tray"
            until(socket.exists, why="weston did not come up")
            yield {**environment, "WAYLAND_DISPLAY": socket.name, "QT_QPA_PLATFORM": "wayland"}
        finally:
            desktop.terminate()


@pytest.fixture(params=["x11", "wayland"])
def desktop(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of a desktop with a bus, on which there is no panel yet."""
    folder = tmp_path / "bus"
    folder.mkdir()
    bus_session = pytest.importorskip("tests.keyring_session", reason="needs jeepney").bus_session
    with bus_session(folder) as session:
        if request.param == "wayland":
            with weston(session.environment) as environment:
                yield environment
        else:
            display = request.getfixturevalue("screen").display
            yield {**session.environment, "DISPLAY": display}

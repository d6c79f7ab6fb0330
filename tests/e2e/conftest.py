"""A screen for the tests of a module, and a program for each of them."""

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

"""The screen goes, as at a logout: the program ends, and that is no bug of its own."""

import sys

import pytest

from tests.e2e.program import Program
from tests.e2e.screen import own_screen

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="a screen of its own is an X server's"),
]


def test_a_program_whose_screen_goes_ends_and_keeps_what_came(tmp_path, tmp_path_factory):
    folder = tmp_path / "user"
    folder.mkdir()
    with own_screen(tmp_path_factory.mktemp("lost")) as screen:
        program = Program(folder, screen)
        process = program.start("--offline")
        program.ask("/demo long")
        program.last_answer()
    try:
        assert process.wait(10) == 1
    finally:
        process.kill()
    assert "Traceback" not in program.stderr
    assert not list(program.profile.glob("logs/*"))
    assert program.answers()

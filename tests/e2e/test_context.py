"""What is brought along from another program: read when it is asked for, and never waited for long."""

import json
import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.screen import Screen

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="a screen of its own is an X server's"),
]

ROOT = Path(__file__).parents[2]


class Process:
    def __init__(self, screen: Screen, *arguments: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.e2e.context_program", *arguments],
            cwd=ROOT,
            env={**os.environ, "DISPLAY": screen.display, "QT_QPA_PLATFORM": "xcb"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,
        )
        assert self.heard() == {"ready": True}

    def heard(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        return json.loads(self.process.stdout.readline())

    def has_said_more(self, within: float) -> bool:
        return bool(select.select([self.process.stdout], [], [], within)[0])

    def told(self, word: str) -> dict[str, Any]:
        assert self.process.stdin is not None
        self.process.stdin.write(f"{word}\n".encode())
        return self.heard()

    def end(self) -> None:
        self.process.kill()
        self.process.communicate()


@pytest.fixture
def owner(screen: Screen) -> Iterator[Process]:
    made = Process(screen, "own")
    yield made
    made.end()


@pytest.fixture
def context(screen: Screen) -> Iterator[Process]:
    made = Process(screen)
    yield made
    made.end()


def test_nothing_is_read_before_it_is_asked_for(owner: Process, context: Process) -> None:
    for _ in range(2):
        context.told("show")
        assert not owner.has_said_more(0.15)
        context.told("hide")
    context.told("show")
    assert not owner.has_said_more(0.15)
    assert context.told("selection")["text"] == "owned Selection"
    assert "text/plain" in owner.heard()["read"]
    assert context.told("clipboard")["text"] == "owned Clipboard"


def test_a_program_that_does_not_answer_is_not_waited_for(owner: Process, context: Process) -> None:
    context.told("show")
    owner.process.send_signal(signal.SIGSTOP)
    for word in ("selection", "clipboard"):
        found = context.told(word)
        assert found["noticed"] == ["The program that the text is in does not answer."]
        assert found["text"] == ""
        assert found["seconds"] < 2  # Qt waits for five
    owner.process.send_signal(signal.SIGCONT)
    assert context.told("clipboard")["text"] == "owned Clipboard"


def test_what_was_selected_in_our_own_window_is_not_brought(context: Process) -> None:
    context.told("show")
    context.told("own")
    found = context.told("selection")
    assert found["text"] == ""
    assert found["noticed"] == ["No text is selected in another window."]


def test_where_nothing_is_selected_it_is_said(context: Process) -> None:
    context.told("show")
    assert context.told("selection")["noticed"] == ["No text is selected in another window."]

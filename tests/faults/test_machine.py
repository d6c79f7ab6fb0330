"""What the machine does below an answer: it sleeps, and its clock jumps. The program is one of its own."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import ExitStack
from pathlib import Path

import pytest

from app.services.wakefulness import LATE
from tests.faults.fault import HELLO, STOP
from tests.wire.server import DONE, Sleep, Until, UntilClosed, WireServer, chat_chunk, sse

FAKETIME = Path("/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1")
IDLE = 1.0
SLEEP = LATE + 1.5


def ask(server: WireServer, folder: Path, **env: str) -> "subprocess.Popen[bytes]":
    profile = folder / "profile"
    profile.mkdir(parents=True)
    provider = {"name": "here", "base_url": server.base_url, "model": "m", "idle_timeout": IDLE}
    (profile / "settings.json").write_text(json.dumps({"provider": "here", "providers": [provider]}))
    keyless = {"PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring", "OPENAI_API_KEY": "a-key"}
    return subprocess.Popen(
        [sys.executable, "-m", "app", "--profile", str(profile), "ask", "Hi"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        env=os.environ | keyless | env,
    )


def read_until(process: "subprocess.Popen[bytes]", expected: bytes) -> bytes:
    assert process.stdout is not None
    got = b""
    while expected not in got:
        piece = os.read(process.stdout.fileno(), 1000)
        assert piece, f"it ended after {got!r}"
        got += piece
    return got


@pytest.fixture
def server():
    with WireServer() as server:
        yield server


def test_a_sleep_that_was_longer_than_the_patience_costs_no_answer_that_still_comes(tmp_path):
    """Three at once, since a sleep takes its time: it goes on late, has come meanwhile, never comes."""
    awake = threading.Event()
    again = sse(chat_chunk(", again")), STOP, DONE
    scripts = ((Until(awake), Sleep(0.4), *again), (Sleep(0.5), *again), (UntilClosed(),))
    with ExitStack() as stack:
        asked = []
        for number, script in enumerate(scripts):
            server = stack.enter_context(WireServer())
            server.stream(*HELLO, *script)
            asked.append(stack.enter_context(ask(server, tmp_path / str(number))))
        for process in asked:
            read_until(process, b"Hello")
            process.send_signal(signal.SIGSTOP)
        time.sleep(SLEEP)
        began = time.monotonic()
        for process in asked:
            process.send_signal(signal.SIGCONT)
        awake.set()
        late, meanwhile, never = (process.communicate(timeout=10) for process in asked)
    assert late == meanwhile == (b", again\n", b"")
    assert never[1].startswith(b"rivulet: ")
    assert len(never[1].splitlines()) == 1
    assert time.monotonic() - began < SLEEP
    assert [process.returncode for process in asked] == [0, 0, 1]


@pytest.mark.skipif(not FAKETIME.exists(), reason="libfaketime is not installed")
@pytest.mark.parametrize("jump", ["+3d", "-3d"])
def test_a_clock_that_jumps_changes_nothing(server, tmp_path, jump):
    offset = tmp_path / "offset"
    offset.write_text("+0")
    jumped = threading.Event()
    server.stream(*HELLO, Until(jumped), Sleep(IDLE / 2), sse(chat_chunk(", again")), STOP, DONE)
    fake = {
        "LD_PRELOAD": str(FAKETIME),
        "FAKETIME_TIMESTAMP_FILE": str(offset),
        "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }
    with ask(server, tmp_path, **fake) as process:
        read_until(process, b"Hello")
        offset.write_text(jump)
        jumped.set()
        out, err = process.communicate(timeout=10)
    assert (out.strip(), err, process.returncode) == (b", again", b"", 0)

"""An answer that is made at its provider, while the program is killed and the network is cut.

RIVULET_CUTS=50 makes as many runs, each with its own moments.
"""

import asyncio
import os
import random
import signal
import subprocess
import sys
import time

import pytest

from app.adapters.guide.server import GuideServer
from app.adapters.history.store import SqliteHistory
from app.boot import resources
from app.domain.ending import EndState
from tests.services.program import text_of, truth
from tests.wire.relay import Relay

RUNS = int(os.environ.get("RIVULET_CUTS", "3"))


@pytest.mark.parametrize("seed", range(RUNS))
def test_killed_and_started_again_it_is_at_last_what_the_server_has(tmp_path, seed):
    dice = random.Random(seed)
    with GuideServer(resources.manual(), speed=2) as base_url, Relay(base_url) as relay:
        for _ in range(dice.randint(1, 3)):
            with client(tmp_path, relay.base_url) as run:
                run.stdout.readline()  # the answer has begun, or has been found again
                run.stdout.readline()
                time.sleep(dice.uniform(0.0, 0.8))
                if dice.random() < 0.4:
                    relay.cut()
                    time.sleep(dice.uniform(0.0, 0.3))
                    relay.mend()
                run.send_signal(signal.SIGKILL)
        with client(tmp_path, relay.base_url) as run:
            lines = run.stdout.read().splitlines()
            assert run.wait() == 0
        assert lines[-1] == "ended complete"
        answer = asyncio.run(stored_answer(tmp_path))
        assert answer.end is EndState.COMPLETE
        assert answer.text() == text_of(truth(base_url, answer))


def client(folder, base_url):
    command = [sys.executable, "-m", "tests.e2e.background_client", str(folder), base_url, "/demo markdown"]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


async def stored_answer(folder):
    history = SqliteHistory(folder / "history.sqlite3", on_fault=print)
    await history.open(recover=False)
    (conversation,) = await history.conversations()
    answer = (await history.messages(conversation.id))[-1]
    await history.close()
    return answer

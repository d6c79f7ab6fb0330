"""The program as a process of its own asks for new versions, or does not: at a proxy, on the wire."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.e2e.screen import until
from tests.wire.certificate import certificate
from tests.wire.proxy import Proxy
from tests.wire.server import WireServer

pytestmark = pytest.mark.e2e

ROOT = Path(__file__).parents[2]
PROGRAM = """
import sys
from app.boot import updating
from app.cli import main
updating._FIRST_LOOK = 0.0
sys.exit(main())
"""


@contextmanager
def running(folder: Path, proxy: Proxy, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """With a profile that wants a check each day, through this proxy."""
    folder.mkdir()
    network = {"proxy": proxy.url, "ca_file": str(folder.parent / "ca.pem"), "connect_timeout": 5.0}
    settings = {"network": network, "updates": {"check": True}}
    (folder / "settings.json").write_text(json.dumps(settings))
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, "--profile", str(folder), *arguments],
        cwd=ROOT,
        env={
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "XDG_RUNTIME_DIR": str(folder),
            "QT_QPA_PLATFORM": "offscreen",
            "DBUS_SESSION_BUS_ADDRESS": f"unix:path={folder}/no-bus",
        },
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0


@pytest.mark.skipif(sys.platform == "win32", reason="a process cannot be asked to end there")
def test_a_run_asks_once_and_one_without_a_network_never(tmp_path: Path) -> None:
    tls = certificate(tmp_path / "ca.pem", "api.github.com", 9)
    with WireServer(tls) as server, Proxy(server.port) as proxy, Proxy(server.port) as unused:
        server.reply(200, {"tag_name": "v99.0", "html_url": "https://example.com"})
        with running(tmp_path / "offline", unused, "--offline"), running(tmp_path / "online", proxy):
            kept = tmp_path / "online" / "settings.json"
            until(lambda: json.loads(kept.read_bytes())["updates"].get("version"), why="nothing was asked")
            until((tmp_path / "offline" / "history.sqlite3").exists, why="the other one did not begin")
            time.sleep(0.2)
        assert proxy.asked == ["CONNECT api.github.com:443"]
        assert unused.asked == []
        assert [request.path for request in server.requests] == ["/repos/rivulet/rivulet/releases/latest"]
    updates = json.loads(kept.read_bytes())["updates"]
    assert (updates["version"], updates["dismissed"]) == ("99.0", "")

"""What the system itself asks of the program."""

import subprocess
import sys

import pytest

pytestmark = pytest.mark.ui

QUIT_BY_THE_SYSTEM = """
from PySide6.QtCore import QTimer
from app.boot import desktop
from app.cli import main
from app.ui.window import MainWindow

def quit_soon(window):
    QTimer.singleShot(300, desktop.QApplication.quit)
shown = MainWindow.attach
def attach(window, *given, **named):
    shown(window, *given, **named)
    quit_soon(window)
MainWindow.attach = attach
raise SystemExit(main(["--offline", "--profile", {profile!r}]))
"""


def test_the_systems_own_quit_ends_the_session_as_every_other_does(tmp_path):
    ended = subprocess.run(
        [sys.executable, "-c", QUIT_BY_THE_SYSTEM.format(profile=str(tmp_path / "profile"))],
        capture_output=True,
        timeout=60,
    )
    assert ended.returncode == 0, ended.stderr.decode()
    assert not list(tmp_path.glob("profile/logs/bug-*"))

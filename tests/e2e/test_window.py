"""The real program with its real window on a screen of its own: keys, mouse, signals, crashes, keys kept."""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import psutil
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QRadioButton
from pytestqt.qtbot import QtBot

from app.domain.ending import EndState
from app.ui.settings_dialog import SettingsDialog
from app.ui.settings_values import SettingsValues
from app.ui.theme import LIGHT
from tests.e2e.program import ROOT
from tests.e2e.screen import until
from tests.wire.server import DONE, WireServer, chat_chunk, sse

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="a screen of its own is an X server's"),
]


SLOW = (b"/demo background", b"This answer", "/demo background".encode("utf-16-le"))
"""Of a prompt and its answer, as a file could have them."""
GIVEN, TYPED = "sk-given-0123456789abcdefghijklmnop", "sk-typed-0123456789abcdefghijklmnop"


def test_a_question_is_answered_and_stopped_with_the_mouse(program, screen):
    process = program.start("--offline")
    before = screen.picture()
    program.ask("/demo background")
    stop = until(lambda: screen.disc(LIGHT.accent))
    program.last_answer("This answer")
    assert screen.picture() != before
    screen.click(stop)
    stopped = program.last_answer(end=EndState.STOPPED)
    assert stopped.text().startswith("This answer")
    program.quit(process)
    assert program.stderr == ""


def test_the_keyboard_alone_does_everything(program, screen):
    process = program.start("--offline")
    screen.type("Thanks")
    screen.keys("Tab", "Tab", "Tab", "Tab", "space")
    program.last_answer("You are welcome", EndState.COMPLETE)
    screen.keys("ctrl+comma")
    screen.wait_active("Settings")
    screen.keys("Escape")
    screen.wait_active("Rivulet")
    assert not screen.windows("Settings")
    screen.keys("ctrl+n")
    program.ask("/demo background")
    program.last_answer("This answer")
    screen.keys("Escape")
    program.last_answer("This answer", EndState.STOPPED)
    assert len(program.answers()) == 2
    program.quit(process)


def test_a_crash_in_mid_answer_loses_nothing(program, screen):
    first = program.start("--offline")
    program.ask("/demo stall")
    text = program.last_answer("connection open.").text()
    os.kill(first.pid, signal.SIGKILL)
    first.wait()
    until(lambda: not screen.windows("Rivulet"))
    second = program.start("--offline")
    assert program.last_answer(end=EndState.INTERRUPTED).text() == text
    ground = screen.count(LIGHT.note_ground)
    screen.keys("ctrl+k", "Down", "Return")
    until(lambda: screen.count(LIGHT.note_ground) > ground + 5000, why="no banner is to be seen")
    program.quit(second)
    assert program.last_answer().text() == text


@pytest.mark.parametrize("is_killed", [False, True], ids=["quit", "killed"])
def test_of_a_temporary_conversation_nothing_is_on_the_disk(program, screen, is_killed):
    process = program.start("--offline", "--log-level", "info")
    screen.keys("ctrl+shift+n")
    program.ask("/demo background")
    # Each is waited for: on a busy machine the keys come before there is a history, or an answer.
    until((program.profile / "history.sqlite3").is_file, why="the history was not opened")
    until(lambda: screen.count(LIGHT.user_block) > 1000, why="the prompt is not to be seen")
    paper = screen.count(LIGHT.window)
    until(lambda: screen.count(LIGHT.window) < paper - 300, why="no answer is being written")
    time.sleep(1.0)  # the journal commits each delta, the log is flushed
    if is_killed:
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    else:
        program.quit(process)
    until(lambda: not screen.windows("Rivulet"))
    assert program.answers() == [], "an export has it"
    files = [path for path in program.folder.rglob("*") if path.is_file()]
    assert program.profile / "history.sqlite3" in files
    told = {path.name for path in files for word in SLOW if word in path.read_bytes()}
    assert told == set()


def test_a_second_start_brings_the_first_window_to_the_front_with_a_new_chat_if_it_wants_one(program, screen):
    first = program.start("--offline")
    [window] = screen.windows("Rivulet")
    screen.xdotool("windowminimize", window)
    until(lambda: not screen.windows("Rivulet"))
    began = time.monotonic()
    second = subprocess.run(
        program.command("--offline"), cwd=ROOT, env=program.environment, capture_output=True, timeout=10
    )
    assert (second.returncode, second.stderr) == (0, b"")
    assert time.monotonic() - began < 5
    screen.wait_active("Rivulet")
    assert screen.windows("Rivulet") == [window]
    program.ask("Thanks")
    told = program.last_answer("You are welcome", EndState.COMPLETE)
    new_chat = subprocess.run(program.command("--new-chat"), cwd=ROOT, env=program.environment, timeout=10)
    assert new_chat.returncode == 0
    program.ask("Thank you")
    until(lambda: {one.conversation_id for one in program.answers()} - {told.conversation_id})
    assert screen.windows("Rivulet") == [window]
    program.quit(first)


def test_two_starts_at_once_open_one_window(program, screen):
    second = subprocess.Popen(
        program.command("--offline"), cwd=ROOT, env=program.environment, stderr=subprocess.PIPE
    )
    program.processes.append(second)
    first = program.start("--offline")
    ended = until(lambda: next((one for one in (first, second) if one.poll() is not None), None))
    assert ended.returncode == 0
    assert len(screen.windows("Rivulet")) == 1
    program.quit(second if ended is first else first)
    with second.stderr as stderr:
        assert stderr.read() == b""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_in_mid_answer_ends_it_in_time_and_keeps_the_text(program, number):
    process = program.start("--offline")
    program.ask("/demo background")
    program.last_answer("This answer")
    process.send_signal(number)
    assert process.wait(3) == 0
    kept = program.last_answer(end=EndState.INTERRUPTED)
    assert kept.text().startswith("This answer")
    assert program.stderr == ""


@pytest.mark.parametrize("keys", ["alt+F4", "ctrl+q"])
def test_a_window_that_is_closed_at_once_ends_the_program(program, screen, keys):
    process = program.start("--offline")
    screen.keys(keys)
    assert process.wait(5) == 0


def _tabs_to_the_key(qtbot: QtBot) -> int:
    """How many times Tab leads from the dialog's first focus to the field for the key."""
    dialog = SettingsDialog()
    dialog.show_values(SettingsValues(False, "http://127.0.0.1:1/v1", "m"))
    with qtbot.waitActive(dialog):
        dialog.show()
        dialog.activateWindow()
    dialog.findChild(QRadioButton, "useServerRadio").setFocus()
    key, tabs = dialog.findChild(QLineEdit, "keyField"), 0
    while not key.hasFocus():
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        tabs += 1
        assert tabs < 20
    dialog.close()
    dialog.deleteLater()
    return tabs


def _refuse(server: WireServer, key: str) -> None:
    """The server says no, and repeats the key in every way that servers have."""
    said = {"message": f"Incorrect API key provided: {key}.", "code": "invalid_api_key", "param": key}
    server.reply(401, {"error": said}, {"X-Request-Id": key, "WWW-Authenticate": f"Bearer {key}"})


def _find(folder: Path, secret: str) -> list[Path]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [path for path in files if secret.encode() in path.read_bytes()]


@pytest.mark.secrets
def test_a_key_is_kept_in_the_keyring_and_nowhere_else(program, screen, qtbot, tmp_path):
    from tests.keyring_session import keyring_session

    tabs = _tabs_to_the_key(qtbot)
    session_folder = tmp_path / "bus"
    session_folder.mkdir()
    with keyring_session(session_folder) as session, WireServer() as server:
        program.environment["DBUS_SESSION_BUS_ADDRESS"] = session.environment["DBUS_SESSION_BUS_ADDRESS"]
        where = {"OPENAI_BASE_URL": server.base_url}
        process = program.start("--log-level", "DEBUG", OPENAI_API_KEY=GIVEN, **where)
        _refuse(server, GIVEN)
        program.ask("one")
        program.last_answer(end=EndState.UNAUTHORIZED)
        assert server.requests[-1].headers["authorization"] == f"Bearer {GIVEN}"

        screen.keys("ctrl+comma")
        screen.wait_active("Settings")
        screen.keys(*["Tab"] * tabs)
        screen.type(TYPED)
        screen.keys("Return")
        screen.wait_active("Rivulet")
        _refuse(server, TYPED)
        program.ask("two")
        until(lambda: len([one for one in program.answers() if one.end is EndState.UNAUTHORIZED]) == 2)
        assert server.requests[-1].headers["authorization"] == f"Bearer {TYPED}"

        children = psutil.Process(process.pid).children(recursive=True)
        for other in psutil.process_iter(["cmdline"]):
            assert GIVEN not in str(other.info["cmdline"])
            # The tool that types it is gone by now.
            assert TYPED not in str(other.info["cmdline"])
        for child in children:
            with suppress(psutil.NoSuchProcess):  # it has ended since it was listed
                assert GIVEN not in str(child.environ())
        program.quit(process)

        asked = len(server.requests)
        server.stream(sse(chat_chunk("Fine.", finish="stop")), DONE)
        process = program.start("--log-level", "DEBUG")
        program.ask("three")
        program.last_answer("Fine.", EndState.COMPLETE)
        assert server.requests[asked].headers["authorization"] == f"Bearer {TYPED}"
        program.quit(process)
    assert program.stderr, "the log was to be looked through"
    assert _find(program.profile, "Incorrect API key provided"), "so were the answers' ends"
    for secret in (GIVEN, TYPED):
        assert _find(program.folder, secret) == []

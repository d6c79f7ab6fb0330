"""The real program in the terminal: what it prints, where, when, and with which exit status it ends."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path

import pytest

from app.domain.conversation import Role
from app.domain.ending import EndState
from app.domain.export import parse_export
from tests.wire.server import DONE, Reset, Until, UntilClosed, WireServer, chat_chunk, sse

pty = pytest.importorskip("pty", reason="signals and terminals of POSIX")
pytestmark = pytest.mark.e2e

ROOT = Path(__file__).parents[2]
CANARY = "sk-canary-0123456789abcdefghijklmnop"


class Rivulet:
    """The program, with a profile of its own and none of the machine's settings."""

    def __init__(self, folder: Path) -> None:
        self.profile = folder / "profile"
        self.environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            # None: no test may reach the keyring of whoever runs it.
            "DBUS_SESSION_BUS_ADDRESS": f"unix:path={folder}/no-bus",
            "PYTHONWARNINGS": "error::ResourceWarning",
        }
        self.processes: list[subprocess.Popen[bytes]] = []

    def start(self, *arguments: str, env: dict[str, str] | None = None, **streams) -> subprocess.Popen[bytes]:
        pipe = subprocess.PIPE
        streams = {"stdin": subprocess.DEVNULL, "stdout": pipe, "stderr": pipe, **streams}
        process = subprocess.Popen(
            [sys.executable, "-m", "app", "--profile", str(self.profile), *arguments],
            cwd=ROOT,
            env={**self.environment, **(env or {})},
            bufsize=0,
            **streams,
        )
        self.processes.append(process)
        return process

    def run(self, *arguments: str, stdin: str | None = None, env: dict[str, str] | None = None):
        """Exit status, stdout and stderr."""
        source = subprocess.DEVNULL if stdin is None else subprocess.PIPE
        process = self.start(*arguments, env=env, stdin=source)
        out, err = process.communicate(None if stdin is None else stdin.encode(), timeout=30)
        return process.returncode, out.decode(), err.decode()


@pytest.fixture
def rivulet(tmp_path):
    program = Rivulet(tmp_path)
    yield program
    for process in program.processes:
        if process.poll() is None:
            process.kill()
            process.wait()
        for stream in (process.stdin, process.stdout, process.stderr):
            if stream is not None:
                stream.close()


@pytest.fixture
def server():
    with WireServer() as running:
        yield running


def text(*words: str, finish: str | None = None) -> bytes:
    chunks = b"".join(sse(chat_chunk(word)) for word in words)
    return chunks + (sse(chat_chunk(finish=finish)) + DONE if finish else b"")


def read_until(process: subprocess.Popen[bytes], expected: bytes) -> bytes:
    got = b""
    while expected not in got:
        piece = process.stdout.read(1000)
        assert piece, f"it ended with {got!r} {process.stderr.read()!r}"
        got += piece
    return got


def events(out: str) -> list[dict]:
    return [json.loads(line) for line in out.splitlines()]


# ask


def test_the_guide_answers_from_the_manual_without_key_or_network(rivulet):
    status, out, err = rivulet.run("ask", "--offline", "How do I change the model?")
    assert (status, err) == (0, "")
    assert "model picker" in out
    assert out.endswith("\n")
    assert not rivulet.profile.exists(), "nothing was to be kept"


def test_a_key_that_is_not_accepted_is_not_called_missing(rivulet):
    status, out, err = rivulet.run("--offline", "ask", "/demo unauthorized")
    assert (status, out) == (1, "")
    assert err == (
        "rivulet: unauthorized: The server did not accept the key. Check the key in the settings. "
        "(Incorrect API key provided.)\n"
    )


def test_a_tool_that_the_model_asks_for_is_named_beside_its_answer(rivulet):
    status, out, err = rivulet.run("--offline", "ask", "/demo tool")
    assert status == 0
    assert out.endswith("\n")
    assert err == "rivulet: The model asked for the tool get_time; this version runs no tools.\n"
    _, out, err = rivulet.run("--offline", "ask", "--json", "/demo tool")
    assert '"tool_call"' in out
    assert err == ""


def test_words_are_on_stdout_before_the_answer_is_whole(rivulet, server):
    go_on = threading.Event()
    server.stream(text("Hello "), Until(go_on), text("world", finish="stop"))
    process = rivulet.start("ask", "hi", "--base-url", server.base_url)
    assert read_until(process, b"Hello ") == b"Hello "
    go_on.set()
    out, err = process.communicate(timeout=10)
    assert (process.returncode, out, err) == (0, b"world\n", b"")


def test_a_connection_that_breaks_leaves_what_came_and_says_why(rivulet, server):
    server.stream(text("one ", "two "), Reset())
    status, out, err = rivulet.run("--base-url", server.base_url, "ask", "hi")
    assert (status, out) == (1, "one two \n")
    host = server.base_url.split("/")[2]
    told = "The connection broke after 2 words. What came is kept."
    assert err == f"rivulet: disconnected: {told} ({host})\n"


def test_a_refusal_is_shown_as_the_answer_that_it_is(rivulet, server):
    server.stream(sse(chat_chunk(refusal="I would rather not.")), text(finish="stop"))
    status, out, err = rivulet.run("ask", "hi", "--base-url", server.base_url)
    assert (status, out) == (1, "I would rather not.\n")
    assert err == "rivulet: refused: The model declined to answer.\n"


def test_what_the_server_said_stands_in_the_one_line(rivulet, server):
    server.reply(400, {"error": {"message": "temperature must\nbe \x1b[1m0"}})
    status, out, err = rivulet.run("ask", "hi", "--base-url", server.base_url)
    assert (status, out) == (1, "")
    assert err == "rivulet: rejected: The server rejected the request. (temperature must be ␛[1m0)\n"


def test_json_begins_with_started_and_ends_with_ended(rivulet, server):
    server.stream(
        sse(chat_chunk(reasoning_content="Let me see.")),
        text("Hi ", "there"),
        sse(chat_chunk(tool_calls=[{"index": 0, "id": "c", "function": {"name": "f", "arguments": '{"a"'}}])),
        sse(chat_chunk(tool_calls=[{"index": 0, "function": {"arguments": ":1}"}}])),
        sse(chat_chunk(finish="tool_calls")),
        sse(chat_chunk(usage=(3, 4))),
        DONE,
    )
    status, out, _ = rivulet.run("ask", "--json", "hi", "--base-url", server.base_url)
    first, *middle, last = events(out)
    assert status == 0
    assert first == {"type": "started", "id": "chatcmpl-1", "model": "test-model"}
    assert last == {"type": "ended", "end": "complete", "detail": "The answer is complete."}
    assert "".join(event["text"] for event in middle if event["type"] == "text") == "Hi there"
    assert {"type": "reasoning", "text": "Let me see."} in middle
    assert {"type": "tool_call", "name": "f", "arguments": '{"a":1}'} in middle
    assert {"type": "usage", "input_tokens": 3, "output_tokens": 4} in middle
    assert not any(event["type"] in ("started", "ended") for event in middle)


def test_json_of_an_answer_that_never_began(rivulet, server):
    server.reply(401, {"error": {"message": "no such key"}})
    status, out, err = rivulet.run("ask", "--json", "hi", "--base-url", server.base_url, "--model", "m")
    first, last = events(out)
    assert status == 1
    assert first["type"] == "started"
    assert first["id"]
    assert first["model"] == "m"
    assert (last["type"], last["end"]) == ("ended", "unauthorized")
    assert err == f"rivulet: unauthorized: {last['detail']}\n"


@pytest.mark.parametrize("as_json", [False, True])
def test_ctrl_c_stops_the_answer_and_closes_its_socket(rivulet, server, as_json):
    server.stream(text("one two three"), UntilClosed())
    process = rivulet.start("ask", *(["--json"] if as_json else []), "hi", "--base-url", server.base_url)
    began = read_until(process, b"three")
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=10)
    assert process.returncode == 130
    assert err == b"rivulet: stopped: You stopped this answer after 3 words.\n"
    if as_json:
        ends = [event for event in events((began + out).decode()) if event["type"] == "ended"]
        assert [end["end"] for end in ends] == ["stopped"]
    else:
        assert began + out == b"one two three\n"
    server.requests[0].wait_closed()


def test_ctrl_c_before_the_answer_begins(rivulet, server):
    server.raw(UntilClosed())
    process = rivulet.start("ask", "--json", "hi", "--base-url", server.base_url)
    server.wait_requests(1, timeout=10)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=10)
    assert process.returncode == 130
    assert [event["type"] for event in events(out.decode())] == ["started", "ended"]
    assert err.startswith(b"rivulet: stopped: ")


def test_a_reader_that_leaves_ends_the_answer_quietly(rivulet, server):
    left = threading.Event()
    server.stream(text("one\n"), Until(left), text("two\n"), UntilClosed())
    process = rivulet.start("ask", "hi", "--base-url", server.base_url)
    read_until(process, b"one\n")
    process.stdout.close()
    left.set()
    assert process.wait(timeout=10) == 1
    assert process.stderr.read() == b""
    server.requests[0].wait_closed()


def test_a_reader_that_pauses_does_not_hold_the_answer_up(rivulet, server):
    lines = [f"{number:09}\n" for number in range(30_000)]  # far more than a pipe holds
    pieces = ["".join(lines[at : at + 1000]) for at in range(0, len(lines), 1000)]
    server.stream(*map(text, pieces), text(finish="stop"))
    process = rivulet.start("ask", "hi", "--base-url", server.base_url)
    server.wait_requests(1, timeout=10)[0].wait_closed()
    out, err = process.communicate(timeout=10)
    assert (process.returncode, err) == (0, b"")
    assert out.decode() == "".join(lines)


@pytest.mark.parametrize("arguments", [["-"], []])
def test_the_prompt_can_be_piped_in(rivulet, server, arguments):
    server.stream(text("ok", finish="stop"))
    status, out, _ = rivulet.run("ask", *arguments, "--base-url", server.base_url, stdin="Grüße\nzwei")
    assert (status, out) == (0, "ok\n")
    assert server.requests[0].json["messages"] == [{"role": "user", "content": "Grüße\nzwei"}]


def test_nothing_to_ask_is_wrong_usage(rivulet):
    controller, terminal = pty.openpty()
    try:
        process = rivulet.start("ask", "--offline", stdin=terminal)
        _, err = process.communicate(timeout=10)
    finally:
        os.close(controller)
        os.close(terminal)
    assert process.returncode == 2
    assert b"nothing to ask" in err


def test_a_terminal_gets_no_commands_from_the_model(rivulet, server):
    server.stream(text("a\x1b[2Jb\x9bc\n\td", finish="stop"))
    controller, terminal = pty.openpty()
    try:
        process = rivulet.start("ask", "hi", "--base-url", server.base_url, stdout=terminal)
        assert process.wait(timeout=10) == 0
        shown = os.read(controller, 1000).decode()
    finally:
        os.close(controller)
        os.close(terminal)
    assert shown.replace("\r\n", "\n").expandtabs() == "a␛[2Jb\N{REPLACEMENT CHARACTER}c\n\td\n".expandtabs()


def test_a_wait_for_the_next_try_is_told_once(rivulet, server):
    for _ in range(2):
        server.reply(429, {"error": {"message": "slow down"}}, {"Retry-After": "0.5"})
    server.stream(text("ok", finish="stop"))
    status, out, err = rivulet.run("ask", "hi", "--base-url", server.base_url)
    assert (status, out) == (0, "ok\n")
    assert err.startswith("rivulet: rate_limited: ")
    assert err.count("\n") == 1


def test_asking_loads_no_window(rivulet, server):
    server.stream(text("ok", finish="stop"))
    code = "import sys; from app.cli import main; main(); print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code, "ask", "hi", "--base-url", server.base_url],
        cwd=ROOT,
        env=rivulet.environment,
        capture_output=True,
        text=True,
        timeout=30,
    )
    loaded = done.stdout.split()
    assert "app.boot.terminal.ask" in loaded, done.stderr
    assert not [name for name in loaded if name.startswith(("PySide6", "shiboken6", "qasync", "app.ui"))]


# The environment


def test_the_key_and_server_of_the_environment_are_used_for_the_run(rivulet, server):
    server.stream(text("ok", finish="stop"))
    environment = {"OPENAI_API_KEY": CANARY, "OPENAI_BASE_URL": server.base_url}
    status, _, _ = rivulet.run("ask", "hi", env=environment)
    assert status == 0
    assert server.requests[0].headers["authorization"] == f"Bearer {CANARY}"


def test_a_key_appears_nowhere(rivulet, server):
    server.reply(401, {"error": {"message": f"Incorrect API key provided: {CANARY}."}})
    server.stream(text("It is ", "ok", finish="stop"))
    outputs = []
    for _ in range(2):
        arguments = ("ask", "--save", "--log-level", "debug", "--json", "hi", "--base-url", server.base_url)
        outputs += rivulet.run(*arguments, env={"OPENAI_API_KEY": CANARY})[1:]
    outputs.append(rivulet.run("export")[1])
    assert all(request.headers["authorization"].endswith(CANARY) for request in server.requests)
    assert not [output for output in outputs if CANARY in output]
    files = [file for file in rivulet.profile.rglob("*") if file.is_file()]
    assert rivulet.profile / "history.sqlite3" in files
    assert not [file for file in files if CANARY.encode() in file.read_bytes()]


# The history


def test_a_saved_answer_is_exported_without_loss(rivulet, server, tmp_path):
    server.stream(text("one ", "two"), Reset())
    rivulet.run("ask", "--save", "Count to three", "--base-url", server.base_url)
    status, out, err = rivulet.run("export")
    assert (status, err) == (0, "")
    [conversation], messages = parse_export(json.loads(out))
    question, answer = messages[conversation.id]
    assert conversation.title == "Count to three"
    assert (question.role, question.text()) == (Role.USER, "Count to three")
    assert (answer.text(), answer.end) == ("one two", EndState.DISCONNECTED)

    target = tmp_path / "one.json"
    target.write_text("old")
    status, _, _ = rivulet.run("export", "--conversation", conversation.id, "-o", str(target))
    assert status == 0
    assert parse_export(json.loads(target.read_text())) == ([conversation], messages)
    assert target.stat().st_mode & 0o777 == 0o600
    assert sorted(tmp_path.glob("one.json*")) == [target]

    status, out, err = rivulet.run("export", "--conversation", "no-such")
    assert (status, out) == (1, "")
    assert err == "rivulet: There is no conversation “no-such” in the history.\n"


def test_without_a_history_the_export_is_empty(rivulet):
    status, out, _ = rivulet.run("export")
    assert status == 0
    assert parse_export(json.loads(out)) == ([], {})
    assert not rivulet.profile.exists()


def test_an_answer_that_cannot_be_saved_is_still_given(rivulet, server):
    (rivulet.profile / "history.sqlite3").mkdir(parents=True)
    server.stream(text("ok", finish="stop"))
    status, out, err = rivulet.run("ask", "--save", "hi", "--base-url", server.base_url)
    assert (status, out) == (1, "ok\n")
    assert err.startswith("rivulet: ")
    assert err.count("\n") == 1


# key


@pytest.mark.secrets
def test_a_key_is_set_used_and_removed(tmp_path, server):
    from tests.keyring_session import bus_session  # there is no Secret Service but on Linux

    (folder := tmp_path / "bus").mkdir()
    with bus_session(folder) as session:
        session.unlock()
        rivulet = Rivulet(tmp_path)
        rivulet.environment |= session.environment
        here = ("--base-url", server.base_url)

        assert rivulet.run("key", "set", *here, stdin=f"{CANARY}\n")[0] == 0
        status, out, err = rivulet.run("key", "status", *here)
        assert (status, err) == (0, "")
        assert out.startswith(f"There is a key for openai ({server.base_url}) in the Secret Service")
        assert CANARY not in out

        server.stream(text("ok", finish="stop"))
        assert rivulet.run("ask", "hi", *here)[:2] == (0, "ok\n")
        assert server.requests[0].headers["authorization"] == f"Bearer {CANARY}"

        assert rivulet.run("key", "status")[1].startswith(
            "There is no key for openai (https://api.openai.com"
        )
        assert rivulet.run("key", "remove", *here)[0] == 0
        assert rivulet.run("key", "status", *here)[1].startswith("There is no key")

        # A provider of the settings takes the Guide's place as soon as it has a key.
        assert rivulet.run("key", "set", "--provider", "openai", stdin=CANARY)[0] == 0
        assert json.loads((rivulet.profile / "settings.json").read_text())["provider"] == "openai"


@pytest.mark.secrets
def test_a_keyring_that_asks_in_a_window_is_waited_for_in_words(tmp_path, rivulet, server):
    from tests.keyring_session import bus_session

    waiting = b"rivulet: Waiting for your keyring"
    (folder := tmp_path / "bus").mkdir()
    with bus_session(folder) as session, session.silent_prompter() as asked:
        session.start()
        rivulet.environment |= session.environment
        status, out, _ = rivulet.run("key", "status", "--provider", "openai")
        assert status == 0
        assert out.startswith("There is no key for openai")
        assert asked() == [], "merely to look for a key has a keyring made"

        storing = rivulet.start("key", "set", "--provider", "openai", stdin=subprocess.PIPE)
        storing.stdin.write(CANARY.encode())
        storing.stdin.close()
        assert storing.stderr.readline().startswith(waiting)
        storing.send_signal(signal.SIGINT)
        storing.stdin = None
        assert storing.communicate(timeout=10) == (b"", b"")
        assert storing.returncode == 130

        session.set_default(locked := session.make_collection("other"))
        session.lock(locked)
        asking = rivulet.start("ask", "hi", "--base-url", server.base_url)
        assert asking.stderr.readline().startswith(waiting)


@pytest.mark.parametrize(
    ("arguments", "stdin", "said"),
    [
        (["set"], "", "No key was given"),
        (["set", "--provider", "guide"], "x", "needs no key"),
        (["status", "--provider", "nobody"], None, "no provider “nobody”"),
        (["status"], None, "no keyring"),
        (["set"], "x", "no keyring that Rivulet can use, so a key cannot be kept."),
    ],
)
def test_what_is_wrong_with_a_key_is_said_in_one_line(rivulet, arguments, stdin, said):
    status, out, err = rivulet.run("key", *arguments, stdin=stdin)
    assert (status, out) == (1, "")
    assert said in err
    assert err.startswith("rivulet: ")
    assert err.count("\n") == 1


# demo-server, and the window's threshold


def test_the_guide_serves_other_programs_until_ctrl_c(rivulet):
    process = rivulet.start("demo-server")
    url = read_until(process, b"ends it").split()[0].decode()
    with urllib.request.urlopen(f"{url}/models", timeout=5) as answer:
        assert json.load(answer)["data"][0]["id"] == "guide"
    port = url.split(":")[2].split("/")[0]
    status, _, err = rivulet.run("demo-server", "--port", port)
    assert status == 1
    assert err == f"rivulet: Port {port} is already in use by another program.\n"
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=5)
    assert (process.returncode, err) == (130, b"")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems always have a screen")
def test_without_a_screen_the_window_says_so(rivulet):
    began = time.monotonic()
    status, out, err = rivulet.run()
    assert (status, out) == (1, "")
    assert "no screen" in err
    assert err.count("\n") == 1
    assert time.monotonic() - began < 5

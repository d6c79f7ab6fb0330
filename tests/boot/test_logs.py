"""The log: one line a record, without keys; bugs as reports; nothing that commands a terminal."""

import base64
import json
import logging
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.adapters.openai.chat_request import request_body
from app.boot.known_secrets import add_secret
from app.boot.logs import JsonFormatter, LineFormatter
from app.boot.printable import one_line, visible
from app.domain.capabilities import Capabilities
from app.domain.conversation import Part, PartKind, Role
from app.domain.prompt import ChatRequest, PromptMessage

ROOT = Path(__file__).parents[2]
SECRET = "a-key/that=looks like no key"
SK = "sk-0123456789abcdef"


def record(message: str, *arguments: object, error: BaseException | None = None) -> logging.LogRecord:
    exc_info = (type(error), error, error.__traceback__) if error else None
    return logging.LogRecord("rivulet.test", logging.WARNING, __file__, 1, message, arguments, exc_info)


@pytest.fixture(params=[LineFormatter, JsonFormatter])
def formatter(request):
    return request.param(debug=False)


def test_no_picture_gets_into_the_log(formatter):
    image = Part(PartKind.IMAGE, "", name="cat.png", media_type="image/png", data=b"\x89PNG" * 100)
    line = formatter.format(record("%s", {"messages": [request_body(asked(image), Capabilities()), image]}))
    assert "data:image/png;base64," in line
    assert "cat.png" in line
    assert base64.b64encode(image.data).decode()[:20] not in line
    assert repr(image.data)[2:20] not in line


def asked(image: Part) -> ChatRequest:
    return ChatRequest("m", (PromptMessage(Role.USER, "", (image,)),))


@given(st.text(), st.text())
def test_no_key_gets_through(before, after):
    add_secret(SECRET)
    for formatter in (LineFormatter(debug=False), JsonFormatter(debug=True)):
        line = formatter.format(record("%s", f"{before}{SECRET}{after} {SK}", error=ValueError(SECRET)))
        assert SECRET not in line
        assert SK not in line
        if isinstance(formatter, JsonFormatter):
            assert SECRET not in str(json.loads(line))


def test_one_record_is_one_line(formatter):
    try:
        raise ValueError("why\nand how")
    except ValueError as error:
        line = formatter.format(record("several\nlines", error=error))
    assert "\n" not in line
    assert "Traceback" not in line
    assert "ValueError: why" in line


def test_a_message_whose_arguments_do_not_fit_is_logged_all_the_same(formatter):
    assert "%d of %d" in formatter.format(record("%d of %d", "one"))


def test_json_has_its_fields():
    entry = json.loads(JsonFormatter(debug=False).format(record("it is %s", "so")))
    assert (entry["level"], entry["logger"], entry["message"]) == ("warning", "rivulet.test", "it is so")
    assert "error" not in entry


@given(st.text())
def test_nothing_that_a_terminal_obeys_is_left(text):
    shown = visible(text)
    assert len(shown) == len(text)
    for before, after in zip(text, shown, strict=True):
        assert after in "\n\t" or (ord(after) >= 0x20 and not 0x7F <= ord(after) < 0xA0)
        if before.isprintable() or before in "\n\t":
            assert after == before
    assert len(one_line(text).splitlines()) <= 1


BUGGY = """
import gc, sys, threading
from app.boot.bug_report import BugReports
from app.boot.known_secrets import add_secret
from pathlib import Path

add_secret("sesame-open-now")
BugReports(Path(sys.argv[1])).install()

def work():
    raise RuntimeError("in a thread")

for _ in range(2):
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()

class Fragile:
    def __del__(self):
        raise LookupError("in a finalizer")

Fragile()
gc.collect()
try:
    {}["sesame-open-now"]
except KeyError as error:
    local_value = "what the user wrote"
    raise ValueError("the password is sesame-open-now") from error
"""


def test_a_bug_becomes_a_private_report_and_a_line(tmp_path):
    logs = tmp_path / "logs"
    done = subprocess.run(
        [sys.executable, "-c", BUGGY, str(logs)], cwd=ROOT, capture_output=True, text=True, timeout=20
    )
    assert done.returncode == 1
    assert done.stdout == ""
    reports = sorted(logs.iterdir())
    lines = [f"rivulet: Rivulet has a bug. The report is in {path}" for path in reports]
    assert sorted(done.stderr.splitlines()) == lines
    assert [path.stat().st_mode & 0o777 for path in reports] == [0o600] * 3
    texts = [path.read_text() for path in reports]
    assert not [text for text in texts if "sesame" in text or "what the user wrote" in text]
    for reason in ("RuntimeError: in a thread", "LookupError: in a finalizer", "ValueError: the password"):
        assert len([text for text in texts if reason in text]) == 1


def test_a_bug_whose_report_cannot_be_written_is_told_all_the_same(tmp_path):
    (tmp_path / "file").touch()
    done = subprocess.run(
        [sys.executable, "-c", BUGGY, str(tmp_path / "file" / "logs")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=20,
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) == 3
    assert "RuntimeError at <string>:" in done.stderr


REMOVED = """
import sys
from app.boot.bug_report import BugReports
from pathlib import Path

reports = BugReports(Path(sys.argv[1]))
sys.frozen, sys.executable = True, sys.argv[2]
for error in (ModuleNotFoundError("latex2mathml"), FileNotFoundError("base_library.zip"), ValueError("ours")):
    reports.report("set formulas", error)
"""


def test_what_is_lost_with_a_removed_program_is_no_bug(tmp_path):
    logs, program = tmp_path / "logs", tmp_path / "rivulet"

    def told() -> list[str]:
        words = [sys.executable, "-c", REMOVED, str(logs), str(program)]
        done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=20)
        return done.stderr.splitlines()

    removed, bug = told()
    assert removed.startswith("rivulet: Rivulet has been removed from this computer.")
    assert bug.startswith("rivulet: Rivulet has a bug.")
    assert [path.read_text().splitlines()[-1] for path in logs.iterdir()] == ["ValueError: ours"]
    program.touch()
    assert [line.startswith("rivulet: Rivulet has a bug.") for line in told()] == [True] * 3


def test_the_memory_of_the_program_goes_into_no_core_file():
    pytest.importorskip("resource", reason="Windows has no core files")
    code = (
        "import resource; from app.boot.bug_report import forbid_core_dumps; forbid_core_dumps();"
        "print(resource.getrlimit(resource.RLIMIT_CORE)[0])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=20)
    assert done.stdout == "0\n"

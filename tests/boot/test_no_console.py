"""The program where nobody gave it standard input, output or error."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
WITHOUT = "import sys; sys.stdin = sys.stdout = sys.stderr = None; from app.cli import main; sys.exit(main())"
"""As Python begins in a program of Windows that has a window alone."""


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ("--version", 0),
        ("ask --help", 0),
        ("--no-such-option", 2),
        ("ask", 2),
        ("key set", 1),
        ("export --conversation none", 1),
    ],
)
def test_nothing_fails_for_want_of_a_console(words, status, tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT, "--profile", str(tmp_path), *words.split()],
        cwd=ROOT,
        env={"PATH": "", "HOME": str(tmp_path)},
        timeout=20,
        capture_output=True,
    )
    assert (done.returncode, done.stdout, done.stderr) == (status, b"", b"")
    assert list(tmp_path.rglob("bug-*")) == []


@pytest.mark.skipif(os.name != "posix", reason="other systems have no such numbers")
def test_no_file_takes_the_place_of_a_closed_one():
    code = (
        "import os; from app.boot.standard_files import fill_in; fill_in(); fill_in()\n"
        "null = os.stat(os.devnull).st_rdev\n"
        "kept = all(os.fstat(n).st_rdev == null and os.get_inheritable(n) for n in range(3))\n"
        "os._exit(0 if kept and os.open('/', os.O_RDONLY) == 3 else 1)"
    )
    closed = ["sh", "-c", 'exec "$0" -c "$1" <&- >&- 2>&-', sys.executable, code]
    assert subprocess.run(closed, cwd=ROOT, timeout=20).returncode == 0

"""What the program finds when it checks itself, and what it says of it."""

import os
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import pytest

from app.adapters import self_check
from app.adapters.licences import RULE
from app.boot.profile import Profile
from app.boot.self_test import looks, parts
from app.boot.self_test.run import CHECKS, self_test
from app.domain.problem import EnvironmentFault

ROOT = Path(__file__).parents[2]
STRANGE = """
from app.domain.problem import EnvironmentFault
from app.domain.self_check import Found, Verdict

async def good():
    return Found("as it should be")

async def remark():
    return Found("done without", Verdict.NOTE)

async def bad():
    raise EnvironmentFault("The disk is full.")

async def buggy():
    return [][1]

async def lost():
    open("/no/such/file")

async def incomplete():
    import no_such_library
"""


@pytest.fixture
def strange(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A module with checks that end in every way."""
    (tmp_path / "strange_checks.py").write_text(STRANGE)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    return "strange_checks"


@pytest.fixture
def own_profile(tmp_path: Path) -> Profile:
    return Profile(tmp_path / "profile")


def verdicts(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.startswith(("ok:", "note:", "FAILED:"))]


@pytest.mark.ui
def test_all_is_well_here_also_without_screen_and_console(tmp_path):
    environment = {
        "PATH": "",
        "HOME": str(tmp_path),
        "DBUS_SESSION_BUS_ADDRESS": "unix:path=/no-bus",
        "QT_QPA_PLATFORM": "xcb",  # some name it for every session: Qt would abort without a verdict
    }
    words = [sys.executable, "-m", "app", "--self-test", "--profile", str(tmp_path / "profile")]
    done = subprocess.run(
        ["/bin/sh", "-c", 'exec "$@" <&- >&- 2>&-', "sh", *words], cwd=ROOT, env=environment, timeout=60
    )
    written = [path for path in (tmp_path / "profile").rglob("*") if path.is_file()]
    assert written == [tmp_path / "profile" / "logs" / "self-test.txt"]
    text = written[0].read_text()
    assert done.returncode == 0, text
    names = [name for names in CHECKS.values() for name in names]
    assert [line.split(": ")[1] for line in verdicts(text)] == names
    assert "Nothing failed." in text
    assert "Traceback" not in text


def test_each_failure_stands_alone_and_has_its_reason(strange, own_profile, capfdbinary):
    names = ("incomplete", "buggy", "lost", "bad", "remark", "good")
    assert self_test(own_profile, {strange: names, "no_such_module": ("any",)}) == 1
    told = capfdbinary.readouterr().out.decode()
    assert verdicts(told) == [
        "FAILED: incomplete: A part of the program is missing: No module named 'no_such_library'",
        "FAILED: buggy: A bug (IndexError): list index out of range",
        "FAILED: lost: /no/such/file cannot be used: No such file or directory.",
        "FAILED: bad: The disk is full.",
        "note: remark: done without",
        "ok: good: as it should be",
        "FAILED: any: A part of the program is missing: No module named 'no_such_module'",
    ]
    assert "5 failed." in told
    assert "Traceback" not in told
    written = (own_profile.logs / "self-test.txt").read_text()
    assert verdicts(written) == verdicts(told)
    assert "strange_checks.py" in written, "where the bug is"


def test_a_note_is_no_failure(strange, own_profile, capfdbinary):
    assert self_test(own_profile, {strange: ("remark",)}) == 0
    assert b"Nothing failed." in capfdbinary.readouterr().out


def test_a_report_that_cannot_be_written_is_a_failure(strange, tmp_path, capsys):
    (tmp_path / "file").touch()
    assert self_test(Profile(tmp_path / "file"), {strange: ("good",)}) == 1
    assert capsys.readouterr().err.startswith("rivulet: The report ")


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not look there")
async def test_missing_certificates_are_told_with_the_remedy(monkeypatch, tmp_path):
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path))
    with pytest.raises(EnvironmentFault, match="ca-certificates"):
        await self_check.certificates()
    (tmp_path / "5ed36f99.0").touch()
    assert (await self_check.certificates()).text == f"1, of {tmp_path}"
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "none"))
    with pytest.raises(EnvironmentFault, match="none cannot be read: No such file"):
        await self_check.certificates()
    assert (await self_check.sdk()).text.startswith("OpenAI "), "that is no fault of the library"


@pytest.mark.ui
async def test_an_icon_that_cannot_be_drawn_is_told(qapp, monkeypatch, tmp_path):
    empty = tmp_path / "rivulet.svg"
    monkeypatch.setattr(looks.resources, "icon", lambda: empty)
    with pytest.raises(EnvironmentFault, match="is not at"):
        await looks.icon()
    empty.write_text('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')
    with pytest.raises(EnvironmentFault, match="stays empty"):
        await looks.icon()


def told_by(check: str, environment: dict[str, str]) -> str:
    """What a check of its own process says, or that it does not work."""
    code = (
        "import asyncio; from app.boot.self_test import looks\n"
        "from app.domain.problem import EnvironmentFault\n"
        f"try:\n    found = asyncio.run(looks.{check}())\n    print(found.verdict, found.text, sep=': ')\n"
        "except EnvironmentFault as fault:\n    print(fault)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=20,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.ui
def test_no_plugin_for_the_screen_ends_the_program():
    """Qt alone would abort."""
    told = told_by("toolkit", {"QT_QPA_PLATFORM": "no-such-thing"})
    assert told.startswith("Qt's plugin “no-such-thing” is not in ")


@pytest.mark.ui
@pytest.mark.skipif(sys.platform != "linux", reason="other systems always have fonts")
def test_a_system_without_fonts_is_told(tmp_path):
    """Qt draws boxes there."""
    (tmp_path / "fonts.conf").write_text(f"<fontconfig><cachedir>{tmp_path}</cachedir></fontconfig>")
    told = told_by("fonts", {"QT_QPA_PLATFORM": "offscreen", "FONTCONFIG_FILE": str(tmp_path / "fonts.conf")})
    assert told.startswith("No letters can be shown: this system has no font.")


@pytest.mark.ui
@pytest.mark.skipif(sys.platform != "linux", reason="other systems have these fonts")
def test_a_system_that_cannot_write_some_languages_is_noted(tmp_path):
    """Qt draws boxes for them."""
    fonts = files("ziafont") / "fonts"
    (tmp_path / "fonts.conf").write_text(
        f"<fontconfig><dir>{fonts}</dir><cachedir>{tmp_path}</cachedir></fontconfig>"
    )
    told = told_by("fonts", {"QT_QPA_PLATFORM": "offscreen", "FONTCONFIG_FILE": str(tmp_path / "fonts.conf")})
    assert told.startswith("note: ")
    assert "has no font for Chinese, Japanese and Korean. Install" in told


async def test_licences_that_are_missing_are_named(monkeypatch, tmp_path):
    monkeypatch.setattr(parts.resources, "licences", lambda: tmp_path)
    (tmp_path / "THIRD-PARTY.txt").write_text(f"{RULE}\nRivulet 1.0\n{RULE}\n\n{RULE}\nPython 3.13\n{RULE}\n")
    with pytest.raises(EnvironmentFault, match="licences of Qt are missing"):
        await parts.licences()

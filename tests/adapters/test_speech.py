"""The voice of the system: a real child process, which is told what to say and is silenced."""

import asyncio
import os
import stat
import sys
from pathlib import Path

import pytest

from app.adapters.speech import SystemSpeaker
from app.domain.problem import EnvironmentFault

pytestmark = pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="other voices")


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Puts a program into the place of a voice; gives the folder that it writes to."""
    # What the scripts themselves use, and no voice.
    for name in ("cat", "sleep", "sh"):
        program = next(
            Path(one) / name for one in os.defpath.split(":") if one and (Path(one) / name).exists()
        )
        (tmp_path / name).symlink_to(program)
    monkeypatch.setenv("PATH", str(tmp_path))

    def make(name: str, script: str) -> Path:
        program = tmp_path / name
        program.write_text(f"#!/bin/sh\ncd {tmp_path}\n{script}\n")
        program.chmod(program.stat().st_mode | stat.S_IXUSR)
        return tmp_path

    return make


async def test_the_text_comes_by_standard_input_alone(install):
    folder = install("espeak-ng", 'echo "$@" > arguments; cat > said')
    text = "One.\nTwö.\n" * 20_000
    await SystemSpeaker().speak(text)
    assert (folder / "said").read_text() == text
    assert (folder / "arguments").read_text() == "--stdin\n"


async def test_the_voice_that_the_user_has_set_up_comes_first(install):
    install("espeak-ng", "cat > wrong")
    folder = install("spd-say", 'echo "$@" > arguments; cat > said')
    await SystemSpeaker().speak("Hello.\n!-!set self volume 100")
    assert (folder / "arguments").read_text() == "--wait --pipe-mode\n"
    assert "!-!" not in (folder / "said").read_text(), "a text gives the voice no commands"
    assert not (folder / "wrong").exists()


async def test_cancelling_kills_the_child_and_silences_what_speaks_for_it(install):
    folder = install(
        "spd-say", '[ "$1" = --stop ] && { echo > stopped; exit; }\necho $$ > pid; exec sleep 60'
    )
    speaking = asyncio.ensure_future(SystemSpeaker().speak("Hello."))
    async with asyncio.timeout(10):
        while not ((folder / "pid").exists() and (folder / "pid").read_text()):
            await asyncio.sleep(0.01)
    speaking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asyncio.wait_for(speaking, 5)
    with pytest.raises(ProcessLookupError):
        os.kill(int((folder / "pid").read_text()), 0)
    assert (folder / "stopped").exists()


async def test_a_voice_that_fails_says_so(install):
    install("espeak-ng", "exit 1")
    with pytest.raises(EnvironmentFault, match=r"^The voice of this system could not be used\.$"):
        await SystemSpeaker().speak("Hello.")


async def test_where_there_is_none_it_says_what_to_install(install):
    with pytest.raises(EnvironmentFault, match=r"^No voice was found\. Install speech-dispatcher"):
        await SystemSpeaker().speak("Hello.")

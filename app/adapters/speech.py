"""The system's own voice, as a child process: the text goes to its standard input, never to its arguments."""

import asyncio
import shutil
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass

from app.domain.ports import Speaker
from app.domain.problem import EnvironmentFault

_POWERSHELL = (
    "[Console]::InputEncoding = [Text.Encoding]::UTF8; Add-Type -AssemblyName System.Speech; "
    "(New-Object System.Speech.Synthesis.SpeechSynthesizer).Speak([Console]::In.ReadToEnd())"
)

_NO_WINDOW = 0x08000000
"""Windows: CREATE_NO_WINDOW."""

_SILENCE_WITHIN = 3.0
"""Seconds for the program that silences a voice."""


@dataclass(frozen=True, slots=True)
class _Voice:
    say: tuple[str, ...]
    """Speaks what comes from standard input, and ends when it has been said."""
    silence: tuple[str, ...] = ()
    """Where the voice is another process, which goes on when its client is killed."""


_VOICES: dict[str, tuple[_Voice, ...]] = {
    "darwin": (_Voice(("say", "-f", "-")),),
    "win32": (_Voice(("powershell", "-NoProfile", "-NonInteractive", "-Command", _POWERSHELL)),),
}
_OTHER_VOICES = (
    # The one that the user has set up; line by line, so that stopping leaves none behind in its queue.
    _Voice(("spd-say", "--wait", "--pipe-mode"), ("spd-say", "--stop")),
    _Voice(("espeak-ng", "--stdin")),
)

_COMMAND_MARK = "!-!"
"""spd-say takes a line that begins with it for a command."""


class SystemSpeaker(Speaker):
    """Speech Dispatcher or eSpeak NG, macOS's `say`, or the voice of Windows."""

    async def speak(self, text: str) -> None:
        voice = _found()
        child = _start(voice)
        data = text.replace(_COMMAND_MARK, " ").encode("utf-8", "replace")
        loop = asyncio.get_running_loop()
        saying = loop.run_in_executor(None, child.communicate, data)
        try:
            await asyncio.shield(saying)
        finally:
            if child.poll() is None:
                child.kill()
                await loop.run_in_executor(None, _silence, voice)
                await saying
        if child.returncode:
            raise EnvironmentFault("The voice of this system could not be used.")


def _found() -> _Voice:
    voices = _VOICES.get(sys.platform, _OTHER_VOICES)
    for voice in voices:
        if shutil.which(voice.say[0]):
            return voice
    remedy = "" if sys.platform in _VOICES else " Install speech-dispatcher to have answers read."
    raise EnvironmentFault("No voice was found." + remedy)


def _start(voice: _Voice) -> "subprocess.Popen[bytes]":
    try:
        return subprocess.Popen(
            voice.say,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            creationflags=_NO_WINDOW if sys.platform == "win32" else 0,
        )
    except OSError as error:
        raise EnvironmentFault("The voice of this system could not be started.") from error


def _silence(voice: _Voice) -> None:
    if voice.silence:
        # What cannot be silenced ends by itself, with its paragraph.
        with suppress(OSError, subprocess.TimeoutExpired):
            subprocess.run(
                voice.silence,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                timeout=_SILENCE_WITHIN,
                check=False,
            )

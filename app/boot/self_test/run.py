"""All checks, one after the other, each with a line on stdout and in a file."""

import asyncio
import importlib
import os
import platform
import sys
import time
import traceback
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TextIO

from app import __version__
from app.adapters.disk import PRIVATE_FILE, disk_fault, make_private_folder
from app.boot.known_secrets import redacted
from app.boot.printable import one_line
from app.boot.profile import Profile
from app.boot.stderr import say
from app.boot.terminal import plain_loop
from app.boot.terminal.stdout import put
from app.domain.problem import EnvironmentFault
from app.domain.self_check import Found, Verdict

_LONGEST = 20.0
"""Seconds for one check."""
CHECKS: Mapping[str, Sequence[str]] = {
    "app.boot.self_test.looks": ("screens", "toolkit", "icon", "pictures", "fonts", "formulas", "code"),
    "app.adapters.self_check": ("sdk", "certificates", "keyring", "database"),
    "app.boot.self_test.parts": ("modules", "manual", "licences", "guide"),
}
"""By module, in the order in which they are done."""


def self_test(profile: Profile, checks: Mapping[str, Sequence[str]] = CHECKS) -> int:
    """The exit status: 0 if nothing failed.

    Of the profile, only `logs/self-test.txt` is written: what stands on stdout, of which there may be none,
    and where an error comes from that nobody has foreseen.

    Args:
        checks: names of coroutines by the module that has them. Each returns what it has `Found`, and raises
            EnvironmentFault where something does not work.
    """
    path = profile.logs / "self-test.txt"
    try:
        with _opened(path) as file:
            return plain_loop.run(_all(checks, _Report(file)))
    except OSError as error:
        say(str(disk_fault(error, f"The report {path}")))
    except EnvironmentFault as fault:
        say(str(fault))
    return 1


class _Report:
    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._counts = dict.fromkeys(Verdict, 0)

    @property
    def failures(self) -> int:
        return self._counts[Verdict.FAILED]

    def tell(self, line: str) -> None:
        """At once: a library may take the whole process down next."""
        line = redacted(one_line(line))
        put(f"{line}\n".encode())
        self.add(f"{line}\n")

    def add(self, text: str) -> None:
        """To the file alone."""
        self._file.write(redacted(text))
        self._file.flush()

    def tell_of(self, name: str, found: Found) -> None:
        self._counts[found.verdict] += 1
        self.tell(f"{found.verdict}: {name}: {found.text}")


async def _all(checks: Mapping[str, Sequence[str]], report: _Report) -> int:
    began = time.monotonic()
    if sys.platform != "win32":  # there the plugin without a screen finds no fonts
        # Whatever was named: Qt aborts where it does not reach a screen.
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    report.tell(_itself())
    for module, names in checks.items():
        for name in names:
            report.add(f"{name}:\n")
            report.tell_of(name, await _found(module, name, report))
    took = f"It took {time.monotonic() - began:.1f} s."
    report.tell(f"{report.failures} failed. {took}" if report.failures else f"Nothing failed. {took}")
    return 1 if report.failures else 0


def _itself() -> str:
    form = "frozen" if getattr(sys, "frozen", False) else "not frozen"
    return f"Rivulet {__version__}, {form}, Python {platform.python_version()}, {platform.platform()}"


async def _look(module: str, name: str) -> Found:
    """What its check needs may be what is missing: it is loaded as a part of it."""
    return await getattr(importlib.import_module(module), name)()  # type: ignore[no-any-return]


async def _found(module: str, name: str, report: _Report) -> Found:
    """Whatever a check raises is its own failure alone."""
    task = asyncio.ensure_future(_look(module, name))
    await asyncio.wait((task,), timeout=_LONGEST)
    if not task.done():
        task.cancel()
        return Found(f"It did not end within {_LONGEST:g} seconds.", Verdict.FAILED)
    match task.exception():
        case None:
            return task.result()
        case EnvironmentFault() as fault:
            return Found(str(fault), Verdict.FAILED)
        case error:
            report.add("".join(traceback.format_exception(error)))
            return Found(_sentence(error), Verdict.FAILED)


def _sentence(error: BaseException) -> str:
    match error:
        case ImportError():
            return f"A part of the program is missing: {error}"
        case OSError(strerror=str(why), filename=str(path)):
            return f"{path} cannot be used: {why}."
    return f"A bug ({type(error).__name__}): {error}"


def _opened(path: Path) -> TextIO:
    make_private_folder(path.parent)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, PRIVATE_FILE)
    return os.fdopen(descriptor, "w", encoding="utf-8", errors="backslashreplace")

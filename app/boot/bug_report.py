"""Bugs become a file that the user can read and send, and one line on stderr: never a bare traceback."""

import os
import sys
import threading
import time
from pathlib import Path
from types import TracebackType

from app import __version__
from app.adapters.disk import PRIVATE_FILE, make_private_folder
from app.boot.known_secrets import redacted
from app.boot.own_file import REMOVED, is_removed
from app.boot.stderr import say

MOST_REPORTS = 20
"""In one run: a bug in something that repeats must not fill the disk."""


class BugReports:
    """Writes one file for each bug, however often it strikes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._known: set[tuple[object, ...]] = set()
        self._has_told_removal = False

    def install(self) -> None:
        """Takes over what Python would print, for the main thread and for all others."""
        sys.excepthook = self._hook
        threading.excepthook = self._thread_hook
        sys.unraisablehook = self._unraisable_hook
        forbid_core_dumps()

    def report(self, where: str, error: BaseException) -> None:
        """Tells of a bug.

        Args:
            where: what was being done, such as the name of a task.
        """
        if isinstance(error, (ImportError, FileNotFoundError)) and is_removed():
            self._tell_removal()
            return
        signature = (type(error), *_place(error))
        if signature in self._known or len(self._known) >= MOST_REPORTS:
            return
        self._known.add(signature)
        name = f"bug-{time.strftime('%Y%m%d-%H%M%S')}-{time.monotonic_ns()}.txt"
        try:
            path = self._write(name, _text(where, error))
        except OSError as fault:
            bug = f"{type(error).__name__} at {':'.join(map(str, _place(error)))}"
            say(f"Rivulet has a bug ({bug}), and its report could not be written: {fault.strerror}.")
        else:
            say(f"Rivulet has a bug. The report is in {path}")

    def _tell_removal(self) -> None:
        """It is no bug that what was removed cannot be loaded."""
        if not self._has_told_removal:
            self._has_told_removal = True
            say(REMOVED)

    def _write(self, name: str, text: str) -> Path:
        make_private_folder(self._folder)
        path = self._folder / name
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE)
        with os.fdopen(descriptor, "w", encoding="utf-8", errors="backslashreplace") as file:
            file.write(text)
        return path

    def _hook(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if not issubclass(kind, KeyboardInterrupt):
            self.report("main thread", error)

    def _thread_hook(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None and not isinstance(args.exc_value, SystemExit):
            self.report(f"thread {args.thread.name if args.thread else ''}", args.exc_value)

    def _unraisable_hook(self, unraisable: "sys.UnraisableHookArgs") -> None:
        if unraisable.exc_value is not None:
            self.report(unraisable.err_msg or "a finalizer", unraisable.exc_value)


def forbid_core_dumps() -> None:
    """The memory of this process holds a key: it goes into no core file."""
    if sys.platform == "win32":  # it has no core files
        return
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))


def _text(where: str, error: BaseException) -> str:
    """Where it happened and why, without the values of variables: they may be what the user wrote."""
    # Only for a report: the start does not wait for them.
    import platform
    import traceback

    lines = [
        f"Rivulet {__version__}, Python {platform.python_version()}, {platform.platform()}",
        f"In: {where}",
        "",
    ]
    for one in _chain(error):
        frames = "".join(traceback.format_tb(one.__traceback__))
        lines += [f"{frames}{type(one).__name__}: {one}", ""]
    return redacted("\n".join(lines))


def _chain(error: BaseException) -> list[BaseException]:
    """The error's causes first, the error itself last."""
    chain: list[BaseException] = []
    following: BaseException | None = error
    while following is not None and following not in chain:
        chain.append(following)
        following = following.__cause__ or following.__context__
    return chain[::-1]


def _place(error: BaseException) -> tuple[str, int]:
    trace = error.__traceback__
    if trace is None:
        return "", 0
    while trace.tb_next is not None:
        trace = trace.tb_next
    return Path(trace.tb_frame.f_code.co_filename).name, trace.tb_lineno

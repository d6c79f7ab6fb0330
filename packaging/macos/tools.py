"""Runs the programs of macOS that packages are made with."""

from __future__ import annotations

import subprocess

from system_parts import SetupError


def run(what: str, *command: str) -> str:
    """What the program wrote to its standard output.

    Raises SetupError with `what` failed and the program's last line, never with its arguments: among them
    may be a password.
    """
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    except FileNotFoundError:
        raise SetupError(f"{command[0]} is not here: this is done on macOS alone.") from None
    if done.returncode:
        lines = f"{done.stdout}\n{done.stderr}".strip().splitlines() or ["it gave no reason"]
        raise SetupError(f"{what} failed: {lines[-1]}")
    return done.stdout

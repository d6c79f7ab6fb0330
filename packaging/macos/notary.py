"""Has Apple look at what is signed, so that it opens without a warning."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path

from environment import say
from macos.tools import run
from system_parts import SetupError

KEY = ("NOTARY_KEY", "NOTARY_KEY_ID", "NOTARY_ISSUER")
"""Of the environment: a key for the App Store Connect API (the text of its .p8), its id, and its issuer."""


def notarise(image: Path) -> bool:
    """Whether it was sent, found good and its ticket fastened to it; not where no key is in the environment.

    Raises SetupError.
    """
    key, number, issuer = (os.environ.get(variable, "") for variable in KEY)
    if not (key and number and issuer):
        say(f"Not notarised: {', '.join(KEY)} are not set.")
        return False
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "key.p8")
        file.touch(0o600)
        file.write_text(key, "utf-8")
        access = ("--key", str(file), "--key-id", number, "--issuer", issuer)
        submit = ("xcrun", "notarytool", "submit", str(image), *access)
        # Its exit status is 0 also for what was found bad.
        answer = run("Notarising", *submit, "--wait", "--timeout", "30m", "--output-format", "json")
        verdict = _verdict(answer)
        if verdict.get("status") != "Accepted":
            say(run("Asking why", "xcrun", "notarytool", "log", str(verdict.get("id")), *access))
            raise SetupError(f"Notarising failed: {verdict.get('status')}")
    run("Fastening the ticket", "xcrun", "stapler", "staple", str(image))
    assess = ("--assess", "--type", "open", "--context", "context:primary-signature", "--verbose=2")
    run("Checking as Gatekeeper does", "spctl", *assess, str(image))
    return True


def _verdict(answer: str) -> dict[str, str]:
    """Raises SetupError."""
    try:
        return dict(json.loads(answer[answer.index("{") :]))
    except ValueError:
        raise SetupError(f"Notarising failed: its answer was {answer.strip()!r}.") from None

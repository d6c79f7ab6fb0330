"""Writes the licences of all that a frozen program consists of. Runs in the environment that it is made from.

<the environment's python> packaging/notices.py FILE
"""

import sys
from pathlib import Path

from project import ROOT

from app.adapters.licences import gathered, written


def notices() -> str:
    """All licences, as one text, of what this Python has installed of Rivulet's needs: sorted, and the same
    for the same versions. A freeze puts it at resources/licences/THIRD-PARTY.txt, where About finds it."""
    return written(gathered(ROOT / "resources" / "licences"))


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(notices(), encoding="utf-8")

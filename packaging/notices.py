"""The licences of all that a frozen program consists of."""

from project import ROOT

from app.adapters.licences import gathered, written


def notices() -> str:
    """All licences, as one text, of what this Python has installed of Rivulet's needs: sorted, and the same
    for the same versions. A freeze puts it at resources/licences/THIRD-PARTY.txt, where About finds it."""
    return written(gathered(ROOT / "resources" / "licences"))

"""What a snap is built from: a folder for `snapcraft`, with the tree that it packs."""

from __future__ import annotations

from pathlib import Path

from linux.tree import lay_out, write
from project import BUILD

RECIPE = Path(__file__).parent / "snap" / "snapcraft.yaml"
SHOP = "the Snap Store"


def build(payload: Path) -> Path:
    """The folder in which `snapcraft` makes the snap.

    Args:
        payload: the frozen program's folder.
    """
    folder = BUILD / "snap"
    lay_out(folder / "tree", payload, updates_by=SHOP)
    write(folder / "snap" / RECIPE.name, RECIPE.read_bytes())
    return folder

"""What a Flatpak is built from: its manifest, and the tree that it packs."""

from __future__ import annotations

import shutil
from pathlib import Path

from linux.tree import lay_out
from project import APPLICATION_ID, BUILD

MANIFEST = Path(__file__).parent / "flatpak" / f"{APPLICATION_ID}.yml"
SHOP = "Flathub"


def build(payload: Path) -> Path:
    """The manifest, with all that it names beside it.

    Args:
        payload: the frozen program's folder.
    """
    folder = BUILD / "flatpak"
    lay_out(folder / "tree", payload, updates_by=SHOP)
    return Path(shutil.copy(MANIFEST, folder))

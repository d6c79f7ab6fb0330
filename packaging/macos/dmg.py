"""The disk image for macOS: the program, and the folder that it is dragged to. Made on macOS alone."""

from __future__ import annotations

import platform
import tempfile
import time
from pathlib import Path

from artefact import artefact
from environment import say
from macos.notary import notarise
from macos.signing import AD_HOC, identity, sign, sign_file
from macos.tools import run
from project import DIST, TITLE, VERSION
from system_parts import SetupError

TRIES, PAUSE = 3, 5.0


def build(payload: Path) -> Path:
    """
    Args:
        payload: Rivulet.app, or the frozen program's folder beside it.

    Raises SetupError. The bundle is signed where it lies.
    """
    bundle = payload if payload.suffix == ".app" else payload.with_name(f"{TITLE}.app")
    if not bundle.is_dir():
        raise SetupError(f"{bundle} is not there: the program for macOS is frozen on macOS alone.")
    image = DIST / f"{TITLE}-{VERSION}-{platform.machine()}.dmg"
    with identity() as name, artefact(image) as begun:
        sign(bundle, name)
        _pack(bundle, begun)
        if name != AD_HOC:
            sign_file(begun, name)
            notarise(begun)
    return image


def _pack(bundle: Path, image: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        # ditto alone keeps links and extended attributes, in which signatures may lie.
        run("Copying the program", "ditto", str(bundle), str(Path(folder, bundle.name)))
        Path(folder, "Applications").symlink_to("/Applications")
        command = ("hdiutil", "create", "-volname", TITLE, "-srcfolder", folder, "-fs", "HFS+")
        for left in reversed(range(TRIES)):
            try:
                run("Packing the image", *command, "-format", "UDZO", "-ov", str(image))
            except SetupError as error:  # as a rule “Resource busy”, while the system indexes it
                if not left:
                    raise
                say(f"{error} Trying again.")
                time.sleep(PAUSE)
            else:
                return

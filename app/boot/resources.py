"""Where the files lie that come with the program."""

from pathlib import Path

import app

_PACKAGE = Path(app.__file__).parent


def manual() -> Path:
    """The folder of the manual's chapters."""
    return _resources() / "manual"


def icon() -> Path:
    """The program's icon, as SVG."""
    return _resources() / "rivulet.svg"


def small_icon() -> Path:
    """The same for at most 24 pixels, as SVG."""
    return _resources() / "rivulet-small.svg"


def licences() -> Path:
    """The folder of the licences of what comes with the program."""
    return _resources() / "licences"


def updates_by() -> str:
    """Who brings new versions of this build, such as "Flathub"; "" where nobody does.

    A distribution's build says so in a file `updates-by`.
    """
    try:
        return (_resources() / "updates-by").read_text("utf-8").strip()
    except FileNotFoundError:
        return ""


def _resources() -> Path:
    """Inside the package where it is installed; beside it in a checkout."""
    installed = _PACKAGE / "resources"
    return installed if installed.is_dir() else _PACKAGE.parent / "resources"

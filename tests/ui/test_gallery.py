"""Every state of the window can be rendered, and none of them forgets a theme."""

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

from tests.gallery.scenes import SCENES

pytestmark = pytest.mark.ui

ROOT = Path(__file__).resolve().parents[2]
THEMES = ("light", "dark")
ON_EVERY_PANEL = {"tray-icon"}
"""What has light and dark grounds of its own."""


@pytest.fixture(scope="module")
def gallery(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the command makes at scale 1, in a process of its own, as everybody runs it."""
    out = tmp_path_factory.mktemp("gallery")
    command = [sys.executable, "-m", "tests.gallery", "--scale", "1", str(out)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=110, check=False)
    assert (done.returncode, done.stderr) == (0, f"The gallery is in {out}\n")
    return out


def colours(image: QImage) -> set[int]:
    """Of every third pixel of every third line."""
    return {image.pixel(x, y) for y in range(0, image.height(), 3) for x in range(0, image.width(), 3)}


def lightness(image: QImage) -> int:
    """Of the whole, from 0 to 255."""
    return image.scaled(1, 1, mode=Qt.TransformationMode.SmoothTransformation).pixelColor(0, 0).lightness()


def picture(gallery: Path, theme: str, name: str) -> QImage:
    image = QImage(str(gallery / theme / f"{name}.png"))
    assert not image.isNull()
    return image


@pytest.mark.parametrize("name", SCENES)
def test_each_state_has_a_picture_in_each_theme(gallery: Path, name: str) -> None:
    light, dark = (picture(gallery, theme, name) for theme in THEMES)
    for image in (light, dark):
        small = image.scaledToWidth(min(200, image.width()))
        assert len(colours(small)) > 8
    assert light.size() == dark.size()
    if name not in ON_EVERY_PANEL:
        assert lightness(light) > 150
        assert lightness(dark) < 100


@pytest.mark.parametrize("theme", THEMES)
def test_there_is_one_sheet_of_all_states(gallery: Path, theme: str) -> None:
    sheet = QImage(str(gallery / f"contact-sheet-{theme}.png"))
    assert sheet.width() > 2_000
    assert len(colours(sheet.scaledToWidth(400))) > 100


def test_no_two_states_look_alike(gallery: Path) -> None:
    pictures = [(gallery / "light" / f"{name}.png").read_bytes() for name in SCENES]
    twins = {name for name, image in zip(SCENES, pictures, strict=True) if pictures.count(image) > 1}
    assert twins == set()

"""The program's icon in the forms that systems want, drawn from resources/*.svg: the same bytes each time.

Needs PySide6, but neither a screen nor an application object.
"""

from __future__ import annotations

import struct
from pathlib import Path

from project import APPLICATION_ID, ROOT
from PySide6.QtCore import QBuffer, QIODevice, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

LARGE = ROOT / "resources" / "rivulet.svg"
SMALL = ROOT / "resources" / "rivulet-small.svg"
LARGEST_SMALL = 24
"""Pixels. Up to here two waves are drawn: three would run together."""

HICOLOR = (16, 22, 24, 32, 48, 64, 128, 256, 512)
ICO = (16, 20, 24, 32, 48, 64, 256)
ICNS = {b"ic04": 16, b"ic05": 32, b"ic07": 128, b"ic08": 256, b"ic09": 512}
ICNS |= {b"ic11": 32, b"ic12": 64, b"ic13": 256, b"ic14": 512, b"ic10": 1024}
"""Pixels of each kind, as `iconutil` writes them; the latter are for screens at scale 2."""
ICNS_RAW = {b"ic04", b"ic05"}
"""Kinds for which macOS wants pixels: in a bundle it shows their PNGs garbled."""

MARGIN = 100 / 1024
"""Of Apple's grid: how much of each side stays free around the tile; the shadow lies in it."""
SHADOW_DEPTH, SHADOW_BLUR, SHADOW_STEPS = 10 / 1024, 24 / 1024, 12


def png(size: int) -> bytes:
    """The icon, `size` pixels wide and high, filling its square."""
    return _encoded(_drawn(size))


def write_ico(path: Path) -> None:
    """For Windows: seven sizes, each a PNG, as all since Vista read them."""
    pictures = [png(size) for size in ICO]
    head = struct.pack("<HHH", 0, 1, len(ICO))
    begin = len(head) + 16 * len(ICO)
    for size, picture in zip(ICO, pictures, strict=True):
        head += struct.pack("<BBBBHHII", size % 256, size % 256, 0, 0, 1, 32, len(picture), begin)
        begin += len(picture)
    path.write_bytes(head + b"".join(pictures))


def write_icns(path: Path) -> None:
    """For macOS: ten kinds, with the margin and the shadow that the Dock's icons have."""
    parts = b""
    for kind, size in ICNS.items():
        image = _drawn_for_dock(size)
        picture = _raw(image) if kind in ICNS_RAW else _encoded(image)
        parts += kind + struct.pack(">I", len(picture) + 8) + picture
    path.write_bytes(b"icns" + struct.pack(">I", len(parts) + 8) + parts)


def write_hicolor(folder: Path) -> None:
    """For Linux desktops: into `folder`, which is an icon theme such as share/icons/hicolor."""
    for size in HICOLOR:
        place = folder / f"{size}x{size}" / "apps" / f"{APPLICATION_ID}.png"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(png(size))
    place = folder / "scalable" / "apps" / f"{APPLICATION_ID}.svg"
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(LARGE.read_bytes())


def _drawn(size: int) -> QImage:
    image, painter = _canvas(size)
    QSvgRenderer(str(_source(size))).render(painter, QRectF(0, 0, size, size))
    painter.end()
    return image


def _drawn_for_dock(size: int) -> QImage:
    image, painter = _canvas(size)
    margin = max(round(size * MARGIN), 1)
    tile = QRectF(margin, margin, size - 2 * margin, size - 2 * margin)
    if size >= 128:
        _paint_shadow(painter, tile, size)
    source = _source(size)
    free = tile.width() / 30 if source == LARGE else 0.0  # the drawing has 4 of 128 around its own tile
    QSvgRenderer(str(source)).render(painter, tile.adjusted(-free, -free, free, free))
    painter.end()
    return image


def _paint_shadow(painter: QPainter, tile: QRectF, size: int) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(0, 0, 0, 9))
    below = tile.translated(0, size * SHADOW_DEPTH)
    for step in range(SHADOW_STEPS):
        grown = size * SHADOW_BLUR * (1 - 2 * step / SHADOW_STEPS)
        corner = tile.width() * 0.225 + grown
        painter.drawRoundedRect(below.adjusted(-grown, -grown, grown, grown), corner, corner)


def _source(size: int) -> Path:
    return SMALL if size <= LARGEST_SMALL else LARGE


def _canvas(size: int) -> tuple[QImage, QPainter]:
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    return image, painter


def _encoded(image: QImage) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return bytes(buffer.data().data())


def _raw(image: QImage) -> bytes:
    """Four planes, each in runs of at most 128 bytes that are written out."""
    pixels = bytes(image.constBits())  # blue, green, red, alpha
    packed = b"ARGB"
    for channel in (3, 2, 1, 0):
        plane = pixels[channel::4]
        for begin in range(0, len(plane), 128):
            run = plane[begin : begin + 128]
            packed += bytes([len(run) - 1]) + run
    return packed

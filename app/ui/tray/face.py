"""The icon in the tray: Rivulet's own, in all sizes that panels have, with a mark for what goes on."""

from functools import cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPainterPath, QPen, QPixmap

from app.ui.theme import DARK, LIGHT
from app.ui.tray.state import TrayState

SIDES = (16, 18, 20, 22, 24, 32, 36, 40, 44, 48, 64, 96)
"""Pixels. Panels have 16 to 48, some of them at scale 2."""

_SMALL = 26
"""Below this two waves are drawn: three would run together."""
_FOAM = (LIGHT.on_accent, LIGHT.user_selection, DARK.accent)
"""The waves, from above."""


@cache
def tray_icon(state: TrayState) -> QIcon:
    """Its ground is its own, so that it is seen on light and on dark panels."""
    icon = QIcon()
    for side in SIDES:
        icon.addPixmap(tray_face(state, side))
    return icon


def tray_face(state: TrayState, side: int) -> QPixmap:
    """One picture, `side` pixels wide and high."""
    face = QPixmap(side, side)
    face.fill(Qt.GlobalColor.transparent)
    painter = QPainter(face)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(LIGHT.accent)
    painter.drawRoundedRect(QRectF(0, 0, side, side), side * 0.22, side * 0.22)
    _paint_waves(painter, side)
    match state:
        case TrayState.READY:
            _paint_ready(painter, side)
        case TrayState.STREAMING:
            _paint_streaming(painter, side)
        case TrayState.NEEDS_YOU:
            _paint_needs_you(painter, side)
    painter.end()
    return face


def _paint_waves(painter: QPainter, side: int) -> None:
    small = side < _SMALL
    heights = (0.35, 0.67) if small else (0.36, 0.57, 0.78)
    left, step, rise = side * 0.17, side * 0.33, side * (0.14 if small else 0.13)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for height, colour in zip(heights, _FOAM, strict=False):
        y = side * height
        wave = QPainterPath(QPointF(left, y))
        for number, turn in enumerate((-1, 1)):
            x = left + number * step
            wave.cubicTo(x + step / 3, y + turn * rise, x + 2 * step / 3, y + turn * rise, x + step, y)
        pen = QPen(colour, side * (0.125 if small else 0.095))
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawPath(wave)


def _paint_ready(painter: QPainter, side: int) -> None:
    """A small disc with nothing in it."""
    width = _even(side * 0.46)
    disc = QPainterPath()
    disc.addEllipse(QRectF(side - width, side - width, width, width))
    _cut_out(painter, disc, side)
    painter.fillPath(disc, DARK.accent)


def _paint_streaming(painter: QPainter, side: int) -> None:
    """A disc with the three dots of somebody who writes."""
    width = _even(side * 0.6)
    disc = QPainterPath()
    disc.addEllipse(QRectF(side - width, side - width, width, width))
    _cut_out(painter, disc, side)
    painter.fillPath(disc, DARK.accent)
    dot, step, middle = _even(width * 0.17), round(width * 0.28), side - width / 2
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(DARK.on_accent)
    corner = dot / 2 if dot > 2 else 0
    for number in (-1, 0, 1):
        place = QRectF(middle + number * step - dot / 2, middle - dot / 2, dot, dot)
        painter.drawRoundedRect(place, corner, corner)


def _paint_needs_you(painter: QPainter, side: int) -> None:
    """A triangle with an exclamation mark."""
    width = _even(side * 0.7)
    top, middle = side - width, side - width / 2
    triangle = QPainterPath(QPointF(middle, top))
    triangle.lineTo(side, side)
    triangle.lineTo(side - width, side)
    triangle.closeSubpath()
    _cut_out(painter, triangle, side)
    painter.fillPath(triangle, DARK.warning)
    stroke = _even(width * 0.13)
    for begin, end in ((0.36, 0.66), (0.77, 0.77 + stroke / width)):
        y = top + round(width * begin)
        height = max(round(width * (end - begin)), stroke // 2)
        painter.fillRect(QRectF(middle - stroke / 2, y, stroke, height), DARK.warning_ground)


def _cut_out(painter: QPainter, mark: QPainterPath, side: int) -> None:
    """Leaves a gap around a mark, so that it stands apart on every ground."""
    painter.save()
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Clear)
    painter.setBrush(Qt.GlobalColor.black)
    pen = QPen(Qt.GlobalColor.black, max(2.0, side * 0.11))
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.drawPath(mark)
    painter.restore()


def _even(length: float) -> int:
    """The nearest even number of pixels, so that what is centred is sharp."""
    return max(2, 2 * round(length / 2))

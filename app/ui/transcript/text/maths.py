"""Formulas: LaTeX set in outlines, to be drawn in any size and colour."""

import re
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainterPath, QPainterPathStroker

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

EM = 64.0
"""In an outline, so many units are the size of the type."""
X_HEIGHT = 0.473
"""Of the typeface of formulas, in ems: a formula is sized by it, to stand well beside any other face."""

_LONGEST = 1000
"""Characters. What is longer is no formula that somebody reads, and takes up to a second."""
_MOST_WORK = 24_000
"""Letters that the typesetter may set. It sets each again for every row around it, to see how high it is."""
_ROWS = ("math", "mrow", "mtr", "mtd", "msqrt", "mstyle", "mpadded", "menclose", "mphantom", "merror")
_DEEPEST = 40
"""Elements in elements."""
_WIDEST = 400.0
"""Ems, in either direction."""
_MOST = 1000
"""Formulas that are kept."""
_one_at_a_time = threading.Lock()
"""ziamath keeps fonts and settings that threads cannot share, and each window has a thread."""

_FORBIDDEN = re.compile(
    r"\\(?:def|let|(?:re)?new(?:command|environment)|provide\w+|DeclareMathOperator|rule|raisebox)(?![a-zA-Z])"
    # No formula that is meant needs a distance of three digits; brackets around it take seconds.
    r"|\d{3,}(?:\.\d*)?\s*(?:pt|px|em|ex|mu|cm|mm|in|bp|pc|sp|dd|cc)(?![a-zA-Z])"
)
_NUMBERING = re.compile(r"\\(?:label|tag)\*?\{[^{}]*\}|\\(?:nonumber|notag)(?![a-zA-Z])")
_DROPPED = re.compile(r' (?:mathbackground|rowspacing)="[^"]*"')
"""Grounds would hide the letters; the rows of an alignment would touch."""
_POWER = re.compile(r"\\end\{[pbBvV]matrix\}\s*[\^_]")
_MATRIX = re.compile(r"\\(begin|end)\{[pbBvV]matrix\}")
_STEP = re.compile(r"[MLQCZ]|-?[\d.]+(?:e-?\d+)?")


@dataclass(frozen=True, slots=True)
class Formula:
    source: str
    """LaTeX, without its marks."""
    is_display: bool


@dataclass(frozen=True, slots=True)
class Outline:
    """A formula in units of `EM`; its base line is y = 0, below it y is positive."""

    letters: QPainterPath
    rules: QPainterPath
    width: float
    ascent: float
    descent: float


_outlines: dict[Formula, Outline | None] = {}


def outline(formula: Formula) -> Outline | None:
    """At once; None while it is not typeset, and for what cannot be."""
    return _outlines.get(formula)


def is_typeset(formula: Formula) -> bool:
    """Whether `outline` has its last word."""
    return formula in _outlines or not _is_sound(formula.source)


def typeset(formulas: Iterable[Formula]) -> None:
    """Takes some milliseconds each, and 150 more the first time: not for the GUI thread."""
    for formula in formulas:
        with _one_at_a_time:
            if is_typeset(formula):
                continue
            result = _typeset(formula)
            while len(_outlines) >= _MOST:
                del _outlines[next(iter(_outlines))]
            _outlines[formula] = result


def _is_sound(source: str) -> bool:
    """Whether to try at all: a model's text must not keep the machine busy."""
    return len(source) <= _LONGEST and not _FORBIDDEN.search(source)


def _work(element: "Element", times: int = 1, depth: int = 0) -> int:
    """What it costs to set a formula, in letters."""
    if depth > _DEEPEST or times > _MOST_WORK:
        return _MOST_WORK + 1
    times *= 2 if element.tag.rpartition("}")[2] in _ROWS else 1
    own = times * (1 + len(element.text or ""))
    return own + sum(_work(child, times, depth + 1) for child in element)


def _typeset(formula: Formula) -> Outline | None:
    from xml.etree import ElementTree as ET

    from ziamath.config import config
    from ziamath.escapes import unescape
    from ziamath.tex import tex2mml
    from ziamath.zmath import Math

    config.svg2 = False  # each letter with its own path, in the formula's coordinates
    try:
        mathml = tex2mml(_readable(formula.source), inline=not formula.is_display)
        mathml = _DROPPED.sub("", mathml)
        # A word that it does not know is set as it is written.
        if "\\" in mathml or _work(ET.fromstring(unescape(mathml))) > _MOST_WORK:
            return None
        math = Math(mathml, size=EM, margin=0)
        if any(not letter.isascii() and not math.font.glyphindex(letter) for letter in formula.source):
            return None
        return _outline(math.svgxml())
    except _refusals():
        return None


def _readable(source: str) -> str:
    """Without numbers of equations; latex2mathml takes a power of a matrix only of one in braces."""
    source = _NUMBERING.sub("", source)
    if not _POWER.search(source):
        return source
    return _MATRIX.sub(lambda found: "{" + found[0] if found[1] == "begin" else found[0] + "}", source)


def _refusals() -> tuple[type[Exception], ...]:
    """What the typesetter stumbles over in what is no formula, or has only begun."""
    from latex2mathml import exceptions

    own = [one for one in vars(exceptions).values() if isinstance(one, type) and issubclass(one, Exception)]
    return (
        *own,
        ArithmeticError,
        AssertionError,
        AttributeError,
        LookupError,
        RuntimeError,
        StopIteration,
        SyntaxError,
        TypeError,
        ValueError,
    )


def _outline(svg: "Element") -> Outline | None:
    """Only shapes are taken from the drawing: a colour or an address in it does nothing."""
    left, top, width, height = map(float, svg.attrib["viewBox"].split())
    if not 0 < width < _WIDEST * EM or not 0 < height < _WIDEST * EM:
        return None
    letters, rules = QPainterPath(), QPainterPath()
    for path in (letters, rules):
        path.setFillRule(Qt.FillRule.WindingFill)
    for element in svg.iter():
        if "stroke" in element.attrib:
            rules.addPath(_stroked(element))
        elif element.tag == "path":
            _trace(letters, element.attrib["d"])
        elif element.tag == "rect":
            rules.addRect(_rect(element))
    for path in (letters, rules):
        path.translate(-left, 0)
    return Outline(letters, rules, width, max(0.0, -top), max(0.0, top + height))


def _stroked(element: "Element") -> QPainterPath:
    """The line around a box, or through something."""
    path = QPainterPath()
    number = {name: float(value) for name, value in element.attrib.items() if _STEP.fullmatch(value)}
    match element.tag:
        case "rect":
            radius = number.get("rx", 0.0)
            path.addRoundedRect(_rect(element), radius, radius)
        case "ellipse":
            path.addEllipse(QPointF(number["cx"], number["cy"]), number["rx"], number["ry"])
        case "path":
            _trace(path, element.attrib["d"])
    stroker = QPainterPathStroker()
    stroker.setWidth(number.get("stroke-width", 1.0))
    return stroker.createStroke(path)


def _rect(element: "Element") -> QRectF:
    return QRectF(*(float(element.attrib[name]) for name in ("x", "y", "width", "height")))


def _trace(path: QPainterPath, steps: str) -> None:
    """Follows the `d` of an SVG path that uses absolute steps alone."""
    words = _STEP.findall(steps)
    at = 0

    def point() -> QPointF:
        nonlocal at
        at += 2
        return QPointF(float(words[at - 2]), float(words[at - 1]))

    while at < len(words):
        at += 1
        match words[at - 1]:
            case "M":
                path.moveTo(point())
            case "L":
                path.lineTo(point())
            case "Q":
                path.quadTo(point(), point())
            case "C":
                path.cubicTo(point(), point(), point())
            case _:
                path.closeSubpath()

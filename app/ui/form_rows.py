"""The rows that a form of the settings is made of: a name, a field, and a line that says what is wrong."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.ui.choices import CheckBox
from app.ui.theme import XL, XS, S

INDENT = XL + XS
"""Where the words of a radio button begin."""


def heading(words: str) -> QLabel:
    label = QLabel(words)
    label.setProperty("role", "heading")
    return label


def explanation(words: str) -> QLabel:
    """Small words below a choice, where the words of the choice begin."""
    label = QLabel(words)
    label.setProperty("role", "line")
    label.setIndent(INDENT)
    label.setWordWrap(True)
    return label


def line(name: str) -> QLabel:
    """A line under a field, there only while it says something."""
    label = QLabel()
    label.setObjectName(name)
    label.setProperty("role", "line")
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.hide()
    return label


def say(label: QLabel, text: str, kind: str = "") -> None:
    """
    Args:
        label: in its form already: it is shown, and would be a window of its own without a parent.
        kind: fault, warning, or "" for what is only told.
    """
    label.setText(text)
    label.setVisible(bool(text))
    put_kind(label, kind)


def put_kind(widget: QWidget, kind: str) -> None:
    """The stylesheet's colours for it."""
    if widget.property("kind") != kind:
        widget.setProperty("kind", kind)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def add_field(
    column: QVBoxLayout,
    words: str,
    field: QWidget,
    lines: tuple[QWidget, ...] = (),
    beside: QWidget | None = None,
) -> None:
    """Puts the field below its name, and what is said of it below the field."""
    label = QLabel(words)
    label.setBuddy(field)
    label.setObjectName("fieldLabel")
    field.setAccessibleName(words)
    row = QHBoxLayout()
    row.setSpacing(S)
    row.addWidget(field, 1)
    if beside is not None:
        row.addWidget(beside, 0, Qt.AlignmentFlag.AlignVCenter)
    column.addWidget(label)
    column.addLayout(row)
    for one in lines:
        column.addWidget(one)
    column.addSpacing(S)


def add_check(column: QVBoxLayout, name: str, words: str, more: str = "") -> CheckBox:
    """Puts it in a row of its own, with what explains it below.

    Args:
        name: the object's name.
        more: read out with it by screen readers.
    """
    box = CheckBox(words)
    box.setObjectName(name)
    box.setAccessibleName(words)
    box.setAccessibleDescription(more)
    column.addWidget(box, 0, Qt.AlignmentFlag.AlignLeft)
    if more:
        column.addWidget(explanation(more))
        column.addSpacing(S)
    return box

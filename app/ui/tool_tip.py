"""A tool tip that shows a text as it is: Qt takes what looks like HTML for it."""

from PySide6.QtGui import Qt


def tip(text: str) -> str:
    """For a text that is not our own."""
    return Qt.convertFromPlainText(text) if Qt.mightBeRichText(text) else text

"""The way of text out of the transcript."""

from PySide6.QtGui import QGuiApplication


def put_on_clipboard(text: str) -> None:
    """An empty text leaves the clipboard as it is."""
    if text:
        QGuiApplication.clipboard().setText(text)

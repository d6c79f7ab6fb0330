"""A button that copies says so for a moment, and then again what it does."""

import pytest
from PySide6.QtGui import QGuiApplication

from app.ui.copy_button import CopyButton

pytestmark = pytest.mark.ui


def test_it_says_for_a_moment_that_it_has_copied(qtbot, monkeypatch):
    said: list[str] = []
    monkeypatch.setattr("app.ui.copy_button.COPIED_SHOWN", 20)
    monkeypatch.setattr("app.ui.copy_button.announce", lambda widget, words: said.append(words))
    texts = iter(("first", "second"))
    button = CopyButton("copy", "Copy result", lambda: next(texts))
    qtbot.addWidget(button)
    for text in ("first", "second"):
        button.click()
        assert (QGuiApplication.clipboard().text(), button.text()) == (text, "Copied")
        qtbot.waitUntil(lambda: button.text() == "Copy result")
    assert said == ["Copied", "Copied"]
    assert button.accessibleName() == "Copy result"


def test_what_is_new_to_copy_has_not_been_copied(qtbot):
    button = CopyButton("copy", "Copy", lambda: "text")
    qtbot.addWidget(button)
    button.click()
    button.offer()
    assert button.text() == "Copy"

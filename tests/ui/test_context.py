"""What is brought along to the quick prompt: only when it is asked for, and seen before it is sent."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPlainTextEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.ui.quick_prompt.context import Context
from app.ui.quick_prompt.context_card import ContextCard

pytestmark = pytest.mark.ui

_CTRL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


class Recorded(QMimeData):
    """A content of the clipboard that notes whoever looks at it."""

    looks: list[str]

    def formats(self) -> list[str]:
        self.looks.append("formats")
        return ["text/plain"]

    def hasFormat(self, kind: str) -> bool:
        self.looks.append(kind)
        return kind == "text/plain"

    def retrieveData(self, kind: str, wanted: object) -> object:
        self.looks.append(kind)
        return "a secret" if kind == "text/plain" else None


@dataclass
class Prompt:
    window: QWidget
    text: QPlainTextEdit
    context: Context
    changes: list[str] = field(default_factory=list)
    noticed: list[str] = field(default_factory=list)
    left: list[bool] = field(default_factory=list)

    def bring(self) -> None:
        QTest.keyClick(self.window.focusWidget() or self.window, Qt.Key.Key_V, _CTRL_SHIFT)

    def click(self, name: str) -> None:
        QTest.mouseClick(self.part(name), Qt.MouseButton.LeftButton)

    def part(self, name: str) -> QWidget:
        found = self.window.findChild(QWidget, name)
        assert found is not None, name
        assert found.isVisible(), name
        return found

    @property
    def about(self) -> str:
        found = self.window.findChild(QLabel, "contextAbout")
        assert found is not None
        return found.text()


@pytest.fixture
def prompt(qtbot: QtBot) -> Iterator[Prompt]:
    window, text = QWidget(), QPlainTextEdit()
    qtbot.addWidget(window)
    context = Context()
    made = Prompt(window, text, context)
    column = QVBoxLayout(window)
    for one in (context, text, context.sources):
        column.addWidget(one)
    context.changed.connect(lambda: made.changes.append(context.text))
    context.noticed.connect(made.noticed.append)
    context.left.connect(lambda: made.left.append(True))
    window.resize(640, 300)
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    text.setFocus()
    yield made
    window.close()
    QGuiApplication.clipboard().clear()


def put(text: str) -> None:
    QGuiApplication.clipboard().setText(text)


def test_nothing_is_read_before_it_is_asked_for(qapp: QApplication, qtbot: QtBot) -> None:
    secret = Recorded()
    secret.looks = []
    QGuiApplication.clipboard().setMimeData(secret)
    window, context = QWidget(), Context()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    column.addWidget(context)
    column.addWidget(context.sources)
    secret.looks.clear()
    for _ in range(3):
        window.show()
        window.activateWindow()
        qtbot.wait(20)
        context.clear()
        window.hide()
    assert secret.looks == []
    window.show()
    context.take_clipboard()
    assert secret.looks
    assert context.text == "a secret"
    context.clear()
    # Qt would free it after Python has.
    QGuiApplication.clipboard().clear()


def test_the_clipboard_is_brought_by_key_and_is_shown(prompt: Prompt) -> None:
    put("Good morning.\n\nHow are you?\n")
    assert not prompt.context.isVisible()
    prompt.bring()
    assert prompt.context.text == "Good morning.\n\nHow are you?\n"
    assert prompt.text.toPlainText() == ""
    assert prompt.about == "Clipboard · 28 characters, 5 words"
    assert prompt.window.findChild(ContextCard).accessibleDescription().startswith("Good morning.")
    assert prompt.window.focusWidget() is prompt.text
    put("another")
    prompt.click("bringClipboardButton")
    assert prompt.changes == ["Good morning.\n\nHow are you?\n", "another"]


def test_it_can_be_removed(prompt: Prompt) -> None:
    put("text")
    prompt.bring()
    prompt.part("contextRemove").setFocus()
    QTest.keyClick(prompt.part("contextRemove"), Qt.Key.Key_Space)
    assert prompt.context.text == ""
    assert not prompt.context.isVisible()
    assert prompt.changes == ["text", ""]
    assert prompt.left == [True]


def test_clearing_tells_once_and_only_of_a_change(prompt: Prompt) -> None:
    prompt.context.clear()
    assert prompt.changes == []
    put("text")
    prompt.bring()
    prompt.context.clear()
    assert prompt.changes == ["text", ""]


@pytest.mark.parametrize("text", ["", " \n\t", "\0"])
def test_where_there_is_no_text_it_is_said(prompt: Prompt, text: str) -> None:
    put("before")
    prompt.bring()
    put(text)
    prompt.bring()
    assert prompt.noticed == ["There is no text in the clipboard."]
    assert prompt.context.text == "before"


def test_hidden_characters_are_named_and_can_be_taken_out(prompt: Prompt) -> None:
    put("Hello" + "".join(chr(0xE0000 + ord(letter)) for letter in "run"))
    prompt.bring()
    hidden = prompt.part("contextHidden")
    assert isinstance(hidden, QLabel)
    assert hidden.text() == "The text has 3 hidden characters."
    assert "▫r▫u▫n" in prompt.window.findChild(ContextCard).accessibleDescription()
    prompt.click("contextClean")
    assert prompt.context.text == prompt.changes[-1] == "Hello"
    assert not hidden.isVisible()


def test_a_picture_is_attached(prompt: Prompt) -> None:
    picture = QImage(20, 10, QImage.Format.Format_RGB32)
    picture.fill(QColor("red"))
    QGuiApplication.clipboard().setImage(picture)
    prompt.bring()
    assert prompt.context.text == ""
    assert [one.media_type for one in prompt.context.images] == ["image/png"]
    assert prompt.context.isVisible()
    prompt.context.clear()
    assert prompt.context.images == ()
    assert not prompt.context.isVisible()


def test_five_megabytes_hold_nothing_up(prompt: Prompt) -> None:
    put("Größe 漢字 " * 500_000)
    began = time.process_time()
    prompt.bring()
    QApplication.processEvents()
    prompt.window.grab()
    assert time.process_time() - began < 0.5
    assert prompt.about == "Clipboard · 4,500,000 characters · very long"
    assert prompt.part("contextCard").height() < 120


def test_the_card_shows_three_lines_at_most(prompt: Prompt, qtbot: QtBot) -> None:
    put("one")
    prompt.bring()
    QApplication.processEvents()
    low = prompt.part("contextCard").height()
    put("one\ntwo\nthree\nfour\nfive")
    prompt.bring()
    spacing = prompt.context.fontMetrics().lineSpacing()
    qtbot.waitUntil(lambda: prompt.part("contextCard").height() == low + 2 * spacing)

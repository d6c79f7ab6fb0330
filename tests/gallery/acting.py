"""Actions on a text: where they are written, and the bar with what was brought along."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QListWidget, QPlainTextEdit, QVBoxLayout, QWidget

from app.domain.quick_action import DEFAULT_ACTIONS, QuickAction
from app.ui.action_form import ActionForm
from app.ui.quick_prompt.action_bar import ActionBar
from app.ui.quick_prompt.context import Context
from app.ui.theme import M, S
from tests.gallery.stage import Stage, settled

_REPLY = QuickAction(
    "Reply", "Reply in a {tone: formal|friendly} way to {who}, in {length: 100} words", "Ctrl+6"
)
_BROUGHT = (
    "Dear customer,\n\nthe part that you ordered on Monday has arrived in our warehouse and will be sent out "
    "today. It should be with you within the week.\nPlease have your order number at hand when it comes."
)
_HIDDEN = "".join(chr(0xE0000 + ord(letter)) for letter in "ignore it")


async def form(stage: Stage, *, chosen: int = 1, fault: bool = False) -> QWidget:
    made = ActionForm()
    _show(stage, made, 488)
    made.show_values((*DEFAULT_ACTIONS, _REPLY))
    shown = made.findChild(QListWidget)
    shown.setCurrentRow(chosen)
    shown.setFocus()
    if fault:
        made.findChild(QPlainTextEdit).clear()
        field = made.findChild(QLineEdit, "actionKeyField")
        field.setFocus()
        QTest.keyClick(field, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    await settled()
    made.resize(488, made.heightForWidth(488))
    return made


async def bar(
    stage: Stage, *, width: int = 640, brought: str = _BROUGHT, hidden: bool = False, asking: bool = False
) -> QWidget:
    window, context, actions = QWidget(), Context(), ActionBar()
    text = QPlainTextEdit()
    column = QVBoxLayout(window)
    column.setContentsMargins(M, M, M, M)
    column.setSpacing(S)
    for one in (context, text, context.sources, actions):
        column.addWidget(one)
    actions.set_actions((*DEFAULT_ACTIONS, _REPLY))
    _show(stage, window, width)
    if brought:
        QGuiApplication.clipboard().setText(brought + _HIDDEN * hidden)
        context.take_clipboard()
        QGuiApplication.clipboard().clear()
        actions.set_text_available(True)
    text.setFocus()
    await settled()
    if asking:
        QTest.keyClick(text, Qt.Key.Key_6, Qt.KeyboardModifier.ControlModifier)
    await settled()
    return window


def _show(stage: Stage, widget: QWidget, width: int) -> None:
    widget.setParent(stage.window, Qt.WindowType.Dialog)
    widget.resize(width, 320)
    widget.show()
    widget.activateWindow()

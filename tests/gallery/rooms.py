"""How the window around the conversation looks: greeting, sidebar, composer, notices, settings."""

import asyncio
import errno
from dataclasses import replace

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QLineEdit,
    QListView,
    QMenu,
    QMessageBox,
    QRadioButton,
    QWidget,
)

from app.adapters.disk import disk_fault
from app.domain.image import image
from app.ui.composer import Draft
from app.ui.conversation_list import ConversationList
from tests.gallery import answers, texts
from tests.gallery.stage import DAY, Stage, exchange, settled
from tests.ui import pictures as files


async def empty(stage: Stage) -> None:
    await settled()


async def listed(stage: Stage) -> None:
    stage.list_conversations(texts.TITLES, since=40 * DAY)
    await answers.complete(stage)


async def answering_elsewhere(stage: Stage) -> None:
    stage.list_conversations(texts.TITLES, since=3 * DAY)
    await answers.streaming(stage)


async def thousand_rows(stage: Stage) -> None:
    titles = [f"{texts.TITLES[number % len(texts.TITLES)]} ({number + 1})" for number in range(1_000)]
    stage.list_conversations(titles, since=200 * DAY)
    await answers.complete(stage)


async def search(stage: Stage) -> None:
    await listed(stage)
    field = stage.part(QLineEdit, "conversationSearch")
    field.setFocus()
    QTest.keyClicks(field, "a re")


async def search_nothing(stage: Stage) -> None:
    await listed(stage)
    field = stage.part(QLineEdit, "conversationSearch")
    field.setFocus()
    QTest.keyClicks(field, "zeppelin")


async def keyboard_in_list(stage: Stage) -> None:
    await listed(stage)
    conversations = stage.part(ConversationList, "conversationList")
    conversations.setFocus(Qt.FocusReason.TabFocusReason)
    for _ in range(3):
        QTest.keyClick(conversations, Qt.Key.Key_Down)


async def rename(stage: Stage) -> None:
    await keyboard_in_list(stage)
    QTest.keyClick(stage.part(ConversationList, "conversationList"), Qt.Key.Key_F2)


async def row_menu(stage: Stage) -> QWidget:
    await keyboard_in_list(stage)
    conversations = stage.part(QListView, "conversationList")
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(20, 20))
    QApplication.sendEvent(conversations.viewport(), event)
    await settled()
    return stage.part(QMenu, "")


async def delete(stage: Stage) -> QWidget:
    await keyboard_in_list(stage)
    QTest.keyClick(stage.part(ConversationList, "conversationList"), Qt.Key.Key_Delete)
    await settled()
    return stage.part(QMessageBox, "confirmDelete")


async def narrow(stage: Stage) -> None:
    stage.list_conversations(texts.TITLES, since=40 * DAY)
    await answers.complete(stage)


async def narrow_with_sidebar(stage: Stage) -> None:
    await narrow(stage)
    stage.press("sidebarButton")


async def disk_full(stage: Stage) -> None:
    await answers.complete(stage)
    fault = disk_fault(OSError(errno.ENOSPC, "No space left on device"), "The history")
    stage.window.notice.show_text(str(fault))


async def keychain_waits(stage: Stage) -> None:
    await answers.waiting(stage)
    stage.tasks.start("ask for the key", stage.providers.key(stage.provider))
    while not stage.window.notice.text():  # it is said only of a wait that lasts
        await asyncio.sleep(0.02)


async def damaged_history(stage: Stage) -> None:
    stage.window.notice.show_text(
        "The history could not be read and was set aside as history.sqlite3.damaged-20260101-120000. "
        "A new one was begun."
    )


async def draft(stage: Stage) -> None:
    await answers.complete(stage)
    stage.window.pane.composer.set_text(texts.LONG_PROMPT.strip())


async def pictures(stage: Stage) -> None:
    river, field = (
        image(files.file(*size), name)
        for size, name in (((900, 500), "river.png"), ((200, 280), "field.png"))
    )
    broken = replace(river, name="broken.png", data=b"")
    question, answer = exchange("What do you see in these?", "A river in the evening, and a field of clover.")
    question = replace(question, parts=(river, field, broken, *question.parts))
    await stage.show([question, answer])
    stage.window.pane.composer.set_draft(Draft("And these two?", (field, river)))
    await asyncio.sleep(0.1)  # they are decoded in a thread


async def editing(stage: Stage) -> None:
    await answers.complete(stage)
    QTest.keyClick(stage.part(QWidget, "composer"), Qt.Key.Key_Up)


async def model_list(stage: Stage) -> QWidget:
    await answers.complete(stage)
    picker = stage.part(QComboBox, "modelPicker")
    picker.showPopup()
    await settled()
    return picker.view().window()


# The settings


async def settings(stage: Stage) -> QWidget:
    return await stage.open_settings()


async def settings_session_key(stage: Stage) -> QWidget:
    stage.providers.use_key(stage.provider, "sk-0000")
    return await stage.open_settings()


async def settings_faults(stage: Stage) -> QWidget:
    dialog = await stage.open_settings()
    stage.part(QLineEdit, "baseUrlField").setText("api.example.com/v1")
    stage.part(QComboBox, "modelField").setEditText("")
    stage.part(QLineEdit, "keyField").setText("sk-one two")
    stage.press("saveButton")
    return dialog


async def settings_unprotected(stage: Stage) -> QWidget:
    dialog = await stage.open_settings()
    stage.part(QLineEdit, "baseUrlField").setText("http://192.168.1.7:11434/v1")
    stage.part(QLineEdit, "keyField").setText("sk-secret")
    stage.press("revealKeyButton")
    return dialog


async def settings_models(stage: Stage) -> QWidget:
    dialog = await stage.open_settings()
    stage.press("loadModelsButton")
    await settled()
    return dialog


async def settings_from_guide(stage: Stage) -> QWidget:
    """The Guide answers, and the user looks at what a server needs."""
    dialog = await stage.open_settings()
    stage.part(QRadioButton, "useServerRadio").setChecked(True)
    await settled()
    return dialog

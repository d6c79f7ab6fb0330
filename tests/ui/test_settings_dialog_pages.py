"""The pages of the settings behind the first one, and what becomes of what is chosen there."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QStackedWidget,
    QTabBar,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app.domain.capabilities import Api
from app.domain.connection_check import Finding, Stage, Verdict
from app.domain.network import NO_PROXY, Network
from app.domain.policy import Policy
from app.domain.presence import Presence
from app.domain.provider import OPENAI_PROVIDER, Provider
from app.domain.quick_action import QuickAction
from app.domain.settings import Settings
from app.ui.connection import entered_proxy, shown_proxy
from app.ui.scrolled_page import ScrolledPage
from app.ui.settings_dialog import Page, SettingsDialog
from app.ui.settings_values import SettingsValues
from app.ui.theme import Appearance
from tests.wire.server import UntilClosed, WireServer

pytestmark = pytest.mark.ui

SERVER = SettingsValues(False, "https://api.example.com/v1", "some-model")
PAGES = ["Answers", "Connection", "Privacy", "Desktop", "Actions", "Appearance", "About"]
ALL = replace(
    SERVER,
    idle_timeout=90.5,
    overrides={"api": "responses", "usage": False, "moderation": True},
    network=Network("http://me:secret@proxy.example.com:3128", "", 3.0),
    policy=Policy(True, True, True, True, False, False),
    presence=Presence("Ctrl+Alt+J", True, False, True),
    start_at_login=True,
    quick_actions=(QuickAction("Praise", "Praise {text} in {tone}", "Alt+P"),),
    check_updates=True,
)


@pytest.fixture
def dialog(qtbot: QtBot) -> Iterator[SettingsDialog]:
    made = SettingsDialog()
    qtbot.addWidget(made)
    made.show_values(SERVER)
    made.open()
    qtbot.waitExposed(made)
    made.activateWindow()
    yield made
    made.close()


def turn_to(dialog: QWidget, page: str) -> None:
    tabs = dialog.findChild(QTabBar, "settingsPages")
    tabs.setCurrentIndex([tabs.tabText(n) for n in range(tabs.count())].index(page))


def page(dialog: QWidget) -> str:
    tabs = dialog.findChild(QTabBar, "settingsPages")
    return tabs.tabText(tabs.currentIndex())


def field(dialog: QWidget, name: str) -> QLineEdit:
    return dialog.findChild(QLineEdit, name)


def button(dialog: QWidget, name: str) -> QAbstractButton:
    return dialog.findChild(QAbstractButton, name)


def choice(dialog: QWidget, name: str) -> QComboBox:
    return dialog.findChild(QComboBox, name)


def choose(dialog: QWidget, name: str, words: str) -> None:
    box = choice(dialog, name)
    box.setCurrentIndex(box.findText(words))
    box.activated.emit(box.currentIndex())


def line(dialog: QWidget, name: str) -> str:
    label = dialog.findChild(QLabel, name)
    return label.text() if label.isVisible() else ""


def sentences(dialog: QWidget) -> list[str]:
    return [one.text() for one in dialog.findChildren(QLabel, "findingSentence") if one.isVisibleTo(dialog)]


def saved(dialog: SettingsDialog) -> list[SettingsValues]:
    heard: list[SettingsValues] = []
    dialog.saved.connect(heard.append)
    button(dialog, "saveButton").click()
    return heard


@pytest.mark.parametrize("values", [SERVER, ALL, replace(SERVER, network=Network(NO_PROXY))])
def test_the_values_of_all_pages_come_back_as_they_were(
    dialog: SettingsDialog, values: SettingsValues
) -> None:
    dialog.show_values(values)
    assert saved(dialog) == [values]


def test_a_scroll_bar_that_comes_moves_nothing_sideways(qtbot: QtBot, dialog: SettingsDialog) -> None:
    dialog.turn_to(Page.ACTIONS)
    bar = dialog._page.verticalScrollBar()
    prompt = dialog.findChild(QPlainTextEdit, "actionPromptField")
    qtbot.waitUntil(lambda: not bar.isVisible())
    width = prompt.width()
    dialog.resize(dialog.width(), 400)
    qtbot.waitUntil(bar.isVisible)
    assert prompt.width() == width
    assert dialog._page.childAt(bar.mapTo(dialog._page, bar.rect().center())) is bar
    dialog.resize(dialog.width(), 700)
    qtbot.waitUntil(lambda: not bar.isVisible())
    assert prompt.width() == width


def test_the_pages_are_turned_from_everywhere(qtbot: QtBot, dialog: SettingsDialog) -> None:
    ctrl, shift = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
    dialog.turn_to(Page.DESKTOP)
    hotkey = dialog.presence.hotkey.field
    for key, held, reached in (
        (Qt.Key.Key_Tab, ctrl, "Actions"),
        (Qt.Key.Key_PageUp, ctrl, "Desktop"),
        (Qt.Key.Key_Backtab, ctrl | shift, "Privacy"),
        (Qt.Key.Key_PageDown, ctrl, "Desktop"),
    ):
        qtbot.keyClick(QApplication.focusWidget(), key, held)
        assert page(dialog) == reached
    assert hotkey.hasFocus()
    assert hotkey.value == ""
    dialog.turn_to(Page.ABOUT)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab, ctrl)
    assert page(dialog) == "Answers"


def test_home_and_end_lead_to_the_first_and_the_last_page(qtbot: QtBot, dialog: SettingsDialog) -> None:
    dialog.turn_to(Page.PRIVACY)
    for key, words in ((Qt.Key.Key_End, "About"), (Qt.Key.Key_Home, "Answers")):
        qtbot.keyClick(QApplication.focusWidget(), key)
        assert page(dialog) == words
        assert isinstance(QApplication.focusWidget(), QTabBar)


def test_the_pages_are_turned_by_keyboard(qtbot: QtBot, dialog: SettingsDialog) -> None:
    tabs = dialog.findChild(QTabBar, "settingsPages")
    tabs.setFocus()
    visited = []
    for _ in PAGES:
        visited.append(page(dialog))
        qtbot.keyClick(tabs, Qt.Key.Key_Right)
    assert visited == PAGES
    turn_to(dialog, "Connection")
    tabs.setFocus()
    order = []
    for _ in range(7):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        order.append(QApplication.focusWidget().objectName())
    assert order == [
        *("proxyChoice", "caFileField", "chooseCaFileButton", "connectTimeoutField", "idleTimeoutField"),
        *("testConnectionButton", "saveButton"),
    ]


def test_every_control_of_the_pages_has_a_name_that_can_be_read_aloud(dialog: SettingsDialog) -> None:
    names = ["settingsPages", "proxyChoice", "proxyField", "caFileField", "chooseCaFileButton"]
    names += ["connectTimeoutField", "idleTimeoutField", "storeCheck", "serverContextCheck"]
    names += ["backgroundCheck", "checkPromptsCheck", "checkAnswersCheck", "maySendAnywayCheck"]
    names += ["capabilitiesFold", "apiCapability", "serverContextCapability", "connectionStages"]
    assert [name for name in names if not dialog.findChild(QWidget, name).accessibleName()] == []


@pytest.mark.parametrize("name", [*PAGES])
def test_each_page_fits_on_a_narrow_screen(qapp: QApplication, dialog: SettingsDialog, name: str) -> None:
    Appearance(qapp, "light")
    dialog.show_values(ALL)
    turn_to(dialog, name)
    QApplication.processEvents()
    shown = dialog.findChild(QStackedWidget).currentWidget()
    assert isinstance(shown, ScrolledPage)
    assert shown.widget().minimumSizeHint().width() + shown.verticalScrollBar().sizeHint().width() <= 360


@pytest.mark.parametrize("points", [8, 10, 16])
def test_no_page_is_out_of_reach_where_there_is_little_room(
    qtbot: QtBot, qapp: QApplication, points: int
) -> None:
    Appearance(qapp, "light")
    before, font = qapp.font(), qapp.font()
    font.setPointSize(points)
    qapp.setFont(font)
    try:
        dialog = SettingsDialog()
        qtbot.addWidget(dialog)
        dialog.show_values(SERVER)
        dialog.show()
        dialog.resize(440, 600)
        qtbot.wait(10)
        tabs = dialog.findChild(QTabBar, "settingsPages")
        assert dialog.width() == 440 == tabs.width()
        places = [tabs.tabRect(number) for number in range(tabs.count())]
        assert all(place.width() >= 2 * points and tabs.rect().contains(place) for place in places)
        for number, name in enumerate(PAGES):
            qtbot.mouseClick(tabs, Qt.MouseButton.LeftButton, pos=places[number].center())
            assert page(dialog) == name == tabs.tabToolTip(number)
    finally:
        qapp.setFont(before)


# What a server can do


def test_automatic_says_what_it_means_for_this_address(dialog: SettingsDialog) -> None:
    assert choice(dialog, "apiCapability").itemText(0) == "Automatic (Chat Completions)"
    assert choice(dialog, "backgroundCapability").itemText(0) == "Automatic (no)"
    field(dialog, "baseUrlField").setText("https://api.openai.com/v1")
    assert choice(dialog, "apiCapability").itemText(0) == "Automatic (Responses)"
    assert choice(dialog, "backgroundCapability").itemText(0) == "Automatic (yes)"


def test_only_what_is_not_automatic_is_an_override(dialog: SettingsDialog) -> None:
    button(dialog, "capabilitiesFold").click()
    choose(dialog, "apiCapability", "Responses")
    choose(dialog, "storeCapability", "No")
    assert saved(dialog)[0].overrides == {"api": Api.RESPONSES, "store": False}


# The network


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("http://me:secret@proxy.example.com:3128", "http://me:••••••@proxy.example.com:3128"),
        ("http://me@proxy.example.com", "http://me@proxy.example.com"),
        ("socks5://proxy.example.com:1080", "socks5://proxy.example.com:1080"),
        ("http://me:a%40b:c@[::1]:1", "http://me:••••••@[::1]:1"),
        ("", ""),
    ],
)
def test_a_proxys_password_is_not_shown_and_not_lost(url: str, shown: str) -> None:
    assert shown_proxy(url) == shown
    assert entered_proxy(shown_proxy(url), url) == url
    assert entered_proxy("http://other:new@host:1", url) == "http://other:new@host:1"


@pytest.mark.parametrize(
    ("name", "typed", "told"),
    [
        ("proxyField", "proxy.example.com", "proxyFault"),
        ("proxyField", "", "proxyFault"),
        ("caFileField", "/nonexistent/company.pem", "caFileFault"),
        ("connectTimeoutField", "soon", "timeFault"),
        ("idleTimeoutField", "0", "timeFault"),
        ("idleTimeoutField", "nan", "timeFault"),
    ],
)
def test_what_cannot_be_used_is_told_on_its_page(
    qtbot: QtBot, dialog: SettingsDialog, name: str, typed: str, told: str
) -> None:
    dialog.show_values(replace(SERVER, network=Network("http://proxy.example.com:1")))
    field(dialog, name).setText(typed)
    turn_to(dialog, "Privacy")
    assert saved(dialog) == []
    assert dialog.isVisible()
    assert page(dialog) == "Connection"
    assert line(dialog, told)
    assert field(dialog, name).hasFocus()
    turn_to(dialog, "Appearance")
    field(dialog, "baseUrlField").setText("nowhere")
    assert saved(dialog) == []
    assert page(dialog) == "Answers"


def test_a_certificate_file_that_exists_is_taken(dialog: SettingsDialog, tmp_path: Path) -> None:
    path = tmp_path / "company.pem"
    path.write_text("")
    field(dialog, "caFileField").setText(f" {path} ")
    assert saved(dialog)[0].network == Network(ca_file=str(path))


# The test of the connection


def test_the_stages_appear_below_each_other_and_can_be_copied(qtbot: QtBot, dialog: SettingsDialog) -> None:
    turn_to(dialog, "Connection")
    with qtbot.waitSignal(dialog.check_requested) as asked:
        button(dialog, "testConnectionButton").click()
    assert asked.args == [SERVER]
    dialog.begin_check()
    assert button(dialog, "testConnectionButton").text() == "Stop"
    dialog.add_finding(Finding(Stage.NAME, Verdict.OK, "Found.", 12))
    assert sentences(dialog) == ["Found.", "…"]
    dialog.add_finding(Finding(Stage.CONNECTION, Verdict.FAILED, "Refused.", 3, "errno 111"))
    dialog.end_check()
    assert sentences(dialog) == ["Found.", "Refused."]
    assert button(dialog, "testConnectionButton").text() == "Test connection"
    button(dialog, "copyResultButton").click()
    assert QGuiApplication.clipboard().text() == (
        "Connection test of https://api.example.com/v1\n"
        "name: ok, 12 ms. Found.\n"
        "connection: failed, 3 ms. Refused. (errno 111)\n"
    )


def test_what_comes_last_is_seen(qtbot: QtBot, qapp: QApplication, dialog: SettingsDialog) -> None:
    Appearance(qapp, "light")  # with its stylesheet the pages settle later
    turn_to(dialog, "Connection")
    dialog.begin_check()
    for stage in Stage:
        dialog.add_finding(Finding(stage, Verdict.OK, "A sentence that is rather long. " * 12, 1))
    dialog.end_check()
    qtbot.wait(20)
    last = dialog.findChildren(QLabel, "findingSentence")[-1]
    bottom = last.mapTo(dialog, QPoint(0, last.height()))
    assert bottom.y() <= button(dialog, "saveButton").mapTo(dialog, QPoint(0, 0)).y()
    assert not last.visibleRegion().isEmpty()


def test_the_guide_needs_no_test(dialog: SettingsDialog) -> None:
    dialog.show_values(replace(SERVER, use_guide=True))
    turn_to(dialog, "Connection")
    assert not button(dialog, "testConnectionButton").isEnabled()
    assert "built in" in line(dialog, "testConnectionLine")


# What is allowed


def test_what_needs_storage_or_a_check_is_offered_with_it(dialog: SettingsDialog) -> None:
    turn_to(dialog, "Privacy")
    context, anyway = button(dialog, "serverContextCheck"), button(dialog, "maySendAnywayCheck")
    assert (context.isEnabled(), anyway.isEnabled()) == (False, False)
    button(dialog, "storeCheck").click()
    button(dialog, "checkAnswersCheck").click()
    assert (context.isEnabled(), anyway.isEnabled()) == (True, True)
    context.click()
    button(dialog, "storeCheck").click()
    assert saved(dialog)[0].policy == Policy(check_answers=True)


def test_it_says_what_the_server_cannot_do(dialog: SettingsDialog) -> None:
    turn_to(dialog, "Privacy")
    assert line(dialog, "policyMissing") == ""
    button(dialog, "backgroundCheck").click()
    assert "make answers at the provider" in line(dialog, "policyMissing")
    choose(dialog, "backgroundCapability", "Yes")
    assert line(dialog, "policyMissing") == ""


# What becomes of it


async def opened(it) -> SettingsDialog:
    it.window.settings_requested.emit()
    await asyncio.sleep(0.02)
    dialog = it.window.findChild(SettingsDialog)
    assert isinstance(dialog, SettingsDialog)
    return dialog


async def test_what_was_chosen_is_kept_and_used(desk) -> None:
    async with desk(provider=OPENAI_PROVIDER, settings=Settings("openai")) as it:
        dialog = await opened(it)
        button(dialog, "backgroundCheck").click()
        choose(dialog, "apiCapability", "Chat Completions")
        choose(dialog, "proxyChoice", "None")
        field(dialog, "idleTimeoutField").setText("120")
        button(dialog, "saveButton").click()
        await asyncio.sleep(0.02)
        kept = it.settings[-1]
        assert kept.policy == it.providers.policy == Policy(background=True)
        assert kept.network == Network(NO_PROXY)
        assert kept.providers == (
            replace(OPENAI_PROVIDER, idle_timeout=120.0, overrides={"api": "chat_completions"}),
        )
        assert it.providers.current == kept.current == it.providers.known[0]
        assert it.providers.capabilities().api is Api.CHAT_COMPLETIONS


async def test_another_server_keeps_what_it_was_set_up_with(desk) -> None:
    other = Provider("api.example.com", "https://api.example.com/v1", "m", 30.0, overrides={"store": True})
    settings = Settings("openai", (replace(OPENAI_PROVIDER, overrides={"usage": False}), other))
    async with desk(provider=settings.current, settings=settings) as it:
        dialog = await opened(it)
        field(dialog, "baseUrlField").setText(other.base_url)
        dialog.findChild(QComboBox, "modelField").setEditText("new")
        button(dialog, "saveButton").click()
        assert it.settings[-1].providers == (settings.providers[0], replace(other, model="new"))


async def test_the_connection_is_tested_and_left_with_the_dialog(desk) -> None:
    with WireServer() as server:
        server.reply(200, {"data": [{"id": "m"}]})
        server.raw(UntilClosed())
        provider = Provider("p", server.base_url, "m")
        async with desk(provider=provider, settings=Settings("p", (provider,))) as it:
            dialog = await opened(it)
            turn_to(dialog, "Connection")
            button(dialog, "testConnectionButton").click()
            async with asyncio.timeout(5):
                while "“m” is one of 1 model." not in sentences(dialog):
                    await asyncio.sleep(0.01)
            await asyncio.sleep(0.02)
            button(dialog, "testConnectionButton").click()
            await asyncio.to_thread(server.wait_requests, 2)
            dialog.reject()
            assert await asyncio.to_thread(server.requests[1].wait_closed)

"""The page "About", and the line that tells of a new version: asked of GitHub, on real sockets."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QLabel, QListWidget, QPlainTextEdit, QPushButton, QWidget

from app import HOMEPAGE, __version__
from app.boot import resources, updating
from app.domain.network import Network
from app.domain.settings import Settings
from app.domain.updates import Updates
from app.ui.settings_dialog import SettingsDialog
from app.ui.settings_values import Page
from tests.ui.conftest import Desk, until
from tests.wire.certificate import certificate
from tests.wire.proxy import Proxy
from tests.wire.server import WireServer

pytestmark = pytest.mark.ui

PAGE = f"{HOMEPAGE}/releases/tag/v99.0"
TOLD = {"tag_name": "v99.0", "html_url": PAGE}
GITHUB = ["CONNECT api.github.com:443"]


@dataclass
class GitHub:
    """What the program takes for it: behind a proxy, with a certificate of this name."""

    server: WireServer
    proxy: Proxy
    network: Network

    def settings(self, *, check: bool) -> Settings:
        return Settings(network=self.network, updates=Updates(check))


@pytest.fixture
def github(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[GitHub]:
    monkeypatch.setattr(updating, "_FIRST_LOOK", 0.0)
    authority = tmp_path / "ca.pem"
    with (
        WireServer(certificate(authority, "api.github.com", 9)) as server,
        Proxy(server.port) as proxy,
    ):
        yield GitHub(server, proxy, Network(proxy.url, str(authority)))


def from_flathub(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Makes this a build of a distribution."""
    (folder / "resources").mkdir()
    (folder / "resources" / "updates-by").write_text("Flathub\n")
    monkeypatch.setattr(resources, "_PACKAGE", folder)


def about(it: Desk) -> SettingsDialog:
    it.window.settings_requested.emit()
    dialog = it.find(SettingsDialog, "settingsDialog")
    dialog.turn_to(Page.ABOUT)
    return dialog


def shown(it: Desk, name: str) -> bool:
    found = it.window.findChild(QWidget, name)
    return found is not None and found.isVisible()


def status(it: Desk) -> str:
    label = it.find(QLabel, "updateStatus")
    return label.text() if label.isVisible() else ""


def read_out(widget: QWidget) -> str:
    """What a screen reader says of it."""
    return QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)


def doing() -> set[str]:
    return {task.get_name() for task in asyncio.all_tasks()}


async def test_a_new_version_is_told_by_a_line_that_leads_to_what_is_new(
    desk, github: GitHub, opened_links
) -> None:
    github.server.reply(200, TOLD)
    async with desk(settings=github.settings(check=True)) as it:
        await until(lambda: shown(it, "updateNotice"))
        assert it.find(QLabel, "updateNoticeText").text() == "Rivulet 99.0 is available."
        assert github.proxy.asked == GITHUB
        assert not it.window.notice.isVisible()
        assert it.composer.hasFocus()
        with opened_links("https") as opened:
            it.click("updateNoticeAction")
        assert opened == [PAGE]
        assert not shown(it, "updateNotice")
        assert it.settings[-1].updates.dismissed == "99.0"


async def test_a_line_that_was_dismissed_does_not_come_again(desk, github: GitHub) -> None:
    github.server.reply(200, TOLD)
    async with desk(settings=github.settings(check=True)) as it:
        await until(lambda: shown(it, "updateNotice"))
        it.click("updateNoticeDismiss")
        assert not shown(it, "updateNotice")
        kept = it.settings[-1]
    async with desk(settings=kept) as it:
        await asyncio.sleep(0.1)
        assert not shown(it, "updateNotice")
        about(it)
        assert status(it) == "Rivulet 99.0 is available."
    assert github.proxy.asked == GITHUB


@pytest.mark.parametrize("why", ["not wanted", "a distribution brings them"])
async def test_no_connection_is_made_unless_it_is_wanted(
    desk, github: GitHub, why: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if why == "a distribution brings them":
        from_flathub(tmp_path, monkeypatch)
    settings = github.settings(check=why != "not wanted")
    async with desk(settings=settings) as it:
        about(it)
        if why == "a distribution brings them":
            it.find(SettingsDialog, "settingsDialog").about.check_requested.emit()
            assert status(it) == "Updates come from Flathub."
            assert not shown(it, "updateCheck")
            assert not shown(it, "updateCheckNow")
        await asyncio.sleep(0.1)
        assert not shown(it, "updateNotice")
    assert github.proxy.asked == []


async def test_it_begins_when_it_is_chosen_and_ends_when_it_is_not(desk, github: GitHub) -> None:
    github.server.reply(404)
    async with desk(settings=github.settings(check=False)) as it:
        about(it)
        assert not it.find(QCheckBox, "updateCheck").isChecked()
        it.click("updateCheck")
        await asyncio.sleep(0.05)
        assert github.proxy.asked == []
        it.click("saveButton")
        await until(lambda: it.settings[-1].updates.checked_at)
        assert github.proxy.asked == GITHUB
        assert "look for new versions" in doing()
        asked = it.settings[-1].updates
        about(it)
        it.click("updateCheck")
        it.click("saveButton")
        await asyncio.sleep(0.05)
        assert "look for new versions" not in doing()
        assert it.settings[-1].updates == replace(asked, check=False), "what is known is kept"


async def test_who_asks_now_is_told_beside_the_button(
    desk, github: GitHub, opened_links, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr("app.ui.about_form.announce", lambda widget, words: said.append(words))
    github.server.reply(200, {**TOLD, "tag_name": f"v{__version__}"})
    github.server.reply(500)
    github.server.reply(200, TOLD)
    async with desk(settings=github.settings(check=False)) as it:
        about(it)
        for words in ("This is the newest version.", "GitHub has trouble answering. Try again later."):
            it.click("updateCheckNow")
            await until(lambda: status(it) == "Checking…")
            await until(lambda words=words: status(it) == words)
            assert it.find(QPushButton, "updateCheckNow").hasFocus()
            assert not shown(it, "updateNews")
        it.click("updateCheckNow")
        await until(lambda: status(it) == "Rivulet 99.0 is available.")
        with opened_links("https") as opened:
            it.click("updateNews")
            it.click("projectPageButton")
        assert opened == [PAGE, HOMEPAGE]
        assert not shown(it, "updateNotice")
        assert said[-2:] == ["Checking…", "Rivulet 99.0 is available."]
        it.click("cancelButton")
        said.clear()
        it.window.settings_requested.emit()
        assert said == [], "another page is open"


async def test_the_page_is_there_while_the_window_is_still_empty(desk, github: GitHub) -> None:
    settings = replace(github.settings(check=False), updates=Updates(version="99.0", page=PAGE))
    async with desk(settings=settings, early=about) as it:
        assert status(it) == "Rivulet 99.0 is available."


async def test_what_is_on_the_page_has_names_and_versions_are_copied_for_a_report(
    desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr("app.ui.copy_button.announce", lambda widget, words: said.append(words))
    async with desk(offline=True) as it:
        about(it)
        assert status(it) == "This run uses no network."
        buttons = ["updateCheck", "updateCheckNow", "updateNews", "aboutCopy", "projectPageButton"]
        for name in (*buttons, "licencesButton"):
            assert it.find(QWidget, name).accessibleName()
        it.click("aboutCopy")
        assert said == ["Copied"]
        lines = QGuiApplication.clipboard().text().splitlines()
        assert lines[0] == f"Rivulet {__version__}"
        assert [line.split()[0] for line in lines[1:4]] == ["Qt", "Python", "OpenAI"]
        assert read_out(it.find(QLabel, "aboutVersions")).splitlines() == lines
        QGuiApplication.clipboard().clear()


async def test_the_licences_are_read_by_keyboard(desk) -> None:
    async with desk(offline=True) as it:
        about(it)
        it.click("licencesButton")
        await until(lambda: shown(it, "licencesDialog"))
        names, text = it.find(QListWidget, "licencesList"), it.find(QPlainTextEdit, "licencesText")
        assert names.hasFocus()
        assert [item.text() for item in names.selectedItems()] == ["Overview"]
        titles = [names.item(row).text() for row in range(names.count())]
        qt = next(row for row, title in enumerate(titles) if title.startswith("Qt 6"))
        for _ in range(qt):
            QTest.keyClick(names, Qt.Key.Key_Down)
        top = text.cursorForPosition(text.viewport().rect().topLeft()).blockNumber()
        assert text.document().findBlockByNumber(top + 1).text() == titles[qt]
        assert "GNU LESSER GENERAL PUBLIC LICENSE" in text.toPlainText()
        QTest.keyClick(names, Qt.Key.Key_Tab)
        assert text.hasFocus()
        QTest.keyClick(text, Qt.Key.Key_Tab)
        assert it.find(QPushButton, "licencesClose").hasFocus()
        QTest.keyClick(it.find(QWidget, "licencesDialog"), Qt.Key.Key_Escape)
        await until(lambda: not shown(it, "licencesDialog"))


async def test_licences_are_shown_once_and_not_after_the_settings_are_closed(desk) -> None:
    async with desk(offline=True) as it:
        about(it)
        it.click("licencesButton")
        it.click("licencesButton")
        await until(lambda: "show the licences" not in doing())
        (dialog,) = it.window.findChildren(QWidget, "licencesDialog")
        dialog.close()
        await until(lambda: not it.window.findChildren(QWidget, "licencesDialog"))
        it.click("licencesButton")
        it.click("cancelButton")
        await until(lambda: "show the licences" not in doing())
        assert not it.window.findChildren(QWidget, "licencesDialog")


async def test_licences_that_cannot_be_read_are_told_of(
    desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with desk(offline=True) as it:
        about(it)
        (tmp_path / "resources").mkdir()
        with monkeypatch.context() as without:
            without.setattr(resources, "_PACKAGE", tmp_path)
            it.click("licencesButton")
            await until(lambda: shown(it, "licencesFault"))
        assert it.find(QLabel, "licencesFault").text() == "The licences could not be read."
        it.click("cancelButton")
        about(it)
        assert not shown(it, "licencesFault"), "that was the last time"

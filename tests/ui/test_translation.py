"""The window of live translation and its little sister, with real services and a server that translates."""

import asyncio
import random
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent, QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QToolButton, QWidget

from app.boot.connector import AppConnector
from app.domain.alignment import Pair, Standing, realigned
from app.domain.provider import GUIDE_PROVIDER, Provider
from app.domain.sentences import split
from app.services.providers import Providers
from app.services.tasks import TaskScope
from app.services.translation import LiveTranslation
from app.ui.theme import Appearance
from app.ui.translation.language_picker import LanguagePicker
from app.ui.translation.quick import QuickTranslation
from app.ui.translation.result_view import ResultView
from app.ui.translation.sentence_field import width
from app.ui.translation.window import TranslationWindow
from tests.services.conftest import NoKeychain
from tests.ui.conftest import until
from tests.wire.translator import TranslatorServer, translated

TEXT = "The river rises in the hills. Nobody knows where! 😀 It flows anyway."


@dataclass
class Desk:
    window: TranslationWindow
    quick: QuickTranslation
    server: TranslatorServer
    appearance: Appearance
    chosen: list[tuple[str, str]] = field(default_factory=list)

    @property
    def live(self) -> LiveTranslation:
        return self.window._live

    def shown(self) -> str:
        return self.window.result.toPlainText()

    def paste(self, text: str) -> None:
        data = QMimeData()
        data.setText(text)
        self.window.source.insertFromMimeData(data)

    def click(self, name: str) -> None:
        button = self.window.findChild(QWidget, name)
        assert isinstance(button, QWidget)
        assert button.isVisible()
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    def picker(self, name: str) -> LanguagePicker:
        found = self.window.findChild(LanguagePicker, name)
        assert found is not None
        return found

    def choose(self, name: str, written: str) -> None:
        """As who types it."""
        line = self.picker(name).lineEdit()
        line.setFocus()
        line.selectAll()
        QTest.keyClicks(line, written)
        matches = line.completer().popup()
        QTest.keyClick(matches if matches.isVisible() else line, Qt.Key.Key_Return)

    async def done(self) -> str:
        """What is shown when all is translated."""
        await until(lambda: self.live.text == self.window.source.toPlainText())
        await until(lambda: self.live.is_complete and not self.live.is_running)
        await asyncio.sleep(0.03)
        return self.shown()


@asynccontextmanager
async def desk(
    app: QApplication, *, source: str = "English", guide: bool = False, pause: float = 0.05
) -> AsyncIterator[Desk]:
    app.setQuitOnLastWindowClosed(False)
    errors: list[BaseException] = []
    appearance = Appearance(app, "light")
    with TranslatorServer() as server:
        tasks = TaskScope(lambda name, error: errors.append(error))
        connector = AppConnector()
        provider = GUIDE_PROVIDER if guide else Provider("test", server.base_url, "m", idle_timeout=5)
        providers = Providers(provider, connector=connector, keychain=NoKeychain())
        lives = [
            LiveTranslation(providers, tasks, source=source, target="German", pause=pause) for _ in range(2)
        ]
        window, quick = TranslationWindow(lives[0]), QuickTranslation(lives[1])
        window.show()
        window.activateWindow()
        it = Desk(window, quick, server, appearance)
        window.languages_changed.connect(lambda *languages: it.chosen.append(languages))
        try:
            yield it
        finally:
            for widget in (window, quick):
                widget.close()
                widget.deleteLater()
            await tasks.close()
            await providers.close()
            await connector.close()
            appearance.deleteLater()
            await asyncio.sleep(0)
    assert not errors


def words_marked(widget) -> list[str]:
    return [mark.cursor.selectedText() for mark in widget.extraSelections()]


async def test_what_is_typed_appears_translated(qapp):
    async with desk(qapp) as it:
        QTest.keyClicks(it.window.source, "It rains.")
        assert await it.done() == "IT RAINS.·German"
        QTest.keyClick(it.window.source, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        assert it.window.source.toPlainText() != "It rains."


async def test_a_paste_is_plain_text_translated_at_once_and_shown_in_place(qapp):
    async with desk(qapp, pause=30) as it:
        it.paste("<b>One is.</b> Two is.\n\n- Three 😀 is. Four is.\n")
        whole = await it.done()
        assert whole == ("<B>ONE IS.</B> TWO IS.·German\n\n- THREE 😀 IS.·German FOUR IS.·German\n")
        assert whole == it.live.translation()


async def test_random_edits_are_shown_as_if_the_text_had_come_at_once(qapp):
    chance = random.Random(3)
    async with desk(qapp, pause=0.005) as it:
        source = it.window.source
        for _ in range(60):
            cursor = source.textCursor()
            size = source.document().characterCount() - 1
            begin = chance.randint(0, size)
            cursor.setPosition(begin)
            cursor.setPosition(min(size, begin + chance.choice((0, 0, 1, 9))), cursor.MoveMode.KeepAnchor)
            cursor.insertText(chance.choice(["It is. ", "x", "\n", "😀 ", ". ", "- a\n", "Go on", "你好。"]))
            await asyncio.sleep(chance.choice((0, 0.004, 0.02)))
        assert await it.done() == it.live.translation()


async def test_the_other_pane_marks_the_sentence_that_is_looked_at(qapp):
    async with desk(qapp) as it:
        it.paste(TEXT)
        await it.done()
        window = it.window
        window.source.setFocus()
        cursor = window.source.textCursor()
        cursor.setPosition(TEXT.index("flows"))
        window.source.setTextCursor(cursor)
        assert words_marked(window.result) == [translated("😀 It flows anyway.")]
        at = window.result.cursorRect(window.result.cursorForPosition(QPoint(20, 12))).center()
        QTest.mouseMove(window.result.viewport(), at)
        await until(lambda: words_marked(window.source) == ["The river rises in the hills."])
        QTest.mouseMove(window.result.viewport(), QPoint(20, window.result.height() - 10))
        await until(lambda: words_marked(window.source) == [])


async def test_what_is_not_up_to_date_is_muted_and_stays(qapp):
    async with desk(qapp, pause=30) as it:
        it.paste(TEXT)
        before = await it.done()
        it.window.source.moveCursor(it.window.source.textCursor().MoveOperation.End)
        QTest.keyClicks(it.window.source, "s")
        await asyncio.sleep(0.06)
        assert it.shown() == before
        cursor = it.window.result.textCursor()
        cursor.setPosition(5)
        assert cursor.charFormat().foreground().color() == it.appearance.theme.text
        cursor.setPosition(len(before) - 3)
        assert cursor.charFormat().foreground().color() == it.appearance.theme.muted
        it.appearance.set_mode("dark")
        await asyncio.sleep(0.03)
        cursor = it.window.result.textCursor()
        cursor.setPosition(5)
        assert cursor.charFormat().foreground().color() == it.appearance.theme.text
        assert it.shown() == before


async def test_what_an_input_method_still_holds_is_not_sent(qapp):
    async with desk(qapp, pause=0.01) as it:
        it.window.source.setFocus()
        QApplication.sendEvent(it.window.source, QInputMethodEvent("にほん", []))
        await asyncio.sleep(0.1)
        assert it.server.requests == []
        done = QInputMethodEvent()
        done.setCommitString("日本")
        QApplication.sendEvent(it.window.source, done)
        assert await it.done() == translated("日本")


async def test_languages_are_detected_chosen_by_typing_and_swapped(qapp):
    async with desk(qapp, source="") as it:
        swap = it.window.findChild(QToolButton, "translationSwap")
        assert not swap.isEnabled()
        it.paste("Une phrase en français.")
        await it.done()
        assert it.picker("translateFrom").currentText() == "Detected: French"
        it.choose("translateTo", "espa")
        assert it.chosen == [("", "Spanish")]
        assert await it.done() == "UNE PHRASE EN FRANÇAIS.·Spanish"
        it.click("translationSwap")
        assert it.chosen[-1] == ("Spanish", "French")
        assert it.window.source.toPlainText() == "UNE PHRASE EN FRANÇAIS.·Spanish"
        assert await it.done() == "UNE PHRASE EN FRANÇAIS.·SPANISH·French"
        assert it.picker("translateFrom").currentText() == "Spanish"
        assert len(it.server.requests) == 3, "the text before is not sent once more"
        it.choose("translateTo", "Klingon")
        assert it.chosen[-1] == ("Spanish", "Klingon")
        it.choose("translateTo", "arabic")
        await it.done()
        lines = it.window.result
        assert lines.layoutDirection() is Qt.LayoutDirection.RightToLeft
        assert lines.cursorRect().x() > lines.width() / 2, "they begin at the right"


async def test_two_swaps_bring_back_text_languages_and_detection(qapp):
    text = "Une phrase en français. Et une autre."
    async with desk(qapp, source="") as it:
        it.paste(text)
        before = await it.done()
        for _ in range(2):
            it.click("translationSwap")
            assert it.chosen[-1] == ("German", "French")
            await it.done()
            asked = len(it.server.requests)
            it.click("translationSwap")
            assert it.chosen[-1] == ("", "German")
            assert await it.done() == before
            assert it.window.source.toPlainText() == text
            assert it.picker("translateFrom").currentText() == "Detected: French"
            assert len(it.server.requests) == asked


async def test_a_swap_after_an_edit_translates_what_is_there(qapp):
    async with desk(qapp) as it:
        it.paste("It rains.")
        await it.done()
        it.click("translationSwap")
        await it.done()
        QTest.keyClicks(it.window.source, "!")
        await it.done()
        it.click("translationSwap")
        assert it.window.source.toPlainText() == "IT RAINS.·GERMAN!·English"
        await it.done()


async def test_undo_and_redo_of_a_swap_take_the_languages_along(qapp):
    async with desk(qapp) as it:
        it.paste("It rains.")
        before = await it.done()
        it.click("translationSwap")
        await it.done()
        it.window.source.undo()
        assert await it.done() == before
        assert it.window.source.toPlainText() == "It rains."
        assert it.chosen[-1] == ("English", "German")
        it.window.source.redo()
        await it.done()
        assert it.chosen[-1] == ("German", "English")


async def test_a_long_paste_begins_at_its_beginning_and_tells_how_far_it_is(qapp):
    said = set()
    async with desk(qapp) as it:
        state = it.window.findChild(QLabel, "translationState")
        it.paste("\n".join(f"Line {number} of a long text." for number in range(200)))
        await until(lambda: it.live.text == it.window.source.toPlainText())
        while it.live.is_running:
            said.add(state.text())
            await asyncio.sleep(0.005)
        await it.done()
        assert state.text() == ""
        assert any(one.endswith(" of 200 sentences") for one in said)
        assert it.window.source.verticalScrollBar().value() == 0
        assert it.window.result.verticalScrollBar().value() == 0
        assert it.window.result.verticalScrollBar().maximum() > 0
        assert it.window.findChild(QLabel, "translationCount").text().endswith(" characters")


async def test_a_text_that_is_in_its_language_already_is_told(qapp):
    async with desk(qapp, source="") as it:
        it.choose("translateTo", "French")
        it.paste("Une phrase en français.")
        await it.done()
        words = it.window.note.findChild(QLabel, "translationNoteText").text()
        assert (it.window.note.isVisible(), words) == (True, "This text is in French already.")
        it.click("translationClear")
        await it.done()
        assert not it.window.note.isVisible()


async def test_a_match_can_be_taken_by_arrow_key(qapp):
    async with desk(qapp) as it:
        line = it.picker("translateTo").lineEdit()
        line.setFocus()
        line.selectAll()
        QTest.keyClicks(line, "svens")
        matches = line.completer().popup()
        assert matches.isVisible()
        QTest.keyClick(matches, Qt.Key.Key_Down)
        QTest.keyClick(matches, Qt.Key.Key_Return)
        assert it.chosen == [("English", "Swedish")]
        assert line.text() == "Swedish"


async def test_choosing_the_other_sides_language_swaps_them(qapp):
    async with desk(qapp) as it:
        it.choose("translateTo", "English")
        assert it.chosen == [("German", "English")]


async def test_escape_gives_a_half_typed_language_up(qapp):
    async with desk(qapp) as it:
        line = it.picker("translateTo").lineEdit()
        line.setFocus()
        line.selectAll()
        QTest.keyClicks(line, "fre")
        QTest.keyClick(line, Qt.Key.Key_Escape)
        assert line.text() == "German"
        assert it.chosen == []


async def test_what_is_typed_replaces_the_language_and_is_taken_where_one_goes_on(qapp):
    async with desk(qapp) as it:
        await until(it.window.isActiveWindow)
        picker = it.picker("translateFrom")
        line = picker.lineEdit()
        QTest.mouseClick(line, Qt.MouseButton.LeftButton)
        await asyncio.sleep(0.01)
        QTest.keyClicks(picker, "Danish")
        assert line.text() == "Danish"
        line.completer().popup().hide()
        other = QWidget()
        other.show()
        other.activateWindow()
        await until(other.isActiveWindow)
        assert it.chosen == [], "who looks elsewhere has not finished"
        other.close()
        it.window.activateWindow()
        await until(it.window.isActiveWindow)
        it.window.source.setFocus()
        assert it.chosen == [("Danish", "German")]


async def test_a_problem_is_told_with_retry_and_costs_nothing(qapp):
    async with desk(qapp) as it:
        it.paste("This was translated before. ")
        await it.done()
        it.server.refuse(401, "Incorrect API key provided.")
        it.paste("This one fails.")
        note = it.window.note
        await until(lambda: it.live.problem and note.isVisible())
        assert it.shown() == "THIS WAS TRANSLATED BEFORE.·German …"
        assert "What is translated is kept." in note.findChild(QLabel, "translationNoteText").text()
        opened: list[bool] = []
        it.window.settings_requested.connect(lambda: opened.append(True))
        QTest.mouseClick(note.findChild(QPushButton, "translationSettings"), Qt.MouseButton.LeftButton)
        assert opened == [True]
        QTest.mouseClick(note.findChild(QPushButton, "translationRetry"), Qt.MouseButton.LeftButton)
        assert await it.done() == "THIS WAS TRANSLATED BEFORE.·German THIS ONE FAILS.·German"
        assert not note.isVisible()


async def test_a_problem_with_the_first_sentence_speaks_of_nothing_that_is_kept(qapp):
    async with desk(qapp) as it:
        it.server.refuse(401, "Incorrect API key provided.")
        it.paste("This one fails.")
        await until(lambda: it.live.problem and it.window.note.isVisible())
        assert "is kept" not in it.window.note.findChild(QLabel, "translationNoteText").text()


async def test_a_wait_is_counted_down_and_can_be_cut_short(qapp):
    async with desk(qapp) as it:
        it.server.refuse(429, "slow down", {"Retry-After": "60"})
        it.paste("This one has to wait.")
        note = it.window.note
        await until(lambda: it.live.retry_at and note.isVisible())
        said = note.findChild(QLabel, "translationNoteText").text()
        assert said.endswith(("Next try in 60 s.", "Next try in 59 s."))
        it.click("translationRetry")
        assert await it.done() == translated("This one has to wait.")
        assert not note.isVisible()


async def test_copy_clear_and_what_a_closed_window_keeps(qapp):
    async with desk(qapp) as it:
        it.paste(TEXT)
        shown = await it.done()
        it.click("translationCopy")
        assert QGuiApplication.clipboard().text() == shown
        it.window.close()
        it.window.bring_to_front()
        assert it.shown() == shown
        it.click("translationClear")
        await until(lambda: it.shown() == "")
        it.window.source.undo()
        assert it.window.source.toPlainText() == TEXT


async def test_a_closed_window_asks_for_nothing_until_it_is_there_again(qapp):
    async with desk(qapp) as it:
        it.paste("".join(f"This is sentence {number} of a long text.\n" for number in range(800)))
        await until(lambda: len(it.server.requests) > 1)
        it.window.close()
        await until(lambda: not it.live.is_running)
        asked = len(it.server.requests)
        await asyncio.sleep(0.1)
        assert len(it.server.requests) == asked
        assert not it.live.is_complete
        it.window.bring_to_front()
        assert (await it.done()).count("German") == 800


async def test_a_text_that_is_too_long_says_so(qapp):
    async with desk(qapp) as it:
        it.window.source.setPlainText("This is a line.\n" * 7_000)
        await until(lambda: it.window.note.isVisible())
        assert "its end is left out" in it.window.note.findChild(QLabel, "translationNoteText").text()
        assert it.window.findChild(QLabel, "translationCount").text() == "112,000 of 100,000 characters"
        await until(lambda: it.live.is_complete and not it.live.is_running)
        assert len(it.live.pairs) == 6_250


async def test_the_guide_says_what_it_is(qapp):
    async with desk(qapp, guide=True, source="") as it:
        it.paste("The river rises in the hills.")
        assert await it.done() == "[Ťĥé řîṽéř řîšéš îň ťĥé ĥîļļš.]"
        assert it.window.note.isVisible()
        assert it.picker("translateFrom").currentText() == "Detected: English"


async def test_the_panes_scroll_together_and_lie_below_each_other_where_it_is_narrow(qapp):
    async with desk(qapp) as it:
        it.paste("\n".join(f"Line {number} of a long text." for number in range(200)))
        await it.done()
        source, result = it.window.source.verticalScrollBar(), it.window.result.verticalScrollBar()
        source.setValue(source.maximum())
        assert result.value() == result.maximum()
        result.setValue(0)
        assert source.value() == 0
        it.window.resize(480, 600)
        await asyncio.sleep(0.01)
        top = it.window.result.mapTo(it.window, QPoint(0, 0)).y()
        assert top > it.window.source.mapTo(it.window, QPoint(0, 0)).y() + 50


@pytest.mark.parametrize("size", [9, 16])
async def test_the_note_is_whole_however_small_the_window_is(qapp, size):
    before, font = qapp.font(), qapp.font()
    font.setPointSize(size)
    qapp.setFont(font)
    try:
        async with desk(qapp, guide=True) as it:
            it.paste("It rains.")
            await it.done()
            it.window.resize(380, 100)
            await asyncio.sleep(0.05)
            words = it.window.note.findChild(QLabel, "translationNoteText")
            assert words.isVisible()
            assert words.height() >= words.heightForWidth(words.width())
            assert it.window.note.geometry().bottom() <= it.window.height()
            assert it.window.width() >= 360
            assert not it.window.note.geometry().intersects(it.window.result.parentWidget().geometry())
            it.window.resize(900, 520)
            await asyncio.sleep(0.05)
            assert words.height() < 4 * words.fontMetrics().lineSpacing()
    finally:
        qapp.setFont(before)


async def test_the_little_one_grows_with_its_text_and_tells_its_language(qapp):
    async with desk(qapp, source="") as it:
        chosen: list[str] = []
        it.quick.target_changed.connect(chosen.append)
        it.quick.show()
        it.quick.set_text("Bonjour. ")
        await until(lambda: it.quick.result.toPlainText().startswith("BONJOUR.·German"))
        low = it.quick.result.height()
        it.quick.set_text("Une ligne.\nUne autre.\nEt encore une.\n")
        await until(lambda: it.quick.result.toPlainText().count("German") == 3)
        await until(lambda: it.quick.result.height() > low)
        assert it.quick.findChild(QLabel, "quickTranslationSource").text() == "from French"
        picker = it.quick.findChild(LanguagePicker, "quickTranslationTarget")
        QTest.keyClicks(picker.lineEdit(), "x")
        picker.lineEdit().selectAll()
        QTest.keyClicks(picker.lineEdit(), "Danish")
        QTest.keyClick(picker.lineEdit(), Qt.Key.Key_Return)
        assert chosen == ["Danish"]
        it.quick.copy()
        assert QGuiApplication.clipboard().text() == it.quick.translation().strip()
        it.quick.set_text("")
        await until(lambda: it.quick.result.toPlainText() == "")


@pytest.mark.parametrize("line", ["A sentence of a long text. " * 4 + "\n", "A sentence of a long text. "])
async def test_a_key_in_a_long_text_is_taken_quickly(qapp, line):
    """What a key costs beside Qt's own field: some milliseconds, and 15 where all is one line."""
    async with desk(qapp, pause=30) as it:
        text = (line * 4_000)[:99_000]
        it.window.source.setPlainText(text)
        await until(lambda: it.live.text == text)
        it.live.rest()
        await asyncio.sleep(0.2)
        times = []
        for _ in range(12):
            began = time.process_time()
            it.live.set_text(it.live.text + "x")
            it.window._show_live()
            times.append(time.process_time() - began)
        assert sorted(times)[len(times) // 2] < 0.1


@pytest.mark.parametrize("seed", range(4))
def test_what_is_changed_in_place_looks_as_if_it_were_shown_anew(qapp, seed):
    chance = random.Random(seed)
    view, texts = ResultView(), ["It is. ", "So 😀. ", "- a\n", "\n", "Yes.", "你好。", "42 "]

    def seen(result: ResultView) -> tuple[str, list[bool]]:
        cursor, muted = result.textCursor(), []
        text = result.toPlainText()
        grey = result.palette().color(QPalette.ColorRole.PlaceholderText)
        for position in range(1, width(text) + 1):
            cursor.setPosition(position)
            if not result.document().characterAt(position - 1).isspace():
                muted.append(cursor.charFormat().foreground().color() == grey)
        return text, muted

    pairs: list[Pair] = []
    for _ in range(40):
        at = chance.randint(0, len(pairs))
        match chance.randint(0, 3):
            case 0:
                pairs[at:at] = realigned([], split("".join(chance.choices(texts, k=3))), str.lower).pairs
            case 1:
                del pairs[at : at + 2]
            case _:
                for index in chance.sample(range(len(pairs)), min(3, len(pairs))):
                    if pairs[index].segment.asked:
                        words = chance.choice(["", "ja", "ja und", "😀 nein", pairs[index].translation])
                        standing = chance.choice([*Standing]) if words else Standing.EARLIER
                        pairs[index] = Pair(pairs[index].segment, words, standing)
        target = chance.choice(["German"] * 9 + ["Japanese"])
        view.show_pairs(pairs, target)
        anew = ResultView()
        anew.show_pairs(pairs, target)
        assert seen(view) == seen(anew)

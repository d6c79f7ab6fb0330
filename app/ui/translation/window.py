"""The window of live translation: two panes, and what goes from one into the other as it is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from app.domain.languages import is_right_to_left
from app.domain.translation import BATCH_SENTENCES
from app.ui.icons import put_icon
from app.ui.theme import NARROW_WINDOW, M, S
from app.ui.translation.character_count import CharacterCount
from app.ui.translation.copy_button import CopyButton
from app.ui.translation.language_picker import LanguagePicker
from app.ui.translation.note import TranslationNote
from app.ui.translation.result_view import ResultView
from app.ui.translation.sentence_field import NOWHERE, SentenceField
from app.ui.translation.side import Side
from app.ui.translation.source_edit import SourceEdit
from app.ui.translation.swapping import Stand, Swapping

if TYPE_CHECKING:
    from app.services.translation import LiveTranslation

_FRAME = 16
_SIZE = (900, 520)
_NARROWEST = 360


class TranslationWindow(QWidget):
    """A window of its own. Closing it hides it: what is in it stays while the program runs.

    What is missing then is asked for when it is seen again.

    Signals:
        languages_changed(str, str): what was chosen, from and to, by English names; from "" is detected.
        settings_requested(): the user wants to set up a server.
    """

    languages_changed = Signal(str, str)
    settings_requested = Signal()

    def __init__(self, live: LiveTranslation, parent: QWidget | None = None) -> None:
        """`live` is this window's own, with the languages to begin with."""
        super().__init__(parent, Qt.WindowType.Window)
        self.setObjectName("translationWindow")
        self.setWindowTitle(self.tr("Live translation"))
        self._live = live
        self._scrolling = False
        self._swapping: Swapping | None = None
        self.source = SourceEdit()
        self.source.setObjectName("translationSource")
        self.source.setAccessibleName(self.tr("Text to translate"))
        self.source.setPlaceholderText(self.tr("Type or paste a text"))
        self.result = ResultView()
        self.result.setObjectName("translationResult")
        self.result.setAccessibleName(self.tr("Translation"))
        self.result.setPlaceholderText(self.tr("The translation appears here"))
        self.note = TranslationNote()
        self._from = LanguagePicker(self.tr("Translate from"), detects=True)
        self._from.setObjectName("translateFrom")
        self._to = LanguagePicker(self.tr("Translate into"), detects=False)
        self._to.setObjectName("translateTo")
        self._make_buttons()
        self._lay_out()
        self._frame = QTimer(self)
        self._frame.setSingleShot(True)
        self._frame.setInterval(_FRAME)
        self._connect_signals()
        self._show_live()
        self.resize(*_SIZE)

    def set_text(self, text: str) -> None:
        """Puts a text in to be translated; the one before can be had back by undoing."""
        self.source.replace_text(text)
        self.source.setFocus()

    def bring_to_front(self) -> None:
        self.showNormal() if self.isMinimized() else self.show()
        self.raise_()
        self.activateWindow()
        self.source.setFocus()

    def swap(self) -> None:
        """The languages change places, and what was translated becomes the text; once more, all is back."""
        live, text = self._live, self.source.toPlainText()
        here = Stand(text, (live.source, live.target), live.detected)
        there = self._swapping.back(text, here.languages) if self._swapping else None
        if there is None:
            if not (source := live.source or live.detected):
                return
            translation = live.translation() if live.pairs and live.is_complete else text
            there = Stand(translation, (live.target, source))
        self._swapping = Swapping(here, there)
        live.use_languages(*there.languages, detected=there.detected)
        if there.text != text:
            self.source.replace_text(there.text)
            live.set_text(there.text)  # before the old text is sent once more
        self._tell_languages()

    def copy(self) -> None:
        """Puts the translation on the clipboard."""
        if any(pair.translation for pair in self._live.pairs):
            self._copy.copy(self._live.translation())

    # How it is made

    def _make_buttons(self) -> None:
        self._swap_key = QShortcut(QKeySequence("Ctrl+Shift+X"), self, self.swap)
        swap = self.tr("Swap languages")
        self._swap = self._button("translationSwap", "arrow-left-right-line", swap)
        self._swap.setToolTip(f"{swap} ({_keys(self._swap_key)})")
        self._copy_key = QShortcut(QKeySequence("Ctrl+Shift+C"), self, self.copy)
        self._copy = CopyButton(_keys(self._copy_key))
        self._copy.setObjectName("translationCopy")
        self._clear = self._button("translationClear", "close-line", self.tr("Clear the text"))
        self._close_key = QShortcut(QKeySequence(QKeySequence.StandardKey.Close), self, self.close)
        self._count, self._state = CharacterCount(), QLabel()
        self._state.setObjectName("translationState")
        self._state.setProperty("role", "line")
        self._state.setTextFormat(Qt.TextFormat.PlainText)

    def _button(self, name: str, icon: str, words: str) -> QToolButton:
        button = QToolButton()
        button.setObjectName(name)
        put_icon(button, icon, words)
        return button

    def _lay_out(self) -> None:
        languages = QHBoxLayout()
        languages.setSpacing(S)
        languages.addWidget(self._from, 1)
        languages.addWidget(self._swap)
        languages.addWidget(self._to, 1)
        self._sides = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._sides.setSpacing(S)
        self._sides.addWidget(Side(self.source, [self._count, None, self._clear]), 1)
        self._sides.addWidget(Side(self.result, [self._state, None, self._copy]), 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(M, M, M, M)
        column.setSpacing(S)
        column.addLayout(languages)
        column.addLayout(self._sides, 1)
        column.addWidget(self.note)
        self.setMinimumWidth(_NARROWEST)
        for before, after in (
            (self.source, self.result),
            (self.result, self._from),
            (self._from, self._swap),
            (self._swap, self._to),
            (self._to, self._clear),
            (self._clear, self._copy),
        ):
            self.setTabOrder(before, after)

    def _connect_signals(self) -> None:
        live = self._live
        live.on_changed = self._on_changed
        self.destroyed.connect(lambda: setattr(live, "on_changed", lambda: None))
        self._frame.timeout.connect(self._show_live)
        self.source.edited.connect(self._on_edited)
        self.source.textChanged.connect(self._show_clear)
        self.source.pointed.connect(self._on_source_pointed)
        self.result.pointed.connect(self._on_result_pointed)
        self.source.verticalScrollBar().valueChanged.connect(lambda: self._scroll(self.source, self.result))
        self.result.verticalScrollBar().valueChanged.connect(lambda: self._scroll(self.result, self.source))
        self._from.chosen.connect(self._on_language_chosen)
        self._to.chosen.connect(self._on_language_chosen)
        self._swap.clicked.connect(self.swap)
        self._copy.clicked.connect(self.copy)
        self._clear.clicked.connect(self._on_clear)
        self.note.retry_requested.connect(live.retry)
        self.note.settings_requested.connect(self.settings_requested)

    # What happens

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._live.refresh()
        self._on_changed()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if not event.spontaneous():  # it was closed, not minimised
            self._live.rest()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.ActivationChange and self.isActiveWindow():
            # Another server may have been chosen meanwhile.
            self._live.refresh()
            self._on_changed()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < NARROW_WINDOW
        direction = QBoxLayout.Direction
        self._sides.setDirection(direction.TopToBottom if narrow else direction.LeftToRight)

    def _on_changed(self) -> None:
        if not self._frame.isActive():
            self._frame.start()

    def _on_edited(self, text: str) -> None:
        live = self._live
        if self._swapping and (stand := self._swapping.undone(text, (live.source, live.target))):
            live.use_languages(*stand.languages, detected=stand.detected)
            self._tell_languages()
        live.set_text(text)

    def _on_language_chosen(self) -> None:
        live, source, target = self._live, self._from.language, self._to.language
        if source == target:
            # Who chooses the other side's language wants them the other way round.
            source, target = live.target if source else "", live.source or live.detected or live.target
            if source == target:
                source = ""
        live.use_languages(source, target)
        self._tell_languages()

    def _tell_languages(self) -> None:
        self.languages_changed.emit(self._live.source, self._live.target)
        self._on_changed()

    def _on_clear(self) -> None:
        self.source.replace_text("")
        self.source.setFocus()

    def _on_source_pointed(self, sentence: int) -> None:
        self.result.mark(sentence)
        self.source.mark(sentence if self.source.underMouse() else NOWHERE)

    def _on_result_pointed(self, sentence: int) -> None:
        self.source.mark(sentence)
        self.result.mark(sentence)

    def _scroll(self, moved: SentenceField, other: SentenceField) -> None:
        """The other pane goes along, in proportion."""
        if self._scrolling:
            return
        bar, along = moved.verticalScrollBar(), other.verticalScrollBar()
        self._scrolling = True
        if bar.maximum():
            along.setValue(round(along.maximum() * bar.value() / bar.maximum()))
        self._scrolling = False

    # What is shown

    def _show_clear(self) -> None:
        self._clear.setVisible(not self.source.document().isEmpty())

    def _show_live(self) -> None:
        live = self._live
        self._scrolling = True
        self.source.take_pairs(live.pairs)
        self.result.show_pairs(live.pairs, live.target)
        self._scrolling = False
        if self.source.hasFocus():
            self._scroll(self.source, self.result)  # it may have become longer
        self._from.set_language(live.source, live.detected)
        self._to.set_language(live.target)
        self.source.set_right_to_left(is_right_to_left(live.source or live.detected))
        self.result.set_right_to_left(is_right_to_left(live.target))
        self._swap.setEnabled(bool(live.source or live.detected))
        self._copy.setVisible(any(pair.translation for pair in live.pairs))
        self._state.setText(self._progress() if live.is_running and live.retry_at is None else "")
        self._show_clear()
        self._count.show_count(len(live.text))
        self.note.show_state(live)

    def _progress(self) -> str:
        done, count = self._live.progress
        if count <= BATCH_SENTENCES:
            return self.tr("Translating…")
        return self.tr("Translating… {:,} of {:,} sentences").format(done, count)


def _keys(shortcut: QShortcut) -> str:
    return shortcut.key().toString(QKeySequence.SequenceFormat.NativeText)

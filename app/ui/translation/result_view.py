"""Shows translations as they come: each in its place, and only what has changed is touched."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent
from PySide6.QtGui import QPalette, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QWidget

from app.domain.alignment import Pair, Standing, beside
from app.ui.translation.sentence_field import SentenceField, width

_MISSING = "…"


class ResultView(SentenceField):
    """Read-only. What is not up to date is muted."""

    _pairs: Sequence[Pair] = ()  # Qt tells of its palette before there are any

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self._pairs = []
        self._texts: list[str] = []
        self._target = ""

    def show_pairs(self, pairs: Sequence[Pair], target: str) -> None:
        """Brings what is shown up to date; places and selections elsewhere stay."""
        old, new, before = len(self._pairs), len(pairs), self._target
        head = tail = 0
        if target == before:
            # The last one has no blank behind it, whatever it was before.
            while head < min(old, new) - 1 and self._pairs[head] is pairs[head]:
                head += 1
            while tail < min(old, new) - head and self._pairs[old - 1 - tail] is pairs[new - 1 - tail]:
                tail += 1
            tail = max(0, tail - 1)  # of those without a translation only the first is shown
        if old == new and self._pairs[head : old - tail] == pairs[head : new - tail] and target == before:
            return
        self._target = target
        texts = self._texts_of(pairs, head, new - tail, anew=old != new or target != before)
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        self._replace(cursor, head, old - tail, pairs[head : new - tail], texts)
        cursor.endEditBlock()
        self._pairs = [*pairs]
        self._texts[head : old - tail] = texts
        self.set_widths([*map(width, self._texts)])
        self._show_mark()

    def _texts_of(self, pairs: Sequence[Pair], begin: int, end: int, *, anew: bool) -> list[str]:
        """What stands for these pairs: the same text for one that is as before, and behind one that is so."""
        texts = []
        was_same = False
        for index in range(begin, end):
            is_same = not anew and self._pairs[index] is pairs[index]
            if is_same and was_same:
                texts.append(self._texts[index])
            else:
                missing = _missing(pairs, index)
                last = index == len(pairs) - 1
                texts.append(beside(pairs[index], self._target, is_last=last, missing=missing))
            was_same = is_same
        return texts

    def words(self, sentence: int) -> str:
        return self._texts[sentence].rstrip()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange and self._pairs:
            pairs, self._pairs, self._texts = self._pairs, [], []
            self.clear()
            self.show_pairs(pairs, self._target)

    def _replace(
        self, cursor: QTextCursor, head: int, end: int, pairs: Sequence[Pair], texts: list[str]
    ) -> None:
        at = sum(self._widths[:head])
        if end - head != len(pairs):
            cursor.setPosition(at)
            cursor.setPosition(at + sum(self._widths[head:end]), QTextCursor.MoveMode.KeepAnchor)
            cursor.removeSelectedText()
            for pair, text in zip(pairs, texts, strict=True):
                cursor.insertText(text, self._format(pair))
            return
        for offset, (pair, text) in enumerate(zip(pairs, texts, strict=True)):
            before, was = self._pairs[head + offset], self._texts[head + offset]
            if was is not text and was != text:
                _rewrite(cursor, at, was, text, self._format(pair))
            if before is not pair and _is_muted(before) != _is_muted(pair):
                cursor.setPosition(at)
                cursor.setPosition(at + width(text), QTextCursor.MoveMode.KeepAnchor)
                cursor.setCharFormat(self._format(pair))
            at += self._widths[head + offset] if was is text else width(text)

    def _format(self, pair: Pair) -> QTextCharFormat:
        made = QTextCharFormat()
        role = QPalette.ColorRole.PlaceholderText if _is_muted(pair) else QPalette.ColorRole.Text
        made.setForeground(self.palette().color(role))
        return made


def _missing(pairs: Sequence[Pair], index: int) -> str:
    """What stands for a sentence without a translation: nothing, if the one before it says so already."""
    if index:
        before = pairs[index - 1]
        if before.segment.asked and not before.translation and "\n" not in before.segment.tail:
            return ""
    return _MISSING


def _is_muted(pair: Pair) -> bool:
    return pair.standing is Standing.EARLIER


def _rewrite(cursor: QTextCursor, at: int, was: str, text: str, form: QTextCharFormat) -> None:
    """Touches only what lies between what both begin and end with."""
    most = min(len(was), len(text))
    begin = 0
    while begin < most and was[begin] == text[begin]:
        begin += 1
    end = 0
    while end < most - begin and was[-1 - end] == text[-1 - end]:
        end += 1
    at += width(text[:begin])
    cursor.setPosition(at)
    cursor.setPosition(at + width(was[begin : len(was) - end]), QTextCursor.MoveMode.KeepAnchor)
    cursor.insertText(text[begin : len(text) - end], form)

"""The sidebar's list as rows: conversations by day, and the headings between them."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import IntEnum

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from app.domain.visible import in_text
from app.ui.conversation_row import Row
from app.ui.tool_tip import tip

_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Heading:
    """Stands above the conversations of some days. Can be neither selected nor opened."""

    title: str


class RowRole(IntEnum):
    ROW = Qt.ItemDataRole.UserRole
    """The Row itself, or None at a heading."""


def grouped(rows: Sequence[Row], now: float) -> list[Row | Heading]:
    """The rows, in their order, below headings by how long before `now` each was used."""
    limits = (
        (_midnight(now, 0), "Today"),
        (_midnight(now, 1), "Yesterday"),
        (_midnight(now, 7), "Previous 7 days"),
    )
    entries: list[Row | Heading] = []
    heading = ""
    for row in rows:
        title = next((title for since, title in limits if row.updated_at >= since), "Older")
        if title != heading:
            heading = title
            entries.append(Heading(title))
        entries.append(row)
    return entries


def _midnight(now: float, days_before: int) -> float:
    """When a day of the user's own calendar began."""
    day = time.localtime(now)
    return time.mktime((day.tm_year, day.tm_mon, day.tm_mday - days_before, 0, 0, 0, 0, 0, -1))


class ConversationRows(QAbstractListModel):
    """
    Signals:
        renamed(str, str): the user gave the conversation of this id another title.
    """

    renamed = Signal(str, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._entries: list[Row | Heading] = []
        self._places: dict[str, int] = {}

    def show_entries(self, entries: list[Row | Heading]) -> None:
        """Tells the view only what differs, so that its selection, its scrolling and an open editor stay."""
        before, after = [_key(entry) for entry in self._entries], [_key(entry) for entry in entries]
        if before != after:
            self.layoutAboutToBeChanged.emit()
            self._take(entries)
            places = {key: place for place, key in enumerate(after)}
            old = self.persistentIndexList()
            self.changePersistentIndexList(
                old, [self.index(places.get(before[index.row()], -1)) for index in old]
            )
            self.layoutChanged.emit()
            return
        changed = [place for place, entry in enumerate(entries) if entry != self._entries[place]]
        self._take(entries)
        if changed:
            self.dataChanged.emit(self.index(changed[0]), self.index(changed[-1]))

    def index_of(self, conversation_id: str | None) -> QModelIndex:
        """Invalid where the conversation is not listed."""
        return self.index(self._places.get(conversation_id or "", -1))

    def rowCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._entries)

    def flags(self, index: _Index) -> Qt.ItemFlag:
        if not index.isValid() or isinstance(self._entries[index.row()], Heading):
            return Qt.ItemFlag.NoItemFlags
        flag = Qt.ItemFlag
        return flag.ItemIsEnabled | flag.ItemIsSelectable | flag.ItemIsEditable | flag.ItemNeverHasChildren

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        entry = self._entries[index.row()]
        row = entry if isinstance(entry, Row) else None
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return in_text(entry.title)
            case Qt.ItemDataRole.EditRole:
                return entry.title
            case Qt.ItemDataRole.ToolTipRole:
                return tip(_said(row)) if row else None
            case Qt.ItemDataRole.AccessibleTextRole:
                return _said(row) if row else entry.title
            case RowRole.ROW:
                return row
        return None

    def setData(self, index: _Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        row = index.data(RowRole.ROW) if index.isValid() else None
        title = " ".join(str(value).split())
        if role != Qt.ItemDataRole.EditRole or not isinstance(row, Row) or title in ("", row.title):
            return False
        self._entries[index.row()] = replace(row, title=title)
        self.dataChanged.emit(index, index)
        self.renamed.emit(row.id, title)
        return True

    def _take(self, entries: list[Row | Heading]) -> None:
        self._entries = entries
        self._places = {entry.id: place for place, entry in enumerate(entries) if isinstance(entry, Row)}


def _said(row: Row) -> str:
    """The row, for a screen reader."""
    return ", ".join(
        filter(None, (in_text(row.title), "temporary" if row.is_temporary else "", row.activity))
    )


def _key(entry: Row | Heading) -> tuple[bool, str]:
    return (True, entry.id) if isinstance(entry, Row) else (False, entry.title)

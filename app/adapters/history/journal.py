"""What has come of streaming answers and is not on disk yet: as few rows as its order allows."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import apsw

from app.adapters.history.columns import bounded, storable
from app.domain.conversation import UNNUMBERED, MessageId
from app.domain.patch import PartGrew, PartOpened, Patch, Reported, Rewritten


@dataclass(slots=True)
class _Row:
    """One part's next piece; `kind` is None where it only grows."""

    part: int
    kind: str | None = None
    call_id: str = ""
    name: str = ""
    key: int = 0
    chunks: list[str] = field(default_factory=list)
    sequence: int = UNNUMBERED


@dataclass(slots=True)
class _Answer:
    rows: list[_Row] = field(default_factory=list)
    report: Reported | None = None
    rewritten: bool = False
    """The rows take the place of those that are stored."""
    sequence: int = UNNUMBERED
    """Of text that was here before it was rewritten."""

    def add(self, patch: Patch) -> None:
        match patch:
            case PartOpened(part, kind, call_id, name, key):
                self.rows.append(_Row(part, kind, call_id, name, key))
            case PartGrew(part, text, sequence):
                if not self.rows or self.rows[-1].part != part:
                    self.rows.append(_Row(part))
                row = self.rows[-1]
                row.chunks.append(text)
                row.sequence = max(row.sequence, sequence)
            case Rewritten(parts):
                self.sequence = max((self.sequence, *(row.sequence for row in self.rows)))
                self.rewritten = True
                self.rows = [
                    _Row(index, part.kind, part.call_id, part.name, part.key, [part.text])
                    for index, part in enumerate(parts)
                ]
            case Reported():
                self.report = patch
            case _:
                pass  # An end is stored with the finished message, in one go with its parts.


class Journal:
    """Joins deltas. Writing it adds rows behind those that are there, and rewrites none unless told to."""

    def __init__(self) -> None:
        self._answers: dict[MessageId, _Answer] = {}

    def add(self, message_id: MessageId, patches: Sequence[Patch]) -> None:
        answer = self._answers.setdefault(message_id, _Answer())
        for patch in patches:
            answer.add(patch)

    def write(self, connection: apsw.Connection) -> None:
        """What belongs to a message that is gone by now goes with it."""
        for message_id, answer in self._answers.items():
            if answer.rewritten:
                _clear(connection, message_id, answer.sequence)
            _append(connection, message_id, answer.rows)
            if answer.report is not None:
                _report(connection, message_id, answer.report)


def _clear(connection: apsw.Connection, message_id: MessageId, sequence: int) -> None:
    """Removes the rows of an answer, but not up to where it had come."""
    connection.execute(
        """
        UPDATE message SET sequence =
            max(sequence, ?, (SELECT coalesce(max(sequence), -1) FROM part WHERE message_id = message.id))
        WHERE id = ?
        """,
        (bounded(sequence), message_id),
    )
    connection.execute("DELETE FROM part WHERE message_id = ?", (message_id,))


def _append(connection: apsw.Connection, message_id: MessageId, rows: Sequence[_Row]) -> None:
    connection.executemany(
        """
        INSERT INTO part (message_id, seq, part, kind, call_id, name, text, key, sequence)
        SELECT id, (SELECT coalesce(max(seq), -1) + 1 FROM part WHERE message_id = message.id),
            ?, ?, ?, ?, ?, ?, ?
        FROM message WHERE id = ?
        """,
        (
            (
                row.part,
                row.kind,
                storable(row.call_id),
                storable(row.name),
                storable("".join(row.chunks)),
                bounded(row.key),
                bounded(row.sequence),
                message_id,
            )
            for row in rows
        ),
    )


def _report(connection: apsw.Connection, message_id: MessageId, report: Reported) -> None:
    connection.execute(
        """
        UPDATE message SET
            model = coalesce(nullif(?, ''), model), response_id = coalesce(nullif(?, ''), response_id)
        WHERE id = ?
        """,
        (storable(report.model), storable(report.response_id), message_id),
    )

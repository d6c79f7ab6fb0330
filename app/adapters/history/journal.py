"""What has come of streaming answers and is not on disk yet: as few rows as its order allows."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import apsw

from app.adapters.history.rows import storable
from app.domain.conversation import MessageId
from app.domain.turn import PartGrew, PartOpened, Patch, Reported


@dataclass(slots=True)
class _Row:
    """One part's next piece; `kind` is empty where it only grows."""

    part: int
    kind: str | None = None
    call_id: str = ""
    name: str = ""
    chunks: list[str] = field(default_factory=list)


class Journal:
    """Joins deltas. Writing it adds rows behind those that are there, and rewrites none."""

    def __init__(self) -> None:
        self._rows: dict[MessageId, list[_Row]] = {}
        self._reports: dict[MessageId, Reported] = {}

    def add(self, message_id: MessageId, patches: Sequence[Patch]) -> None:
        rows = self._rows.setdefault(message_id, [])
        for patch in patches:
            match patch:
                case PartOpened(part, kind, call_id, name):
                    rows.append(_Row(part, kind, call_id, name))
                case PartGrew(part, text):
                    if not rows or rows[-1].part != part:
                        rows.append(_Row(part))
                    rows[-1].chunks.append(text)
                case Reported():
                    self._reports[message_id] = patch
                case _:
                    pass  # An end is stored with the finished message, in one go with its parts.

    def write(self, connection: apsw.Connection) -> None:
        """What belongs to a message that is gone by now goes with it."""
        connection.executemany(
            """
            INSERT INTO part (message_id, seq, part, kind, call_id, name, text)
            SELECT id, (SELECT coalesce(max(seq), -1) + 1 FROM part WHERE message_id = message.id),
                ?, ?, ?, ?, ?
            FROM message WHERE id = ?
            """,
            (
                (
                    row.part,
                    row.kind,
                    storable(row.call_id),
                    storable(row.name),
                    storable("".join(row.chunks)),
                    message_id,
                )
                for message_id, rows in self._rows.items()
                for row in rows
            ),
        )
        for message_id, report in self._reports.items():
            connection.execute(
                """
                UPDATE message SET
                    model = coalesce(nullif(?, ''), model), response_id = coalesce(nullif(?, ''), response_id)
                WHERE id = ?
                """,
                (storable(report.model), storable(report.response_id), message_id),
            )

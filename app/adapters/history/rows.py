"""Conversations and messages as rows, and back."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

import apsw

from app.adapters.history.columns import bounded, decoded, encoded, storable
from app.domain.conversation import (
    Conversation,
    ConversationId,
    Message,
    MessageId,
    Part,
    PartKind,
    Role,
    Usage,
)
from app.domain.ending import EndState

Row = tuple[Any, ...]


def conversations(connection: apsw.Connection) -> list[Conversation]:
    """The most recently used first. A leaf that was never stored is left out."""
    rows = connection.execute(
        """
        SELECT id, title, created_at, updated_at, (SELECT message.id FROM message WHERE message.id = leaf_id)
        FROM conversation ORDER BY updated_at DESC, number DESC
        """
    )
    return [Conversation(*row) for row in rows]


def put_conversation(connection: apsw.Connection, conversation: Conversation) -> None:
    connection.execute(
        """
        INSERT INTO conversation (id, title, created_at, updated_at, leaf_id) VALUES (?, ?, ?, ?, ?)
        ON CONFLICT (id) DO UPDATE
        SET title = excluded.title, updated_at = excluded.updated_at, leaf_id = excluded.leaf_id
        """,
        (
            conversation.id,
            storable(conversation.title),
            conversation.created_at,
            conversation.updated_at,
            conversation.leaf_id,
        ),
    )


def delete_conversation(connection: apsw.Connection, conversation_id: ConversationId) -> None:
    connection.execute("DELETE FROM conversation WHERE id = ?", (conversation_id,))


def delete_message(connection: apsw.Connection, message_id: MessageId) -> None:
    """With all that is below it, in one statement: none may lose its parent before it goes itself."""
    connection.execute(
        """
        WITH RECURSIVE gone (id) AS (
            SELECT ? UNION ALL SELECT message.id FROM message JOIN gone ON message.parent_id = gone.id
        )
        DELETE FROM message WHERE id IN gone
        """,
        (message_id,),
    )


def messages(connection: apsw.Connection, conversation_id: ConversationId) -> list[Message]:
    """Parents before children; an answer that streams has the parts that are journalled so far."""
    journal: dict[str, list[Row]] = {}
    for message_id, *row in connection.execute(
        """
        SELECT message_id, sequence, part, kind, call_id, name, text, media_type, data, key
        FROM part LEFT JOIN picture ON picture.digest = part.picture
        WHERE message_id IN (SELECT id FROM message WHERE conversation_id = ?) ORDER BY message_id, seq
        """,
        (conversation_id,),
    ):
        journal.setdefault(message_id, []).append(tuple(row))
    rows = connection.execute(
        """
        SELECT id, conversation_id, parent_id, role, created_at, end, problem, model, response_id,
            first_token_after, provider, is_stored, in_background, sequence,
            input_tokens, output_tokens, cached_tokens, reasoning_tokens
        FROM message WHERE conversation_id = ? ORDER BY number
        """,
        (conversation_id,),
    )
    return [_message(row, journal.get(row[0], ())) for row in rows]


def put_message(connection: apsw.Connection, message: Message) -> None:
    """Inserts it, or updates what can change of it, with its whole parts in place of what was journalled."""
    usage = message.usage
    tokens = (None,) * 4 if usage is None else tuple(bounded(count) for count in asdict(usage).values())
    connection.execute(
        """
        INSERT INTO message (id, conversation_id, parent_id, role, created_at, end, problem, model,
            response_id, first_token_after, provider, is_stored, in_background, sequence,
            input_tokens, output_tokens, cached_tokens, reasoning_tokens)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (id) DO UPDATE SET end = excluded.end, problem = excluded.problem, model = excluded.model,
            response_id = excluded.response_id, first_token_after = excluded.first_token_after,
            provider = excluded.provider, is_stored = excluded.is_stored,
            in_background = excluded.in_background, sequence = excluded.sequence,
            input_tokens = excluded.input_tokens, output_tokens = excluded.output_tokens,
            cached_tokens = excluded.cached_tokens, reasoning_tokens = excluded.reasoning_tokens
        """,
        (
            message.id,
            message.conversation_id,
            message.parent_id,
            message.role,
            message.created_at,
            message.end,
            None if message.problem is None else encoded(message.problem),
            storable(message.model),
            storable(message.response_id),
            message.first_token_after,
            storable(message.provider),
            message.is_stored,
            message.in_background,
            bounded(message.sequence),
            *tokens,
        ),
    )
    connection.execute("DELETE FROM part WHERE message_id = ?", (message.id,))
    connection.executemany(
        """
        INSERT INTO part (message_id, seq, part, kind, call_id, name, text, media_type, picture, key)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        [
            (
                message.id,
                n,
                n,
                part.kind,
                storable(part.call_id),
                storable(part.name),
                storable(part.text),
                storable(part.media_type),
                _put_picture(connection, part),
                bounded(part.key),
            )
            for n, part in enumerate(message.parts)
        ],
    )


def _put_picture(connection: apsw.Connection, part: Part) -> bytes | None:
    """Stores an image's file, if it is not there yet; gives what it is found by."""
    if part.kind is not PartKind.IMAGE:
        return None
    import hashlib  # it loads OpenSSL, and most messages have no picture

    digest = hashlib.sha256(part.data).digest()
    connection.execute(
        "INSERT INTO picture (digest, data) VALUES (?, ?) ON CONFLICT DO NOTHING", (digest, part.data)
    )
    return digest


def make_leaf(connection: apsw.Connection, message: Message) -> None:
    connection.execute(
        "UPDATE conversation SET leaf_id = ? WHERE id = ?", (message.id, message.conversation_id)
    )


def running(connection: apsw.Connection) -> list[tuple[ConversationId, MessageId]]:
    """The answers without an end that are made at their provider, and can be asked for there."""
    rows = connection.execute(
        """
        SELECT conversation_id, id FROM message
        WHERE end IS NULL AND role = 'assistant' AND in_background AND response_id <> '' ORDER BY number
        """
    )
    return [(conversation_id, message_id) for conversation_id, message_id in rows]


def interrupt_streaming(connection: apsw.Connection) -> None:
    """No answer streams any more, as the program that wrote it has gone: but for those that run elsewhere."""
    connection.execute(
        """
        UPDATE message SET end = ?
        WHERE end IS NULL AND role = 'assistant' AND NOT (in_background AND response_id <> '')
        """,
        (EndState.INTERRUPTED,),
    )


def _message(row: Row, journal: Sequence[Row]) -> Message:
    """`journal`: its rows of parts, each with its sequence first."""
    id_, conversation_id, parent_id, role, created_at, end, problem, model, response_id, first, *rest = row
    provider, is_stored, in_background, sequence, *tokens = rest
    return Message(
        id_,
        conversation_id,
        parent_id,
        Role(role),
        created_at,
        _parts(row[1:] for row in journal),
        None if end is None else EndState(end),
        None if problem is None else decoded(problem),
        None if tokens[0] is None else Usage(*tokens),
        model,
        response_id,
        first,
        provider,
        bool(is_stored),
        bool(in_background),
        max((sequence, *(row[0] for row in journal))),
    )


def _parts(rows: Iterable[Row]) -> tuple[Part, ...]:
    """Rows joined, in the order of writing: part, kind or None, call id, name, text, type, file, key."""
    kinds: dict[int, PartKind] = {}
    others: dict[int, tuple[str, str, str, bytes, int]] = {}
    texts: dict[int, list[str]] = {}
    for part, kind, call_id, name, text, media_type, data, key in rows:
        if kind is not None:
            kinds[part] = PartKind(kind)
            others[part] = call_id, name, media_type, data or b"", key
        texts.setdefault(part, []).append(text)
    return tuple(
        Part(kinds.get(part, PartKind.TEXT), "".join(texts[part]), *others.get(part, ()))
        for part in sorted(texts)
    )

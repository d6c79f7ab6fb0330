"""The tree of a conversation's messages, and a branch of it taken for a conversation of its own."""

import re
import uuid
from bisect import insort
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from app.domain.conversation import ConversationId, Message, MessageId

_BRANCH = re.compile(r"(.*) \(branch(?: \d+)?\)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Deleted:
    """What was taken out of a tree, and all that it takes to put it back."""

    messages: tuple[Message, ...]
    """Parents before children."""
    leaf_id: MessageId | None
    """The end of the branch that was shown."""


class Tree:
    """Messages below their parents. Versions of one message stand in the order in which they were made."""

    def __init__(self, messages: Iterable[Message]) -> None:
        """`messages`: parents before children."""
        self.messages: dict[MessageId, Message] = {}
        self._children: dict[MessageId | None, list[MessageId]] = {}
        for message in messages:
            self.insert(message)

    def insert(self, message: Message) -> None:
        """Takes a message in, or another state of one that is there."""
        is_new = message.id not in self.messages
        self.messages[message.id] = message
        if is_new:
            siblings = self._children.setdefault(message.parent_id, [])
            # By age: one that comes back stands where it stood.
            insort(siblings, message.id, key=lambda one: self.messages[one].created_at)

    def versions(self, message_id: MessageId) -> Sequence[MessageId]:
        """The message and those that stand in its place, the oldest first."""
        return self._children[self.messages[message_id].parent_id]

    def leaf_below(self, message_id: MessageId) -> MessageId:
        """The end of the branch that was last written below a message."""
        while children := self._children.get(message_id):
            message_id = children[-1]
        return message_id

    def remove(self, message_id: MessageId) -> list[Message]:
        """Takes a message out with all that is below it, on every branch. Gives them, parents first."""
        self._children[self.messages[message_id].parent_id].remove(message_id)
        removed, ids = [], [message_id]
        for one in ids:
            removed.append(self.messages.pop(one))
            ids += self._children.pop(one, [])
        return removed


def copied(path: Sequence[Message], conversation_id: ConversationId) -> list[Message]:
    """The same messages as a line of another conversation, with ids of their own.

    Args:
        path: root first.
    """
    copies: list[Message] = []
    for message in path:
        parent_id = copies[-1].id if copies else None
        new_id = MessageId(uuid.uuid4().hex)
        copies.append(replace(message, id=new_id, conversation_id=conversation_id, parent_id=parent_id))
    return copies


def branch_title(title: str, taken: Collection[str]) -> str:
    """ "Rivers (branch)" for "Rivers", and for its branch "Rivers (branch 2)".

    Args:
        taken: titles that are there already.
    """
    found = _BRANCH.fullmatch(title)
    stem = found[1] if found else title
    number, made = 1, f"{stem} (branch)"
    while made in taken:
        number += 1
        made = f"{stem} (branch {number})"
    return made

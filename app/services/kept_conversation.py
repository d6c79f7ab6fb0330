"""A conversation as it is kept: its tree of messages, the branch that is shown, and who is told of both."""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Protocol

from app.domain.conversation import Conversation, Message, MessageId, Role, branch
from app.domain.patch import Patch
from app.domain.tree import Deleted, Tree
from app.services.records import Records
from app.services.turn import Turn


class ChatListener(Protocol):
    """Somebody who shows a conversation."""

    def branch_changed(self) -> None:
        """The path has changed otherwise than by messages added at its end."""

    def message_added(self, message: Message) -> None: ...

    def patched(self, message_id: MessageId, patches: Sequence[Patch]) -> None: ...


class KeptConversation:
    """Nothing of it is moved or removed while an answer is being written."""

    def __init__(
        self,
        conversation: Conversation,
        messages: Sequence[Message],
        *,
        records: Records,
        on_changed: Callable[[Conversation], None],
    ) -> None:
        self.conversation = conversation
        self._tree = Tree(messages)
        self.messages = self._tree.messages
        self.turn: Turn | None = None
        """The answer that is being written, if any."""
        self._records = records
        self._on_changed = on_changed
        self._listeners: list[ChatListener] = []

    def insert(self, message: Message) -> None:
        """Takes a message into the tree, or another state of one that is there; nobody is told."""
        self._tree.insert(message)

    def subscribe(self, listener: ChatListener) -> Callable[[], None]:
        """Returns the way to end it."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def catch_up(self) -> None:
        """See History.catch_up."""
        self._records.catch_up()

    @property
    def is_watched(self) -> bool:
        return bool(self._listeners)

    @property
    def path(self) -> list[Message]:
        """The branch that is shown, root first."""
        return branch(self.messages, self.conversation.leaf_id)

    def shown(self) -> list[Message]:
        """The branch with what has come so far of an answer that streams; listeners know all of it."""
        path = self.path
        if self.turn is None:
            return path
        self.turn.flush()
        if self.turn is None:  # that was its end
            return self.path
        return [*path[:-1], replace(path[-1], parts=self.turn.state.message_parts())]

    @property
    def last(self) -> Message | None:
        leaf = self.conversation.leaf_id
        return self.messages[leaf] if leaf else None

    @property
    def last_prompt(self) -> Message | None:
        """What the last answer answers."""
        return next((one for one in reversed(self.path) if one.role is Role.USER), None)

    def versions(self, message_id: MessageId) -> tuple[int, int]:
        """Which version of its prompt or answer this message is, from 1, and how many there are."""
        versions = self._tree.versions(message_id)
        return versions.index(message_id) + 1, len(versions)

    def show_version(self, message_id: MessageId, step: int) -> None:
        """Goes to the version `step` places further, on the branch that was last written below it."""
        versions = self._tree.versions(message_id)
        wanted = versions.index(message_id) + step
        if self.turn is not None or not 0 <= wanted < len(versions):
            return
        self._go_to(self._tree.leaf_below(versions[wanted]))
        self._update(used=False)
        self._tell_branch_changed()

    def delete(self, message_id: MessageId) -> Deleted | None:
        """Removes a message and all that is below it, on every branch; another version takes its place.

        Returns: what `restore` puts back. None while an answer is being written: nothing is removed then.
        """
        if self.turn is not None:
            return None
        leaf_id, parent_id = self.conversation.leaf_id, self.messages[message_id].parent_id
        versions = self._tree.versions(message_id)
        position = versions.index(message_id)
        deleted = Deleted(tuple(self._tree.remove(message_id)), leaf_id)
        if leaf_id not in self.messages:
            rest = versions[max(0, position - 1)] if versions else None
            self._go_to(self._tree.leaf_below(rest) if rest else parent_id)
        self._records.message_deleted(self.conversation, message_id)
        self._on_changed(self.conversation)
        self._tell_branch_changed()
        return deleted

    def restore(self, deleted: Deleted) -> None:
        """Puts back what was deleted, on the branch that was shown. A running answer stays in view."""
        root = deleted.messages[0]
        if root.id in self.messages or (root.parent_id and root.parent_id not in self.messages):
            return
        for message in deleted.messages:
            self.insert(message)
        if self.turn is None:
            self._go_to(deleted.leaf_id)
        self._records.messages(self.conversation, deleted.messages)
        self._on_changed(self.conversation)
        self._tell_branch_changed()

    def rename(self, title: str) -> None:
        self._update(title=title, used=False)

    def keep(self, records: Records) -> None:
        """A temporary conversation is written to `records`, with what has come so far, from now on."""
        messages = self.shown()
        self._records = records
        self.conversation = replace(self.conversation, is_temporary=False)
        others = [one for one in self.messages.values() if one.id != self.conversation.leaf_id]
        if messages:
            self._records.messages(self.conversation, [*others, *messages[-1:]])
        self._on_changed(self.conversation)

    def discard(self, records: Records) -> None:
        """It was deleted: its answer stops, and what is left of it goes to `records`, which keep nothing."""
        self._records = records
        self._on_changed = lambda conversation: None
        if self.turn is not None:
            self.turn.stop()

    def _go_to(self, leaf_id: MessageId | None) -> None:
        self.conversation = replace(self.conversation, leaf_id=leaf_id)

    def _add(self, message: Message) -> None:
        self.insert(message)
        self._go_to(message.id)
        self._records.message(message)
        for listener in tuple(self._listeners):
            listener.message_added(message)

    def _update(self, title: str = "", *, used: bool = True) -> None:
        """`used`: it counts as the one that was used last."""
        updated_at = time.time() if used else self.conversation.updated_at
        self.conversation = replace(
            self.conversation, title=title or self.conversation.title, updated_at=updated_at
        )
        self._records.conversation(self.conversation)
        self._on_changed(self.conversation)

    def _tell_branch_changed(self) -> None:
        for listener in tuple(self._listeners):
            listener.branch_changed()

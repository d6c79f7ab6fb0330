"""All conversations: lists, opens, renames and deletes them."""

import time
import uuid
from collections.abc import Callable
from dataclasses import replace

from app.domain.conversation import Conversation, ConversationId, Message, MessageId, branch
from app.domain.ports import History
from app.domain.problem import EnvironmentFault
from app.domain.tree import branch_title, copied
from app.services.activity import Activities
from app.services.chat import Chat
from app.services.providers import Providers
from app.services.records import Records
from app.services.tasks import TaskScope


class Library:
    """Keeps the list of conversations true, and open chats alive while their answers stream."""

    def __init__(
        self,
        *,
        history: History | None,
        providers: Providers,
        tasks: TaskScope,
        on_fault: Callable[[str], None],
    ) -> None:
        """`on_fault` is told, in one sentence, what could not be read or saved."""
        self.conversations: dict[ConversationId, Conversation] = {}
        """Stored ones, in no particular order."""
        self.on_answer: Callable[[Chat], None] = lambda chat: None
        """Told of an open chat whose answer may have begun, ended, held on or gone on."""
        self.on_deleted: Callable[[ConversationId], None] = lambda conversation_id: None
        self.activities = Activities()
        self._listeners: list[Callable[[], None]] = []
        self._history = history
        self._records = Records(history, tasks, on_fault)
        self._unrecorded = Records(None, tasks, on_fault)
        self._providers = providers
        self._tasks = tasks
        self._on_fault = on_fault
        self._chats: dict[ConversationId, Chat] = {}
        self._aside: set[ConversationId] = set()
        """Those that are not listed, until they are kept."""
        self._blank: Chat | None = None

    def subscribe(self, on_changed: Callable[[], None]) -> None:
        """`on_changed` is told when the list, a title or what goes on in a conversation has changed."""
        self._listeners.append(on_changed)

    def tell(self) -> None:
        """That something of it has changed."""
        for on_changed in self._listeners:
            on_changed()

    async def load(self) -> None:
        """Reads the list. Raises EnvironmentFault."""
        if self._history is not None:
            self.conversations = {found.id: found for found in await self._history.conversations()}
        self.tell()

    def recent(self) -> list[Conversation]:
        """The most recently used first."""
        return sorted(self.conversations.values(), key=lambda one: one.updated_at, reverse=True)

    def is_streaming(self, conversation_id: ConversationId) -> bool:
        chat = self._chats.get(conversation_id)
        return chat is not None and chat.turn is not None

    @property
    def answering(self) -> list[Chat]:
        """The chats whose answers are being written."""
        return [chat for chat in self._chats.values() if chat.turn is not None]

    @property
    def is_busy(self) -> bool:
        """Whether any answer is being written."""
        return bool(self.answering)

    def new_chat(self, *, patient: bool = True, temporary: bool = False) -> Chat:
        """The empty conversation. It is listed and stored with its first prompt; until then there is one.

        Args:
            patient: see Turn.
            temporary: it is never stored, and kept in memory until it is deleted or the program ends.
        """
        blank = self._blank
        # One whose messages were all deleted is listed, and keeps its name until it is used again.
        if blank is None or blank.messages or blank.conversation.id in self.conversations:
            blank = None
        if blank is None or blank.conversation.is_temporary is not temporary:
            if blank is not None:
                self._chats.pop(blank.conversation.id, None)
            now = time.time()
            fresh = Conversation(
                ConversationId(uuid.uuid4().hex), "New chat", now, now, is_temporary=temporary
            )
            blank = self._blank = self._chat(fresh, [], patient=patient)
        return blank

    def aside(self) -> Chat:
        """An empty conversation beside the list: temporary, and its owner's alone until it is kept.

        Its owner deletes it, or keeps it.
        """
        now = time.time()
        made = Conversation(ConversationId(uuid.uuid4().hex), "New chat", now, now, is_temporary=True)
        self._aside.add(made.id)
        return self._chat(made, [])

    def keep(self, chat: Chat) -> None:
        """A temporary conversation is stored from now on, with all that it has. Who shows it releases it."""
        self._aside.discard(chat.conversation.id)
        if chat.conversation.is_temporary:
            chat.keep(self._records)
            # Nobody may be looking at it in this moment, in which it goes from one window to another.
            self._chats[chat.conversation.id] = chat

    async def take_up(self) -> None:
        """Listens again to the answers that ran on at their providers when the program ended."""
        if self._history is None:
            return
        try:
            for conversation_id, message_id in await self._history.running():
                if conversation_id in self.conversations:
                    (await self.open(conversation_id)).take_up(message_id)
        except EnvironmentFault as fault:
            self._on_fault(str(fault))

    async def open(self, conversation_id: ConversationId) -> Chat:
        """The chat of a stored conversation, or the one that is open already. Raises EnvironmentFault."""
        if conversation_id in self._chats:
            return self._chats[conversation_id]
        messages = await self._history.messages(conversation_id) if self._history is not None else []
        if conversation_id in self._chats:  # somebody else opened it meanwhile
            return self._chats[conversation_id]
        if conversation_id not in self.conversations:
            raise EnvironmentFault("This conversation has been deleted.")
        return self._chat(self.conversations[conversation_id], messages)

    def release(self, chat: Chat) -> None:
        """Nobody looks at this chat any more: it stays only while it streams, or could not be saved."""
        is_blank = chat is self._blank and chat.conversation.id not in self.conversations
        may_go = self._records.are_sound and not chat.conversation.is_temporary
        if not is_blank and chat.turn is None and may_go:
            self._chats.pop(chat.conversation.id, None)

    def rename(self, conversation_id: ConversationId, title: str) -> None:
        title = " ".join(title.split())
        if not title:
            return
        if chat := self._chats.get(conversation_id):
            chat.rename(title)
            return
        renamed = replace(self.conversations[conversation_id], title=title)
        self._changed(renamed)
        self._records.conversation(renamed)

    def delete(self, conversation_id: ConversationId) -> None:
        """Stops its answer, if one streams, and removes it for good."""
        if chat := self._chats.pop(conversation_id, None):
            chat.discard(self._unrecorded)
        self.conversations.pop(conversation_id, None)
        self._aside.discard(conversation_id)
        self.activities.forget(conversation_id)
        self.on_deleted(conversation_id)
        self.tell()
        self._records.deleted(conversation_id)

    def branch(self, chat: Chat, message_id: MessageId) -> Chat:
        """A new conversation with copies of a chat's messages up to this one; the chat stays as it is.

        Args:
            message_id: not an answer that is being written.
        """
        source = chat.conversation
        title = branch_title(source.title, {one.title for one in self.conversations.values()})
        new_id, now = ConversationId(uuid.uuid4().hex), time.time()
        messages = copied(branch(chat.messages, message_id), new_id)
        made = Conversation(new_id, title, now, now, messages[-1].id, source.is_temporary)
        self._records_of(made).messages(made, messages)
        self.conversations[new_id] = made
        self.tell()
        return self._chat(made, messages)

    def _chat(self, conversation: Conversation, messages: list[Message], *, patient: bool = True) -> Chat:
        chat = Chat(
            conversation,
            messages,
            records=self._records_of(conversation),
            providers=self._providers,
            tasks=self._tasks,
            on_changed=self._changed,
            on_fault=self._on_fault,
            patient=patient,
        )
        self._chats[conversation.id] = chat
        return chat

    def _records_of(self, conversation: Conversation) -> Records:
        return self._unrecorded if conversation.is_temporary else self._records

    def _changed(self, conversation: Conversation) -> None:
        is_used = conversation.leaf_id is not None or conversation.id in self.conversations
        if is_used and conversation.id not in self._aside:
            self.conversations[conversation.id] = conversation
        if chat := self._chats.get(conversation.id):
            self.activities.take(chat)
            self.on_answer(chat)
            if not chat.is_watched:
                self.release(chat)
        self.tell()

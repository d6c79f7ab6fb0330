"""What the services need from the world. Adapters fulfil these; boot brings both together."""

from collections.abc import AsyncGenerator, Callable, Sequence
from typing import Protocol

from app.domain.capabilities import Capabilities
from app.domain.connection_check import Finding
from app.domain.conversation import Conversation, ConversationId, Message, MessageId
from app.domain.hotkey import Chord, HotkeyState, Press
from app.domain.network import Network
from app.domain.patch import Patch
from app.domain.prompt import ChatRequest, Outgoing
from app.domain.provider import Provider
from app.domain.release import Release
from app.domain.stream import StreamEvent


class ChatBackend(Protocol):
    """One provider, ready to be asked."""

    def stream(self, request: ChatRequest) -> AsyncGenerator[StreamEvent, None]:
        """The answer as it comes. Closing the generator (or cancelling its reader) closes the socket.

        Raises nothing but CancelledError: what goes wrong is a last event, `Failed`. An end without
        `Failed` is the wire's own end; whether the answer is complete is for the turn to say.
        """
        ...

    def resume(self, response_id: str, after: int) -> AsyncGenerator[StreamEvent, None]:
        """What has followed event `after` of an answer that is made at the provider; as `stream`.

        Where it can be followed no more, it is waited for, and comes as a `Snapshot`.
        """
        ...

    async def cancel(self, response_id: str) -> None:
        """Ends an answer that is made at the provider. Raises TurnError; one that has ended is no error."""
        ...

    async def moderate(self, texts: Sequence[str]) -> list[frozenset[str]]:
        """The categories that the moderation check flags in each text; none is fine. Raises TurnError."""
        ...

    def outgoing(self, request: ChatRequest) -> Outgoing:
        """The request as `stream` would send it."""
        ...

    @property
    def capabilities(self) -> Capabilities:
        """As far as they have been learned by now."""
        ...

    async def models(self) -> list[str]:
        """Names of the models that the server offers, sorted. Raises TurnError."""
        ...

    async def close(self) -> None: ...


class Connector(Protocol):
    """Makes backends. May take long the first time (it imports the SDK, or starts the Guide)."""

    network: Network
    """How servers are reached from the next connection on."""

    async def connect(self, provider: Provider, key: str) -> ChatBackend:
        """Raises TurnError when the base URL or the key cannot be used at all."""
        ...


class ConnectionCheck(Protocol):
    """Looks where the way to a server ends."""

    def check(self, provider: Provider, network: Network, key: str) -> AsyncGenerator[Finding, None]:
        """A finding for each stage as soon as it is over; the first failure is the last. Costs nothing.

        Raises nothing but CancelledError. Closing the generator ends the look at once.
        """
        ...


class Keychain(Protocol):
    """The operating system's keyring. A key belongs to a provider and the host that it was given for.

    Where there is no keyring yet, `write` alone may have the user make one.
    """

    async def place(self) -> str:
        """Where keys are kept, in the user's words ("GNOME Keyring"). Raises EnvironmentFault if nowhere."""
        ...

    async def read(self, provider: Provider) -> str | None:
        """The key, or None if there is none. Raises EnvironmentFault (locked, no service, time-out)."""
        ...

    async def write(self, provider: Provider, key: str) -> None:
        """Stores and reads back. Raises EnvironmentFault, also when what was read back differs."""
        ...

    async def remove(self, provider: Provider) -> bool:
        """Whether there was a key to remove. Raises EnvironmentFault."""
        ...


class History(Protocol):
    """Conversations on disk. All methods but `record` raise EnvironmentFault (full disk, locked file)."""

    async def conversations(self) -> list[Conversation]:
        """All of them, the most recently used first."""
        ...

    async def running(self) -> list[tuple[ConversationId, MessageId]]:
        """The answers that are still made at their provider, since before this start."""
        ...

    async def messages(self, conversation_id: ConversationId) -> list[Message]:
        """Every message of the tree, parents before children."""
        ...

    async def save_conversation(self, conversation: Conversation) -> None:
        """Inserts it, or updates its title, time and leaf."""
        ...

    async def delete_conversation(self, conversation_id: ConversationId) -> None: ...

    async def add_message(self, message: Message) -> None:
        """Inserts a message with its parts, and makes it the leaf of its conversation."""
        ...

    async def add_messages(self, conversation: Conversation, messages: Sequence[Message]) -> None:
        """Inserts messages, parents before children, and saves their conversation: all or nothing."""
        ...

    async def delete_message(self, conversation: Conversation, message_id: MessageId) -> None:
        """Removes a message with all below it, and saves its conversation: all or nothing."""
        ...

    def record(self, message_id: MessageId, patches: Sequence[Patch]) -> None:
        """Journals an answer while it streams. Never blocks and never raises: a fault comes to `on_fault`."""
        ...

    def catch_up(self) -> None:
        """Call it before a change is painted: blocks until all are safe from a crash, or for half a frame.

        It mostly takes no time, and never long: a disk that holds things up is waited for once.
        """
        ...

    async def finish_message(self, message: Message) -> None:
        """Writes the end, the usage and the whole parts of an answer, in place of its journal."""
        ...

    async def reopen_message(self, message: Message) -> None:
        """Writes an answer that streams again, as it is so far; its end is None until it is finished."""
        ...


class Speaker(Protocol):
    """The voice of the system."""

    async def speak(self, text: str) -> None:
        """Reads plain text aloud, to its end. Cancelling it silences it at once.

        Raises EnvironmentFault where there is no voice, or it fails.
        """
        ...


class Hotkey(Protocol):
    """One key that reaches us from every program, as far as this desktop lets it."""

    on_changed: Callable[[HotkeyState], None] | None = None
    """Called in the loop's thread when what `claim` told is so no more: the desktop has taken the key
    away, given another one, or come back."""

    async def claim(self, chord: Chord | None, on_pressed: Callable[[Press], None]) -> HotkeyState:
        """Takes this key, in place of the one before; None takes none. Raises nothing: the state tells.

        `on_pressed` is called in the loop's thread.
        """
        ...

    async def close(self) -> None: ...


class Foreground(Protocol):
    """Which window has the keyboard, where a desktop wants more than to be asked by a toolkit."""

    def remember(self) -> None:
        """The window of another program that has the keyboard now is the one to give it back to."""
        ...

    def take(self, window: int, press: Press) -> None:
        """Gives the keyboard to our window of this native id, which is shown."""
        ...

    def give_back(self) -> None:
        """To the window that was remembered, if it is still there and none of ours is wanted."""
        ...


class Autostart(Protocol):
    """The system's own entry for what begins at login."""

    def is_on(self) -> bool: ...

    def turn(self, on: bool) -> None:
        """Raises EnvironmentFault."""
        ...


class Notifier(Protocol):
    """The system's notifications."""

    async def show(self, name: str, title: str, text: str, on_clicked: Callable[[Press], None]) -> bool:
        """Plain texts; one of the same name takes the place of the one before.

        Returns: whether the system has taken it. `on_clicked` is called in the loop's thread.
        """
        ...

    async def withdraw(self, name: str) -> None:
        """It has been seen otherwise."""
        ...

    async def close(self) -> None: ...


class ReleaseSource(Protocol):
    async def latest(self, network: Network) -> Release:
        """The newest one, as the server tells of it. Raises CheckFailed."""
        ...

"""One conversation: sends prompts, runs their answers, and keeps both."""

import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Protocol

from app.domain.conversation import (
    UNNUMBERED,
    Conversation,
    Message,
    MessageId,
    Part,
    PartKind,
    Role,
    branch,
    title_of,
)
from app.domain.ending import EndState
from app.domain.moderation import announced
from app.domain.patch import PartGrew, PartOpened, Patch, Rewritten
from app.domain.prompt import ChatRequest, Outgoing, chat_request
from app.domain.tree import Deleted, Tree
from app.domain.turn_state import TurnState, finished, reattached, resumed
from app.services.answers import Answers
from app.services.providers import Providers
from app.services.records import Records
from app.services.standing import Standing, standing
from app.services.tasks import TaskScope
from app.services.turn import Turn


class ChatListener(Protocol):
    """Somebody who shows a conversation."""

    def branch_changed(self) -> None:
        """The path has changed otherwise than by messages added at its end."""

    def message_added(self, message: Message) -> None: ...

    def patched(self, message_id: MessageId, patches: Sequence[Patch]) -> None: ...


class Chat:
    """A conversation that is open. Its answer streams on, whoever looks at it."""

    def __init__(
        self,
        conversation: Conversation,
        messages: Sequence[Message],
        *,
        records: Records,
        providers: Providers,
        tasks: TaskScope,
        on_changed: Callable[[Conversation], None],
        on_fault: Callable[[str], None],
        patient: bool = True,
    ) -> None:
        """
        Args:
            on_changed: told when the title, the time or the leaf changes, or when an answer begins, ends,
                holds on or goes on.
            on_fault: told, in one sentence, what could not be done.
            patient: see Turn.
        """
        self.conversation = conversation
        self._tree = Tree(messages)
        self.messages = self._tree.messages
        self.turn: Turn | None = None
        """The answer that is being written, if any."""
        self._records = records
        self._providers = providers
        self._on_changed = on_changed
        self._answers = Answers(
            providers, tasks, title=lambda: self.conversation.title, on_fault=on_fault, patient=patient
        )
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

    def standing(self) -> Standing | None:
        """How the last answer stands; None while it is simply being written, or when there is none."""
        return standing(self.turn, self.last, may_send_anyway=self._providers.policy.may_send_anyway)

    async def outgoing(
        self, text: str = "", images: Sequence[Part] = (), *, instead_of: MessageId | None = None
    ) -> Outgoing:
        """What would be sent with this prompt, or for another answer to the last one. Raises TurnError.

        Args:
            instead_of: the prompt of which this is another wording.
        """
        leaf = self.messages[instead_of].parent_id if instead_of else self.conversation.leaf_id
        path = branch(self.messages, leaf) if instead_of else self.shown()
        if text.strip() or images:
            path = [*path, self._new_message(Role.USER, leaf, _parts(text, images))]
        elif path and path[-1].is_answer:
            path = path[:-1]
        backend = await self._providers.backend()
        outgoing = backend.outgoing(self._request(path))
        return replace(outgoing, note=announced(self._providers.policy))

    # What the user can do

    def send(self, text: str, images: Sequence[Part] = ()) -> None:
        """Adds the prompt at the end of the branch and lets it be answered."""
        self._ask(text, images, self.conversation.leaf_id)

    def edit(self, message_id: MessageId, text: str, images: Sequence[Part] = ()) -> None:
        """Sends another wording of a prompt, as a sibling: the old one stays, with its answers."""
        self._ask(text, images, self.messages[message_id].parent_id)

    def retry(self, message_id: MessageId | None = None) -> None:
        """Answers a prompt once more, as a sibling of the answer that is there.

        Args:
            message_id: the answer, or the prompt itself; None is the last one. While an answer is
                being written, no other one can be asked for.
        """
        if message_id is not None and message_id != self.conversation.leaf_id:
            if self.turn is None:
                self._answer_again(until=message_id)
            return
        if self.turn is not None:
            if self.turn.retry_at is not None:
                self.turn.retry_now()
                return
            self.turn.abandon()
        self._answer_again()

    def send_anyway(self) -> None:
        """Answers the last prompt once more, and the moderation check does not look at it."""
        if self.turn is None:
            self._answer_again(checked=False)

    def resume(self) -> None:
        """Takes up an answer that goes on, or is kept, at its provider."""
        last = self.last
        if self.turn is None and last is not None and last.can_resume:
            self._reopen(last, ChatRequest(last.model, (), background=True), reattached(last))
        elif self.turn is not None:
            self.turn.retry_now()

    def take_up(self, message_id: MessageId) -> None:
        """As `resume`, for an answer that still ran at its provider when the program ended.

        Where it is not the last one, it is left there, and can be resumed later.
        """
        answer = self.messages.get(message_id)
        if message_id == self.conversation.leaf_id:
            self.resume()
        elif answer is not None and answer.end is None:
            answer = self.messages[message_id] = replace(answer, end=EndState.INTERRUPTED)
            self._records.finished(answer)
            self._tell_branch_changed()

    def shorten(self) -> int:
        """Retries without the older half of the conversation. Gives how many prompts were left out."""
        prompts = [index for index, message in enumerate(self.path) if message.role is Role.USER]
        left_out = len(prompts) // 2
        if left_out:
            self._answer_again(leave_out=prompts[left_out])
        return left_out

    def continue_answer(self) -> None:
        """Lets an answer that was cut go on where it ended, in the same message."""
        last = self.last
        if self.turn is not None or last is None or not last.is_answer:
            return
        request = self._request(self.path, continuing=True)
        last = replace(
            last,
            provider=self._providers.current.name,
            is_stored=request.store,
            in_background=False,
            sequence=UNNUMBERED,
        )
        self._reopen(last, request, resumed(last))

    def stop(self) -> None:
        if self.turn is not None:
            self.turn.stop()

    def keep_waiting(self) -> None:
        if self.turn is not None:
            self.turn.keep_waiting()

    def give_up(self) -> None:
        """No further tries."""
        if self.turn is not None:
            self.turn.give_up()

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
        self.stop()

    # How it is done

    def _ask(self, text: str, images: Sequence[Part], parent_id: MessageId | None) -> None:
        if self.turn is not None:
            return
        if not self.messages:
            self.conversation = replace(self.conversation, title=_title(text, images))
        self._update()
        branched = parent_id != self.conversation.leaf_id
        question = self._new_message(Role.USER, parent_id, _parts(text, images))
        self._add(question)
        self._answer(question, self._request(self.path), branched=branched)

    def _answer_again(
        self, leave_out: int = 0, until: MessageId | None = None, *, checked: bool = True
    ) -> None:
        """
        Args:
            until: the last prompt up to here is answered; None is the end of the branch.
            checked: the moderation check looks at it, if the policy wants it.
        """
        path = branch(self.messages, until or self.conversation.leaf_id)
        question = next((one for one in reversed(path) if one.role is Role.USER), None)
        if question is None:
            return
        last = self.last
        if last is not None and last.can_resume and last.parent_id == question.id:
            self._answers.end_at_provider(last.provider, last.response_id)
        asked = branch(self.messages, question.id)
        self._answer(question, self._request(asked[leave_out:]), branched=True, checked=checked)

    def _answer(
        self, question: Message, request: ChatRequest, *, branched: bool, checked: bool = True
    ) -> None:
        answer = replace(
            self._new_message(Role.ASSISTANT, question.id),
            model=request.model,
            provider=self._providers.current.name,
            is_stored=request.store,
            in_background=request.background,
        )
        self._add(answer)
        self._run(answer, request, checked=checked)
        if branched:
            self._tell_branch_changed()

    def _reopen(self, answer: Message, request: ChatRequest, state: TurnState) -> None:
        """Lets an answer go on in its own message."""
        answer = replace(answer, end=None, problem=None)
        self.messages[answer.id] = answer
        self._records.reopened(answer)
        self._run(answer, request, state)
        self._tell_branch_changed()

    def _run(
        self, answer: Message, request: ChatRequest, state: TurnState | None = None, *, checked: bool = True
    ) -> None:
        def take(turn: Turn, patches: Sequence[Patch]) -> None:
            self._records.patches(answer.id, patches)
            if turn.state.closed:
                self._finish(answer, turn)
            elif not all(isinstance(patch, PartGrew | PartOpened) for patch in patches):
                self._on_changed(self.conversation)
            for listener in tuple(self._listeners):
                listener.patched(answer.id, patches)
            if any(isinstance(patch, Rewritten) for patch in patches):
                self._tell_branch_changed()

        self.turn = self._answers.start(answer, request, take, state, checked=checked)
        self._on_changed(self.conversation)

    def _finish(self, answer: Message, turn: Turn) -> None:
        first_token_after = answer.first_token_after
        if first_token_after is None:
            first_token_after = turn.first_token_after
        answer = replace(finished(answer, turn.state), first_token_after=first_token_after)
        self.messages[answer.id] = answer
        if self.turn is turn:
            self.turn = None
        self._records.finished(answer)
        self._update()

    def _request(self, path: list[Message], *, continuing: bool = False) -> ChatRequest:
        providers = self._providers
        return chat_request(
            path,
            providers.current,
            providers.capabilities(),
            providers.policy,
            continuing=continuing,
            temporary=self.conversation.is_temporary,
        )

    def _new_message(self, role: Role, parent_id: MessageId | None, parts: tuple[Part, ...] = ()) -> Message:
        return Message(MessageId(uuid.uuid4().hex), self.conversation.id, parent_id, role, time.time(), parts)

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


def _parts(text: str, images: Sequence[Part]) -> tuple[Part, ...]:
    return (*images, Part(PartKind.TEXT, text)) if text.strip() else tuple(images)


def _title(text: str, images: Sequence[Part]) -> str:
    return title_of(text if text.strip() else ", ".join(image.name for image in images))

"""One conversation: sends prompts, runs their answers, and keeps both."""

import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import replace

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
from app.domain.turn_state import TurnState, finished, reattached, resumed
from app.services.answers import Answers
from app.services.kept_conversation import KeptConversation
from app.services.providers import Providers
from app.services.records import Records
from app.services.standing import Standing, standing
from app.services.tasks import TaskScope
from app.services.turn import Turn


class Chat(KeptConversation):
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
        super().__init__(conversation, messages, records=records, on_changed=on_changed)
        self._providers = providers
        self._answers = Answers(
            providers, tasks, title=lambda: self.conversation.title, on_fault=on_fault, patient=patient
        )

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


def _parts(text: str, images: Sequence[Part]) -> tuple[Part, ...]:
    return (*images, Part(PartKind.TEXT, text)) if text.strip() else tuple(images)


def _title(text: str, images: Sequence[Part]) -> str:
    return title_of(text if text.strip() else ", ".join(image.name for image in images))

"""One request of a live translation, and what has come of it."""

from collections.abc import Callable, Sequence

from app.domain.conversation import PartKind
from app.domain.ending import EndState
from app.domain.patch import PartGrew, Patch, Rewritten
from app.domain.problem import Problem
from app.domain.prompt import ChatRequest
from app.domain.translation import Answer, messages
from app.services.moderation import moderation_guard
from app.services.providers import Providers
from app.services.turn import Turn


class TranslationRequest:
    """Some sentences that are being translated together."""

    def __init__(
        self,
        sentences: tuple[str, ...],
        room: tuple[str, ...],
        providers: Providers,
        on_changed: Callable[[], None],
    ) -> None:
        """
        Args:
            room: who translates, from and into which language; told apart by their last two.
            on_changed: told of all that comes.
        """
        self.sentences, self.room = sentences, room
        self._providers, self._on_changed = providers, on_changed
        self._answer = Answer(sentences)
        self._turn = Turn(
            self._on_patches,
            idle_timeout=providers.current.idle_timeout,
            patient=False,
            guard=moderation_guard(providers.policy),
        )

    async def run(self) -> Problem | None:
        """Until its end; gives why it did not come to a good one."""
        source, target = self.room[-2:]
        asked = messages(self.sentences, source, target)
        await self._turn.run(self._providers.backend, ChatRequest(self._providers.current.model, asked))
        state = self._turn.state
        match state.end:
            case EndState.COMPLETE:
                self._answer.finish()
            case EndState.LENGTH | EndState.STOPPED | None:
                pass
            case end:
                return state.problem or Problem(end, "The translation broke off.")
        return None

    def stop(self) -> None:
        """Closes its socket."""
        self._turn.stop()

    def retry_now(self) -> None:
        self._turn.retry_now()

    @property
    def was_stopped(self) -> bool:
        return self._turn.state.end is EndState.STOPPED

    @property
    def retry_at(self) -> float | None:
        """See Turn."""
        return self._turn.retry_at

    @property
    def waits_for(self) -> Problem | None:
        return self._turn.state.problem

    @property
    def language(self) -> str:
        """That of the sentences, as soon as it is known."""
        return self._answer.language

    @property
    def whole(self) -> dict[str, str]:
        """What has come whole, for each sentence."""
        return {self.sentences[number - 1]: text for number, text in self._answer.whole.items()}

    @property
    def missing(self) -> tuple[str, ...]:
        whole = self._answer.whole
        return tuple(one for number, one in enumerate(self.sentences, 1) if number not in whole)

    @property
    def growing(self) -> tuple[str, str] | None:
        """The sentence that is being translated, and what has come of it."""
        growing = self._answer.growing
        return (self.sentences[growing[0] - 1], growing[1]) if growing else None

    def _on_patches(self, patches: Sequence[Patch]) -> None:
        for patch in patches:
            match patch:
                case PartGrew(part, text) if self._turn.state.parts[part].kind is PartKind.TEXT:
                    self._answer.feed(text)
                case Rewritten(parts):
                    self._answer = Answer(self.sentences)
                    self._answer.feed("".join(one.text for one in parts if one.kind is PartKind.TEXT))
        self._on_changed()

"""What the history's thread is told."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.domain.conversation import MessageId
from app.domain.patch import Patch
from app.domain.problem import EnvironmentFault

if TYPE_CHECKING:
    from app.adapters.history.archive import Archive

Answer = Callable[[Any, Exception | None], None]


@dataclass(frozen=True, slots=True)
class Deltas:
    message_id: MessageId
    patches: Sequence[Patch]


@dataclass(frozen=True, slots=True)
class Call:
    job: "Callable[[Archive], Any]"
    answer: Answer
    last: bool
    is_write: bool = False


@dataclass(frozen=True, slots=True)
class Look:
    """Somebody waits until all before it is committed, or could not be."""

    done: threading.Event


@dataclass(frozen=True, slots=True)
class Synced:
    commit: int
    fault: EnvironmentFault | None


@dataclass(frozen=True, slots=True)
class Written:
    """What a call has committed, and is answered for when it is on the disk."""

    commit: int
    answer: Answer
    result: Any


Item = Deltas | Call | Look | Synced

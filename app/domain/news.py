"""What is told of answers that ended, or wait, while nobody looked at them."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.ending import EndState, sentence
from app.domain.visible import in_text

_LONGEST_TITLE = 60
_LONGEST_TEXT = 240


@dataclass(frozen=True, slots=True)
class News:
    """One answer. What it says, and what it is about, is in here only where others may read it."""

    end: EndState
    words: int
    title: str = ""
    """Of its conversation."""
    beginning: str = ""
    """The answer's first words."""

    @property
    def is_ready(self) -> bool:
        return self.end is EndState.COMPLETE


def told(news: Sequence[News]) -> tuple[str, str]:
    """Title and text of the notification that tells of all of them, at least one: plain, a line each."""
    return _line(_title(news), _LONGEST_TITLE), _line(_text(news), _LONGEST_TEXT)


def _title(news: Sequence[News]) -> str:
    if len(news) == 1 and news[0].title:
        return news[0].title
    ready = sum(one.is_ready for one in news)
    needing = len(news) - ready
    if not needing:
        return "An answer is ready" if ready == 1 else f"{ready} answers are ready"
    if not ready:
        return "An answer needs you" if needing == 1 else f"{needing} answers need you"
    first = "1 answer is ready" if ready == 1 else f"{ready} answers are ready"
    return f"{first}, {needing} needs you" if needing == 1 else f"{first}, {needing} need you"


def _text(news: Sequence[News]) -> str:
    if len(news) > 1:
        return " · ".join(one.title for one in news if one.title)
    (only,) = news
    if only.is_ready:
        return only.beginning or (sentence(only.end, only.words) if only.title else "")
    return sentence(only.end, only.words)


def _line(text: str, length: int) -> str:
    """In one line, with a stand-in for each character that misleads."""
    line = in_text(" ".join(text[: 4 * length].split()))
    return line if len(line) <= length else line[: length - 1] + "…"

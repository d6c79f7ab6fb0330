"""What somebody looks for in a conversation, and where it stands in a text."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

_MARKS = re.compile(r"[\s\x00-\x1f!-/:-@\[-`{-~]+")
"""What may be markup and is not shown, or is shown as another kind of space."""
_REWORDED = re.compile(r"\]\(|\]\[|\]:|\[\^|&#?\w+;|\$|\\[(\[]|%[0-9a-fA-F]{2}|xn--", re.IGNORECASE)
"""Where Markdown shows other letters than are written: links, footnotes, entities, maths."""


@dataclass(frozen=True)
class Query:
    """A piece of a line. Two ways of writing the same letters, composed or not, are the same."""

    text: str
    is_exact_case: bool = False

    def spans(self, shown: str) -> Iterator[tuple[int, int]]:
        """Start and end of each occurrence, in order; none overlaps another."""
        if self.text:
            yield from (match.span() for match in self._pattern.finditer(self._folded(shown)))

    def may_be_in(self, source: str) -> bool:
        """False only if no text that Markdown makes of `source` contains it.

        This is some hundred times faster than to make the text.
        """
        folded = self._folded(source)
        if self._pattern.search(folded) or _REWORDED.search(source):
            return True
        bare = _MARKS.sub("", folded)
        return any(_MARKS.sub("", form) in bare for form in self._forms)

    def _folded(self, text: str) -> str:
        """The same letters in the same places, as far as this query can tell them apart."""
        text = text.replace("\u2028", " ").replace("\xa0", " ")
        # One letter becomes two in lower case, and one has two lower cases.
        return text if self.is_exact_case else text.replace("İ", "I").lower().replace("ς", "σ")

    @cached_property
    def _forms(self) -> list[str]:
        forms = {self.text, *(unicodedata.normalize(form, self.text) for form in ("NFC", "NFD"))}
        return sorted(map(self._folded, forms), key=len, reverse=True)

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        return re.compile("|".join(map(re.escape, self._forms)))


def utf16(text: str, offset: int) -> int:
    """The offset in UTF-16, as Qt counts."""
    return offset if text.isascii() else len(text[:offset].encode("utf-16-le", "surrogatepass")) // 2

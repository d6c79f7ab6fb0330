"""What swapping has changed, so that it goes back exactly: a translation of a translation is another text."""

from dataclasses import dataclass

Languages = tuple[str, str]
"""From and to, by English names; from "" is detected."""


@dataclass(frozen=True, slots=True)
class Stand:
    text: str
    languages: Languages
    detected: str = ""


@dataclass(frozen=True, slots=True)
class Swapping:
    before: Stand
    after: Stand

    def back(self, text: str, languages: Languages) -> Stand | None:
        """Where another swap leads from here; None if something was changed in between."""
        for here, there in self._ways():
            if (text, languages) == (here.text, here.languages):
                return there
        return None

    def undone(self, text: str, languages: Languages) -> Stand | None:
        """Where undoing, or doing again, the change of the text has led, with the languages of before."""
        if self.before.text != self.after.text:
            for here, there in self._ways():
                if (text, languages) == (there.text, here.languages):
                    return there
        return None

    def _ways(self) -> tuple[tuple[Stand, Stand], ...]:
        return (self.after, self.before), (self.before, self.after)

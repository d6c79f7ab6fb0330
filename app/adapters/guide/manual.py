"""The user manual as sections that can be asked for."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.domain.problem import EnvironmentFault

if TYPE_CHECKING:
    import apsw

_MANUAL = "Rivulet's manual"

_WEIGHTS = "8.0, 6.0, 2.0, 1.0"
"""bm25 weights of heading, keywords, chapter and text."""

_KNOWN_SHARE = 0.5
"""More than so much of a question must stand in a section, and some of it beside its text."""

_STRANGE = 1.5
"""A word that is nowhere in the manual says most clearly that the question is about something else."""

_STOP_WORDS = """
    a about again all also am an and another any anything are aren as at be been being but by can cannot
    could couldn did didn do does doesn doing don done during each else ever every explain for from get gets
    getting give go goes going got had has have having he her here hers him his how i if in into is isn it
    its just know let like ll make makes many may me mean means might mine more most much must my need needs
    no not of off on one ones or other our ours out over own please possible really rivulet s say see she
    should show so some something still such sure t tell than that the their them then there these they
    thing things this those time to too try up us use used uses using ve very want was way we were what when
    where which while who whose why will with without won work works would you your yours
"""


@dataclass(frozen=True, slots=True)
class Section:
    chapter: str
    heading: str
    text: str
    """Markdown, without the heading."""
    keywords: str
    """Words that readers may use and the text does not; never shown."""


class Manual:
    """All sections of a folder of Markdown chapters, in the order of the file names."""

    def __init__(self, folder: Path | Traversable) -> None:
        """Reads the chapters; raises EnvironmentFault when there are none. The index comes when asked."""
        try:
            files = sorted((f for f in folder.iterdir() if f.name.endswith(".md")), key=lambda f: f.name)
            texts = [file.read_text(encoding="utf-8") for file in files]
        except OSError as error:
            raise EnvironmentFault(f"{_MANUAL} cannot be read; please install Rivulet again.") from error
        self.sections = [section for text in texts for section in _sections(text)]
        if not self.sections:
            raise EnvironmentFault(f"{_MANUAL} is missing; please install Rivulet again.")

    def search(self, question: str, limit: int = 3) -> list[Section]:
        """The sections that answer the question, the best one first; empty if the manual does not say."""
        words = _words(question)
        weight = 0.0
        scores: dict[int, float] = {}
        known: dict[int, int] = {}
        named: set[int] = set()
        for word in words:
            matches = self._matches(word)
            weight += 1 if matches else _STRANGE
            for row, score in matches:
                scores[row] = scores.get(row, 0.0) + score
                known[row] = known.get(row, 0) + 1
            named.update(row for row, _ in self._matches(word, "heading keywords chapter"))

        def worth(row: int) -> tuple[bool, bool, float]:
            names = (set(_words(name)) for name in (self.sections[row].heading, self.sections[row].chapter))
            is_section, is_chapter = (name == set(words) for name in names)
            return is_section, is_chapter, scores[row] * known[row]

        fitting = [row for row in scores if row in named and known[row] / weight > _KNOWN_SHARE]
        fitting.sort(key=worth, reverse=True)
        return [self.sections[row] for row in fitting[:limit]]

    def named_in(self, section: Section) -> list[Section]:
        """The other sections to which its text leads, by their headings in italics."""
        named = dict.fromkeys(re.findall(r"(?<!\*)\*([^*\n]+)\*(?!\*)", section.text))
        by_heading = {one.heading: one for one in self.sections if one is not section}
        return [by_heading[heading] for heading in named if heading in by_heading]

    @cached_property
    def _index(self) -> "apsw.Connection":
        import apsw  # not at import time: the window does without it until somebody asks the Guide

        index = apsw.Connection(":memory:")
        index.execute(
            "CREATE VIRTUAL TABLE section USING fts5("
            "heading, keywords, chapter, text, tokenize = 'porter unicode61')"
        )
        rows = [(s.heading, s.keywords, s.chapter, s.text) for s in self.sections]
        index.executemany("INSERT INTO section VALUES (?, ?, ?, ?)", rows)
        return index

    def _matches(self, word: str, columns: str = "heading keywords chapter text") -> list[tuple[int, float]]:
        """Sections that have the word (or, if none has, one that begins with it), with their scores."""
        sql = f"SELECT rowid - 1, -bm25(section, {_WEIGHTS}) FROM section WHERE section MATCH ?"
        phrase = f'{{{columns}}} : "{word}"'
        found: Any = self._index.execute(sql, (phrase,)).fetchall()
        if not found and len(word) >= 4:
            found = self._index.execute(sql, (f"{phrase}*",)).fetchall()
        return list(found)


def _sections(chapter: str) -> Iterator[Section]:
    title, *parts = re.split(r"^## ", chapter, flags=re.MULTILINE)
    for part in parts:
        heading, _, text = part.partition("\n")
        keywords = " ".join(re.findall(r"<!--(.*?)-->", text, re.DOTALL))
        text = re.sub(r"<!--.*?-->\n*", "", text, flags=re.DOTALL)
        yield Section(title.strip("# \n"), heading.strip(), text.strip(), keywords.strip())


def _words(question: str) -> list[str]:
    """The words that matter, each once."""
    stop_words = frozenset(_STOP_WORDS.split())
    found = list(dict.fromkeys(re.findall(r"\w+", question.lower())))
    words = [word for word in found if word not in stop_words and len(word) > 1]
    if words == ["keys"]:
        return ["shortcuts"]  # in the plural and alone they are the keyboard's, not the servers'
    if not words and {"what", "do"} <= set(found):
        return ["features"]  # what it can do, or what can be done with it
    return words or [word for word in found if word == "rivulet"]

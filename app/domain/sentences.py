"""Cuts a text into sentences that are translated one by one; put together again, they are the text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

LONGEST = 600
"""Characters of a sentence; what runs on is cut at a clause or a word."""

_FULL = "。！？｡︒؟۔।॥።፧။។"
"""End marks that need no white space behind them."""
_CLOSERS = "\"'”’»›)\\]}」』】〉》）”"
_END = re.compile(f"[.!?…‼⁇⁈⁉‽{_FULL}]+[{_CLOSERS}]*")
_BLANK = re.compile(r"\s*")
_MARK = r"(?:[-*+•▪◦·–]|#{1,6}|>|\d{1,3}[.)])"
_LEAD = re.compile(rf"\s*(?:{_MARK}[ \t]+)*(?:\[[ xX]\][ \t]+)?")
_FENCE = re.compile(r"[ \t]*(?:```|~~~)")
_LETTER = re.compile(r"[^\W\d_]")
_ADDRESS = re.compile(r"(?:[a-z][\w+.-]*://|www\.)\S+|\S+@\S+\.\w+", re.IGNORECASE)
_CLAUSE = re.compile(r"[,;:،；：，、—–]\s*")
_BEFORE_WORD = re.compile(r"[\s(\[{\"'“„«‘-]")
_INITIALS = re.compile(r"(?:\w\.)+\w")


def _words(*lists: str) -> frozenset[str]:
    return frozenset(word for one in lists for word in one.split())


_NEVER_ENDS = _words(
    "mr mrs ms messrs dr prof st mt rev hon gen col capt lt sgt vs viz cf approx dept",
    "bzw ca evtl ggf inkl exkl sog vgl bspw zzgl hr dipl mme mlle sra srta ud uds dra",
    "dott sigg avv bijv dhr mevr г ул им тов др стр рис см напр обл",
)
"""Words before a full stop that does not end a sentence."""
_BEFORE_NUMBERS = _words(
    "no nos nr vol vols ch sec p pp pag pág págs art fig figs eq kap abb abs tel núm st ed",
    "jan feb mar apr jun jul aug sep sept oct nov dec",
)
"""Such words, if a number follows."""
_MAY_END = _words("etc usw ecc jr inc ltd co corp uvm osv itd т.д т.п")
"""Such words that end one, if a capital follows."""

_WRAPPED_FROM = 40
"""Characters of a line that was broken for its width, rather than by its writer."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A sentence with what stands around it: `lead + text + tail`, one behind the other, are the text."""

    lead: str
    """Indentation, and the mark of a list, a heading or a quotation."""
    text: str
    tail: str
    """White space."""
    asked: str
    """What is to be translated, on one line; "" where nothing is: no letters, an address, code."""

    @property
    def source(self) -> str:
        return self.lead + self.text + self.tail

    is_ended: bool
    """Whoever writes has gone on behind it: typing on does not change it."""


class Splitter:
    """Splits a text that is edited again and again: only the paragraphs that have changed are looked at."""

    def __init__(self) -> None:
        self._known: dict[str, list[Segment]] = {}

    def split(self, text: str) -> list[Segment]:
        """In linear time. Joined, the sources are `text`; equal paragraphs give the same objects."""
        known: dict[str, list[Segment]] = {}
        segments: list[Segment] = []
        for block, is_code in _blocks(text):
            if is_code:
                segments.append(Segment("", block, "", "", True))
                continue
            found = known.get(block) or self._known.get(block)
            known[block] = found = found or _sentences(block)
            segments += found
        self._known = known
        return segments


def split(text: str) -> list[Segment]:
    return Splitter().split(text)


def _blocks(text: str) -> Iterator[tuple[str, bool]]:
    """Lines, those that were wrapped joined, blank ones together; and whether it is a line of code."""
    lines = re.findall(r"[^\n]*\n|[^\n]+", text)
    code = _code_lines(lines)
    block: list[str] = []
    for index, line in enumerate(lines):
        if index in code:
            if block:
                yield "".join(block), False
                block = []
            yield line, True
            continue
        if block and not _go_on(block[-1], line):
            yield "".join(block), False
            block = []
        block.append(line)
    if block:
        yield "".join(block), False


def _code_lines(lines: list[str]) -> set[int]:
    """Those between fences, with the fences. One that is still open is no fence yet."""
    fences = [index for index, line in enumerate(lines) if _FENCE.match(line)]
    return {line for opened, closed in list(pairwise(fences))[::2] for line in range(opened, closed + 1)}


def _go_on(line: str, following: str) -> bool:
    """Two lines are one paragraph: both blank, or broken for their width in the middle of a sentence."""
    if following.isspace() or line.isspace():
        return following.isspace() and line.isspace()
    return following[0].islower() and _may_go_on(line)


def _may_go_on(line: str) -> bool:
    """The line is long, and does not look as if something ended with it."""
    words = line.rstrip()
    return len(words) >= _WRAPPED_FROM and not _ends_in_mark(words) and words[-1] not in ":|"


def _ends_in_mark(text: str) -> bool:
    bare = text[-8:].rstrip("\"'”’»›)]}」』】〉》）")
    return bare[-1:] in tuple(".!?…‼⁇⁈⁉‽" + _FULL)


def _sentences(block: str) -> list[Segment]:
    lead_end = _LEAD.match(block).end()  # type: ignore[union-attr]  # it matches nothing, too
    lead, begin = block[:lead_end], lead_end
    if lead_end == len(block):
        return [Segment(block, "", "", "", True)]
    found = []
    for end in _ends(block, begin):
        for cut in _cuts(block, begin, end):
            is_ended = cut < len(block) or _is_ended(block, begin)
            found.append(_segment(lead, block[begin:cut], is_ended))
            lead, begin = "", cut
    return found


def _segment(lead: str, piece: str, is_ended: bool) -> Segment:
    text = piece.rstrip()
    asked = " ".join(text.split())
    if not _LETTER.search(asked) or _ADDRESS.fullmatch(asked):
        asked = ""
    return Segment(lead, text, piece[len(text) :], asked, is_ended)


def _is_ended(block: str, begin: int) -> bool:
    """Whether the sentence at the block's end is one, whatever follows."""
    if "\n" in block[-1:]:
        return not _may_go_on(block[block.rfind("\n", 0, -1) + 1 :])
    text = block.rstrip()
    marks = [*_END.finditer(text, max(begin, len(text) - 12))]
    if not marks or marks[-1].end() < len(text):
        return False
    behind = len(block) > len(text)
    return all(_is_end(text, marks[-1], following, behind) for following in "aA1")


def _ends(block: str, begin: int) -> Iterator[int]:
    """Where sentences end, with the white space behind them; the block's own end last."""
    for mark in _END.finditer(block, begin):
        blank = _BLANK.match(block, mark.end()).end()  # type: ignore[union-attr]
        if blank < len(block) and _is_end(block, mark, block[blank], blank > mark.end()):
            yield blank
    yield len(block)


def _is_end(block: str, mark: re.Match[str], following: str, is_behind_blank: bool) -> bool:
    """Whether a sentence ends with these marks, and `following` begins the next one."""
    marks = mark.group()
    if any(one in _FULL for one in marks):
        return True
    if not is_behind_blank:  # 3.14, example.org
        return False
    if following.islower() and (marks[-1] not in ".!?" or marks.startswith("..") or "…" in marks):
        return False
    if marks[0] != "." or marks.startswith(".."):
        return True
    return not _is_abbreviation(block, mark.start(), following)


def _is_abbreviation(block: str, stop: int, following: str) -> bool:
    word = _BEFORE_WORD.split(block[max(0, stop - 24) : stop])[-1]
    lower = word.lower()
    if lower in _MAY_END:
        return following.islower()
    if lower in _BEFORE_NUMBERS and following.isdecimal():
        return True
    if lower in _NEVER_ENDS or _INITIALS.fullmatch(word):
        return True
    if word.isdecimal():
        return len(word) <= 2  # a date or a rank: 3. Mai
    return len(word) == 1 and word.isalpha() and word != "I"  # an initial, z. B.


def _cuts(block: str, begin: int, end: int) -> Iterator[int]:
    """The end of a sentence, and before it where it is too long: behind a clause, a word, or anywhere."""
    while end - begin > LONGEST:
        window = block[begin : begin + LONGEST]
        clauses = [match.end() for match in _CLAUSE.finditer(window, LONGEST // 2)]
        cut = clauses[-1] if clauses else max(window.rfind(" "), window.rfind("\n")) + 1 or LONGEST
        blank = _BLANK.match(block, begin + cut, end).end()  # type: ignore[union-attr]
        if blank == end:
            break
        begin = blank
        yield begin
    yield end

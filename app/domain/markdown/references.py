"""What a text defines for all of its blocks: the targets of links, and footnotes."""

import re
from collections import ChainMap
from typing import TYPE_CHECKING, Any

from app.domain.markdown.parser import Environment, parse_blocks

if TYPE_CHECKING:
    from app.domain.markdown.blocks import Block

_LABEL = re.compile(r"\[((?:[^\[\]\\]|\\.){1,999})\]", re.DOTALL)


class References:
    """The definitions found so far in one part of a message. They may stand behind what uses them."""

    def __init__(self) -> None:
        self._links: dict[str, dict[str, Any]] = {}
        self._footnotes: dict[str, None] = {}
        self._new: set[str] = set()

    @property
    def footnotes(self) -> tuple[str, ...]:
        """The labels of the footnotes in the order of their definitions."""
        return tuple(self._footnotes)

    def collect(self, block: "Block") -> None:
        """Takes the definitions in a finished block. The first one of a label counts."""
        if "]:" not in block.source:
            return
        env: Environment = {}
        parse_blocks(block.context.head() + block.source, env)
        for label, target in env.get("references", {}).items():
            if label not in self._links:
                self._links[label] = target
                self._new.add(label)
        for label in env.get("footnotes", ()):
            if label not in self._footnotes:
                self._footnotes[label] = None
                self._new.add("^" + label)

    def new_labels(self) -> frozenset[str]:
        """The labels that have come since this was asked the last time; for `Block.uses`."""
        labels, self._new = frozenset(self._new), set()
        return labels

    def environment(self) -> Environment:
        """For the parser. What it adds stays with the one block it parses."""
        return {"references": ChainMap({}, self._links), "footnotes": ChainMap({}, self._footnotes)}


def used_labels(source: str) -> frozenset[str]:
    """All that stands in square brackets, as `References.new_labels` gives it."""
    from markdown_it.common.utils import normalizeReference

    labels = (found[1] for found in _LABEL.finditer(source))
    return frozenset(label if label.startswith("^") else normalizeReference(label) for label in labels)

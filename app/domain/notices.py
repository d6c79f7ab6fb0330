"""The licences of what the program consists of, as they are shown."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    title: str
    line: int
    """Of the text, from 0."""


@dataclass(frozen=True, slots=True)
class Notices:
    text: str
    places: tuple[Place, ...]
    """Where each component begins."""

"""Text of others made fit for a terminal, which takes some characters as commands."""

_KEPT = "\n\t"

_PICTURES = {code: chr(0x2400 + code) for code in range(0x20) if chr(code) not in _KEPT}
_PICTURES[0x7F] = "\N{SYMBOL FOR DELETE}"
_PICTURES |= dict.fromkeys(range(0x80, 0xA0), "\N{REPLACEMENT CHARACTER}")
# Marks that turn the order of what follows around: a command could look like another one.
_PICTURES |= dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)], "\N{REPLACEMENT CHARACTER}")


def visible(text: str) -> str:
    """`text` with its control characters as pictures (`␛`); line feeds and tabs stay."""
    return text.translate(_PICTURES)


def one_line(text: str) -> str:
    """`text` with all space as single spaces, and its control characters as pictures."""
    return visible(" ".join(text.split()))

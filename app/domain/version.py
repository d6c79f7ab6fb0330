"""Versions, in the order that PEP 440 gives them."""

import math
import re

_FORM = re.compile(
    r"v?(?P<release>\d{1,9}(?:\.\d{1,9}){0,7})"
    r"(?:[-_.]?(?P<pre>alpha|a|beta|b|preview|pre|c|rc)[-_.]?(?P<number>\d{0,9}))?"
    r"(?:\.post(?P<post>\d{1,9}))?"
    r"(?:\.dev(?P<dev>\d{1,9}))?",
    re.ASCII | re.IGNORECASE,
)
_STAGES = {"alpha": "a", "a": "a", "beta": "b", "b": "b"}
_BEFORE_ALL = ""
_NO_STAGE = "~"
"""Of a release itself: it comes after its candidates."""

_Order = tuple[tuple[int, ...], tuple[str, int], float, float]


def is_newer(version: str, than: str) -> bool:
    """Whether it comes after the other one. False where one of them is no version."""
    one, other = _order(version), _order(than)
    return one is not None and other is not None and one > other


def plain(version: str) -> str:
    """As it is shown: without the "v" of a tag. "" where it is no version."""
    text = version.strip()
    return text.removeprefix("v").removeprefix("V") if _FORM.fullmatch(text) else ""


def _order(version: str) -> _Order | None:
    match = _FORM.fullmatch(version.strip())
    if match is None:
        return None
    release = [int(number) for number in match["release"].split(".")]
    while len(release) > 1 and release[-1] == 0:
        release.pop()  # 1.0 is 1
    post = int(match["post"]) if match["post"] else -1
    dev = int(match["dev"]) if match["dev"] else math.inf
    if match["pre"]:
        stage = _STAGES.get(match["pre"].lower(), "rc"), int(match["number"] or 0)
    elif match["dev"] and post < 0:
        stage = _BEFORE_ALL, 0  # 1.0.dev1 comes before 1.0a1
    else:
        stage = _NO_STAGE, 0
    return tuple(release), stage, post, dev

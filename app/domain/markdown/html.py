"""Markdown tokens as HTML for other programs: what things are, not how they look here."""

from collections.abc import Iterable
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from markdown_it.token import Token

SAFE_SCHEMES = ("http", "https", "mailto")
"""A model's link to anything else is only text."""
_KEPT = ("start", "style")
"""Attributes: where a list begins to count, and how a column is aligned."""
_MATHS = {"$": "$", "$$": "$$", "\\(": "\\)", "\\[": "\\]"}


def html(tokens: "Iterable[Token]") -> str:
    """Nothing in it is loaded by who shows it: a picture is a link, and links lead to safe schemes."""
    return "".join(_block(token) for token in tokens)


def plain_html(text: str) -> str:
    """Text that is not markup, as one paragraph for each that it has."""
    paragraphs = text.strip("\n").split("\n\n")
    return "".join(f"<p>{escape(one, quote=False).replace(chr(10), '<br>')}</p>\n" for one in paragraphs)


def code_html(code: str, language: str = "") -> str:
    word = f' class="language-{escape(language)}"' if language else ""
    return f"<pre><code{word}>{escape(code, quote=False)}</code></pre>\n"


def _block(token: "Token") -> str:
    if token.hidden:
        return ""
    match token.type:
        case "inline":
            return _inline(token.children or [])
        case "fence" | "code_block":
            return code_html(token.content, token.info.split(" ")[0])
        case "math_display" | "math_inline":
            return f"<p>{_maths(token)}</p>\n"
        case "footnote_open":
            return f"<div>[{escape(str(token.meta['label']))}] "
        case "footnote_close":
            return "</div>\n"
        case "hr":
            return "<hr>\n"
    if not token.tag:
        return escape(token.content, quote=False)
    if token.nesting < 0:
        return f"</{token.tag}>\n"
    kept = "".join(f' {name}="{escape(str(token.attrs[name]))}"' for name in _KEPT if name in token.attrs)
    return f"<{token.tag}{kept}>"


def _inline(tokens: "Iterable[Token]") -> str:
    pieces: list[str] = []
    ends: list[str] = []
    """For each open link what ends it."""
    for token in tokens:
        match token.type:
            case "link_open":
                start = _link(str(token.attrs.get("href", "")))
                ends.append("</a>" if start else "")
                pieces.append(start)
            case "link_close":
                pieces.append(ends.pop() if ends else "")
            case "image":
                start = _link(source := str(token.attrs.get("src", "")))
                pieces.append(
                    start + escape(token.content or source, quote=False) + ("</a>" if start else "")
                )
            case "softbreak":
                pieces.append("\n")
            case "hardbreak":
                pieces.append("<br>\n")
            case "code_inline":
                pieces.append(f"<code>{escape(token.content, quote=False)}</code>")
            case "math_inline" | "math_display":
                pieces.append(_maths(token))
            case "footnote_ref":
                pieces.append(f"<sup>[{escape(token.content)}]</sup>")
            case "strong_open" | "strong_close" | "em_open" | "em_close" | "s_open" | "s_close":
                pieces.append(f"<{'/' if token.nesting < 0 else ''}{token.tag}>")
            case _:
                pieces.append(escape(token.content, quote=False))
    return "".join(pieces)


def _link(target: str) -> str:
    try:
        scheme = urlsplit(target).scheme
    except ValueError:
        return ""
    return f'<a href="{escape(target)}">' if scheme.lower() in SAFE_SCHEMES else ""


def _maths(token: "Token") -> str:
    """Its source: there is no other form that every program takes."""
    return escape(token.markup + token.content + _MATHS.get(token.markup, token.markup), quote=False)

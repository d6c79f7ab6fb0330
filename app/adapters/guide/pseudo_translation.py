"""What the Guide makes of sentences that it is to translate: the same ones in a dress, plainly marked.

It cannot translate. But so live translation can be tried without a server: each sentence has one answer,
always the same.
"""

import re
import unicodedata

from app.adapters.guide.script import Finish, Script, paced
from app.domain.translation import LANGUAGE, asks_for_language, numbered

_RATE = 150.0
"""Words a second."""

_DRESSED = str.maketrans(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
    "ÅƁÇĎÉƑĜĤÎĴĶĻṀŇÖÞQŘŠŤÛṼŴẊÝŽåƀçďéƒĝĥîĵķļɱňöþqřšťûṽŵẋýž",
)

_SCRIPTS = {
    "HIRAGANA": "Japanese",
    "KATAKANA": "Japanese",
    "HANGUL": "Korean",
    "CJK": "Chinese",
    "CYRILLIC": "Russian",
    "GREEK": "Greek",
    "ARABIC": "Arabic",
    "HEBREW": "Hebrew",
    "DEVANAGARI": "Hindi",
    "THAI": "Thai",
}
_COMMON = {
    "German": "der die das und ist nicht ein eine ich wir sie mit auf für guten wie",
    "French": "le la les et est une je nous vous avec pour dans bonjour comment qui",
    "Spanish": "el los las y es una yo con para en hola cómo que por muy está",
    "Italian": "il gli e è una io noi con per ciao come che di sono questo",
    "English": "the and is a of to in it i you with for hello how this that",
}


def pseudo_translation(instruction: str, prompt: str) -> Script:
    """The answer to what the live translation asks."""
    sentences = numbered(prompt)
    lines = [f"<{number}>[{text.translate(_DRESSED)}]</{number}>\n" for number, text in sentences]
    if asks_for_language(instruction):
        guessed = _language(" ".join(text for _, text in sentences))
        lines.insert(0, f"<{LANGUAGE}>{guessed}</{LANGUAGE}>\n")
    return Script((*paced("".join(lines), _RATE), Finish()))


def _language(text: str) -> str:
    """A guess: by the letters, or by the commonest words."""
    for letter in text[:200]:
        script = unicodedata.name(letter, "").partition(" ")[0]
        if script in _SCRIPTS:
            return _SCRIPTS[script]
    words = re.findall(r"\w+", text.lower())
    known = {name: set(common.split()) for name, common in _COMMON.items()}
    counts = {name: sum(word in common for word in words) for name, common in known.items()}
    best = max(counts, key=lambda name: counts[name])
    return best if counts[best] else "English"

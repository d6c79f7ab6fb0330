"""The languages that are offered; any other can be named as well."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Language:
    code: str
    """ISO 639."""
    name: str
    """In English: what models are told, and what settings keep."""
    own_name: str


_TABLE = """
af Afrikaans|Afrikaans
sq Albanian|Shqip
ar Arabic|العربية
hy Armenian|Հայերեն
az Azerbaijani|Azərbaycanca
eu Basque|Euskara
be Belarusian|Беларуская
bn Bengali|বাংলা
bs Bosnian|Bosanski
bg Bulgarian|Български
ca Catalan|Català
zh Chinese (simplified)|简体中文
zh Chinese (traditional)|繁體中文
hr Croatian|Hrvatski
cs Czech|Čeština
da Danish|Dansk
nl Dutch|Nederlands
en English|English
eo Esperanto|Esperanto
et Estonian|Eesti
fa Persian|فارسی
fi Finnish|Suomi
fr French|Français
gl Galician|Galego
ka Georgian|ქართული
de German|Deutsch
el Greek|Ελληνικά
gu Gujarati|ગુજરાતી
he Hebrew|עברית
hi Hindi|हिन्दी
hu Hungarian|Magyar
is Icelandic|Íslenska
id Indonesian|Bahasa Indonesia
ga Irish|Gaeilge
it Italian|Italiano
ja Japanese|日本語
kn Kannada|ಕನ್ನಡ
kk Kazakh|Қазақша
km Khmer|ខ្មែរ
ko Korean|한국어
la Latin|Latina
lv Latvian|Latviešu
lt Lithuanian|Lietuvių
mk Macedonian|Македонски
ms Malay|Bahasa Melayu
ml Malayalam|മലയാളം
mt Maltese|Malti
mr Marathi|मराठी
mn Mongolian|Монгол
ne Nepali|नेपाली
nb Norwegian|Norsk
pl Polish|Polski
pt Portuguese|Português
pt Portuguese (Brazil)|Português (Brasil)
pa Punjabi|ਪੰਜਾਬੀ
ro Romanian|Română
ru Russian|Русский
sr Serbian|Српски
sk Slovak|Slovenčina
sl Slovenian|Slovenščina
es Spanish|Español
sw Swahili|Kiswahili
sv Swedish|Svenska
ta Tamil|தமிழ்
te Telugu|తెలుగు
th Thai|ไทย
tr Turkish|Türkçe
uk Ukrainian|Українська
ur Urdu|اردو
uz Uzbek|Oʻzbekcha
vi Vietnamese|Tiếng Việt
cy Welsh|Cymraeg
yi Yiddish|ייִדיש
"""

LANGUAGES = tuple(
    sorted(
        (
            Language(code, name, own)
            for code, names in (line.split(" ", 1) for line in _TABLE.split("\n") if line)
            for name, own in [names.split("|")]
        ),
        key=lambda one: one.name,
    )
)
"""By their English names."""

_RIGHT_TO_LEFT = frozenset(("ar", "fa", "he", "ur", "yi"))
_UNSPACED = frozenset(("zh", "ja"))
_NAMED = {word.casefold(): one for one in reversed(LANGUAGES) for word in (one.code, one.own_name, one.name)}
_NAMED["chinese"] = _NAMED["chinese (simplified)"]
_NAMED["farsi"] = _NAMED["persian"]
_NAMED["norwegian bokmål"] = _NAMED["no"] = _NAMED["norwegian"]
_NAME_CAP = 40


def language(named: str) -> Language | None:
    """The language of this name (English or its own) or code; None if it is not in the list."""
    return _NAMED.get(named.strip().casefold())


def language_name(said: str) -> str:
    """The English name of what a user or a model calls a language: as it is where it is not in the list."""
    plain = " ".join(said.split())[:_NAME_CAP].strip(" .:*")
    known = language(plain) or language(plain.partition("(")[0])
    return known.name if known else plain


def is_right_to_left(name: str) -> bool:
    known = language(name)
    return known is not None and known.code in _RIGHT_TO_LEFT


def is_unspaced(name: str) -> bool:
    """Its sentences follow each other without a blank."""
    known = language(name)
    return known is not None and known.code in _UNSPACED

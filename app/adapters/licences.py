"""The licences of the program, and of all that comes with it, as one text for people.

Read from what is installed, when somebody asks; by packaging too, when a program is frozen, which then
brings the text as a file: nothing of it is written down twice.
"""

import importlib.metadata
import json
import re
import textwrap
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, PackagePath
from pathlib import Path

import app
from app.domain.notices import Notices, Place

FILE = "THIRD-PARTY.txt"
"""What `written` gave, in the folder of the licences of a frozen program."""
RULE = "=" * 60
"""Above the name of each component, and below it."""
_WIDTH = 72

_CHECKOUT = Path(app.__file__).parents[1]
_TEXTS = re.compile(r"licen[cs]e|copying|notice|authors", re.IGNORECASE)
_SHORT = 60
"""Characters: some write all of their licence where its name belongs."""
_HEAD = f"""\
Rivulet stands under the MIT licence, which is the first text below.
It comes with the work of others, listed here with their licences;
the texts follow. Thanks to all of them. The sources of Rivulet are
at {app.HOMEPAGE}."""


@dataclass(frozen=True, slots=True)
class Component:
    """One work, as its maker names it."""

    name: str
    version: str
    licence: str
    page: str
    inside: tuple[str, ...] = ()
    """The components that bring it; () where it comes by itself."""
    note: str = ""
    texts: tuple[str, ...] = ()


def notices(folder: Path) -> Notices:
    """All licences: those that the program was frozen with, or those of what is installed now.

    Blocking: reads some hundred files. Raises OSError.

    Args:
        folder: resources/licences.
    """
    frozen = folder / FILE
    text = frozen.read_text("utf-8") if frozen.is_file() else written(gathered(folder))
    lines = text.split("\n")
    headed = (number for number in range(len(lines) - 2) if lines[number] == lines[number + 2] == RULE)
    return Notices(text, tuple(Place(lines[number + 1], number) for number in headed))


def gathered(folder: Path) -> tuple[Component, ...]:
    """Rivulet, and after it, by name, everything that it needs where it is installed now."""
    installed = _installed()
    found = [_component(one, folder) for one in installed.values()]
    known = {name: one.version for name, one in installed.items()}
    found += _parts(folder, known)
    return (_ours(), *sorted(found, key=lambda one: (one.name.lower(), one.name)))


def written(components: Iterable[Component]) -> str:
    """The same text for the same components. One that several have stands once."""
    components = tuple(components)
    texts, where = [], dict[str, str]()
    for one in components:
        title = " ".join(filter(None, (one.name, one.version)))
        parts = [f"{RULE}\n{title}\n{RULE}", "\n".join(filter(None, (one.licence, one.page)))]
        if one.inside:
            parts.append("Comes inside " + " and ".join(one.inside) + ".")
        if one.note:
            parts.append(textwrap.fill(one.note, _WIDTH, break_long_words=False, break_on_hyphens=False))
        for text in one.texts:
            first = where.setdefault(text, title)
            parts.append(text if first == title else f"Its text is that under {first} above.")
        texts.append("\n\n".join(parts))
    width = max(len(one.name) + len(one.version) for one in components) + 3
    names = "\n".join(f"{f'{one.name} {one.version}':{width}}{one.licence}" for one in components)
    return "\n\n".join([_HEAD, names, *texts]) + "\n"


def _ours() -> Component:
    installed = _installed_program()
    licence = _CHECKOUT / "LICENSE"
    texts = _texts(installed) if installed else (_clean(licence.read_bytes()),)
    return Component("Rivulet", app.__version__, "MIT", app.HOMEPAGE, texts=texts)


def _installed_program() -> Distribution | None:
    """What this program was installed as; None in a checkout, whatever else is installed."""
    try:
        one = importlib.metadata.distribution("rivulet")
    except PackageNotFoundError:
        return None
    package = Path(str(one.locate_file("app"))).resolve()
    return one if package == Path(app.__file__).resolve().parent else None


def _installed() -> dict[str, Distribution]:
    """What is needed, by its plain name. What is needed elsewhere, on other systems, is not there."""
    found: dict[str, Distribution] = {}
    waiting = _requirements()
    while waiting:
        requirement = waiting.pop()
        name, extras = _named(requirement)
        try:
            one = found[name] = found.get(name) or importlib.metadata.distribution(name)
        except PackageNotFoundError:
            continue
        for further in one.requires or ():
            extra = re.search(r"\bextra\s*==\s*['\"]([^'\"]+)", further)
            if (extra is None or _plain(extra[1]) in extras) and _named(further)[0] not in found:
                waiting.append(further)
    return found


def _requirements() -> list[str]:
    if installed := _installed_program():
        return installed.requires or []
    project = tomllib.loads((_CHECKOUT / "pyproject.toml").read_text("utf-8"))["project"]
    return list(project["dependencies"])


def _named(requirement: str) -> tuple[str, frozenset[str]]:
    """The name, and the extras that are asked for."""
    match = re.match(r"\s*([\w.-]+)\s*(?:\[([^\]]*)\])?", requirement)
    assert match is not None
    return _plain(match[1]), frozenset(map(_plain, (match[2] or "").split(",")))


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name.strip()).lower()


def _component(one: Distribution, folder: Path) -> Component:
    about = one.metadata
    name = about["Name"]
    pages = dict(entry.split(", ", 1) for entry in about.get_all("Project-URL") or ())
    page = _said(one, "Home-page") or next((pages[key] for key in sorted(pages) if _is_home(key)), "")
    texts = _texts(one)
    own = folder / f"{_plain(name)}.txt"
    if not texts and own.is_file():
        texts = (_clean(own.read_bytes()),)
    return Component(name, one.version, _licence(one), page, note=_contents(one), texts=texts)


def _is_home(label: str) -> bool:
    return label.lower() in ("homepage", "home", "source", "source code", "repository")


def _said(one: Distribution, field: str) -> str:
    return str((one.metadata.get_all(field) or [""])[0])


def _licence(one: Distribution) -> str:
    short = _said(one, "License").strip()
    if len(short) > _SHORT or short == "UNKNOWN":
        short = ""
    classified = [
        classifier.rsplit(" :: ", 1)[1].removesuffix(" License")
        for classifier in one.metadata.get_all("Classifier") or ()
        if classifier.startswith("License :: OSI Approved :: ")
    ]
    return _said(one, "License-Expression") or short or " OR ".join(classified)


def _texts(one: Distribution) -> tuple[str, ...]:
    files = sorted(
        (file for file in one.files or () if _is_text(file)), key=lambda file: (len(file.parts), str(file))
    )
    return tuple(_clean(Path(str(file.locate())).read_bytes()) for file in files)


def _is_text(file: PackagePath) -> bool:
    return file.suffix not in (".py", ".pyc", ".json") and (
        "licenses" in file.parts[1:] or _TEXTS.match(file.name) is not None
    )


def _contents(one: Distribution) -> str:
    """What was compiled into it, as it says itself (in CycloneDX)."""
    inside: set[str] = set()
    for file in one.files or ():
        if "sboms" in file.parts and file.suffix == ".json":
            inside.update(_listed(json.loads(file.read_text("utf-8"))))
    return f"With parts of {', '.join(sorted(inside))}." if inside else ""


def _listed(bill: dict[str, list[dict[str, object]]]) -> Iterator[str]:
    for part in bill.get("components", ()):
        given = part.get("licenses")
        choices = given if isinstance(given, list) else []
        names = [
            choice.get("expression") or choice["license"].get("id") or choice["license"]["name"]
            for choice in choices
        ]
        terms = f" ({', '.join(names)})" if names else ""
        yield f"{part['name']} {part.get('version', '')}".strip() + terms


def _parts(folder: Path, known: dict[str, str]) -> Iterator[Component]:
    """What comes inside of those that are there, as resources/licences/parts.toml tells."""
    for part in tomllib.loads((folder / "parts.toml").read_text("utf-8"))["part"]:
        bringing = tuple(
            one for one in part["inside"] if one in ("rivulet", "Python") or _plain(one) in known
        )
        if bringing:
            texts = tuple(_clean((folder / name).read_bytes()) for name in part.get("text", ()))
            version = known.get(_plain(part["inside"][0]), "") if part["name"] == "Qt" else ""
            inside = tuple(one for one in bringing if one != "rivulet")
            note = part.get("note", "").strip()
            yield Component(part["name"], version, part["licence"], part["page"], inside, note, texts)


def _clean(content: bytes) -> str:
    lines = content.decode("utf-8", "replace").lstrip("\ufeff").expandtabs().splitlines()
    return "\n".join(line.rstrip() for line in lines).strip("\n\f")

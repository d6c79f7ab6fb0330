"""The bill of materials of the program on this system, in CycloneDX: the same bytes for the same versions.

Lists what the environment has of Rivulet's needs, and what is inside of that; not the tools that build it.
"""

from __future__ import annotations

import datetime as dt
import importlib.metadata
import json
import platform
import pyexpat
import re
import ssl
import tomllib
import uuid
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import apsw
from project import DIST, NAME, ROOT, SUMMARY, TITLE, VERSION, source_date_epoch

from app.adapters.licences import Component, gathered

INSIDE_VERSIONS = {
    "Expat": ".".join(map(str, pyexpat.version_info)),
    "OpenSSL": ssl.OPENSSL_VERSION.split()[1],
    "Python": platform.python_version(),
    "SQLite": apsw.sqlitelibversion(),
    "zlib": zlib.ZLIB_RUNTIME_VERSION,
}
"""Of what is compiled into others, where it tells."""
EXPRESSION = re.compile(r"(?!any-OSI)[\w.+-]+( (AND|OR|WITH) [\w.+-]+)*")
"""What SPDX has; some write other words."""


def build() -> Path:
    """The bill, for one system and processor: other libraries are needed on each."""
    DIST.mkdir(exist_ok=True)
    system = {"Darwin": "macos"}.get(platform.system(), platform.system().lower())
    file = DIST / f"{TITLE}-{VERSION}-{system}-{platform.machine().lower()}.cdx.json"
    file.write_text(json.dumps(bill(gathered(ROOT / "resources" / "licences")), indent=2) + "\n", "utf-8")
    return file


def bill(components: Iterable[Component]) -> dict[str, Any]:
    """
    Args:
        components: the program, and after it what it consists of.
    """
    program, *parts = components
    described = [_described(part) for part in parts]
    own = {
        "type": "application",
        "bom-ref": NAME,
        "name": NAME,
        "version": program.version,
        "description": SUMMARY,
        "licenses": _licences(program.licence),
        "externalReferences": _pages(program),
    }
    content = json.dumps([own, described])
    time = dt.datetime.fromtimestamp(source_date_epoch(), dt.UTC)
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, content)}",
        "version": 1,
        "metadata": {"timestamp": time.isoformat().replace("+00:00", "Z"), "component": own},
        "components": described,
        "dependencies": _dependencies(parts),
    }


def _described(part: Component) -> dict[str, object]:
    told: dict[str, object] = {"type": "library", "bom-ref": _reference(part), "name": part.name}
    if version := _version(part):
        told["version"] = version
    if part.note:
        told["description"] = " ".join(part.note.split())
    if part.licence:
        told["licenses"] = _licences(part.licence)
    if _is_distribution(part):
        told["purl"] = f"pkg:pypi/{_plain(part.name)}@{part.version}"
    if part.page:
        told["externalReferences"] = _pages(part)
    return told


def _pages(part: Component) -> list[dict[str, str]]:
    return [{"type": "website", "url": part.page}]


def _licences(licence: str) -> list[dict[str, object]]:
    if EXPRESSION.fullmatch(licence):
        return [{"expression": licence}]
    return [{"license": {"name": licence}}]


def _dependencies(parts: list[Component]) -> list[dict[str, object]]:
    """Who needs whom, and what is inside of whom; extras and markers are left out of account."""
    known = {_plain(part.name): _reference(part) for part in parts}
    edges: dict[str, set[str]] = {NAME: {known["python"]}} | {name: set() for name in known.values()}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    needs = {NAME: project["dependencies"]}
    needs |= {_reference(part): _needs(part) for part in parts if _is_distribution(part)}
    for reference, needed in needs.items():
        names = (_plain(found[0]) for one in needed if (found := re.match(r"[\w.-]+", one)))
        edges[reference].update(known[name] for name in names if name in known)
    for part in parts:
        for bringing in part.inside:
            if _plain(bringing) in known:
                edges[known[_plain(bringing)]].add(_reference(part))
    return [{"ref": reference, "dependsOn": sorted(needs)} for reference, needs in sorted(edges.items())]


def _needs(part: Component) -> list[str]:
    return [one for one in importlib.metadata.requires(part.name) or () if "extra ==" not in one]


def _is_distribution(part: Component) -> bool:
    return bool(part.version) and not part.inside and part.name != "Python"


def _version(part: Component) -> str:
    return part.version or INSIDE_VERSIONS.get(part.name, "")


def _reference(part: Component) -> str:
    return "@".join(filter(None, (_plain(part.name), _version(part))))


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()

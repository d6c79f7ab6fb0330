"""What software shops show of Rivulet, as AppStream writes it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET
from xml.etree.ElementTree import Element, SubElement

from project import (
    APPLICATION_ID,
    AUTHOR,
    DESCRIPTION,
    HOMEPAGE,
    NAME,
    ROOT,
    SUMMARY,
    TITLE,
    VERSION,
    releases,
)

PICTURES = "https://raw.githubusercontent.com/" + HOMEPAGE.removeprefix("https://github.com/")
BRAND = {"light": "#a6e3e8", "dark": "#074f5c"}
"""Grounds on which the icon stands out, in its own tones."""
KEYWORDS = ("AI", "assistant", "chat", "LLM", "GPT", "translation")


def metainfo() -> str:
    """The file's text."""
    component = Element("component", type="desktop-application")
    for tag, text in (
        ("id", APPLICATION_ID),
        ("metadata_license", "CC0-1.0"),
        ("project_license", "MIT"),
        ("name", TITLE),
        ("summary", SUMMARY),
    ):
        SubElement(component, tag).text = text
    maker = SubElement(component, "developer", id=APPLICATION_ID.rpartition(".")[0])
    SubElement(maker, "name").text = AUTHOR
    description = SubElement(component, "description")
    for paragraph in DESCRIPTION:
        SubElement(description, "p").text = paragraph
    SubElement(component, "launchable", type="desktop-id").text = f"{APPLICATION_ID}.desktop"
    SubElement(component, "icon", type="stock").text = APPLICATION_ID
    SubElement(SubElement(component, "provides"), "binary").text = NAME
    for kind, page in (("homepage", ""), ("bugtracker", "/issues"), ("vcs-browser", "")):
        SubElement(component, "url", type=kind).text = HOMEPAGE + page
    SubElement(SubElement(component, "categories"), "category").text = "Utility"
    _add_words(component)
    _add_screenshots(component)
    _add_releases(component)
    ET.indent(component)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(component, "unicode") + "\n"


def _add_words(component: Element) -> None:
    keywords = SubElement(component, "keywords")
    for word in KEYWORDS:
        SubElement(keywords, "keyword").text = word
    branding = SubElement(component, "branding")
    for scheme, colour in BRAND.items():
        SubElement(branding, "color", type="primary", scheme_preference=scheme).text = colour
    # Whom one speaks to in it is a model, and what is said stays between the two.
    SubElement(component, "content_rating", type="oars-1.1")
    for relation, controls in (("recommends", ("keyboard", "pointing")), ("supports", ("touch",))):
        group = SubElement(component, relation)
        for control in controls:
            SubElement(group, "control").text = control


def _add_screenshots(component: Element) -> None:
    screenshots = SubElement(component, "screenshots")
    for caption, path in pictures():
        screenshot = SubElement(screenshots, "screenshot")
        if len(screenshots) == 1:
            screenshot.set("type", "default")
        width, height = _size(ROOT / path)
        image = SubElement(screenshot, "image", type="source", width=str(width), height=str(height))
        image.text = f"{PICTURES}/v{VERSION}/{path}"
        SubElement(screenshot, "caption").text = caption


def pictures() -> list[tuple[str, str]]:
    """Caption and path of each picture in README.md."""
    return re.findall(r"^!\[(.+)\]\((.+\.png)\)$", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE)


def _size(path: Path) -> tuple[int, int]:
    """Pixels of a PNG, wide and high."""
    head = path.read_bytes()[:24]
    return int.from_bytes(head[16:20]), int.from_bytes(head[20:24])


def _add_releases(component: Element) -> None:
    group = SubElement(component, "releases")
    for one in releases():
        release = SubElement(group, "release", version=one.version, date=one.day.isoformat())
        if "rc" in one.version or "a" in one.version or "b" in one.version:
            release.set("type", "development")
        release.append(_described(one.notes))
        SubElement(release, "url", type="details").text = f"{HOMEPAGE}/releases/tag/v{one.version}"


def _described(notes: str) -> Element:
    """Markdown of headings, paragraphs and lists in AppStream's own words."""
    description = Element("description")
    items: Element | None = None
    for line in _logical_lines(notes):
        if line.startswith("- "):
            if items is None:
                items = SubElement(description, "ul")
            _put_text(SubElement(items, "li"), line[2:])
        else:
            items = None
            _put_text(SubElement(description, "p"), line.lstrip("# "))
    return description


def _logical_lines(text: str) -> Iterator[str]:
    """Items and paragraphs, each as one line."""
    for block in re.split(r"\n\s*\n|\n(?=- |#)", text.strip()):
        if joined := " ".join(block.split()):
            yield joined


def _put_text(element: Element, text: str) -> None:
    """Code and emphasis stay; of a link its words."""
    text = re.sub(r"\[([^\]]+)\]\([^)]*\)", r"\1", text).replace("**", "")
    parts = re.split(r"(`[^`]+`|\*[^*]+\*)", text)
    element.text = parts[0]
    for marked, after in zip(parts[1::2], parts[2::2], strict=True):
        inner = SubElement(element, "code" if marked[0] == "`" else "em")
        inner.text, inner.tail = marked[1:-1], after

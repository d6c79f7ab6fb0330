"""ARCHITECTURE.md and README.md name nothing that is not there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PATH = re.compile(r"`((?:app|tests|packaging|resources)/[^`\s]*|pyproject\.toml)`")
LINK = re.compile(r"\]\((?!https?://)([^)#]+)\)")


def named(document: str) -> list[str]:
    text = (ROOT / document).read_text(encoding="utf-8")
    return sorted({*PATH.findall(text), *LINK.findall(text)})


@pytest.mark.parametrize("path", named("ARCHITECTURE.md"))
def test_each_path_of_the_architecture_exists(path: str) -> None:
    assert (ROOT / path).exists()


def test_each_room_is_in_the_picture() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    rooms = {folder.name for folder in (ROOT / "app").iterdir() if (folder / "__init__.py").exists()}
    assert rooms == {room for room in rooms if f"{room} " in text.split("```")[1]}


@pytest.mark.parametrize("path", named("README.md"))
def test_each_file_of_the_readme_exists(path: str) -> None:
    assert (ROOT / path).exists()


def test_the_readme_shows_each_of_its_pictures() -> None:
    pictures = {path for path in named("README.md") if path.endswith(".png")}
    there = list((ROOT / "packaging" / "screenshots").glob("*.png"))
    assert pictures == {path.relative_to(ROOT).as_posix() for path in there}
    assert all(path.stat().st_size < 150_000 for path in there)


def test_each_workaround_is_listed() -> None:
    tags = {
        tag
        for path in [*(ROOT / "app").rglob("*.py"), *(ROOT / "tests").rglob("test_*.py")]
        for tag in re.findall(r"WORKAROUND\((\w+ [\d.]+)", path.read_text(encoding="utf-8"))
    }
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    assert tags
    assert {tag for tag in tags if tag not in text} == set()

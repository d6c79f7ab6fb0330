"""The licences of all that comes along, from what is really installed."""

from importlib.metadata import version
from pathlib import Path

import pytest

import app
from app.adapters.licences import FILE, Component, gathered, notices, written
from app.boot import resources


@pytest.fixture(scope="module")
def components() -> tuple[Component, ...]:
    return gathered(resources.licences())


def test_everything_that_is_needed_is_named_with_its_version_licence_and_text(
    components: tuple[Component, ...],
) -> None:
    by_name = {one.name: one for one in components}
    for name in ("openai", "httpx2", "keyring", "apsw", "shiboken6", "pydantic_core", "ziamath", "Pygments"):
        assert by_name[name].version == version(name)
    assert components[0].name == "Rivulet"
    assert components[0].version == app.__version__
    for one in components:
        assert one.licence, one.name
        assert one.texts or one.note, one.name


def test_what_only_tests_need_is_not_named(components: tuple[Component, ...]) -> None:
    assert not {"pytest", "mypy", "ruff", "hypothesis"} & {one.name for one in components}


def test_qt_stands_with_the_whole_lgpl_and_the_way_to_its_sources(components: tuple[Component, ...]) -> None:
    qt = next(one for one in components if one.name == "Qt")
    assert qt.version == version("PySide6-Essentials")
    assert qt.texts[0].lstrip().startswith("GNU LESSER GENERAL PUBLIC LICENSE")
    assert "6. Revised Versions of the GNU Lesser General Public License." in qt.texts[0]
    assert "END OF TERMS AND CONDITIONS" in qt.texts[1]
    assert "https://download.qt.io/" in qt.note


def test_what_is_inside_of_others_is_named_with_who_brings_it(components: tuple[Component, ...]) -> None:
    inside = {one.name: one.inside for one in components if one.inside}
    assert inside["SQLite"] == ("apsw",)
    assert inside["STIX Two Math"] == ("ziamath",)
    assert any("indoc" in one.note or "ahash" in one.note for one in components if one.name == "jiter")


def test_the_text_is_the_same_again_and_has_all_components(components: tuple[Component, ...]) -> None:
    text = written(components)
    assert text == written(gathered(resources.licences()))


def test_each_component_is_found_in_the_text(components: tuple[Component, ...]) -> None:
    shown = notices(resources.licences())
    assert [place.title for place in shown.places] == [
        f"{one.name} {one.version}".strip() for one in components
    ]
    lines = shown.text.split("\n")
    assert all(lines[place.line + 1] == place.title for place in shown.places)


def test_a_licence_that_several_have_stands_once() -> None:
    shared = tuple(Component(name, "1.0", "MIT", "", texts=("Permission is granted.",)) for name in "ab")
    text = written(shared)
    assert text.count("Permission is granted.") == 1
    assert text.endswith("Its text is that under a 1.0 above.\n")


def test_names_are_in_order_whatever_order_they_come_in(components: tuple[Component, ...]) -> None:
    names = [one.name.lower() for one in components[1:]]
    assert names == sorted(names)


def test_a_frozen_program_shows_what_it_was_frozen_with(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("the licences of then — ©", encoding="utf-8")
    assert notices(tmp_path).text == "the licences of then — ©"

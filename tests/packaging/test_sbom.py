"""The bill of materials: whole, the same each time, and with nothing of the tools."""

import json
import tomllib
from pathlib import Path

import project
import pytest
import sbom

from app.adapters.licences import Component, gathered

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def components():
    return gathered(ROOT / "resources" / "licences")


@pytest.fixture
def bill(components, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    return json.loads(json.dumps(sbom.bill(components)))


def test_every_component_has_a_reference_of_its_own_and_a_licence(bill):
    references = [part["bom-ref"] for part in bill["components"]]
    assert len(set(references)) == len(references) > 40
    assert all(part["licenses"] for part in bill["components"])
    assert bill["metadata"]["component"]["version"] == project.VERSION
    assert bill["metadata"]["timestamp"] == "2023-11-14T22:13:20Z"


def test_it_tells_what_needs_what_down_to_what_is_inside(bill):
    needs = {entry["ref"]: entry["dependsOn"] for entry in bill["dependencies"]}
    names = {part["bom-ref"]: part["name"] for part in bill["components"]}
    assert set(needs) == {"rivulet", *names}
    assert {reference for needed in needs.values() for reference in needed} <= set(names)

    reached, waiting = set(), ["rivulet"]
    while waiting:
        for reference in needs[waiting.pop()]:
            if reference not in reached:
                reached.add(reference)
                waiting.append(reference)
    # SecretStorage and others come by an extra, or a marker, of those that need them.
    assert {"openai", "PySide6_Essentials", "Qt", "SQLite", "Python", "OpenSSL", "httpx2"} <= {
        names[reference] for reference in reached
    }


def test_what_only_builds_and_tests_is_not_in_it(bill):
    groups = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["dependency-groups"]
    names = {part["name"].lower() for part in bill["components"]}
    tools = {requirement.partition(">")[0].lower() for requirement in groups["build"] + groups["test"]}
    assert not names & (tools - {"cryptography"})


def test_the_libraries_are_found_by_their_package_address(bill):
    addresses = {part["purl"] for part in bill["components"] if "purl" in part}
    assert any(address.startswith("pkg:pypi/pyside6-essentials@6.") for address in addresses)
    assert not any("qt@" in address or "python@" in address for address in addresses)


def test_the_same_bill_each_time_and_another_number_for_another_content(components, bill):
    assert json.loads(json.dumps(sbom.bill(components))) == bill
    assert sbom.bill(components[:-1])["serialNumber"] != bill["serialNumber"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("MIT", [{"expression": "MIT"}]),
        ("Apache-2.0 OR BSD-3-Clause", [{"expression": "Apache-2.0 OR BSD-3-Clause"}]),
        ("Public domain", [{"license": {"name": "Public domain"}}]),
        ("any-OSI", [{"license": {"name": "any-OSI"}}]),
    ],
)
def test_words_that_spdx_lacks_are_a_name(words, told):
    bill = sbom.bill((Component("Rivulet", "1", words, ""), Component("Python", "", "PSF-2.0", "")))
    assert bill["metadata"]["component"]["licenses"] == told

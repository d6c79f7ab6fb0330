"""What the recipes for Flathub and the Snap Store say is so: names, files, and who brings the updates."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from app.boot import resources
from app.boot.profile import profile

if sys.platform != "linux":
    pytest.skip("it is made on Linux", allow_module_level=True)

from linux import flatpak, snap
from linux.tree import COMMAND, MENU_ENTRY, METAINFO, PROGRAM, UPDATES_BY
from project import APPLICATION_ID, NAME, SUMMARY, VERSION

RECIPES = (flatpak.MANIFEST, snap.RECIPE)


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda path: path.name)
def test_a_recipe_says_nothing_that_is_said_elsewhere_or_wrong(recipe):
    text = recipe.read_text("utf-8")
    assert VERSION not in text
    assert SUMMARY not in text
    named = set(re.findall(r"\bio\.github\.[\w.]*?(?=\.(?:desktop|metainfo|png|yml)|\s|$)", text))
    assert named == {APPLICATION_ID}


def test_the_manual_says_where_the_data_lie_in_each(monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", f"/home/ada/.var/app/{APPLICATION_ID}/data")  # as Flatpak sets it
    in_flatpak = str(profile(None).folder).replace("/home/ada", "~")
    (in_snap,) = re.findall(r"--profile (\S+)", snap.RECIPE.read_text("utf-8"))
    places = (resources.manual() / "07-privacy-and-files.md").read_text("utf-8")
    for place in (in_flatpak, in_snap.replace("$SNAP_USER_COMMON", f"~/snap/{NAME}/common")):
        assert f"| `{place}` |" in places


@pytest.mark.packaging
def test_the_program_looks_for_its_shop_where_it_is_written(payload):
    place = payload / Path(UPDATES_BY).relative_to(PROGRAM)
    assert place.with_name(resources.icon().name).is_file()


@pytest.mark.packaging
@pytest.mark.skipif(shutil.which("flatpak-builder") is None, reason="needs flatpak-builder")
def test_the_flatpak_can_be_built_from_what_lies_there(stand_in, tmp_path, monkeypatch):
    monkeypatch.setattr(flatpak, "BUILD", tmp_path / "build")
    manifest = flatpak.build(stand_in)
    command = ["flatpak-builder", "--show-manifest", manifest.name]
    told = subprocess.run(command, cwd=manifest.parent, capture_output=True, text=True, check=True)
    assert "warning" not in told.stderr.lower()  # about a key that is unknown
    said = json.loads(told.stdout)
    assert (said["id"], said["command"]) == (APPLICATION_ID, NAME)
    assert manifest.name == f"{APPLICATION_ID}.yml"
    module = said["modules"][-1]
    (source,) = module["sources"]
    app = tmp_path / "app"
    app.mkdir()
    for line in module["build-commands"]:
        subprocess.run(
            line.replace("/app/", f"{app}/"), shell=True, cwd=manifest.parent / source["path"], check=True
        )
    for place in (COMMAND, MENU_ENTRY, METAINFO):
        assert (app / place.removeprefix("usr/")).is_file(), place
    assert (app / UPDATES_BY.removeprefix("usr/")).read_text() == "Flathub\n"
    exported = [path.name for path in (app / "share/icons").rglob("*.*") if path.is_file()]
    assert all(name.startswith(APPLICATION_ID) for name in exported)  # others are not shown outside


@pytest.mark.packaging
def test_snapcraft_finds_all_that_the_recipe_names(stand_in, installers, tmp_path, monkeypatch):
    monkeypatch.setattr(snap, "BUILD", tmp_path / "build")
    folder = snap.build(stand_in)
    recipe = folder / "snap" / "snapcraft.yaml"
    subprocess.run([installers / "pip", "install", "--quiet", "check-jsonschema"], check=True)
    check = [installers / "check-jsonschema", "--builtin-schema", "vendor.snapcraft", recipe]
    assert subprocess.run(check).returncode == 0
    text = recipe.read_text("utf-8")
    for place in re.findall(r"\busr/[\w./-]+\w", text):
        assert (folder / "tree" / place).is_file(), place
    assert f"name: {NAME}\n" in text
    assert (folder / "tree" / UPDATES_BY).read_text() == "the Snap Store\n"
    shutil.rmtree(folder)

"""The entry in the menu: made where there is none, wherever the system's own folders lead."""

import sys

import pytest

from app import APPLICATION_ID
from app.adapters.menu_entry import install_menu_entry

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="desktop entries are Linux's")


def test_a_folder_that_cannot_be_looked_into_has_none(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_DIRS", "/" + 300 * "x")
    assert install_menu_entry(["/usr/bin/rivulet"])
    made = tmp_path / f"applications/{APPLICATION_ID}.desktop"
    assert "\nExec=/usr/bin/rivulet quick\n" in made.read_text()


def test_one_that_somebody_has_made_stays(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "own"))
    monkeypatch.setenv("XDG_DATA_DIRS", str(tmp_path))
    (tmp_path / "applications").mkdir()
    (tmp_path / f"applications/{APPLICATION_ID}.desktop").write_text("[Desktop Entry]\n")
    assert install_menu_entry(["/usr/bin/rivulet"])
    assert not (tmp_path / "own").exists()

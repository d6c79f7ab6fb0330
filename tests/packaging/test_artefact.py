"""Half of a package is never taken for one."""

from pathlib import Path

import pytest
from artefact import artefact


def test_it_is_there_when_all_of_it_is(tmp_path):
    place = tmp_path / "dist" / "rivulet.deb"
    with artefact(place) as made:
        assert made.name == place.name
        made.write_text("whole")
        assert not place.exists()
    assert place.read_text() == "whole"
    assert list(place.parent.iterdir()) == [place]


@pytest.mark.parametrize("error", [OSError("No space left on device"), KeyboardInterrupt()])
def test_what_ends_early_leaves_what_was_there_and_nothing_else(tmp_path, error):
    place = tmp_path / "rivulet.deb"
    place.write_text("older")
    with pytest.raises(type(error)):
        fill(place, error)
    assert place.read_text() == "older"
    assert list(tmp_path.iterdir()) == [place]


def fill(place: Path, error: BaseException) -> None:
    with artefact(place) as made:
        made.write_text("ha")
        raise error

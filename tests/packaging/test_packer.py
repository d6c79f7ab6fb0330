"""What a program that packs says when it fails, and the time that it is given."""

import os

import pytest
from packer import pack
from system_parts import SetupError

pytestmark = pytest.mark.skipif(os.name != "posix", reason="Windows has no sh")


def test_the_time_of_a_build_is_that_of_every_file(tmp_path, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    pack("The note", "sh", "-c", 'printf "$SOURCE_DATE_EPOCH" > note', folder=tmp_path)
    assert (tmp_path / "note").read_text() == "1700000000"


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        ("echo first >&2; echo '  the disk is full' >&2; exit 2", "the disk is full"),
        ("exit 1", "it gave no reason"),
    ],
)
def test_a_failure_is_one_line_with_the_last_reason(script, reason):
    with pytest.raises(SetupError) as failed:
        pack("The .deb", "sh", "-c", script)
    assert str(failed.value) == f"The .deb could not be made: {reason}"

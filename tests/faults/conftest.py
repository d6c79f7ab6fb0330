from functools import partial
from pathlib import Path

import pytest

from tests.faults.stage import at_work


@pytest.fixture
def world(tmp_path: Path):
    """An `async with world() as it` block; see `at_work`."""
    return partial(at_work, tmp_path)

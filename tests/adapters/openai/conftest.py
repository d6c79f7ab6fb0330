"""The server that the adapter's tests ask."""

from collections.abc import Iterator

import pytest

from tests.wire.server import WireServer


@pytest.fixture
def server() -> Iterator[WireServer]:
    with WireServer() as server:
        yield server

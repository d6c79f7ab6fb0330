"""What is made is there whole, or not at all: no half of a package is ever taken for one."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def artefact(path: Path) -> Iterator[Path]:
    """A place of the same name to write to, which becomes `path` where that has gone well.

    Raises OSError.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".", ignore_cleanup_errors=True) as folder:
        made = Path(folder, path.name)
        yield made
        made.replace(path)

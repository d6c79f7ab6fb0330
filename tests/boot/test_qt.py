"""Qt's bindings read no sources that nobody asked for."""

import subprocess
import sys

import pytest

_TOLD = "; import linecache, colorsys; print(colorsys.__file__ in linecache.cache)"


@pytest.mark.parametrize(
    ("load", "is_read"),
    [
        pytest.param("from app.boot.qt import load_qt; load_qt(); import PySide6.QtGui", "False", id="ours"),
        # Where this fails, the workaround in app/boot/qt.py has had its day.
        pytest.param("import PySide6.QtGui", "True", id="without the workaround"),
    ],
)
def test_the_source_of_a_module_is_not_read_and_kept(load: str, is_read: str) -> None:
    done = subprocess.run([sys.executable, "-c", load + _TOLD], capture_output=True, text=True, timeout=60)
    assert done.stdout.strip() == is_read, done.stderr

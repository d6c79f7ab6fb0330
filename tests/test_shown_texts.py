"""How the texts are set that the window shows."""

import ast
import re
from pathlib import Path

import pytest

APP = Path(__file__).parents[1] / "app"
FOLDERS = ("ui", "domain", "services", "adapters")
STRAIGHT = re.compile(r"(?:^|[A-Za-z])'(?:s|t|re|ll|ve) |[a-z]s' ")


def texts(source: str) -> list[str]:
    """All that is no docstring."""
    nodes = list(ast.walk(ast.parse(source)))
    docstrings = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}
    constants = (node for node in nodes if isinstance(node, ast.Constant) and id(node) not in docstrings)
    return [one.value for one in constants if isinstance(one.value, str)]


@pytest.mark.parametrize("folder", FOLDERS)
def test_apostrophes_are_curly(folder):
    # The Guide speaks as a model does, in plain text.
    modules = [path for path in (APP / folder).rglob("*.py") if "guide" not in path.parts]
    assert modules
    found = [
        (path.name, text) for path in modules for text in texts(path.read_text()) if STRAIGHT.search(text)
    ]
    assert found == []

"""The scripts of `packaging/` are imported as they are run: with their folder on the path."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[2] / "packaging"))

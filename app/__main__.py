"""`python -m app`: the same program as `rivulet`. So is the path of this file, from any folder."""

import sys

if not __package__:
    from pathlib import Path

    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from app.cli import main

sys.exit(main())

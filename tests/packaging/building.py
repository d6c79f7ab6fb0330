"""What packaging/build.py makes, made by its command."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def built(step: str, *arguments: str, **environment: str) -> Path:
    """What a step has made."""
    done = subprocess.run(
        [sys.executable, str(ROOT / "packaging/build.py"), step, *arguments],
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return Path(done.stdout.splitlines()[-1])

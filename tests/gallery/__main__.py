"""Renders every state of the window to PNG, without a display.

python -m tests.gallery [OUT]        all states, light and dark, at scales 1 and 2, into build/gallery
python -m tests.gallery --readme     the README's pictures, into packaging/screenshots
"""

import argparse
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SCALES = (1, 2)
THEMES = ("light", "dark")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.gallery", description=__doc__.splitlines()[0])
    parser.add_argument("out", nargs="?", type=Path, help="default: build/gallery")
    parser.add_argument("--readme", action="store_true", help="render the README's pictures alone")
    parser.add_argument("--scale", type=int, choices=SCALES, help="this scale alone")
    given = parser.parse_args()
    if given.readme:
        return _run(given.out or ROOT / "packaging" / "screenshots", "--readme", scale=1)
    out = given.out or ROOT / "build" / "gallery"
    scales = (given.scale,) if given.scale else SCALES
    for scale in scales:
        suffix = "" if scale == 1 else f"@{scale}x"
        sheets = ["--sheets"] if scale == 1 else []
        if status := _run(out, f"--suffix={suffix}", *sheets, scale=scale):
            return status
    print(f"The gallery is in {out}", file=sys.stderr)
    return 0


def _run(out: Path, *options: str, scale: int) -> int:
    """Both themes at the same time. A scale belongs to a process: Qt reads it once, when it starts."""
    environment = {
        **os.environ,
        "QT_QPA_PLATFORM": "offscreen",
        "QT_SCALE_FACTOR": str(scale),
        "FONTCONFIG_FILE": str(Path(__file__).with_name("fonts.conf")),
        "PYTHONPATH": str(ROOT),
    }
    command = [sys.executable, "-m", "tests.gallery.rendering", str(out.absolute()), *options]
    running = [subprocess.Popen([*command, theme], env=environment, cwd=ROOT) for theme in THEMES]
    return max(abs(one.wait()) for one in running)


if __name__ == "__main__":
    sys.exit(main())

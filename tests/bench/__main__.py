"""Runs the benchmarks that are named (all by default), each in a process of its own.

python -m tests.bench [--json FILE] [streaming] [flat_out] [many] [giant] [history] [first_token] [start]
                      [idle] [summon]
python -m tests.bench start --program build/frozen/rivulet/rivulet

Times within a frame are the processor's, of the window's thread, with those of the wall beside them:
another program that takes the machine away for a moment is none of our doing.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from tests.bench.figure import HEADER, Figure

ALL = ("streaming", "flat_out", "many", "giant", "history", "first_token", "start", "idle", "summon")


def run(name: str, *arguments: str) -> dict[str, Any]:
    """Prints the figures of one benchmark as they come, and gives them all."""
    print(f"\n== {name}\n{HEADER}", flush=True)
    began, load = time.monotonic(), os.getloadavg()[0]
    figures, spins = [], []
    command = [sys.executable, "-m", "tests.bench.measure", name, *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        for line in process.stdout:
            told = json.loads(line)
            if "spin" in told:
                spins.append(told["spin"])
                continue
            figure = Figure(**told)
            figures.append(figure)
            print(figure.row(), flush=True)
    took = time.monotonic() - began
    speed = " and ".join(f"{spin:.1f}" for spin in spins)
    print(f"   {took:.0f} s; the machine's spin was {speed} ms, its load {load:.1f}", flush=True)
    return {
        "benchmark": name,
        "seconds": round(took, 1),
        "spin_ms": spins,
        "load": load,
        "finished": process.returncode == 0,
        "figures": [one.as_json() for one in figures],
    }


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="name", help=", ".join(ALL))
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the figures there")
    parser.add_argument("--program", metavar="PATH", help="start: a frozen program to measure as well")
    options = parser.parse_args()
    if unknown := set(options.names) - set(ALL):
        parser.error(f"no such benchmark: {', '.join(sorted(unknown))}")
    frozen = {"start": [options.program]} if options.program else {}
    done = [run(name, *frozen.get(name, ())) for name in options.names or ALL]
    if options.json:
        options.json.write_text(json.dumps(done, indent=1) + "\n", encoding="utf-8")
    figures = [figure for one in done for figure in one["figures"]]
    held = [figure["holds"] for figure in figures if figure["holds"] is not None]
    print(f"\n{sum(held)} of {len(held)} bounds hold")
    if not all(one["finished"] for one in done):
        sys.exit(1)


if __name__ == "__main__":
    main()

"""Runs the benchmarks that are named (all by default), each in a process of its own.

python -m tests.bench [stream] [start]
"""

import subprocess
import sys

ALL = ("stream", "history", "start")

for name in sys.argv[1:] or ALL:
    print(f"== {name}", flush=True)
    subprocess.run([sys.executable, "-m", f"tests.bench.{name}"], check=True)

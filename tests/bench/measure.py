"""Runs one benchmark in this process: a line of JSON for each figure, and the machine's speed around them."""

import importlib
import json
import os
import sys
from dataclasses import asdict

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from tests.bench.figure import spin


def main(name: str, *arguments: str) -> None:
    print(json.dumps({"spin": spin()}), flush=True)
    for figure in importlib.import_module(f"tests.bench.{name}").figures(*arguments):
        print(json.dumps(asdict(figure)), flush=True)
    print(json.dumps({"spin": spin()}), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])

"""Where a Linux library looks for others, as it was told when it was built."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path

HEAD_64_LITTLE = b"\x7fELF\x02\x01"
LOADED, DYNAMIC = 1, 2
END, STRINGS, RPATH, RUNPATH = 0, 5, 15, 29
SEGMENT, ENTRY = "<IIQQQQQQ", "<qQ"


def forget_places(path: Path) -> None:
    """Takes the folders of the machine that it was built on out of a library. Those beside it stay.

    On another machine they are not there, or anybody's.
    """
    data = bytearray(path.read_bytes())
    if not data.startswith(HEAD_64_LITTLE):
        return
    segments = list(_segments(data))
    table = next(((begin, size) for kind, begin, _, size in segments if kind == DYNAMIC), None)
    if table is None:
        return
    entries = list(struct.iter_unpack(ENTRY, data[table[0] : table[0] + table[1]]))
    strings = next(value for tag, value in entries if tag == STRINGS)
    begin = next(
        start + strings - address
        for kind, start, address, size in segments
        if kind == LOADED and address <= strings < address + size
    )
    kept = [
        (tag, value)
        for tag, value in entries
        if tag not in (RPATH, RUNPATH) or not data.startswith(b"/", begin + value)
    ]
    if kept == entries:
        return
    kept += [(END, 0)] * (len(entries) - len(kept))
    data[table[0] : table[0] + table[1]] = b"".join(struct.pack(ENTRY, *entry) for entry in kept)
    path.write_bytes(data)


def _segments(data: bytes) -> Iterator[tuple[int, int, int, int]]:
    """Kind, place in the file, address and size of each."""
    (begin,) = struct.unpack_from("<Q", data, 32)
    size, count = struct.unpack_from("<HH", data, 54)
    for number in range(count):
        kind, _, offset, address, _, in_file, *_ = struct.unpack_from(SEGMENT, data, begin + number * size)
        yield kind, offset, address, in_file

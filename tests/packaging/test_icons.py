"""The icon in the forms of three systems, read back with a reader of its own."""

import struct
from itertools import pairwise
from pathlib import Path

import icons
import project
import pytest
from PySide6.QtGui import QImage, qAlpha

pytestmark = pytest.mark.ui


def image(data: bytes) -> QImage:
    read = QImage.fromData(data)
    assert not read.isNull()
    return read


def ico_parts(data: bytes) -> list[tuple[int, bytes]]:
    """Each picture, with the width that the directory gives it."""
    reserved, kind, count = struct.unpack_from("<HHH", data)
    assert (reserved, kind) == (0, 1)
    parts = []
    for number in range(count):
        width, height, _, _, _, depth, length, begin = struct.unpack_from("<BBBBHHII", data, 6 + 16 * number)
        assert (height, depth) == (width, 32)
        parts.append((width or 256, data[begin : begin + length]))
    return parts


def icns_parts(data: bytes) -> dict[str, bytes]:
    magic, length = struct.unpack_from(">4sI", data)
    assert (magic, length) == (b"icns", len(data))
    parts, at = {}, 8
    while at < length:
        kind, size = struct.unpack_from(">4sI", data, at)
        parts[kind.decode()] = data[at + 8 : at + size]
        at += size
    return parts


def unpacked(data: bytes) -> bytes:
    """The channels of an `ARGB` picture, by Apple's run lengths."""
    assert data[:4] == b"ARGB"
    plain, at = b"", 4
    while at < len(data):
        mark = data[at]
        if mark < 128:
            plain += data[at + 1 : at + 2 + mark]
            at += 2 + mark
        else:
            plain += data[at + 1 : at + 2] * (mark - 125)
            at += 2
    return plain


def test_windows_finds_seven_sizes(tmp_path):
    icons.write_ico(tmp_path / "rivulet.ico")
    parts = ico_parts((tmp_path / "rivulet.ico").read_bytes())
    assert [width for width, _ in parts] == [16, 20, 24, 32, 48, 64, 256]
    for width, data in parts:
        assert (image(data).width(), image(data).height()) == (width, width)
    assert image((tmp_path / "rivulet.ico").read_bytes()).width() in icons.ICO


def test_macos_finds_ten_kinds(tmp_path):
    icons.write_icns(tmp_path / "rivulet.icns")
    parts = icns_parts((tmp_path / "rivulet.icns").read_bytes())
    pictures = {kind: image(data).width() for kind, data in parts.items() if kind not in ("ic04", "ic05")}
    doubled = {"ic11": 32, "ic12": 64, "ic13": 256, "ic14": 512, "ic10": 1024}
    assert pictures == {"ic07": 128, "ic08": 256, "ic09": 512} | doubled
    raw = {kind: unpacked(parts[kind]) for kind in ("ic04", "ic05")}
    assert {kind: len(data) for kind, data in raw.items()} == {"ic04": 4 * 16 * 16, "ic05": 4 * 32 * 32}
    twin = image(parts["ic11"])  # the same size as a PNG
    pixels = bytes(twin.convertToFormat(QImage.Format.Format_ARGB32).constBits())
    assert raw["ic05"] == b"".join(pixels[channel::4] for channel in (3, 2, 1, 0))


def test_linux_finds_each_size_and_the_drawing(tmp_path):
    icons.write_hicolor(tmp_path)
    found = {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()}
    sizes = (16, 22, 24, 32, 48, 64, 128, 256, 512)
    name = project.APPLICATION_ID
    assert found == {f"{size}x{size}/apps/{name}.png" for size in sizes} | {f"scalable/apps/{name}.svg"}
    for size in sizes:
        data = (tmp_path / f"{size}x{size}/apps/{name}.png").read_bytes()
        assert (image(data).width(), image(data).height()) == (size, size)


def test_the_same_bytes_each_time(tmp_path):
    def written(folder: Path) -> list[bytes]:
        folder.mkdir()
        icons.write_ico(folder / "rivulet.ico")
        icons.write_icns(folder / "rivulet.icns")
        icons.write_hicolor(folder)
        return [path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()]

    assert written(tmp_path / "one") == written(tmp_path / "two")


def free_columns(picture: QImage) -> int:
    """How many columns at the left are seen through, in the middle of the height."""
    row = picture.height() // 2
    return next(x for x in range(picture.width()) if qAlpha(picture.pixel(x, row)) > 200)


def test_the_docks_icon_keeps_apples_margin_and_the_others_fill_their_square(tmp_path):
    icons.write_icns(tmp_path / "rivulet.icns")
    parts = icns_parts((tmp_path / "rivulet.icns").read_bytes())
    assert 98 <= free_columns(image(parts["ic10"])) <= 102
    assert free_columns(image(icons.png(512))) <= 16
    assert free_columns(image(icons.png(16))) == 0


def test_what_is_small_is_still_told_apart():
    """In each column that both waves cross there are two pale stretches, and dark ground between them."""
    for size in (16, 24):
        picture = image(icons.png(size))
        for x in range(size // 4, size * 3 // 4):
            pale = [picture.pixelColor(x, y).lightness() > 135 for y in range(size)]
            begins = sum(now and not before for before, now in pairwise([False, *pale]))
            assert begins == 2, (size, x)

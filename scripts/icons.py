"""Draws the app icon's pictures from its SVG: `python3 scripts/icons.py`. Run it after a change of the drawing.

Writes PNGs beside the SVG, and from them the icon files of Windows and macOS; both are small containers of PNGs.
"""

import os
import struct
from collections.abc import Mapping, Sequence

import environment

ICONS = environment.ROOT / "resources" / "icons"
DRAWING = ICONS / "usage-tracker.svg"
WINDOWS = environment.ROOT / "packaging" / "windows" / "UsageTracker.ico"
MACOS = environment.ROOT / "packaging" / "macos" / "UsageTracker.icns"

SIZES = (16, 24, 32, 48, 64, 128, 256, 512, 1024)
IN_ICO = (16, 24, 32, 48, 64, 128, 256)
ICNS_TYPES = {
    b"ic11": 32,
    b"ic12": 64,
    b"ic07": 128,
    b"ic13": 256,
    b"ic08": 256,
    b"ic14": 512,
    b"ic09": 512,
    b"ic10": 1024,
}
COMMITTED = (16, 24, 32, 48, 64, 128, 256, 512)


def draw(size: int) -> bytes:
    """The drawing as a PNG of size x size pixels."""
    from PySide6.QtCore import QBuffer, QRectF, Qt
    from PySide6.QtGui import QImage, QImageWriter, QPainter
    from PySide6.QtSvg import QSvgRenderer

    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(str(DRAWING)).render(painter, QRectF(0, 0, size, size))
    painter.end()
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, b"png").write(image)
    return bytes(buffer.data().data())


def ico(pictures: Mapping[int, bytes]) -> bytes:
    """An ICO file: a directory of 16 bytes a picture (0 stands for 256 pixels), then the PNGs."""
    directory, offset = b"", 6 + 16 * len(pictures)
    for size, png in pictures.items():
        directory += struct.pack("<BBBBHHII", size % 256, size % 256, 0, 0, 1, 32, len(png), offset)
        offset += len(png)
    return struct.pack("<HHH", 0, 1, len(pictures)) + directory + b"".join(pictures.values())


def icns(pictures: Mapping[int, bytes]) -> bytes:
    """An ICNS file: type, length with its own 8 bytes, PNG; and the same head around it all."""
    parts = b"".join(
        kind + struct.pack(">I", len(pictures[size]) + 8) + pictures[size] for kind, size in ICNS_TYPES.items()
    )
    return b"icns" + struct.pack(">I", len(parts) + 8) + parts


def icons(_arguments: Sequence[str]) -> int:
    pictures = {size: draw(size) for size in SIZES}
    for size in COMMITTED:
        (ICONS / f"usage-tracker-{size}.png").write_bytes(pictures[size])
    for file, content in ((WINDOWS, ico({size: pictures[size] for size in IN_ICO})), (MACOS, icns(pictures))):
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(content)
    return 0


if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    environment.main(environment.inside(icons))

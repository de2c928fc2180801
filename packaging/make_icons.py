"""Draws the program's icon, resources/icons/lossacc.svg, in the sizes and containers that systems want.

python packaging/make_icons.py        with the project installed (PySide6); writes packaging/icons
"""

from __future__ import annotations

import os
import struct
import sys
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from PySide6.QtCore import QBuffer, QIODevice, Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

ROOT = Path(__file__).resolve().parent.parent
SIZES = (16, 22, 24, 32, 48, 64, 128, 256, 512)
ICO = (16, 24, 32, 48, 64, 128, 256)
ICNS = {"icp4": 16, "icp5": 32, "icp6": 64, "ic07": 128, "ic08": 256, "ic09": 512}
"""Apple's names for pictures of these sizes in PNG."""


def drawn(source: Path, size: int) -> bytes:
    """The icon as a PNG file of `size` by `size` pixels."""
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(str(source)).render(painter)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(buffer.data().data())


def ico(pictures: dict[int, bytes]) -> bytes:
    """A Windows icon: a directory, then the pictures as PNG; 256 is written as 0."""
    head, at, body = struct.pack("<HHH", 0, 1, len(pictures)), 6 + 16 * len(pictures), b""
    for size, data in sorted(pictures.items()):
        head += struct.pack("<BBBBHHII", size % 256, size % 256, 0, 0, 1, 32, len(data), at + len(body))
        body += data
    return head + body


def icns(pictures: dict[str, bytes]) -> bytes:
    """A macOS icon: each picture behind its four letters and its length, which counts these eight bytes too."""
    body = b"".join(name.encode() + struct.pack(">I", len(data) + 8) + data for name, data in pictures.items())
    return b"icns" + struct.pack(">I", len(body) + 8) + body


def main() -> int:
    """Write all of them."""
    app = QGuiApplication(["icons"])
    source, target = ROOT / "resources" / "icons" / "lossacc.svg", ROOT / "packaging" / "icons"
    target.mkdir(exist_ok=True)
    pictures = {size: drawn(source, size) for size in SIZES}
    for size, data in pictures.items():
        (target / f"lossacc-{size}.png").write_bytes(data)
    (target / "lossacc.ico").write_bytes(ico({size: pictures[size] for size in ICO}))
    (target / "lossacc.icns").write_bytes(icns({name: pictures[size] for name, size in ICNS.items()}))
    del app
    return 0


if __name__ == "__main__":
    sys.exit(main())

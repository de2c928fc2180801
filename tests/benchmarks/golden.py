"""Golden pictures: what a window looked like when somebody looked, by blocks of pixels: letters may differ a little."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

FOLDER = Path(__file__).parent / "golden"
BLOCK = 8
"""Pixels of a side of what is compared by its mean."""
SHADE = 40
"""Of 255: other letters of the same size, or another way to smooth them, change a block by less."""
TOLERANCE = 0.02
"""Share of the blocks that may differ: a tool, a row of a table or a curve that is missing are more."""

Picture = NDArray[np.uint8]


def blocks(picture: Picture) -> Picture:
    """The mean of every block of a picture, shape (height, width, 3)."""
    height, width = (BLOCK * (size // BLOCK) for size in picture.shape[:2])
    parts = picture[:height, :width].reshape(height // BLOCK, BLOCK, width // BLOCK, BLOCK, 3)
    return parts.mean(axis=(1, 3)).astype(np.uint8)


def save(name: str, picture: Picture) -> None:
    """Keep a picture as the golden one."""
    from PySide6.QtGui import QImage

    small = blocks(picture)
    height, width, _ = small.shape
    FOLDER.mkdir(exist_ok=True)
    QImage(small.tobytes(), width, height, 3 * width, QImage.Format.Format_RGB888).save(str(_path(name)))


def share_apart(name: str, picture: Picture) -> float | None:
    """The share of its blocks in which a picture differs from the golden one; None where there is none."""
    from PySide6.QtGui import QImage

    if not _path(name).exists():
        return None
    image = QImage(str(_path(name))).convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    golden, now = rows[:, : 3 * image.width()].reshape(image.height(), image.width(), 3), blocks(picture)
    if golden.shape != now.shape:
        return 1.0
    return float((np.abs(golden.astype(np.int16) - now).max(axis=2) > SHADE).mean())


def _path(name: str) -> Path:
    return FOLDER / f"{name.replace(' ', '-')}.png"

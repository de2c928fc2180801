"""Colours and pens of a chart on the screen."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPen


def colour(name: str, alpha: float = 1.0) -> QColor:
    """A colour '#rrggbb' with an alpha of 0..1."""
    made = QColor(name)
    made.setAlphaF(alpha)
    return made


def pen(name: str, width: float, dashes: tuple[float, ...] = (), alpha: float = 1.0) -> QPen:
    """A pen with dashes in line widths."""
    made = QPen(colour(name, alpha), width)
    made.setCapStyle(Qt.PenCapStyle.FlatCap)
    if dashes:
        made.setDashPattern(list(dashes))
    return made

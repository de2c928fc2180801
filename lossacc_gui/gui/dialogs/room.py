"""How large a dialog begins."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QDialog

MOST = 0.92
"""Share of the screen's free width and height that a dialog takes at most: its frame needs room too."""


def begin_with(dialog: QDialog, size: QSize) -> None:
    """Give a dialog its size, or what a small screen has for it."""
    dialog.resize(size.boundedTo(dialog.screen().availableGeometry().size() * MOST))

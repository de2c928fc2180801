"""How large windows and dialogs begin."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from lossacc_gui.gui.look.letters import enlarged

MOST = 0.92
"""Share of the screen's free width and height that a dialog takes at most: its frame needs room too."""


def begin_with(dialog: QWidget, size: QSize) -> None:
    """Give a dialog its size, told for letters of the usual one, or what a small screen has for it."""
    dialog.resize(room_for(dialog, size))


def room_for(dialog: QWidget, size: QSize) -> QSize:
    """A size as much larger as the letters are than usual ones, within the screen."""
    grown = QSize(enlarged(size.width()), enlarged(size.height()))
    return grown.boundedTo(dialog.screen().availableGeometry().size() * MOST)


def within_screen(window: QWidget) -> None:
    """Take a window that reaches over the free place of its screen, frame and all, back into it."""
    if window.isMaximized() or window.isFullScreen():
        return
    frame, free = window.frameGeometry(), window.screen().availableGeometry()
    over = (frame.size() - free.size()).expandedTo(QSize(0, 0))
    if not over.isNull():
        window.resize(window.size() - over)
    frame.setSize(frame.size() - over)
    x = max(free.left(), min(frame.left(), free.right() + 1 - frame.width()))
    y = max(free.top(), min(frame.top(), free.bottom() + 1 - frame.height()))
    if (x, y) != (frame.left(), frame.top()):
        window.move(x, y)

"""What the keys do in the chart."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

ZOOM_STEP = 1.3
PAN_STEP = 0.5
"""Share of the view."""
FAR = 10
"""Points that an arrow key with Shift moves the cursor by."""


class Keyboard(QObject):
    """Tells moves of the cursor in points, zooms of x as a factor, moves of the view in shares of it."""

    cursor_moved = Signal(int)
    zoomed = Signal(float)
    panned = Signal(float, float)

    def __init__(self, watched: QWidget) -> None:
        super().__init__(watched)
        watched.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the keys that mean something here; the others go on."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._press(event)
        return super().eventFilter(watched, event)

    def _press(self, event: QKeyEvent) -> bool:
        if event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier):
            return False
        by = FAR if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
        match event.key():
            case Qt.Key.Key_Left:
                self.cursor_moved.emit(-by)
            case Qt.Key.Key_Right:
                self.cursor_moved.emit(by)
            case Qt.Key.Key_Plus | Qt.Key.Key_Equal:
                self.zoomed.emit(1 / ZOOM_STEP)
            case Qt.Key.Key_Minus:
                self.zoomed.emit(ZOOM_STEP)
            case Qt.Key.Key_PageUp:
                self.panned.emit(-PAN_STEP, 0.0)
            case Qt.Key.Key_PageDown:
                self.panned.emit(PAN_STEP, 0.0)
            case _:
                return False
        return True

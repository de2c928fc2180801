"""The keys that lead out of the field in which a person says what to list."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit

_TO_THE_LIST = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down)


class FilterKeys(QObject):
    """Enter and the arrow down go on to what is listed; Escape empties the field first, and does nothing else there.

    In a dialog Escape in an empty field is left to the dialog, which it closes.
    """

    left = Signal()

    def __init__(self, field: QLineEdit, *, in_dialog: bool = False) -> None:
        super().__init__(field)
        self._field = field
        self._in_dialog = in_dialog
        field.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the keys that are actions of the window elsewhere."""
        if not isinstance(event, QKeyEvent) or not self._leaves(event):
            return super().eventFilter(watched, event)
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
        elif event.type() == QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Escape:
                self._field.clear()
            self.left.emit()
        return True

    def _leaves(self, event: QKeyEvent) -> bool:
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return False
        if event.key() == Qt.Key.Key_Escape:
            return bool(self._field.text()) or not self._in_dialog
        return event.key() in _TO_THE_LIST

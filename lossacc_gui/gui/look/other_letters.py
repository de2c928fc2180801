"""Tells widgets of the first frame when their letters change."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget


class OtherLetters(QObject):
    """Calls `fit` whenever a widget has got another font.

    A `changeEvent` of the widget's own would do, but it makes PySide look through all classes of events when the widget
    is built, which takes a thirtieth of a bare window.
    """

    def __init__(self, widget: QWidget, fit: Callable[[], None]) -> None:
        super().__init__(widget)
        self._fit = fit
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Fit what is measured by letters."""
        if event.type() == QEvent.Type.FontChange:
            self._fit()
        return super().eventFilter(watched, event)

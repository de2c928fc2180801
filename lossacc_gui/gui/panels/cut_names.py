"""The names of runs in a column that is too narrow for them."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from lossacc_gui.chart.run_names import Shared, shortened

SharedEnds = Callable[[QModelIndex | QPersistentModelIndex], Shared | None]
"""How many letters at its beginning and its end the name of a cell has in common with others, None of another cell."""
_MARGINS = 11
"""Pixels beside a name."""


class CutNames(QStyledItemDelegate):
    """Cuts the name of a run where it is like others."""

    def __init__(self, shared: SharedEnds, parent: QObject) -> None:
        super().__init__(parent)
        self._shared = shared

    def initStyleOption(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        """Take the text as it fits beside the sign."""
        super().initStyleOption(option, index)
        measured = not option.rect.isValid()  # how wide it would be, whole
        shared = None if measured else self._shared(index)
        if shared is None:
            return
        room = option.rect.width() - option.decorationSize.width() - _MARGINS
        told = shortened(option.text, shared, lambda text: option.fontMetrics.horizontalAdvance(text) <= room)
        if told != option.text:
            option.text = told
            option.textElideMode = Qt.TextElideMode.ElideRight

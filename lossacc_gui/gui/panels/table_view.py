"""A table that needs no scrolling sideways: long texts give way, and are whole in their tool tips."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from lossacc_gui.gui.panels.tables import TextTable

LOOKED_AT = 100
"""Rows that are measured to find the width of a column."""
NARROWEST = 44
"""Pixels that a column keeps however narrow the table is."""
NUMBER_WIDTH = 110
"""Pixels of a column of a table that is too wide to be fitted."""


class TableView(QTableView):
    """Shows a TextTable. `fitted`: its columns share the width there is; else they keep one width and scroll."""

    def __init__(self, model: TextTable, name: str, *, fitted: bool, parent: QWidget | None = None) -> None:
        self._wanted: list[int] = []  # events come as early as the next line
        super().__init__(parent)
        self.setModel(model)
        self.setAccessibleName(name)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setShowGrid(False)
        self.setAlternatingRowColors(True)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 10)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setMinimumSectionSize(NARROWEST // 2)
        header.setTextElideMode(Qt.TextElideMode.ElideRight)
        header.setDefaultSectionSize(NUMBER_WIDTH)
        header.setResizeContentsPrecision(LOOKED_AT)
        header.setStretchLastSection(fitted)
        if fitted:
            model.modelReset.connect(self._measure)

    def sizeHint(self) -> QSize:
        """A few rows."""
        return QSize(400, 160)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the new width."""
        super().resizeEvent(event)
        self._share()

    def changeEvent(self, event: QEvent) -> None:
        """Measure again in the style of the window that the table has come into, or in another font."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange) and self._wanted:
            self._measure()

    def _measure(self) -> None:
        header = self.horizontalHeader()
        columns = range(self.model().columnCount())
        self._wanted = [max(self.sizeHintForColumn(i), header.sectionSizeHint(i)) for i in columns]
        self._share()

    def _share(self) -> None:
        cap = _cap(self._wanted, self.viewport().width())
        for i, wanted in enumerate(self._wanted):
            self.setColumnWidth(i, min(wanted, cap))


def _cap(wanted: list[int], width: int) -> int:
    """The width that no column may exceed so that all together fit: only the widest ones give way."""
    left, columns = width, sorted(wanted)
    for i, narrowest in enumerate(columns):
        share = left // (len(columns) - i)
        if narrowest > share:
            return max(share, NARROWEST)
        left -= narrowest
    return max(columns, default=0)

"""The runs of a triage before the eyes: which are chosen, how wide columns are, how names and curves are painted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QItemSelection, QItemSelectionModel, Qt, Signal
from PySide6.QtWidgets import QWidget

from lossacc_gui.gui.panels.cut_names import CutNames
from lossacc_gui.gui.panels.table_view import TableView
from lossacc_gui.gui.triage.stamp import Stamp
from lossacc_gui.gui.triage.table import CURVES, RUN, TriageTable
from lossacc_gui.language import tr
from lossacc_gui.triage.row import Row

MARGIN = 16
"""Pixels of a cell beside its text."""
SPANNED = 500  # headings that have their whole line: each more makes every painting dearer


class RunsView(TableView):
    """`opened` carries the Row that a person wants to see; `chosen_changed` tells that others are chosen."""

    opened = Signal(object)
    chosen_changed = Signal()

    def __init__(self, model: TriageTable, parent: QWidget) -> None:
        super().__init__(model, tr("Runs, the most harmed first"), fitted=False, parent=parent)
        self._model = model
        self.setSelectionMode(TableView.SelectionMode.ExtendedSelection)
        self.setItemDelegateForColumn(RUN, CutNames(model.shared_ends_of, self))
        self.setItemDelegateForColumn(CURVES, Stamp(model, self))
        self.setHorizontalScrollMode(TableView.ScrollMode.ScrollPerPixel)
        header = self.horizontalHeader()
        header.setSectionsClickable(True)
        header.setSortIndicatorShown(True)
        self.sort_by_harm()
        header.sortIndicatorChanged.connect(model.sort)
        model.modelReset.connect(self._span_headings)
        self.activated.connect(lambda index: self._open(model.run_at(index.row())))
        self.selectionModel().selectionChanged.connect(self.chosen_changed)

    def sort_by_harm(self) -> None:
        """Sort by no column."""
        self.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)

    @property
    def chosen(self) -> list[Row]:
        """The runs that are chosen, from top to bottom."""
        lines = sorted(index.row() for index in self.selectionModel().selectedRows())
        return [row for row in map(self._model.run_at, lines) if row is not None]

    @property
    def current(self) -> Row | None:
        """The run that the keys are at."""
        index = self.currentIndex()
        return self._model.run_at(index.row()) if index.isValid() else None

    @contextmanager
    def choice_kept(self) -> Iterator[None]:
        """Keep the runs that are chosen chosen wherever they are once the table is another."""
        current, rows = self.current, self.chosen
        yield
        line = None if current is None else self._model.line_of(current)
        chosen, choice = self.selectionModel(), QItemSelection()
        if line is not None:
            chosen.setCurrentIndex(self._model.index(line, 0), QItemSelectionModel.SelectionFlag.NoUpdate)
        for one in self._model.lines_of(rows):
            choice.select(self._model.index(one, 0), self._model.index(one, 0))
        how = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        if not choice.isEmpty():
            chosen.select(choice, how)

    def set_widths(self) -> None:
        """Widths by what a column holds: to measure ten thousand cells would stop the window."""
        for i, width in enumerate(self._model.widths):
            self.setColumnWidth(i, width * self.fontMetrics().averageCharWidth() + MARGIN)

    def _span_headings(self) -> None:
        """A heading has the whole line."""
        self.clearSpans()
        for line in self._model.headings_at[:SPANNED]:
            self.setSpan(line, 0, 1, self._model.columnCount())

    def _open(self, row: Row | None) -> None:
        if row is not None:
            self.opened.emit(row)

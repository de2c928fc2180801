"""The list of runs with its filter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QObject, QSortFilterProxyModel, Qt, QTimer
from PySide6.QtGui import QStandardItem
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QLineEdit, QTreeView, QVBoxLayout, QWidget

from lossacc_gui.gui.panels.run_model import METRIC_ROLE, RUN_ROLE, RunModel
from lossacc_gui.gui.session import Session
from lossacc_gui.gui.theme import Theme

if TYPE_CHECKING:
    from lossacc_gui.gui.chart.prepared import PreparedChart

NARROWEST = 44
"""Pixels of a column."""
NAME_SHARE = 0.7
"""Share of the width that long names have at least."""


class RunList(QWidget):
    """The current row is the run that is shown, the boxes are its curves."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.model = RunModel(self)
        self._filtered = QSortFilterProxyModel(self)
        self._filtered.setSourceModel(self.model)
        self._filtered.setRecursiveFilteringEnabled(True)
        self._filtered.setAutoAcceptChildRows(True)
        self._filtered.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.filter = QLineEdit(self)
        self.filter.setPlaceholderText(self.tr("Filter runs and metrics"))
        self.filter.setAccessibleName(self.tr("Filter runs and metrics"))
        self.filter.setClearButtonEnabled(True)
        self.filter.textChanged.connect(self._filtered.setFilterFixedString)
        self._rest = QTimer(self, singleShot=True, interval=0)  # hundreds of rows may come in one turn
        self._rest.timeout.connect(self._share)
        self.tree = QTreeView(self)
        self.tree.setModel(self._filtered)
        self.tree.setAccessibleName(self.tr("Runs and their metrics"))
        self.tree.setUniformRowHeights(True)
        self.tree.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.tree.setIndentation(14)
        self.tree.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        header = self.tree.header()
        header.setStretchLastSection(False)
        header.setMinimumSectionSize(NARROWEST)
        self.tree.viewport().installEventFilter(self)
        self.model.rowsInserted.connect(self._rest.start)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        above = QHBoxLayout()
        above.setContentsMargins(8, 4, 8, 6)
        above.addWidget(self.filter)
        layout.addLayout(above)
        layout.addWidget(self.tree, 1)
        self.model.itemChanged.connect(self._on_item_changed)
        self.tree.selectionModel().currentChanged.connect(self._on_row_chosen)
        session.runs_changed.connect(self.follow)
        session.current_changed.connect(self._on_current_changed)
        session.chart_prepared.connect(self._on_chart_prepared)
        self._filling = False

    def apply_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self._filling = True
        self.model.apply_theme(theme)
        self._filling = False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Share another width among the columns."""
        if event.type() == QEvent.Type.Resize:
            self._rest.start()
        return super().eventFilter(watched, event)

    def _share(self) -> None:
        """Give the names what the numbers leave, or what they need up to most of it: numbers can be scrolled to."""
        width, header = self.tree.viewport().width(), self.tree.header()
        numbers = range(1, self.model.columnCount())
        for column in numbers:
            header.resizeSection(column, max(self.tree.sizeHintForColumn(column), header.sectionSizeHint(column)) + 4)
        left = width - sum(header.sectionSize(column) for column in numbers)
        header.resizeSection(0, max(left, min(self.tree.sizeHintForColumn(0), int(NAME_SHARE * width))))

    def follow(self) -> None:
        """Show the session's runs."""
        self._filling = True
        self.model.show_runs(self._session.runs)
        self._filling = False
        self._on_current_changed()

    def _on_current_changed(self) -> None:
        index = self._session.current_index
        if index is None:
            return
        place = self._filtered.mapFromSource(self.model.index(index, 0))
        self._filling = True
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        if place.isValid() and self._run_at(self.tree.currentIndex()) != index:
            self.tree.selectionModel().setCurrentIndex(place, flags)
        if len(self._session.runs) == 1:
            self.tree.expand(place)
        self._filling = False

    def _on_chart_prepared(self, _: PreparedChart) -> None:
        if self._session.current_index is not None:
            self._filling = True
            self.model.check(self._session.current_index, self._session.shown_metrics)
            self._filling = False

    def _on_item_changed(self, item: QStandardItem) -> None:
        index = item.data(RUN_ROLE)
        if self._filling or item.data(METRIC_ROLE) is None:
            return
        if index != self._session.current_index:
            self._session.show_run(index)
            return
        self._session.show_metrics(index, self.model.checked(index))

    def _on_row_chosen(self, current: QModelIndex, _: QModelIndex) -> None:
        index = self._run_at(current)
        if not self._filling and index is not None:
            self._session.show_run(index)

    def _run_at(self, index: QModelIndex) -> int | None:
        run = index.siblingAtColumn(0).data(RUN_ROLE) if index.isValid() else None
        return run if isinstance(run, int) else None

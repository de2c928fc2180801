"""The parts of the window that show a run: chart, tables, list of runs, explanation; made when the first log opens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QObject, QSortFilterProxyModel, Qt, Signal
from PySide6.QtGui import QStandardItem
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QSplitter,
    QTableView,
    QTabWidget,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from lossacc_gui.gui.actions import Actions
from lossacc_gui.gui.panels.explanation_panel import ExplanationPanel
from lossacc_gui.gui.panels.run_model import METRIC_ROLE, RUN_ROLE, RunModel
from lossacc_gui.gui.panels.tables import DataTable, EpisodeTable, MessageTable, TextTable
from lossacc_gui.gui.session import Session
from lossacc_gui.gui.theme import Theme

if TYPE_CHECKING:
    from lossacc_gui.gui.chart.prepared import PreparedChart
    from lossacc_gui.gui.chart.view import ChartView


LONGEST_COLUMN = 420
"""Pixels; longer texts are cut with an ellipsis, and are in the tool tip."""


class RunList(QWidget):
    """The list of runs with its filter: the current row is the run that is shown, the boxes are its curves."""

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
        self.tree = QTreeView(self)
        self.tree.setModel(self._filtered)
        self.tree.setAccessibleName(self.tr("Runs and their metrics"))
        self.tree.setUniformRowHeights(True)
        self.tree.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.tree.setIndentation(14)
        self.tree.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        header = self.tree.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setMinimumSectionSize(44)
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


class Workspace(QObject):
    """Makes the parts and connects them with the session; the window gives them their places."""

    pointed = Signal(object)
    menu_requested = Signal(object)

    def __init__(self, session: Session, actions: Actions, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._theme = theme
        self.chart: ChartView | None = None
        self._fresh = True  # the current run has not been drawn yet
        self._data_shown = False
        self.runs = RunList(session)
        self.panel = ExplanationPanel(session, actions)
        self._episode_table = EpisodeTable(self)
        self._data_table = DataTable(self)
        self._message_table = MessageTable(self)
        self.episodes = _table(self._episode_table, self.tr("Episodes"), stretched=True)
        self.data = _table(self._data_table, self.tr("Logged values"), stretched=False)
        self.messages = _table(self._message_table, self.tr("Messages"), stretched=True)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        for table, title in ((self.episodes, "Episodes"), (self.data, "Data"), (self.messages, "Messages")):
            self.tabs.addTab(table, self.tr(title))
        self.centre = QSplitter(Qt.Orientation.Vertical)
        self.centre.setChildrenCollapsible(False)
        self.centre.addWidget(self.tabs)
        self._connect()
        self._follow()
        self.apply_theme(theme)

    def apply_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self._theme = theme
        for table in (self._episode_table, self._data_table, self._message_table):
            table.apply_theme(theme)
        self.panel.apply_theme(theme)
        if self.chart is not None:
            self.chart.apply_theme(theme.dark)
        self._on_selection_changed()

    def show_messages_tab(self) -> None:
        """Bring the messages to the front."""
        self.tabs.setCurrentWidget(self.messages)

    def _connect(self) -> None:
        session = self._session
        session.current_changed.connect(self._on_current_changed)
        session.selection_changed.connect(self._on_selection_changed)
        session.chart_prepared.connect(self._on_chart_prepared)
        session.messages_changed.connect(self._on_messages_changed)
        self.tabs.currentChanged.connect(self._on_tab_changed)
        self.episodes.selectionModel().currentRowChanged.connect(self._on_episode_row_chosen)
        self.episodes.activated.connect(self._on_episode_activated)

    def _follow(self) -> None:
        """Catch up with what the session told before the parts were there."""
        self.runs.follow()
        self._on_messages_changed()
        self._on_current_changed()

    def _on_current_changed(self) -> None:
        self._fresh = True
        analysis = self._session.current
        self._episode_table.show_analysis(analysis)
        self.episodes.resizeColumnsToContents()
        count = len(analysis.episodes) if analysis is not None else 0
        self.tabs.setTabText(0, self.tr("Episodes ({0})").format(count))
        self._data_shown = False
        self._on_tab_changed()

    def _on_tab_changed(self) -> None:
        if self.tabs.currentWidget() is self.data and not self._data_shown:
            self._data_table.show_analysis(self._session.current)
            self._data_shown = True

    def _on_messages_changed(self) -> None:
        self._message_table.show_messages(self._session.messages)
        self.tabs.setTabText(2, self.tr("Messages ({0})").format(len(self._session.messages)))
        self.messages.resizeColumnsToContents()

    def _on_selection_changed(self) -> None:
        selection = self._session.selection
        model = self.episodes.selectionModel()
        if selection.episode is None:
            model.clear()
        elif self.episodes.currentIndex().row() != selection.episode:
            self.episodes.selectRow(selection.episode)
        if self.chart is not None:
            number = None if selection.episode is None else selection.episode + 1
            self.chart.select(number, selection.span)
        analysis = self._session.current
        if analysis is not None and self._data_shown:
            start = selection.span[0] if selection.span else None
            if start is None and selection.episode is not None:
                start = analysis.episodes[selection.episode].start
            if start is not None:
                self.data.selectRow(self._data_table.row_at(start))

    def _on_chart_prepared(self, prepared: PreparedChart) -> None:
        if self.chart is None:
            self.chart = self._made_chart()
        self.chart.show_chart(prepared, keep_place=not self._fresh)
        if self._fresh:
            self._fresh = False
            self._on_selection_changed()

    def _made_chart(self) -> ChartView:
        from lossacc_gui.gui.chart.view import ChartView

        chart = ChartView()
        chart.apply_theme(self._theme.dark)
        chart.pointed.connect(self.pointed)
        chart.menu_requested.connect(self.menu_requested)
        chart.episode_clicked.connect(self._on_episode_clicked)
        self.centre.insertWidget(0, chart)
        self.centre.setStretchFactor(0, 1)
        self.centre.setStretchFactor(1, 0)
        height = max(self.centre.height(), 400)
        self.centre.setSizes([height - height // 4, height // 4])
        return chart

    def _on_episode_clicked(self, number: int | None) -> None:
        self._session.select_episode(None if number is None else number - 1)

    def _on_episode_row_chosen(self, current: QModelIndex, _: QModelIndex) -> None:
        if current.isValid() and current.row() != self._session.selection.episode:
            self._session.select_episode(current.row())

    def _on_episode_activated(self, index: QModelIndex) -> None:
        self._session.select_episode(index.row())
        self.panel.setFocus()


def _table(model: TextTable, name: str, *, stretched: bool) -> QTableView:
    table = QTableView()
    table.setModel(model)
    table.setAccessibleName(name)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    table.setShowGrid(False)
    table.setAlternatingRowColors(True)
    table.setWordWrap(False)
    table.setTabKeyNavigation(False)
    table.verticalHeader().hide()
    table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    table.verticalHeader().setDefaultSectionSize(table.fontMetrics().height() + 10)
    header = table.horizontalHeader()
    header.setHighlightSections(False)
    if not stretched:
        header.setDefaultSectionSize(110)
    header.setMaximumSectionSize(LONGEST_COLUMN)
    header.setResizeContentsPrecision(100)
    header.setStretchLastSection(stretched)
    return table

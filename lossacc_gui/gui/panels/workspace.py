"""The parts of the window that show a run: chart, tables, list of runs, explanation; made when the first log opens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QObject, Qt, Signal
from PySide6.QtWidgets import QSplitter, QTabWidget

from lossacc_gui.gui.actions import Actions
from lossacc_gui.gui.panels.evidence.predictions_panel import PredictionsPanel
from lossacc_gui.gui.panels.explanation_panel import ExplanationPanel
from lossacc_gui.gui.panels.run_list import RunList
from lossacc_gui.gui.panels.table_view import TableView
from lossacc_gui.gui.panels.tables import DataTable, EpisodeTable, MessageTable
from lossacc_gui.gui.session import Session
from lossacc_gui.gui.theme import Theme

if TYPE_CHECKING:
    from lossacc_gui.gui.chart.prepared import PreparedChart
    from lossacc_gui.gui.chart.view import ChartView


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
        self.episodes = TableView(self._episode_table, self.tr("Episodes"), fitted=True)
        self.data = TableView(self._data_table, self.tr("Logged values"), fitted=False)
        self.messages = TableView(self._message_table, self.tr("Messages"), fitted=True)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.predictions = PredictionsPanel(session, actions)
        for table, title in ((self.episodes, "Episodes"), (self.data, "Data"), (self.messages, "Messages")):
            self.tabs.addTab(table, self.tr(title))
        self.tabs.addTab(self.predictions, self.tr("Predictions"))
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
        self.predictions.apply_theme(theme)
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
        count = len(analysis.episodes) if analysis is not None else 0
        self.tabs.setTabText(0, self.tr("Episodes ({0})").format(count))
        self._data_shown = False
        self._on_tab_changed()

    def _on_tab_changed(self) -> None:
        if self.tabs.currentWidget() is self.data and not self._data_shown:
            self._data_table.show_analysis(self._session.current)
            self._data_shown = True
        if self.tabs.currentWidget() is self.predictions:
            self._make_room(self.predictions.sizeHint().height())

    def _make_room(self, height: int) -> None:
        """Let the tabs have that height at least, but never more than half."""
        sizes = self.centre.sizes()
        wanted = min(height, sum(sizes) // 2)
        if len(sizes) == 2 and sizes[1] < wanted:
            self.centre.setSizes([sum(sizes) - wanted, wanted])

    def _on_messages_changed(self) -> None:
        self._message_table.show_messages(self._session.messages)
        self.tabs.setTabText(2, self.tr("Messages ({0})").format(len(self._session.messages)))

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

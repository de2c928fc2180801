"""The parts of the window that show a run: chart, tabs, list of runs, explanation; made when the first log opens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QSplitter

from lossacc_gui.gui.actions import Actions
from lossacc_gui.gui.panels.explanation_panel import ExplanationPanel
from lossacc_gui.gui.panels.run_list import RunList
from lossacc_gui.gui.panels.tabs import MESSAGES, STRETCHES, Tabs
from lossacc_gui.gui.session import Session
from lossacc_gui.gui.state import RunKey
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
        self._actions = actions
        self._theme = theme
        self._drawn: RunKey | None = None
        self.chart: ChartView | None = None
        self.runs = RunList(session)
        self.panel = ExplanationPanel(session, actions)
        self.tabs = Tabs(session, actions, theme)
        self.centre = QSplitter(Qt.Orientation.Vertical)
        self.centre.setChildrenCollapsible(False)
        self.centre.addWidget(self.tabs)
        self.panel.stretches_asked.connect(self.show_stretches)
        self.tabs.explanation_asked.connect(self.panel.setFocus)
        self.tabs.room_asked.connect(self._make_room)
        session.selection_changed.connect(self._on_selection_changed)
        session.chart_prepared.connect(self._on_chart_prepared)
        self.runs.follow()
        self.apply_theme(theme)

    def apply_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self._theme = theme
        self.runs.apply_theme(theme)
        self.tabs.apply_theme(theme)
        self.panel.apply_theme(theme)
        if self.chart is not None:
            self.chart.apply_theme(theme.dark)

    def made_chart(self) -> ChartView:
        """The chart, made when it is first asked for."""
        if self.chart is None:
            from lossacc_gui.gui.chart.view import ChartView

            self.chart = ChartView()
            self.chart.apply_theme(self._theme.dark)
            self.chart.set_fits_y(self._actions["fit_y"].isChecked())
            self.chart.pointed.connect(self.pointed)
            self.chart.menu_requested.connect(self.menu_requested)
            self.chart.event_clicked.connect(self._on_event_clicked)
            self.centre.insertWidget(0, self.chart)
            self.centre.setStretchFactor(0, 1)
            self.centre.setStretchFactor(1, 0)
            height = max(self.centre.height(), 400)
            self.centre.setSizes([height - height // 4, height // 4])
        return self.chart

    def show_messages(self) -> None:
        """Bring the messages to the front."""
        self.tabs.setCurrentIndex(MESSAGES)

    def show_stretches(self) -> None:
        """Bring to the front why each stretch is an episode or is none."""
        self.tabs.setCurrentIndex(STRETCHES)
        self.tabs.stretches.setFocus()

    def _make_room(self, height: int) -> None:
        """Let the tabs have that height at least, but never more than half."""
        sizes = self.centre.sizes()
        wanted = min(height, sum(sizes) // 2)
        if len(sizes) == 2 and sizes[1] < wanted:
            self.centre.setSizes([sum(sizes) - wanted, wanted])

    def _on_selection_changed(self) -> None:
        selection = self._session.selection
        if self.chart is not None:
            self.chart.select(None if selection.event is None else selection.event + 1, selection.span)

    def _on_chart_prepared(self, prepared: PreparedChart) -> None:
        key = self._session.current_key
        self.made_chart().show_chart(prepared, keep_place=key == self._drawn)
        if key != self._drawn:
            self._drawn = key
            self._on_selection_changed()

    def _on_event_clicked(self, number: int | None) -> None:
        self._session.select_event(None if number is None else number - 1)

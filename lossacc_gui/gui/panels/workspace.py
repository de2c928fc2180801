"""The parts of the window that show a run: chart, tabs, list of runs, explanation; made when the first log opens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QSplitter

from lossacc_gui.gui.actions import Actions
from lossacc_gui.gui.panels.explanation_panel import ExplanationPanel
from lossacc_gui.gui.panels.run_list import RunList
from lossacc_gui.gui.panels.tabs import MESSAGES, STRETCHES, Tabs
from lossacc_gui.gui.preferences import Wheel
from lossacc_gui.gui.session import Session
from lossacc_gui.gui.state import RunKey
from lossacc_gui.gui.theme import Theme

if TYPE_CHECKING:
    from lossacc_gui.gui.chart.place import Spot
    from lossacc_gui.gui.chart.prepared import PreparedChart
    from lossacc_gui.gui.chart.view import ChartView

MOST_OF_HEIGHT = 0.42
"""Share of the height below the toolbar that the tabs take at most of their own accord."""

CHART_EMS = 14
"""Line heights that the chart keeps in a small window."""


class Workspace(QObject):
    """Makes the parts and connects them with the session; the window gives them their places."""

    pointed = Signal(object)
    menu_requested = Signal(object)

    def __init__(self, session: Session, actions: Actions, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._actions = actions
        self._theme = theme
        self._wheel = Wheel()
        self._heights: dict[int, int] = {}
        self._spots: dict[RunKey, Spot] = {}
        """Where each run was looked at when another was shown."""
        self._left: dict[RunKey, Spot] = {}
        """Where runs of a project were looked at that have not been shown since it was opened."""
        self._drawn: RunKey | None = None
        self._mode: tuple[object, ...] = ()
        """What overlay is drawn, empty for a run by itself."""
        self.chart: ChartView | None = None
        self.runs = RunList(session, actions)
        self.panel = ExplanationPanel(session, actions)
        self.tabs = Tabs(session, actions, theme)
        self.centre = QSplitter(Qt.Orientation.Vertical)
        self.centre.setChildrenCollapsible(False)
        self.centre.addWidget(self.tabs)
        self.panel.stretches_asked.connect(self.show_stretches)
        self.tabs.explanation_asked.connect(self.panel.setFocus)
        self.tabs.room_asked.connect(self._make_room)
        self.centre.installEventFilter(self)
        self.centre.splitterMoved.connect(self._on_splitter_moved)
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
            self.chart.apply_theme(theme.dark, contrast=theme.contrast)

    def set_wheel(self, wheel: Wheel) -> None:
        """What the wheel does in the chart from now on."""
        self._wheel = wheel
        if self.chart is not None:
            self.chart.set_wheel(wheel)

    def made_chart(self) -> ChartView:
        """The chart, made when it is first asked for."""
        if self.chart is None:
            from lossacc_gui.gui.chart.view import ChartView

            self.chart = ChartView()
            self.chart.apply_theme(self._theme.dark, contrast=self._theme.contrast)
            self.chart.set_fits_y(self._actions["fit_y"].isChecked())
            self.chart.set_wheel(self._wheel)
            self.chart.show_overview(self._actions["overview"].isChecked())
            self.chart.pointed.connect(self.pointed)
            self.chart.menu_requested.connect(self.menu_requested)
            self.chart.event_clicked.connect(self._on_event_clicked)
            self.chart.run_event_clicked.connect(self._session.leave_for_event)
            self.centre.insertWidget(0, self.chart)
            self.centre.setStretchFactor(0, 1)
            self.centre.setStretchFactor(1, 0)
            QTimer.singleShot(0, self, self._make_room)
        return self.chart

    def show_messages(self) -> None:
        """Bring the messages to the front."""
        self.tabs.setCurrentIndex(MESSAGES)

    def show_stretches(self) -> None:
        """Bring to the front why each stretch is an episode or is none."""
        self.tabs.setCurrentIndex(STRETCHES)
        self.tabs.stretches.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Share another height."""
        if event.type() == QEvent.Type.Resize:
            QTimer.singleShot(0, self, self._make_room)  # before it is painted
        return super().eventFilter(watched, event)

    def _make_room(self) -> None:
        """Give the tab that shows what it needs, or what a person gave it; the chart has the rest, and most."""
        whole = sum(self.centre.sizes())
        if self.centre.count() < 2 or not whole:
            return
        given = self._heights.get(self.tabs.currentIndex(), self.tabs.wanted_height())
        chart = min(CHART_EMS * self.tabs.fontMetrics().height(), whole)
        height = max(min(given, int(MOST_OF_HEIGHT * whole), whole - chart), self.tabs.tabBar().sizeHint().height())
        self.centre.setSizes([whole - height, height])

    def _on_splitter_moved(self) -> None:
        self._heights[self.tabs.currentIndex()] = self.centre.sizes()[1]

    def _on_selection_changed(self) -> None:
        selection = self._session.selection
        if self.chart is None:
            return
        if self._session.current_key != self._drawn:
            self.chart.select(None, None)  # what is selected in the run that comes is shown once it is drawn
            if self._drawn is not None and not self._mode:
                self._spots[self._drawn] = self.chart.spot
            return
        self.chart.select(None if selection.event is None else selection.event + 1, selection.span)

    def _on_chart_prepared(self, prepared: PreparedChart) -> None:
        key, mode = self._session.current_key, self._session.together.mode
        same = key == self._drawn and mode == self._mode
        chart = self.made_chart()
        if not same and self._drawn is not None and not self._mode and self._drawn not in self._spots:
            self._spots[self._drawn] = chart.spot
        self._mode = mode
        chart.show_chart(prepared, keep_place=same)
        if mode:
            self._drawn = key
            return
        if not same and key is not None:
            self._drawn = key
            if key in self._spots:
                chart.go_back_to(self._spots[key])
            self._on_selection_changed()
            left = self._left.pop(key, None)
            if left is not None:
                chart.go_back_to(left)

    @property
    def spots(self) -> dict[RunKey, Spot]:
        """Where each run is looked at, or was when another was shown."""
        drawn = {} if self._drawn is None or self.chart is None or self._mode else {self._drawn: self.chart.spot}
        return self._spots | self._left | drawn

    def begin_with(self, spots: dict[RunKey, Spot]) -> None:
        """Look at runs where they were left, once they are shown."""
        self._spots, self._left, self._drawn = {}, dict(spots), None

    def _on_event_clicked(self, number: int | None) -> None:
        self._session.select_event(None if number is None else number - 1)

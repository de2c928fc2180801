"""The parts of the window that show a run: chart, tabs, list of runs, explanation; made when the first log opens."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QSplitter, QWidget

from lossacc_gui.gui.actions.actions import Actions
from lossacc_gui.gui.background.in_turns import in_turns
from lossacc_gui.gui.look.accessible import by_tab
from lossacc_gui.gui.look.preferences import Wheel
from lossacc_gui.gui.look.theme import Theme
from lossacc_gui.gui.panels.explanation_panel import ExplanationPanel
from lossacc_gui.gui.panels.run_list import RunList
from lossacc_gui.gui.panels.tabs import MESSAGES, STRETCHES, Tabs
from lossacc_gui.gui.session.runs_together import Mode
from lossacc_gui.gui.session.session import Session
from lossacc_gui.gui.session.state import RunKey

if TYPE_CHECKING:
    from lossacc_gui.chart import Chart
    from lossacc_gui.gui.chart.place import Spot
    from lossacc_gui.gui.chart.prepared import PreparedChart
    from lossacc_gui.gui.chart.view import ChartView

MOST_OF_HEIGHT = 0.42
"""Share of the height below the toolbar that the tabs take at most of their own accord."""

OverlayHidden = tuple[tuple[tuple[Path, str], ...], tuple[tuple[str, str], ...]]
"""What is not seen of an overlay: runs as (log, name), and the curves of all runs as (axis, split)."""

CHART_EMS = 14
"""Line heights that the chart keeps in a small window, if a row of the tab has room too; then both have their least."""


class Workspace(QObject):
    """Makes the parts and connects them with the session; the window gives them their places."""

    pointed = Signal(object)
    menu_requested = Signal(object)
    colour_asked = Signal(object)

    def __init__(self, session: Session, actions: Actions, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._actions = actions
        self._theme = theme
        self._wheel = Wheel()
        self._heights: dict[int, int] = {}
        self._spots: dict[RunKey | Mode, Spot] = {}
        """Where each run, and each overlay, was looked at when another was shown."""
        self._hidden: dict[Mode, OverlayHidden] = {}
        """What was not seen of overlays that are not shown."""
        self._left: dict[RunKey, Spot] = {}
        """Where runs of a project were looked at that have not been shown since it was opened."""
        self._drawn: RunKey | None = None
        self._mode: Mode = ()
        """What overlay is drawn, empty for a run by itself."""
        self.chart: ChartView | None = None
        self.runs = RunList(session, actions)
        self.panel = ExplanationPanel(session, actions)
        self.tabs = Tabs(session, actions, theme)
        self.centre = QSplitter(Qt.Orientation.Vertical)
        self.centre.setChildrenCollapsible(False)
        self.centre.addWidget(self.tabs)
        self.panel.stretches_asked.connect(self.show_stretches)
        self.tabs.explanation_asked.connect(self.panel.take_keys)
        self.tabs.room_asked.connect(self._make_room)
        self.tabs.currentChanged.connect(lambda: in_turns(self, self._order_keys))  # a tab may be made only now
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
            self.chart.place.set_fits_y(self._actions["fit_y"].isChecked())
            self.chart.set_wheel(self._wheel)
            self.chart.heights.show_overview(self._actions["overview"].isChecked())
            self.chart.pointed.connect(self.pointed)
            self.chart.menu_requested.connect(self.menu_requested)
            self.chart.legend.colour_asked.connect(self.colour_asked)
            self.chart.event_clicked.connect(self._on_event_clicked)
            self.chart.run_event_clicked.connect(self._session.leave_for_event)
            self.centre.insertWidget(0, self.chart)
            self._order_keys()
            self.centre.setStretchFactor(0, 1)
            self.centre.setStretchFactor(1, 0)
            QTimer.singleShot(0, self, self._make_room)
        return self.chart

    def _order_keys(self) -> None:
        """Tab goes as the eye does; Qt would go in the order in which parts were made."""
        if self.chart is None:
            return
        shown = self.tabs.currentWidget()
        parts = (self.chart.focus, self.chart.overview, self.tabs.tabBar(), *by_tab(shown), *by_tab(self.panel))
        for one, following in pairwise(parts):
            QWidget.setTabOrder(one, following)

    def show_messages(self) -> None:
        """Bring the messages to the front."""
        self.tabs.setCurrentIndex(MESSAGES)

    def show_stretches(self) -> None:
        """Bring to the front why each stretch is an episode or is none."""
        self.tabs.setCurrentIndex(STRETCHES)
        self.tabs.stretches.table.setFocus()

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
        curves = self.chart.heights.least if self.chart is not None else 0
        least = max(min(self.tabs.least_height(), whole - curves), 0)
        chart = min(CHART_EMS * self.tabs.fontMetrics().height(), whole - least)
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
            self._keep_place(self.chart)
            return
        self.chart.select(None if selection.event is None else selection.event + 1, selection.span)

    def _on_chart_prepared(self, prepared: PreparedChart) -> None:
        key, mode = self._session.current_key, self._session.together.mode
        same = mode == self._mode and (bool(mode) or key == self._drawn)
        chart = self.made_chart()
        if not same:
            self._keep_place(chart)
        first = self._drawn is None
        self._mode, self._drawn = mode, key
        chart.show_chart(prepared, keep_place=same)
        if first:
            chart.focus.setFocus()  # its arrows and letters work at once; Qt would begin with the tool bar
        self._make_room()
        if same or key is None:
            return
        before = self._spots.pop(mode or key, None)
        if mode:
            self._hide_in_overlay(chart, prepared.chart)
        if before is not None:
            chart.place.go_back_to(before)
        if not mode:
            self._on_selection_changed()
            left = self._left.pop(key, None)
            if left is not None:
                chart.place.go_back_to(left)

    def _keep_place(self, chart: ChartView) -> None:
        """Keep how the chart is looked at, to come back to it."""
        shown = self._mode or self._drawn
        if shown is not None:
            self._spots[shown] = chart.place.spot
        if self._mode:
            self._hidden[self._mode] = self.hidden_in_overlay

    def _hide_in_overlay(self, view: ChartView, chart: Chart) -> None:
        """Hide what was not seen of this overlay before."""
        from lossacc_gui.chart.legend import CurvesOfKind, curves_of_runs, of_metrics

        runs, kinds = self._hidden.pop(self._mode, ((), ()))
        hidden = {CurvesOfKind("right" if axis == "right" else "left", split) for axis, split in kinds}
        view.legend.hide_curves(of_metrics(view.legend.hidden) | hidden | curves_of_runs(runs, chart))

    @property
    def spots(self) -> dict[RunKey, Spot]:
        """Where each run is looked at, or was when another was shown."""
        kept = {key: spot for key, spot in self._spots.items() if not isinstance(key, tuple)}
        drawn = {} if self._drawn is None or self.chart is None or self._mode else {self._drawn: self.chart.place.spot}
        return kept | self._left | drawn

    @property
    def overlay_spot(self) -> Spot | None:
        """Where the overlay is looked at that is drawn."""
        return self.chart.place.spot if self.chart is not None and self._mode else None

    @property
    def hidden_in_overlay(self) -> OverlayHidden:
        """What is not seen of the overlay that is drawn."""
        from lossacc_gui.chart.legend import CurvesOfKind, runs_among

        chart = None if self.chart is None else self.chart.seen_chart
        if self.chart is None or chart is None:
            return (), ()
        hidden = self.chart.legend.hidden
        kinds = sorted((one.axis, one.split) for one in hidden if isinstance(one, CurvesOfKind))
        return runs_among(hidden, chart), tuple(kinds)

    def begin_with(self, spots: dict[RunKey, Spot]) -> None:
        """Look at runs where they were left, once they are shown."""
        self._spots, self._hidden, self._left, self._drawn, self._mode = {}, {}, dict(spots), None, ()

    def look_at_overlay(self, mode: Mode, spot: Spot | None, hidden: OverlayHidden) -> None:
        """Look at this overlay where it was left, once it is drawn."""
        self._hidden[mode] = hidden
        if spot is not None:
            self._spots[mode] = spot

    def _on_event_clicked(self, number: int | None) -> None:
        self._session.select_event(None if number is None else number - 1)

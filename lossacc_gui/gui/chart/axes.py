"""The three axes of a chart: titles, ticks, ranges, and what lies below the x axis."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QObject, QPointF, Signal
from PySide6.QtGui import QFont, QPainter

from lossacc_gui.chart import Axis, Chart
from lossacc_gui.chart.palette import LIGHT, Theme
from lossacc_gui.gui.chart.lane import Lane, RunLanes
from lossacc_gui.gui.chart.mouse import LANE_TOP, SideAxis
from lossacc_gui.gui.chart.paint_bands import Tab
from lossacc_gui.gui.chart.ranges import Ranges
from lossacc_gui.gui.chart.scale import Scale, x_ticks, y_ticks
from lossacc_gui.language import Number, tr


class Axes(QObject):
    """Holds the items by their side; tells the number of an event that is clicked below the x axis, in an overlay after
    its run.
    """

    event_clicked = Signal(object)
    run_event_clicked = Signal(int, int)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.items = {side: SideAxis(side, self.ticks) for side in ("left", "right", "bottom")}
        self._chart: Chart | None = None
        self._counts = True  # whether all x are whole numbers
        self._lane: Lane | RunLanes = Lane()
        self._tabs: tuple[Tab, ...] = ()
        self._x = (0.0, 1.0)
        self._theme = LIGHT
        self._selected: int | None = None
        self.items["bottom"].clicked.connect(self._on_clicked)

    def show_chart(self, chart: Chart) -> None:
        """Take the axes of another chart."""
        self._chart = chart
        self._counts = all(bool(np.all(line.x == np.round(line.x))) for line in chart.lines)
        self._lane = RunLanes(chart.runs) if chart.runs else Lane(chart.bands)
        self.items["bottom"].show_lane(self._lane.height, self._paint_lane)

    def show(self, ranges: Ranges) -> None:
        """Show other ranges."""
        self._x = ranges.x
        for side, span in (("bottom", ranges.x), ("left", ranges.left), ("right", ranges.right)):
            self.items[side].setRange(*span)

    def select(self, number: int | None) -> None:
        """Make the bar of an event stand out."""
        self._selected = number
        self.items["bottom"].update()

    def dress(self, theme: Theme, font: QFont) -> None:
        """Take the theme and the chart's titles."""
        self._theme = theme
        chart = self._chart
        if chart is None:
            return
        for side, axis in (("left", chart.left), ("right", chart.right), ("bottom", chart.x)):
            tones = {line.tone for line in chart.lines if line.axis == side}
            tied = side != "bottom" and len(tones) == 1 and not chart.runs
            ink = theme.line("left" if side == "left" else "right", 0) if tied else theme.ink
            self.items[side].dress(tr(axis.title) if axis is not None else None, ink, theme.muted, font)
        kept = chart.kept
        if kept is None:
            self.items["bottom"].hide_bar()
        else:
            self.items["bottom"].show_bar(kept.start, kept.end, theme.line(kept.axis, 0))

    def ticks(self, side: str, low: float, high: float, size: float) -> dict[float, str]:
        """Place on the axis to text, for one axis of `size` pixels that shows low..high."""
        chart = self._chart
        axis: Axis | None = None if chart is None else {"left": chart.left, "right": chart.right}.get(side, chart.x)
        if axis is None or not size > 0 or not high > low:
            return {}
        if side == "bottom" and chart is not None:
            told = x_ticks(chart.across, Scale(low, high, size), whole=self._counts)
            return {place: tr(Number(text)) for place, text in told}
        scale = Scale(low, high, size, log=axis.log)
        found = y_ticks(axis, scale)
        return {float(np.log10(value)) if axis.log else value: tr(Number(text)) for value, text in found}

    def _paint_lane(self, painter: QPainter, width: float) -> None:
        scale = Scale(*self._x, length=width)
        self._tabs = self._lane.paint(painter, scale, LANE_TOP, self._theme, self._selected)

    def _on_clicked(self, place: QPointF) -> None:
        tab = next((tab for tab in self._tabs if tab.place.contains(place)), None)
        if tab is not None and tab.run is not None:
            self.run_event_clicked.emit(tab.run, tab.number)
        elif tab is not None:
            self.event_clicked.emit(tab.number)

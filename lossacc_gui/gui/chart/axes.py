"""The three axes of a chart: titles, ticks, ranges, and what lies below the x axis."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QObject, QPointF, Signal
from PySide6.QtGui import QFont, QPainter

from lossacc_gui.chart import Axis
from lossacc_gui.export.drawing.axes import x_ticks, y_ticks
from lossacc_gui.export.drawing.primitives import Rect
from lossacc_gui.export.drawing.scale import Scale as Placed
from lossacc_gui.export.drawing.sheet import Sheet
from lossacc_gui.gui.chart.lane import Lane
from lossacc_gui.gui.chart.mouse import SideAxis
from lossacc_gui.gui.chart.paint import Tab
from lossacc_gui.gui.chart.prepared import PreparedChart
from lossacc_gui.gui.chart.ranges import Ranges
from lossacc_gui.gui.chart.scale import Scale
from lossacc_gui.gui.chart.scene import UNIT
from lossacc_gui.language import Number, tr


class Axes(QObject):
    """Holds the items by their side; tells the number of an event that is clicked below the x axis, in an overlay after
    its run.
    """

    event_clicked = Signal(object)
    run_event_clicked = Signal(int, int)

    def __init__(self, sheet: Sheet, parent: QObject) -> None:
        super().__init__(parent)
        self.items = {side: SideAxis(side, self.ticks) for side in ("left", "right", "bottom")}
        self._sheet = sheet
        self._prepared: PreparedChart | None = None
        self._lane: Lane | None = None
        self._tabs: tuple[Tab, ...] = ()
        self._x = (0.0, 1.0)
        self._selected: int | None = None
        self._x_titled = True
        self.items["bottom"].clicked.connect(self._on_clicked)

    def show_chart(self, prepared: PreparedChart, *, keep_room: bool) -> None:
        """Take the axes of another chart; `keep_room` where it is the same one, looked at otherwise."""
        self._prepared = prepared
        for axis in () if keep_room else self.items.values():
            axis.begin()
        self._lay_lane()

    def show(self, ranges: Ranges) -> None:
        """Show other ranges."""
        self._x = ranges.x
        for side, span in (("bottom", ranges.x), ("left", ranges.left), ("right", ranges.right)):
            self.items[side].setRange(*span)

    def select(self, number: int | None) -> None:
        """Make the bar of an event stand out."""
        self._selected = number
        self.items["bottom"].update()

    def dress(self, sheet: Sheet, font: QFont) -> None:
        """Take colours, letters and the chart's titles."""
        self._sheet = sheet
        if self._prepared is None:
            return
        chart, theme = self._prepared.chart, sheet.theme
        for side, axis in (("left", chart.left), ("right", chart.right), ("bottom", chart.x)):
            tones = {line.tone for line in chart.lines if line.axis == side}
            tied = side != "bottom" and len(tones) == 1 and not chart.runs
            ink = theme.line("left" if side == "left" else "right", 0) if tied else theme.ink
            self.items[side].dress(tr(axis.title) if axis is not None else None, ink, theme.muted, font)
        self.items["bottom"].showLabel(self._x_titled)
        self._lay_lane()

    def title_x(self, wanted: bool) -> None:
        """Show the title of the x axis, or leave its room to the curves."""
        self._x_titled = wanted
        self.items["bottom"].showLabel(wanted)

    @property
    def height_below(self) -> int:
        """Pixels of the x axis without its title."""
        return self.items["bottom"].height_untitled

    def ticks(self, side: str, low: float, high: float, size: float) -> dict[float, str]:
        """Place on the axis to text, for one axis of `size` pixels that shows low..high."""
        chart = None if self._prepared is None else self._prepared.chart
        axis: Axis | None = None if chart is None else {"left": chart.left, "right": chart.right}.get(side, chart.x)
        if self._prepared is None or chart is None or axis is None or not size > 0 or not high > low:
            return {}
        room = Rect(0.0, 0.0, size / UNIT, size / UNIT)
        if side == "bottom":
            across = Placed(room, Axis("", low, high))
            told = x_ticks(self._sheet, chart.across, across, whole=self._prepared.counts)
            return {place: tr(Number(text)) for place, text in told}
        shown = Scale(low, high, size, log=axis.log).axis(axis)
        found = y_ticks(self._sheet, Placed(room, chart.x), shown)
        return {float(np.log10(value)) if axis.log else value: tr(Number(text)) for value, text in found}

    def _lay_lane(self) -> None:
        if self._prepared is not None:
            self._lane = Lane(self._prepared.chart, self._sheet)
            self.items["bottom"].show_lane(self._lane.height, self._paint_lane)

    def _paint_lane(self, painter: QPainter, width: float) -> None:
        if self._lane is not None:
            self._tabs = self._lane.paint(painter, self._x, width, self._selected)

    def _on_clicked(self, place: QPointF) -> None:
        tab = next((tab for tab in self._tabs if tab.place.contains(place)), None)
        if tab is not None and tab.run is not None:
            self.run_event_clicked.emit(tab.run, tab.number)
        elif tab is not None:
            self.event_clicked.emit(tab.number)

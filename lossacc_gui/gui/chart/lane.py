"""What lies below the frame, where it covers no curve: the stretch to keep, events of other splits and of runs."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtGui import QPainter

from lossacc_gui.chart import Chart
from lossacc_gui.export.drawing.bands import Tab as Bar
from lossacc_gui.export.drawing.bands import bar_boxes, kept_height, rows, tabs_of
from lossacc_gui.export.drawing.plot import below_frame, height_below
from lossacc_gui.export.drawing.primitives import Rect
from lossacc_gui.export.drawing.run_lanes import run_bars
from lossacc_gui.export.drawing.scale import Scale
from lossacc_gui.export.drawing.sheet import Sheet
from lossacc_gui.gui.chart.paint import Tab, paint_all, pixels
from lossacc_gui.gui.chart.ranges import Span
from lossacc_gui.gui.chart.scene import UNIT

MOST_ROWS = 3
"""Bars that overlap lie one below the other, as far as there are rows."""
USUAL_WIDTH = 700.0
"""Pixels of a chart whose bars tell how many rows there are: a chart that is zoomed keeps its height."""


class Lane:
    """The bars of a chart on a sheet; `height` in pixels, 0 where there are none."""

    def __init__(self, chart: Chart, sheet: Sheet) -> None:
        self._chart = chart
        self._sheet = sheet
        bars = self._bars(Scale(Rect(0.0, 0.0, USUAL_WIDTH / UNIT, 0.0), chart.x), MOST_ROWS, None)
        self._rows = rows(bars)
        self.height = UNIT * height_below(sheet, chart, bars)

    def paint(self, painter: QPainter, x: Span, width: float, selected: int | None) -> tuple[Tab, ...]:
        """Paint the bars from 0 down, so wide in pixels; returns the places that select an event, the upper first."""
        chart = replace(self._chart, x=replace(self._chart.x, low=x[0], high=x[1]))
        scale = Scale(Rect(0.0, 0.0, width / UNIT, 0.0), chart.x)
        bars = self._bars(scale, max(self._rows, 1), selected)
        paint_all(painter, below_frame(self._sheet, chart, scale, bars))
        under = replace(scale.data, height=kept_height(self._sheet, chart))
        boxes = ((bar, pixels(one)) for bar in bars for one in bar_boxes(self._sheet, bar, under))
        of_runs = run_bars(self._sheet, chart, scale, under.bottom)
        return (
            *(Tab(place, bar.band.number) for bar, place in boxes),
            *(Tab(pixels(one.place), one.event.number, one.run) for one in reversed(of_runs)),
        )

    def _bars(self, scale: Scale, most: int, selected: int | None) -> list[Bar]:
        bands = (band for band in self._chart.bands if band.aside)
        marked = [replace(band, selected=band.number == selected) for band in bands]
        return tabs_of(self._sheet, marked, scale, most)

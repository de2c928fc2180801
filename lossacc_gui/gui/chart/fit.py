"""How high the curves of a chart reach, and the chart without those that a person hides."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from lossacc_gui.chart import Axis, Chart
from lossacc_gui.chart.legend import Curve, is_hidden
from lossacc_gui.chart.levels import reaching
from lossacc_gui.chart.marks import lies_on
from lossacc_gui.chart.room import y_room
from lossacc_gui.gui.chart.prepared import PreparedChart
from lossacc_gui.gui.chart.ranges import Span

BUCKETS = 2000
"""Pieces of a curve whose extremes tell how high it reaches."""


def fitted(prepared: PreparedChart, side: str, axis: Axis, x: Span) -> Axis | None:
    """One axis as it fits its curves between two x values; None where none of them has a value there."""
    lows, highs = [], []
    for line in prepared.lines:
        if line.line.axis != side:
            continue
        picks = line.dense(*x, BUCKETS)
        places, y = line.line.x[picks], line.line.y[picks]
        inside = (places >= x[0]) & (places <= x[1])
        y = y[inside] if inside.any() else y
        y = y[np.isfinite(y)]
        if len(y):
            lows.append(float(y.min()))
            highs.append(float(y.max()))
    if not lows:
        return None
    low, high = y_room(min(lows), max(highs), log=axis.log, percent=axis.percent)
    return replace(axis, low=low, high=high)


def without(prepared: PreparedChart, hidden: frozenset[Curve]) -> PreparedChart:
    """The chart without some curves and the signs on them; the axes fit those that are left."""
    chart = prepared.chart
    if not any(is_hidden(line, hidden) for line in chart.lines):
        return prepared
    lines = tuple(line for line in prepared.lines if not is_hidden(line.line, hidden))
    marks = tuple(mark for mark in chart.marks if mark.y is None or any(lies_on(mark, one.line) for one in lines))
    left_over = {(one.line.run, one.line.axis, one.line.split) for one in lines}
    spreads = tuple(one for one in chart.spreads if (one.run, one.axis, one.split) in left_over)
    chart = replace(chart, lines=tuple(one.line for one in lines), marks=marks, spreads=spreads)
    left = PreparedChart(chart, lines, prepared.counts)
    whole = (chart.x.low, chart.x.high)
    sides = {
        side: fitted(left, side, axis, whole) or axis
        for side, axis in (("left", chart.left), ("right", chart.right))
        if axis is not None
    }
    for one in chart.references:  # a line across the chart stays when curves go
        sides[one.axis] = reaching(sides[one.axis], one.level)
    return PreparedChart(replace(chart, left=sides.get("left"), right=sides.get("right")), lines, prepared.counts)


def end_of(chart: Chart) -> float:
    """Where the last point lies, 0 where there is none."""
    return max((float(line.x[-1]) for line in chart.lines if len(line.x)), default=0.0)

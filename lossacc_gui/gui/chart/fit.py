"""How high the curves of a chart reach, and the chart without those that a person hides."""

from __future__ import annotations

from dataclasses import replace

from lossacc_gui.chart import Axis, Chart
from lossacc_gui.chart.hiding import Side, without_curves
from lossacc_gui.chart.legend import Curve, is_hidden
from lossacc_gui.chart.room import ends_of, y_room
from lossacc_gui.gui.chart.prepared import PreparedChart, PreparedLine
from lossacc_gui.gui.chart.ranges import Span
from lossacc_gui.model.run import FloatArray

BUCKETS = 2000
"""Pieces of a curve whose extremes tell how high it reaches."""


def fitted(prepared: PreparedChart, side: str, axis: Axis, x: Span) -> Axis | None:
    """One axis as it fits its curves between two x values; None where none of them has a value there."""
    curves = []
    for line in prepared.lines:
        if line.line.axis != side:
            continue
        curves.append(_values(line, x, trimmed=axis.trimmed))
    ends = ends_of(curves, log=axis.log, trimmed=axis.trimmed)
    if ends is None:
        return None
    low, high = y_room(*ends, log=axis.log, percent=axis.percent)
    return replace(axis, low=low, high=high)


def _values(line: PreparedLine, x: Span, *, trimmed: bool) -> FloatArray:
    """Values of a curve between two x values that tell how high it reaches, of its neighbours where there are none."""
    picks = () if trimmed else line.extremes(*x)  # what is an outlier, many values tell
    if len(picks):
        return line.line.y[picks]
    around = line.dense(*x, BUCKETS)
    places, y = line.line.x[around], line.line.y[around]
    inside = (places >= x[0]) & (places <= x[1])
    return y[inside] if inside.any() else y


def without(prepared: PreparedChart, hidden: frozenset[Curve]) -> PreparedChart:
    """The chart without some curves and the signs on them; the axes fit those that are left."""
    lines = tuple(line for line in prepared.lines if not is_hidden(line.line, hidden))
    if len(lines) == len(prepared.lines):
        return prepared

    def fit(chart: Chart, side: Side, axis: Axis) -> Axis | None:
        return fitted(PreparedChart(chart, lines, prepared.counts), side, axis, (chart.x.low, chart.x.high))

    return PreparedChart(without_curves(prepared.chart, hidden, fit), lines, prepared.counts)


def end_of(chart: Chart) -> float:
    """Where the last point lies, 0 where there is none."""
    return max((float(line.x[-1]) for line in chart.lines if len(line.x)), default=0.0)

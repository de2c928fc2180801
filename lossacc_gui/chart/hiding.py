"""A chart without the curves that a person hides."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Literal

from lossacc_gui.chart.legend import Curve, is_hidden
from lossacc_gui.chart.levels import reaching
from lossacc_gui.chart.marks import lies_on
from lossacc_gui.chart.parts import Axis, Chart
from lossacc_gui.chart.room import ends_of, y_room

Side = Literal["left", "right"]
Fit = Callable[[Chart, Side, Axis], Axis | None]
"""An axis of a chart as it fits its curves in sight; None where none of them has a value there."""


def fitted(chart: Chart, side: Side, axis: Axis) -> Axis | None:
    """The axis as it fits every value of its curves in sight, or all but outliers."""
    own = (line.y[(line.x >= chart.x.low) & (line.x <= chart.x.high)] for line in chart.lines if line.axis == side)
    ends = ends_of(own, log=axis.log, trimmed=axis.trimmed)
    if ends is None:
        return None
    low, high = y_room(*ends, log=axis.log, percent=axis.percent)
    return replace(axis, low=low, high=high)


def without_curves(chart: Chart, hidden: frozenset[Curve], fit: Fit = fitted) -> Chart:
    """The chart without some curves and the signs on them; its axes fit those that are left."""
    lines = tuple(line for line in chart.lines if not is_hidden(line, hidden))
    if len(lines) == len(chart.lines):
        return chart
    left_over = {(line.run, line.axis, line.split) for line in lines}
    left = replace(
        chart,
        lines=lines,
        marks=tuple(mark for mark in chart.marks if mark.y is None or any(lies_on(mark, line) for line in lines)),
        spreads=tuple(one for one in chart.spreads if (one.run, one.axis, one.split) in left_over),
    )
    sides: dict[Side, Axis] = {}
    if left.left is not None:
        sides["left"] = fit(left, "left", left.left) or left.left
    if left.right is not None:
        sides["right"] = fit(left, "right", left.right) or left.right
    for one in left.references:  # a line across the chart stays when curves go
        sides[one.axis] = reaching(sides[one.axis], one.level)
    return replace(left, left=sides.get("left"), right=sides.get("right"))

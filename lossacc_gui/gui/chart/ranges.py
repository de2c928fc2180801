"""What the axes of a chart show, and what zooming and panning make of it; plain numbers, no Qt."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from lossacc_gui.chart import Axis, Chart
from lossacc_gui.chart.across import Across
from lossacc_gui.chart.limits import LARGEST, SMALLEST

Span = tuple[float, float]
Side = Literal["left", "right"]
Which = Literal["x", "left", "right"]

SMALLEST_SHARE = 1e-12
"""A range is at least this share of the numbers in it; closer ones cannot be told apart."""
DECADES = 200.0
"""Powers of ten on either side of 1 in which a logarithmic axis ends."""
FURTHEST = 1e3 * LARGEST
"""Panning ends here."""
ROOM_AROUND = 0.25
"""Share of an event's length that stays free on both sides when it is zoomed to."""
LEAST_ROOM = 0.03
"""Share of the run that stays free at least: a single point is shown with what is around it."""
SMALLEST_BOX = 0.005
"""Share of the view below which a dragged box is a slip of the hand."""


@dataclass(frozen=True, slots=True)
class Ranges:
    """Low and high end of the three axes; left in powers of ten where the chart's loss is logarithmic."""

    x: Span = (0.0, 1.0)
    left: Span = (0.0, 1.0)
    right: Span = (0.0, 1.0)

    @classmethod
    def of(cls, chart: Chart) -> Ranges:
        """All there is to see."""
        return cls((chart.x.low, chart.x.high), shown(chart.left), shown(chart.right))

    @property
    def drawable(self) -> bool:
        """Whether no range is empty, too small for floating point, or beyond what a chart has a place for."""
        return all(
            -FURTHEST <= low < high <= FURTHEST and high - low >= SMALLEST_SHARE * max(abs(low), abs(high), SMALLEST)
            for low, high in (self.x, self.left, self.right)
        )

    def drawable_as(self, log: bool) -> bool:
        """Whether they are drawable where the left one, if `log`, is in powers of ten: these have to be numbers too."""
        low, high = self.left
        return self.drawable and not (log and (max(abs(low), abs(high)) > DECADES or high - low < SMALLEST_SHARE))

    def around(self, start: float, end: float, within: Axis | None) -> Ranges:
        """A stretch of x with some room on both sides, no further than the axis that shows everything."""
        whole = within.high - within.low if within is not None else end - start
        room = max(ROOM_AROUND * (end - start), LEAST_ROOM * whole) or 2.0
        low, high = start - room, end + room
        if within is not None and within.low < high and low < within.high:
            low, high = max(low, within.low), min(high, within.high)
        return replace(self, x=(low, high))

    def zoomed(self, which: Which, share: float, factor: float, chart: Chart | None) -> Ranges:
        """One range `factor` times as wide around the place at `share` (0..1) of it; x no wider than the chart."""
        low, high = {"x": self.x, "left": self.left, "right": self.right}[which]
        fixed = low + share * (high - low)
        new = (fixed + (low - fixed) * factor, fixed + (high - fixed) * factor)
        if which == "x":
            whole = chart is not None and new[1] - new[0] >= chart.x.high - chart.x.low
            return replace(self, x=(chart.x.low, chart.x.high) if whole and chart is not None else new)
        return replace(self, left=new) if which == "left" else replace(self, right=new)

    def panned(self, x: float, y: float, side: Side | None) -> Ranges:
        """Moved by shares of what is visible; y moves one side, or both."""
        return Ranges(
            x=_moved(self.x, x),
            left=_moved(self.left, 0.0 if side == "right" else y),
            right=_moved(self.right, 0.0 if side == "left" else y),
        )

    def boxed(self, one: tuple[float, float], two: tuple[float, float]) -> Ranges | None:
        """The box between two corners, given as shares of what is visible; None for a box too small to be meant."""
        (x0, x1), (y0, y1) = sorted((one[0], two[0])), sorted((one[1], two[1]))
        if x1 - x0 <= SMALLEST_BOX or y1 - y0 <= SMALLEST_BOX:
            return None
        return Ranges(_part(self.x, x0, x1), _part(self.left, y0, y1), _part(self.right, y0, y1))


def plotted(across: Across, start: float, end: float) -> Span:
    """Where a stretch of the run lies on the x axis; what a logarithmic one has no place for begins a decade before."""
    low, high = across.plot_of(start), across.plot_of(end)
    if not np.isfinite(high):
        return 0.0, 1.0
    return (low if np.isfinite(low) else high - 1.0), high


def replotted(before: Across, after: Across, span: Span) -> Span:
    """The same stretch of the run on another x axis."""
    return plotted(after, before.place(span[0]), before.place(span[1]))


def shown(axis: Axis | None) -> Span:
    """The range of an axis as the view keeps it: in powers of ten when it is logarithmic."""
    if axis is None:
        return 0.0, 1.0
    return (float(np.log10(axis.low)), float(np.log10(axis.high))) if axis.log else (axis.low, axis.high)


def _moved(span: Span, share: float) -> Span:
    by = share * (span[1] - span[0])
    return span[0] + by, span[1] + by


def _part(span: Span, start: float, end: float) -> Span:
    length = span[1] - span[0]
    return span[0] + start * length, span[0] + end * length

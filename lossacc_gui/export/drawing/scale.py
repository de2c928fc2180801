"""Data units to places on a sheet, and lines cut off where nothing is seen of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lossacc_gui.chart.parts import Axis
from lossacc_gui.export.drawing.primitives import Rect
from lossacc_gui.model.run import FloatArray

REACH = 1e6
"""Points from the sheet that every painter can still place."""


@dataclass(frozen=True, slots=True)
class Scale:
    """Data units to points within a rectangle."""

    data: Rect
    x: Axis

    def across(self, x: FloatArray) -> FloatArray:
        """The horizontal places of x values."""
        with np.errstate(over="ignore"):
            share: FloatArray = (x - self.x.low) / (self.x.high - self.x.low)
            return _within_reach(self.data.x + self.data.width * share)

    def up(self, axis: Axis, y: FloatArray) -> FloatArray:
        """The vertical places of values on an axis."""
        with np.errstate(over="ignore"):
            if axis.log:
                share: FloatArray = (np.log(y) - np.log(axis.low)) / (np.log(axis.high) - np.log(axis.low))
            else:
                share = (y - axis.low) / (axis.high - axis.low)
            return _within_reach(self.data.bottom - self.data.height * share)

    def point(self, axis: Axis, x: float, y: float) -> tuple[float, float]:
        """The place of one point."""
        return float(self.across(np.array(x))), float(self.up(axis, np.array(y)))

    def sees(self, start: float, end: float) -> bool:
        """Whether some of a stretch of x is within the rectangle."""
        return start <= self.x.high and end >= self.x.low


def _within_reach(points: FloatArray) -> FloatArray:
    """Places far outside the plot, where painters lose count, as far outside as they can tell."""
    inside: FloatArray = np.minimum(np.maximum(points, -REACH), REACH)  # of a few numbers, a fifth of what clip takes
    return inside


def cut_off(x: FloatArray, y: FloatArray, box: Rect) -> tuple[FloatArray, FloatArray]:
    """A line as far as it lies within a rectangle (Liang and Barsky, 1984), shape (n,), NaN where it leaves that.

    A zoomed line may reach a million points out: painters take long for it, and dashes along it would be as many.
    """
    out = (x < box.x) | (x > box.right) | (y < box.y) | (y > box.bottom)
    if not out.any():
        return x, y
    whole = np.flatnonzero(np.isfinite(y[:-1]) & np.isfinite(y[1:]))
    x1, y1, dx, dy = x[whole], y[whole], x[whole + 1] - x[whole], y[whole + 1] - y[whole]
    first, last = np.zeros(len(whole)), np.ones(len(whole))
    for start, along, low, high in ((x1, dx, box.x, box.right), (y1, dy, box.y, box.bottom)):
        for way, room in ((-along, start - low), (along, high - start)):
            with np.errstate(divide="ignore", invalid="ignore"):
                at = room / way
            first = np.where(way < 0, np.maximum(first, at), first)
            last = np.where(way > 0, np.minimum(last, at), last)
            last = np.where((way == 0) & (room < 0), -1.0, last)
    seen = first <= last
    whole, first, last = whole[seen], first[seen], last[seen]
    x1, y1, dx, dy = x1[seen], y1[seen], dx[seen], dy[seen]
    joined = np.zeros(len(whole), dtype=bool)
    joined[1:] = (np.diff(whole) == 1) & (last[:-1] == 1.0) & (first[1:] == 0.0)
    gap = np.full(len(whole), np.nan)
    kept = np.column_stack([~joined, ~joined, np.ones(len(whole), dtype=bool)]).ravel()
    places = (np.column_stack([gap, one + first * by, one + last * by]).ravel() for one, by in ((x1, dx), (y1, dy)))
    cut_x, cut_y = (values[kept] for values in places)
    return cut_x, cut_y

"""Curves of any length made ready for a screen: a pyramid of minima and maxima, and the few points a view needs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lossacc_gui.chart import Axis, Chart, Line
from lossacc_gui.export.drawing.axes import counts
from lossacc_gui.model.run import FloatArray

BASE = 16
"""How many points the lowest level of a pyramid puts together."""
FACTOR = 4
"""How many buckets the next level puts together."""
SMALLEST = 4096
"""Curves with fewer points are drawn from the points themselves."""
FEWEST = 64
"""Buckets of the highest level: those tell how high a curve reaches."""


@dataclass(frozen=True, slots=True, eq=False)
class Level:
    """Buckets of `size` points: the index of the lowest and of the highest point of each, in index order; (n, 2)."""

    size: int
    picks: NDArray[np.int64]

    def of(self, first: int, last: int) -> NDArray[np.int64]:
        """The buckets that have points of first..last."""
        return self.picks[first // self.size : -(-last // self.size)]


@dataclass(frozen=True, slots=True, eq=False)
class PreparedLine:
    """A line with its pyramid, finest level first."""

    line: Line
    levels: tuple[Level, ...]

    def dense(self, low: float, high: float, buckets: int) -> slice | NDArray[np.int64]:
        """Indices between two x values: all points, or of many the extremes of more buckets than these."""
        first, last = self._between(low, high)
        level = self._level(last - first, buckets + 1)
        if level is None:
            return slice(first, last)
        picks = level.of(first, last).ravel()
        other = np.ones(len(picks), dtype=bool)
        np.greater(picks[1:], picks[:-1], out=other[1:])
        return picks[other]

    def extremes(self, low: float, high: float) -> NDArray[np.int64]:
        """Indices of a few points between two x values, the lowest and the highest of them among these; may be none."""
        x = self.line.x
        return self._extremes(int(np.searchsorted(x, low)), int(np.searchsorted(x, high, side="right")), self.levels)

    def _extremes(self, first: int, last: int, levels: tuple[Level, ...]) -> NDArray[np.int64]:
        """Whole buckets of the coarsest level that has some there, and what is beside them from finer ones."""
        if not levels:
            return np.arange(first, max(first, last))
        *finer, level = levels
        start, end = -(-first // level.size), last // level.size
        if start >= end:
            return self._extremes(first, last, tuple(finer))
        before = self._extremes(first, start * level.size, tuple(finer))
        after = self._extremes(end * level.size, last, tuple(finer))
        return np.concatenate([before, level.picks[start:end].ravel(), after])

    def _between(self, low: float, high: float) -> tuple[int, int]:
        """The points between two x values with their neighbours, as a first and a last index."""
        x = self.line.x
        first = max(int(np.searchsorted(x, low)) - 1, 0)
        return first, min(int(np.searchsorted(x, high, side="right")) + 1, len(x))

    def _level(self, points: int, buckets: int) -> Level | None:
        """The coarsest level that has so many buckets for a stretch of so many points."""
        return next((one for one in reversed(self.levels) if points / one.size >= buckets), None)


@dataclass(frozen=True, slots=True, eq=False)
class PreparedChart:
    """A chart and its lines, ready to be drawn at any zoom; `counts` where all x are whole numbers."""

    chart: Chart
    lines: tuple[PreparedLine, ...]
    counts: bool

    def points_in(self, line: Line, columns: int, x: Axis) -> tuple[FloatArray, FloatArray]:
        """The points of a line that a figure needs which shows so much of x in so many columns; more than are drawn."""
        found = next(one for one in self.lines if one.line is line)
        picks = found.dense(x.low, x.high, columns)
        return line.x[picks], line.y[picks]


def prepare(chart: Chart) -> PreparedChart:
    """Build the pyramids; linear in the number of points, meant for the background."""
    return PreparedChart(chart, tuple(_prepared(line) for line in chart.lines), counts(chart))


def _prepared(line: Line) -> PreparedLine:
    levels: list[Level] = []
    if len(line.y) > SMALLEST:
        every = np.arange(len(line.y), dtype=np.int64)
        picks = _merged(line.y, np.column_stack([every, every]), BASE)
        levels.append(Level(BASE, picks))
        while len(picks) > FEWEST:
            picks = _merged(line.y, picks, FACTOR)
            levels.append(Level(levels[-1].size * FACTOR, picks))
    return PreparedLine(line, tuple(levels))


def _merged(y: FloatArray, picks: NDArray[np.int64], group: int) -> NDArray[np.int64]:
    """Put `group` neighbours of (n, 2) picks together: (ceil(n / group), 2) indices of the lowest and highest.

    A NaN is neither lowest nor highest; a bucket of nothing else keeps one, so that the gap stays.
    """
    spare = -len(picks) % group
    if spare:
        picks = np.concatenate([picks, np.repeat(picks[-1:], spare, axis=0)])
    grouped = picks.reshape(-1, 2 * group)
    values = y[grouped]
    missing = np.isnan(values)
    low = np.where(missing, np.inf, values).argmin(axis=1)
    high = np.where(missing, -np.inf, values).argmax(axis=1)
    rows = np.arange(len(grouped))
    return np.sort(np.column_stack([grouped[rows, low], grouped[rows, high]]), axis=1)

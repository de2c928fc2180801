"""Curves with more points than a figure can show, without losing a peak."""

from __future__ import annotations

import numpy as np

from lossacc_gui.model.run import FloatArray

POINTS_PER_COLUMN = 2


def decimated(x: FloatArray, y: FloatArray, low: float, high: float, columns: int) -> tuple[FloatArray, FloatArray]:
    """At most the smallest and the largest y of each of `columns` equal stretches of low..high, in their order.

    x ascending, shape (n,); a curve with at most two points a column is returned as it is. NaN is left out of a
    column that has other values; a column of nothing but NaN stays a gap. Points outside low..high are kept as they
    are when they are few (the neighbours that lead a curve to the edge).
    """
    if len(x) <= POINTS_PER_COLUMN * columns or high <= low:
        return x, y
    column = np.minimum(np.maximum(((x - low) * (columns / (high - low))).astype(np.int64), -1), columns)
    new = np.ones(len(x), dtype=bool)
    np.not_equal(column[1:], column[:-1], out=new[1:])
    starts = np.flatnonzero(new)
    smallest = np.fmin.reduceat(y, starts)
    largest = np.fmax.reduceat(y, starts)
    ends = np.append(starts[1:], len(x)) - 1
    falling = y[ends] < y[starts]
    # Both values of a column lie at its first and last point: within one column of where they were logged.
    thin_x, thin_y = np.empty(2 * len(starts)), np.empty(2 * len(starts))
    thin_x[::2], thin_x[1::2] = x[starts], x[ends]
    thin_y[::2], thin_y[1::2] = np.where(falling, largest, smallest), np.where(falling, smallest, largest)
    kept = np.ones(len(thin_x), dtype=bool)
    np.not_equal(starts, ends, out=kept[1::2])
    return (thin_x, thin_y) if kept.all() else (thin_x[kept], thin_y[kept])

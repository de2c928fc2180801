"""What a chart has a place for: larger numbers than any axis can show are left out and told."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from lossacc_gui.model.predictions import BoolArray
from lossacc_gui.model.run import FloatArray, Series

LARGEST = 1e100  # differences, squares and pixels of it are still finite
SMALLEST = 1e-100  # smaller ones are as good as zero on any axis


def within_limits(series: Series) -> Series:
    """The series with values beyond LARGEST taken as infinite, and without the points that lie beyond it along x."""
    kept, large = placed(series), too_large(series.value)
    if kept.all() and not large.any():
        return series
    value = np.where(large, np.copysign(np.inf, series.value), series.value)
    return replace(
        series,
        step=series.step[kept],
        value=value[kept],
        epoch=None if series.epoch is None else series.epoch[kept],
        time=None if series.time is None else series.time[kept],
    )


def left_out(series: Series) -> int:
    """How many points `within_limits` leaves out."""
    return int(np.count_nonzero(~placed(series)))


def clamped(low: float, high: float) -> tuple[float, float]:
    """A range from `low` to `high` that an axis can show: finite, and wide enough to be told from a point."""
    low, high = (float(np.clip(np.nan_to_num(end, nan=0.0), -LARGEST, LARGEST)) for end in (low, high))
    size = max(abs(low), abs(high))
    if size < SMALLEST:
        return -0.5, 0.5
    if high - low > 1e-12 * size:
        return low, high
    return low - 0.5 * size, high + 0.5 * size


def too_large(values: FloatArray) -> BoolArray:
    """Which values, shape (n,), are numbers and yet larger than any axis shows."""
    result: BoolArray = np.isfinite(values) & (np.abs(values) > LARGEST)
    return result


def placed(series: Series) -> BoolArray:
    """Which points lie within LARGEST along x."""
    return np.less_equal(np.abs(series.x), LARGEST)

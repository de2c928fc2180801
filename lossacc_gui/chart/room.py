"""How far an axis reaches beyond what it shows, for whole charts and for parts of them."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from lossacc_gui.chart.limits import SMALLEST
from lossacc_gui.model.run import FloatArray

_PADDING = 0.04
"""Share of an axis that stays free beyond its curves, so that no curve or sign lies on the frame."""
_LEAST_SHARE = 0.05
"""Points of a percentage, as a share of 1, that an axis shows at least."""
_NOISE = 1e-9
"""Relative range below which values are equal but for rounding: an axis that magnified it would show nonsense."""


_CORE = 0.05, 0.95
"""Quantiles between which nothing is an outlier, nor is what lies no further beyond them than they are apart."""
_FEWEST = 8
"""Values of a curve of which none is an outlier."""


def ends_of(curves: Iterable[FloatArray], *, log: bool, trimmed: bool) -> tuple[float, float] | None:
    """The least and the largest value of all curves, without the outliers of each if `trimmed`; None without values."""
    ends = [_ends(values, log=log, trimmed=trimmed) for curve in curves if len(values := curve[np.isfinite(curve)])]
    return (min(low for low, _ in ends), max(high for _, high in ends)) if ends else None


def _ends(values: FloatArray, *, log: bool, trimmed: bool) -> tuple[float, float]:
    low, high = float(values.min()), float(values.max())
    if not trimmed or len(values) < _FEWEST:
        return low, high
    # The values at the quantiles themselves: between two of few values one would be an outlier itself.
    first = float(np.quantile(values, _CORE[0], method="higher"))
    last = float(np.quantile(values, _CORE[1], method="lower"))
    if log and low > 0:
        return max(low, first * first / last), min(high, last * last / first)
    return max(low, 2 * first - last), min(high, 2 * last - first)


def padded(low: float, high: float) -> tuple[float, float]:
    """Both ends with some room beyond them."""
    if max(abs(low), abs(high)) < SMALLEST:
        return -0.5, 0.5
    room = _PADDING * (high - low)
    if high - low <= _NOISE * max(abs(low), abs(high)):
        room = 0.5 * abs(low) or 0.5
    return float(low - room), float(high + room)


def y_room(low: float, high: float, *, log: bool, percent: bool) -> tuple[float, float]:
    """The ends of a y axis whose values lie in low..high, in data units; on a log axis both are above zero."""
    if log:
        ends = float(np.log10(low)), float(np.log10(high))
        # What differs by less than a rounding is one value, which stands in the middle of a decade.
        start, end = (ends[0] - 0.5, ends[1] + 0.5) if ends[1] - ends[0] < _NOISE else padded(*ends)
        return float(10**start), float(10**end)
    if percent:
        low, high = _widened(low, high)
    start, end = padded(low, high)
    # A loss or an accuracy is never below zero: an axis that says so would only confuse.
    return (max(start, 0.0) if low >= 0 else start), end


def _widened(low: float, high: float) -> tuple[float, float]:
    """At least five points: an accuracy that hardly moves must look like one. Inside 0 to 1 as long as the data are."""
    room = max(_LEAST_SHARE - (high - low), 0.0) / 2
    shift = min(max(room - low, 0.0), room) - min(max(high + room - 1.0, 0.0), room)
    return low - room + shift, high + room + shift

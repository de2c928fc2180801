"""Where a curve stands beside its best point, and how far its points scatter there."""

from __future__ import annotations

from math import sqrt
from typing import NamedTuple

import numpy as np

from lossacc_gui.measure.curves import NORMAL_MAD, middle
from lossacc_gui.measure.examples import digits_of
from lossacc_gui.model.options import Options
from lossacc_gui.model.run import FloatArray, Series

_MEMORY = 0.3  # of neighbouring points: real curves are rarely white and rarely redder than 0.6
_OF_BENDS = sqrt(2 * (1 - _MEMORY) * (3 - _MEMORY))  # the deviation of second differences, in that of a point


class Beside(NamedTuple):
    """The median of the points right beside the best one, and the standard deviation of a point there."""

    level: float
    spread: float


def beside_best(series: Series, options: Options) -> Beside | None:
    """What a curve is beside its best value, in the unit of the series; None of too few points, or of no better.

    The best point itself is chosen and flatters, and a run that jumps at first may be calm at its best: what two runs
    differ by is held against what they are there. Single dips are no noise of it: spreads are medians of second
    differences, which a course does not reach, or of the points themselves where these go to and fro.
    """
    value = series.value[np.isfinite(series.value)]
    if series.quantity.better is None or len(value) < options.keep_least:
        return None
    best = int(value.argmin() if series.quantity.better == "lower" else value.argmax())
    around = options.compare_around
    near = value[max(0, best - around) : best + around + 1]
    if len(near) < options.keep_least:
        return None
    level = middle(value[max(0, best - around // 2) : best + around // 2 + 1])
    scale = (
        float(np.abs(near).max()) or 1.0
    )  # as shares of it: the difference of two numbers can be more than one holds
    near = near / scale
    deviation = min(_deviation(np.diff(near, 2)) / _OF_BENDS, _deviation(near))
    digits = digits_of(series)
    return Beside(level, max(min(deviation, 1.0) * scale, 0.0 if digits is None else 10.0**-digits))


def _deviation(values: FloatArray) -> float:
    """The standard deviation of normal values, shape (n,), by that of most of them; where most are equal by all."""
    sizes = np.abs(values - middle(values))
    return NORMAL_MAD * middle(sizes) * (1 + 0.8 / len(values)) or float(sizes.max())

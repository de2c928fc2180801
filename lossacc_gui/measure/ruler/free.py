"""Losses that are nothing while answers are wrong, or less than nothing."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lossacc_gui.measure.course import Side
from lossacc_gui.measure.curves import true_places
from lossacc_gui.measure.ruler.along import go_anywhere
from lossacc_gui.measure.ruler.reading import Reading
from lossacc_gui.model.analysis import Pair
from lossacc_gui.model.run import Quantity

NOTHING = 2.0**-22  # nats: twice what single precision makes of the logarithm of 1
_SOME_ERRORS = 0.05  # wrong: nobody is right so seldom and loses nothing


def free_errors(side: Side) -> Reading | None:
    """The share of its points at which the loss is nothing but rounding and answers are wrong; None where never."""
    if side.loss is None or side.accuracy is None or side.n < 2:
        return None
    at = true_places((np.abs(side.loss.plain) <= NOTHING) & (side.accuracy.values <= 1 - _SOME_ERRORS))
    if not len(at):
        return None
    share = len(at) / side.n
    return Reading(share, float(side.x[at[0]]), float(side.x[at[-1]]), share, side=side)


def below_zero(pair: Pair) -> Reading | None:
    """The share of its points at which a loss logged with the share of right answers is negative, of those at which it
    is a number: what has no bound below runs away in the end. None where never.
    """
    return _at_which(pair, pair.loss.value < 0)


def free_throughout(pair: Pair) -> Reading | None:
    """The same of a loss that is exactly zero at all points, or was logged so, while answers are wrong and learn as
    little as without a gradient; None else. Such a loss is no curve.
    """
    right = pair.accuracy.value[np.isfinite(pair.accuracy.value)]
    if not len(right) or not 0 < float(right.max()) <= 1 - _SOME_ERRORS or go_anywhere(right):
        return None
    return None if np.any(pair.loss.value != 0) else _at_which(pair, pair.loss.value == 0)


def is_no_curve(pair: Pair) -> bool:
    """Whether a loss beside a share of right answers is one that a course does not hold, and that is not nothing."""
    return below_zero(pair) is not None or free_throughout(pair) is not None


def _at_which(pair: Pair, there: NDArray[np.bool_]) -> Reading | None:
    loss, at = pair.loss, true_places(there & np.isfinite(pair.loss.value))
    if loss.quantity is not Quantity.LOSS or pair.accuracy.quantity is not Quantity.ACCURACY or not len(at):
        return None
    share = len(at) / int(np.count_nonzero(np.isfinite(loss.value)))
    return Reading(share, float(loss.x[at[0]]), float(loss.x[at[-1]]), share)

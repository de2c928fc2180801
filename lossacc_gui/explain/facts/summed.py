"""Whether a loss can be the mean of what its examples cost, as all that it is held against supposes."""

from __future__ import annotations

import numpy as np

from lossacc_gui.measure.course import Course, Side
from lossacc_gui.measure.once import once

_DEAREST = 100.0  # nats: PyTorch cuts the logarithm of a probability there, Keras at 16
_FEW_ERRORS = 0.01  # wrong: below it what is lost for each error rests on too few


@once
def is_sum(side: Side) -> bool:
    """Whether, wherever a hundredth or more is wrong, the loss is more than that share of errors can cost on average.

    Then it is a sum over batches or examples, or nearly all of it is something else than what answers cost.
    """
    if side.loss is None or side.accuracy is None or not (side.counted and side.entropy):
        return False
    wrong = 1 - side.accuracy.smooth
    cost = side.loss.level[wrong > _FEW_ERRORS] / wrong[wrong > _FEW_ERRORS]
    return bool(len(cost)) and float(np.min(cost)) > _DEAREST


@once
def has_sum(course: Course) -> bool:
    """Whether a loss of the run is a sum: of how many parts, and whether that of the other split is, nobody knows."""
    return any(is_sum(side) for side in (course.lead, course.train) if side is not None)

"""How sure the two directions of a stretch are."""

from __future__ import annotations

import numpy as np

from lossacc_gui.detect.trends import Slope
from lossacc_gui.measure.windows import share_of
from lossacc_gui.model.episode import Direction
from lossacc_gui.model.options import Options
from lossacc_gui.model.run import FloatArray

_MEAN = (0.02, 0.98)  # log-odds beyond say nothing more
_LEAST_ERRORS = 0.3


def confidence_of(
    judged: tuple[Slope, Slope],
    directions: tuple[Direction, Direction],
    odds: FloatArray,
    ends: tuple[int, int],
    size: int,
    options: Options,
) -> float:
    """The probability that a stretch is real, by logistic regression on stretches whose truth is known.

    `odds` (n,) are the probabilities of its two directions together, point by point, in its piece; `ends` the indices
    of its first and last point there; `size` the points of the pair. What moves must have moved by more than its error
    as a whole, and what is flat must have stayed within what counts as flat as a whole (an equivalence test, Schuirmann
    1987): "not sure that it moved" is not "flat".
    """
    first, last = ends
    mean = float(np.clip(odds[first : last + 1].mean(), *_MEAN))
    moves = [s.errors(*ends) for s, d in zip(judged, directions, strict=True) if d is not Direction.FLAT]
    moved = float(np.clip(min(moves, default=_LEAST_ERRORS), _LEAST_ERRORS, options.confidence_most_errors))
    score = (
        options.confidence_base
        + options.confidence_directions * float(np.log(mean / (1.0 - mean)))
        + options.confidence_movement * float(np.log(moved))
    )
    flat = [
        slope.room(first, last, limit)
        for slope, direction, limit in zip(judged, directions, _limits(last - first + 1, size, options), strict=True)
        if direction is Direction.FLAT
    ]
    most = options.confidence_most_flat
    score += options.confidence_flatness * float(np.clip(min(flat, default=most), -most, most))
    score += 0.0 if flat else options.confidence_both
    return float(1.0 / (1.0 + np.exp(-score)))


def _limits(points: int, size: int, options: Options) -> tuple[float, float]:
    """What loss and accuracy may change by in a stretch of `points` that is flat: slow drift adds up in a long one."""
    windows = points / (2 * share_of(size, options))
    return (
        max(options.loss_effect, options.loss_margin * windows),
        max(options.accuracy_effect, options.accuracy_margin * windows),
    )

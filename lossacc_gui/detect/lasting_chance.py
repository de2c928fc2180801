"""Losses alone that stand at ln K for nearly all of a run, however it began."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from lossacc_gui.measure.course import Loss
from lossacc_gui.measure.curves import middle, share
from lossacc_gui.measure.trend import trend_errors
from lossacc_gui.model.options import Options
from lossacc_gui.model.run import FloatArray

_LEVEL = 1e-3  # relative to ln K: three digits of it, where nothing but losses tells that they are those of guessing
_POINT = 1e-2  # so far off may a single point be: what a batch, or a weight that still moves, makes of it
_LASTS = 0.8  # of the run: a shorter end at a level is one that a training may have fallen to
_AT_LEVEL = 0.95  # of the points of the stretch
_ALONE = 4.0  # times the room about ln K: so far off must the next number of classes cost for K to be told


def lasting_chance(losses: Sequence[Loss], options: Options) -> tuple[int, float] | None:
    """K whose ln every loss stands at to the end, and since which share of the run all do; None where one does not.

    The start does not count: it may lie far above. A loss that still falls in order has found something to learn, and
    one that once lay clearly below has learned.
    """
    number = max(2, round(float(np.exp(min(middle(losses[0].plain), np.log(options.most_classes))))))
    cost = float(np.log(number))
    if np.log1p(1 / number) <= _ALONE * _LEVEL * cost:
        return None
    since = [_since(loss.plain, cost) for loss in losses]
    ends = [loss.plain[at:] for loss, at in zip(losses, since, strict=True)]
    begins = max(at / len(loss.plain) for loss, at in zip(losses, since, strict=True))
    if 1 - begins < _LASTS or min(len(end) for end in ends) < 2 * options.dead_points:
        return None
    if any(abs(middle(end) - cost) > _LEVEL * cost for end in ends) or _learns(losses, ends, cost, options):
        return None
    return number, begins


def _since(values: FloatArray, cost: float) -> int:
    """From which point on nearly all are that cost; the number of points where the last ones are not."""
    near = np.abs(values - cost) <= _POINT * cost
    shares = np.cumsum(near[::-1])[::-1] / np.arange(len(values), 0, -1)
    begins = np.flatnonzero(near & (shares >= _AT_LEVEL))
    return int(begins[0]) if len(begins) else len(values)


def _learns(losses: Sequence[Loss], ends: Sequence[FloatArray], cost: float, options: Options) -> bool:
    """Whether one of the losses ever lay clearly below the cost, or all of them fall in order while they last."""
    below = any(float(loss.level.min()) < (1 - options.chance_loss) * cost for loss in losses)
    last = [end[len(end) // 2 :] for end in ends]
    return (
        below
        or all(trend_errors(end) <= -options.steady_errors for end in last)
        or any(share(end < (1 - _POINT) * cost) > 1 - _AT_LEVEL for end in ends)
    )

"""Losses that are made of what was logged beside them: the sum of others, or what an overlap leaves of the whole."""

from __future__ import annotations

import numpy as np

from lossacc_gui.measure.curves import middle
from lossacc_gui.measure.once import once
from lossacc_gui.model.quantity import Quantity
from lossacc_gui.model.run import Run, Series, Split

_ADDS_UP = 0.06  # off the total: medians of windows do not quite add up
_IS_PART = 0.01  # of the total
_OVERLAPS = frozenset({Quantity.F1, Quantity.IOU})
_FEWEST = 4  # points that tell that two curves move alike
_OFF = 0.15  # of the loss, and of how far it moves
_MOVES = 0.02  # of an overlap that stands still a loss is 1 minus by chance


@once
def is_total(run: Run, split: Split, metric: str) -> bool:
    """Whether a loss is what the other losses of its split that were logged with it add up to, as of a detector: then
    it is not what the answers beside it cost.
    """
    own = [one for one in run.series if one.split is split and one.quantity.is_loss and len(one.x)]
    total = next((one for one in own if one.metric == metric), None)
    if total is None or len(own) < 3 or not np.isfinite(total.value).all() or total.value.min() <= 0:
        return False
    with np.errstate(over="ignore", invalid="ignore"):
        shares = [one.value / total.value for one in own if one is not total and np.array_equal(one.x, total.x)]
        parts = [one for one in shares if middle(one) >= _IS_PART]
        return len(parts) >= 2 and abs(middle(np.sum(parts, axis=0)) - 1) <= _ADDS_UP


@once
def overlap_of(run: Run, split: Split) -> Series | None:
    """The Dice coefficient (F1) or IoU of the split that a loss of the run is 1 minus of, as where a segmentation is
    trained by it: that loss is no cross-entropy, and is to be held against its overlap. None where none is.
    """
    own = [one for one in run.series if one.split is split and one.quantity in _OVERLAPS and len(one.x)]
    quantities = {one.quantity for one in run.series if one.quantity in _OVERLAPS and _leaves_a_loss(run, one)}
    return min((one for one in own if one.quantity in quantities), key=lambda one: len(one.logged_as), default=None)


def _leaves_a_loss(run: Run, score: Series) -> bool:
    """Whether a loss of the same split moves as 1 minus a score does, and lies near it: a Dice that is made of
    probabilities is not quite that of the answers, and a small penalty may come on top.
    """
    if len(score.x) < _FEWEST or not (np.abs(score.value) <= 1).all() or np.ptp(score.value) < _MOVES:
        return False
    losses = [one for one in run.series if one.quantity is Quantity.LOSS and one.split is score.split]
    return any(_moves_with(score, loss) for loss in losses if np.array_equal(loss.x, score.x))


def _moves_with(score: Series, loss: Series) -> bool:
    if not (np.isfinite(loss.value).all() and loss.value.min() > 0):
        return False
    with np.errstate(over="ignore", invalid="ignore"):
        above = loss.value - (1 - score.value)
        near = abs(middle(above)) <= _OFF * middle(loss.value)
        return bool(near and np.std(above) <= _OFF * np.std(loss.value))

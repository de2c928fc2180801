"""Losses that are the sum of others logged beside them."""

from __future__ import annotations

import numpy as np

from lossacc_gui.measure.curves import middle
from lossacc_gui.measure.once import once
from lossacc_gui.model.run import Run, Split

_ADDS_UP = 0.06  # off the total: medians of windows do not quite add up
_IS_PART = 0.01  # of the total


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

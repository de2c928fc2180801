"""Where the learning rate steps."""

from __future__ import annotations

import numpy as np

from lossacc_gui.model.options import Options
from lossacc_gui.model.run import FloatArray, Quantity, Run, Series


def rate_steps(run: Run, like: Series, options: Options) -> FloatArray:
    """The first x after each step of the learning rate, in the count of `like`; none for smooth or cyclic schedules."""
    rate = next((s for s in run.series if s.quantity is Quantity.LEARNING_RATE and len(s.value) > 1), None)
    if rate is None or (rate.epoch is None) != (like.epoch is None):
        return np.empty(0)
    usable = np.isfinite(rate.value) & (rate.value > 0)
    logs, x = np.log(rate.value[usable]), rate.x[usable]
    steps = np.flatnonzero(np.abs(np.diff(logs)) >= np.log(options.rate_step)) + 1
    few = len(steps) <= max(1.0, options.rate_steps_most * min(len(logs), options.most_bins))
    found: FloatArray = x[steps] if few else np.empty(0)
    return found

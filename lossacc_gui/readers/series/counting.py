"""Tells what counts where no name says so: whole numbers that rise by one from the first row to the last."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from lossacc_gui.model.run import FloatArray, Quantity
from lossacc_gui.readers.series.names import is_measured, meaning_of

FEWEST = 4  # rows that show that a column counts


def best_counter(named: Mapping[str, FloatArray]) -> str | None:
    """Which of several numbers that are called epoch (or step) counts: the first that moves; None where there is none.

    The others are settings, or totals: the size of a batch, how many epochs there will be.
    """
    finite = ((name, value[np.isfinite(value)]) for name, value in named.items())
    moving = (name for name, value in finite if len(value) and value.min() < value.max())
    return next(moving, next(iter(named), None))


def counts_by_one(name: str, value: FloatArray) -> bool:
    """Whether values under a name that nobody knows are 0, 1, 2, ... or 1, 2, 3, ..."""
    if len(value) < FEWEST or value[0] not in (0.0, 1.0) or not np.array_equal(value, value[0] + np.arange(len(value))):
        return False
    return meaning_of(name).quantity is Quantity.OTHER and not is_measured(name)

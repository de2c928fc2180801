"""Tells whole numbers from those with a fraction; what is infinite or none is neither."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lossacc_gui.model.run import FloatArray


def are_whole(values: FloatArray) -> NDArray[np.bool_]:
    """Of each number whether it is whole; shape (n,)."""
    return np.asarray(np.isfinite(values) & (values == np.floor(values)))


def rises(count: FloatArray) -> bool:
    """Whether each number, shape (n,), is larger than the one before; of two infinities no difference would tell it."""
    return bool((count[1:] > count[:-1]).all())


def have_fractions(values: FloatArray) -> NDArray[np.bool_]:
    """Of each number whether it has a fraction; shape (n,)."""
    return np.asarray(np.isfinite(values) & (values != np.floor(values)))

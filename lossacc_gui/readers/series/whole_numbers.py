"""Tells whole numbers from those with a fraction; what is infinite or none is neither."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lossacc_gui.model.run import FloatArray


def are_whole(values: FloatArray) -> NDArray[np.bool_]:
    """Of each number whether it is whole; shape (n,)."""
    return np.asarray(np.isfinite(values) & (values == np.floor(values)))


def have_fractions(values: FloatArray) -> NDArray[np.bool_]:
    """Of each number whether it has a fraction; shape (n,)."""
    return np.asarray(np.isfinite(values) & (values != np.floor(values)))

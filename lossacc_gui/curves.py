"""Plain mathematics on curves: smoothing, noise, alignment."""

from __future__ import annotations

import numpy as np

from lossacc_gui.model.run import FloatArray


def smoothed(values: FloatArray, weight: float) -> FloatArray:
    """Debiased exponential moving average of `values`, shape (n,); NaN and inf stay where they are and are skipped.

    `weight` 0 returns the values, towards 1 smooths more. Debiased by 1 - weight**k as in Adam
    (Kingma and Ba 2015), so that the start is not pulled towards zero.
    """
    if weight <= 0:
        return values.copy()
    result = np.full(len(values), np.nan)
    average = 0.0
    norm = 0.0
    for i, value in enumerate(values.tolist()):
        if np.isfinite(value):
            average = weight * average + (1 - weight) * value
            norm = weight * norm + (1 - weight)
            result[i] = average / norm
        else:
            result[i] = value
    return result

"""The best value of a metric, as logged."""

from __future__ import annotations

import numpy as np

from lossacc_gui.model.run import Series


def best_value(series: Series) -> float | None:
    """The lowest loss, the highest accuracy; None for what is neither, and where nothing finite was logged."""
    if not len(series.value) or series.quantity.better is None:
        return None
    reduce = np.fmin.reduce if series.quantity.better == "lower" else np.fmax.reduce
    best = float(reduce(series.value))  # ignores NaN, and copies nothing: curves may have millions of points
    if not np.isfinite(best):
        finite = series.value[np.isfinite(series.value)]
        return float(reduce(finite)) if len(finite) else None
    return best

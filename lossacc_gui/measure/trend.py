"""Whether a curve goes one way to its end."""

from __future__ import annotations

import numpy as np

from lossacc_gui.measure.course import Loss
from lossacc_gui.model.run import FloatArray

_SEEN = 0.02  # nats: of a loss that has fallen less there are no shares


def late_share(loss: Loss) -> float:
    """Of all that the calmed loss fell the share that it fell over its last quarter; 0 where it hardly fell at all."""
    n = len(loss.smooth)
    way = loss.fall
    since = max(0, n - 1 - max(2, n // 4), *loss.starts[-1:])
    fallen = float(loss.smooth[since] - loss.smooth[-1])
    return max(fallen, 0.0) / way if way > _SEEN else 0.0


def trend_errors(values: FloatArray) -> float:
    """How surely a curve of shape (n,) rises, negative where it falls, in standard errors; 0 below three points.

    The test of Mann (1945) and Kendall: of all pairs of points how many more rise than fall. It needs no size of the
    noise, so it also speaks of five points.
    """
    n = len(values)
    if n < 3:
        return 0.0
    rising = float(np.sign(values[None, :] - values[:, None])[np.triu_indices(n, 1)].sum())
    error = float(np.sqrt(n * (n - 1) * (2 * n + 5) / 18))
    return float(np.sign(rising)) * max(abs(rising) - 1.0, 0.0) / error

"""How sure the curves are that a quantity goes up, stays or goes down, point by point."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from lossacc_gui.curves import calmed, change_around, jitter
from lossacc_gui.detect.aligned import Aligned
from lossacc_gui.model.options import Options
from lossacc_gui.model.run import FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class Slope:
    """One curve of one piece, judged at every point; arrays have shape (n,).

    calm      the smoothed curve (log loss, or the fraction)
    change    its change over a window on each side
    error     the standard error of that change
    down, flat, up  the probabilities of the three directions, shape (n,) each, stacked in `odds` (n, 3)
    """

    calm: FloatArray
    change: FloatArray
    error: FloatArray
    odds: FloatArray


def window_of(size: int, options: Options) -> int:
    """The number of points over which a change is judged, for a run of `size` points."""
    return max(options.window_least, int(size * options.window_share))


def loss_scale(loss: FloatArray) -> FloatArray:
    """Loss on a scale on which equal steps are equal relative changes: its logarithm.

    A loss that touches or passes zero has no logarithm; it is divided by its typical size instead.
    """
    if not len(loss):
        return loss.copy()
    if loss.min() > 0:
        scaled: FloatArray = np.log(loss)
        return scaled
    size = max(float(np.median(np.abs(loss))), float(np.ptp(loss)) / 2)
    return loss / size if size > 0 else np.zeros_like(loss)


def slopes(curves: Aligned, start: int, stop: int, options: Options) -> tuple[Slope, Slope]:
    """Loss and accuracy of the piece [start, stop), judged."""
    window = window_of(curves.size, options)
    loss = loss_scale(curves.loss)[start:stop]
    accuracy = curves.accuracy[start:stop]
    examples = curves.n_examples or 0
    sampling = 0.15 / math.sqrt(examples) if examples else 0.0
    return (
        _slope(loss, window, 0.0, options.loss_margin),
        _slope(accuracy, window, sampling, options.accuracy_margin),
    )


def _slope(values: FloatArray, window: int, sampling: float, margin: float) -> Slope:
    calm = calmed(values, window)
    change = change_around(calm, window)
    movement = jitter(values) * math.sqrt(2.0 / window)
    error = np.full(len(values), math.sqrt(movement**2 + sampling**2))
    return Slope(calm, change, error, direction_odds(change, error, margin))


def direction_odds(change: FloatArray, error: FloatArray, margin: float) -> FloatArray:
    """Probabilities (n, 3) that the true change lies below -margin, between, above +margin; normal errors."""
    error = np.maximum(error, margin * 1e-3)
    up = normal_cdf((change - margin) / error)
    down = normal_cdf((-change - margin) / error)
    return np.stack([down, np.maximum(1.0 - up - down, 0.0), up], axis=1)


def normal_cdf(z: FloatArray) -> FloatArray:
    """Standard normal distribution function by its logistic approximation (Bowling et al. 2009), error < 0.0002."""
    z = np.clip(z, -8.0, 8.0)
    result: FloatArray = 1.0 / (1.0 + np.exp(-(0.07056 * z**3 + 1.5976 * z)))
    return result

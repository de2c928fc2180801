"""How sure the curves are that a quantity goes up, stays or goes down, point by point."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np

from lossacc_gui.measure.aligned import Aligned
from lossacc_gui.measure.curves import calmed, change_around, path_around
from lossacc_gui.measure.noise import Noise
from lossacc_gui.measure.windows import share_of
from lossacc_gui.model.options import Options
from lossacc_gui.model.run import FloatArray

_LEAST_ERROR = 1e-12  # a curve without any noise


@dataclass(frozen=True, slots=True, eq=False)
class Slope:
    """One curve of one piece, judged at every point.

    calm   the smoothed curve, shape (n,): the loss on the scale of `LossScale`, or the fraction
    odds   the probabilities of down, flat and up, shape (n, 3)
    """

    calm: FloatArray
    odds: FloatArray


def slopes(curves: Aligned, options: Options) -> tuple[tuple[Slope, Slope], ...]:
    """Loss and accuracy of each piece, judged; they are reckoned together, as (loss, accuracy) in the first axis."""
    window = curves.window
    # margins are for changes over a share of the run: a shorter window leaves less room
    room = window / share_of(curves.size, options)
    examples = curves.noise_examples
    margins = _both(room * options.loss_margin, max(room * options.accuracy_margin, options.margin_examples / examples))
    jitter = _both(*(_movement(noise, window, options) ** 2 for noise in curves.noises))
    wander, churn = _both(options.loss_wander, options.accuracy_wander), _both(0.0, options.accuracy_churn)
    # an accuracy is a count: it may have moved by one example more than it shows
    least = _both(0.0, 1.0 / examples)
    judged = []
    for start, stop in curves.pieces:
        values = curves.both[:, start:stop]
        calm = curves.calm_both if len(curves.pieces) == 1 else calmed(values, window)
        change = change_around(calm, window)
        # The same examples are measured each time, so only those that changed count (McNemar 1947): for an accuracy
        # the variance of a net change d is (fixed + broken)/n - d^2/n. The net change tells the least that
        # fixed + broken can be, the way that the curve went up and down on it tells of the rest. A change of the mean
        # loss is likewise a sum over the examples that changed (compound Poisson), whose number shows in its way.
        sampling = (churn * np.abs(change) + (wander * path_around(values, window) + least)) / examples
        odds = direction_odds(change, np.maximum(np.sqrt(jitter + sampling), _LEAST_ERROR), margins)
        judged.append((Slope(calm[0], odds[0]), Slope(calm[1], odds[1])))
    return tuple(judged)


def _both(loss: float, accuracy: float) -> FloatArray:
    return np.array([[loss], [accuracy]])


def _movement(noise: Noise, window: int, options: Options) -> float:
    """Standard error of a change between two means of `window` points through the curve's own jitter."""
    return options.movement_share * noise.mean_error(window) * sqrt(2.0)


def direction_odds(change: FloatArray, error: FloatArray, margin: FloatArray) -> FloatArray:
    """Probabilities (..., n, 3) that the true change lies below -margin, between, above +margin; normal errors > 0."""
    odds = np.empty((*change.shape, 3))
    down, up = odds[..., 0], odds[..., 2] = normal_cdf((np.array([-change, change]) - margin) / error)
    odds[..., 1] = np.maximum(1.0 - up - down, 0.0)
    return odds


def normal_cdf(z: FloatArray) -> FloatArray:
    """Standard normal distribution function by its logistic approximation (Bowling et al. 2009), error < 0.0002."""
    z = np.minimum(np.maximum(z, -8.0), 8.0)
    result: FloatArray = 1.0 / (1.0 + np.exp(-(0.07056 * z * z * z + 1.5976 * z)))
    return result

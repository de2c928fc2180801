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
class Doubt:
    """What makes the change of a smoothed curve uncertain: its own jitter, and the examples it was measured on.

    movement     standard error of a change by jitter alone, in the unit of the curve
    churn, rest  the sampling variance of a change d is (churn * |d| + rest) / examples; rest has shape (n,)
    """

    movement: float
    churn: float
    rest: FloatArray
    examples: int

    def error(self, change: FloatArray) -> FloatArray:
        """Standard errors > 0 of changes, shape (n,).

        The same examples are measured each time, so only those that changed count (McNemar 1947): for an accuracy
        the variance of a net change d is (fixed + broken)/n - d^2/n. The net change tells the least that fixed + broken
        can be, the way that the curve went up and down on it tells of the rest. A change of the mean loss is likewise
        a sum over the examples that changed (compound Poisson), whose number shows in the way of the curve.
        """
        variance = self.movement**2 + (self.churn * np.abs(change) + self.rest) / self.examples
        result: FloatArray = np.maximum(np.sqrt(variance), _LEAST_ERROR)
        return result


@dataclass(frozen=True, slots=True, eq=False)
class Slope:
    """One curve of one piece, judged at every point.

    calm   the smoothed curve, shape (n,): the loss on the scale of `LossScale`, or the fraction
    odds   the probabilities of down, flat and up, shape (n, 3)
    """

    calm: FloatArray
    odds: FloatArray


def slopes(curves: Aligned, options: Options) -> tuple[tuple[Slope, Slope], ...]:
    """Loss and accuracy of each piece, judged."""
    window = curves.window
    # margins are for changes over a share of the run: a shorter window leaves less room
    room = window / share_of(curves.size, options)
    scaled = curves.scaled
    examples = curves.noise_examples
    accuracy_margin = max(room * options.accuracy_margin, options.margin_examples / examples)
    movements = [_movement(noise, window, options) for noise in curves.noises]
    judged = []
    for start, stop in curves.pieces:
        loss, accuracy = scaled[start:stop], curves.accuracy[start:stop]
        loss_rest = options.loss_wander * path_around(loss, window)
        # an accuracy is a count: it may have moved by one example more than it shows
        accuracy_rest = options.accuracy_wander * path_around(accuracy, window) + 1.0 / examples
        loss_noise = Doubt(movements[0], 0.0, loss_rest, examples)
        accuracy_noise = Doubt(movements[1], options.accuracy_churn, accuracy_rest, examples)
        calm = (
            (curves.calm_scaled, curves.calm_accuracy)
            if len(curves.pieces) == 1
            else (calmed(loss, window), calmed(accuracy, window))
        )
        judged.append(
            (
                _slope(calm[0], window, loss_noise, room * options.loss_margin),
                _slope(calm[1], window, accuracy_noise, accuracy_margin),
            )
        )
    return tuple(judged)


def _movement(noise: Noise, window: int, options: Options) -> float:
    """Standard error of a change between two means of `window` points through the curve's own jitter."""
    return options.movement_share * noise.mean_error(window) * sqrt(2.0)


def _slope(calm: FloatArray, window: int, noise: Doubt, margin: float) -> Slope:
    change = change_around(calm, window)
    return Slope(calm, direction_odds(change, noise.error(change), margin))


def direction_odds(change: FloatArray, error: FloatArray, margin: float) -> FloatArray:
    """Probabilities (n, 3) that the true change lies below -margin, between, above +margin; normal errors > 0."""
    odds = np.empty((len(change), 3))
    odds[:, 2] = up = normal_cdf((change - margin) / error)
    odds[:, 0] = down = normal_cdf((-change - margin) / error)
    odds[:, 1] = np.maximum(1.0 - up - down, 0.0)
    return odds


def normal_cdf(z: FloatArray) -> FloatArray:
    """Standard normal distribution function by its logistic approximation (Bowling et al. 2009), error < 0.0002."""
    z = np.minimum(np.maximum(z, -8.0), 8.0)
    result: FloatArray = 1.0 / (1.0 + np.exp(-(0.07056 * z * z * z + 1.5976 * z)))
    return result

"""Whether probabilities mean what they say: expected calibration error and the temperature that repairs them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from lossacc_gui.explain.sampling import calibration_null, mean_error
from lossacc_gui.measure.once import once
from lossacc_gui.model.predictions import LEAST_PROBABILITY, Predictions
from lossacc_gui.model.run import FloatArray, IntArray

if TYPE_CHECKING:
    from lossacc_gui.model.evidence import Reliability

BINS = 15  # of equal width, as in Guo et al. 2017
COLDEST, HOTTEST = 1 / 64, 64.0  # beyond, softmax of clipped logits is one class or none: there is no optimum inside
ENOUGH = 20_000  # examples: more do not change a temperature


def confidence_bins(confidence: FloatArray) -> IntArray:
    """The bin of each confidence, shape (n,), from 0 to BINS - 1."""
    return np.minimum((confidence * BINS).astype(np.int64), BINS - 1)


def expected_calibration_error(probabilities: FloatArray, right: FloatArray) -> float:
    """Mean distance of confidence and accuracy over bins of confidence, weighted by their examples (Guo et al. 2017).

    `probabilities` (n, K), `right` (n,) of 0 and 1.
    """
    confidence = probabilities.max(axis=1)
    bin_of = confidence_bins(confidence)
    distance = np.bincount(bin_of, confidence - right, BINS)
    return float(np.abs(distance).sum() / len(right))


def reliability(probabilities: FloatArray, right: FloatArray) -> Reliability:
    """The reliability diagram: `probabilities` (n, K), `right` (n,) of 0 and 1."""
    from lossacc_gui.model.evidence import Reliability, ReliabilityBin  # here, as most logs come without predictions

    confidence = probabilities.max(axis=1)
    bin_of = confidence_bins(confidence)
    counts = np.bincount(bin_of, minlength=BINS)
    sure, hits = (np.bincount(bin_of, values, BINS) for values in (confidence, right))
    return Reliability(
        tuple(
            ReliabilityBin(
                i / BINS,
                (i + 1) / BINS,
                int(counts[i]),
                float(sure[i] / counts[i]) if counts[i] else math.nan,
                float(hits[i] / counts[i]) if counts[i] else math.nan,
            )
            for i in range(BINS)
        ),
        expected_calibration_error(probabilities, right),
        float(confidence.mean()),
        float(right.mean()),
        *calibration_null(confidence, bin_of, BINS),
        mean_error(confidence - right),
    )


@dataclass(frozen=True, slots=True)
class Fitted:
    """The temperature that fits predictions best; `loss` in nats with it; `error`, the standard error of ln T.

    The loss of a model that is right everywhere falls as long as T does: then the error is infinite.
    """

    temperature: float
    loss: float
    error: float

    def sure(self, errors: float, narrow: float) -> bool:
        """Whether T is known to differ from 1, by `errors` standard errors, or to be 1 within `narrow` of ln T."""
        reach = errors * self.error
        return math.isfinite(reach) and (abs(math.log(self.temperature)) > reach or reach <= narrow)


@once
def last_temperature(predictions: Predictions) -> Fitted:
    """The fitted temperature of the last recorded epoch."""
    return fitted_temperature(predictions.outputs[-1], predictions.y_true)


def fitted_temperature(probabilities: FloatArray, labels: FloatArray) -> Fitted:
    """The temperature T that gives softmax(log p / T) the least cross-entropy (Guo et al. 2017).

    `probabilities` (n, K), `labels` (n,) class numbers. T is searched between COLDEST and HOTTEST. The error is that of
    an M-estimator: spread of the examples' slopes by mean curvature, both in 1/T.
    """
    step = -(-len(labels) // ENOUGH)
    logits = np.log(np.maximum(probabilities[::step], LEAST_PROBABILITY))
    own = logits[np.arange(len(logits)), labels[::step].astype(np.int64)]
    highest = logits.max(axis=1)

    def weighed(inverse: float) -> tuple[FloatArray, FloatArray]:
        raised = np.exp((logits - highest[:, None]) * inverse)
        return raised, raised.sum(axis=1)

    def loss(inverse: float) -> float:
        return float(np.mean(np.log(weighed(inverse)[1]) + (highest - own) * inverse))

    low, high = 1 / HOTTEST, 1 / COLDEST  # cross-entropy is convex in 1/T: thirds close in on the least
    while high - low > 1e-3 * low:
        third = (high - low) / 3
        low, high = (low, high - third) if loss(low + third) <= loss(high - third) else (low + third, high)
    best = (low + high) / 2
    raised, total = weighed(best)
    mean = (raised * logits).sum(axis=1) / total
    curvature = float(np.mean((raised * logits**2).sum(axis=1) / total - mean**2))
    edge = best > 0.99 / COLDEST or best < 1.01 / HOTTEST or bool((own >= highest).all())
    slope = float((mean - own).std()) / math.sqrt(len(labels[::step]))
    error = math.inf if edge or curvature <= 0 else slope / (curvature * best)
    return Fitted(1 / best, loss(best), error)

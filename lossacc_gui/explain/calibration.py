"""Whether probabilities mean what they say: expected calibration error and the temperature that repairs them."""

from __future__ import annotations

import math

import numpy as np

from lossacc_gui.model.evidence import Reliability, ReliabilityBin
from lossacc_gui.model.predictions import LEAST_PROBABILITY
from lossacc_gui.model.run import FloatArray

BINS = 15  # of equal width, as in Guo et al. 2017
COLDEST, HOTTEST = 0.25, 8.0  # temperatures beyond are no calibration but another model
ENOUGH = 20_000  # examples: more do not change a temperature


def expected_calibration_error(probabilities: FloatArray, right: FloatArray) -> float:
    """Mean distance of confidence and accuracy over bins of confidence, weighted by their examples (Guo et al. 2017).

    `probabilities` (n, K), `right` (n,) of 0 and 1.
    """
    confidence = probabilities.max(axis=1)
    bin_of = np.minimum((confidence * BINS).astype(np.int64), BINS - 1)
    distance = np.bincount(bin_of, confidence - right, BINS)
    return float(np.abs(distance).sum() / len(right))


def reliability(probabilities: FloatArray, right: FloatArray) -> Reliability:
    """The reliability diagram: `probabilities` (n, K), `right` (n,) of 0 and 1."""
    confidence = probabilities.max(axis=1)
    bin_of = np.minimum((confidence * BINS).astype(np.int64), BINS - 1)
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
    )


def fitted_temperature(probabilities: FloatArray, labels: FloatArray) -> tuple[float, float]:
    """The temperature T that gives softmax(log p / T) the least cross-entropy, and that loss in nats (Guo et al. 2017).

    `probabilities` (n, K), `labels` (n,) class numbers. T is searched between 1/4 and 8.
    """
    step = -(-len(labels) // ENOUGH)
    logits = np.log(np.maximum(probabilities[::step], LEAST_PROBABILITY))
    own = logits[np.arange(len(logits)), labels[::step].astype(np.int64)]

    def loss(inverse: float) -> float:
        return float(np.mean(np.log(np.exp(logits * inverse).sum(axis=1)) - own * inverse))

    low, high = 1 / HOTTEST, 1 / COLDEST  # cross-entropy is convex in 1/T: thirds close in on the least
    while high - low > 1e-3 * high:
        third = (high - low) / 3
        low, high = (low, high - third) if loss(low + third) <= loss(high - third) else (low + third, high)
    return 2 / (low + high), loss((low + high) / 2)

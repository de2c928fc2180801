"""What a loss can be at an accuracy: the least, the most of a calibrated model, and the floors that none gets below."""

from __future__ import annotations

from math import e, log

import numpy as np

from lossacc_gui.measure.classes import FEWEST_CLASSES
from lossacc_gui.model.run import FloatArray

SMOOTHINGS = (0.05, 0.1, 0.15, 0.2, 0.3)  # as label_smoothing is given in code
NOTHING_LEFT = 0.98  # of the answers right: an accuracy has nowhere to go there, and a loss changes next to none
SURE = 0.999  # beyond it the bound goes to nothing


def most_calibrated_loss(accuracy: FloatArray, classes: int) -> FloatArray:
    """h_K(A) = -A ln A - (1 - A) ln((1 - A)/(K - 1)), shape as `accuracy`: the entropy of a guess that is right with
    probability A and otherwise spread evenly, which no calibrated model of K classes exceeds.
    """
    right = np.minimum(np.maximum(accuracy, 1.0 / classes), 1.0 - 1e-12)  # below 1/K it falls again, from 1 on it is 0
    wrong = 1.0 - right
    result: FloatArray = -right * np.log(right) - wrong * np.log(wrong / (classes - 1))
    return result


def most_at(right: float, classes: int) -> float:
    """most_calibrated_loss at one accuracy, of which nothing beyond SURE counts."""
    return float(most_calibrated_loss(np.array([min(right, SURE)]), classes)[0])


def still_calibrated(loss: float, right: float) -> bool:
    """Whether nearly all answers are right and the loss is no more than a calibrated model of two classes loses."""
    return right >= NOTHING_LEFT and loss <= most_at(right, FEWEST_CLASSES)


def twice_floor(classes: int) -> float:
    """ln(1 + (K - 1)/e): what a softmax of probabilities loses at the least, when all answers are right and sure."""
    return log(1 + (classes - 1) / e)


def twice_line(classes: int) -> float:
    """ln(e + K - 1): what loss and accuracy add up to where a softmax is taken of sure outputs, 1 for one of K classes
    and 0 for the others; each right answer costs one nat less than a wrong one.
    """
    return log(e + classes - 1)


def smoothed_floor(classes: int, smoothing: float) -> float:
    """The entropy of a label smoothed over K classes, below which no cross-entropy with it gets."""
    rest = smoothing / classes
    true = 1 - smoothing + rest
    return -true * log(true) - (classes - 1) * rest * log(rest)

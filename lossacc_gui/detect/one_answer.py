"""Every example gets the same answer: the accuracy is the share of one class, and no training moves it."""

from __future__ import annotations

from math import log, log1p

import numpy as np

from lossacc_gui.measure.course import Curve, Side
from lossacc_gui.measure.curves import commonest, middle
from lossacc_gui.model.options import Options

_ONE_NUMBER = 0.7  # of the points
_EVEN = 0.002  # of the accuracy: batches that are dropped or come twice change what one answer scores by so little
_STANDS = 0.02  # of the accuracy: so little in a whole run, of training too, is no learning at any level


def is_one_answer(side: Side, train: Side, options: Options) -> bool:
    """Whether training and what was held out both stand at one and the same share of right answers, short of all: that
    of the class which every example is told to be, high where most examples belong to it.
    """
    if not side.counted or not stand(side, train, options):
        return False
    assert side.accuracy is not None and train.accuracy is not None  # or they would not stand
    short_of_all = all(commonest(one.values)[0] < 1.0 for one in (side.accuracy, train.accuracy))
    alike = _mostly_one_number(train.accuracy) or _answers_by_frequency(train) or rises_to(side, train, options)
    return short_of_all and alike


def stand(side: Side, train: Side, options: Options) -> bool:
    """Whether training gains as little as what was held out, which is mostly one and the same number, as when every
    example gets the same answer; where it never was another, a training that is far from good may drift, and one that
    answers by how frequent classes are, or comes up to that share, has learned that and nothing else.
    """
    if train is side or side.accuracy is None or train.accuracy is None or not _mostly_one_number(side.accuracy):
        return False
    never_moves = commonest(side.accuracy.values)[1] == 1.0
    drifts = train.accuracy.gain < options.hardly_gain and float(train.accuracy.smooth.max()) < options.hardly_accuracy
    by_frequency = drifts or _answers_by_frequency(train) or rises_to(side, train, options)
    still = train.accuracy.gain < _STANDS or (never_moves and by_frequency)
    return side.accuracy.gain < _STANDS and still


def rises_to(side: Side, train: Side, options: Options) -> bool:
    """Whether what was held out has one and the same share of right answers at every point, and training ends at that
    share from below and was never above it: it has learned which class is the most frequent, and no more.
    """
    if train is side or side.n < options.dead_points or train.accuracy is None or not never_another(side):
        return False
    assert side.accuracy is not None
    level, training = float(side.accuracy.values[0]), train.accuracy.values
    near = float(training.max()) <= level + _EVEN and float(training[-1]) >= level - _STANDS
    return near and float(training[0]) < level - _STANDS and not any(_knows_more(one, level) for one in (side, train))


def never_another(side: Side) -> bool:
    """Whether the share of right answers is one and the same number, short of all, at every point."""
    if side.accuracy is None or not side.counted:
        return False
    level, share = commonest(side.accuracy.values)
    return share == 1.0 and level < 1.0


def _answers_by_frequency(side: Side) -> bool:
    """Whether, from the second point on, the accuracy is even and the loss that of a constant answer: a model that
    gives each example the classes' frequencies loses their entropy, H(p) = -p ln p - (1 - p) ln(1 - p) of two classes
    at an accuracy p, and more of more classes (Cover & Thomas, Elements of Information Theory, 2006, 2.1).
    """
    if side.accuracy is None or side.loss is None or not (side.entropy and side.counted):
        return False
    right = side.accuracy.values[1:]
    p = middle(right)
    return 0 < p < 1 and float(np.ptp(right)) <= _EVEN and not _knows_more(side, p)


def _knows_more(side: Side, right: float) -> bool:
    """Whether the loss is below what answers cost that are always the same and right in that share of the examples."""
    if side.loss is None or not (side.entropy and side.counted):
        return False
    return middle(side.loss.plain[1:]) < -right * log(right) - (1 - right) * log1p(-right)


def _mostly_one_number(accuracy: Curve) -> bool:
    return commonest(accuracy.values)[1] >= _ONE_NUMBER

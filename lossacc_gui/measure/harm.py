"""How much harm a rise of a loss is: by what the right answers lost in probability, where the loss can tell it."""

from __future__ import annotations

from dataclasses import dataclass
from math import expm1, log
from typing import TypeVar

import numpy as np

from lossacc_gui.measure.curves import BoolArray
from lossacc_gui.model.options import Options
from lossacc_gui.model.run import FloatArray

SEEN_ACCURACY = 0.02
"""A change of an accuracy that nobody takes for none."""


Shares = TypeVar("Shares", float, FloatArray)


def least_loss(accuracy: Shares) -> Shares:
    """The least mean cross-entropy (natural log) at an accuracy: each error has p_true <= 1/2, so costs ln 2."""
    return (1.0 - accuracy) * log(2.0)


def too_low(loss: FloatArray, accuracy: FloatArray, options: Options) -> BoolArray:
    """Where a loss is below the least cross-entropy of the answers beside it; shape (n,) as both."""
    return np.asarray(loss < (1.0 - options.bound_slack) * least_loss(accuracy) - 1e-9)


def may_be_entropy(loss: FloatArray, accuracy: FloatArray | None, options: Options) -> bool:
    """Whether a loss is high enough for a cross-entropy of the answers beside it, if any are known: what is lower at
    several points is another one (focal, of squares), in a unit of its own.
    """
    return accuracy is None or int(np.count_nonzero(too_low(loss, accuracy, options))) < options.bound_points


@dataclass(frozen=True, slots=True)
class Rise:
    """A loss that rose.

    A mean cross-entropy is the mean of -ln of the probability that the right answers are given: what it rises by tells
    how much of that is lost, at whatever level. Any other loss has a unit of its own and can only be compared with
    itself.

    before, after  the loss in its own unit
    relative       the rise as a share of what it began with
    entropy        whether the loss may be a cross-entropy by its name and by how high it is
    counted        whether the accuracy beside it is a share of right answers, which makes it one for all that is known
    """

    before: float
    after: float
    relative: float
    entropy: bool
    counted: bool

    @property
    def probability_lost(self) -> float:
        """The share of the probability of the right answers (geometric mean) that a rise of cross-entropy takes."""
        return -expm1(self.before - self.after)

    def in_nats(self, options: Options) -> bool:
        """Whether the loss is a cross-entropy for all that is known."""
        return self.counted and self._may_be_nats(options)

    def is_grave(self, options: Options) -> bool:
        """Whether the probabilities are spoilt."""
        if self._may_be_nats(options) and self.after - self.before >= options.problem_loss_nats:
            return True
        return not self.in_nats(options) and self.relative >= options.problem_loss_rise

    def is_slight(self, options: Options) -> bool:
        """Whether the probabilities are as good as they were."""
        return self.in_nats(options) and self.after - self.before < options.slight_loss_nats

    def _may_be_nats(self, options: Options) -> bool:
        """Whether the loss was no higher than that of guessing among the most classes that are thought of."""
        return self.entropy and self.before <= log(options.most_classes)

"""The per-example outputs of a run at some epochs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from lossacc_gui.model.run import FloatArray, IntArray

BoolArray = NDArray[np.bool_]

LEAST_PROBABILITY = 1e-7  # as Keras clips: no example costs more than 16.1 nats, and half precision has zeros


@dataclass(frozen=True, eq=False)
class Predictions:
    """Outputs for n examples at m epochs, in ascending order.

    y_true   shape (n,): class numbers from 0, or targets of a regression
    epochs   shape (m,), as the log counts them
    outputs  one array an epoch: probabilities (n, K), rows summing to 1; predicted values (n,); or class numbers (n,)
    spoilt   how many recorded epochs had outputs that are not finite; where most of them were, it is not in `epochs`
    kept     shape (n,): which examples of the file these are, those without finite outputs throughout being left out;
             None where they are all
    left_out how many were
    numbered whether the outputs are class numbers: answers of which nobody knows how sure they were
    """

    y_true: FloatArray
    epochs: FloatArray
    outputs: tuple[FloatArray, ...]
    spoilt: int = 0
    kept: IntArray | None = None
    left_out: int = 0
    numbered: bool = False

    def place(self, example: int) -> int:
        """Where an example stands in the file."""
        return example if self.kept is None else int(self.kept[example])

    @property
    def classified(self) -> bool:
        """Whether the outputs are of classes (else they are values of a regression)."""
        return self.numbered or self.graded

    @property
    def graded(self) -> bool:
        """Whether the outputs are class probabilities."""
        return self.outputs[0].ndim == 2

    @cached_property
    def classes(self) -> int:
        """How many classes the probabilities are of; of class numbers, as many as their largest tells."""
        if self.graded:
            return int(self.outputs[0].shape[1])
        return int(max(self.y_true.max(), *(output.max() for output in self.outputs))) + 1

    @cached_property
    def losses(self) -> tuple[FloatArray, ...]:
        """The loss of every example at every epoch, (n,) each: cross-entropy in nats, or the squared error; of class
        numbers 1 for a wrong one.
        """
        if self.numbered:
            return tuple((output != self.y_true).astype(np.float64) for output in self.outputs)
        if not self.graded:
            return tuple((output - self.y_true) ** 2 for output in self.outputs)
        rows = np.arange(len(self.y_true))
        labels = self.y_true.astype(np.int64)
        return tuple(-np.log(np.maximum(output[rows, labels], LEAST_PROBABILITY)) for output in self.outputs)

    @cached_property
    def answers(self) -> tuple[FloatArray, ...]:
        """The class of largest probability of every example at every epoch, (n,) each; the first of equal ones."""
        if self.numbered:
            return self.outputs
        return tuple(output.argmax(axis=1).astype(np.float64) for output in self.outputs)

    def right(self, at: int, tolerance: float | None = None) -> BoolArray:
        """Which examples are right at the epoch of index `at`, bool (n,); a regression needs a tolerance."""
        if self.classified:
            return np.equal(self.answers[at], self.y_true)
        if tolerance is None:
            raise ValueError("whether a predicted value is right needs a tolerance")
        return np.less_equal(np.abs(self.outputs[at] - self.y_true), tolerance)

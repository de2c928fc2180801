"""One run laid out for measuring: loss and accuracy of each split side by side, smoothed and cut to a bearable size."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from lossacc_gui.model.analysis import Detection, Pair
from lossacc_gui.model.episode import Episode
from lossacc_gui.model.options import Options
from lossacc_gui.model.predictions import Predictions
from lossacc_gui.model.run import FloatArray, Quantity, Run, Split

MOST_POINTS = 2000  # longer curves are averaged in blocks: no fact looks at less than a hundredth of a run
FEWEST_POINTS = 5  # below that no curve has a shape
WINDOWS = 20  # curves are smoothed over a twentieth of the run


@dataclass(frozen=True)
class Curve:
    """Loss and accuracy of one split at the x values where both are finite; arrays have shape (n,), n >= 5.

    `accuracy` is a fraction. `loss_smooth` and `accuracy_smooth` are a running median, then a running mean, over
    max(3, n // 20) points. `plain` tells that loss and accuracy are of the kinds the bounds of cross-entropy are for.
    """

    x: FloatArray
    loss: FloatArray
    accuracy: FloatArray
    loss_smooth: FloatArray
    accuracy_smooth: FloatArray
    plain: bool

    @property
    def n(self) -> int:
        """How many points there are."""
        return len(self.x)

    def stretch(self, first: float, last: float) -> slice:
        """The points from the share `first` to the share `last` (0..1) of the run, at least two."""
        start = min(int(first * self.n), self.n - 2)
        return slice(start, max(start + 2, round(last * self.n)))

    @property
    def end(self) -> slice:
        """The last tenth of the run, at least three points: what "at the end" means."""
        return slice(self.n - max(3, self.n // 10), self.n)

    @property
    def late(self) -> slice:
        """The second half of the run."""
        return self.stretch(0.5, 1.0)


@dataclass(frozen=True)
class Both:
    """Training and validation at the same x values, shape (n,)."""

    train: Curve
    val: Curve


@dataclass(frozen=True)
class Case:
    """All that facts are measured on: a run, what was detected in it, and where known one episode and predictions."""

    run: Run
    detection: Detection
    options: Options
    episode: Episode | None = None
    predictions: Predictions | None = None

    @cached_property
    def train(self) -> Curve | None:
        """The main pair of the training split."""
        return self._curve(Split.TRAIN)

    @cached_property
    def val(self) -> Curve | None:
        """The main pair of the held-out split: validation, else test."""
        return self._curve(Split.VAL) or self._curve(Split.TEST)

    @cached_property
    def both(self) -> Both | None:
        """Training and validation brought to the x values of validation, None where one is missing."""
        if self.train is None or self.val is None:
            return None
        inside = (self.val.x >= self.train.x[0]) & (self.val.x <= self.train.x[-1])
        if np.count_nonzero(inside) < FEWEST_POINTS:
            return None
        x = self.val.x[inside]
        return Both(*(_at(curve, x) for curve in (self.train, self.val)))

    def pair(self, split: Split) -> Pair | None:
        """The main pair of a split."""
        return next((p for p in self.detection.pairs if p.loss.split == split), None)

    def _curve(self, split: Split) -> Curve | None:
        pair = self.pair(split)
        return None if pair is None else curve_of(pair)


def curve_of(pair: Pair) -> Curve | None:
    """The pair's finite points; None with fewer than five."""
    x, i, j = np.intersect1d(pair.loss.x, pair.accuracy.x, assume_unique=True, return_indices=True)
    loss, accuracy = pair.loss.value[i], pair.accuracy.value[j]
    finite = np.isfinite(loss) & np.isfinite(accuracy)
    x, loss, accuracy = (_in_blocks(values[finite]) for values in (x, loss, accuracy))
    if len(x) < FEWEST_POINTS:
        return None
    plain = pair.loss.quantity == Quantity.LOSS and pair.accuracy.quantity in (Quantity.ACCURACY, Quantity.ERROR_RATE)
    return Curve(x, loss, accuracy, steadied(loss), steadied(accuracy), plain)


def steadied(values: FloatArray) -> FloatArray:
    """`values`, shape (n,), finite, after a running median and a running mean over max(3, n // 20) points."""
    width = max(3, len(values) // WINDOWS) | 1
    for statistic in (np.median, np.mean):
        padded = np.pad(values, width // 2, mode="edge")
        values = statistic(np.lib.stride_tricks.sliding_window_view(padded, width), axis=1)
    return values


def _in_blocks(values: FloatArray) -> FloatArray:
    size = -(-len(values) // MOST_POINTS)
    if size <= 1:
        return values
    return np.array([block.mean() for block in np.array_split(values, len(values) // size)])


def _at(curve: Curve, x: FloatArray) -> Curve:
    def moved(values: FloatArray) -> FloatArray:
        return np.interp(x, curve.x, values)

    return Curve(
        x,
        moved(curve.loss),
        moved(curve.accuracy),
        moved(curve.loss_smooth),
        moved(curve.accuracy_smooth),
        curve.plain,
    )

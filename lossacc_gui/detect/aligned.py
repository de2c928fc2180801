"""Loss and accuracy of one split on a common grid, cut where no trend may be drawn across."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lossacc_gui.curves import block_means, inferred_examples, nearest_means
from lossacc_gui.model.analysis import Pair
from lossacc_gui.model.options import Options
from lossacc_gui.model.run import FloatArray, IntArray, Quantity, Run, Series, Split

COUNTED = (Quantity.ACCURACY, Quantity.ERROR_RATE, Quantity.TOP_K)
"""Quantities that are a count of examples over their number."""


@dataclass(frozen=True, slots=True, eq=False)
class Aligned:
    """A pair on one grid; arrays have shape (n,) and are finite.

    `pieces` are the stretches [start, stop) inside which the run is continuous; `size` is the number of points that
    the pair has as a whole, NaN included, from which windows and lengths are derived.
    """

    pair: Pair
    x: FloatArray
    loss: FloatArray
    accuracy: FloatArray
    pieces: tuple[tuple[int, int], ...]
    size: int
    n_examples: int | None

    @property
    def split(self) -> Split:
        """The split of both."""
        return self.pair.loss.split


def aligned(run: Run, pair: Pair, options: Options) -> Aligned:
    """Put a pair on the coarser of its two grids by averaging the finer one, leave out what is not a number.

    Curves longer than `most_bins` are averaged in equal blocks; the x of a block is the mean of its x values.
    """
    loss_x, accuracy_x = common_x(pair.loss, pair.accuracy)
    if len(loss_x) <= len(accuracy_x):
        x, loss, accuracy = loss_x, pair.loss.value, nearest_means(loss_x, accuracy_x, pair.accuracy.value)
    else:
        x, loss, accuracy = accuracy_x, nearest_means(accuracy_x, loss_x, pair.loss.value), pair.accuracy.value
    if len(x) > options.most_bins:
        edges = np.linspace(0, len(x), options.most_bins + 1).astype(np.int64)
        x, loss, accuracy = (block_means(values, edges) for values in (x, loss, accuracy))
    known = np.isfinite(loss) & np.isfinite(accuracy)
    cuts = np.cumsum(~known)[known]  # a change of this number is a hole
    places = cut_places(run)
    cuts = cuts + np.searchsorted(places, x[known], side="right")
    return Aligned(
        pair=pair,
        x=x[known],
        loss=loss[known],
        accuracy=accuracy[known],
        pieces=_pieces(cuts),
        size=len(x),
        n_examples=examples_of(pair.accuracy, options),
    )


def common_x(first: Series, second: Series) -> tuple[FloatArray, FloatArray]:
    """The x values of two series in the same count: epochs where both know them or neither, else steps."""
    if (first.epoch is None) == (second.epoch is None):
        return first.x, second.x
    return first.step.astype(np.float64), second.step.astype(np.float64)


def examples_of(accuracy: Series, options: Options) -> int | None:
    """How many examples an accuracy was measured on: as given, else inferred from its values."""
    if options.n_examples > 0 and accuracy.split is not Split.TRAIN:
        return options.n_examples
    if accuracy.quantity not in COUNTED:
        return None
    return inferred_examples(accuracy.value, options.most_examples, options.inference_luck)


def cut_places(run: Run) -> FloatArray:
    """The x values at which a new piece begins: breaks of the run and jumps of the learning rate."""
    places = [b.position for b in run.breaks]
    return np.unique(np.array(places, dtype=np.float64))


def _pieces(labels: IntArray) -> tuple[tuple[int, int], ...]:
    if not len(labels):
        return ()
    edges = [0, *(np.flatnonzero(np.diff(labels)) + 1).tolist(), len(labels)]
    return tuple(zip(edges[:-1], edges[1:], strict=True))

"""Tells what numbers are that are called after nothing but their splits, train and val, by the way they go."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from lossacc_gui.measure.curves import correlation as of_moving
from lossacc_gui.model.run import FloatArray, Quantity
from lossacc_gui.readers.series.names import meaning_of
from lossacc_gui.readers.series.whole_numbers import have_fractions

FEWEST_FALLING = 5  # values that show that they fall
HIGH_FROM_THE_FIRST = 0.9  # of the largest of all
HIGHEST = 20.0  # with which a loss begins; a percentage of errors begins higher
FALLS_SURELY = -0.7  # correlation with their order of values that fall, where nothing else says that they are losses
OF_SPLIT = frozenset({"set", "data", "dataset", "split", "subset", "examples"})  # words that may follow a split's


def is_split(name: str) -> bool:
    """Whether a name says on which examples, and not what is measured."""
    meaning = meaning_of(name)
    return meaning.split is not None and OF_SPLIT.issuperset(meaning.rest.split())


def are_splits(names: Sequence[str]) -> bool:
    """Whether names are those of several splits and say nothing else."""
    return len({meaning_of(name).split for name in names if is_split(name)}) == len(names) > 1


def seen_on_splits(curves: Sequence[FloatArray]) -> Quantity:
    """What curves of several splits are, each finite: losses where all fall, accuracies where all rise, else OTHER."""
    if not all(v.size >= FEWEST_FALLING and v.min() >= 0 and have_fractions(v).any() for v in curves):
        return Quantity.OTHER
    falls = [trend(values) < FALLS_SURELY for values in curves]
    if any(falls) and all(
        v[0] <= HIGHEST and (falling or _is_halved(v)) for v, falling in zip(curves, falls, strict=True)
    ):
        return Quantity.LOSS
    if all(values.max() <= 100 and trend(values) > -FALLS_SURELY for values in curves):
        return Quantity.ACCURACY
    return Quantity.OTHER


def _is_halved(values: FloatArray) -> bool:
    """Whether values begin about as high as they ever are and end, for as many as half of them, below half of that: a
    loss that falls soon and rises again, which no line goes through. An accuracy loses no half from the first point on.
    """
    later = values[len(values) // 2 :]
    return bool(values[0] >= HIGH_FROM_THE_FIRST * values.max() and np.median(later) < values[0] / 2)


def correlation(first: FloatArray, second: FloatArray) -> float:
    """How two curves go together, -1..1; 0 where one does not move."""
    if not (first.min() < first.max() and second.min() < second.max()):
        return 0.0
    return of_moving(*(values / np.abs(values).max() for values in (first, second)))  # no square overflows


def trend(known: FloatArray) -> float:
    """The correlation of values with their order; 0 where the last is not on the side to which they go."""
    slope = correlation(np.arange(known.size, dtype=np.float64), known)
    return slope if (known[-1] - known[0]) * slope > 0 else 0.0


def trend_of_ranks(known: FloatArray) -> float:
    """The same of the ranks of values, shape (n,): how surely they go one way, by whatever curve."""
    return trend(np.argsort(np.argsort(known, kind="stable"), kind="stable").astype(np.float64))

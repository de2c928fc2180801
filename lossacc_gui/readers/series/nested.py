"""Tells accuracies of numbered things (Acc1, Acc2, Acc3 of three nets) from those of the best k answers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

import numpy as np

from lossacc_gui.model.run import Quantity, Series
from lossacc_gui.readers.series.names import meaning_of

NUMBERED = re.compile(r"acc(?:uracy)? (\d+)")  # what says top is of the best k answers for sure
ROUNDED = 1e-3  # by which a share of examples may fall where it is rounded
MOST = 0.1  # of the places at which more answers may be right than of more of them; batches may be averaged apart


def of_things_if_they_cross(series: Sequence[Series]) -> list[Series]:
    """The series with those as accuracies that fall below one of a smaller number, which the best k answers cannot."""
    numbers = [NUMBERED.fullmatch(meaning_of(one.metric).rest) for one in series]
    of_things: set[int] = set()
    for (i, first), (k, second) in combinations(enumerate(numbers), 2):
        if first is None or second is None or series[i].split is not series[k].split:
            continue
        low, high = (i, k) if int(first[1]) < int(second[1]) else (k, i)
        if _fall_below(series[high], series[low]):
            of_things |= {low, high}
    return [
        replace(one, quantity=Quantity.ACCURACY) if i in of_things and one.quantity is Quantity.TOP_K else one
        for i, one in enumerate(series)
    ]


def _fall_below(high: Series, low: Series) -> bool:
    """Whether at more than a few of the same places the value of the larger number is below that of the smaller."""
    if not np.array_equal(high.step, low.step):
        return False
    with np.errstate(invalid="ignore"):
        return bool((high.value < low.value - ROUNDED).mean() > MOST)

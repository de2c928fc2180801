"""Tells accuracies of numbered things (Acc1, Acc2, Acc3 of three nets) from those of the best k answers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import permutations

import numpy as np

from lossacc_gui.model.run import Quantity, Series
from lossacc_gui.readers.series.names import meaning_of

NUMBERED = re.compile(r"acc(?:uracy)? (\d+)")  # what says top is of the best k answers for sure
ROUNDED = 1e-3  # by which a share of examples may fall where it is rounded
MOST = 0.1  # of the places at which more answers may be right than of more of them; batches may be averaged apart


def of_things_if_they_cross(series: Sequence[Series]) -> list[Series]:
    """The series with those as accuracies that fall below one of a smaller number, which the best k answers cannot."""
    found = ((i, NUMBERED.fullmatch(meaning_of(one.metric).rest)) for i, one in enumerate(series))
    numbers = {i: int(match[1]) for i, match in found if match is not None}
    if not any(series[i].quantity is Quantity.TOP_K for i in numbers):
        return list(series)
    of_things: set[int] = set()
    for low, high in permutations(numbers, 2):
        same = series[low].split is series[high].split
        if same and numbers[low] < numbers[high] and _fall_below(series[high], series[low]):
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

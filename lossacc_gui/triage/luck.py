"""How probable it is that drawing lots within groups makes two halves differ as much as they do."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lossacc_gui.model.run import FloatArray


@dataclass(frozen=True, slots=True)
class Counts:
    """Of the runs with one value and with the other: how many show something, and how many there are."""

    first_shown: int
    first: int
    second_shown: int
    second: int


def luck_of(groups: Sequence[Counts]) -> float:
    """The exact two-sided probability (Fisher's test, over all groups together), 0..1.

    In each group the runs that show it are dealt to the two values by lot, as many as there are; the sum over the
    groups of those with the first value is compared with what was seen. Twice the smaller tail, 1 at most.
    """
    whole = np.ones(1)
    least = 0
    for one in groups:
        low, chances = _dealt(one)
        whole = np.convolve(whole, chances)
        least += low
    seen = sum(one.first_shown for one in groups) - least
    tails = float(whole[: seen + 1].sum()), float(whole[seen:].sum())
    return min(1.0, 2 * min(tails))


def _dealt(one: Counts) -> tuple[int, FloatArray]:
    """The least number of the first that may show it, and the probabilities from there on (hypergeometric)."""
    shown = one.first_shown + one.second_shown
    low, high = max(0, shown - one.second), min(shown, one.first)
    whole = _log_choose(one.first + one.second, shown)
    logs = [_log_choose(one.first, k) + _log_choose(one.second, shown - k) - whole for k in range(low, high + 1)]
    return low, np.exp(np.array(logs))


def _log_choose(n: int, k: int) -> float:
    return math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)

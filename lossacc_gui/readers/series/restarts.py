"""Tells where one training ends and another begins in a log, printed or written as a table or as records."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lossacc_gui.language import say
from lossacc_gui.model.run import FloatArray, IntArray, Notice

NEAR = 0.25  # of what a training has changed, within which its values go on when its counter starts again
AGAIN_AND_AGAIN = 2  # times that a counter starts again while the values go on
FEWEST_AGAIN = 2  # places of a training that started again; one may be a late one
FEWEST_WORSE = 3  # losses beyond all that a training ever had; less may be a bad batch behind a checkpoint


@dataclass(frozen=True, eq=False)
class Curve:
    """A loss, an accuracy or the like: `value` (n,) at the places `at` (n,), lines or rows that rise."""

    at: IntArray
    value: FloatArray


def anew(curves: Sequence[Curve], starts: Sequence[int]) -> list[int]:
    """Those of `starts`, where a counter begins again at its start, at which another training begins.

    It does not where the values go on from what was learned before, again and again: so a training is called for a few
    more epochs each time. A second stage alone is a training of its own.
    """
    left: list[int] = []
    for i, start in enumerate(starts):
        end = starts[i + 1] if i + 1 < len(starts) else None
        if not _go_on(curves, (left[-1] if left else 0, starts[i - 1] if i else 0, start), end):
            left.append(start)
    return left if len(starts) - len(left) >= AGAIN_AND_AGAIN else list(starts)


def worse_than_ever(losses: Sequence[Curve], begun: int, start: int) -> bool:
    """Whether each loss is higher behind `start` than it ever was since `begun`: no training that was resumed there."""
    found = []
    for loss in losses:
        first, last = np.searchsorted(loss.at, (begun, start))
        before, after = loss.value[first:last], loss.value[last : last + FEWEST_WORSE]
        if len(after) < FEWEST_WORSE or len(before) < FEWEST_WORSE:
            return False
        found.append(bool(after.min() > before.max()))  # NaN is not
    return bool(found) and all(found)


def several_trainings(count: int) -> Notice:
    """That a log tells several trainings, each of which is a run."""
    return Notice(say("{count} trainings follow each other in this log; each is a run.", count=count))


def _go_on(curves: Sequence[Curve], parts: tuple[int, int, int], end: int | None) -> bool:
    """Whether each metric begins near where it ended before, and far from where it began with the training.

    `parts` are the places where the training, its last part and the part in question begin; that one ends at `end`.
    """
    begun, before, start = parts
    found = []
    for curve in curves:
        first, last = np.searchsorted(curve.at, (begun, start))
        after = int(np.searchsorted(curve.at, end)) if end is not None else len(curve.at)
        if last - first < FEWEST_AGAIN or after <= last or curve.at[last - 1] < before:
            continue
        began, ended, begins = (float(curve.value[at]) for at in (first, last - 1, last))
        moved, on = ended - began, begins - ended
        if not abs(moved) > 0:
            continue
        far = abs(begins - began) > NEAR * abs(began)
        found.append(far and (abs(on) <= NEAR * abs(moved) or on * moved > 0))
    return bool(found) and all(found)

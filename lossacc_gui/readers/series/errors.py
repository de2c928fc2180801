"""Tells an error that is a loss from one that is a rate, by the accuracy of the same examples."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from lossacc_gui.language import say
from lossacc_gui.model.run import FloatArray, Notice, Quantity, Series
from lossacc_gui.readers.series.names import is_bare_error, meaning_of

FEWEST = 5  # places that show it
ALIKE = 0.02  # of the whole by which an error and an accuracy that are rounded may miss it
MOSTLY = 0.5  # of the points


@dataclass(frozen=True, slots=True, eq=False)
class Logged:
    """The values of a series as the log has them, percentages too, and what was said of their scale."""

    value: FloatArray
    said: tuple[Notice, ...]


def beside_accuracies(
    series: Sequence[Series], logged: Sequence[Logged | None], notices: Sequence[Notice]
) -> tuple[list[Series], list[Notice]]:
    """The series with errors made losses that are not what the accuracy beside them leaves of the whole, and notices.

    `logged` tells of each series what it was if it may be no rate.
    """
    out, told = list(series), list(notices)
    for i, (error, before) in enumerate(zip(series, logged, strict=True)):
        if before is None or error.quantity is not Quantity.ERROR_RATE:
            continue
        beside = [s for s in series if s.quantity is Quantity.ACCURACY and s.split is error.split]
        if len(beside) != 1:
            continue
        _, mine, others = np.intersect1d(error.step, beside[0].step, return_indices=True)
        if is_no_rate(error.value[mine], beside[0].value[others]):
            out[i] = _as_loss(error, before)
            told = [one for one in told if not any(one is said for said in before.said)]
            told.append(no_rate_notice(error.metric))
    bare = (one.metric for one in out if one.quantity is Quantity.LOSS and is_bare_error(one.metric))
    losses = {meaning_of(name).rest for name in bare}
    for i, (error, before) in enumerate(zip(out, logged, strict=True)):  # of other examples without an accuracy
        if before is not None and error.quantity is Quantity.ERROR_RATE and meaning_of(error.metric).rest in losses:
            out[i] = _as_loss(error, before)
            told = [one for one in told if not any(one is said for said in before.said)]
            told.append(Notice(say("{name} is called as that loss is; taken as a loss too.", name=error.metric)))
    return out, told


def _as_loss(error: Series, before: Logged) -> Series:
    return replace(error, quantity=Quantity.LOSS, value=before.value, percent=False)


def no_rate_notice(name: str) -> Notice:
    """That an error was taken as a loss because of the accuracy beside it."""
    return Notice(say("{name} and the accuracy beside it do not make up the whole; taken as a loss.", name=name))


def is_no_rate(error: FloatArray, accuracy: FloatArray) -> bool:
    """Whether an error is not what an accuracy leaves of the whole, whichever of them is a percentage; shapes (n,)."""
    if len(error) < FEWEST:
        return False
    known = np.isfinite(error) & np.isfinite(accuracy)
    sides = ((error[known] / a, accuracy[known] / b) for a in (1, 100) for b in (1, 100))
    with np.errstate(over="ignore"):  # beyond all numbers is off as well
        return bool(known.any()) and not any(np.mean(np.abs(e + a - 1) <= ALIKE) >= MOSTLY for e, a in sides)

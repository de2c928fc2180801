"""Counts epochs as the lines do that tell how many there will be, where others of the same epochs count from 0."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from lossacc_gui.model.run import FloatArray
from lossacc_gui.readers.printed.context import Events, Told
from lossacc_gui.readers.printed.roles import Role

FEWEST = 3  # epochs that show that two kinds of lines count them otherwise


def as_announced(told: list[Told]) -> list[Told]:
    """What is told, with epochs from 0 counted from 1 where k of n of another line is one more in each of them.

    Epoch 1/25 stands above Epoch: [0][50/300] loss 0.4, or below it with the results of the epoch.
    """
    announced = [events for one in told if (events := _to_total(one)) is not None]
    return [_later(one, announced) for one in told] if announced else told


def _to_total(one: Told) -> Events | None:
    """The epochs that lines count by one up to their last, which they tell."""
    counter = one.counter(Role.EPOCH)
    total = one.total(counter) if counter is not None else None
    if counter is None or total is None or len(one.template) < FEWEST:
        return None
    epoch = one.count(counter)
    by_one = (np.diff(epoch) == 1).all() and epoch[0] >= 1 and (epoch <= total).all() and (total == total[0]).all()
    return Events(one.template.lines, epoch) if by_one else None


def _later(one: Told, announced: Sequence[Events]) -> Told:
    counter = one.counter(Role.EPOCH)
    if counter is None:
        return one
    epoch = one.count(counter)
    if len(np.unique(epoch)) < FEWEST or not any(_lags(epoch, events, one) for events in announced):
        return one
    return replace(one, fields=tuple(replace(f, later=1) if f is counter else f for f in one.fields))


def _lags(epoch: FloatArray, events: Events, one: Told) -> bool:
    """Whether each line counts one less than what stands above it, or than what stands below it."""
    lines = one.template.lines
    return any(bool((told - epoch == 1).all()) for told in (events.above(lines), events.below(lines)))

"""Counts epochs as the lines do that tell how many there will be, where others of the same epochs count from 0."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from lossacc_gui.readers.printed.context import Events, Told
from lossacc_gui.readers.printed.phrases import ON_NO_EXAMPLES
from lossacc_gui.readers.printed.roles import Role

FEWEST = 3  # epochs that show that two kinds of lines count them otherwise


def as_announced(told: list[Told]) -> list[Told]:
    """What is told, with epochs from 0 counted from 1 where k of n of another line is one more in each of them.

    Epoch 1/25 stands above Epoch: [0][50/300] loss 0.4, or below it with the results of the epoch.
    """
    announced = [(events, _measures(one)) for one in told if (events := _to_total(one)) is not None]
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


def _measures(one: Told) -> bool:
    return any(field.quantity not in ON_NO_EXAMPLES for field in one.metrics)


def _later(one: Told, announced: Sequence[tuple[Events, bool]]) -> Told:
    """What is told, counted from 1 where that stands above it, or below it in lines that measure: the next may, too."""
    counter = one.counter(Role.EPOCH)
    if counter is None:
        return one
    lines, epoch = one.template.lines, one.count(counter)
    stands = [events.above(lines) for events, _ in announced]
    stands += [events.below(lines) for events, measures in announced if measures]
    if len(np.unique(epoch)) < FEWEST or not any((told - epoch == 1).all() for told in stands):
        return one
    return replace(one, fields=tuple(replace(f, later=1) if f is counter else f for f in one.fields))

"""Tells what counts where no name says so: whole numbers that rise by one from the first row to the last."""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np

from lossacc_gui.model.run import FloatArray, Quantity
from lossacc_gui.readers.series.keys import may_be_key
from lossacc_gui.readers.series.names import COUNTERS, is_framing, is_measured, is_setting, meaning_of
from lossacc_gui.readers.series.whole_numbers import are_whole

FEWEST = 4  # rows that show that a column counts
FEWEST_EVEN = 8  # the same of one that goes on by more than one, as what is tried does
WORD = re.compile(r"[^\W\d_]+")
TELLS_NO_PLACE = frozenset({"best", "per", "each", "num", "max", "since", "until", "patience"})


def best_counter(named: Mapping[str, FloatArray]) -> str | None:
    """Which of several numbers that are called epoch (or step) counts: the first that moves; None where there is none.

    The others are settings, or totals: the size of a batch, how many epochs there will be.
    """
    finite = ((name, value[np.isfinite(value)]) for name, value in named.items())
    moving = (name for name, value in finite if len(value) and value.min() < value.max())
    return next(moving, next(iter(named), None))


def counts_by_one(name: str, value: FloatArray) -> bool:
    """Whether values under a name that nobody knows are 0, 1, 2, ... or 1, 2, 3, ..."""
    if len(value) < FEWEST or value[0] not in (0.0, 1.0) or not np.array_equal(value, value[0] + np.arange(len(value))):
        return False
    return meaning_of(name).quantity is Quantity.OTHER and not is_measured(name)


def counts_evenly(name: str, value: FloatArray) -> bool:
    """Whether values under a name that nobody knows, and that is of no setting or thing, go on by equal steps of more
    than one from the first such step, from 0 or from 1: trial 100, 200, 300, ...
    """
    if len(value) < FEWEST_EVEN or not are_whole(value).all():
        return False
    stride = value[1] - value[0]
    if stride <= 1 or value[0] not in (0, 1, stride) or not (np.diff(value) == stride).all():
        return False
    unknown = meaning_of(name).quantity is Quantity.OTHER and not is_measured(name)
    return unknown and not (is_setting(name) or is_framing(name) or may_be_key(name))


def counter_within(named: Mapping[str, FloatArray]) -> tuple[str, Quantity] | None:
    """(which numbers count, and what) by a counter's word in a longer name: checkpoints_after_episode, env_steps.

    Such a name may be that of much else, so the numbers have to be whole and rise from each to the next.
    """
    for name, value in named.items():
        words = [word.lower() for word in WORD.findall(name.replace("_", " "))]
        quantities = [q for word in words if (q := meaning_of(word).quantity) in COUNTERS]
        if not quantities or len(words) < 2 or not TELLS_NO_PLACE.isdisjoint(words) or is_measured(name):
            continue
        rises = len(value) >= FEWEST and are_whole(value).all() and value[0] >= 0 and (np.diff(value) > 0).all()
        if rises and meaning_of(name).quantity is Quantity.OTHER:
            return name, quantities[-1]
    return None

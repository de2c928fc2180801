"""Finds series that tell again what another one told a row before: prev_loss beside loss."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np

from lossacc_gui.model.run import Quantity, Series

OF_BEFORE = re.compile(r"\b(?:prev|previous)[\W_]+", re.IGNORECASE)  # "last" may be said of the last batch
BREAKS = re.compile(r"[\W_]+")
FEWEST = 5  # different values that are a copy by no chance
MOST = 40  # series of one kind that are held against each other


def copies(series: Sequence[Series]) -> Iterator[tuple[int, int]]:
    """(a series, the one of which it tells the value before) for each that is called so, or goes so."""
    alike: dict[Quantity, list[int]] = defaultdict(list)
    for i, one in enumerate(series):
        if one.quantity.is_progress:
            alike[one.quantity].append(i)
    for some in alike.values():
        gone: set[int] = set()
        for i in some[:MOST]:
            others = (k for k in some[:MOST] if k != i and k not in gone)
            found = next((k for k in others if _is_copy(series[i], series[k])), None)
            if found is not None:
                gone.add(i)
                yield i, found


def _is_copy(one: Series, other: Series) -> bool:
    if one.split is not other.split:
        return False
    if _named_alike(one.metric, other.metric):
        return True
    at = np.searchsorted(other.step, one.step)
    known = (at > 0) & (at < len(other.step)) & np.isfinite(one.value)
    if known.sum() < FEWEST or not known[at > 0].all() or len(one.step) < len(other.step) - 1:
        return False  # of another pace: the last batch tells what its epoch does
    same = one.value[known] == other.value[at[known] - 1]
    on_its_row = bool((other.step[at[known]] == one.step[known]).all())
    return bool(same.all()) and on_its_row and len(np.unique(one.value[known])) >= FEWEST


def _named_alike(name: str, other: str) -> bool:
    """Whether a name is another one with the word previous."""
    bare, count = OF_BEFORE.subn(" ", name)
    return count == 1 and BREAKS.sub(" ", bare).strip().lower() == BREAKS.sub(" ", other).strip().lower()

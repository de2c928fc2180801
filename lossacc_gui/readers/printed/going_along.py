"""Takes numbers of unknown names for measured ones that go as known metrics told beside them do."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from lossacc_gui.model.run import FloatArray
from lossacc_gui.readers.printed.context import Told
from lossacc_gui.readers.printed.phrases import ON_NO_EXAMPLES, unmarked
from lossacc_gui.readers.printed.roles import Field, Role
from lossacc_gui.readers.series.behaviour import correlation, is_split
from lossacc_gui.readers.series.names import is_framing, is_setting
from lossacc_gui.readers.series.whole_numbers import have_fractions

FEWEST = 6  # lines that show how numbers go
ENOUGH = 1000  # lines that tell it as well as all
ALONG = 0.9  # correlation, either way, of numbers that tell of one training; what is drawn by chance has less
SHORTEST = 2  # letters of a name; one may stand for anything
EVENLY = 1e-3  # of the largest by which the steps of a schedule may differ, where it is rounded
MOSTLY = 0.8  # of the steps of a schedule are equal


def with_unknown_along(told: list[Told]) -> list[Told]:
    """What is told, with unknown names made metrics whose numbers go along with a known one told as often: HR, NDCG.

    What they measure stays unknown. What follows a schedule goes along by chance, and is none.
    """
    known: dict[int, list[FloatArray]] = {}
    for one in told:
        for field in one.metrics if len(one.template) >= FEWEST else ():
            value = _some(one, field)
            if field.quantity not in ON_NO_EXAMPLES and np.isfinite(value).all():
                known.setdefault(len(one.template), []).append(value)
    return [_along(one, known[len(one.template)]) if len(one.template) in known else one for one in told]


def _along(one: Told, known: list[FloatArray]) -> Told:
    if not one.counts and not one.metrics:
        return one
    fields = (replace(f, role=Role.METRIC) if _goes_along(one, f, known) else f for f in one.fields)
    return replace(one, fields=tuple(fields))


def _goes_along(one: Told, field: Field, known: list[FloatArray]) -> bool:
    if field.role is not Role.UNKNOWN or is_framing(field.name) or is_setting(field.name):
        return False
    if len(unmarked(field.name)) < SHORTEST or is_split(field.name):
        return False
    value = _some(one, field)
    if not np.isfinite(value).all() or not have_fractions(value).any() or _is_schedule(value):
        return False
    return any(abs(correlation(value, other)) >= ALONG for other in known)


def _some(one: Told, field: Field) -> FloatArray:
    """The numbers of a slot in as many lines as are enough to tell how they go; shape (n,)."""
    values = one.template.values(field.slot)
    return values if len(values) <= ENOUGH else values[np.linspace(0, len(values) - 1, ENOUGH).astype(np.int64)]


def _is_schedule(value: FloatArray) -> bool:
    """Whether numbers mostly go by equal steps, or by equal shares, or stand still."""
    with np.errstate(divide="ignore", invalid="ignore"):
        ways = (np.diff(value), np.diff(np.log(value)))
        return any(_are_mostly_equal(way) for way in ways)


def _are_mostly_equal(steps: FloatArray) -> bool:
    return float((np.abs(steps - np.median(steps)) <= EVENLY * np.abs(steps).max()).mean()) >= MOSTLY

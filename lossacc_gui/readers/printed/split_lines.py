"""Tells what lines measure that name nothing but a split, val: 0.53, beside lines that say what they measure."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from lossacc_gui.model.run import FloatArray, IntArray, Quantity, Split
from lossacc_gui.readers.printed.context import Told
from lossacc_gui.readers.printed.roles import Field, Role
from lossacc_gui.readers.series.behaviour import FALLS_SURELY, correlation, is_split, trend
from lossacc_gui.readers.series.names import meaning_of
from lossacc_gui.readers.series.whole_numbers import have_fractions

FEWEST = 6  # lines that show how numbers go
ALONG = 0.8  # correlation of one metric on two splits; of the last value before each
OF_SIZE = 4.0  # times that a metric is larger on one split than on the other, in the middle


def with_split_lines(told: list[Told]) -> list[Told]:
    """What is told, with numbers that are called after a split alone made that metric of other lines which they follow.

    iter 100: loss 2.31, then val: 2.42. A percentage that does not fall is an accuracy, where no other line tells one.
    """
    known = [(one.template.lines, f, one.template.values(f.slot)) for one in told for f in one.metrics if _is_known(f)]
    return [_with_metrics(one, known) if not one.metrics else one for one in told] if known else told


def _is_known(field: Field) -> bool:
    split = field.split or meaning_of(field.name).split
    return field.quantity.is_progress and field.over < 0 and split in (None, Split.TRAIN)


def _with_metrics(one: Told, known: list[tuple[IntArray, Field, FloatArray]]) -> Told:
    bare = [f for f in one.fields if f.role is Role.UNKNOWN and is_split(f.name) and _varies(one, f)]
    if len(bare) != 1 or len(one.template) < FEWEST or meaning_of(bare[0].name).split is Split.TRAIN:
        return one
    (field,) = bare
    value = one.template.values(field.slot)
    if field.percent:
        accurate = not any(f.quantity.is_fraction for _, f, _ in known) and trend(value) > -FALLS_SURELY
        return _instead(one, field, "accuracy", Quantity.ACCURACY) if accurate else one
    found = {f.quantity: f for lines, f, values in known if _follows(one.template.lines, value, lines, values)}
    if len(found) != 1:
        return one
    ((quantity, metric),) = found.items()
    return _instead(one, field, meaning_of(metric.name).rest or metric.name, quantity)


def _varies(one: Told, field: Field) -> bool:
    value = one.template.values(field.slot)
    return bool(np.isfinite(value).all() and (field.percent or have_fractions(value).any()) and one.varies(field))


def _follows(lines: IntArray, value: FloatArray, others: IntArray, known: FloatArray) -> bool:
    """Whether values go along with the last known one before each, and are of its size."""
    which = np.searchsorted(others, lines) - 1
    if (which < 0).any() or len(np.unique(which)) < len(which):
        return False
    last = known[which]
    if not np.isfinite(last).all():
        return False
    size, other = (float(np.median(np.abs(one))) for one in (value, last))
    return correlation(value, last) >= ALONG and max(size, other) <= OF_SIZE * min(size, other)


def _instead(one: Told, field: Field, name: str, quantity: Quantity) -> Told:
    seen = replace(field, role=Role.METRIC, name=f"{field.name} {name}", quantity=quantity, seen=True)
    return replace(one, fields=tuple(seen if f is field else f for f in one.fields))

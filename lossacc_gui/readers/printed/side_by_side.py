"""Gives the second of two numbers behind a metric its name, where both go the same way: loss: 2.31, 2.40."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np

from lossacc_gui.readers.printed.context import Told
from lossacc_gui.readers.printed.roles import Field, Role
from lossacc_gui.readers.series.behaviour import FALLS_SURELY, FEWEST_FALLING, trend

BESIDE = re.compile(r"^\s*[/,|;&]?\s*$")
BEGIN_ALIKE = 2.0  # times that one of two numbers begins above the other; the parts of a loss lie further apart


def with_seconds(told: list[Told]) -> list[Told]:
    """What is told, with a second number behind each metric of a line called as the first.

    Whether they are of training and validation or of two parts is not told. A number that goes another way has no name.
    """
    return [_with_seconds(one) for one in told]


def _with_seconds(one: Told) -> Told:
    measured = [i for i, field in enumerate(one.fields) if field.role is Role.METRIC and field.quantity.is_progress]
    seconds = {i + 1: replace(one.fields[i], slot=one.fields[i + 1].slot) for i in measured if _has_second(one, i)}
    if not seconds or len(seconds) < len(measured):
        return one
    fields = tuple(seconds.get(i, field) for i, field in enumerate(one.fields))
    return replace(one, fields=fields)


def _has_second(one: Told, i: int) -> bool:
    """Whether a number without a name stands behind a metric, alone, and begins and goes as it does."""
    field, *behind = one.fields[i : i + 3]
    if not behind or behind[0].role is not Role.NAMELESS or field.over >= 0:
        return False
    if any(more.role is Role.NAMELESS for more in behind[1:]) or not _is_beside(one, behind[0]):
        return False
    first, second = one.template.values(field.slot), one.template.values(behind[0].slot)
    if not np.isfinite(first + second).all() or len(first) < FEWEST_FALLING:
        return False
    low, high = sorted((abs(float(first[0])), abs(float(second[0]))))
    return high <= BEGIN_ALIKE * low and abs(trend(first) + trend(second)) > -FALLS_SURELY


def _is_beside(one: Told, field: Field) -> bool:
    cut = one.template.cut
    return BESIDE.match(cut.texts[field.slot]) is not None and "." in cut.slots[field.slot].text

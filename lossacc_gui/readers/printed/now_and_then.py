"""Takes numbers of unknown names that lines tell every so many epochs or steps, while others tell what is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from lossacc_gui.model.run import FloatArray, Split
from lossacc_gui.readers.printed.context import Told
from lossacc_gui.readers.printed.going_along import is_schedule
from lossacc_gui.readers.printed.phrases import BEST, ON_NO_EXAMPLES, unmarked
from lossacc_gui.readers.printed.roles import Field, Role
from lossacc_gui.readers.series.behaviour import FALLS_SURELY, is_split, trend_of_ranks
from lossacc_gui.readers.series.keys import is_key
from lossacc_gui.readers.series.names import is_framing, is_setting, meaning_of
from lossacc_gui.readers.series.whole_numbers import have_fractions

FEWEST = 6  # values that show which way they go
SELDOM = 2  # times the stride of the usual lines
MOSTLY = 0.8  # of the strides are equal; the first and the last may be others
SHORTEST = 2  # letters of a name
EVALUATED = (Split.VAL, Split.TEST)


def with_now_and_then(told: list[Told]) -> list[Told]:
    """What is told, with unknown names made metrics that stand in every k-th line alone, or in lines of their own
    that name an evaluation, and go one way: vs_random=55.0%, Test ESS: 0.44.

    What is measured now and then costs more than a line. What follows a schedule, sets or frames is no metric.
    """
    usual = [one for one in told if _tells_known(one)]
    return [_with_seldom(one, [other for other in usual if other is not one]) for one in told] if usual else told


def _tells_known(one: Told) -> bool:
    return any(field.quantity not in ON_NO_EXAMPLES and field.quantity.is_progress for field in one.metrics)


def _stride(count: FloatArray) -> float:
    """By how much counts mostly go on; 0 where they do not."""
    if len(count) < FEWEST or not np.isfinite(count).all():
        return 0.0
    strides = np.diff(count)
    usual = float(np.median(strides))
    return usual if usual > 0 and (strides == usual).mean() >= MOSTLY else 0.0


def _with_seldom(one: Told, others: Sequence[Told]) -> Told:
    role = Role.EPOCH if one.counter(Role.EPOCH) is not None else Role.STEP
    count = one.counted(role)
    if count is None or not (stride := _stride(count)):
        return one
    counts = [found for other in others if (found := other.counted(role)) is not None]
    often = _stride(np.unique(np.concatenate([count, *counts])))
    if not 0 < SELDOM * often <= stride:
        return one
    names = {unmarked(field.name) for other in others for field in other.fields}
    known = {field.name for field in one.metrics}
    more = any(known <= {field.name for field in other.metrics} for other in others) if known else False
    fields = (
        replace(f, role=Role.METRIC) if (more or _is_evaluated(f)) and _is_measured(one, f, names) else f
        for f in one.fields
    )
    return replace(one, fields=tuple(fields))


def _is_evaluated(field: Field) -> bool:
    return (field.split or meaning_of(field.name).split) in EVALUATED


def _is_measured(one: Told, field: Field, others: set[str]) -> bool:
    shares = field.role is Role.PROGRESS and field.percent and bool(field.name)
    if not (field.role is Role.UNKNOWN or shares) or unmarked(field.name) in others or is_split(field.name):
        return False
    if is_framing(field.name) or is_setting(field.name) or is_key(field.name) or BEST.search(field.name):
        return False
    value = one.template.values(field.slot)
    if len(unmarked(field.name)) < SHORTEST or len(value) < FEWEST or not np.isfinite(value).all():
        return False
    if not (field.percent or have_fractions(value).any()) or is_schedule(value):
        return False
    return abs(trend_of_ranks(value)) > -FALLS_SURELY

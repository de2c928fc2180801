"""Tells how many answers are right from the share of them: correct: 36 is no 36 %, but 36 of the 80 told beside it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from lossacc_gui.language import say
from lossacc_gui.model.run import FloatArray, Notice, Quantity, Series
from lossacc_gui.readers.series.names import meaning_of
from lossacc_gui.readers.series.whole_numbers import are_whole

RIGHT = re.compile(r"\b(?:n|num)?[ _-]?correct\b", re.IGNORECASE)  # so many right answers, not their share
COUNT = re.compile(r"^(?:count|total|n|num|samples|examples|num[ _](?:samples|examples))$", re.IGNORECASE)


def counts_right(name: str, value: FloatArray) -> bool:
    """Whether a metric is called after right answers alone and tells how many: whole numbers, not just 0 and 1."""
    if RIGHT.fullmatch(meaning_of(name).rest) is None:
        return False
    finite = value[np.isfinite(value)]
    return len(finite) > 1 and bool(are_whole(finite).all() and finite.min() >= 0 and finite.max() > 1)


def shares_of_right(series: Sequence[Series], notices: list[Notice]) -> list[Series]:
    """The series with numbers of right answers made shares of the count beside them; without one they stay numbers."""
    out = list(series)
    for i, one in enumerate(series):
        if one.quantity is not Quantity.OTHER or not counts_right(one.metric, one.value):
            continue
        beside = (other for other in series if other.split is one.split and COUNT.match(meaning_of(other.metric).rest))
        total = next((other for other in beside if _are_out_of(one, other)), None)
        if total is not None:
            out[i] = replace(one, quantity=Quantity.ACCURACY, value=one.value / total.value)
            text = say(
                "{name} is so many right answers of {total}; taken as their share.", name=one.metric, total=total.metric
            )
        else:
            text = say(
                "{name} counts right answers, and nothing tells out of how many; taken as no accuracy.", name=one.metric
            )
        notices.append(Notice(text))
    return out


def _are_out_of(right: Series, total: Series) -> bool:
    """Whether a series tells at each place out of how many answers so many are right."""
    if not np.array_equal(right.step, total.step):
        return False
    known = total.value[np.isfinite(right.value)]
    return bool((are_whole(known) & (known > 0)).all() and (right.value <= total.value)[np.isfinite(right.value)].all())

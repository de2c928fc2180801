"""One unit for what is one metric of several splits or paces: a low share may be a percentage, as the others are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import log

import numpy as np

from lossacc_gui.language import Number, say
from lossacc_gui.model.run import Notice, Quantity, Series
from lossacc_gui.readers.series.names import meaning_of

OF_BATCHES = " (batches)"
"""What is put behind the name of a metric that is printed for batches as well as for epochs."""
_LEAST = 1e-4  # of the whole: nearer to nothing, shares are not told apart


def unsure_notice(name: str, top: float) -> Notice:
    """That a share which gets a little above the whole was taken as a fraction."""
    return Notice(
        say(
            "{name} reaches {top}: taken as a fraction, though it may be a small percentage.",
            name=name,
            top=Number(f"{top:g}"),
        )
    )


def in_one_unit(series: Sequence[Series], notices: list[Notice]) -> list[Series]:
    """The series with shares divided by 100 that were taken as fractions beside percentages of another split, or of its
    batches, where their first value is nearer to what that had there; each is told.
    """
    out = list(series)
    for i, one in enumerate(series):
        if not one.quantity.is_fraction or one.percent:
            continue
        other = next((twin for twin in series if twin.percent and _is_twin(one, twin)), None)
        if other is not None and _is_percentage(one, other):
            out[i] = replace(one, value=one.value / 100.0, percent=True)
            unsure = unsure_notice(one.metric, float(np.nanmax(one.value)))
            notices[:] = [told for told in notices if told != unsure]
            notices.append(
                Notice(say("{name} is taken as a percentage, as {other} is.", name=one.metric, other=other.metric))
            )
    return out


def _is_twin(one: Series, other: Series) -> bool:
    if one.quantity is not other.quantity:
        return False
    return one.quantity is Quantity.WORD_ERROR_RATE or _plain(one) == _plain(other)  # of letters beside that of words


def _plain(one: Series) -> str:
    return meaning_of(one.metric.removesuffix(OF_BATCHES)).rest


def _is_percentage(one: Series, other: Series) -> bool:
    known, beside = np.isfinite(one.value), np.isfinite(other.value)
    if not known.any() or not beside.any():
        return False
    alike = (one.epoch is None) == (other.epoch is None)
    at = int(np.abs(other.x[beside] - one.x[known][0]).argmin()) if alike else 0
    share, first = (max(float(value), _LEAST) for value in (other.value[beside][at], one.value[known][0]))
    return abs(log(max(first / 100.0, _LEAST) / share)) < abs(log(first / share))

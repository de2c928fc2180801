"""Which points of a run are not worth keeping, whatever their curves say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from lossacc_gui.model.episode import Episode, Finding, FindingKind, Severity
from lossacc_gui.model.run import Run, Series

NEARLY_ALL = 0.9
"""The share of a run from which on a stretch to keep is no choice."""
_OF_NOTHING = (FindingKind.DEAD, FindingKind.CHANCE)


def lost_from(run: Run, events: Sequence[Episode | Finding]) -> float:
    """The x value from which on a loss is no number up to its end; infinity for none."""
    blown = [one for one in events if isinstance(one, Finding) and one.kind is FindingKind.BLOW_UP]
    return min((one.start for one in blown if _ends_lost(run, one)), default=np.inf)


def _ends_lost(run: Run, blown: Finding) -> bool:
    losses = [one for one in run.series if one.quantity.is_loss and one.split == blown.split]
    rest = [one.value[one.x >= blown.start] for one in losses]
    return any(len(values) > 0 and not np.isfinite(values).any() for values in rest)


def before(series: Series, end: float) -> Series | None:
    """What a series has before an x value; None where that is nothing."""
    if not len(series.x) or end > series.x[-1]:
        return series
    there = series.x < end
    if not there.any():
        return None
    epoch, time = (None if one is None else one[there] for one in (series.epoch, series.time))
    return replace(series, step=series.step[there], value=series.value[there], epoch=epoch, time=time)


def learned_nothing(events: Sequence[Episode | Finding], series: Series) -> bool:
    """Whether it is a problem of a curve that nothing was learned, from its begin to its end but for a tenth."""
    return any(
        isinstance(one, Finding)
        and one.kind in _OF_NOTHING
        and one.severity is Severity.PROBLEM
        and one.split == series.split.value
        and one.end - one.start >= NEARLY_ALL * float(series.x[-1] - series.x[0])
        for one in events
    )

"""How training and validation part."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from lossacc_gui.explain.facts.case import Both, Case
from lossacc_gui.explain.facts.fact import Fact, Measured, Unit
from lossacc_gui.explain.facts.levels import EARLY, loss_per_error
from lossacc_gui.model.run import FloatArray


def _accuracy_gap(both: Both) -> FloatArray:
    return both.train.accuracy - both.val.accuracy


def _loss_lead(both: Both) -> FloatArray:
    return both.val.loss / np.where(both.train.loss > 0, both.train.loss, np.nan) - 1


def _per_error_lead(both: Both) -> FloatArray:
    return loss_per_error(both.val) / loss_per_error(both.train) - 1


def _over(of: Callable[[Both], FloatArray], part: Callable[[Both], slice]) -> Callable[[Case], Measured | None]:
    def measure(case: Case) -> Measured | None:
        if case.both is None:
            return None
        where = part(case.both)
        values = of(case.both)[where]
        if not np.isfinite(values).any():
            return None
        x = case.both.val.x[where]
        return Measured(float(np.nanmedian(values)), float(x[0]), float(x[-1]))

    return measure


def _early(both: Both) -> slice:
    return both.val.stretch(*EARLY)


def _late(both: Both) -> slice:
    return both.val.late


def _end(both: Both) -> slice:
    return both.val.end


def _gap_halfway(case: Case) -> Measured | None:
    if case.both is None:
        return None
    train, val = case.both.train.accuracy_smooth, case.both.val.accuracy_smooth
    at = int(np.argmax(train >= (train[0] + train.max()) / 2))
    return Measured(float(train[at] - val[at]), float(case.both.val.x[at]), float(case.both.val.x[at]))


def _loss_lead_at_best(case: Case) -> Measured | None:
    if case.both is None:
        return None
    train, val = case.both.train, case.both.val
    best = int(np.argmin(val.loss_smooth))
    if train.loss_smooth[best] <= 0:
        return None
    at = float(val.x[best])
    return Measured(float(val.loss_smooth[best] / train.loss_smooth[best]) - 1, at, at)


def _val_ahead_share(case: Case) -> Measured | None:
    if case.both is None:
        return None
    both = case.both
    ahead = (both.val.loss_smooth < both.train.loss_smooth) & (both.val.accuracy_smooth > both.train.accuracy_smooth)
    return Measured(float(ahead.mean()), float(both.val.x[0]), float(both.val.x[-1]))


FACTS: tuple[Fact, ...] = (
    Fact(
        "gap_early",
        Unit.POINTS,
        "Training minus validation accuracy, median from 10 % to 30 % of the run.",
        _over(_accuracy_gap, _early),
    ),
    Fact(
        "gap_late",
        Unit.POINTS,
        "Training minus validation accuracy, median over the second half of the run.",
        _over(_accuracy_gap, _late),
    ),
    Fact(
        "gap_end",
        Unit.POINTS,
        "Training minus validation accuracy, median over the last tenth of the run.",
        _over(_accuracy_gap, _end),
    ),
    Fact(
        "gap_halfway",
        Unit.POINTS,
        "Training minus validation accuracy where training accuracy has gone half of its way.",
        _gap_halfway,
    ),
    Fact(
        "loss_lead_early",
        Unit.RELATIVE,
        "How far the validation loss is above the training loss, median from 10 % to 30 % of the run.",
        _over(_loss_lead, _early),
    ),
    Fact(
        "loss_lead_late",
        Unit.RELATIVE,
        "How far the validation loss is above the training loss, median over the second half of the run.",
        _over(_loss_lead, _late),
    ),
    Fact(
        "loss_lead_at_best",
        Unit.RELATIVE,
        "How far the validation loss is above the training loss where validation loss is best.",
        _loss_lead_at_best,
    ),
    Fact(
        "per_error_lead_early",
        Unit.RELATIVE,
        "How far the validation loss per error is above that of training, median from 10 % to 30 % of the run.",
        _over(_per_error_lead, _early),
    ),
    Fact(
        "val_ahead_share",
        Unit.SHARE,
        "Share of the points at which validation is better than training in both loss and accuracy.",
        _val_ahead_share,
    ),
)

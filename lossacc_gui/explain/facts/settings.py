"""What else the log holds: learning rate, restarts, other metrics of the same examples."""

from __future__ import annotations

import numpy as np

from lossacc_gui.explain.facts.case import Case
from lossacc_gui.explain.facts.fact import Fact, Measured, Unit
from lossacc_gui.measure.curves import usable
from lossacc_gui.model.run import Quantity, Series, Split

_MOST_DROPS = 1000  # more are no schedule by steps
_SAME_PLACES = 0.9  # of the places of an accuracy at which its loss stands too: logged together
RATE_DROP = 0.6  # a learning rate that falls below this share of itself in one step was dropped, not annealed


def _of(case: Case, quantity: Quantity, split: Split | None = None) -> Series | None:
    found = (s for s in case.run.series if s.quantity == quantity and (split is None or s.split == split))
    return next((s for s in found if len(s.value)), None)


def _rate_drops(case: Case) -> list[float]:
    rate = _of(case, Quantity.LEARNING_RATE)
    if rate is None or len(rate.value) < 2:
        return []
    with np.errstate(divide="ignore", invalid="ignore"):
        dropped = np.flatnonzero(rate.value[1:] < RATE_DROP * rate.value[:-1]) + 1
    return [float(x) for x in rate.x[dropped]]


def _learning_rate_drops(case: Case) -> Measured | None:
    if _of(case, Quantity.LEARNING_RATE) is None:
        return None
    drops = _rate_drops(case)
    return Measured(float(len(drops)), drops[0], drops[-1]) if drops else Measured(0.0)


def _step_at_drop(case: Case) -> Measured | None:
    """The largest fall between the medians of the three points before and after a drop of the learning rate."""
    side = case.course.train_own or case.course.lead
    drops = np.array(_rate_drops(case)[:_MOST_DROPS])
    if side is None or side.loss is None or not len(drops) or side.n < 5:
        return None
    at = np.searchsorted(side.x, drops)
    drops, at = drops[(at >= 2) & (at < side.n)], at[(at >= 2) & (at < side.n)]
    if not len(at):
        return None
    values = side.loss.values
    before = np.median(values[np.maximum(at[:, None] - np.arange(1, 4), 0)], axis=1)
    after = np.median(values[np.minimum(at[:, None] + np.arange(3), side.n - 1)], axis=1)
    best = int(np.argmin(after - before))
    fall = float(before[best] - after[best])
    return Measured(fall, float(side.x[at[best] - 1]), float(drops[best]), float(-np.expm1(-fall)))


def _rise_after_rate_drop(case: Case) -> Measured | None:
    drops = _rate_drops(case)
    side = case.course.held_out
    if side is None or side.loss is None or not drops:
        return None
    at = int(np.searchsorted(side.x, drops[0]))
    behind = side.loss.smooth[max(0, at - 1) :]
    if len(behind) < 2:
        return None
    rise = float(behind[-1] - behind.min())
    return Measured(rise, drops[0], float(side.x[-1]), float(np.expm1(rise)))


def _breaks(case: Case) -> Measured:
    places = [b.position for b in case.run.breaks if b.kind != "gap"]
    return Measured(float(len(places)), places[0], places[-1]) if places else Measured(0.0)


def _plain_loss(case: Case) -> tuple[Series, Series] | None:
    for split in (Split.VAL, Split.TEST, Split.TRAIN):
        pair = case.pair(split)
        if pair is None:
            continue
        for series in case.run.series:
            known = "crossentropy" in series.metric.lower().replace("_", "") or series.quantity == Quantity.PERPLEXITY
            if known and series.split == split and series.metric != pair.loss.metric and len(series.value) > 2:
                return pair.loss, series
    return None


def _plain_loss_share(case: Case) -> Measured | None:
    found = _plain_loss(case)
    if found is None:
        return None
    logged, plain = found
    end = float(np.nanmedian(plain.value[-3:])) / float(np.nanmedian(logged.value[-3:]))
    return Measured(1 - end, float(plain.x[0]), float(plain.x[-1]))


def _plain_loss_rise(case: Case) -> Measured | None:
    found = _plain_loss(case)
    if found is None:
        return None
    plain = found[1]
    third = len(plain.value) // 3
    early, late = float(np.nanmedian(plain.value[third : third + 3])), float(np.nanmedian(plain.value[-3:]))
    return Measured(late / early - 1, float(plain.x[third]), float(plain.x[-1])) if early > 0 else None


def _gradient_spike(case: Case) -> Measured | None:
    norm = _of(case, Quantity.GRADIENT_NORM)
    if norm is None or not np.isfinite(norm.value).any() or not np.nanmedian(norm.value) > 0:
        return None
    at = int(np.nanargmax(norm.value))
    return Measured(float(norm.value[at] / np.nanmedian(norm.value)), float(norm.x[at]), float(norm.x[at]))


def _below_accuracy(case: Case, quantities: tuple[Quantity, ...]) -> Measured | None:
    for split in (Split.VAL, Split.TEST, Split.TRAIN):
        accuracy = _of(case, Quantity.ACCURACY, split)
        for quantity in quantities:
            other = _of(case, quantity, split)
            if accuracy is not None and other is not None:
                lead = float(np.nanmedian(accuracy.value[-3:]) - np.nanmedian(other.value[-3:]))
                return Measured(lead, float(other.x[0]), float(other.x[-1])) if np.isfinite(lead) else None
    return None


def _accuracy_over_balanced(case: Case) -> Measured | None:
    return _below_accuracy(case, (Quantity.BALANCED_ACCURACY, Quantity.F1, Quantity.RECALL))


def _top_k_lead(case: Case) -> Measured | None:
    lead = _below_accuracy(case, (Quantity.TOP_K,))
    return None if lead is None else Measured(-lead.value, lead.start, lead.end)


def _regression(case: Case) -> Measured:
    kinds = (Quantity.MSE, Quantity.MAE, Quantity.R2)
    found = [s for s in case.run.series if s.quantity in kinds]
    return Measured(float(len(found)))


def _points(case: Case) -> Measured | None:
    side = case.course.lead
    return None if side is None else Measured(float(side.n), float(side.x[0]), float(side.x[-1]))


def _not_finite(case: Case) -> Measured:
    """The share of the loss's points, of the split that has most of them, that are no numbers or beyond all bounds."""
    worst = Measured(0.0)
    for series in case.run.series:
        if series.quantity is not Quantity.LOSS or not len(series.value):
            continue
        lost = np.flatnonzero(~usable(series.value, case.options.largest_value))
        share = len(lost) / len(series.value)
        if share > worst.value:
            worst = Measured(share, float(series.x[lost[0]]), float(series.x[lost[-1]]))
    return worst


def _ends_lost(case: Case) -> Measured:
    """1 where a loss ends as no number, or ends before the accuracy that is logged beside it does."""
    accuracies = {s.split: s for s in case.run.series if s.quantity is Quantity.ACCURACY and len(s.value)}
    for loss in case.run.series:
        if loss.quantity is not Quantity.LOSS or not len(loss.value):
            continue
        finite = np.flatnonzero(usable(loss.value, case.options.largest_value))
        last = float(loss.x[finite[-1]]) if len(finite) else float(loss.x[0])
        accuracy = accuracies.get(loss.split)
        after = [float(loss.x[-1])]
        if accuracy is not None and (accuracy.epoch is None) == (loss.epoch is None):
            behind = accuracy.x[np.isfinite(accuracy.value)]
            shared = np.isin(behind[behind <= last], loss.x).mean() if (behind <= last).any() else 0.0
            after += [float(behind[-1])] if len(behind) and shared > _SAME_PLACES else []
        if max(after) > last or not len(finite):
            return Measured(1.0, last, max(after))
    return Measured(0.0)


FACTS: tuple[Fact, ...] = (
    Fact(
        "learning_rate_drops",
        Unit.COUNT,
        "How often the learning rate fell below 60 % of itself in one step.",
        _learning_rate_drops,
    ),
    Fact(
        "step_at_rate_drop",
        Unit.SHARE,
        "Largest fall of the training loss within three points of a drop of the learning rate, in nats.",
        _step_at_drop,
    ),
    Fact(
        "rise_after_rate_drop",
        Unit.RELATIVE,
        "Rise of the validation loss from its best since the learning rate was first dropped to the end, in nats.",
        _rise_after_rate_drop,
    ),
    Fact("restarts", Unit.COUNT, "How often the log starts over or was resumed.", _breaks),
    Fact(
        "penalty_share",
        Unit.SHARE,
        "Share of the logged loss that the plain cross-entropy logged beside it does not explain, at the end.",
        _plain_loss_share,
    ),
    Fact(
        "plain_loss_change",
        Unit.RELATIVE,
        "Change of the plain cross-entropy logged beside the loss over the last two thirds of the run.",
        _plain_loss_rise,
    ),
    Fact("gradient_spike", Unit.RATIO, "Largest gradient norm divided by its median.", _gradient_spike),
    Fact(
        "accuracy_over_balanced",
        Unit.POINTS,
        "Accuracy minus balanced accuracy (or else F1, recall) of the same split at the end.",
        _accuracy_over_balanced,
    ),
    Fact("top_k_lead", Unit.POINTS, "Top-k accuracy minus accuracy at the end.", _top_k_lead),
    Fact(
        "regression_metrics",
        Unit.COUNT,
        "How many logged metrics are squared error, absolute error or R2.",
        _regression,
    ),
    Fact("points", Unit.COUNT, "How many points the run has.", _points),
    Fact(
        "not_finite_share",
        Unit.SHARE,
        "Share of the points of a loss that are NaN, infinite or beyond all bounds.",
        _not_finite,
    ),
    Fact("ends_lost", Unit.COUNT, "1 where a loss ends as no number, or before its accuracy does, else 0.", _ends_lost),
)

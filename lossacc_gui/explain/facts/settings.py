"""What else the log holds: learning rate, restarts, other metrics of the same examples."""

from __future__ import annotations

import numpy as np

from lossacc_gui.explain.facts.case import Case
from lossacc_gui.explain.facts.fact import Fact, Measured, Unit
from lossacc_gui.explain.facts.levels import likely_classes
from lossacc_gui.model.run import Quantity, Series, Split

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
    curve = case.train or case.val
    best: Measured | None = None
    for x in _rate_drops(case) if curve is not None else ():
        assert curve is not None
        at = int(np.searchsorted(curve.x, x))
        before, after = curve.loss[max(0, at - 3) : at], curve.loss[at : at + 3]
        if len(before) < 2 or not len(after) or np.median(before) <= 0:
            continue
        step = float(np.median(after) / np.median(before)) - 1
        if best is None or step < best.value:
            best = Measured(step, float(curve.x[max(0, at - 1)]), x)
    return best


def _rise_after_rate_drop(case: Case) -> Measured | None:
    drops = _rate_drops(case)
    if case.val is None or not drops:
        return None
    at = int(np.searchsorted(case.val.x, drops[0]))
    behind = case.val.loss_smooth[max(0, at - 1) :]
    if len(behind) < 2 or behind.min() <= 0:
        return None
    return Measured(float(behind[-1] / behind.min()) - 1, drops[0], float(case.val.x[-1]))


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
    curve = case.val or case.train
    return None if curve is None else Measured(float(curve.n), float(curve.x[0]), float(curve.x[-1]))


def _classes(case: Case) -> Measured | None:
    curve = case.val or case.train
    return None if curve is None or not curve.plain else Measured(likely_classes(curve))


FACTS: tuple[Fact, ...] = (
    Fact(
        "learning_rate_drops",
        Unit.COUNT,
        "How often the learning rate fell below 60 % of itself in one step.",
        _learning_rate_drops,
    ),
    Fact(
        "step_at_rate_drop",
        Unit.RELATIVE,
        "Largest fall of the training loss within three points of a drop of the learning rate.",
        _step_at_drop,
    ),
    Fact(
        "rise_after_rate_drop",
        Unit.RELATIVE,
        "Rise of the validation loss, after the learning rate was first dropped, from its best since then to the end.",
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
    Fact("classes", Unit.COUNT, "The number of classes on the safe side: 1 / lowest accuracy, at least ten.", _classes),
)

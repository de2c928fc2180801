"""What else the log holds: learning rate, restarts, other metrics of the same examples."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from lossacc_gui.explain.facts.case import Case
from lossacc_gui.explain.facts.fact import Fact, Measured, Unit
from lossacc_gui.explain.facts.words.settings import WORDS
from lossacc_gui.language import say
from lossacc_gui.measure.aligned import reckonable
from lossacc_gui.measure.course import Side
from lossacc_gui.measure.curves import middle, true_places
from lossacc_gui.measure.harm import least_loss
from lossacc_gui.measure.task import OF_REGRESSION
from lossacc_gui.model.analysis import Pair
from lossacc_gui.model.options import Options
from lossacc_gui.model.run import FloatArray, Quantity, Series, Split

_MOST_DROPS = 1000  # more are no schedule by steps
_SAME_PLACES = 0.9  # of the places of an accuracy at which its loss stands too: logged together
RATE_DROP = 0.6  # a learning rate that falls below this share of itself in one step was dropped, not annealed


def _of(case: Case, quantity: Quantity, split: Split | None = None) -> Series | None:
    found = (s for s in case.run.series if s.quantity == quantity and (split is None or s.split == split))
    return next((s for s in found if len(s.value)), None)


def _rate_drops(case: Case, side: Side | None = None) -> list[float]:
    """Where the learning rate was dropped, in what the run counts; none where `side` counts something else."""
    rate = _of(case, Quantity.LEARNING_RATE)
    if rate is None or len(rate.value) < 2 or (side is not None and side.in_epochs is (rate.epoch is None)):
        return []
    with np.errstate(divide="ignore", invalid="ignore"):
        dropped = true_places(rate.value[1:] < RATE_DROP * rate.value[:-1]) + 1
    anew = set(case.run.break_places.tolist())
    return [float(x) for x in rate.x[dropped] if float(x) not in anew]


def _learning_rate_drops(case: Case) -> Measured | None:
    if _of(case, Quantity.LEARNING_RATE) is None:
        return None
    drops = _rate_drops(case)
    return Measured(float(len(drops)), drops[0], drops[-1], places=tuple(drops)) if drops else Measured(0.0)


def _step_at_drop(case: Case) -> Measured | None:
    """The largest fall between the medians of the three points before and after a drop of the learning rate."""
    side = case.course.train_own or case.course.lead
    drops = np.array(_rate_drops(case, side)[:_MOST_DROPS])
    if side is None or side.loss is None or not len(drops) or side.n < 5:
        return None
    at = np.searchsorted(side.x, drops)
    drops, at = drops[(at >= 2) & (at < side.n)], at[(at >= 2) & (at < side.n)]
    if not len(at):
        return None
    values, floor = side.loss.values, side.loss.floor
    before = np.median(values[np.maximum(at[:, None] - np.arange(1, 4), 0)], axis=1)
    after = np.median(values[np.minimum(at[:, None] + np.arange(3), side.n - 1)], axis=1)
    best = int((after - before).argmin())
    was, now = np.exp(before[best]) - floor, np.exp(after[best]) - floor
    told = float(now / was) - 1 if was > 0 else None
    return Measured(float(before[best] - after[best]), float(side.x[at[best] - 1]), float(drops[best]), told)


def _rise_after_rate_drop(case: Case) -> Measured | None:
    side = case.course.held_out
    drops = _rate_drops(case, side)
    if side is None or side.loss is None or not drops:
        return None
    at = max(0, int(np.searchsorted(side.x, drops[0])) - 1)
    if side.n - at < 2:
        return None
    smooth, level = side.loss.smooth, side.loss.level
    rise = float(smooth[-1] - smooth[at:].min())
    since = int(np.searchsorted(side.x, drops[0]))  # the point before it, which is judged as well, is told of nobody
    if since >= side.n:
        return Measured(rise, drops[0], float(side.x[-1]), untold=True)
    best = since + int(smooth[since:].argmin())
    denied = WORDS["rise_after_rate_drop"].denies(rise, float(smooth[-1] - smooth[best]))
    return Measured(rise, drops[0], float(side.x[-1]), float(level[-1] / level[best]) - 1, untold=denied)


def _breaks(case: Case) -> Measured:
    places = [b.position for b in case.run.breaks if b.kind not in ("gap", "phase")]
    return Measured(float(len(places)), places[0], places[-1], places=tuple(places)) if places else Measured(0.0)


def _plain_loss(case: Case) -> tuple[Series, Series] | None:
    """The logged loss and the plain cross-entropy beside it: logged by that name, or as perplexity."""
    for split in (Split.VAL, Split.TEST, Split.TRAIN):
        pair = case.pair(split)
        if pair is None or pair.loss.quantity is not Quantity.LOSS:
            continue
        for series in case.run.series:
            if series.split != split or series.metric == pair.loss.metric or len(series.value) < 3:
                continue
            plain = _in_nats(series)
            if plain is not None and _of_these_answers(plain, pair):
                return pair.loss, plain
    return None


def _in_nats(series: Series) -> Series | None:
    """What is named a cross-entropy, or the logarithm of a perplexity; None of another metric."""
    if series.quantity is Quantity.PERPLEXITY:
        with np.errstate(divide="ignore", invalid="ignore"):
            return replace(series, value=np.log(series.value))
    return series if "crossentropy" in series.metric.lower().replace("_", "") else None


def _of_these_answers(plain: Series, pair: Pair) -> bool:
    """Whether a cross-entropy is no less than what the wrong answers cost: else it is that of other answers."""
    if pair.accuracy.quantity is not Quantity.ACCURACY:
        return True
    right, level = _median(pair.accuracy.value[-3:]), _median(plain.value[-3:])
    return right is None or level is None or level >= least_loss(right)


def _median(values: FloatArray) -> float | None:
    """The median of what is finite."""
    finite = values[np.isfinite(values)]
    return middle(finite) if len(finite) else None


def _plain_loss_share(case: Case) -> Measured | None:
    found = _plain_loss(case)
    if found is None:
        return None
    logged, plain = (_median(series.value[-3:]) for series in found)
    if plain is None or logged is None or logged <= 0:
        return None
    x = found[1].x[-3:]
    return Measured(1 - plain / logged, float(x[0]), float(x[-1]), plain / logged - 1)


def _plain_loss_rise(case: Case) -> Measured | None:
    found = _plain_loss(case)
    if found is None:
        return None
    plain = found[1]
    third = len(plain.value) // 3
    early, late = _median(plain.value[third : third + 3]), _median(plain.value[-3:])
    if early is None or late is None or early <= 0:
        return None
    return Measured(late / early - 1, float(plain.x[third]), float(plain.x[-1]))


def _gradient_spike(case: Case) -> Measured | None:
    norm = _of(case, Quantity.GRADIENT_NORM)
    usual = None if norm is None else _median(norm.value)
    if norm is None or usual is None or usual <= 0:
        return None
    at = int(np.where(np.isfinite(norm.value), norm.value, -np.inf).argmax())
    return Measured(float(norm.value[at]) / usual, float(norm.x[at]), float(norm.x[at]))


def _below_accuracy(case: Case, quantities: tuple[Quantity, ...]) -> Measured | None:
    for split in (Split.VAL, Split.TEST, Split.TRAIN):
        accuracy = _of(case, Quantity.ACCURACY, split)
        for quantity in quantities:
            other = _of(case, quantity, split)
            if accuracy is not None and other is not None:
                high, low, x = _median(accuracy.value[-3:]), _median(other.value[-3:]), other.x[-3:]
                return None if high is None or low is None else Measured(high - low, float(x[0]), float(x[-1]))
    return None


def _accuracy_over_balanced(case: Case) -> Measured | None:
    return _below_accuracy(case, (Quantity.BALANCED_ACCURACY, Quantity.F1, Quantity.RECALL))


def _regression(case: Case) -> Measured:
    return Measured(float(sum(series.quantity in OF_REGRESSION for series in case.run.series)))


def _not_finite(case: Case) -> Measured:
    """The share of the loss's points, of the split that has most of them, that are no numbers or beyond all bounds."""
    worst = Measured(0.0)
    for series in case.run.series:
        if series.quantity is not Quantity.LOSS or not len(series.value):
            continue
        lost = true_places(np.isnan(reckonable(series, case.options)))
        share = len(lost) / len(series.value)
        if share > worst.value:
            worst = Measured(share, float(series.x[lost[0]]), float(series.x[lost[-1]]))
    return worst


def _together(places: FloatArray, others: FloatArray) -> bool:
    return len(places) > 0 and float(np.isin(places, others).mean()) > _SAME_PLACES


def _ends_lost(case: Case) -> Measured:
    """1 where a loss ends as no number, or all losses of a split end before the accuracy that is logged beside them."""
    losses = [s for s in case.run.series if s.quantity is Quantity.LOSS and len(s.value)]
    last = [_last_number(loss, case.options) for loss in losses]
    for loss, end in zip(losses, last, strict=True):
        first, final = loss.ends
        if final > end or not np.isfinite(end):
            return Measured(1.0, end if np.isfinite(end) else first, final, given=say("ends as no number"))
    for accuracy in (s for s in case.run.series if s.quantity is Quantity.ACCURACY and len(s.value)):
        beside = [i for i, loss in enumerate(losses) if loss.split == accuracy.split]
        longest = max(beside, key=lambda i: last[i], default=None)
        if longest is None or (accuracy.epoch is None) != (losses[longest].epoch is None):
            continue
        behind = accuracy.x[np.isfinite(accuracy.value)]
        if len(behind) and behind[-1] > last[longest] and _together(behind[behind <= last[longest]], losses[longest].x):
            how = say("ends before its accuracy does")
            return Measured(1.0, last[longest], float(behind[-1]), given=how)
    return Measured(0.0)


def _last_number(loss: Series, options: Options) -> float:
    """Where the last number of a loss stands, minus infinity where it has none."""
    finite = true_places(np.isfinite(reckonable(loss, options)))
    return float(loss.x[finite[-1]]) if len(finite) else -np.inf


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
        Unit.RELATIVE,
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
    Fact(
        "regression_metrics",
        Unit.COUNT,
        "How many logged metrics are squared error, absolute error or R2.",
        _regression,
    ),
    Fact(
        "not_finite_share",
        Unit.SHARE,
        "Share of the points of a loss that are NaN, infinite or beyond all bounds.",
        _not_finite,
    ),
    Fact("ends_lost", Unit.COUNT, "1 where a loss ends as no number, or before its accuracy does, else 0.", _ends_lost),
)

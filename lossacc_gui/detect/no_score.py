"""Nothing comes of a training that no share of right answers tells of: a score stays at nothing, or all is zero."""

from __future__ import annotations

import numpy as np

from lossacc_gui.detect.view import View
from lossacc_gui.language import say
from lossacc_gui.measure.anew import last_begun
from lossacc_gui.measure.course import Curve, Side, curve
from lossacc_gui.measure.curves import middle, usable
from lossacc_gui.measure.pairing import main_of
from lossacc_gui.measure.splits import held_out_split
from lossacc_gui.measure.task import task_of
from lossacc_gui.measure.trend import trend_errors
from lossacc_gui.model.episode import Finding, FindingKind, Severity
from lossacc_gui.model.options import Options
from lossacc_gui.model.run import Quantity
from lossacc_gui.numerals import loss_text, percent_text, points_text

_FROM_NOTHING = frozenset(
    {Quantity.F1, Quantity.IOU, Quantity.MAP, Quantity.PRECISION, Quantity.RECALL, Quantity.WORD_ACCURACY}
)
"""Scores of which nothing is 0: that of no answer that is right."""
_COIN = 0.5  # the AUC of a coin
_NOTHING = 2e-7  # nats: what libraries make of ln 1, as they clip probabilities at 1 - 1e-7 or at the last digit


def find(view: View) -> tuple[Finding, ...]:
    """At most one finding."""
    side = view.course.lead
    found = _all_zero(view) or _like_a_coin(view) or (None if side is None else _of_score(view, side))
    return () if found is None else (found,)


def _all_zero(view: View) -> Finding | None:
    """All losses are nothing at every point: they tell nothing of what is learned, and nothing else may tell it."""
    losses = [one for one in view.run.series if one.quantity.is_loss and len(one.value) >= view.options.dead_points]
    if not losses or not task_of(view.run).told_by_loss:
        return None
    if not all((np.abs(one.value) <= _NOTHING).all() for one in losses):
        return None
    first = losses[0]
    most = float(np.abs(first.value).max())
    text = (
        say(
            "{metric} is never more than {most}, what is left of 0 by the precision of numbers: the examples give "
            "their answers away, or it is computed wrongly.",
            metric=first.metric,
            most=loss_text(most),
        )
        if most
        else say(
            "{metric} is exactly 0 at every point: nothing was trained, or nothing was written to the log.",
            metric=first.metric,
        )
    )
    ends = float(first.x[0]), float(first.x[-1])
    if view.course.lead is None:
        return Finding(FindingKind.DEAD, first.split.value, *ends, Severity.PROBLEM, text, None)
    return Finding(FindingKind.METRIC, first.split.value, *ends, Severity.WATCH, text, None)


def _like_a_coin(view: View) -> Finding | None:
    """What was held out is ranked hardly better than by a coin, whatever its accuracy, that of the frequent class;
    a score far below that of a coin is one turned round.
    """
    options, split = view.options, held_out_split(view.run)
    score = next((s for s in view.run.series if s.split is split and s.quantity is Quantity.AUC), None)
    if score is None:
        return None
    score = score.since(last_begun(view.run, score.x))
    values = score.value[usable(score.value, options.largest_value)]
    if len(values) < options.dead_points:
        return None
    ranked = curve(values)
    if _rises(ranked, options) or float(np.abs(ranked.smooth - _COIN).max()) >= options.hardly_gain:
        return None
    text = say(
        "Hardly anything that holds on other examples is learned: {metric} never passed {best} (smoothed), and a coin "
        "has 50 %.",
        metric=score.metric,
        best=percent_text(float(ranked.smooth.max())),
    )
    return Finding(FindingKind.DEAD, str(split), float(score.x[0]), float(score.x[-1]), Severity.PROBLEM, text, None)


def _of_score(view: View, side: Side) -> Finding | None:
    options, accuracy = view.options, side.accuracy
    if accuracy is None or side.counted or side.n < options.dead_points:
        return None
    series = main_of(view.run, side.split, tuple(curves.pair for curves in view.curves)).accuracy
    if series is None or (side.n < 2 * options.dead_points and series.quantity is not Quantity.WORD_ACCURACY):
        return None  # words are right or wrong as answers are, of which as many points tell
    best, told = float(accuracy.smooth.max()), {"metric": series.metric}
    if series.quantity not in _FROM_NOTHING:
        return None
    if (
        not _rises(accuracy, options)
        and best < options.hardly_gain
        and middle(accuracy.values) <= options.metric_nothing
    ):
        text = say(
            "Hardly anything is learned: {metric} is next to nothing throughout, at half of the points {middle} or "
            "less, and never passed {best} (smoothed).",
            middle=percent_text(middle(accuracy.values)),
            best=percent_text(best),
            **told,
        )
        return _finding(side, text)
    return _hardly(view, side, accuracy, series.metric)


def _rises(score: Curve, options: Options) -> bool:
    """Whether a score goes up in order, and far enough to be seen."""
    return trend_errors(score.values) > options.steady_errors and score.gain >= options.metric_nothing


def _hardly(view: View, side: Side, accuracy: Curve, metric: str) -> Finding | None:
    """The score is low, gained little in all splits, and no loss tells that anything is learned."""
    options, train = view.options, view.course.train_own
    sides = (side,) if train is None or train is side else (side, train)
    scores = [one.accuracy for one in sides if one.accuracy is not None]
    gain = max(one.gain for one in scores)
    if gain >= options.hardly_gain or float(accuracy.smooth.max()) >= options.hardly_low or side.loss is None:
        return None
    if side.loss.fall >= options.nowhere_loss:
        return None
    much = options.hardly_loss if len(scores) > 1 else options.nowhere_loss
    if train is not None and train.loss is not None and train.loss.fall >= much:
        return None
    text = say(
        "Hardly anything is learned: {metric} gained {gain} and never passed {best} (smoothed), and the {loss} does "
        "not fall either.",
        metric=metric,
        gain=points_text(accuracy.gain),
        best=percent_text(float(accuracy.smooth.max())),
        loss=side.split.loss_said,
    )
    return _finding(side, text)


def _finding(side: Side, text: str) -> Finding:
    ends = float(side.x[0]), float(side.x[-1])
    return Finding(FindingKind.DEAD, side.split.value, *ends, Severity.PROBLEM, text, None)

"""Which checkpoint is worth keeping: the best points by loss, by accuracy and by the metric that people watch."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from lossacc_gui.measure.anew import others_begin
from lossacc_gui.measure.candidates import Candidates, Stretches, candidates_of
from lossacc_gui.measure.examples import examples_of
from lossacc_gui.measure.pairing import is_part_alone, main_of, output_of
from lossacc_gui.measure.rewards import rewarded
from lossacc_gui.measure.worthless import before, learned_nothing, lost_from
from lossacc_gui.model.analysis import Pair
from lossacc_gui.model.episode import Direction, Episode, Finding, FindingKind
from lossacc_gui.model.options import Options
from lossacc_gui.model.quantity import Quantity
from lossacc_gui.model.run import Run, Series, Split
from lossacc_gui.model.verdict import BestPoint, Keep

_OF_CHANGES = (FindingKind.OVERFITTING, FindingKind.DETERIORATION)
_OF_TASKS = (Quantity.MAP, Quantity.IOU, Quantity.F1)
"""What detection, segmentation and tagging are judged by, where most of what is counted right is background."""

_OVER_OVERLAPS = re.compile(r"50?(?:-|:|_|\.\.|:0?\.)0?\.?95")  # mAP50-95, mAP_0.5:0.95
_OF_BOXES = "(B)"  # as Ultralytics calls them

_FEWEST = 2  # points among which there is a choice


def keep_of(
    run: Run, pairs: tuple[Pair, ...], options: Options, events: Sequence[Episode | Finding] = ()
) -> Keep | None:
    """The points to keep by validation loss and accuracy: of the first pair of the split, or whichever of the two is
    logged; of test where nothing is logged on validation data. None for a run that has neither more than once.

    None is worth keeping where the `events` say that nothing was learned, where no answer was ever right, or once the
    loss is no number any more: whatever the accuracy is, the weights are none either. Where one of them says that a
    curve gets worse no point is as good as that from which it does.
    """
    lost = lost_from(run, events)
    reward = rewarded(run)
    if reward is not None:
        return _by_reward(run, reward.series)
    for split in (Split.VAL, Split.TEST):
        main = main_of(run, split, pairs)
        examples = None if main.accuracy is None else examples_of(run, main.accuracy, options).count
        by_part = main.loss is not None and main.accuracy is not None and _by_part(run, main.loss, main.accuracy)
        judge = _strictest(run, main.accuracy) if by_part and main.accuracy is not None else main.accuracy
        loss, accuracy = (
            None if one is None or len(one.value) < _FEWEST else before(one, lost) for one in (main.loss, judge)
        )
        worse = _worse(events, split)
        losses = None if loss is None else candidates_of(run, loss, accuracy, options, examples, worse[0], lower=True)
        accuracies = (
            None
            if accuracy is None or not (accuracy.value > 0).any()
            else candidates_of(run, accuracy, loss, options, examples, worse[1], lower=False)
        )
        series = main.loss if losses is not None else main.accuracy
        if series is None or (losses is None and accuracies is None) or learned_nothing(events, series):
            continue
        keep = _kept(run, series, losses, accuracies, by_part=by_part and accuracies is not None)
        watched = _watched(run, split, main.accuracy, lost)
        return keep if watched is None else _with_watched(keep, run, losses or accuracies, watched, options)
    return None


def _by_reward(run: Run, reward: Series) -> Keep:
    """The best point of a run of reinforcement learning, which stands where that by accuracy does; of equals the last,
    as who has seen more of its world is the safer choice.
    """
    value = np.where(np.isfinite(reward.value), reward.value, -np.inf)
    best = int(len(value) - 1 - value[::-1].argmax())
    alike = np.flatnonzero(value == value[best])
    low = best
    while low - 1 in alike:
        low -= 1
    x = float(reward.x[best])
    also = tuple(reward.x[alike[alike < low]].tolist())
    choice = BestPoint(
        reward.metric,
        x,
        float(value[best]),
        float(reward.x[low]),
        x,
        None,
        also,
        split=reward.split,
        logged_as=reward.logged_as,
    )
    return Keep(None, choice, None, None, float(reward.x[end_of(run, reward, x)]) - x, split=reward.split)


def _by_part(run: Run, loss: Series, accuracy: Series) -> bool:
    """Whether the loss is but one part of what was trained, while the metric is what the task is judged by."""
    return accuracy.quantity in (Quantity.MAP, Quantity.IOU) and is_part_alone(run, loss)


def _strictest(run: Run, metric: Series) -> Series:
    """The mean over overlaps up to 95 % where it is logged beside a metric at 50 %: it decides in detection. That of
    masks or poses where they are learned besides boxes.
    """
    found = [one for one in run.series if one.split is metric.split and one.quantity is metric.quantity]
    strict = [one for one in found if len(one.value) and _OVER_OVERLAPS.search(one.logged_as)]
    return min(strict, key=lambda one: one.logged_as.endswith(_OF_BOXES), default=metric)


def _kept(run: Run, series: Series, losses: Candidates | None, accuracies: Candidates | None, *, by_part: bool) -> Keep:
    """The best points by loss and by accuracy; a point that is no worse than the other one by both is the best by both.

    What one costs against the other is said of the values that were logged there.
    """
    by_loss = None if losses is None else losses.kept()
    by_accuracy = None if accuracies is None else accuracies.kept()
    cost_of_loss = cost_of_accuracy = None
    if losses is not None and accuracies is not None and by_loss is not None and by_accuracy is not None:
        there, here = accuracies.nearest(losses, by_loss.x), losses.nearest(accuracies, by_accuracy.x)
        if accuracies.series.value[there] >= by_accuracy.value:
            by_accuracy = accuracies.at(there)
            here = losses.nearest(accuracies, by_accuracy.x)
        elif losses.series.value[here] <= by_loss.value:
            by_loss = losses.at(here)
            there = accuracies.nearest(losses, by_loss.x)
        cost_of_loss = max(0.0, by_accuracy.value - float(accuracies.series.value[there]))
        cost_of_accuracy = _rise(by_loss, float(losses.series.value[here]))
    keep = Keep(by_loss, by_accuracy, cost_of_loss, cost_of_accuracy, 0.0, split=series.split, by_part=by_part)
    return replace(keep, since=float(series.x[end_of(run, series, keep.chosen.x)]) - keep.chosen.x)


def end_of(run: Run, series: Series, x: float) -> int:
    """The index of the last point of the training that a place belongs to."""
    others = others_begin(run)
    later = others[others > x]
    return max(int(series.x.searchsorted(later[0])) if len(later) else len(series.x), 1) - 1


def _rise(by_loss: BestPoint, here: float) -> float | None:
    """By how much a loss is higher than that of the best point, as a share of it; None where it has no shares."""
    return max(0.0, here / by_loss.value - 1.0) if by_loss.value > 0 else None


def _watched(run: Run, split: Split, accuracy: Series | None, lost: float) -> Series | None:
    """What people judge the task by, where the run is told by a share of right answers; None for nothing else."""
    if accuracy is None or not accuracy.quantity.counts_examples:
        return None
    found = [
        one
        for one in run.series
        if one.split is split and one.quantity in _OF_TASKS and len(one.value) and not output_of(one)
    ]
    best = min(found, key=lambda one: (_OF_TASKS.index(one.quantity), len(one.logged_as)), default=None)
    return None if best is None else before(best, lost)


def _with_watched(keep: Keep, run: Run, chosen_from: Candidates | None, watched: Series, options: Options) -> Keep:
    """The choices with that by the watched metric and what the chosen point costs in it.

    F1 may stand beside an accuracy that is watched as well: it is told only where it says something else.
    """
    found = candidates_of(run, watched, None, options, None, [], lower=False)
    if found is None or chosen_from is None:
        return keep
    best, there = found.kept(), found.nearest(chosen_from, keep.chosen.x)
    if watched.value[there] >= best.value:
        best = found.at(there)
    as_good = best.holds(float(watched.x[there]))
    if as_good and watched.quantity is Quantity.F1:
        return keep
    rise = (
        None
        if keep.by_loss is None
        else _rise(keep.by_loss, float(chosen_from.series.value[chosen_from.nearest(found, best.x)]))
    )
    return replace(
        keep,
        by_watched=best,
        cost_in_watched=max(0.0, best.value - float(watched.value[there])),
        cost_of_watched=rise,
    )


def _worse(events: Sequence[Episode | Finding], split: Split) -> tuple[Stretches, Stretches]:
    """From where to where the loss of a split gets worse for good, and its accuracy, as the events say."""
    loss: Stretches = []
    accuracy: Stretches = []
    for one in events:
        if one.split != split.value or (isinstance(one, Finding) and one.kind not in _OF_CHANGES):
            continue
        ends = one.start, one.end
        if (one.loss_change or 0.0) > 0 and (isinstance(one, Finding) or one.loss is Direction.UP):
            loss.append(ends)
        if (one.accuracy_change or 0.0) < 0 and (isinstance(one, Finding) or one.accuracy is Direction.DOWN):
            accuracy.append(ends)
    return loss, accuracy

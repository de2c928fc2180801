"""Training and what was held out part."""

from __future__ import annotations

from math import sqrt

import numpy as np

from lossacc_gui.detect.stalled import stalled
from lossacc_gui.detect.view import View
from lossacc_gui.language import joined, say
from lossacc_gui.measure.aligned import Aligned, common_x
from lossacc_gui.measure.anew import last_begun
from lossacc_gui.measure.curves import calmed, in_bins, middle, nearest_means, starts_behind, true_places, usable
from lossacc_gui.measure.examples import examples_of
from lossacc_gui.measure.pairing import main_of
from lossacc_gui.measure.splits import held_out_split
from lossacc_gui.measure.windows import window_of
from lossacc_gui.model.episode import Finding, FindingKind, Severity
from lossacc_gui.model.options import Options
from lossacc_gui.model.run import FloatArray, Quantity, Series, Split
from lossacc_gui.numerals import loss_text, percent_text, points_text, relative_text, unsigned_text

_GROWN = 1.1  # times what it was at first: less is no drift


def find(view: View) -> tuple[Finding, ...]:
    """At most one finding: by accuracy where both splits have it, with their losses or without, else by loss; where
    these find little, what stands still.
    """
    both = view.train_and_val()
    finding = _by_accuracy(*both, view) if both is not None else _by_accuracy_alone(view)
    if both is None and finding is None:
        losses = {loss.split: loss for loss in view.losses}
        held_out = held_out_split(view.run)
        train, val = losses.get(Split.TRAIN), losses.get(held_out) if held_out is not None else None
        told = None if train is None or val is None else _by_loss(train, val, view)
        finding = _nothing_holds(view) or told
    if finding is None or finding.severity is Severity.BENIGN:
        finding = stalled(view) or finding
    return () if finding is None else (finding,)


def _by_accuracy(train: Aligned, val: Aligned, view: View) -> Finding | None:
    options, breaks = view.options, view.run.break_places
    other = nearest_means(val.x, train.x, train.accuracy, breaks)
    known = usable(other, options.largest_value)
    known[: last_begun(view.run, val.x)] = False
    if np.count_nonzero(known) < options.window_least:
        return None
    of_train, of_val = train.calm_accuracy, val.calm_accuracy
    if not (known.all() and train.window == val.window and np.array_equal(train.x, val.x)):
        starts = starts_behind(val.x[known], breaks)
        of_train, of_val = (calmed(one[known], val.window, starts) for one in (other, val.accuracy))
    before = _before((other - val.accuracy)[known], val.window)
    return _of_answers(val.pair.accuracy, val.x[known], of_train, of_val, before, val.noise_examples, options)


def _by_accuracy_alone(view: View) -> Finding | None:
    """Where what was held out has no loss."""
    held, train, options = view.course.held_out, view.course.train, view.options
    if held is None or train is None or held.loss is not None or not (held.counted and train.counted):
        return None
    series = main_of(view.run, held.split, tuple(curves.pair for curves in view.curves)).accuracy
    here = slice(last_begun(view.run, held.x), None)
    if series is None or held.accuracy is None or train.accuracy is None or len(held.x[here]) < options.window_least:
        return None
    examples = examples_of(view.run, series, options).reckoned
    before = _before((train.accuracy.values - held.accuracy.values)[here], options.window_least)
    of_train, of_val = (one.smooth[here] for one in (train.accuracy, held.accuracy))
    return _of_answers(series, held.x[here], of_train, of_val, before, examples, options)


def _of_answers(
    held: Series,
    x: FloatArray,
    of_train: FloatArray,
    of_val: FloatArray,
    before: float,
    examples: int,
    options: Options,
) -> Finding | None:
    """The gap between two calmed accuracies at the same x, shape (n,), beyond what a sample of the examples makes;
    `before` is that of the points before the last, as logged.
    """
    gap = of_train - of_val
    error = sqrt(max(0.0, float(of_val[-1] * (1 - of_val[-1]))) / examples)
    if gap[-1] < max(options.gap_accuracy, 2.0 * error):
        return None
    counted = held.quantity is Quantity.ACCURACY
    told = {
        "split": held.split.said,
        "train": percent_text(float(of_train[-1])),
        "held_out": percent_text(float(of_val[-1])),
        "gap": unsigned_text(points_text(float(gap[-1]))),
    }
    numbers = (
        say(
            "in the end {train} of the training and {held_out} of the {split} examples are right (smoothed), a gap of "
            "{gap}",
            **told,
        )
        if counted
        else say(
            "in the end {metric} is {held_out}, in training {train} (smoothed), a gap of {gap}",
            metric=held.metric,
            **told,
        )
    )
    ends = float(x[_since(gap)]), float(x[-1])
    severity = _severity(of_train, of_val, options, counted=counted)
    text = _told(held, gap, before, numbers)
    return Finding(FindingKind.GAP, held.split.value, *ends, severity, text, float(gap[-1]))


def _before(gap: FloatArray, window: int) -> float:
    """What a gap as logged, shape (n,), n >= 2, was at the point before its last, or in the middle over the window
    there, whichever is more: one point may dip.
    """
    return max(float(gap[-2]), middle(gap[max(0, len(gap) - 1 - window) : -1]))


def _told(held: Series, gap: FloatArray, before: float, numbers: str) -> str:
    """That two curves drift apart, or stand apart where their distance, shape (n,), did not grow or the last point
    alone shows it: `before` it, as logged, it was not half as large.
    """
    alone = before < gap[-1] / 2
    told = {"split": held.split.said, "numbers": numbers}
    if not alone and gap[-1] > _GROWN * gap[0]:
        return say("Training and {split} drift apart: {numbers}.", **told)
    text = say("Training and {split} stand apart: {numbers}.", **told)
    return joined(" ", (text, say("Only the last point says so."))) if alone else text


def _severity(of_train: FloatArray, of_val: FloatArray, options: Options, *, counted: bool) -> Severity:
    """A problem where too little of what is right in training holds on what was held out, or nothing that was learned:
    that is low and hardly gained while training did.
    """
    train, val = float(of_train[-1]), float(of_val[-1])
    of_training, of_held = (float(one.max() - one[0]) for one in (of_train, of_val))
    low = counted and float(of_val.max()) < options.hardly_accuracy
    if low and of_held < options.hardly_gain <= of_training:
        return Severity.PROBLEM
    if train - val < options.gap_watch:
        return Severity.BENIGN
    return Severity.PROBLEM if val < options.gap_kept * train else Severity.WATCH


def _since(gap: FloatArray) -> int:
    """The point from which on a gap is at least half of what it ends at, shape (n,)."""
    smaller = true_places(gap < gap[-1] / 2)
    return int(smaller[-1]) + 1 if len(smaller) else 0


def _nothing_holds(view: View) -> Finding | None:
    """Where losses alone tell: training gains what would be a problem to lose, and the held-out loss, which never gets
    down to where training began, hardly any of it.
    """
    held, train, both, options = view.course.held_out, view.course.train, view.course.both, view.options
    if held is None or train is None or both is None or held.n <= options.too_short:
        return None
    if held.accuracy is not None and held.accuracy.gain >= options.hardly_gain:
        return None  # something holds, whatever the unit of the losses
    of_train, of_held = both
    first, last, best = float(of_train.plain[0]), float(of_train.level[-1]), float(of_held.level.min())
    learned = train.rise(last, first, first / last - 1, options).is_grave(options)
    if not learned or best <= first or of_held.fall >= options.gap_learned * of_train.fall:
        return None
    text = say(
        "What training learns does not hold on {split}: the loss fell from {first} to {last} in training, and on "
        "{split} it began at {began} and never was below {best}.",
        split=held.split.said,
        first=loss_text(first),
        last=loss_text(float(of_train.plain[-1])),
        began=loss_text(float(of_held.plain[0])),
        best=loss_text(float(of_held.plain.min())),
    )
    ends = float(held.x[0]), float(held.x[-1])
    return Finding(FindingKind.GAP, str(held.split), *ends, Severity.PROBLEM, text, best / last - 1)


def _excess(of_val: FloatArray, of_train: FloatArray) -> FloatArray:
    """By what share of training's loss the other lies above it, point by point; both above 0, by logarithms so that no
    quotient overflows.
    """
    return np.asarray(np.expm1(np.clip(np.log(of_val) - np.log(of_train), -700.0, 700.0)))


def _by_loss(train: Series, val: Series, view: View) -> Finding | None:
    options, breaks = view.options, view.run.break_places
    train_x, val_x = common_x(train, val)
    here = usable(train.value, options.largest_value)
    other = nearest_means(val_x, train_x[here], train.value[here], breaks)
    known = (
        usable(other, options.largest_value) & usable(val.value, options.largest_value) & (other > 0) & (val.value > 0)
    )
    known[: last_begun(view.run, val_x)] = False
    if np.count_nonzero(known) < options.window_least:
        return None
    x, of_train, of_val = in_bins(options.most_bins, val_x[known], other[known], val.value[known], cuts=breaks)
    window = window_of(min(len(val_x), options.most_bins), options)
    before = _before(_excess(of_val, of_train), window)
    of_train, of_val = (calmed(one, window, starts_behind(x, breaks)) for one in (of_train, of_val))
    gap = _excess(of_val, of_train)
    if gap[-1] < options.gap_loss:
        return None
    return Finding(
        FindingKind.GAP,
        str(val.split),
        float(x[_since(gap)]),
        float(x[-1]),
        Severity.BENIGN,
        _told(
            val,
            gap,
            before,
            say(
                "in the end the loss (smoothed) is {train} in training and {held_out} on {split} ({gap})",
                split=val.split.said,
                train=loss_text(float(of_train[-1])),
                held_out=loss_text(float(of_val[-1])),
                gap=relative_text(float(gap[-1])),
            ),
        ),
        float(gap[-1]),
    )

"""The curves jump from point to point by more than they move over many."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf, log

import numpy as np

from lossacc_gui.detect.view import View
from lossacc_gui.language import joined, say, say_many
from lossacc_gui.measure.course import LEAST_LOSS, Curve, Side
from lossacc_gui.measure.curves import by_parts, differences, middle, rolling_median, true_places
from lossacc_gui.measure.harm import SEEN_ACCURACY
from lossacc_gui.measure.pairing import main_of
from lossacc_gui.model.episode import Finding, FindingKind, Severity
from lossacc_gui.model.options import Options
from lossacc_gui.model.run import FloatArray
from lossacc_gui.numerals import loss_text, percent_text, place_text, points_text, relative_text, unsigned_text

_AROUND = 5  # points


def find(view: View) -> tuple[Finding, ...]:
    """At most one that is to be watched: jumps to the end, else an excursion far above where the loss began, else an
    accuracy that collapsed for a while.
    """
    jumps = _jumps(view) or _answers_alone(view)
    harmless = all(one.severity is Severity.BENIGN for one in jumps)
    return (*jumps, *(_excursion(view) or _collapse(view))) if harmless else jumps


def _jumps(view: View) -> tuple[Finding, ...]:
    side, options = view.course.lead, view.options
    if side is None or side.loss is None or side.loss.jumps is None:
        return ()
    loss = side.loss.jumps
    answers = None if side.accuracy is None else side.accuracy.jumps
    shaken = answers is not None and answers >= options.unsteady_accuracy and loss >= options.unsteady_loss
    if not shaken and loss < (options.unsteady_alone if answers is None else options.unsteady_wild):
        return ()
    if _costs_little(side, options):
        return ()
    gain = None if side.accuracy is None else side.accuracy.gain
    wild = answers is not None and answers >= options.unsteady_problem_accuracy
    grave = wild and (loss >= options.unsteady_problem_loss or (gain is not None and gain < options.hardly_gain))
    plain, starts = side.loss.plain, side.loss.starts
    steps = np.abs(plain[1:] - plain[:-1]) / np.maximum(np.abs(plain[:-1]), LEAST_LOSS)
    steps = np.delete(steps, [at - 1 for at in starts]) if starts else steps
    told = {"loss": side.split.loss_said, "change": unsigned_text(relative_text(middle(steps)))}
    jumps = (
        say("The curves jump: from one point to the next the {loss} changes by {change} (median).", **told)
        if side.accuracy is None
        else say(
            "The curves jump: from one point to the next the {loss} changes by {change}, accuracy by {answers} "
            "(medians).",
            answers=_step_text(view, side, side.accuracy),
            **told,
        )
    )
    severity = Severity.PROBLEM if grave else Severity.WATCH
    reason = say("Smaller changes cannot be seen here.")
    if side.of_batches:
        severity = Severity.BENIGN
        reason = say("As each point is a part of an epoch, that is what batches differ by.")
    return (
        Finding(
            FindingKind.UNSTEADY,
            side.split.value,
            float(side.x[0]),
            float(side.x[-1]),
            severity,
            joined(" ", (jumps, reason)),
            loss,
        ),
    )


def _answers_alone(view: View) -> tuple[Finding, ...]:
    """Of a split without a loss: an accuracy that jumps as far as it takes to make jumps of both a problem."""
    side = view.course.lead
    if side is None or side.loss is not None or side.accuracy is None or side.of_batches:
        return ()
    jumps = side.accuracy.jumps
    if jumps is None or jumps < view.options.unsteady_problem_accuracy or _costs_little(side, view.options):
        return ()
    text = say(
        "The accuracy jumps: from one point to the next by {answers} (median). Smaller changes cannot be seen here.",
        answers=_step_text(view, side, side.accuracy),
    )
    ends = float(side.x[0]), float(side.x[-1])
    return (Finding(FindingKind.UNSTEADY, side.split.value, *ends, Severity.WATCH, text, jumps),)


def _step_text(view: View, side: Side, accuracy: Curve) -> str:
    """The median step of an accuracy from one point to the next, without those that are none where most are: what cost
    something moved. One answer at the least where the number of examples is known.
    """
    steps = np.abs(differences(accuracy.values, accuracy.starts))
    moved = steps[steps > 0]
    step = 0.0 if not len(moved) else middle(steps) or middle(moved)
    curves = view.seen(side.split) if side.counted and side.logged == side.n else None
    one = 1 / curves.examples.reckoned if curves is not None else 0.0
    return unsigned_text(points_text(max(step, one)))


def _costs_little(side: Side, options: Options) -> bool:
    """Whether of the second half of the run no point lies far below the best before it, calmed: whichever is kept,
    little is lost.

    Where accuracy is known it alone decides, since it is what people keep a point for; a loss alone must not jump
    wildly either.
    """
    half = side.n // 2
    if side.accuracy is not None:
        best = _so_far(side.accuracy.smooth, side.accuracy.starts)
        return float((best - side.accuracy.values)[half:].max()) < options.unsteady_cost
    loss = side.loss
    if loss is None or loss.jumps is None or loss.jumps >= options.unsteady_wild:
        return False
    plain = loss.plain
    gained = float(plain[0] - plain.min())
    return float((plain + _so_far(-plain, loss.starts))[half:].max()) < options.unsteady_share * gained


def _so_far(values: FloatArray, starts: Sequence[int]) -> FloatArray:
    """The highest value up to each, shape (n,), since the last of `starts`."""
    return by_parts(np.maximum.accumulate, values, starts)


def _excursion(view: View) -> tuple[Finding, ...]:
    """Of what was held out; a training loss, each point of which may be a batch, must leave by orders of magnitude."""
    options = view.options
    side = view.course.held_out or view.course.train_own
    if side is None or side.loss is None or side.n < options.window_least:
        return ()
    loss = side.loss
    far = options.excursion if side is view.course.held_out else log(options.blow_up_factor)
    high = loss.values - loss.values[0] >= far
    if not high.any() or loss.smooth[-1] - loss.values[0] >= far:
        return ()
    first, last = (int(i) for i in true_places(high)[[0, -1]])
    top = int(loss.plain.argmax())
    if not side.rise(float(loss.plain[0]), float(loss.plain[top]), inf, options).is_grave(options):
        return ()
    return (
        Finding(
            FindingKind.UNSTEADY,
            side.split.value,
            float(side.x[first]),
            float(side.x[last]),
            Severity.WATCH,
            say(
                "The {loss} was far off on the way: it began at {first}, stood at {top} at {place} and ended at "
                "{last}.",
                loss=side.split.loss_said,
                first=loss_text(float(loss.plain[0])),
                top=loss_text(float(loss.plain[top])),
                place=place_text(float(side.x[top]), view.run.x_name),
                last=loss_text(float(loss.plain[-1])),
            ),
            float(loss.plain[top] / loss.plain[0]) if loss.plain[0] >= LEAST_LOSS else None,
        ),
    )


def _collapse(view: View) -> tuple[Finding, ...]:
    """Of what was held out: points at which half of the right answers were gone that the points around them have, once
    most was learned.
    """
    side, options = view.course.held_out, view.options
    if side is None or side.accuracy is None or side.accuracy.spread is None or side.n < 2 * _AROUND:
        return ()
    values, most = side.accuracy.values, float(side.accuracy.smooth.max())
    later = values[max(0, int((values >= most / 2).argmax()) - _AROUND) :]
    if float(later.min()) > options.collapse_kept * float(later.max()):
        return ()  # as of most runs, so that nobody needs to know what is around each point
    series = main_of(view.run, side.split, tuple(curves.pair for curves in view.curves)).accuracy
    assert series is not None
    around = by_parts(lambda part: rolling_median(part, _AROUND), values, side.accuracy.starts)
    lost = around - values
    learned = around >= most / 2
    low = learned & (values <= options.collapse_kept * around) & (lost >= options.gate_spike * side.accuracy.spread)
    if lost.max() < SEEN_ACCURACY or not low.any():
        return ()
    places = true_places(low)
    deepest = int(places[lost[places].argmax()])
    text = say_many(
        "{metric} collapsed at {place}: {low}, where the points around it have {around}.",
        "{metric} collapsed at {count} points, the most at {place}: {low}, where the points around it have {around}.",
        len(places),
        metric=series.metric,
        place=place_text(float(side.x[deepest]), view.run.x_name),
        low=percent_text(float(values[deepest])),
        around=percent_text(float(around[deepest])),
    )
    ends = float(side.x[places[0]]), float(side.x[places[-1]])
    return (Finding(FindingKind.UNSTEADY, side.split.value, *ends, Severity.WATCH, text, float(lost[deepest])),)

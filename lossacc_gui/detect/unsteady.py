"""The curves jump from point to point by more than they move over many."""

from __future__ import annotations

from math import inf, log

import numpy as np

from lossacc_gui.detect.view import View
from lossacc_gui.language import joined, say
from lossacc_gui.measure.course import LEAST_LOSS, Loss, Side, curve
from lossacc_gui.measure.curves import mean, true_places
from lossacc_gui.model.episode import Finding, FindingKind, Severity
from lossacc_gui.model.options import Options
from lossacc_gui.numerals import loss_text, percent_text, place_text, points_text, unsigned_text

_CALM = 1 / 3  # of the jumps: fewer than one in twenty ends of white noise are so calm by chance
_FEWEST_CALM = 3  # steps


def find(view: View) -> tuple[Finding, ...]:
    """At most one that is to be watched: jumps to the end, else an excursion far above where the loss began."""
    jumps = _jumps(view) or _answers_alone(view)
    harmless = all(one.severity is Severity.BENIGN for one in jumps)
    return (*jumps, *_excursion(view)) if harmless else jumps


def _jumps(view: View) -> tuple[Finding, ...]:
    side, options = view.course.lead, view.options
    if side is None or side.loss is None or side.loss.jumps is None:
        return ()
    loss = side.loss.jumps
    answers = None if side.accuracy is None else side.accuracy.jumps
    shaken = answers is not None and answers >= options.unsteady_accuracy and loss >= options.unsteady_loss
    if not shaken and loss < (options.unsteady_alone if answers is None else options.unsteady_wild):
        return ()
    if answers is not None and _next_to_nothing(side, side.loss, shaken=shaken, options=options):
        return ()
    if (answers is not None and _moved_farther(side, options)) or _settled(side):
        return ()
    if loss < options.unsteady_wild and _holds(side, options):
        return ()
    gain = None if side.accuracy is None else side.accuracy.gain
    wild = answers is not None and answers >= options.unsteady_problem_accuracy
    grave = wild and (loss >= options.unsteady_problem_loss or (gain is not None and gain < options.hardly_gain))
    drawn = side.loss.jitter if side.loss.jitter is not None else loss
    told = {"loss": side.split.loss_said, "change": percent_text(drawn, 0)}
    jumps = (
        say(
            "The curves jump: from one point to the next the {loss} changes by about {change} (one standard "
            "deviation).",
            **told,
        )
        if answers is None
        else say(
            "The curves jump: from one point to the next the {loss} changes by about {change}, accuracy by {answers} "
            "(one standard deviation).",
            answers=unsigned_text(points_text(answers)),
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
    if jumps is None or jumps < view.options.unsteady_problem_accuracy or _settled(side):
        return ()
    text = say(
        "The accuracy jumps: from one point to the next by about {answers} (one standard deviation). Smaller changes "
        "cannot be seen here.",
        answers=unsigned_text(points_text(jumps)),
    )
    ends = float(side.x[0]), float(side.x[-1])
    return (Finding(FindingKind.UNSTEADY, side.split.value, *ends, Severity.WATCH, text, jumps),)


def _moved_farther(side: Side, options: Options) -> bool:
    """Whether loss and accuracy moved so far in the whole run that what they jump by is little of it, and the loss
    never jumped far above the best it had reached.
    """
    loss, accuracy = side.loss, side.accuracy
    if loss is None or accuracy is None or loss.jumps is None or accuracy.jumps is None:
        return False
    ways = loss.fall, accuracy.gain
    jumps = loss.jumps, accuracy.jumps
    if float((loss.values - np.minimum.accumulate(loss.smooth)).max()) >= options.excursion:
        return False
    return all(jump < options.unsteady_way * way for jump, way in zip(jumps, ways, strict=True))


def _settled(side: Side) -> bool:
    """Whether in the last third of the run no curve jumps by a third of what it jumped by before."""
    curves = [one for one in (side.loss, side.accuracy) if one is not None]
    third = side.n // 3
    if third < _FEWEST_CALM:
        return False
    late = [(one.values[-third - 1 :], one.jumps) for one in curves]
    steps = [(values[1:] - values[:-1]) / jumps if jumps else np.zeros(1) for values, jumps in late]
    return all(mean(some**2) < 2 * _CALM**2 for some in steps)


def _holds(side: Side, options: Options) -> bool:
    """Whether in the last third of the run as many answers as ever are right at each point: what jumps there are
    probabilities, and whichever point is kept is as good as another.
    """
    third = side.n // 3
    if third < _FEWEST_CALM or side.accuracy is None or not side.counted:
        return False
    return float(side.accuracy.values.max() - side.accuracy.values[-third:].min()) < options.accuracy_effect


def _next_to_nothing(side: Side, loss: Loss, *, shaken: bool, options: Options) -> bool:
    """Whether what a loss jumps by in its own unit takes next to nothing from the right answers, or, where the accuracy
    is not shaken, is next to nothing of what the loss began with.
    """
    jumps = curve(loss.plain).jumps
    if jumps is None:
        return False
    best = float(loss.plain.min())
    slight = side.rise(best, best + jumps, 0.0).is_slight(options)
    return slight or (not shaken and jumps < options.unsteady_seen * float(loss.plain[0]))


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
    if not side.rise(float(loss.plain[0]), float(loss.plain[top]), inf).is_grave(options):
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

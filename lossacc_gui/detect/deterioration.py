"""Both worse: the loss rises and the accuracy falls; of training without an accuracy the loss alone."""

from __future__ import annotations

import numpy as np

from lossacc_gui.detect.stretches import Stretch, regained_share, rise_of, worth_attention
from lossacc_gui.detect.view import View
from lossacc_gui.language import joined, say
from lossacc_gui.measure.aligned import Aligned
from lossacc_gui.measure.pairing import is_part
from lossacc_gui.measure.turning import rises_for_good, turning_of
from lossacc_gui.model.episode import Direction, Finding, FindingKind, Severity
from lossacc_gui.model.run import Split
from lossacc_gui.numerals import change_text, loss_text, place_text, points_text, relative_text, stretch_text

_FEWEST = 3  # points of a stretch
_HARDLY = 0.1  # of what the loss rose by to the last point


def find(view: View) -> tuple[Finding, ...]:
    """One finding for each stretch, a problem when loss or accuracy loses as much as makes an episode one.

    What one of several losses does is worth a look at the most where their total speaks.
    """
    found = _of_pairs(view)
    both = any(one.split == Split.TRAIN.value for one in found)
    return found if both else (*found, *_of_training_loss(view))


def _of_pairs(view: View) -> tuple[Finding, ...]:
    options = view.options
    found = []
    pairs = [curves.pair for curves in view.curves]
    for curves, stretches in zip(view.curves, view.stretches, strict=True):
        for s in stretches:
            directions = (s.loss, s.accuracy)
            if directions != (Direction.UP, Direction.DOWN) or not worth_attention(s, curves, options):
                continue
            regained = regained_share(s, curves, options)
            fell = -s.accuracy_change >= options.problem_accuracy_fall
            grave = fell or rise_of(s, curves, options).is_grave(options)
            grave = grave and regained < options.regained_half
            part = is_part(curves.pair, pairs)
            grave = grave and not part  # what is trained is the total
            alone = _last_alone(s, curves)
            back, few = (
                regained >= options.regained_all,
                curves.size_of(s.start) <= options.too_short,
            )  # few show no course
            severity = Severity.PROBLEM if grave and not alone else Severity.WATCH
            severity = Severity.BENIGN if back or few else severity
            text = say(
                "In {stretch} both get worse (smoothed): {loss} {loss_change}, {accuracy} {accuracy_change}.",
                stretch=stretch_text(s.start, s.end, view.run.x_name),
                loss=curves.pair.loss.metric,
                loss_change=change_text(s.loss_from, s.loss_to),
                accuracy=curves.pair.accuracy.metric,
                accuracy_change=points_text(s.accuracy_change),
            )
            if alone:
                text = joined(" ", (text, say("Only the last point says so.")))
            found.append(
                Finding(
                    FindingKind.DETERIORATION,
                    str(curves.split),
                    s.start,
                    s.end,
                    severity,
                    joined(" ", (text, say("The run later won all of it back."))) if back else text,
                    s.accuracy_change,
                    s.loss_change,
                    s.accuracy_change,
                    part,
                )
            )
    return tuple(found)


def _last_alone(stretch: Stretch, curves: Aligned) -> bool:
    """Whether a stretch ends with the run and its loss had not risen yet one point before."""
    loss = curves.scaled[curves.x >= stretch.start]
    if stretch.end < curves.x[-1] or len(loss) < _FEWEST:
        return False
    return float(loss[-2] - loss[0]) <= _HARDLY * float(loss[-1] - loss[0])


def _of_training_loss(view: View) -> tuple[Finding, ...]:
    """What is minimised rises for good, and no accuracy, nor anything held out, tells of it."""
    side, options = view.course.train_own, view.options
    if side is None or side.loss is None or (side.accuracy is not None and view.course.held_out is not None):
        return ()
    loss, turning = side.loss, turning_of(side, side.loss, None)
    if not rises_for_good(side, loss, turning, options):
        return ()
    best, last = float(loss.level[turning.best]), float(loss.level[-1])
    since = float(side.x[turning.best])
    text = say(
        "Since {place} the {loss} rises ({best} to {last}, {change}), which training is there to lower.",
        loss=side.loss_said(side.split),
        place=place_text(since, view.run.x_name),
        best=loss_text(best),
        last=loss_text(last),
        change=relative_text(last / best - 1),
    )
    relative = float(np.expm1(turning.rise)) if best < loss.floor else last / best - 1
    rise = side.rise(best, last, relative, options)
    severity = Severity.PROBLEM if rise.is_grave(options) else Severity.WATCH
    kind, split = FindingKind.DETERIORATION, side.split.value
    return (Finding(kind, split, since, float(side.x[-1]), severity, text, last / best - 1),)

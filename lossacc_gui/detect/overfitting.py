"""Overfitting: training goes on improving while validation gets worse, seen in two losses alone."""

from __future__ import annotations

from math import hypot

import numpy as np

from lossacc_gui.detect.view import View
from lossacc_gui.language import joined, say
from lossacc_gui.measure.course import Course, Loss, Side, apart
from lossacc_gui.measure.examples import apart_by_chance, loss_error
from lossacc_gui.measure.harm import Rise
from lossacc_gui.measure.ruler.bounds import still_calibrated
from lossacc_gui.measure.turning import Turning, rises_for_good, turning_of
from lossacc_gui.model.episode import Finding, FindingKind, Severity
from lossacc_gui.model.options import Options
from lossacc_gui.model.run import Split
from lossacc_gui.numerals import counted_text, loss_text, percent_text, place_text, points_text, relative_text

_FEWEST = 3  # points that can rise twice
_SIGNS_NEEDED = 3  # of four: one of them may fail by the accident of a curve


def find(view: View) -> tuple[Finding, ...]:
    """At most one finding, from the best validation loss (without one: accuracy) to the end."""
    side = view.course.held_out
    if side is None:
        return ()
    found = _by_loss(view, side) if side.loss is not None else _by_accuracy(view, side)
    return () if found is None else (found,)


def _by_loss(view: View, side: Side) -> Finding | None:
    options, both = view.options, view.course.both
    assert side.loss is not None
    if side.n <= options.too_short and not _proven(side, both, options):
        return None
    turning = turning_of(side, side.loss, None if both is None else both[0])
    behind = both is not None and not turning.brief and _left_behind(side, both, turning, options)
    if both is None or not (behind or (_overfits(turning, options) and not _few_and_ahead(both, turning, options))):
        return _alone(view, side, side.loss, turning) if side.accuracy is None else None
    since, level = turning.since, side.loss.level
    rise = float(level[-1] / level[turning.best]) - 1  # as evidence tells it, one seen to turn a little before or after
    after = None if side.accuracy is None else float(side.accuracy.smooth[-1] - side.accuracy.smooth[since])
    gained = 0.0 if after is None else after
    fallen = (
        0.0 if side.accuracy is None else float(side.accuracy.smooth[side.accuracy.highest] - side.accuracy.smooth[-1])
    )
    harm = side.rise(float(level[since]), float(level[-1]), float(np.expm1(turning.rise)), options)
    few = _too_few(view, side, turning.rise)
    text = _told(view, side, (both[0], side.loss), turning, rise, after)
    return Finding(
        FindingKind.OVERFITTING,
        side.split.value,
        float(side.x[since]),
        float(side.x[-1]),
        _severity(side, side.loss, harm, fallen, options, few=few, behind=behind and gained < options.accuracy_effect),
        text if not few else joined(" ", (text, _by_few(few))),
        rise,
        rise,
        after,
    )


def _told(view: View, side: Side, both: tuple[Loss, Loss], turning: Turning, rise: float, after: float | None) -> str:
    """What the losses do from the turn on, and by how much the accuracy changes after it, if there is one."""
    (train, held), since = (loss.level for loss in both), turning.since
    told = {
        "place": _since(view, side, since),
        "loss": side.loss_said(side.split),
        "best": loss_text(float(held[turning.best])),
        "last": loss_text(float(held[-1])),
        "change": relative_text(rise),
        "training": side.loss_said(Split.TRAIN),
        "train_from": loss_text(float(train[since])),
        "train_to": loss_text(float(train[-1])),
    }
    text = (
        say(
            "Since {place} the {loss} rises ({best} to {last}, {change}) while {training} falls on ({train_from} to "
            "{train_to}).",
            **told,
        )
        if rise >= view.options.overfit_climb_rise and not _is_hump(turning, view.options)
        else say(
            "Since {place} the {loss} gets no lower ({best} to {last}, {change}) while {training} falls on "
            "({train_from} to {train_to}).",
            **told,
        )
    )
    if after is None:
        return text
    changed = say(
        "{accuracy:upper} changed by {answers} meanwhile.",
        accuracy=say("smoothed accuracy") if side.smoothed else say("accuracy"),
        answers=points_text(after),
    )
    return joined(" ", (text, changed))


def _severity(
    side: Side, loss: Loss, harm: Rise, fallen: float, options: Options, *, few: int, behind: bool
) -> Severity:
    """Harmless where the loss ends no higher than that of a calibrated model that is nearly always right, or hardly
    higher than at its best while the accuracy held and training did not leave it behind.
    """
    right = float(side.accuracy.smooth[-1]) if side.accuracy is not None and side.counted and side.entropy else 0.0
    held = harm.is_slight(options) and fallen < options.accuracy_effect
    if still_calibrated(float(loss.level[-1]), right) or (held and not behind):
        return Severity.BENIGN
    grave = harm.is_grave(options) or fallen >= options.problem_accuracy_fall
    return Severity.PROBLEM if grave and not few and side.n > options.too_short else Severity.WATCH


def _alone(view: View, side: Side, loss: Loss, turning: Turning) -> Finding | None:
    """No accuracy, and training loss unknown or at a stand: validation loss rises for good, by more than is needed
    where training bears witness.
    """
    options, both = view.options, view.course.both
    if turning.train_fall is not None and turning.train_fall < -options.overfit_train_least:
        return None  # both rise: no overfitting
    if not rises_for_good(side, loss, turning, options):
        return None
    best, last = float(loss.level[turning.best]), float(loss.level[-1])
    if both is None and any(loss.split is Split.TRAIN for loss in view.losses):
        training = say("training loss, as it is logged, does not tell whether it is learned by heart")
    elif both is None:
        training = say("no training loss is logged that would tell whether it is learned by heart")
    else:
        first, end = (loss_text(float(both[0].level[i])) for i in (turning.since, -1))
        training = say(
            "{loss} stands still meanwhile ({first} to {last})", loss=side.loss_said(Split.TRAIN), first=first, last=end
        )
    return Finding(
        FindingKind.OVERFITTING,
        side.split.value,
        float(side.x[turning.since]),
        float(side.x[-1]),
        Severity.PROBLEM if side.rise(best, last, last / best - 1, options).is_grave(options) else Severity.WATCH,
        say(
            "Since {place} the {loss} rises ({best} to {last}, {change}); {training}.",
            place=_since(view, side, turning.since),
            loss=side.loss_said(side.split),
            best=loss_text(best),
            last=loss_text(last),
            change=relative_text(last / best - 1),
            training=training,
        ),
        last / best - 1,
        last / best - 1,
    )


def overfits(course: Course, options: Options) -> bool:
    """Whether the held-out loss rises since its best while training loss falls on, by three signs of four."""
    side, both = course.held_out, course.both
    if side is None or both is None or side.n <= options.too_short:
        return False
    return _overfits(turning_of(side, both[1], both[0]), options)


def _since(view: View, side: Side, at: int) -> str:
    return place_text(float(side.x[at]), view.run.x_name)


def _accuracy_of(side: Side) -> str:
    """The accuracy of the split, as its loss is called."""
    smoothed = side.smoothed
    if side.split is Split.TEST:
        return say("smoothed test accuracy") if smoothed else say("test accuracy")
    if side.split is Split.TRAIN:
        return say("smoothed training accuracy") if smoothed else say("training accuracy")
    return say("smoothed validation accuracy") if smoothed else say("validation accuracy")


def _overfits(turning: Turning, options: Options) -> bool:
    """Three of four signs, and a training loss that went on falling."""
    if turning.train_fall is None or turning.gap_growth is None or turning.train_fall < options.overfit_train_least:
        return False
    sure = turning.rise_errors >= options.overfit_errors or _climbs(turning, options)
    signs = (
        turning.train_fall >= options.overfit_train_fall,
        turning.gap_growth >= options.overfit_gap_growth,
        turning.rise >= options.overfit_rise,
        sure,
    )
    if turning.brief and not sure:
        return False  # the jitter of the last points
    return sum(signs) >= _SIGNS_NEEDED and turning.rise > 0


def _is_hump(turning: Turning, options: Options) -> bool:
    """Whether most of what a loss rose by is won back, and what is left may be chance: no rise to speak of."""
    return turning.regained >= options.regained_half and turning.rise_errors < options.overfit_errors


def _proven(side: Side, both: tuple[Loss, Loss] | None, options: Options) -> bool:
    """Whether as few points as three prove it: a loss that rises from each to the next by what is never seen by chance
    while training falls as fast.
    """
    if both is None or side.n < _FEWEST:
        return False
    train, held = (one.values for one in both)
    steps = held[1:] - held[:-1]
    return bool((steps >= options.overfit_train_fall).all()) and float(train[0] - train[-1]) >= options.few_fall


def _few_and_ahead(both: tuple[Loss, Loss], turning: Turning, options: Options) -> bool:
    """Whether points whose noise is not known end below training and did not rise in order: nothing falls behind there
    that could be seen.
    """
    train, held = both
    ahead = float(held.level[-1]) < float(train.level[-1])
    return held.spread is None and ahead and not _climbs(turning, options)


def _left_behind(side: Side, both: tuple[Loss, Loss], turning: Turning, options: Options) -> bool:
    """Whether training went on without the held-out loss: surely fell since that was best, and ends as far below it.

    Of healthy runs the losses part by less, and where held-out data have the lower loss training may catch up.
    """
    train, held = both
    if turning.train_fall is None or turning.gap_growth is None or side.n < options.fine_points:
        return False
    if turning.train_fall < options.overfit_train_fall or turning.gap_growth < options.overfit_behind:
        return False  # as of most runs, whose noise nobody needs to know then
    if apart(held, float(held.level[-1]), train, float(train.level[-1])) < options.overfit_behind:
        return False
    some = max(1, min(side.last, side.n - 1 - turning.best))
    error = train.error(some, some)
    sure = turning.train_fall >= options.overfit_alone_errors * error
    return sure and turning.gap_growth >= options.overfit_errors * hypot(error, held.error(some, some))


def _climbs(turning: Turning, options: Options) -> bool:
    """Whether a loss rose at each point since its lowest: of few points, whose noise is known badly, their order tells.

    The k points that follow the lowest of a curve without a trend are in rising order once in k! times.
    """
    return turning.climb >= options.overfit_climb and turning.rise >= options.overfit_climb_rise


def _too_few(view: View, side: Side, rise: float) -> int:
    """How many examples there are, where so few may make such a rise by chance and too few points show their jitter;
    0 where that is not so.
    """
    if side.loss is None or side.loss.spread is not None or side.accuracy is None:
        return 0
    curves = view.seen(side.split)
    if curves is None:
        return 0
    examples, right = curves.examples.reckoned, float(side.accuracy.values[side.loss.best])
    return examples if rise < apart_by_chance(loss_error(right, examples), view.options) else 0


def _by_accuracy(view: View, side: Side) -> Finding | None:
    """Without a validation loss: the accuracy falls for good while training loss falls on."""
    options, train = view.options, view.course.train
    if side.accuracy is None or train is None or train.loss is None or side.n <= options.too_short:
        return None
    accuracy = side.accuracy
    best = accuracy.highest
    fall = float(accuracy.smooth[best] - accuracy.smooth[-1])
    sure = fall / accuracy.error(side.last, side.last) >= options.overfit_errors
    goes_on = float(train.loss.smooth[best] - train.loss.smooth[-1]) >= options.overfit_train_fall
    if not (sure and goes_on and fall >= options.problem_accuracy_fall):
        return None
    return Finding(
        FindingKind.OVERFITTING,
        side.split.value,
        float(side.x[best]),
        float(side.x[-1]),
        Severity.PROBLEM,
        say(
            "Since {place} the {accuracy} falls ({best} to {last}) while training loss falls on.",
            place=_since(view, side, best),
            accuracy=_accuracy_of(side),
            best=percent_text(float(accuracy.smooth[best])),
            last=percent_text(float(accuracy.smooth[-1])),
        ),
        -fall,
        accuracy_change=-fall,
    )


def _by_few(examples: int) -> str:
    return say("On as few as {examples} such a rise may be chance.", examples=counted_text(examples, "example"))

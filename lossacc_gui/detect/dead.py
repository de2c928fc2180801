"""Nothing is learned: the curves never move, stop moving far from good, or the accuracy hardly gains."""

from __future__ import annotations

import numpy as np

from lossacc_gui.detect.guessing import classes_guessed
from lossacc_gui.detect.lasting_chance import lasting_chance
from lossacc_gui.detect.nowhere import change_not_there
from lossacc_gui.detect.one_answer import is_one_answer, never_another, rises_to, stand
from lossacc_gui.detect.view import View
from lossacc_gui.language import say
from lossacc_gui.measure.classes import known_classes, sides_of
from lossacc_gui.measure.course import Curve, Loss, Side, learned, moved
from lossacc_gui.measure.curves import commonest, logged_digits, mean, middle, true_places
from lossacc_gui.measure.trend import trend_errors
from lossacc_gui.model.episode import Finding, FindingKind, Severity
from lossacc_gui.model.options import Options
from lossacc_gui.numerals import (
    counted_text,
    loss_text,
    percent_text,
    place_text,
    points_text,
    stretch_text,
    whole_text,
)

_EXACT = 1e-4  # relative: what single precision and four decimals leave of one and the same number

_ALONE = 4.0  # times the room about ln K: so far off must the next number of classes cost for K to be told


def find(view: View) -> tuple[Finding, ...]:
    """At most one finding: the first that holds."""
    side, options = view.course.lead, view.options
    if side is None or side.n < options.dead_points:
        return ()
    train = view.course.train_own or side
    if _good(side, options) and not is_one_answer(side, train, options):
        return ()
    kinds = (
        _lasting_chance,
        _never_moved,
        _frequent_class,
        _stopped,
        _hardly_learns,
        _stays_guessing,
        _goes_nowhere,
        _stays_near_guessing,
    )
    found = (told(view, side, train) for told in kinds)
    first = next((one for one in found if one is not None), None)
    return () if first is None else (first,)


def _sides(side: Side, train: Side) -> tuple[Side, ...]:
    """Both, or the one where training leads."""
    return (side,) if train is side else (side, train)


def _good(side: Side, options: Options) -> bool:
    """Whether the accuracy ends where little is left to gain: then standing still is no fault."""
    return side.accuracy is not None and float(side.accuracy.smooth[-1]) >= options.high_accuracy


def _finding(side: Side, first: int, text: str, severity: Severity = Severity.PROBLEM) -> Finding:
    start, end = float(side.x[first]), float(side.x[-1])
    return Finding(FindingKind.DEAD, side.split.value, start, end, severity, text, None)


def _lasting_chance(view: View, side: Side, train: Side) -> Finding | None:
    """Nothing but losses, and nearly all of the run at ln K: how it began decides nothing."""
    sides = _sides(side, train)
    losses = [one.loss for one in sides if one.loss is not None]
    known = any(one.accuracy is not None for one in sides)
    found = None if known or not all(one.entropy for one in sides) else lasting_chance(losses, view.options)
    if found is None:
        return None
    number, share = found
    at = min(round(share * side.n), side.n - 1)
    text = say(
        "Nothing is learned: the {loss} stands at {level} from {place} to the end, and guessing among {classes} "
        "classes costs ln {classes} = {log}.",
        loss=side.split.loss_said,
        level=loss_text(middle(losses[0].plain[at:]), 5),
        place=place_text(float(side.x[at]), view.run.x_name),
        classes=whole_text(number),
        log=loss_text(float(np.log(number)), 5),
    )
    return _finding(side, at, text)


def _never_moved(view: View, side: Side, train: Side) -> Finding | None:
    options = view.options
    if (side.loss is None and train.loss is None) or any(moved(one, options) for one in _sides(side, train)):
        return None
    if side.accuracy is not None:
        return _stays(side, train, side.accuracy, options)
    if side.n < 2 * options.dead_points or any(_drifts(one.loss, options) for one in _sides(side, train)):
        return None
    return _finding(side, 0, say("Nothing is learned: the loss never leaves the place where it began."))


def _frequent_class(view: View, side: Side, train: Side) -> Finding | None:
    """Training learns which class is the most frequent, and answers with that one."""
    if side.accuracy is None or not rises_to(side, train, view.options):
        return None
    text = say(
        "Every example gets the same answer: accuracy is {level} at every point, and that of training rose to it and "
        "no further.",
        level=percent_text(float(side.accuracy.values[0])),
    )
    return _finding(side, 0, text)


def _stays(side: Side, train: Side, accuracy: Curve, options: Options) -> Finding | None:
    """Of what never moved: what its accuracy says of when it was learned, if ever."""
    level = middle(accuracy.values)
    told = {"level": percent_text(level)}
    if level < options.hardly_accuracy:
        text = say(
            "Nothing is learned: loss and accuracy never leave the place where they began. Accuracy stays at {level}.",
            **told,
        )
        return _finding(side, 0, text)
    if _falls(side, train, 0, options):
        return None
    if train is not side and all(map(never_another, _sides(side, train))):
        text = say(
            "Nothing is learned: accuracy is {level} at every point, and the same number at every point of training, "
            "as when every example gets the same answer.",
            **told,
        )
        return _finding(side, 0, text)
    text = say(
        "Nothing moves: loss and accuracy never leave the place where they began. Accuracy stays at {level}; what "
        "was learned was learned before the first point.",
        **told,
    )
    unchanged = all(map(_the_same_throughout, _sides(side, train)))
    return _finding(side, 0, text, Severity.PROBLEM if unchanged else Severity.WATCH)


def _the_same_throughout(side: Side) -> bool:
    """Whether loss and accuracy are one and the same number at every point: weights that change change them."""
    curves = [] if side.loss is None else [side.loss.plain]
    curves += [] if side.accuracy is None else [side.accuracy.values]
    return all(float(np.ptp(one)) <= _EXACT * abs(float(one[0])) for one in curves)


def _drifts(loss: Loss | None, options: Options) -> bool:
    """Whether the last third of a loss lies off its first third by more than its noise: how large a change is much
    cannot be told where nothing but a loss is known, as it may stand on a floor that no training lowers.
    """
    third = len(loss.values) // 3 if loss is not None else 0
    if loss is None or not third:
        return False
    moved = mean(loss.values[-third:]) - mean(loss.values[:third])
    return abs(moved) >= options.drift_errors * loss.error(third, third)


def _stopped(view: View, side: Side, train: Side) -> Finding | None:
    """The loss is one and the same number to the end, for a good part of the run; few decimals prove little."""
    options = view.options
    if side.loss is None:
        return None
    values = side.loss.plain
    different = true_places(np.abs(values - values[-1]) > _EXACT * abs(values[-1]))
    still = int(different[-1]) + 1 if len(different) else 0
    length = side.n - still
    if length < max(2 * options.dead_points, options.plateau_share * side.n):
        return None
    if _came_to_rest(side, side.loss, still, options):
        return None
    where = stretch_text(float(side.x[still]), float(side.x[-1]), view.run.x_name)
    digits = logged_digits(values)
    if digits is not None and 10.0**-digits > options.dead_step * abs(values[-1]):
        text = say(
            "The loss is the same number in {stretch}, but it is logged with {digits} only.",
            stretch=where,
            digits=counted_text(digits, "decimal"),
        )
        return _finding(side, still, text, Severity.WATCH)
    if train is not side and learned(train, options, int(still / side.n * train.n)):
        text = say(
            "In {stretch} the {loss} is one and the same number to four digits while training goes on learning: what "
            "is evaluated is not what is trained.",
            stretch=where,
            loss=side.split.loss_said,
        )
    else:
        text = say("Learning stops: in {stretch} the loss is one and the same number to four digits.", stretch=where)
    return _finding(side, still, text)


def _falls(side: Side, train: Side, since: int, options: Options) -> bool:
    """Whether every loss that there is falls steadily from a point on: something is still learned, however slowly."""
    losses = [one.loss.plain for one in _sides(side, train) if one.loss is not None]
    share = since / max(side.n, 1)
    return bool(losses) and all(trend_errors(one[int(share * len(one)) :]) <= -options.steady_errors for one in losses)


def _surer(side: Side, options: Options) -> bool:
    """Whether the right answers of what was held out have won in probability what makes a rise a problem, and become
    steadily more: of thousands of classes they may do so long before most are right.
    """
    if side.loss is None or side.accuracy is None:
        return False
    first, last = float(side.loss.plain[0]), float(side.loss.level[-1])
    more = trend_errors(side.accuracy.values) >= options.steady_errors
    return more and side.rise(last, first, 0.0, options).is_grave(options)


def _came_to_rest(side: Side, loss: Loss, still: int, options: Options) -> bool:
    """Whether a loss that stands still from a point on got there on a fall that faded out, as where the rate does.

    What is left of a rate still moves the last digits; where none moves, only a good level speaks for rest. Where more
    than half is wrong nothing does.
    """
    before, after = loss.plain[max(0, still - options.dead_points) : still], loss.plain[still:]
    fallen = float(loss.plain[0] - loss.plain[-1])
    faded = len(before) > 0 and float(np.abs(before - loss.plain[-1]).max()) <= options.rest_share * fallen
    if side.accuracy is not None and float(side.accuracy.smooth[-1]) >= options.hardly_accuracy:
        return faded
    if side.accuracy is not None and float(side.accuracy.smooth[-1]) < options.low_accuracy:
        return False
    moves = middle(np.abs(after[1:] - after[:-1])) > 0 or logged_digits(loss.plain) is not None
    return faded and moves and float(loss.values[0] - loss.smooth[-1]) >= options.dead_loss


def _only_to_chance(side: Side) -> bool:
    """Whether a cross-entropy fell no lower than -ln of the accuracy: who guesses among equals loses as much."""
    if side.loss is None or side.accuracy is None or not (side.entropy and side.counted):
        return False
    right = float(side.accuracy.smooth.max())
    return right > 0 and float(side.loss.level.min()) >= -np.log(right)


def _hardly_learns(view: View, side: Side, train: Side) -> Finding | None:
    """The accuracy gained little and is far from good, in training as well."""
    options = view.options
    known = [one.accuracy for one in _sides(side, train) if one.accuracy is not None]
    little = all(one.gain < options.hardly_gain for one in known)
    if side.accuracy is None or not side.counted or not little:
        return None
    stands = stand(side, train, options)
    low = stands or float(side.accuracy.smooth.max()) < options.hardly_accuracy
    # where no accuracy of training tells how little it gained, its loss has to
    much = options.hardly_loss if train.accuracy is not None else options.nowhere_loss
    fell = train.loss is not None and train.loss.fall >= much
    fell = fell and not _only_to_chance(train)
    if not low or fell:
        return None
    best = float(side.accuracy.smooth.max())
    late = side.n // 2 if side.n >= 2 * options.dead_points else 0  # of fewer points no half tells a trend
    if (best >= options.hardly_low or _surer(side, options)) and _falls(side, train, late, options):
        return None
    told = {"gain": points_text(side.accuracy.gain), "best": percent_text(best)}
    if stands:
        text = say(
            "Hardly anything is learned: accuracy gained {gain} and is mostly one and the same number, {level}, as "
            "when every example gets the same answer.",
            level=percent_text(commonest(side.accuracy.values)[0]),
            **told,
        )
        return _finding(side, 0, text)
    if best < options.hardly_low:
        text = say("Hardly anything is learned: accuracy gained {gain} and never passed {best}.", **told)
        return _finding(side, 0, text)
    text = say(
        "Hardly anything is learned from the first point on: accuracy gained {gain} and never passed {best}; what is "
        "missing may be beyond this model.",
        **told,
    )
    return _finding(side, 0, text)


def _stays_guessing(view: View, side: Side, train: Side) -> Finding | None:
    """Every loss stays at ln K, beside a metric of answers that is no accuracy and no good one either.

    Only of so few classes that a loss beside ln K is beside no other; of more any loss is.
    """
    options = view.options
    if side.loss is None or side.accuracy is None or side.counted or not side.entropy:
        return None
    if float(side.accuracy.smooth.max()) >= options.hardly_accuracy or side.n < 2 * options.dead_points:
        return None
    known = known_classes(view.course, options)
    number = classes_guessed(np.array([middle(side.loss.plain)]), options, known)[0]
    cost = float(np.log(number))
    losses = [one.loss.plain for one in _sides(side, train) if one.loss is not None]
    off = max(float(np.abs(loss - cost).max()) for loss in losses)
    if off > options.chance_loss * cost or np.log1p(1 / number) <= _ALONE * options.chance_loss * cost:
        return None
    text = say(
        "Hardly anything is learned: the loss stays within {share} of ln {classes} = {log}, which is what guessing "
        "among {classes} classes costs.",
        share=percent_text(off / cost),
        classes=whole_text(int(number)),
        log=loss_text(cost),
    )
    return _finding(side, 0, text)


def _stays_near_guessing(view: View, side: Side, train: Side) -> Finding | None:
    """Loss and accuracy left ln K and 1/K, but came not far from there in the whole run, in any split."""
    options = view.options
    classes, sides = known_classes(view.course, options), sides_of(view.course)
    if side not in sides or classes is None or side.n < 2 * options.dead_points:
        return None
    cost = float(np.log(classes))
    levels = [one.loss.level for one in sides if one.loss is not None]
    best = max(float(one.accuracy.smooth.max()) for one in sides if one.accuracy is not None)
    if min(float(level.min()) for level in levels) < (1 - options.guessing_left) * cost:
        return None
    if best - 1 / classes >= options.guessing_gain:
        return None
    if all(float(level[-1]) >= (1 - options.chance_loss) * cost for level in levels):  # never left
        return None
    text = say(
        "Hardly anything is learned: the {loss} (smoothed) ends at {end}, and guessing among {classes} classes costs "
        "ln {classes} = {log}; accuracy never passed {best}.",
        loss=side.split.loss_said,
        end=loss_text(float(levels[0][-1])),
        classes=whole_text(classes),
        log=loss_text(cost),
        best=percent_text(best),
    )
    return _finding(side, 0, text)


def _goes_nowhere(view: View, side: Side, train: Side) -> Finding | None:
    """However much the curves jump, nothing lies under it: a change that one would see in them is not there."""
    options = view.options
    if side.loss is None:
        return None
    losses = [one.loss for one in _sides(side, train) if one.loss is not None]
    accuracies = [one.accuracy for one in _sides(side, train) if one.accuracy is not None]
    change = change_not_there(losses, accuracies, options)
    if change is None:
        return None
    seen = percent_text(float(np.expm1(change)), 0)
    text = (
        say(
            "No learning is to be seen: the curves only jump about and end where they began. A change of the loss by "
            "{seen} would show.",
            seen=seen,
        )
        if accuracies
        else say(
            "No learning is to be seen: the loss only jumps about and ends where it began. A change of the loss by "
            "{seen} would show.",
            seen=seen,
        )
    )
    return _finding(side, 0, text, Severity.WATCH)

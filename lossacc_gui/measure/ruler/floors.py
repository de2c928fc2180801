"""Losses that rest above what a calibrated model loses, and the floors of smoothed labels."""

from __future__ import annotations

from collections.abc import Iterator
from math import log

import numpy as np

from lossacc_gui.measure.classes import FEWEST_CLASSES, sides_of
from lossacc_gui.measure.course import Course, Side
from lossacc_gui.measure.curves import rounding_of
from lossacc_gui.measure.once import once
from lossacc_gui.measure.ruler.bounds import SMOOTHINGS, most_at, smoothed_floor, twice_line
from lossacc_gui.measure.ruler.ends import MOSTLY, NEARLY_ALL, ends_of, fallen_since_half, still_falls
from lossacc_gui.measure.ruler.reading import Reading
from lossacc_gui.measure.ruler.twice_line import classes_of_twice, is_cheap, late_price, nearly_on_twice_line
from lossacc_gui.model.run import Split

_OVER_USUAL = 1.5  # times what a calibrated model loses: smoothed labels were seen to cost more
_REST_HIGH = 2.0  # times what a calibrated model loses
_NO_PENALTY = 1.15  # times ln K: what an untrained network loses at the most
_MAY_BE_TWO = 0.95  # of the answers right at first, of a run that may have begun with guesses between two
_BELOW_FLOOR = 0.005  # of the floor: no example costs less than it, but for the precision that a loss is reckoned in
_STILL_FALLS = 0.06  # of the loss since half of the run: what falls so much has come to rest on nothing
_FALLS_ALL_RIGHT = 0.1  # of the same where answers were all right long before: what is not held up falls by a third
_FALLS_BESIDE_SURE = 0.15  # of the same
_ALL_RIGHT = 0.99  # of the answers
_FAR_LESS = 1.5  # times
_EXACT = 0.03  # nats: so near the line is a loss whose number of classes the start tells, where it is the sum's as well


def over_entropy(course: Course, classes: int) -> Reading | None:
    """ln of how far the loss ends above what a calibrated model of its accuracy has, of the side that is nearer.

    Where the number of classes is not known that of very many is to be given. None where fewer than nine of ten answers
    are right: then it says little.
    """
    found: list[Reading] = []
    for side, level, right in ends_of(course):
        if right < MOSTLY or level <= 0:
            return None
        bound = most_at(right, classes)
        ends = float(side.x[-side.last]), float(side.x[-1])
        found.append(Reading(log(level) - log(bound), *ends, level / bound, side=side))
    return min(found, key=lambda one: one.value, default=None)


@once
def rests_high(course: Course, classes: int | None, most_classes: int) -> Reading | None:
    """over_entropy of training where its loss has come to rest: it ends about where it stood at half of the run, with
    nearly all answers right, and at twice or more of what a calibrated model loses.

    Labels may be smoothed in training alone; without its answers they may as well be wrong, which costs a model that is
    right the same. None where that is not so, where the number of classes is known: then its floor tells whether that
    is the one; and where a run begins as two classes do and rests above all of their floors.
    """
    side, level, right = next(iter(reversed(ends_of(course))), (None, 0.0, 0.0))
    if classes is not None or side is None or side.loss is None or side.split is not Split.TRAIN:
        return None
    if right < NEARLY_ALL or not (_rests(side, level) or _held_out_is_sure(course, side, level, most_classes)):
        return None
    sides = sides_of(course)
    price = late_price(sides)
    twice = (tried for tried in classes_of_twice(sides, None, most_classes) if not smoothing_is_nearer(course, tried))
    if (price is None or is_cheap(price)) and any(nearly_on_twice_line(course, tried, coming=True) for tried in twice):
        return None  # outputs of a second softmax that are not sure yet
    if level < (1 - _BELOW_FLOOR) * smoothed_floor(FEWEST_CLASSES, SMOOTHINGS[0]):
        return None  # the lowest of all floors
    above, first = level / most_at(right, most_classes), float(side.loss.plain.max())
    highest = smoothed_floor(FEWEST_CLASSES, SMOOTHINGS[-1])
    two = side.accuracy is not None and float(side.accuracy.values[0]) <= _MAY_BE_TWO
    if above < _REST_HIGH or (two and first < _NO_PENALTY * log(FEWEST_CLASSES) and level > highest):
        return None
    return Reading(log(above), float(side.x[-side.last]), float(side.x[-1]), above, side=side)


def _held_out_is_sure(course: Course, train: Side, level: float, most_classes: int) -> bool:
    """Whether answers to what was held out cost no more than those of a calibrated model and far less than training's,
    though they are right less often: then it is no doubt of the model's that training's loss holds.
    """
    held = next(((other, right) for side, other, right in ends_of(course) if side is course.held_out), None)
    own = next((right for side, _, right in ends_of(course) if side is train), 0.0)
    if held is None or held[1] > own or fallen_since_half(train, level) > _FALLS_BESIDE_SURE * level:
        return False
    other, right = held
    return right >= MOSTLY and other <= min(level / _FAR_LESS, most_at(right, most_classes))


@once
def off_smoothed_floor(course: Course, classes: int | None) -> Reading | None:
    """How far (ln) the loss of the side that is nearest ends off what a usual smoothing makes of its accuracy: from the
    floor up to the most that a model loses that is calibrated to smoothed labels. `shown` is how far off the floor.

    None where the number of classes is not known, where a split is wrong more often than a floor can be told with or
    loses about what a calibrated model does, where the loss ends above all floors or still falls: answers that are
    right and not yet sure cost as much on their way down; or where it begins far above that of guessing: then it holds
    a penalty, which stands anywhere.
    """
    over = None if classes is None else over_entropy(course, classes)
    if classes is None or over is None or over.shown < _OVER_USUAL:
        return None
    found: list[Reading] = []
    highest = smoothed_floor(classes, SMOOTHINGS[-1])
    for side, level, right in ends_of(course):
        assert side.loss is not None
        if side.loss.plain[0] > _NO_PENALTY * log(classes) or not _rests(side, level) or level > highest:
            continue
        if nearly_on_twice_line(course, classes) and still_falls(side, level):
            continue  # outputs of a second softmax that get sure: with two classes the floors of both are nearly one
        reach = [one for one in _reached(side, level, right, classes) if not _twice_is_nearer(course, classes, one[1])]
        if not reach:
            continue
        off = min(off for off, _ in reach)
        equal = tuple(smoothing for other, smoothing in reach if other == off)
        above = log(level) - log(smoothed_floor(classes, equal[-1]))
        ends = float(side.x[-side.last]), float(side.x[-1])
        found.append(Reading(0.0 - off, *ends, float(np.expm1(above)), classes, equal, side))
    return max(found, key=lambda one: (one.value, -abs(one.shown)), default=None)


def _reached(side: Side, level: float, right: float, classes: int) -> Iterator[tuple[float, float]]:
    """How far (ln) a loss ends off what each usual smoothing makes of its accuracy, and that smoothing.

    A loss comes down to its floor about as one over the epochs does: it has as far to go as it went since half of the
    run. Below a floor no loss gets, whatever the accuracy is.
    """
    assert side.loss is not None
    rounding = rounding_of(side.loss.plain)
    to_go = min(max(fallen_since_half(side, level), 0.0), level / 2)
    for smoothing in SMOOTHINGS:
        floor, most = smoothed_floor(classes, smoothing), _smoothed_loss(right, classes, smoothing)
        if level + rounding >= (1 - _BELOW_FLOOR) * floor:
            yield max(0.0, log(level - to_go) - log(max(most, floor))), smoothing


def _rests(side: Side, level: float) -> bool:
    """Whether the loss (median of as many points as it ends on) is at half of the run about where it ends."""
    assert side.accuracy is not None
    all_right = float(side.accuracy.values[side.n // 2 :].min()) >= _ALL_RIGHT
    return fallen_since_half(side, level) <= (_FALLS_ALL_RIGHT if all_right else _STILL_FALLS) * level


def _smoothed_loss(right: float, classes: int, smoothing: float) -> float:
    """The most that a model loses which is calibrated to smoothed labels, at a share of right answers."""
    return most_at((1 - smoothing) * right + smoothing / classes, classes)


def smoothing_is_nearer(course: Course, classes: int) -> bool:
    """Whether losses of two classes that end near the line of a second softmax end nearer to a floor of smoothed
    labels, from which it is a hundredth away; of more classes the two are far apart.
    """
    return classes == FEWEST_CLASSES and any(_nearer(course, classes, one) < 0 for one in SMOOTHINGS)


def _twice_is_nearer(course: Course, classes: int, smoothing: float) -> bool:
    """Whether the losses end nearer to the line of a second softmax than to what smoothed labels make of their
    accuracies: with two classes the floors of both are one, yet an error costs twice as much of the one as of the
    other.
    """
    line = twice_line(classes)
    near = all(abs(level + right - line) <= _EXACT for _, level, right in ends_of(course))
    return near and _nearer(course, classes, smoothing) > 0


def _nearer(course: Course, classes: int, smoothing: float) -> float:
    """By how much nearer to the line of a second softmax losses end than to what smoothed labels make of their
    accuracies, summed over the splits; negative where the latter is nearer.
    """
    line, ends = twice_line(classes), ends_of(course)
    off_line = sum(abs(level + right - line) for _, level, right in ends)
    return sum(abs(level - _smoothed_loss(right, classes, smoothing)) for _, level, right in ends) - off_line

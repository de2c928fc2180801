"""Losses of probabilities that are given to a softmax once more."""

from __future__ import annotations

from math import e, exp, log

import numpy as np

from lossacc_gui.measure.classes import FEWEST_CLASSES, sides_of
from lossacc_gui.measure.course import Course, Side
from lossacc_gui.measure.curves import extent, middle
from lossacc_gui.measure.once import once
from lossacc_gui.measure.ruler.along import go_anywhere, slope
from lossacc_gui.measure.ruler.bounds import twice_floor, twice_line
from lossacc_gui.measure.ruler.ends import NEARLY_ALL, ends_of, last_third
from lossacc_gui.measure.ruler.floors import off_smoothed_floor, smoothing_is_nearer
from lossacc_gui.measure.ruler.reading import OFTEN, Reading
from lossacc_gui.measure.ruler.second_sigmoid import on_sigmoid_line
from lossacc_gui.measure.ruler.twice_line import (
    OFF_LINE,
    above_usual,
    classes_of_twice,
    fallen_to_line,
    is_cheap,
    late_price,
)
from lossacc_gui.model.run import FloatArray

_OFF_FLOOR = 0.2  # ln of the loss: what is further off stands on no floor
_ENOUGH = 0.95  # of the answers right: a loss at rest there is far above what is usual
_MOST_OF_WAY = 0.5  # of the accuracy
_CLEAR = 0.15  # nats: five times what counts as on the line
_UNSURE = 0.1  # of how far the line is above what is usual: so far above the line may outputs keep it that are not sure
_OF_WAY = 0.08  # of the way to the line of one class more: one number in six is so near to one
_ON_FLOOR = 0.002  # nats: the floors of 5 to 30 classes are 15 to 70 times as far apart
_ON_LOW_FLOOR = 0.0003  # nats: where labels smoothed by a tenth leave a loss, which comes to rest less exactly
_FEWEST_BY_FLOOR, _MOST_BY_FLOOR = 5, 30  # classes
_ABOUT_ALONG = 0.3  # off -1: smoothed labels were seen at 0.5
_NEARLY_SURE = 0.06  # of how far the line is above what is usual, as _UNSURE, where errors are as cheap as on it
_EXACT_SHARE = 0.15  # of how far accuracies go


@once
def on_twice_line(course: Course, classes: int | None, most_classes: int) -> Reading | None:
    """The share of later points at which loss + accuracy is ln(e + K - 1), of the K for which most are.

    A softmax of probabilities p costs ln(sum of e^p) - p_true. As p sums to 1 the first term is between ln K + 1/K and
    ln(e + K - 1), which is nearly one number, so the loss falls by what p_true gains, whatever the model. Once the
    outputs are sure p_true is 1 or 0 and its mean the accuracy: loss and accuracy lie on a straight line of slope -1.
    Before that they lie above it.

    The line touches what a calibrated model of K classes loses at most from above, at an accuracy of e/(e + K - 1), and
    is above it by the divergence of the two accuracies elsewhere: None where that is too little to tell the two apart,
    and where it is a sigmoid that was applied twice.
    Zero where no number of classes allows losses as low, or as high, as the run has.
    """
    sides = sides_of(course)
    if sum(side.n for side in sides) < 6 or on_sigmoid_line(course) is not None:
        return None
    if not _answers_moved(sides):
        return _stands_on_twice_floor(sides, classes)
    found: list[Reading] = []
    if _on_a_floor(course, classes):
        return None
    possible = tuple(classes_of_twice(sides, classes, most_classes, begun=False))  # of most runs none is
    along = bool(possible) and (_go_along(sides) or is_cheap(late_price(sides)))
    exact = bool(possible) and _exactly_along(sides)
    if not (exact or along):
        possible = tuple(classes_of_twice(sides, classes, most_classes)) if possible else ()
    if not possible:
        return Reading(0.0, float(sides[0].x[0]), float(sides[0].x[-1]), 0.0)
    right = max(right for _, _, right in ends_of(course))
    known = classes is not None or exact or (len(possible) == 1 and _answers_got_better(sides))
    sums = np.concatenate([_late_sums(side) for side in sides])
    to_go = max(0.0, *map(fallen_to_line, sides))
    first = min(float(side.x[last_third(side)][0]) for side in sides)
    last = max(float(side.x[-1]) for side in sides)
    for tried in possible:
        clear = max(above_usual(side, tried) for side in sides)
        if clear < _CLEAR or not (along or known or right >= _ENOUGH) or smoothing_is_nearer(course, tried):
            continue
        off = sums - twice_line(tried)
        below, above = _room(tried, clear, known=known, along=along, to_go=min(to_go, _NEARLY_SURE * clear))
        share = float(np.count_nonzero((off >= -below) & (off <= above)) / len(off))
        found.append(Reading(share, first, last, share, tried))
    return max(found, key=lambda one: one.value, default=None)


def _on_a_floor(course: Course, classes: int | None) -> bool:
    """Whether a usual smoothing of the labels would have the loss end where it does: a point may be on two lines."""
    found = off_smoothed_floor(course, classes)
    return found is not None and -found.value <= _OFF_FLOOR


def _room(classes: int, clear: float, *, known: bool, along: bool, to_go: float) -> tuple[float, float]:
    """How far below and above the line of a second softmax a loss may lie that is on it.

    Where the number of classes is known, outputs that are not sure yet may keep it above. Else one of the many lines is
    always near: a loss that comes to rest has to be on one, and one that comes along it for a good part nearly, but for
    as far as it has `to_go`.
    """
    if known:
        return OFF_LINE, max(OFF_LINE, _UNSURE * clear)
    if along:
        return OFF_LINE, OFF_LINE + to_go
    near = min(OFF_LINE, _OF_WAY * log(1 + 1 / (e + classes - 1)))
    return near, near


def _answers_moved(sides: tuple[Side, ...]) -> bool:
    """Whether accuracies go anywhere: those of a run that stands are on some line or other."""
    values = np.concatenate([side.accuracy.values for side in sides if side.accuracy is not None])
    return go_anywhere(values)


def _answers_got_better(sides: tuple[Side, ...]) -> bool:
    """Whether answers were seen to get right from few to most: then the losses of a run, which a second softmax keeps
    within less than a nat, tell how many classes there are.
    """
    values = np.concatenate([side.accuracy.values for side in sides if side.accuracy is not None])
    return extent(values) >= _MOST_OF_WAY


def _stands_on_twice_floor(sides: tuple[Side, ...], classes: int | None) -> Reading | None:
    """The share of later points at which losses stand on the floor of a second softmax to the last decimals, of answers
    that are nearly all right from the first point on; None of other ones.
    """
    if min(float(side.accuracy.values.min()) for side in sides if side.accuracy) < NEARLY_ALL:
        return None
    hits, losses = _later(sides)
    sums = losses + hits - 1
    level = float(middle(sums))
    if level > log(_MOST_BY_FLOOR):
        return None
    tried = max(FEWEST_CLASSES, round(1 + e * (exp(level) - 1)))
    if tried > _MOST_BY_FLOOR or (classes is not None and classes != tried):
        return None
    near = _ON_FLOOR if tried >= _FEWEST_BY_FLOOR else _ON_LOW_FLOOR
    share = float(np.count_nonzero(np.abs(sums - twice_floor(tried)) <= near) / len(sums))
    if share < OFTEN:
        return None
    return Reading(share, min(float(side.x[_since(side)][0]) for side in sides), float(sides[0].x[-1]), share, tried)


def _go_along(sides: tuple[Side, ...]) -> bool:
    """Whether losses fall by about as much as accuracies rise, over a good part of all accuracies: each by itself, or
    all points, or all later ones, together, where one side does better than the other.
    """
    own = [(side.accuracy.values, side.loss.plain, _since(side)) for side in sides if side.accuracy and side.loss]
    if all(_is_along(hits, loss) for hits, loss, _ in own):
        return True
    whole = _is_along(*(np.concatenate(part) for part in list(zip(*own, strict=True))[:2]))
    return whole or _is_along(*_later(sides))


def _later(sides: tuple[Side, ...]) -> tuple[FloatArray, FloatArray]:
    """Accuracies and losses of the later two thirds of all sides."""
    own = [(side.accuracy.values, side.loss.plain, _since(side)) for side in sides if side.accuracy and side.loss]
    return np.concatenate([hits[at] for hits, _, at in own]), np.concatenate([loss[at] for _, loss, at in own])


def _since(side: Side) -> slice:
    """The later two thirds."""
    return slice(side.n // 3, None)


def _is_along(hits: FloatArray, loss: FloatArray) -> bool:
    grows = slope(hits, loss)
    return grows is not None and abs(grows + 1) <= _ABOUT_ALONG


def _exactly_along(sides: tuple[Side, ...]) -> bool:
    """Whether later losses and accuracies make one and the same sum while they go some way: so exactly no loss follows
    an accuracy but that of sure outputs under a second softmax, of however many classes.
    """
    hits, losses = _later(sides)
    return go_anywhere(hits) and extent(hits + losses) <= _EXACT_SHARE * extent(hits)


def _late_sums(side: Side) -> FloatArray:
    """Loss and accuracy of the later points together, which the line of a second softmax has the same everywhere."""
    assert side.loss is not None and side.accuracy is not None
    sums: FloatArray = side.loss.plain[last_third(side)] + side.accuracy.values[last_third(side)]
    return sums

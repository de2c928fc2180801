"""The loss ruler: levels that a loss comes to stand on for a reason, and how near a run stands to them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import e, log
from typing import TypeVar

import numpy as np

from lossacc_gui.measure.classes import FEWEST_CLASSES, sides_of
from lossacc_gui.measure.course import Course, Curve, Side
from lossacc_gui.measure.curves import commonest, logged_digits, mean, middle, quantile, true_places
from lossacc_gui.measure.once import once
from lossacc_gui.model.analysis import Pair
from lossacc_gui.model.run import FloatArray, IntArray, Quantity

SMOOTHINGS = (0.05, 0.1, 0.15, 0.2, 0.3)  # as label_smoothing is given in code
MOST_CLASSES = 1000  # tried where the number is not known
NEARLY_ALL = 0.97  # of the answers right: a loss that rests far from zero rests on something
_FEW_ERRORS = 0.2  # wrong: below it a few sure errors, or a penalty, are dear for each
_MOSTLY = 0.9  # of the answers right
NOTHING_LEFT = 0.98  # of the answers right: an accuracy has nowhere to go there, and a loss changes next to none
_SURE = 0.999  # beyond it the bound goes to nothing
_LEAST_SPAN = 0.1  # of the accuracies: less tells no line from a point
_SLOPED_SPAN = 0.015  # of the accuracies, between which the loss falls as the line does
_LINE_SLOPE = 0.25  # off -1: without a second softmax an error costs several nats more than a right answer
_OFF_LINE = 0.06  # nats: outputs that are not quite saturated lie so far off the line
_OFF_SHARE = 0.08  # of how far the line is above what is usual, where that is more
_BEST = 0.9  # quantile: one lucky point is not the best accuracy
_OFF_FLOOR = 0.2  # ln of the loss: what is further off stands on no floor
_REST_HIGH = 2.0  # times what a calibrated model loses
_OVER_USUAL = 1.5  # times what a calibrated model loses: smoothed labels were seen to cost more
_NO_PENALTY = 1.15  # times ln K: what an untrained network loses at the most
_STILL_FALLS = 0.06  # of the loss since half of the run: what falls so much has come to rest on nothing
_BELOW_FLOOR = 0.005  # of the floor: no example costs less than it, but for the precision that a loss is reckoned in
_EXACT = 0.03  # nats: so near the line is a loss whose number of classes the start tells, where it is the sum's as well
_UNSURE = 0.005  # nats off the line of a second softmax where no answer is wrong
_UNTRAINED = 1.03  # times the loss of guessing: more a second softmax hardly costs
_GUESSING = 0.85  # of 1/K: an untrained network is seldom right less often
_CLEAR = 0.18  # nats: three times what counts as on the line
_STANDS_OUT = 1.25  # times what is usual: nearer than that the two are one line
_LONG_SPAN = 0.05  # of the accuracies: a slope over less may be chance; half of it where the level is known too
_VERY_SLOPE = 0.15  # off -1: smoothed labels were seen at 0.23
_LOOSE_SLOPE = 0.45  # off -1: outputs that are nearly saturated
_MUCH = 0.5  # nats: and by so much at the least
_TWICE = 2.0  # times what is usual: so far above it only a second softmax was seen to fall so little
_FAR_ABOVE = 0.25  # nats: no curve that bends as a calibrated loss does runs along the line and ends so far above it
_CLIPS = (-log(1e-7), 100.0)  # nats at which Keras and PyTorch cut the logarithm of a probability of 0
_CLIPPED = 1.03  # times: single precision rounds the first
_NEARLY_CLIPPED = 0.9  # of the greater: what lies between the two is no price of theirs
_NOTHING = 2.0**-22  # nats: twice what single precision makes of the logarithm of 1
_FEWEST_PRICED = 3
_CHEAP = 3.5  # nats for each wrong answer: what models that learn lose
_DEAR = 4.4, 8.8  # nats for each: more is not lost where nothing is learned, nor by a model of language that learns
_OVER_GUESSING = 1.5  # times what guessing costs
_LEARNED = 0.1  # of the accuracy
_SOME_ERRORS = 0.05  # wrong: nobody is right so seldom and loses nothing
_LATE = 3  # the first of so many parts is left out: outputs saturate by training


@dataclass(frozen=True, slots=True)
class Reading:
    """A number read off the ruler; `first`..`last` are the x values that show it, `shown` the number told of it, `side`
    the one that it was read of, None where it is of all.
    """

    value: float
    first: float
    last: float
    shown: float
    classes: int | None = None
    smoothings: tuple[float, ...] = ()
    side: Side | None = None


Shares = TypeVar("Shares", float, FloatArray)


def least_loss(accuracy: Shares) -> Shares:
    """The least mean cross-entropy (natural log) at an accuracy: each error has p_true <= 1/2, so costs ln 2."""
    return (1.0 - accuracy) * log(2.0)


def most_calibrated_loss(accuracy: FloatArray, classes: int) -> FloatArray:
    """h_K(A) = -A ln A - (1 - A) ln((1 - A)/(K - 1)), shape as `accuracy`: the entropy of a guess that is right with
    probability A and otherwise spread evenly, which no calibrated model of K classes exceeds.
    """
    right = np.minimum(np.maximum(accuracy, 1.0 / classes), 1.0 - 1e-12)  # below 1/K it falls again, from 1 on it is 0
    wrong = 1.0 - right
    result: FloatArray = -right * np.log(right) - wrong * np.log(wrong / (classes - 1))
    return result


def still_calibrated(loss: float, right: float) -> bool:
    """Whether nearly all answers are right and the loss is no more than a calibrated model of two classes loses."""
    return right >= NOTHING_LEFT and loss <= _most_at(min(right, _SURE), FEWEST_CLASSES)


def _most_at(right: float, classes: int) -> float:
    """most_calibrated_loss at one accuracy."""
    return float(most_calibrated_loss(np.array([right]), classes)[0])


def twice_floor(classes: int) -> float:
    """ln(1 + (K - 1)/e): what a softmax of probabilities loses at the least, when all answers are right and sure."""
    return log(1 + (classes - 1) / e)


def smoothed_floor(classes: int, smoothing: float) -> float:
    """The entropy of a label smoothed over K classes, below which no cross-entropy with it gets."""
    rest = smoothing / classes
    true = 1 - smoothing + rest
    return -true * log(true) - (classes - 1) * rest * log(rest)


def repeated(side: Side) -> Reading | None:
    """The share of its points at which a loss is its commonest number."""
    if side.loss is None or side.n < 3:
        return None
    value, share = commonest(side.loss.plain)
    at = true_places(side.loss.plain == value)
    return Reading(share, float(side.x[at[0]]), float(side.x[at[-1]]), share, side=side)


def below_zero(pair: Pair) -> Reading | None:
    """The share of its points at which a loss logged with the share of right answers is negative; None where never."""
    loss = pair.loss
    if loss.quantity is not Quantity.LOSS or pair.accuracy.quantity is not Quantity.ACCURACY:
        return None
    at = true_places(loss.value < 0)
    if not len(at):
        return None
    share = len(at) / len(loss.value)
    return Reading(share, float(loss.x[at[0]]), float(loss.x[at[-1]]), share)


def dearest(side: Side) -> Reading | None:
    """ln of the least loss for each wrong answer of a whole run over what it may be, where a fifth is wrong or more and
    costs anything.

    None where they are dear at less than a third of the points: what is got right later was only dear on the way. None
    beyond what the logarithm of a clipped probability can cost: such a loss is a sum, or holds something else.
    """
    if side.loss is None or side.accuracy is None or side.n < 3:
        return None
    wrong = 1.0 - side.accuracy.values
    priced = (wrong > _FEW_ERRORS) & (side.loss.plain > _NOTHING)
    cost = np.where(priced, side.loss.plain / np.maximum(wrong, _FEW_ERRORS), np.inf)
    least = float(cost.min())
    if least <= 0 or not (least <= _CLIPPED * _CLIPS[0] or _NEARLY_CLIPPED <= least / _CLIPS[1] <= _CLIPPED):
        return None
    if least > _CHEAP and priced.sum() < max(_FEWEST_PRICED, side.n / 3):
        return None
    x = float(side.x[int(cost.argmin())])
    return Reading(log(least / _dear(side.accuracy)), x, x, least, side=side)


def _dear(accuracy: Curve) -> float:
    """From what loss for each wrong answer on errors are dear: the more of it, the more classes there may be.

    Who learns may have the thousands of a vocabulary. Who does not is right as often as guessing among equals is, among
    which it costs the logarithm of their number.
    """
    if float(accuracy.smooth.max()) - float(accuracy.values[0]) >= _LEARNED:
        return _DEAR[1]
    right = min(max(middle(accuracy.values), 1e-4), 1 - _FEW_ERRORS)
    return min(max(_DEAR[0], -_OVER_GUESSING * log(right) / (1 - right)), _OVER_GUESSING * _DEAR[1])


def free_errors(side: Side) -> Reading | None:
    """The share of its points at which the loss is nothing but rounding and answers are wrong; None where never."""
    if side.loss is None or side.accuracy is None or side.n < 2:
        return None
    at = true_places((np.abs(side.loss.plain) <= _NOTHING) & (side.accuracy.values <= 1 - _SOME_ERRORS))
    if not len(at):
        return None
    share = len(at) / side.n
    return Reading(share, float(side.x[at[0]]), float(side.x[at[-1]]), share, side=side)


@once
def on_twice_line(course: Course, classes: int | None) -> Reading | None:
    """The share of points at which loss + accuracy is ln(e + K - 1), of the K for which most are.

    Softmax applied to saturated probabilities gives it: ln(e + K - 1) - 1 for a right answer and one more for a wrong
    one. Where the accuracies, of all sides, hardly differ a line is hard to tell from a point: None, unless the loss
    falls from the lower to the higher by as much as the line (about as much, where it is several times what the answers
    cost), or K is known and nearly all answers are right, which a loss far from zero does not go with.
    """
    x, loss, right = [], [], []
    for side in sides_of(course):
        assert side.loss is not None and side.accuracy is not None
        late = slice(side.n // _LATE, None)
        x.append(side.x[late])
        loss.append(side.loss.plain[late])
        right.append(side.accuracy.values[late])
    if not x or sum(map(len, x)) < 6:
        return None
    places, hits = np.concatenate(x), np.concatenate(right)
    sums, off = np.concatenate(loss) + hits, _off_slope(hits, np.concatenate(loss))
    span = hits.max() - hits.min()
    along = span >= (_LONG_SPAN if classes is None else _LONG_SPAN / 2) and off <= _VERY_SLOPE
    near = _OFF_LINE if classes is not None or along else _OFF_LINE / 2
    near = near if classes is None else max(near, _OFF_SHARE * _above_usual(hits, classes)[0])
    tried = np.array([classes]) if classes is not None else _tried(_fewest_classes(course), float(sums.max()) + near)
    lines = np.log(e + tried - 1)
    ordered = np.sort(sums)
    on = np.searchsorted(ordered, lines + near, "right") - np.searchsorted(ordered, lines - near, "left")
    best = int(on.argmax())
    above, usual = _above_usual(hits, int(tried[best]))
    told = span >= _LEAST_SPAN or off <= _LINE_SLOPE or (classes is not None and hits.max() >= NEARLY_ALL)
    told |= hits.max() >= NEARLY_ALL and _came_along(course, int(tried[best]))
    if off > _LOOSE_SLOPE and _on_a_floor(course, classes):
        return None
    stands_out = told and above >= max((_STANDS_OUT - 1) * usual, _CLEAR)
    along |= classes is not None and _ends_on_twice_line(course, classes)
    far = (along and above >= _FAR_ABOVE) or (off <= _LOOSE_SLOPE and above >= max(_TWICE * usual, _MUCH))
    if not stands_out and not far:
        return None
    share = float(on[best] / len(sums))
    return Reading(share, float(places.min()), float(places.max()), share, int(tried[best]))


def _tried(fewest: int, highest: float) -> IntArray:
    """The numbers of classes whose lines lie no higher, and the fewest there may be; shape (tried,)."""
    most = min(MOST_CLASSES, int(np.exp(min(highest, log(MOST_CLASSES)))) + 1)
    return np.arange(fewest, max(fewest, most) + 1)


def _on_a_floor(course: Course, classes: int | None) -> bool:
    """Whether a usual smoothing of the labels would have the loss end where it does: a point may be on two lines."""
    found = off_smoothed_floor(course, classes)
    return found is not None and -found.value <= _OFF_FLOOR


def _ends_on_twice_line(course: Course, classes: int) -> bool:
    """Whether two splits end very near the line: where K is told, levels and accuracies that fit are no chance."""
    line, ends = log(e + classes - 1), _ends(course)
    return len(ends) > 1 and all(abs(level + right - line) <= _EXACT for _, level, right in ends)


def _came_along(course: Course, classes: int) -> bool:
    """Whether each loss fell by about as much as its accuracy rose, from the first point on, to the very line.

    With a second softmax a loss and the probability of what is true make ln(K) + 1/K at the least and ln(e + K - 1) at
    the most for every example, which is nearly the same: no other loss falls so little while answers get right. How far
    off the line it ends is how unsure the answers are, about as many as are wrong.
    """
    line = log(e + classes - 1)
    for side, level, right in _ends(course):
        assert side.loss is not None and side.accuracy is not None
        hits, loss = side.accuracy.values, side.loss.plain
        if hits.max() - hits.min() < _LEAST_SPAN or _off_slope(hits, loss) > _LINE_SLOPE:
            return False
        if loss[0] > _UNTRAINED * log(classes) or abs(level + right - line) > _UNSURE + 1 - right:
            return False
    return not _on_a_floor(course, classes)


def _off_slope(hits: FloatArray, loss: FloatArray) -> float:
    """How far from -1 the slope of the loss over the accuracy lies, by least squares; infinite where none is told."""
    span = hits - mean(hits)
    if hits.max() - hits.min() < _SLOPED_SPAN:
        return float("inf")
    return abs(float(span @ loss / (span @ span)) + 1)


def _fewest_classes(course: Course) -> int:
    """So many classes there are at the least: with fewer, guessing is right more often than the run once was."""
    least = min(float(side.accuracy.values.min()) for side in sides_of(course) if side.accuracy is not None)
    return int(np.clip(np.ceil(_GUESSING / max(least, _GUESSING / MOST_CLASSES)), FEWEST_CLASSES, MOST_CLASSES))


def _above_usual(accuracies: FloatArray, classes: int) -> tuple[float, float]:
    """How far above the most of a calibrated model the line lies at the best accuracies, and that most, in nats.

    While little is right yet the line touches the loss of every model that learns.
    """
    best = quantile(accuracies, _BEST)
    usual = _most_at(min(best, _SURE), classes)
    return log(e + classes - 1) - best - usual, usual


def over_entropy(course: Course, classes: int | None) -> Reading | None:
    """ln of how far the loss ends above what a calibrated model of its accuracy has, of the side that is nearer.

    Where the number of classes is not known the bound is that of very many. None where fewer than nine of ten answers
    are right: then it says little.
    """
    found: list[Reading] = []
    for side, level, right in _ends(course):
        if right < _MOSTLY or level <= 0:
            return None
        bound = _most_at(min(right, _SURE), classes or MOST_CLASSES)
        ends = float(side.x[-side.last]), float(side.x[-1])
        found.append(Reading(log(level) - log(bound), *ends, level / bound, side=side))
    return min(found, key=lambda one: one.value, default=None)


@once
def rests_high(course: Course, classes: int | None) -> Reading | None:
    """over_entropy where a loss has come to rest: all splits end about where they stood at half of the run, with nearly
    all answers right, and at twice or more of what a calibrated model loses.

    None where that is not so, and where the number of classes is known: then its floor tells whether that is the one.
    """
    over, ends = over_entropy(course, classes), _ends(course)
    if classes is not None or over is None or over.value < log(_REST_HIGH):
        return None
    return over if all(right >= NEARLY_ALL and _rests(side, level) for side, level, right in ends) else None


@once
def off_smoothed_floor(course: Course, classes: int | None) -> Reading | None:
    """How far (ln) the loss of the side that is nearest ends off what a usual smoothing makes of its accuracy: from the
    floor up to the most that a model loses that is calibrated to smoothed labels. `shown` is how far off the floor.

    None where the number of classes is not known, where a split is wrong more often than a floor can be told with or
    loses about what a calibrated model does, where the loss still falls: answers that are right and not yet sure cost
    as much on their way down; or where it begins far above that of guessing: then it holds a penalty, which stands
    anywhere.
    """
    over = None if classes is None else over_entropy(course, classes)
    if classes is None or over is None or over.shown < _OVER_USUAL:
        return None
    found: list[Reading] = []
    for side, level, right in _ends(course):
        assert side.loss is not None
        if side.loss.plain[0] > _NO_PENALTY * log(classes) or not _rests(side, level):
            continue
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
    digits = logged_digits(side.loss.plain)
    rounding = 0.0 if digits is None else 0.5 * 10.0**-digits
    to_go = min(max(_fallen_since_half(side, level), 0.0), level / 2)
    for smoothing in SMOOTHINGS:
        floor, most = smoothed_floor(classes, smoothing), _smoothed_loss(right, classes, smoothing)
        if level + rounding >= (1 - _BELOW_FLOOR) * floor:
            yield max(0.0, log(level - to_go) - log(max(most, floor))), smoothing


def _rests(side: Side, level: float) -> bool:
    """Whether the loss (median of as many points as it ends on) is at half of the run about where it ends."""
    return _fallen_since_half(side, level) <= _STILL_FALLS * level


def _fallen_since_half(side: Side, level: float) -> float:
    """How far a loss has fallen to the level at which it ends since half of the run (median of as many points)."""
    assert side.loss is not None
    return middle(side.loss.plain[side.n // 2 :][: side.last]) - level


def _smoothed_loss(right: float, classes: int, smoothing: float) -> float:
    """The most that a model loses which is calibrated to smoothed labels, at a share of right answers."""
    return _most_at((1 - smoothing) * right + smoothing / classes, classes)


def _twice_is_nearer(course: Course, classes: int, smoothing: float) -> bool:
    """Whether the losses end nearer to the line of a second softmax than to what smoothed labels make of their
    accuracies: with two classes the floors of both are one, yet an error costs twice as much of the one as of the
    other.
    """
    line, ends = log(e + classes - 1), _ends(course)
    off_line = [abs(level + right - line) for _, level, right in ends]
    off_floor = [abs(level - _smoothed_loss(right, classes, smoothing)) for _, level, right in ends]
    return max(off_line) <= _EXACT and sum(off_line) < sum(off_floor)


@once
def _ends(course: Course) -> tuple[tuple[Side, float, float], ...]:
    """Each side with the loss and the accuracy (medians) at which it ends."""
    found = []
    for side in sides_of(course):
        assert side.loss is not None and side.accuracy is not None
        found.append((side, middle(side.loss.plain[-side.last :]), middle(side.accuracy.values[-side.last :])))
    return tuple(found)

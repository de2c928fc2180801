"""The line of a second softmax, and the numbers of classes with which a run may lie on it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator
from math import e, exp, floor, inf, log

import numpy as np

from lossacc_gui.measure.classes import FEWEST_CLASSES
from lossacc_gui.measure.course import Course, Side
from lossacc_gui.measure.curves import extent, middle, quantile
from lossacc_gui.measure.ruler.bounds import SURE, most_at, twice_line
from lossacc_gui.measure.ruler.ends import ends_of, last_third

OFF_LINE = 0.03  # nats: so near the line of a second softmax sure outputs were seen to lie
SLACK = 0.003  # nats: what half precision and means of unequal batches do to a loss, and its rounding
_SLACK_OF_CHANCE = 0.01  # nats: by so much may what is true be given less than by chance on average
_SOONEST = 20.0  # times 1/K
_CLEARLY_LEARNED = 1.5  # times 1/K of the answers right
_ROUND_CLASSES = 0.06  # of the classes: so far off may a number be that a first loss tells
_BEST = 0.9  # quantile: one lucky point is not the best accuracy
_CHEAP = 0.5, 1.6  # nats for each late error
_SOME_WAY = 0.01  # of the accuracy
_LINE = 0.6  # of the variance of late losses
_NOT_SURE = 0.2  # of how far the line is above what is usual: so far above the line slowly trained ones end


def classes_of_twice(
    sides: tuple[Side, ...], classes: int | None, most_classes: int, *, begun: bool = True
) -> Iterator[int]:
    """The numbers of classes, `most_classes` at most, with which a second softmax could have made each single loss of a
    run.

    With K of them an example costs ln(e + K - 1) - 1 at the least, and where what is true is given 1/K or more on
    average, as by chance, all cost ln(e + K - 1) - 1/K at the most. A wrong answer has at most half of all probability
    for what is true, so it costs ln(2 e^(1/2) + K - 2) - 1/2 at the least. Means keep these bounds. Nor is a run right
    _SOONEST times as often as guessing from its first point on, if that is where it `begun`.
    """
    most = max(float(side.loss.plain.max()) for side in sides if side.loss is not None)
    least = min(float(side.accuracy.values.min()) for side in sides if side.accuracy is not None)
    room = 0 if classes is None else round(_ROUND_CLASSES * classes)
    most_of_learned = _most_where_right(sides)
    fewest = floor(exp(min(most - _SLACK_OF_CHANCE, log(most_classes)))) - 3  # fewer cannot lose as much
    for tried in range(max(FEWEST_CLASSES, fewest), most_classes + 1):
        line = twice_line(tried)
        if line - 1 > most or (begun and tried * least > _SOONEST):
            return
        highest = line - 1 / tried
        if highest < most - _SLACK_OF_CHANCE or highest < most_of_learned(_CLEARLY_LEARNED / tried) - SLACK:
            continue
        if classes is not None and abs(tried - classes) > room:
            continue
        if all(_above_least_of_twice(side, tried) for side in sides):
            yield tried


def _most_where_right(sides: tuple[Side, ...]) -> Callable[[float], float]:
    """The greatest loss where a share of the answers or more is right, by that share; -inf where it never is."""
    own = [(side.accuracy.values, side.loss.plain) for side in sides if side.loss and side.accuracy]
    right, losses = (np.concatenate(part) for part in zip(*own, strict=True))
    order = right.argsort()
    shares = right[order].tolist()
    most = [*np.maximum.accumulate(losses[order[::-1]])[::-1].tolist(), -inf]
    return lambda share: most[bisect_left(shares, share)]


def _above_least_of_twice(side: Side, classes: int) -> bool:
    assert side.loss is not None and side.accuracy is not None
    right, wrong = twice_line(classes) - 1, log(2 * e**0.5 + classes - 2) - 0.5
    least = right + (1 - side.accuracy.values) * (wrong - right)
    return float((side.loss.plain - least).min()) >= -SLACK


def nearly_on_twice_line(course: Course, classes: int, *, coming: bool = False) -> bool:
    """Whether all splits end above the line of a second softmax by little of how far that is above what is usual, and
    (`coming`) by no more than some of them have come down to it since half of the run.
    """
    line, ends = twice_line(classes), ends_of(course)
    near = all(abs(level + right - line) <= _NOT_SURE * above_usual(side, classes) for side, level, right in ends)
    to_go = max((fallen_to_line(side) for side, _, _ in ends), default=0.0) if near and coming else 0.0
    return near and (not coming or all(level + right - line <= OFF_LINE + to_go for _, level, right in ends))


def late_price(sides: tuple[Side, ...]) -> float | None:
    """What an error costs more than a right answer where late points of all splits lie on a line; None where they do
    not, or go nowhere.
    """
    own = [(side.accuracy.values, side.loss.plain, last_third(side)) for side in sides if side.accuracy and side.loss]
    hits = np.concatenate([right[at] for right, _, at in own])
    losses = np.concatenate([loss[at] for _, loss, at in own])
    if extent(hits) < _SOME_WAY:
        return None
    span, rest = hits - hits.mean(), losses - losses.mean()
    price = -float(span @ rest / (span @ span))
    return price if price * price * float(span @ span) >= _LINE * float(rest @ rest) else None


def is_cheap(price: float | None) -> bool:
    """Whether an error costs about one nat, as under a second softmax: a loss that holds something else as well costs
    several, as it does without it.
    """
    return price is not None and _CHEAP[0] <= price <= _CHEAP[1]


def fallen_to_line(side: Side) -> float:
    """How far loss and accuracy together have fallen since half of the run: outputs that get sure have as far to go."""
    assert side.loss is not None and side.accuracy is not None
    sums = side.loss.plain + side.accuracy.values
    return middle(sums[side.n // 2 :][: side.last]) - middle(sums[-side.last :])


def above_usual(side: Side, classes: int) -> float:
    """How far above the most of a calibrated model the line lies at the best of the later accuracies, in nats; zero
    below the accuracy at which the two touch.
    """
    assert side.accuracy is not None
    best = min(quantile(side.accuracy.values[last_third(side)], _BEST), SURE)
    if best <= e / (e + classes - 1):
        return 0.0
    return twice_line(classes) - best - most_at(best, classes)

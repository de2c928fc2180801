"""The loss ruler: levels that a loss comes to stand on for a reason, and how near a run stands to them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import e, log
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from lossacc_gui.measure.classes import FEWEST_CLASSES, sides_of
from lossacc_gui.measure.course import Course, Curve, Side, learned
from lossacc_gui.measure.curves import commonest, logged_digits, middle, quantile, true_places
from lossacc_gui.measure.once import once
from lossacc_gui.measure.trend import trend_errors
from lossacc_gui.model.analysis import Pair
from lossacc_gui.model.options import Options
from lossacc_gui.model.run import FloatArray, Quantity, Split

SMOOTHINGS = (0.05, 0.1, 0.15, 0.2, 0.3)  # as label_smoothing is given in code
MOST_CLASSES = 1000  # tried where the number is not known
NEARLY_ALL = 0.97  # of the answers right: a loss that rests far from zero rests on something
_FEW_ERRORS = 0.2  # wrong: below it a few sure errors, or a penalty, are dear for each
_MOSTLY = 0.9  # of the answers right
NOTHING_LEFT = 0.98  # of the answers right: an accuracy has nowhere to go there, and a loss changes next to none
_SURE = 0.999  # beyond it the bound goes to nothing
_OFF_LINE = 0.03  # nats: so near the line of a second softmax sure outputs were seen to lie
_BEST = 0.9  # quantile: one lucky point is not the best accuracy
_OFF_FLOOR = 0.2  # ln of the loss: what is further off stands on no floor
_REST_HIGH = 2.0  # times what a calibrated model loses
_OVER_USUAL = 1.5  # times what a calibrated model loses: smoothed labels were seen to cost more
_NO_PENALTY = 1.15  # times ln K: what an untrained network loses at the most
_STANDS_STILL = 0.01  # of the loss since half of the run
_STILL_FALLS = 0.06  # of the loss since half of the run: what falls so much has come to rest on nothing
_FALLS_ALL_RIGHT = 0.1  # of the same where answers were all right long before: what is not held up falls by a third
_FALLS_BESIDE_SURE = 0.15  # of the same
_FAR_LESS = 1.5  # times
_MAY_BE_TWO = 0.95  # of the answers right at first, of a run that may have begun with guesses between two
_BELOW_FLOOR = 0.005  # of the floor: no example costs less than it, but for the precision that a loss is reckoned in
_EXACT = 0.03  # nats: so near the line is a loss whose number of classes the start tells, where it is the sum's as well
_SOONEST = 20.0  # times 1/K
_UNSURE = 0.1  # of how far the line is above what is usual: so far above the line may outputs keep it that are not sure
_OF_WAY = 0.08  # of the way to the line of one class more: one number in six is so near to one
_ENOUGH = 0.95  # of the answers right: a loss at rest there is far above what is usual
_MOVED = 0.03  # of the accuracy
_EXACT_SHARE = 0.15  # of how far accuracies go
_MOST_OF_WAY = 0.5  # of the accuracy
_ALL_RIGHT = 0.99  # of the answers
_ON_FLOOR = 0.002  # nats: the floors of 5 to 30 classes are 15 to 70 times as far apart
_ON_LOW_FLOOR = 0.0003  # nats: where labels smoothed by a tenth leave a loss, which comes to rest less exactly
_FEWEST_BY_FLOOR, _MOST_BY_FLOOR = 5, 30  # classes
_GOOD_PART = 0.1  # of the accuracies: over less a slope may be chance
_ABOUT_ALONG = 0.3  # off -1: smoothed labels were seen at 0.5
_NOT_SURE = 0.2  # of the same: so far above it slowly trained ones end
_CLEAR = 0.15  # nats: five times what counts as on the line
_SLACK = 0.003  # nats: what half precision and means of unequal batches do to a loss, and its rounding
_DEARER_YES, _DEARER_NO = log(2) - log(1 + 1 / e), log(1 + e) - log(2)  # nats: of a sure error under two sigmoids
_LEAST_RIGHT, _LEAST_WRONG = log(1 + 1 / e), log(1 + e**-0.5)  # nats: of an answer under two sigmoids
_CHEAPEST, _DEAREST = 0.19, 1.35  # nats for each error over a whole run: at first no answer is sure, right or wrong
_MOST_ABOVE = log(1 + e**0.5) - log(2) + 0.03  # nats: of one that is undecided above one that is right and sure
_SLACK_OF_CHANCE = 0.01  # nats: by so much may what is true be given less than by chance on average
_CLEARLY_LEARNED = 1.5  # times 1/K of the answers right
_ROUND_CLASSES = 0.06  # of the classes: so far off may a number be that a first loss tells
_CLIPS = (-log(1e-7), 100.0)  # nats at which Keras and PyTorch cut the logarithm of a probability of 0
_ABOUT_CLIPPED = 0.07  # of the price: some errors cost less than the clipped ones
_CLIPPED = 1.03  # times: single precision rounds the first
_NEARLY_CLIPPED = 0.9  # of the greater: what lies between the two is no price of theirs
_NOTHING = 2.0**-22  # nats: twice what single precision makes of the logarithm of 1
_FEWEST_PRICED = 3
_VERY_FEW = 0.02  # wrong, and off the price of a clip: what accuracies of three decimals tell of a price
_STANDS = 0.2  # of the loss in the later half: a penalty goes on falling
_CHEAP = 3.5  # nats for each wrong answer: what models that learn lose
_DEAR = 4.4, 8.8  # nats for each: more is not lost where nothing is learned, nor by a model of language that learns
_OVER_GUESSING = 1.5  # times what guessing costs
_SOME_ERRORS = 0.05  # wrong: nobody is right so seldom and loses nothing
_EXACTLY = 1e-6  # nats
_EXACTLY_TOLD = 0.01  # of the way to the next number of classes
_OFTEN = 0.5  # of the points
_FEWEST_STILL = 8  # points: of fewer no trend is known
_HARDLY = 0.05  # of the loss: more than what is drawn by chance into batches makes of weights that stand
_SELDOM = 0.96  # times exp(-loss): while weights chase the last batch answers are right a little less often
_BY_LUCK = 1.6  # times exp(-loss): more often right were one in twenty of untrained networks
_LIKE_OTHERS = 4.0  # standard deviations: the first epoch of networks that came to guess was seen 9 and 18 off
_SAME = 1e-6  # of a loss: what single precision leaves of one and the same number
_NORMAL_MAD = 1.4826
_EVENLY = 0.002  # nats: so near ln K came a network that guesses evenly, and one in fifty that is not trained
_LITTLE_BELOW = 0.02  # of ln K: where the shares of the classes are learned and they are nearly even
_EVENLY_TOLD = 0.06  # of the way to the next number of classes


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


def guesses_exactly(loss: FloatArray) -> bool:
    """Whether the commonest number of a loss is ln K to the last decimal, as of outputs that are all equal or all cut
    at one end (see `dearest`): random weights do not give it.
    """
    value, share = commonest(loss)
    if share < _OFTEN:
        return False
    near = max(_EXACTLY, _rounding(loss))
    classes = round(float(np.exp(min(value, 20.0))))
    told = FEWEST_CLASSES <= classes <= MOST_CLASSES and near * classes <= _EXACTLY_TOLD
    return told and abs(value - log(classes)) <= near


def _rounding(values: FloatArray) -> float:
    """Half of the last decimal that values were logged with; 0 where all are told."""
    digits = logged_digits(values)
    return 0.0 if digits is None else 0.5 * 10.0**-digits


def untrained(side: Side) -> Reading | None:
    """How surely loss or accuracy goes one way, in standard errors, below zero, of a loss that hardly moves while
    answers are right about as often as by chance at such a loss; None of any other.

    Who guesses by the shares of the classes, as whatever learns does at once, loses their entropy, which is -ln of the
    largest share at the least: it is right as often as exp(-loss), or more often. Weights of which none was ever
    trained know no shares. They may be right more often by luck, as they answer whole kinds of examples alike; then
    they are known by a first epoch that is like all others: whatever is trained, in vain or not, moves in that one the
    most. What comes to guess evenly stands at ln K, and may have stood there from the start.
    """
    if side.loss is None or side.accuracy is None or not (side.counted and side.entropy) or side.n < _FEWEST_STILL:
        return None
    loss, least = side.loss.plain, float(side.loss.plain.min())
    if float(np.ptp(loss)) > _HARDLY * least:
        return None
    guessed, rounding = float(np.exp(-middle(loss))), _rounding(side.accuracy.values)
    right = middle(side.accuracy.values)
    knows_no_shares = right + rounding <= _SELDOM * guessed
    if not knows_no_shares and not (right <= _BY_LUCK * guessed and _begins_as_it_goes_on(side) and not _is_even(loss)):
        return None
    sure = max(abs(trend_errors(loss)), abs(trend_errors(side.accuracy.values)))
    return Reading(0.0 - sure, float(side.x[0]), float(side.x[-1]), sure, side=side)


def _begins_as_it_goes_on(side: Side) -> bool:
    """Whether the log shows the first epoch, and its loss is off the others by no more than they are off one another.

    Epochs count from 0 or 1.
    """
    assert side.loss is not None
    if not side.in_epochs or side.x[0] > 1:
        return False
    first, rest = float(side.loss.plain[0]), side.loss.plain[1:]
    spread = _NORMAL_MAD * middle(np.abs(rest - middle(rest)))
    return abs(first - middle(rest)) <= max(_LIKE_OTHERS * spread, 2 * _rounding(side.loss.plain), _SAME * first)


def _is_even(loss: FloatArray) -> bool:
    """Whether a loss stands at ln K or a little below, where the next K is far: weights of which none was ever trained
    lose no less on average, as who knows nothing is sure of something.
    """
    level = middle(loss)
    classes = max(FEWEST_CLASSES, round(float(np.exp(min(level, 20.0)))))
    off = level - log(classes)
    near = -_LITTLE_BELOW * log(classes) <= off <= max(_EVENLY, _rounding(loss))
    return near and classes * _EVENLY <= _EVENLY_TOLD


def below_zero(pair: Pair) -> Reading | None:
    """The share of its points at which a loss logged with the share of right answers is negative; None where never."""
    return _at_which(pair, pair.loss.value < 0)


def free_throughout(pair: Pair) -> Reading | None:
    """The same of a loss that is exactly zero at all points, or was logged so, while answers are wrong and learn as
    little as without a gradient; None else. Such a loss is no curve.
    """
    right = pair.accuracy.value[np.isfinite(pair.accuracy.value)]
    if not len(right) or not 0 < float(right.max()) <= 1 - _SOME_ERRORS or float(np.ptp(right)) >= _MOVED:
        return None
    return None if np.any(pair.loss.value != 0) else _at_which(pair, pair.loss.value == 0)


def is_no_curve(pair: Pair) -> bool:
    """Whether a loss beside a share of right answers is one that a course does not hold, and that is not nothing."""
    return below_zero(pair) is not None or free_throughout(pair) is not None


def _at_which(pair: Pair, there: NDArray[np.bool_]) -> Reading | None:
    loss, at = pair.loss, true_places(there)
    if loss.quantity is not Quantity.LOSS or pair.accuracy.quantity is not Quantity.ACCURACY or not len(at):
        return None
    share = len(at) / len(loss.value)
    return Reading(share, float(loss.x[at[0]]), float(loss.x[at[-1]]), share)


def dearest(side: Side, options: Options) -> Reading | None:
    """ln of the least loss for each wrong answer of a whole run over what it may be, where a fifth is wrong or more and
    costs anything.

    Keras cuts what it takes for a probability at 1e-7 and 1 - 1e-7, so a linear output beyond 0 and 1 costs 16.118 (in
    single precision 15.94 at the other end) where it is wrong and nothing where it is right, without a gradient either
    way; PyTorch's BCELoss refuses such an output and cuts the logarithm of a probability of 0 at -100. Sparse
    categorical cross-entropy takes the softmax of the logarithms of the cut outputs: where all are cut at one end an
    example costs ln K exactly, else 16.118 and the logarithm of how many are cut above.

    None where they are dear at less than a third of the points: what is got right later was only dear on the way; that
    does not hold where the last quarter costs the very price of the cut. None beyond what the logarithm of a clipped
    probability can cost: such a loss is a sum, or holds something else.
    """
    if side.loss is None or side.accuracy is None or side.n < 3:
        return None
    wrong = 1.0 - side.accuracy.values
    priced = (wrong > _FEW_ERRORS) & (side.loss.plain > _NOTHING)
    cost = np.where(priced, side.loss.plain / np.maximum(wrong, _FEW_ERRORS), np.inf)
    late = cost[-max(_FEWEST_PRICED, side.n // 4) :]
    ends = float(late.min()), float(late.max())
    if any(all(abs(end / clip - 1) <= _ABOUT_CLIPPED for end in ends) for clip in _CLIPS):
        cost = np.where(np.arange(side.n) < side.n - len(late), np.inf, cost)  # outputs may run beyond the clip late
    if _all_clipped(side):
        cost = np.where(np.arange(side.n) < side.n // 2, np.inf, cost)
    least = float(cost.min())
    by_one = least <= _CLIPPED * _CLIPS[0] or _NEARLY_CLIPPED <= least / _CLIPS[1] <= _CLIPPED
    if least <= 0 or not (by_one or _all_clipped(side)):
        return None
    if least > _CHEAP and priced.sum() < max(_FEWEST_PRICED, side.n / 3):
        return None
    x = float(side.x[int(cost.argmin())])
    return Reading(log(least / _dear(side.accuracy, learned(side, options))), x, x, least, side=side)


def clipped_errors(side: Side) -> Reading | None:
    """The share of points at which each wrong answer costs what one clip makes of a probability of 0; None where most
    do not, or too few answers are wrong to tell.
    """
    if side.loss is None or side.accuracy is None or side.n < _FEWEST_PRICED:
        return None
    wrong = 1.0 - side.accuracy.values
    each = side.loss.plain / np.maximum(wrong, _VERY_FEW)
    for clip in _CLIPS:
        at = true_places((wrong > _VERY_FEW) & (np.abs(each / clip - 1) <= _VERY_FEW))
        if len(at) >= _OFTEN * side.n:
            share = len(at) / side.n
            return Reading(share, float(side.x[at[0]]), float(side.x[at[-1]]), share, side=side)
    return None


def _all_clipped(side: Side) -> bool:
    """Whether a loss stands above the most that a wrong answer should cost and below what the clip leaves of all.

    Where outputs of both signs are divided by their sum, the class told has the least share as often as the greatest:
    right answers are clipped as well.
    """
    assert side.loss is not None
    late = side.loss.plain[side.n // 2 :]
    spread = float(np.ptp(late))
    return (
        _DEAR[1] <= float(late.min()) and float(late.max()) <= _CLIPPED * _CLIPS[0] and spread <= _STANDS * late.min()
    )


def _dear(accuracy: Curve, learns: bool) -> float:
    """From what loss for each wrong answer on errors are dear: the more of it, the more classes there may be.

    Who learns may have the thousands of a vocabulary. Who does not is right as often as guessing among equals is, among
    which it costs the logarithm of their number.
    """
    if learns:
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
    along = _go_along(sides)
    if _on_a_floor(course, classes):
        return None
    right = max(right for _, _, right in _ends(course))
    exact = _exactly_along(sides)
    possible = tuple(_classes_of_twice(sides, classes, begun=not (exact or along)))
    if not possible:
        return Reading(0.0, float(sides[0].x[0]), float(sides[0].x[-1]), 0.0)
    known = classes is not None or exact or (len(possible) == 1 and _answers_got_better(sides))
    sums = np.concatenate([_late_sums(side) for side in sides])
    first = min(float(side.x[_late(side)][0]) for side in sides)
    last = max(float(side.x[-1]) for side in sides)
    for tried in possible:
        clear = max(_above_usual(side, tried) for side in sides)
        if clear < _CLEAR or not (along or known or right >= _ENOUGH):
            continue
        off = sums - log(e + tried - 1)
        below, above = _room(tried, clear, known=known, along=along)
        share = float(np.count_nonzero((off >= -below) & (off <= above)) / len(off))
        found.append(Reading(share, first, last, share, tried))
    return max(found, key=lambda one: one.value, default=None)


@once
def on_sigmoid_line(course: Course) -> Reading | None:
    """The share of later points at which losses are those of sure probabilities given to a sigmoid once more.

    With p for yes, a yes costs softplus(-p) and a no softplus(p): between ln(1 + 1/e) and ln 2 where the answer is
    right and sure, and an error costs 0.38 more of a yes and 0.62 more of a no. Losses end at a floor F between the
    two, which the share of yes tells, and lie along a line of that slope; nor can one begin further above F than 0.28.
    None where they do not, answers are not seen to get better, the losses have not come to rest, or what they rest on
    is what smoothed labels of two classes rest on. `shown` is the floor.
    """
    sides, ends = sides_of(course), _ends(course)
    if not sides or min(side.n for side in sides) < 6 or max(right for _, _, right in ends) < _MOSTLY:
        return None
    hits = np.concatenate([side.accuracy.values for side in sides if side.accuracy is not None])
    losses = np.concatenate([side.loss.plain for side in sides if side.loss is not None])
    if np.ptp(hits) < _GOOD_PART or any(
        _fallen_since_half(side, level) > _STANDS_STILL * level for side, level, _ in ends
    ):
        return None
    cheap, dear = (_DEARER_YES, _DEARER_NO)
    low = max(level - dear * (1 - right) for _, level, right in ends) - _SLACK
    high = min(level - cheap * (1 - right) for _, level, right in ends) + _SLACK
    first, last = min(float(side.x[_late(side)][0]) for side in sides), max(float(side.x[-1]) for side in sides)
    floor = (low + high) / 2
    fits = (
        low <= high
        and twice_floor(FEWEST_CLASSES) + _OFF_LINE <= floor <= log(2) - _OFF_LINE
        and float(losses.max()) - floor <= _MOST_ABOVE
        and _CHEAPEST <= -_slope(hits, losses) <= _DEAREST
        and float((losses - (_LEAST_RIGHT * hits + _LEAST_WRONG * (1 - hits))).min()) >= -_SLACK
        and all(abs(floor - smoothed_floor(FEWEST_CLASSES, one)) > _OFF_LINE for one in SMOOTHINGS)
    )
    if not fits:
        return None
    off = np.concatenate([_late_errors_off(side, floor) for side in sides])
    share = float(np.count_nonzero(off <= _OFF_LINE / 2) / len(off))
    return Reading(share, first, last, floor, FEWEST_CLASSES) if share >= _OFTEN else None


def _late_errors_off(side: Side, floor: float) -> FloatArray:
    """How far later points are outside of what sure errors lift a loss to above a floor, shape (points,)."""
    assert side.loss is not None and side.accuracy is not None
    above, wrong = side.loss.plain[_late(side)] - floor, 1 - side.accuracy.values[_late(side)]
    outside: FloatArray = np.maximum(above - _DEARER_NO * wrong, _DEARER_YES * wrong - above)
    return outside


def _on_a_floor(course: Course, classes: int | None) -> bool:
    """Whether a usual smoothing of the labels would have the loss end where it does: a point may be on two lines."""
    found = off_smoothed_floor(course, classes)
    return found is not None and -found.value <= _OFF_FLOOR


def _room(classes: int, clear: float, *, known: bool, along: bool) -> tuple[float, float]:
    """How far below and above the line of a second softmax a loss may lie that is on it.

    Where the number of classes is known, outputs that are not sure yet may keep it above. Else one of the many lines is
    always near: a loss that comes to rest has to be on one, and one that comes along it for a good part nearly.
    """
    if known:
        return _OFF_LINE, max(_OFF_LINE, _UNSURE * clear)
    near = _OFF_LINE if along else min(_OFF_LINE, _OF_WAY * log(1 + 1 / (e + classes - 1)))
    return near, near


def _answers_moved(sides: tuple[Side, ...]) -> bool:
    """Whether accuracies go anywhere: those of a run that stands are on some line or other."""
    values = np.concatenate([side.accuracy.values for side in sides if side.accuracy is not None])
    return float(np.ptp(values)) >= _MOVED


def _answers_got_better(sides: tuple[Side, ...]) -> bool:
    """Whether answers were seen to get right from few to most: then the losses of a run, which a second softmax keeps
    within less than a nat, tell how many classes there are.
    """
    values = np.concatenate([side.accuracy.values for side in sides if side.accuracy is not None])
    return float(np.ptp(values)) >= _MOST_OF_WAY


def _stands_on_twice_floor(sides: tuple[Side, ...], classes: int | None) -> Reading | None:
    """The share of later points at which losses stand on the floor of a second softmax to the last decimals, of answers
    that are nearly all right from the first point on; None of other ones.
    """
    if min(float(side.accuracy.values.min()) for side in sides if side.accuracy) < NEARLY_ALL:
        return None
    hits, losses = _later(sides)
    sums = losses + hits - 1
    tried = max(FEWEST_CLASSES, round(1 + e * (float(np.exp(middle(sums))) - 1)))
    if tried > _MOST_BY_FLOOR or (classes is not None and classes != tried):
        return None
    near = _ON_FLOOR if tried >= _FEWEST_BY_FLOOR else _ON_LOW_FLOOR
    share = float(np.count_nonzero(np.abs(sums - twice_floor(tried)) <= near) / len(sums))
    if share < _OFTEN:
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


def _exactly_along(sides: tuple[Side, ...]) -> bool:
    """Whether later losses and accuracies make one and the same sum while they go some way: so exactly no loss follows
    an accuracy but that of sure outputs under a second softmax, of however many classes.
    """
    hits, losses = _later(sides)
    return float(np.ptp(hits)) >= _MOVED and float(np.ptp(hits + losses)) <= _EXACT_SHARE * float(np.ptp(hits))


def _since(side: Side) -> slice:
    """The later two thirds."""
    return slice(side.n // 3, None)


def _is_along(hits: FloatArray, loss: FloatArray) -> bool:
    if np.ptp(hits) < _GOOD_PART:
        return False
    return abs(_slope(hits, loss) + 1) <= _ABOUT_ALONG


def _slope(hits: FloatArray, loss: FloatArray) -> float:
    """By how much a loss grows with the accuracy, by least squares; accuracies differ."""
    span = hits - hits.mean()
    return float(span @ loss / (span @ span))


def _classes_of_twice(sides: tuple[Side, ...], classes: int | None, *, begun: bool = True) -> Iterator[int]:
    """The numbers of classes with which a second softmax could have made each single loss of a run.

    With K of them an example costs ln(e + K - 1) - 1 at the least, and where what is true is given 1/K or more on
    average, as by chance, all cost ln(e + K - 1) - 1/K at the most. A wrong answer has at most half of all probability
    for what is true, so it costs ln(2 e^(1/2) + K - 2) - 1/2 at the least. Means keep these bounds. Nor is a run right
    _SOONEST times as often as guessing from its first point on, if that is where it `begun`.
    """
    most = max(float(side.loss.plain.max()) for side in sides if side.loss is not None)
    least = min(float(side.accuracy.values.min()) for side in sides if side.accuracy is not None)
    room = 0 if classes is None else round(_ROUND_CLASSES * classes)
    for tried in range(FEWEST_CLASSES, MOST_CLASSES + 1):
        if log(e + tried - 1) - 1 > most or (begun and tried * least > _SOONEST):
            return
        highest = log(e + tried - 1) - 1 / tried
        if highest < most - _SLACK_OF_CHANCE or highest < _most_of_learned(sides, tried) - _SLACK:
            continue
        if classes is not None and abs(tried - classes) > room:
            continue
        if all(_above_least_of_twice(side, tried) for side in sides):
            yield tried


def _most_of_learned(sides: tuple[Side, ...], classes: int) -> float:
    """The greatest loss where answers are right clearly more often than by chance; -inf where they never are."""
    least = _CLEARLY_LEARNED / classes
    losses = [side.loss.plain[side.accuracy.values >= least] for side in sides if side.loss and side.accuracy]
    return max((float(some.max()) for some in losses if len(some)), default=-np.inf)


def _above_least_of_twice(side: Side, classes: int) -> bool:
    assert side.loss is not None and side.accuracy is not None
    right, wrong = log(e + classes - 1) - 1, log(2 * e**0.5 + classes - 2) - 0.5
    least = right + (1 - side.accuracy.values) * (wrong - right)
    return float((side.loss.plain - least).min()) >= -_SLACK


def _late(side: Side) -> slice:
    """The last third: outputs get sure by training."""
    return slice(side.n - max(2, side.n // 3), None)


def _late_sums(side: Side) -> FloatArray:
    """Loss and accuracy of the later points together, which the line of a second softmax has the same everywhere."""
    assert side.loss is not None and side.accuracy is not None
    sums: FloatArray = side.loss.plain[_late(side)] + side.accuracy.values[_late(side)]
    return sums


def _nearly_on_twice_line(course: Course, classes: int) -> bool:
    """Whether all splits end above the line of a second softmax by little of how far that is above what is usual."""
    line = log(e + classes - 1)
    return all(
        abs(level + right - line) <= _NOT_SURE * _above_usual(side, classes) for side, level, right in _ends(course)
    )


def _above_usual(side: Side, classes: int) -> float:
    """How far above the most of a calibrated model the line lies at the best of the later accuracies, in nats; zero
    below the accuracy at which the two touch.
    """
    assert side.accuracy is not None
    best = min(quantile(side.accuracy.values[_late(side)], _BEST), _SURE)
    if best <= e / (e + classes - 1):
        return 0.0
    return log(e + classes - 1) - best - _most_at(best, classes)


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
    """over_entropy of training where its loss has come to rest: it ends about where it stood at half of the run, with
    nearly all answers right, and at twice or more of what a calibrated model loses.

    Labels may be smoothed in training alone; without its answers they may as well be wrong, which costs a model that is
    right the same. None where that is not so, where the number of classes is known: then its floor tells whether that
    is the one; and where a run begins as two classes do and rests above all of their floors.
    """
    side, level, right = next(iter(reversed(_ends(course))), (None, 0.0, 0.0))
    if classes is not None or side is None or side.loss is None or side.split is not Split.TRAIN:
        return None
    if right < NEARLY_ALL or not (_rests(side, level) or _held_out_is_sure(course, side, level)):
        return None
    if any(_nearly_on_twice_line(course, tried) for tried in _classes_of_twice(sides_of(course), None)):
        return None  # outputs of a second softmax that are not sure yet
    if level < (1 - _BELOW_FLOOR) * smoothed_floor(FEWEST_CLASSES, SMOOTHINGS[0]):
        return None  # the lowest of all floors
    above, first = level / _most_at(min(right, _SURE), MOST_CLASSES), float(side.loss.plain.max())
    highest = smoothed_floor(FEWEST_CLASSES, SMOOTHINGS[-1])
    two = side.accuracy is not None and float(side.accuracy.values[0]) <= _MAY_BE_TWO
    if above < _REST_HIGH or (two and first < _NO_PENALTY * log(FEWEST_CLASSES) and level > highest):
        return None
    return Reading(log(above), float(side.x[-side.last]), float(side.x[-1]), above, side=side)


def _held_out_is_sure(course: Course, train: Side, level: float) -> bool:
    """Whether answers to what was held out cost no more than those of a calibrated model and far less than training's,
    though they are right less often: then it is no doubt of the model's that training's loss holds.
    """
    held = next(((other, right) for side, other, right in _ends(course) if side is course.held_out), None)
    own = next((right for side, _, right in _ends(course) if side is train), 0.0)
    if held is None or held[1] > own or _fallen_since_half(train, level) > _FALLS_BESIDE_SURE * level:
        return False
    other, right = held
    return right >= _MOSTLY and other <= min(level / _FAR_LESS, _most_at(min(right, _SURE), MOST_CLASSES))


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
    for side, level, right in _ends(course):
        assert side.loss is not None
        if side.loss.plain[0] > _NO_PENALTY * log(classes) or not _rests(side, level) or level > highest:
            continue
        if _nearly_on_twice_line(course, classes) and _fallen_since_half(side, level) > _STANDS_STILL * level:
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
    rounding = _rounding(side.loss.plain)
    to_go = min(max(_fallen_since_half(side, level), 0.0), level / 2)
    for smoothing in SMOOTHINGS:
        floor, most = smoothed_floor(classes, smoothing), _smoothed_loss(right, classes, smoothing)
        if level + rounding >= (1 - _BELOW_FLOOR) * floor:
            yield max(0.0, log(level - to_go) - log(max(most, floor))), smoothing


def _rests(side: Side, level: float) -> bool:
    """Whether the loss (median of as many points as it ends on) is at half of the run about where it ends."""
    assert side.accuracy is not None
    all_right = float(side.accuracy.values[side.n // 2 :].min()) >= _ALL_RIGHT
    return _fallen_since_half(side, level) <= (_FALLS_ALL_RIGHT if all_right else _STILL_FALLS) * level


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

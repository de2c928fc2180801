"""What each wrong answer costs, where that is more than a model loses, or what a clip makes of it."""

from __future__ import annotations

from math import log

import numpy as np
from numpy.typing import NDArray

from lossacc_gui.measure.classes import sides_of
from lossacc_gui.measure.course import Course, Curve, Loss, Side, learned
from lossacc_gui.measure.curves import extent, middle, quantile, true_places
from lossacc_gui.measure.once import once
from lossacc_gui.measure.ruler.free import NOTHING
from lossacc_gui.measure.ruler.reading import OFTEN, Reading
from lossacc_gui.model.options import Options
from lossacc_gui.model.run import FloatArray

_FEW_ERRORS = 0.2  # wrong: below it a few sure errors, or a penalty, are dear for each
_CLIPS = (-log(1e-7), 100.0)  # nats at which Keras and PyTorch cut the logarithm of a probability of 0
_ABOUT_CLIPPED = 0.07  # of the price: some errors cost less than the clipped ones
_CLIPPED = 1.03  # times: single precision rounds the first
_NEARLY_CLIPPED = 0.9  # of the greater: what lies between the two is no price of theirs
_FEWEST_PRICED = 3
_FEWEST_EVEN = 8
_NEARLY_ALL = 0.9  # of the points
_TAILS = 0.1, 0.9
_VERY_FEW = 0.02  # wrong, and off the price of a clip: what accuracies of three decimals tell of a price
_NEARLY_ALL_OF_IT = 0.2  # off the price: means of an epoch in which outputs run out to the clip
_GOES_ALONG = 1.5  # times the least share of errors: a loss that grows as much is made of the price
_STANDS = 0.2  # of the loss in the later half: a penalty goes on falling
_EVEN = 0.22  # of the price: how far off nine in ten points may be
_CHEAP = 3.5  # nats for each wrong answer: what models that learn lose
_DEAR = 4.4, 8.8  # nats for each: more is not lost where nothing is learned, nor by a model of language that learns
_OVER_GUESSING = 1.5  # times what guessing costs
_ENDS_UP, _JUMPS = 0.05, 0.03  # nats
_ROSE = 0.15  # ln of the loss over its first value: what goes down does not go up first


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
    priced = (wrong > _FEW_ERRORS) & (side.loss.plain > NOTHING)
    cost = np.where(priced, side.loss.plain / np.maximum(wrong, _FEW_ERRORS), np.inf)
    late = cost[-max(_FEWEST_PRICED, side.n // 4) :]
    ends = float(late.min()), float(late.max())
    if any(all(abs(end / clip - 1) <= _ABOUT_CLIPPED for end in ends) for clip in _CLIPS):
        cost = np.where(np.arange(side.n) < side.n - len(late), np.inf, cost)  # outputs may run beyond the clip late
    clipped = _all_clipped(side)
    if clipped:
        cost = np.where(np.arange(side.n) < side.n // 2, np.inf, cost)
    least = float(cost.min())
    by_one = least <= _CLIPPED * _CLIPS[0] or _NEARLY_CLIPPED <= least / _CLIPS[1] <= _CLIPPED
    if least <= 0 or not (by_one or clipped):
        return None
    if least > _CHEAP and priced.sum() < max(_FEWEST_PRICED, side.n / 3):
        return None
    x = float(side.x[int(cost.argmin())])
    return Reading(log(least / _dear(side.accuracy, learns=learned(side, options))), x, x, least, side=side)


@once
def clipped_errors(course: Course) -> Reading | None:
    """The share of points at which each wrong answer costs what one clip makes of a probability of 0, of the split in
    which it is largest; None where most do not, too few answers are wrong to tell, or another split's errors do not
    cost nearly as much.

    The mean over an epoch in which weights move holds errors that were not clipped yet; held-out loss has none of them.
    """
    told = [side for side in sides_of(course) if side.n >= _FEWEST_PRICED]
    if all(middle(_each(side)) < (1 - _ABOUT_CLIPPED) * _CLIPS[0] for side in told):
        return None  # as of most losses: a price is that of more than half of the points
    for clip in _CLIPS:
        found = [one for one in (_clipped(side, clip) for side in told) if one is not None]
        if found and all(_costs(side, clip, _NEARLY_ALL_OF_IT).mean() >= OFTEN for side in told):
            return max(found, key=lambda one: one.value)
    return None


def _clipped(side: Side, clip: float) -> Reading | None:
    """The share of points at a price, exactly or, where the share of errors goes anywhere and the loss with it, about;
    None where it is not most of them.
    """
    assert side.accuracy is not None
    for off in (_VERY_FEW, _ABOUT_CLIPPED):
        at = true_places(_costs(side, clip, off))
        if len(at) < OFTEN * side.n:
            continue
        wrong = 1.0 - side.accuracy.values[at]
        if off == _VERY_FEW or float(wrong.max()) >= _GOES_ALONG * float(wrong.min()):
            share = len(at) / side.n
            return Reading(share, float(side.x[at[0]]), float(side.x[at[-1]]), share, side=side)
    return None


def _costs(side: Side, clip: float, off: float) -> NDArray[np.bool_]:
    """Where each wrong answer costs a price, or less by that share of it, shape (n,)."""
    assert side.accuracy is not None
    wrong, each = 1.0 - side.accuracy.values, _each(side)
    there: NDArray[np.bool_] = (
        (wrong > _VERY_FEW) & (each >= (1 - off) * clip) & (each <= (1 + min(off, _VERY_FEW)) * clip)
    )
    return there


def _each(side: Side) -> FloatArray:
    """What each wrong answer costs, shape (n,), as if no fewer were wrong than tell a price."""
    assert side.loss is not None
    assert side.accuracy is not None
    each: FloatArray = side.loss.plain / np.maximum(1.0 - side.accuracy.values, _VERY_FEW)
    return each


@once
def even_price(course: Course) -> Reading | None:
    """The loss for each wrong answer (median; ln of it) of the split in which it is less, where it is much the same at
    nearly all points of all splits however many are wrong, and high; None else, and beyond what a clip leaves.

    Of outputs that are cut an example costs the price of the clip or next to nothing, so a loss is the share of errors
    times a price. Who learns gets surer, and pays another one for each error as it learns; a penalty is no price.
    """
    prices: list[tuple[float, Side]] = []
    for side in sides_of(course):
        assert side.loss is not None
        assert side.accuracy is not None
        if float(side.loss.plain.max()) > _CLIPPED * _CLIPS[0]:
            return None
        wrong = 1.0 - side.accuracy.values
        priced = wrong > _VERY_FEW
        if int(priced.sum()) < max(_FEWEST_EVEN, OFTEN * side.n):
            return None
        each = side.loss.plain[priced] / wrong[priced]
        price = middle(each)
        if price < 2 * _CHEAP or quantile(np.abs(each / price - 1), _NEARLY_ALL) > _EVEN:
            return None
        few, many = (quantile(wrong[priced], tail) for tail in _TAILS)  # a single point may be off the others
        if many < _GOES_ALONG * few:
            return None
        prices.append((price, side))
    if not prices:
        return None
    price, side = min(prices, key=lambda one: one[0])
    return Reading(log(price), float(side.x[0]), float(side.x[-1]), price, side=side)


def dear_points(side: Side) -> Reading | None:
    """The share of points at which each wrong answer costs more than where nothing is learned; None where a loss is
    more than a clip leaves of it, which is no cut output's.

    A linear layer taken for probabilities is cut wherever it is below 0 or above 1: such a loss jumps about between
    what is cut on the right side and on the wrong one, and goes nowhere, but it is never more than the clip.
    """
    if side.loss is None or side.accuracy is None or side.n < _FEWEST_PRICED:
        return None
    if float(side.loss.plain.max()) > _CLIPPED * _CLIPS[0]:
        return None
    wrong = 1.0 - side.accuracy.values
    at = true_places((wrong > _FEW_ERRORS) & (side.loss.plain >= _dear(side.accuracy, learns=False) * wrong))
    if not len(at):
        return None
    share = len(at) / side.n
    return Reading(share, float(side.x[at[0]]), float(side.x[at[-1]]), share, side=side)


def goes_down_smoothly(loss: Loss) -> bool:
    """Whether a loss ends about where it is lowest and hardly jumps: one that holds a penalty, or errors of values, is
    dear for each answer that counts as wrong and gets better all the same.
    """
    jumps = 0.0 if loss.jumps is None else loss.jumps
    ends_up, rose = float(loss.smooth[-1] - loss.smooth.min()), float(loss.smooth.max() - loss.values[0])
    return ends_up < _ENDS_UP and rose < _ROSE and jumps < _JUMPS


def _all_clipped(side: Side) -> bool:
    """Whether a loss stands above the most that a wrong answer should cost and below what the clip leaves of all.

    Where outputs of both signs are divided by their sum, the class told has the least share as often as the greatest:
    right answers are clipped as well.
    """
    assert side.loss is not None
    late = side.loss.plain[side.n // 2 :]
    spread = extent(late)
    return (
        _DEAR[1] <= float(late.min()) and float(late.max()) <= _CLIPPED * _CLIPS[0] and spread <= _STANDS * late.min()
    )


def _dear(accuracy: Curve, *, learns: bool) -> float:
    """From what loss for each wrong answer on errors are dear: the more of it, the more classes there may be.

    Who learns may have the thousands of a vocabulary. Who does not is right as often as guessing among equals is, among
    which it costs the logarithm of their number.
    """
    if learns:
        return _DEAR[1]
    right = min(max(middle(accuracy.values), 1e-4), 1 - _FEW_ERRORS)
    return min(max(_DEAR[0], -_OVER_GUESSING * log(right) / (1 - right)), _OVER_GUESSING * _DEAR[1])

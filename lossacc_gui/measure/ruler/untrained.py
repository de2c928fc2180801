"""Losses of weights that nobody trains: numbers that repeat, guesses, and courses that go nowhere."""

from __future__ import annotations

from math import log

import numpy as np

from lossacc_gui.measure.classes import FEWEST_CLASSES
from lossacc_gui.measure.course import Loss, Side
from lossacc_gui.measure.curves import deviation, middle, robust_deviation, rounding_of, true_places
from lossacc_gui.measure.ruler.free import NOTHING
from lossacc_gui.measure.ruler.reading import OFTEN, Reading
from lossacc_gui.measure.trend import trend_errors
from lossacc_gui.model.run import FloatArray

_EXACTLY = 1e-6  # nats
_EXACTLY_TOLD = 0.01  # of the way to the next number of classes
_FEWEST_STILL = 8  # points: of fewer no trend is known
_HARDLY = 0.04  # of the loss, standard deviation: more than batches and dropout make of weights that stand
_SELDOM = 0.96  # times exp(-loss): while weights chase the last batch answers are right a little less often
_BY_LUCK = 1.6  # times exp(-loss): more often right were one in twenty of untrained networks
_LIKE_OTHERS = 5.0  # standard deviations: the first epoch of networks that came to guess was seen 9 and 18 off
_SAME = 1e-6  # of a loss: what single precision leaves of one and the same number
_EVENLY = 0.002  # nats: so near ln K came a network that guesses evenly, and one in fifty that is not trained
_LITTLE_BELOW = 0.02  # of ln K: where the shares of the classes are learned and they are nearly even
_EVENLY_TOLD = 0.06  # of the way to the next number of classes


def repeated(side: Side) -> Reading | None:
    """The share of its points at which a loss is its commonest number."""
    if side.loss is None or side.n < 3:
        return None
    value, share = side.loss.commonest
    at = true_places(side.loss.plain == value)
    return Reading(share, float(side.x[at[0]]), float(side.x[at[-1]]), share, side=side)


def guesses_exactly(loss: Loss, most_classes: int) -> bool:
    """Whether the commonest number of a loss is ln K to the last decimal, as of outputs that are all equal or all cut
    at one end (see `prices.dearest`): random weights do not give it. K is `most_classes` at most.
    """
    value, share = loss.commonest
    if share < OFTEN:
        return False
    near = max(_EXACTLY, rounding_of(loss.plain))
    classes = round(float(np.exp(min(value, 20.0))))
    told = FEWEST_CLASSES <= classes <= most_classes and near * classes <= _EXACTLY_TOLD
    return told and abs(value - log(classes)) <= near


def untrained(side: Side, held: Side | None = None) -> Reading | None:
    """How surely loss or accuracy goes one way, in standard errors, below zero, of a loss that hardly moves while
    answers are right about as often as by chance at such a loss; None of any other.

    Who guesses by the shares of the classes, as whatever learns does at once, loses their entropy, which is -ln of the
    largest share at the least: it is right as often as exp(-loss), or more often. Weights of which none was ever
    trained know no shares. They may be right more often by luck, as they answer whole kinds of examples alike; then
    they are known by a first epoch that is like all others: whatever is trained, in vain or not, moves in that one the
    most. What comes to guess evenly stands at ln K, and may have stood there from the start, but then so does what was
    `held` out.
    """
    if side.loss is None or side.accuracy is None or not (side.counted and side.entropy) or side.n < _FEWEST_STILL:
        return None
    loss, least = side.loss.plain, float(side.loss.plain.min())
    if least <= NOTHING or deviation(loss) > _HARDLY * least:
        return None
    guessed, rounding = float(np.exp(-middle(loss))), rounding_of(side.accuracy.values)
    right = middle(side.accuracy.values)
    knows_no_shares = right + rounding <= _SELDOM * guessed
    if not knows_no_shares and not (
        right <= _BY_LUCK * guessed and _begins_as_it_goes_on(side) and not _is_even(loss, held)
    ):
        return None
    sure = max(abs(trend_errors(loss)), abs(trend_errors(side.accuracy.values)))
    return Reading(0.0 - sure, float(side.x[0]), float(side.x[-1]), sure, side=side)


def _begins_as_it_goes_on(side: Side) -> bool:
    """Whether the loss of the first epoch is off the others by no more than they are off one another."""
    assert side.loss is not None
    if not side.in_epochs:
        return False
    first, rest = float(side.loss.plain[0]), side.loss.plain[1:]
    apart = _LIKE_OTHERS * robust_deviation(rest)
    return abs(first - middle(rest)) <= max(apart, 2 * rounding_of(side.loss.plain), _SAME * first)


def _is_even(loss: FloatArray, held: Side | None) -> bool:
    """Whether a loss stands at ln K or a little below, where the next K is far: weights of which none was ever trained
    lose no less on average, as who knows nothing is sure of something. Who guesses evenly does so wherever it is asked.
    """
    level = middle(loss)
    classes = max(FEWEST_CLASSES, round(float(np.exp(min(level, 20.0)))))
    off = level - log(classes)
    near = -_LITTLE_BELOW * log(classes) <= off <= max(_EVENLY, rounding_of(loss))
    alike = held is None or held.loss is None or abs(middle(held.loss.plain) - level) <= _LITTLE_BELOW * level
    return near and alike and classes * _EVENLY <= _EVENLY_TOLD

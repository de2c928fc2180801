"""Loss held against accuracy: what an error costs, what the accuracy allows, where the two do not go together."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from lossacc_gui.explain.facts.answers import LEAST_ERROR_SHARE, errors_of
from lossacc_gui.explain.facts.assumed import given_text, may_be
from lossacc_gui.explain.facts.case import Case
from lossacc_gui.explain.facts.fact import Fact, Measured, Unit, of_side
from lossacc_gui.explain.facts.summed import is_sum
from lossacc_gui.explain.facts.words.relation import WORDS
from lossacc_gui.measure.classes import FEWEST_CLASSES
from lossacc_gui.measure.course import Curve, Loss, Side
from lossacc_gui.measure.curves import BoolArray, true_places
from lossacc_gui.measure.once import once
from lossacc_gui.measure.ruler.bounds import SURE
from lossacc_gui.model.episode import FindingKind, Severity
from lossacc_gui.model.run import FloatArray, IntArray

_FEW_ERRORS = 0.01  # below one wrong answer in a hundred the loss per error rests on too few
_BETTER = 0.03  # nats: a loss lower by less is not called better
_NO_BETTER = 0.005  # an accuracy higher by no more is no better; words/relation.py tells it
_LOSS_OFF, _ACCURACY_OFF = 0.03, 0.3  # relative distance from ln K and from 1/K that still is guessing
_MOST_CLASSES_LOG = 7.0
_ASSUMED = 10  # classes, where the log does not tell how many there are and may have so many
_MOST_COMPARED = 200


def _related(
    measure: Callable[[Side, Loss, Curve], Measured | None],
    *,
    train: bool = False,
    plain: bool = False,
    by_loss: bool = False,
) -> Callable[[Case], Measured | None]:
    """A fact of loss and accuracy of validation, else of training; `plain`: of a cross-entropy and right answers.

    Of validation it is not known where no more than a handful of examples is behind it, unless the loss says most of it
    (`by_loss`): none of a dozen right is the luck of a model that guesses, and a loss that does not fit such an
    accuracy tells nothing.
    """

    def measured(case: Case) -> Measured | None:
        side = case.course.train if train else case.course.lead
        if side is None or side.loss is None or side.accuracy is None or side.n < 3:
            return None
        few = FindingKind.FEW_EXAMPLES
        if not (train or by_loss) and any(
            one.kind is few and one.split == side.split and one.severity is not Severity.BENIGN
            for one in case.detection.findings
        ):
            return None
        if plain and (not (side.counted and side.entropy) or is_sum(side)):
            return None
        found = measure(side, side.loss, side.accuracy)
        return found if train else of_side(found, case, side)

    return measured


def _whole(side: Side, value: float, told: float | None = None) -> Measured:
    return Measured(value, float(side.x[0]), float(side.x[-1]), told)


def _per_error(loss: Loss, accuracy: Curve) -> FloatArray:
    """Loss divided by the share of wrong answers, infinite where few are wrong."""
    wrong = errors_of(accuracy)
    return np.where(wrong > _FEW_ERRORS, loss.level / wrong, np.inf)


def _per_error_at(place: Callable[[Side, Loss], int]) -> Callable[[Side, Loss, Curve], Measured | None]:
    def measure(side: Side, loss: Loss, accuracy: Curve) -> Measured | None:
        at = place(side, loss)
        value = float(_per_error(loss, accuracy)[at])
        x = float(side.x[at])
        return Measured(float(np.log(value)), x, x, value) if np.isfinite(value) and value > 0 else None

    return measure


def _confident_rise(side: Side, loss: Loss, accuracy: Curve) -> Measured:
    """The part of the rise of the loss that more wrong answers do not explain; told is what the loss divided by their
    share changed by, where there are wrong answers to divide by.
    """
    wrong = errors_of(accuracy)
    grown = float(np.log(wrong[-1] / wrong[loss.best]))
    value = max(0.0, float(loss.smooth[-1] - loss.smooth[loss.best]) - max(0.0, grown))
    change = float(np.log(loss.level[-1] / loss.level[loss.best])) - grown
    known = side.counted and float(accuracy.smooth[[loss.best, -1]].max()) < 1 - LEAST_ERROR_SHARE
    denied = not known or WORDS["confident_rise"].denies(value, change)
    ends = float(side.x[loss.best]), float(side.x[-1])
    return Measured(value, *ends, float(np.expm1(change)), untold=denied)


def _bound(side: Side, loss: Loss, accuracy: Curve) -> Measured | None:
    """The least loss per error over ln 2, as ln: below zero it is no plain cross-entropy."""
    cost = _per_error(loss, accuracy)
    at = int(cost.argmin())
    if not np.isfinite(cost[at]):
        return None
    ratio = float(cost[at] / np.log(2))
    x = float(side.x[at])
    return Measured(float(np.log(max(ratio, 1e-9))), x, x, ratio, ends=(float(cost[at]), float(np.log(2))))


def _entropy(accuracy: float, others: int) -> float:
    """The most that a calibrated model of this accuracy loses when its errors spread over `others` classes."""
    a = min(max(accuracy, 0.001), 0.999)
    return float(-a * np.log(a) - (1 - a) * np.log((1 - a) / others))


def _over_entropy(
    name: str, classes: int, place: Callable[[Side, Loss], int], *, train: bool = False
) -> Callable[[Case], Measured | None]:
    """A loss over the most of a calibrated model with so many classes. Told of the number that is known, where that
    speaks for the same side; of an assumed one where there may be so many; of no accuracy that leaves nothing wrong.
    """

    def measured(case: Case) -> Measured | None:
        def measure(side: Side, loss: Loss, accuracy: Curve) -> Measured | None:
            at = place(side, loss)
            level, right, x = float(loss.level[at]), float(accuracy.smooth[at]), float(side.x[at])
            ratio = level / _entropy(right, classes - 1)
            if ratio <= 0:
                return None
            known, value, told, untold = case.classes, float(np.log(ratio)), ratio, not may_be(case, classes)
            if known is not None and classes > FEWEST_CLASSES < known:
                told = level / _entropy(right, known - 1)
                untold = WORDS[name].denies(value, float(np.log(told)))
            assumed = classes
            # a report names one number, whatever a fact judges by
            if known is None and classes != _ASSUMED and may_be(case, _ASSUMED):
                other = level / _entropy(right, _ASSUMED - 1)
                if not WORDS[name].denies(value, float(np.log(other))):
                    assumed, told = _ASSUMED, other
            given = given_text(case, right, assumed)
            return Measured(value, x, x, told, given=given, untold=untold or right > SURE)

        return _related(measure, train=train, plain=True)(case)

    return measured


def _best(side: Side, loss: Loss) -> int:
    return loss.best


def _last(side: Side, loss: Loss) -> int:
    return side.n - 1


def guessing(loss: FloatArray, accuracy: FloatArray) -> BoolArray:
    """At which points loss and accuracy are ln K and 1/K for one whole K, bool (n,)."""
    nats = np.minimum(np.maximum(loss, 1e-6), _MOST_CLASSES_LOG)
    classes = np.maximum(np.rint(np.exp(nats)), 2.0)
    at_loss = np.abs(nats - np.log(classes)) <= _LOSS_OFF * np.log(classes)
    # who guesses among K is never right less often than by guessing: a run that came from below has learned
    possible = accuracy.min(initial=1.0) >= (1 - _ACCURACY_OFF) / classes
    result: BoolArray = at_loss & possible & (np.abs(accuracy - 1 / classes) <= _ACCURACY_OFF / classes)
    return result


@once
def _guessed(side: Side, loss: Loss, accuracy: Curve) -> IntArray:
    """The points of guessing; a run is asked for them when its causes are sought, and again when they are argued."""
    return true_places(guessing(loss.plain, accuracy.values))


def _chance_share(side: Side, loss: Loss, accuracy: Curve) -> Measured:
    at = _guessed(side, loss, accuracy)
    if not len(at):
        return _whole(side, 0.0)
    return Measured(len(at) / side.n, float(side.x[at[0]]), float(side.x[at[-1]]))


def _largest(falling: FloatArray, other: FloatArray, most: float) -> tuple[float, int, int]:
    """The largest falling[i] - falling[j], i < j, with other[j] <= other[i] + most, and its i and j; else 0.

    Of more than 200 points every second one is compared, the last one among them: calmed curves bend over twenty.
    """
    stride = -(-len(falling) // _MOST_COMPARED)
    at = np.arange(len(falling))[::-stride][::-1]
    falling, other = falling[at], other[at]
    fall = falling[:, None] - falling
    beyond = other > other[:, None] + most
    beyond |= _NOT_LATER[: len(at), : len(at)]
    np.putmask(fall, beyond, 0.0)  # half of the time that an index of truths takes
    i, j = divmod(int(fall.argmax()), len(at))
    return max(float(fall[i, j]), 0.0), int(at[i]), int(at[j])


_NOT_LATER = np.tri(_MOST_COMPARED, dtype=np.bool_)


def _worse_answers(side: Side, loss: Loss, accuracy: Curve) -> Measured:
    """The largest fall of the accuracy from one point to a later one at which the loss is better; of a loss that never
    got better it tells nothing.
    """
    value, first, last = _largest(accuracy.smooth, loss.smooth, -_BETTER)
    ends = float(loss.level[first]), float(loss.level[last])
    never_better = float((np.maximum.accumulate(loss.smooth) - loss.smooth).max()) < _BETTER
    return Measured(value, float(side.x[first]), float(side.x[last]), ends=ends, untold=never_better)


def _idle_fall(side: Side, loss: Loss, accuracy: Curve) -> Measured:
    """The largest fall of the loss from one point to a later one at which the accuracy is no better."""
    value, first, last = _largest(loss.smooth, accuracy.smooth, _NO_BETTER)
    fallen = 1 - float(loss.level[last] / loss.level[first])
    ends = float(accuracy.smooth[first]), float(accuracy.smooth[last])
    return Measured(value, float(side.x[first]), float(side.x[last]), fallen, ends=ends)


def _stuck_start(side: Side, loss: Loss, accuracy: Curve) -> Measured:
    """The fall of the loss before the accuracy first moved."""
    moved = true_places(np.abs(accuracy.values - accuracy.values[0]) > _NO_BETTER)
    at = max(0, int(moved[0]) - 1) if len(moved) else side.n - 1
    told = float(loss.plain[at] / max(loss.plain[0], loss.least)) - 1
    return Measured(float(loss.values[0] - loss.values[at]), float(side.x[0]), float(side.x[at]), told)


FACTS: tuple[Fact, ...] = (
    Fact(
        "loss_per_error_best",
        Unit.LOSS,
        "Loss divided by the share of wrong answers where the loss is best, as ln.",
        _related(_per_error_at(_best), plain=True),
    ),
    Fact(
        "train_loss_per_error_end",
        Unit.LOSS,
        "The same of training at the end.",
        _related(_per_error_at(_last), train=True, plain=True),
    ),
    Fact(
        "confident_rise",
        Unit.RELATIVE,
        "Rise of the loss from its best to the end that more wrong answers do not explain, in nats.",
        _related(_confident_rise),
    ),
    Fact(
        "bound_ratio",
        Unit.RATIO,
        "Least loss per error over ln 2, the least that an error costs in plain cross-entropy, as ln.",
        _related(_bound, plain=True),
    ),
    Fact(
        "two_way_ratio",
        Unit.RATIO,
        "Best loss over that of a calibrated model of this accuracy with two classes, as ln.",
        _over_entropy("two_way_ratio", 2, _best),
    ),
    Fact(
        "ten_way_ratio",
        Unit.RATIO,
        "Best loss over that of a calibrated model of this accuracy with ten classes, as ln.",
        _over_entropy("ten_way_ratio", 10, _best),
    ),
    Fact(
        "train_two_way_ratio",
        Unit.RATIO,
        "Training loss at the end over that of a calibrated model of its accuracy with two classes, as ln.",
        _over_entropy("train_two_way_ratio", 2, _last, train=True),
    ),
    Fact(
        "chance_share",
        Unit.SHARE,
        "Share of the points at which loss and accuracy are ln K and 1/K: those of guessing among K classes.",
        _related(_chance_share, plain=True, by_loss=True),
    ),
    Fact(
        "worse_answers",
        Unit.DISTANCE,
        "Largest fall of the calmed accuracy from a point to a later one with a better loss.",
        _related(_worse_answers),
    ),
    Fact(
        "train_worse_answers",
        Unit.DISTANCE,
        "The same of training.",
        _related(_worse_answers, train=True),
    ),
    Fact(
        "idle_fall",
        Unit.SHARE,
        "Largest fall of the calmed loss from a point to a later one with no better accuracy, in nats.",
        _related(_idle_fall),
    ),
    Fact(
        "train_idle_fall",
        Unit.SHARE,
        "The same of training.",
        _related(_idle_fall, train=True),
    ),
    Fact(
        "stuck_start_fall",
        Unit.RELATIVE,
        "Fall of the loss before the accuracy first moved, in nats.",
        _related(_stuck_start),
    ),
)

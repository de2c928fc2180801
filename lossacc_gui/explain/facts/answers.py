"""How the right answers move: of validation, else of training, and one against the other."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from lossacc_gui.explain.facts.case import Case
from lossacc_gui.explain.facts.fact import Fact, Measured, Unit, of_side
from lossacc_gui.explain.facts.losses import LEAST_SPREAD, lead_of_noise
from lossacc_gui.explain.facts.words.answers import WORDS
from lossacc_gui.measure.course import Curve, Side
from lossacc_gui.measure.curves import commonest, distinct, middle, share, true_places

LEAST_ERROR_SHARE = 0.001  # an accuracy nearer to 1 than that is taken as that near
_SEEN = 0.02  # a training accuracy that gained less has no "half of its way"
_FITTED = 0.985  # of the training examples right: learned by heart but for a few
_MOST_ERRORS = 30.0
_ROUNDED = 1e-6  # of an accuracy of 1 that was reckoned in single precision
_ONE_ANSWER = 6.0  # times: a model that gives all examples one answer comes to it too slowly for more
_MOSTLY_RIGHT = 0.85  # fewer right answers of the first evaluation are of a model that still learns


def errors_of(accuracy: Curve) -> np.ndarray:
    """The calmed share of wrong answers, shape (n,), never quite zero."""
    return np.minimum(np.maximum(1 - accuracy.smooth, LEAST_ERROR_SHARE), 1.5)


def _lead(measure: Callable[[Side, Curve], Measured | None], least: int = 3) -> Callable[[Case], Measured | None]:
    """A fact of the accuracy of validation, else of training."""

    def measured(case: Case) -> Measured | None:
        side = case.course.lead
        if side is None or side.accuracy is None or side.n < least:
            return None
        return of_side(measure(side, side.accuracy), case, side)

    return measured


def _trained(measure: Callable[[Side, Curve], Measured | None], least: int = 3) -> Callable[[Case], Measured | None]:
    """A fact of the training accuracy."""

    def measured(case: Case) -> Measured | None:
        side = case.course.train
        if side is None or side.accuracy is None or side.n < least:
            return None
        return measure(side, side.accuracy)

    return measured


def _compared(measure: Callable[[Side, Curve, Curve], Measured | None]) -> Callable[[Case], Measured | None]:
    """A fact of both accuracies: the held-out side, training accuracy, held-out accuracy."""

    def measured(case: Case) -> Measured | None:
        side, train = case.course.held_out, case.course.train
        if side is None or train is None or side.accuracy is None or train.accuracy is None or side.n < 3:
            return None
        return measure(side, train.accuracy, side.accuracy) if case.comparable else None

    return measured


def _start(side: Side, accuracy: Curve) -> Measured:
    return Measured(float(accuracy.values[0]), float(side.x[0]), float(side.x[0]))


def _end(side: Side, accuracy: Curve) -> Measured:
    where = slice(side.n - side.last, side.n)
    return Measured(middle(accuracy.values[where]), float(side.x[where][0]), float(side.x[-1]))


def _gain(side: Side, accuracy: Curve) -> Measured:
    return Measured(accuracy.gain, float(side.x[0]), float(side.x[accuracy.highest]))


def _best(side: Side, accuracy: Curve) -> Measured:
    """The wrong answers that are left at the best accuracy, as ln of their share."""
    best = accuracy.highest
    x = float(side.x[best])
    left = max(1 - float(accuracy.smooth[best]), LEAST_ERROR_SHARE)
    return Measured(float(np.log(left)), x, x, float(accuracy.smooth[best]))


def _errors_gone(side: Side, accuracy: Curve) -> Measured | None:
    best, wrong = accuracy.highest, 1 - float(accuracy.values[0])
    told = (1 - float(accuracy.smooth[best])) / wrong - 1 if wrong > 0 else None
    gone = 1 - float(errors_of(accuracy)[best]) / max(wrong, LEAST_ERROR_SHARE)
    return Measured(gone, float(side.x[0]), float(side.x[best]), -gone if told is None else told)


def _fall(side: Side, accuracy: Curve) -> Measured:
    best = accuracy.highest
    fallen = float(accuracy.smooth[best] - accuracy.smooth[-1])
    return Measured(fallen, float(side.x[best]), float(side.x[-1]))


def _fall_errors(side: Side, accuracy: Curve) -> Measured | None:
    if accuracy.spread is None:
        return None  # of so few points nobody knows the noise
    found = _fall(side, accuracy)
    value = found.value / accuracy.error(side.last, side.last)
    return Measured(min(_MOST_ERRORS, value), found.start, found.end, value)


def _after_best_loss(side: Side, accuracy: Curve) -> Measured | None:
    if side.loss is None:
        return None
    best = side.loss.best
    return Measured(float(accuracy.smooth[-1] - accuracy.smooth[best]), float(side.x[best]), float(side.x[-1]))


def _noise(side: Side, accuracy: Curve) -> Measured | None:
    if accuracy.jumps is None:
        return None
    late = side.x[accuracy.late]
    value = float(np.log(max(accuracy.jumps, LEAST_SPREAD)))
    return Measured(value, float(late[0]), float(late[-1]), accuracy.jumps)


def _constant(side: Side, accuracy: Curve) -> Measured:
    return Measured(commonest(accuracy.values.round(4))[1], float(side.x[0]), float(side.x[-1]), None)


def _extreme(side: Side, accuracy: Curve) -> Measured:
    """That all answers are right is no defect, unless the loss says that some are not: a right one of two classes."""
    right = accuracy.values
    denied = right > 1 + _ROUNDED
    if side.loss is not None and side.entropy:
        denied |= (right >= 1) & (side.loss.plain > np.log(2))
    return Measured(share((right <= 0) | denied), float(side.x[0]), float(side.x[-1]))


def _grain(side: Side, accuracy: Curve) -> Measured | None:
    """The smallest difference between two logged accuracies: one example in n is no more than that."""
    if side.logged > side.n:
        return None  # means of many points have no grain
    different = distinct(accuracy.values.round(6))
    if len(different) < 3:
        return None
    return Measured(float((different[1:] - different[:-1]).min()), float(side.x[0]), float(side.x[-1]))


def _gap_in(where: slice, side: Side, train: Curve, held: Curve) -> Measured:
    x, lead = side.x[where], middle(train.values[where]) - middle(held.values[where])
    return Measured(lead, float(x[0]), float(x[-1]))


def _gap_end(side: Side, train: Curve, held: Curve) -> Measured:
    return _gap_in(slice(side.n - side.last, side.n), side, train, held)


def _gap_first(side: Side, train: Curve, held: Curve) -> Measured:
    return _gap_in(slice(0, 2), side, train, held)


def _gap_halfway(side: Side, train: Curve, held: Curve) -> Measured | None:
    way = float(train.smooth.max() - train.smooth[0])
    if way < _SEEN:
        return None
    at = int((train.smooth >= train.smooth[0] + way / 2).argmax())
    x = float(side.x[at])
    return Measured(float(train.smooth[at] - held.smooth[at]), x, x)


def _gain_after_fit(side: Side, train: Curve, held: Curve) -> Measured | None:
    fitted = true_places(train.smooth >= _FITTED)
    if not len(fitted) or fitted[0] >= 0.8 * side.n:
        return None
    at = int(fitted[0])
    return Measured(float(held.smooth[-1] - held.smooth[at]), float(side.x[at]), float(side.x[-1]))


def _noise_lead(side: Side, train: Curve, held: Curve) -> Measured | None:
    return lead_of_noise(WORDS["answers_noise_lead"], side, (held.spread, train.spread), (held.jumps, train.jumps))


def _first_errors(side: Side, train: Curve, held: Curve) -> Measured | None:
    """How much oftener training was wrong during the first epoch than validation was after it, where much oftener."""
    wrong = 1 - float(train.values[0]), max(1 - float(held.values[0]), LEAST_ERROR_SHARE)
    if not side.counted or held.values[0] < _MOSTLY_RIGHT or wrong[0] < _ONE_ANSWER * wrong[1]:
        return None
    x = float(side.x[0])
    return Measured(float(np.log(wrong[0] / wrong[1])), x, x, wrong[0] / wrong[1])


FACTS: tuple[Fact, ...] = (
    Fact("accuracy_start", Unit.SHARE, "The first accuracy (validation, else training).", _lead(_start)),
    Fact("accuracy_end", Unit.SHARE, "Accuracy at the end: median of the last tenth.", _lead(_end)),
    Fact("accuracy_gain", Unit.POINTS, "Best calmed accuracy minus the first accuracy.", _lead(_gain)),
    Fact("errors_left", Unit.SHARE, "ln of the share of wrong answers at the best accuracy.", _lead(_best)),
    Fact(
        "errors_gone",
        Unit.RELATIVE,
        "Share of the first wrong answers that were right at the best accuracy.",
        _lead(_errors_gone),
    ),
    Fact("accuracy_fall", Unit.DISTANCE, "Fall of the calmed accuracy from its best to the end.", _lead(_fall)),
    Fact("accuracy_fall_errors", Unit.ERRORS, "The same fall in standard errors of the curve.", _lead(_fall_errors)),
    Fact(
        "accuracy_after_best_loss",
        Unit.POINTS,
        "Change of the calmed accuracy from where the loss of its split is best to the end.",
        _lead(_after_best_loss),
    ),
    Fact(
        "accuracy_noise",
        Unit.DISTANCE,
        "Jitter of the accuracy from point to point: ln of one standard deviation.",
        _lead(_noise, 6),
    ),
    Fact(
        "accuracy_constant",
        Unit.SHARE,
        "Share of the points at which the accuracy is one and the same number.",
        _lead(_constant, 5),
    ),
    Fact(
        "accuracy_extreme",
        Unit.SHARE,
        "Share of the points at which the accuracy is 0 or less, above 1, or 1 beside a cross-entropy above ln 2.",
        _lead(_extreme),
    ),
    Fact(
        "accuracy_grain",
        Unit.DISTANCE,
        "Smallest difference between two different accuracies of the log, from fifteen points on.",
        _lead(_grain, 15),
    ),
    Fact("train_accuracy_gain", Unit.POINTS, "Best calmed training accuracy minus the first.", _trained(_gain)),
    Fact(
        "train_errors_left",
        Unit.SHARE,
        "ln of the share of wrong answers at the best training accuracy.",
        _trained(_best),
    ),
    Fact(
        "answers_gap_end",
        Unit.POINTS,
        "Training minus validation accuracy at the end (median of the last tenth).",
        _compared(_gap_end),
    ),
    Fact(
        "first_errors",
        Unit.RATIO,
        "Errors of training at the first point over those of validation (ln of it), where the validation accuracy "
        "begins above 85 %; not known where they are less than six times as many.",
        _compared(_first_errors),
    ),
    Fact(
        "answers_gap_first",
        Unit.POINTS,
        "Training minus validation accuracy in the first two points.",
        _compared(_gap_first),
    ),
    Fact(
        "answers_gap_halfway",
        Unit.POINTS,
        "Training minus validation accuracy where training accuracy has gone half of its way.",
        _compared(_gap_halfway),
    ),
    Fact(
        "gain_after_fit",
        Unit.POINTS,
        "Change of validation accuracy after training accuracy reached 98.5 %.",
        _compared(_gain_after_fit),
    ),
    Fact(
        "answers_noise_lead",
        Unit.RATIO,
        "Jitter of validation accuracy divided by that of training.",
        _compared(_noise_lead),
    ),
)

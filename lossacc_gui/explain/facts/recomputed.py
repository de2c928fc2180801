"""What a second softmax or smoothed labels leave of the difference between the logged loss and the plain one of the
run's own predictions.
"""

from __future__ import annotations

import numpy as np

from lossacc_gui.explain.facts.beside_log import LEAST_APART, logged_where_recorded, same_examples
from lossacc_gui.explain.facts.case import Case
from lossacc_gui.explain.facts.fact import Fact, Measured, Unit
from lossacc_gui.explain.sampling import mean_error
from lossacc_gui.measure.classes import FEWEST_CLASSES
from lossacc_gui.model.predictions import LEAST_PROBABILITY, Predictions
from lossacc_gui.model.run import FloatArray, Quantity, Split

FEWEST_EPOCHS = 3  # one smoothing fits one loss by itself
LEAST_SMOOTHING = 0.01  # less is what other small differences look like
UNEXPLAINED = 0.1  # of the difference: so much is no rounding and no sample
_MUCH_LESS = 4.0  # times


def logged_and_plain(case: Case, predictions: Predictions) -> tuple[FloatArray, FloatArray, list[int]] | None:
    """The validation loss as logged and the plain one at recorded epochs, and which these are; None where too few."""
    pair = case.pair(Split.VAL)
    if not predictions.graded or pair is None or pair.loss.quantity is not Quantity.LOSS:
        return None
    if len(predictions.y_true) < case.options.fewest_examples:
        return None
    logged, recorded_at = logged_where_recorded(pair.loss, predictions)
    if len(logged) < FEWEST_EPOCHS or not np.isfinite(logged).all():
        return None
    return logged, np.array([predictions.losses[i].mean() for i in recorded_at]), recorded_at.tolist()


def is_plain(logged: FloatArray, plain: FloatArray) -> bool:
    """Whether the logged loss is the plain one."""
    return _apart(logged, plain) <= LEAST_APART * float(plain.mean())


def _apart(logged: FloatArray, plain: FloatArray) -> float:
    return float(np.sqrt(np.mean((logged - plain) ** 2)))


def _left(case: Case, found: tuple[FloatArray, FloatArray, list[int]], told: FloatArray) -> Measured | None:
    """What an explanation leaves of the difference; not known where it explains what a sample of the examples makes."""
    logged, plain, at = found
    predictions, pair = case.predictions, case.pair(Split.VAL)
    assert predictions is not None and pair is not None
    left, last = _unexplained(logged, plain, told), float(predictions.epochs[-1])
    if left < UNEXPLAINED and not same_examples(predictions, pair):
        sampling = float(np.mean([mean_error(predictions.losses[i]) for i in at]))
        if _apart(logged, plain) <= case.options.sample_errors * sampling:
            return None
    return Measured(left, last, last)


def _unexplained(logged: FloatArray, plain: FloatArray, told: FloatArray) -> float:
    return float(np.sum((logged - told) ** 2) / np.sum((logged - plain) ** 2))


def _twice(case: Case) -> Measured | None:
    """How much of what parts logged and plain loss the softmax of the recorded probabilities leaves unexplained, or,
    of two classes, the sigmoid of that of the second, whichever leaves less.
    """
    found = None if case.predictions is None else logged_and_plain(case, case.predictions)
    if case.predictions is None or found is None or is_plain(found[0], found[1]):
        return None
    at = found[2]
    true = case.predictions.y_true.astype(np.int64)
    told, by_sigmoid = [], []
    for i in at:
        given = case.predictions.outputs[i]
        told.append(float(np.mean(np.log(np.exp(given).sum(axis=1)) - given[np.arange(len(true)), true])))
        by_sigmoid.append(float(np.mean(np.logaddexp(0, given[:, 1]) - true * given[:, 1])))
    ways = [told, by_sigmoid] if case.predictions.classes == FEWEST_CLASSES else [told]
    return _left(case, found, np.array(min(ways, key=lambda way: _unexplained(*found[:2], np.array(way)))))


def _smoothing(case: Case) -> Measured | None:
    """The same of labels smoothed by one share, fitted by least squares, a hundredth at the least."""
    found = None if case.predictions is None else logged_and_plain(case, case.predictions)
    if case.predictions is None or found is None or is_plain(found[0], found[1]):
        return None
    logged, plain, at = found
    spread = np.array([-np.log(np.maximum(case.predictions.outputs[i], LEAST_PROBABILITY)).mean() for i in at])
    way = spread - plain
    if not np.any(way):
        return None
    share = float(np.clip(np.sum(way * (logged - plain)) / np.sum(way**2), LEAST_SMOOTHING, 1.0))
    return _left(case, found, plain + share * way)


def _beside(own: Measured | None, other: Measured | None) -> Measured | None:
    """What an explanation leaves; judged as if it explained nothing where the other leaves much less."""
    if own is None or other is None or other.value >= own.value / _MUCH_LESS:
        return own
    return own._replace(value=1.0, shown=own.value)


def not_twice(case: Case) -> Measured | None:
    """What a second softmax leaves unexplained."""
    return _beside(_twice(case), _smoothing(case))


def not_smoothing(case: Case) -> Measured | None:
    """What smoothed labels leave unexplained."""
    return _beside(_smoothing(case), _twice(case))


FACTS: tuple[Fact, ...] = (
    Fact(
        "not_twice",
        Unit.SHARE,
        "Share of the difference between logged and plain loss that a second softmax does not explain.",
        not_twice,
    ),
    Fact(
        "not_smoothing",
        Unit.SHARE,
        "Share of the difference between logged and plain loss that no smoothing of the labels explains.",
        not_smoothing,
    ),
)

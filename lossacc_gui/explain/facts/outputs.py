"""What the run's own predictions settle: calibration, tails, ties, mixes of classes, residuals."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from lossacc_gui.explain.calibration import last_temperature
from lossacc_gui.explain.facts import recomputed
from lossacc_gui.explain.facts.beside_log import accuracy_off, logged_apart, logged_over_plain, not_weights
from lossacc_gui.explain.facts.case import Case
from lossacc_gui.explain.facts.classes import (
    NARROW,
    early,
    least_recall,
    majority_share,
    mix_distance,
    recall_spread,
)
from lossacc_gui.explain.facts.fact import Fact, Measured, Unit
from lossacc_gui.explain.facts.tails import FEWEST_ERRORS, error_tail, worst_share
from lossacc_gui.explain.facts.words.outputs import WORDS
from lossacc_gui.explain.sampling import beyond, decided, jackknife_error, mean_error, share_error
from lossacc_gui.model.predictions import LEAST_PROBABILITY, Predictions
from lossacc_gui.model.run import FloatArray

TIE = 0.4  # "between two classes": both probabilities at least this
_EXPLAINED = 0.02  # of a difference: less is what rounding leaves of it
NARROW_TEMPERATURE = 0.1  # the same of ln T


Place = Callable[[Predictions], tuple[int, int]]
"""The first and the last of the recorded epochs that a number is of."""


def _of(
    measure: Callable[[Predictions, Case], float | None], classified: bool, place: Place, *, of_answers: bool = False
) -> Callable[[Case], Measured | None]:
    def measured(case: Case) -> Measured | None:
        predictions = case.predictions
        if predictions is None or predictions.classified != classified or (predictions.numbered and not of_answers):
            return None
        if len(predictions.y_true) < case.options.fewest_examples:
            return None
        value = measure(predictions, case)
        start, end = (float(predictions.epochs[at]) for at in place(predictions))
        return None if value is None else Measured(float(value), start, end)

    return measured


def _best(predictions: Predictions) -> int:
    return int(np.argmin([losses.mean() for losses in predictions.losses]))


def _right(predictions: Predictions, at: int) -> FloatArray:
    return predictions.right(at).astype(np.float64)


def _overconfidence(at: Callable[[Predictions], int]) -> Callable[[Predictions, Case], float | None]:
    def measure(predictions: Predictions, case: Case) -> float | None:
        apart = predictions.outputs[at(predictions)].max(axis=1) - _right(predictions, at(predictions))
        return beyond(float(apart.mean()), mean_error(apart), 0.0, case.options.told_errors, NARROW)

    return measure


def _last(predictions: Predictions) -> int:
    return -1


def _temperature(predictions: Predictions, case: Case) -> float | None:
    fitted = last_temperature(predictions)
    return fitted.temperature if fitted.sure(case.options.told_errors, NARROW_TEMPERATURE) else None


def _temperature_gain(predictions: Predictions, case: Case) -> float | None:
    logged = float(predictions.losses[-1].mean())
    fitted = last_temperature(predictions)
    known = logged > 0 and fitted.sure(case.options.told_errors, NARROW_TEMPERATURE)
    return 1 - fitted.loss / logged if known else None


def _counted(name: str, share: float, n: int, case: Case) -> float | None:
    """A share of n examples, where so many decide whether the fact says yes or no."""
    return decided(share, share_error(share, n), WORDS[name].middle, case.options.told_errors)


def _undecided(predictions: Predictions, case: Case) -> float | None:
    second = np.sort(predictions.outputs[_best(predictions)], axis=1)[:, -2]
    return _counted("undecided", float(np.mean(second >= TIE)), len(second), case)


def _flipped_margin(predictions: Predictions, case: Case) -> float | None:
    margins = []
    for before, after, probabilities in zip(
        predictions.answers, predictions.answers[1:], predictions.outputs[1:], strict=False
    ):
        ordered = np.sort(probabilities, axis=1)
        margins.append((ordered[:, -1] - ordered[:, -2])[before != after])
    flipped = np.concatenate(margins) if margins else np.empty(0)
    if len(flipped) < FEWEST_ERRORS:
        return None
    error = jackknife_error(flipped, _median)
    return decided(_median(flipped), error, WORDS["flipped_margin"].middle, case.options.told_errors)


def _median(values: FloatArray) -> float:
    return float(np.median(values))


def _flips(predictions: Predictions, case: Case) -> float | None:
    """Told where it is more than a sample of so many explains, or known to be next to nothing."""
    pairs = list(zip(predictions.answers, predictions.answers[1:], strict=False))
    if not pairs:
        return None
    share = float(np.mean([np.mean(a != b) for a, b in pairs]))
    return beyond(share, share_error(share, len(predictions.y_true)), 0.0, case.options.told_errors, NARROW)


def _one_answer(predictions: Predictions, case: Case) -> float | None:
    n = len(predictions.y_true)
    return _counted("one_answer", float(np.bincount(predictions.answers[-1].astype(np.int64)).max() / n), n, case)


def _majority_share(predictions: Predictions, case: Case) -> float | None:
    return _counted("majority_share", majority_share(predictions), len(predictions.y_true), case)


def _least_recall(predictions: Predictions, case: Case) -> float | None:
    found = least_recall(predictions, case)
    return None if found is None else _counted("least_recall_early", *found, case)


def _flatness(predictions: Predictions, case: Case) -> float | None:
    p = np.maximum(predictions.outputs[-1], LEAST_PROBABILITY)
    flat = -(p * np.log(p)).sum(axis=1) / np.log(p.shape[1])
    return decided(float(flat.mean()), mean_error(flat), WORDS["flatness"].middle, case.options.told_errors)


def _spoilt(case: Case) -> Measured | None:
    return None if case.predictions is None else Measured(float(case.predictions.spoilt))


def _values(case: Case) -> Measured | None:
    return None if case.predictions is None else Measured(float(not case.predictions.classified))


def _not_class_weights(predictions: Predictions, case: Case) -> float | None:
    """Not known where smoothed labels or a second softmax explain as much: fewer numbers are fitted there."""
    found = not_weights(predictions, case)
    simpler = [one.value for fact in recomputed.FACTS if (one := fact.measure(case)) is not None]
    return None if found is None or min(simpler, default=1.0) <= max(found, _EXPLAINED) else found


def _residuals(predictions: Predictions) -> FloatArray:
    return np.subtract(predictions.y_true, predictions.outputs[-1])


def _residual_skew(predictions: Predictions, case: Case) -> float | None:
    residuals = _residuals(predictions)
    if residuals.std() <= 0:
        return None
    error = jackknife_error(residuals, _skew)
    return decided(_skew(residuals), error, WORDS["residual_skew"].middle, case.options.told_errors)


def _skew(residuals: FloatArray) -> float:
    """How many standard deviations the mean lies above the median; 0 where all are alike."""
    spread = float(residuals.std())
    return float(residuals.mean() - np.median(residuals)) / spread if spread > 0 else 0.0


_TOLD: tuple[tuple[str, Unit, str, Callable[[Predictions, Case], float | None]], ...] = (
    ("overconfidence", Unit.POINTS, "Mean confidence minus accuracy of the last predictions.", _overconfidence(_last)),
    (
        "overconfidence_at_best",
        Unit.POINTS,
        "Mean confidence minus accuracy at the recorded epoch of least cross-entropy.",
        _overconfidence(_best),
    ),
    ("temperature", Unit.RATIO, "The temperature that fits the last predictions best, 1/64 to 64.", _temperature),
    (
        "temperature_gain",
        Unit.SHARE,
        "Share of the last cross-entropy that one fitted temperature takes away.",
        _temperature_gain,
    ),
    (
        "worst_share_at_best",
        Unit.SHARE,
        "Share of the loss that the worst 1 % of the examples carry, at the recorded epoch of least cross-entropy.",
        worst_share(_best),
    ),
    (
        "error_tail",
        Unit.RATIO,
        "Mean divided by median loss of the errors, at the recorded epoch of least cross-entropy.",
        error_tail(_best),
    ),
    (
        "undecided",
        Unit.SHARE,
        "Share of the examples with two probabilities of 0.4 or more, at the recorded epoch of least cross-entropy.",
        _undecided,
    ),
    (
        "flipped_margin",
        Unit.RATIO,
        "Median margin (largest minus second probability) of answers that changed between recorded epochs.",
        _flipped_margin,
    ),
    ("flips", Unit.SHARE, "Share of the answers that change from one recorded epoch to the next, on average.", _flips),
    (
        "logged_over_plain_start",
        Unit.RELATIVE,
        "Logged validation loss against plain cross-entropy of the predictions, first recorded epoch.",
        logged_over_plain(0),
    ),
    (
        "logged_over_plain",
        Unit.RELATIVE,
        "Logged validation loss against plain cross-entropy of the predictions, last recorded epoch.",
        logged_over_plain(-1),
    ),
    (
        "logged_apart_start",
        Unit.SHARE,
        "How far the logged validation loss is off plain cross-entropy, either way, first recorded epoch.",
        logged_apart,
    ),
    (
        "not_class_weights",
        Unit.SHARE,
        "Share of the difference between logged and plain loss that two class weights do not explain.",
        _not_class_weights,
    ),
    (
        "logged_accuracy_off",
        Unit.DISTANCE,
        "How far the logged validation accuracy is off that of the predictions, beyond what a sample of them explains.",
        accuracy_off,
    ),
    ("majority_share", Unit.SHARE, "Share of the most frequent class among the true labels.", _majority_share),
    (
        "mix_distance",
        Unit.SHARE,
        "Share of the answers that would have to change for classes to be answered as often as they occur.",
        mix_distance,
    ),
    ("least_recall_early", Unit.SHARE, "Recall of the worst class at the second recorded epoch.", _least_recall),
    ("recall_spread", Unit.DISTANCE, "Largest minus smallest recall of a class, last predictions.", recall_spread),
    ("one_answer", Unit.SHARE, "Share of the most frequent answer among the last predictions.", _one_answer),
    ("flatness", Unit.SHARE, "Mean entropy of the last predictions, as a share of ln K.", _flatness),
)


def _at_last(predictions: Predictions) -> tuple[int, int]:
    return -1, -1


def _at_first(predictions: Predictions) -> tuple[int, int]:
    return 0, 0


def _at_best(predictions: Predictions) -> tuple[int, int]:
    return _best(predictions), _best(predictions)


def _between(predictions: Predictions) -> tuple[int, int]:
    return 0, -1


_PLACES: dict[str, Place] = {
    **dict.fromkeys(("overconfidence_at_best", "worst_share_at_best", "error_tail", "undecided"), _at_best),
    **dict.fromkeys(("logged_over_plain_start", "logged_apart_start"), _at_first),
    **dict.fromkeys(("flips", "flipped_margin"), _between),
    "least_recall_early": lambda predictions: (early(predictions), early(predictions)),
}
"""Where the numbers that are not of the last recorded epoch are of."""
_OF_ANSWERS = {
    *("flips", "logged_accuracy_off", "majority_share", "mix_distance"),
    *("least_recall_early", "recall_spread", "one_answer"),
}
"""What answers alone settle, be they ever so unsure."""

FACTS: tuple[Fact, ...] = (
    *(
        Fact(name, unit, definition, _of(measure, True, _PLACES.get(name, _at_last), of_answers=name in _OF_ANSWERS))
        for name, unit, definition, measure in _TOLD
    ),
    Fact("spoilt_outputs", Unit.COUNT, "Recorded epochs with outputs that are not finite.", _spoilt),
    Fact("values_predicted", Unit.COUNT, "1 where the outputs are values of a regression, else 0.", _values),
    Fact(
        "residual_skew",
        Unit.RATIO,
        "Mean minus median residual in standard deviations, last predictions.",
        _of(_residual_skew, False, _at_last),
    ),
)

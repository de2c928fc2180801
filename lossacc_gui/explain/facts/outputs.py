"""What the run's own predictions settle: calibration, tails, ties, mixes of classes, residuals."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from lossacc_gui.explain.calibration import expected_calibration_error, fitted_temperature
from lossacc_gui.explain.facts.case import Case
from lossacc_gui.explain.facts.fact import Fact, Measured, Unit
from lossacc_gui.model.predictions import LEAST_PROBABILITY, Predictions
from lossacc_gui.model.run import FloatArray, Quantity, Split

WORST = 0.01  # the share of examples that "the worst" means
FEWEST_ERRORS = 10  # fewer errors have no distribution
TIE = 0.4  # "between two classes": both probabilities at least this
FEWEST_EPOCHS = 5  # two weights fit fewer losses by themselves
LEAST_APART = 0.02  # a logged loss within 2 % of the plain one is the plain one
SAMPLE_ERRORS = 3.0  # standard errors within which a sample of the examples agrees with all of them
SURE = 0.9  # a wrong answer given with this probability was given with confidence


def _of(measure: Callable[[Predictions, Case], float | None], classified: bool) -> Callable[[Case], Measured | None]:
    def measured(case: Case) -> Measured | None:
        predictions = case.predictions
        if predictions is None or predictions.classified != classified:
            return None
        value = measure(predictions, case)
        last = float(predictions.epochs[-1])
        return None if value is None else Measured(float(value), last, last)

    return measured


def _best(predictions: Predictions) -> int:
    return int(np.argmin([losses.mean() for losses in predictions.losses]))


def _right(predictions: Predictions, at: int) -> FloatArray:
    return predictions.right(at).astype(np.float64)


def _ece(predictions: Predictions, case: Case) -> float:
    return expected_calibration_error(predictions.outputs[-1], _right(predictions, -1))


def _overconfidence(predictions: Predictions, case: Case) -> float:
    return float(predictions.outputs[-1].max(axis=1).mean() - _right(predictions, -1).mean())


def _best_overconfidence(predictions: Predictions, case: Case) -> float:
    best = _best(predictions)
    return float(predictions.outputs[best].max(axis=1).mean() - _right(predictions, best).mean())


def _temperature(predictions: Predictions, case: Case) -> float:
    return fitted_temperature(predictions.outputs[-1], predictions.y_true)[0]


def _temperature_gain(predictions: Predictions, case: Case) -> float | None:
    logged = float(predictions.losses[-1].mean())
    return None if logged <= 0 else 1 - fitted_temperature(predictions.outputs[-1], predictions.y_true)[1] / logged


def _worst_share(at: Callable[[Predictions], int]) -> Callable[[Predictions, Case], float | None]:
    def measure(predictions: Predictions, case: Case) -> float | None:
        losses = np.sort(predictions.losses[at(predictions)])
        most = max(1, round(WORST * len(losses)))
        return None if losses.sum() <= 0 else float(losses[-most:].sum() / losses.sum())

    return measure


def _median_of_errors(predictions: Predictions, case: Case) -> float | None:
    best = _best(predictions)
    wrong = ~predictions.right(best)
    if np.count_nonzero(wrong) < FEWEST_ERRORS:
        return None
    losses = predictions.losses[best][wrong]
    return float(losses.mean() / np.median(losses))


def _sure_errors(predictions: Predictions, case: Case) -> float | None:
    best = _best(predictions)
    wrong = ~predictions.right(best)
    if np.count_nonzero(wrong) < FEWEST_ERRORS:
        return None
    return float(np.mean(predictions.outputs[best].max(axis=1)[wrong] >= SURE))


def _undecided(predictions: Predictions, case: Case) -> float:
    second = np.sort(predictions.outputs[_best(predictions)], axis=1)[:, -2]
    return float(np.mean(second >= TIE))


def _flipped_margin(predictions: Predictions, case: Case) -> float | None:
    margins = []
    for before, after, probabilities in zip(
        predictions.answers, predictions.answers[1:], predictions.outputs[1:], strict=False
    ):
        ordered = np.sort(probabilities, axis=1)
        margins.append((ordered[:, -1] - ordered[:, -2])[before != after])
    flipped = np.concatenate(margins) if margins else np.empty(0)
    return float(np.median(flipped)) if len(flipped) >= FEWEST_ERRORS else None


def _flips(predictions: Predictions, case: Case) -> float | None:
    pairs = list(zip(predictions.answers, predictions.answers[1:], strict=False))
    return float(np.mean([np.mean(a != b) for a, b in pairs])) if pairs else None


def _logged_over_plain(at: int) -> Callable[[Predictions, Case], float | None]:
    def measure(predictions: Predictions, case: Case) -> float | None:
        pair = case.pair(Split.VAL)
        if pair is None or pair.loss.quantity != Quantity.LOSS:
            return None
        where = np.flatnonzero(pair.loss.x == predictions.epochs[at])
        plain = float(predictions.losses[at].mean())
        return float(pair.loss.value[where[0]] / plain) - 1 if len(where) and plain > 0 else None

    return measure


def _not_weights(predictions: Predictions, case: Case) -> float | None:
    """One weight for the most frequent class and one for the rest, fitted to the logged loss by least squares."""
    pair = case.pair(Split.VAL)
    if pair is None or pair.loss.quantity != Quantity.LOSS:
        return None
    _, logged_at, recorded_at = np.intersect1d(pair.loss.x, predictions.epochs, return_indices=True)
    if len(logged_at) < FEWEST_EPOCHS:
        return None
    logged = pair.loss.value[logged_at]
    losses = [np.asarray(predictions.losses[i]) for i in recorded_at]
    plain = np.array([one.mean() for one in losses])
    apart = float(np.sum((logged - plain) ** 2))
    least = len(logged) * (LEAST_APART * float(plain.mean())) ** 2
    if not np.isfinite(logged).all() or apart <= least:
        return None
    frequent = predictions.y_true == np.bincount(predictions.y_true.astype(np.int64)).argmax()
    parts = np.array([[one[frequent].sum(), one[~frequent].sum()] for one in losses])
    weights = np.linalg.lstsq(parts, logged, rcond=None)[0]
    return float(np.sum((logged - parts @ weights) ** 2) / apart)


def _accuracy_off(predictions: Predictions, case: Case) -> float | None:
    pair = case.pair(Split.VAL)
    if pair is None or pair.accuracy.quantity != Quantity.ACCURACY:
        return None
    _, logged_at, recorded_at = np.intersect1d(pair.accuracy.x, predictions.epochs, return_indices=True)
    if not len(logged_at):
        return None
    own = np.array([_right(predictions, int(i)).mean() for i in recorded_at])
    chance = SAMPLE_ERRORS * np.sqrt(own * (1 - own) / len(predictions.y_true))
    return float(np.median(np.maximum(np.abs(pair.accuracy.value[logged_at] - own) - chance, 0.0)))


def _majority(predictions: Predictions, case: Case) -> float:
    return float(np.bincount(predictions.y_true.astype(np.int64)).max() / len(predictions.y_true))


def _first_mix_lead(predictions: Predictions, case: Case) -> float:
    majority = int(np.bincount(predictions.y_true.astype(np.int64)).argmax())
    return float(np.mean(predictions.answers[0] == majority) - np.mean(predictions.y_true == majority))


def _mix_distance(predictions: Predictions, case: Case) -> float:
    classes = predictions.outputs[-1].shape[1]
    said = np.bincount(predictions.answers[-1].astype(np.int64), minlength=classes)
    true = np.bincount(predictions.y_true.astype(np.int64), minlength=classes)
    return float(np.abs(said - true).sum() / (2 * len(predictions.y_true)))


def _recalls(predictions: Predictions, at: int) -> FloatArray:
    labels = predictions.y_true.astype(np.int64)
    right = np.bincount(labels, _right(predictions, at))
    counts = np.bincount(labels)
    return np.extract(counts > 0, right / np.maximum(counts, 1))


def _least_recall(predictions: Predictions, case: Case) -> float:
    return float(_recalls(predictions, 0 if len(predictions.epochs) < 3 else 1).min())


def _recall_spread(predictions: Predictions, case: Case) -> float:
    recalls = _recalls(predictions, -1)
    return float(recalls.max() - recalls.min())


def _one_answer(predictions: Predictions, case: Case) -> float:
    return float(np.bincount(predictions.answers[-1].astype(np.int64)).max() / len(predictions.y_true))


def _flatness(predictions: Predictions, case: Case) -> float:
    p = np.maximum(predictions.outputs[-1], LEAST_PROBABILITY)
    return float(-(p * np.log(p)).sum(axis=1).mean() / np.log(p.shape[1]))


def _spoilt(case: Case) -> Measured | None:
    return None if case.predictions is None else Measured(float(case.predictions.spoilt))


def _values(case: Case) -> Measured | None:
    return None if case.predictions is None else Measured(float(not case.predictions.classified))


def _residuals(predictions: Predictions) -> FloatArray:
    return np.subtract(predictions.y_true, predictions.outputs[-1])


def _residual_bias(predictions: Predictions, case: Case) -> float | None:
    residuals = _residuals(predictions)
    spread = float(residuals.std())
    return float(residuals.mean()) / spread if spread > 0 else None


def _residual_skew(predictions: Predictions, case: Case) -> float | None:
    residuals = _residuals(predictions)
    spread = float(residuals.std())
    return float(residuals.mean() - np.median(residuals)) / spread if spread > 0 else None


_TOLD: tuple[tuple[str, Unit, str, Callable[[Predictions, Case], float | None]], ...] = (
    ("ece", Unit.SHARE, "Expected calibration error of the last recorded predictions (15 bins).", _ece),
    ("overconfidence", Unit.POINTS, "Mean confidence minus accuracy of the last predictions.", _overconfidence),
    (
        "overconfidence_at_best",
        Unit.POINTS,
        "Mean confidence minus accuracy at the recorded epoch of least cross-entropy.",
        _best_overconfidence,
    ),
    ("temperature", Unit.RATIO, "The temperature that fits the last predictions best, 1/4 to 8.", _temperature),
    (
        "temperature_gain",
        Unit.SHARE,
        "Share of the last cross-entropy that one fitted temperature takes away.",
        _temperature_gain,
    ),
    (
        "worst_share",
        Unit.SHARE,
        "Share of the last cross-entropy that the worst 1 % of the examples carry.",
        _worst_share(lambda predictions: -1),
    ),
    (
        "worst_share_at_best",
        Unit.SHARE,
        "The same at the recorded epoch of least cross-entropy.",
        _worst_share(_best),
    ),
    (
        "error_tail",
        Unit.RATIO,
        "Mean divided by median loss of the errors, at the recorded epoch of least cross-entropy.",
        _median_of_errors,
    ),
    (
        "sure_errors",
        Unit.SHARE,
        "Share of the errors given with a probability of 0.9 or more, at the recorded epoch of least cross-entropy.",
        _sure_errors,
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
        _logged_over_plain(0),
    ),
    (
        "logged_over_plain",
        Unit.RELATIVE,
        "Logged validation loss against plain cross-entropy of the predictions, last recorded epoch.",
        _logged_over_plain(-1),
    ),
    (
        "not_class_weights",
        Unit.SHARE,
        "Share of the difference between logged and plain loss that two class weights do not explain.",
        _not_weights,
    ),
    (
        "logged_accuracy_off",
        Unit.DISTANCE,
        "How far the logged validation accuracy is off that of the predictions, beyond what a sample of them explains.",
        _accuracy_off,
    ),
    ("majority_share", Unit.SHARE, "Share of the most frequent class among the true labels.", _majority),
    (
        "majority_overanswered",
        Unit.POINTS,
        "How much more often the most frequent class is answered than it occurs, first recorded epoch.",
        _first_mix_lead,
    ),
    (
        "mix_distance",
        Unit.SHARE,
        "Share of the answers that would have to change for classes to be answered as often as they occur.",
        _mix_distance,
    ),
    ("least_recall_early", Unit.SHARE, "Recall of the worst class at the second recorded epoch.", _least_recall),
    ("recall_spread", Unit.DISTANCE, "Largest minus smallest recall of a class, last predictions.", _recall_spread),
    ("one_answer", Unit.SHARE, "Share of the most frequent answer among the last predictions.", _one_answer),
    ("flatness", Unit.SHARE, "Mean entropy of the last predictions, as a share of ln K.", _flatness),
)

FACTS: tuple[Fact, ...] = (
    *(Fact(name, unit, definition, _of(measure, True)) for name, unit, definition, measure in _TOLD),
    Fact("spoilt_outputs", Unit.COUNT, "Recorded epochs with outputs that are not finite.", _spoilt),
    Fact("values_predicted", Unit.COUNT, "1 where the outputs are values of a regression, else 0.", _values),
    Fact(
        "residual_bias",
        Unit.RATIO,
        "Mean residual (target minus prediction) in standard deviations, last predictions.",
        _of(_residual_bias, False),
    ),
    Fact(
        "residual_skew",
        Unit.RATIO,
        "Mean minus median residual in standard deviations, last predictions.",
        _of(_residual_skew, False),
    ),
)

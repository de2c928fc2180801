"""How high loss and accuracy stand, and whether the loss is one that the accuracy allows."""

from __future__ import annotations

import numpy as np

from lossacc_gui.explain.facts.case import Case, Curve
from lossacc_gui.explain.facts.fact import Fact, Measured, Unit, of_both_splits
from lossacc_gui.model.run import FloatArray

FEWEST_ERRORS = 0.01  # with fewer errors a loss per error is a quotient of two small numbers
FEWEST_CLASSES = 10  # assumed where the accuracies give no larger number: more classes make the bound more lenient
CHANCE_LOSS = 0.02  # "at ln K" means within two percent
MOST_CHANCE_CLASSES = 1000.5
CHANCE_SLACK = 0.3  # an accuracy a little below 1/K by accident is still that of K classes
EARLY = (0.1, 0.3)  # the share of a run in which the first steep descent is over and memorising has not begun


def _span(curve: Curve, part: slice, value: float) -> Measured:
    return Measured(value, float(curve.x[part][0]), float(curve.x[part][-1]))


def _accuracy_end(curve: Curve) -> Measured:
    return _span(curve, curve.end, float(np.median(curve.accuracy[curve.end])))


def _accuracy_start(curve: Curve) -> Measured:
    return _span(curve, slice(0, 1), float(curve.accuracy[0]))


def _accuracy_early(curve: Curve) -> Measured:
    early = curve.stretch(*EARLY)
    return _span(curve, early, float(np.median(curve.accuracy[early])))


def _accuracy_best(curve: Curve) -> Measured:
    best = int(np.argmax(curve.accuracy_smooth))
    return _span(curve, slice(best, best + 1), float(curve.accuracy_smooth[best]))


def _skill(curve: Curve) -> Measured:
    best = int(np.argmax(curve.accuracy_smooth))
    chance = 1 / fewest_classes(curve)
    return _span(curve, slice(best, best + 1), float((curve.accuracy_smooth[best] - chance) / (1 - chance)))


def _loss_end(curve: Curve) -> Measured:
    return _span(curve, curve.end, float(np.median(curve.loss[curve.end])))


def _loss_fall(curve: Curve) -> Measured | None:
    start, best = float(curve.loss[0]), float(curve.loss_smooth.min())
    return None if start <= 0 else _span(curve, slice(0, int(np.argmin(curve.loss_smooth)) + 1), 1 - best / start)


def _error_fall(curve: Curve) -> Measured | None:
    start, best = 1 - float(curve.accuracy[0]), 1 - float(curve.accuracy_smooth.max())
    return None if start <= 0 else _span(curve, slice(0, int(np.argmax(curve.accuracy_smooth)) + 1), 1 - best / start)


def loss_per_error(curve: Curve) -> FloatArray:
    """kappa = L / (1 - A) of the smoothed curves, shape (n,); NaN where there are too few errors to divide by."""
    errors = 1 - curve.accuracy_smooth
    return np.where(errors >= FEWEST_ERRORS, curve.loss_smooth / np.maximum(errors, FEWEST_ERRORS), np.nan)


def _loss_per_error_end(curve: Curve) -> Measured | None:
    kappa = float(np.median(loss_per_error(curve)[curve.end])) if curve.plain else float("nan")
    return None if np.isnan(kappa) else _span(curve, curve.end, kappa)


def _loss_per_error_growth(curve: Curve) -> Measured | None:
    kappa = loss_per_error(curve)
    if not curve.plain or np.isnan(kappa[-1]) or np.nanmin(kappa) <= 0:
        return None
    least = int(np.nanargmin(kappa))
    return _span(curve, slice(least, curve.n), float(kappa[-1] / kappa[least]) - 1)


def calibrated_loss(accuracy: FloatArray, classes: float) -> FloatArray:
    """h_K(A) = -A ln A - (1 - A) ln((1 - A)/(K - 1)), in nats: no calibrated model of that accuracy loses more."""
    right = np.clip(accuracy, 1e-3, 1 - 1e-3)
    return -right * np.log(right) - (1 - right) * np.log((1 - right) / (classes - 1))


def likely_classes(curve: Curve) -> float:
    """A number of classes on the safe (high) side: what the lowest accuracy of the run stands for, at least ten."""
    return max(float(FEWEST_CLASSES), 1 / max(float(curve.accuracy_smooth.min()), 1e-3))


def fewest_classes(curve: Curve) -> float:
    """The smallest whole number of classes of which the lowest accuracy of the run can be chance, at least two."""
    return max(2.0, float(np.ceil(1 / max(float(curve.accuracy.min()), 1e-3) - CHANCE_SLACK)))


def _tight_ratio_end(curve: Curve) -> Measured | None:
    if not curve.plain:
        return None
    allowed = calibrated_loss(curve.accuracy[curve.end], fewest_classes(curve))
    return _span(curve, curve.end, float(np.median(curve.loss[curve.end] / allowed)))


def _start_over_chance(curve: Curve) -> Measured | None:
    if not curve.plain:
        return None
    return _span(curve, slice(0, 1), float(curve.loss[0] / np.log(fewest_classes(curve))))


def _loss_per_error_early(curve: Curve) -> Measured | None:
    early = curve.stretch(*EARLY)
    kappa = loss_per_error(curve)[early]
    known = kappa[np.isfinite(kappa)]
    return _span(curve, early, float(np.median(known))) if curve.plain and len(known) else None


def _loss_per_error_at_best(curve: Curve) -> Measured | None:
    best = int(np.argmin(curve.loss_smooth))
    kappa = float(loss_per_error(curve)[best])
    return _span(curve, slice(best, best + 1), kappa) if curve.plain and np.isfinite(kappa) else None


def _calibrated_ratio_end(curve: Curve) -> Measured | None:
    if not curve.plain:
        return None
    allowed = calibrated_loss(curve.accuracy[curve.end], likely_classes(curve))
    return _span(curve, curve.end, float(np.median(curve.loss[curve.end] / allowed)))


def _calibrated_ratio_best(curve: Curve) -> Measured | None:
    if not curve.plain:
        return None
    best = int(np.argmin(curve.loss_smooth))
    allowed = float(calibrated_loss(curve.accuracy_smooth[best : best + 1], likely_classes(curve))[0])
    return _span(curve, slice(best, best + 1), float(curve.loss_smooth[best]) / allowed)


def _two_way_ratio(curve: Curve) -> Measured | None:
    if not curve.plain:
        return None
    best = int(np.argmin(curve.loss_smooth))
    allowed = float(calibrated_loss(curve.accuracy_smooth[best : best + 1], 2.0)[0])
    return _span(curve, slice(best, best + 1), float(curve.loss_smooth[best]) / allowed)


def _calibrated_ratio_start(curve: Curve) -> Measured | None:
    if not curve.plain:
        return None
    allowed = calibrated_loss(curve.accuracy[:1], likely_classes(curve))
    return _span(curve, slice(0, 1), float(curve.loss[0] / allowed[0]))


def _least_bound_ratio(curve: Curve) -> Measured | None:
    errors = 1 - curve.accuracy_smooth
    enough = errors >= FEWEST_ERRORS
    if not curve.plain or not enough.any():
        return None
    ratio = np.where(enough, curve.loss_smooth / (np.maximum(errors, FEWEST_ERRORS) * np.log(2)), np.inf)
    least = int(np.argmin(ratio))
    return _span(curve, slice(least, least + 1), float(ratio[least]))


def _chance_share(curve: Curve) -> Measured | None:
    if not curve.plain or not (curve.loss[-1] < np.log(MOST_CHANCE_CLASSES)):
        return None
    classes = np.maximum(np.round(np.exp(np.clip(curve.loss, 0, np.log(MOST_CHANCE_CLASSES)))), 2)
    at_loss = np.abs(curve.loss - np.log(classes)) <= CHANCE_LOSS * np.log(classes)
    at_accuracy = np.abs(curve.accuracy - 1 / classes) <= 0.25 / classes
    return _span(curve, slice(0, curve.n), float(np.mean(at_loss & at_accuracy)))


def _constant_accuracy_share(curve: Curve) -> Measured:
    values, counts = np.unique(np.round(curve.accuracy, 4), return_counts=True)
    where = np.flatnonzero(np.round(curve.accuracy, 4) == values[np.argmax(counts)])
    return Measured(float(counts.max()) / curve.n, float(curve.x[where[0]]), float(curve.x[where[-1]]))


def _outside_share(case: Case) -> Measured | None:
    curve = case.val or case.train
    if curve is None or not curve.plain:
        return None
    outside = (curve.accuracy < 0) | (curve.accuracy > 1)
    return Measured(float(outside.mean()), float(curve.x[0]), float(curve.x[-1]))


def _impossible_accuracy_share(case: Case) -> Measured | None:
    curve = case.val or case.train
    if curve is None or not curve.plain:
        return None
    at_edge = (curve.accuracy <= 0) | ((curve.accuracy >= 1) & (curve.loss > np.log(2)))
    return Measured(float(at_edge.mean()), float(curve.x[0]), float(curve.x[-1]))


FACTS: tuple[Fact, ...] = (
    *of_both_splits(
        "accuracy_end", Unit.SHARE, "Median {split} accuracy over the last tenth of the run.", _accuracy_end
    ),
    *of_both_splits("accuracy_start", Unit.SHARE, "First logged {split} accuracy.", _accuracy_start),
    *of_both_splits(
        "accuracy_early", Unit.SHARE, "Median {split} accuracy from 10 % to 30 % of the run.", _accuracy_early
    ),
    *of_both_splits("accuracy_best", Unit.SHARE, "Highest smoothed {split} accuracy.", _accuracy_best),
    *of_both_splits(
        "skill",
        Unit.SHARE,
        "Share of the way from chance, 1/K as in start_over_chance, to 1 that the best {split} accuracy goes.",
        _skill,
    ),
    *of_both_splits("loss_end", Unit.LOSS, "Median {split} loss over the last tenth of the run.", _loss_end),
    *of_both_splits(
        "loss_fall", Unit.SHARE, "Share of the first {split} loss that is gone at its smoothed minimum.", _loss_fall
    ),
    *of_both_splits(
        "error_fall", Unit.SHARE, "Share of the first {split} errors that is gone at the best accuracy.", _error_fall
    ),
    *of_both_splits(
        "loss_per_error_end",
        Unit.RATIO,
        "Of {split}: loss divided by the share of errors, in nats, at the end; known while 1 % or more are errors.",
        _loss_per_error_end,
    ),
    *of_both_splits(
        "loss_per_error_growth",
        Unit.RELATIVE,
        "Growth of the {split} loss per error from its minimum to the last point.",
        _loss_per_error_growth,
    ),
    *of_both_splits(
        "calibrated_ratio_start",
        Unit.RATIO,
        "First {split} loss divided by the most that a calibrated model of its accuracy can lose.",
        _calibrated_ratio_start,
    ),
    *of_both_splits(
        "calibrated_ratio_best",
        Unit.RATIO,
        "Least {split} loss divided by the most that a calibrated model of its accuracy can lose.",
        _calibrated_ratio_best,
    ),
    *of_both_splits(
        "two_way_ratio",
        Unit.RATIO,
        "Least {split} loss divided by what a calibrated model of its accuracy loses if only two classes ever compete.",
        _two_way_ratio,
    ),
    *of_both_splits(
        "calibrated_ratio_end",
        Unit.RATIO,
        "{split} loss at the end divided by the most that a calibrated model of its accuracy can lose.",
        _calibrated_ratio_end,
    ),
    *of_both_splits(
        "tight_ratio_end",
        Unit.RATIO,
        "The same with the fewest classes of which the lowest accuracy can be chance.",
        _tight_ratio_end,
    ),
    *of_both_splits(
        "start_over_chance",
        Unit.RATIO,
        "First {split} loss divided by ln K of the fewest classes K of which the lowest accuracy can be chance.",
        _start_over_chance,
    ),
    *of_both_splits(
        "loss_per_error_early",
        Unit.RATIO,
        "Of {split}: loss divided by the share of errors, median from 10 % to 30 % of the run.",
        _loss_per_error_early,
    ),
    *of_both_splits(
        "loss_per_error_at_best",
        Unit.RATIO,
        "Of {split}: loss divided by the share of errors where the loss is best.",
        _loss_per_error_at_best,
    ),
    *of_both_splits(
        "least_bound_ratio",
        Unit.RATIO,
        "Smallest {split} loss divided by (1 - accuracy) ln 2, the least that plain cross-entropy can be.",
        _least_bound_ratio,
    ),
    *of_both_splits(
        "chance_share",
        Unit.SHARE,
        "Share of the points with a {split} loss of ln K and an accuracy of 1/K for one whole number K.",
        _chance_share,
    ),
    *of_both_splits(
        "constant_accuracy_share",
        Unit.SHARE,
        "Share of the points that repeat one and the same {split} accuracy.",
        _constant_accuracy_share,
    ),
    Fact("accuracy_outside_share", Unit.SHARE, "Share of the accuracies outside 0..1.", _outside_share),
    Fact(
        "impossible_accuracy_share",
        Unit.SHARE,
        "Share of the points with an accuracy of 0, or of 1 under a loss above ln 2.",
        _impossible_accuracy_share,
    ),
)

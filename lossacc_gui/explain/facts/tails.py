"""What a few examples carry of the loss, held against what they carry where the probabilities mean what they say."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from lossacc_gui.explain.facts.case import Case
from lossacc_gui.explain.facts.classes import NARROW
from lossacc_gui.explain.sampling import beyond, jackknife_error
from lossacc_gui.model.predictions import LEAST_PROBABILITY, Predictions
from lossacc_gui.model.run import FloatArray

WORST = 0.01  # the share of examples that "the worst" means
FEWEST_OF_WORST = 200  # of fewer the worst hundredth is one example, and what the largest of all is, chance decides
FEWEST_ERRORS = 10  # fewer errors have no distribution
_NARROW_TAIL = 0.1  # an interval of a ratio that reaches no further proves that there is nothing
_MOST_ATOMS = 200_000  # losses that a calibrated model may have: more do not change their distribution


def share_of_worst(losses: FloatArray) -> float:
    """What the worst hundredth of losses, shape (n,), carry of their sum; 0 where that is 0."""
    worst, total = max(1, round(WORST * len(losses))), float(losses.sum())
    return float(np.partition(losses, len(losses) - worst)[-worst:].sum()) / total if total > 0 else 0.0


def worst_share(at: Callable[[Predictions], int]) -> Callable[[Predictions, Case], float | None]:
    """share_of_worst of a recorded epoch, where its interval does not hold that of a calibrated model."""

    def measure(predictions: Predictions, case: Case) -> float | None:
        losses = predictions.losses[at(predictions)]
        if len(losses) < FEWEST_OF_WORST or losses.sum() <= 0:
            return None
        atoms, weights = _calibrated(predictions.outputs[at(predictions)], errors_alone=False)
        carried = atoms * weights
        usual = float(carried[weights.cumsum() > 1 - WORST].sum() / max(carried.sum(), LEAST_PROBABILITY))
        error = jackknife_error(losses, share_of_worst)
        return beyond(share_of_worst(losses), error, usual, case.options.told_errors, NARROW)

    return measure


def error_tail(at: Callable[[Predictions], int]) -> Callable[[Predictions, Case], float | None]:
    """Mean by median loss of the errors of a recorded epoch, where its interval does not hold a calibrated model's."""

    def measure(predictions: Predictions, case: Case) -> float | None:
        wrong = ~predictions.right(at(predictions))
        if np.count_nonzero(wrong) < FEWEST_ERRORS:
            return None
        losses = predictions.losses[at(predictions)][wrong]
        atoms, weights = _calibrated(predictions.outputs[at(predictions)], errors_alone=True)
        if not len(atoms):
            return None
        usual = float((atoms * weights).sum() / atoms[np.searchsorted(weights.cumsum(), 0.5)])
        return beyond(_tail(losses), jackknife_error(losses, _tail), usual, case.options.told_errors, _NARROW_TAIL)

    return measure


def _tail(losses: FloatArray) -> float:
    return float(losses.mean() / np.median(losses))


def _calibrated(probabilities: FloatArray, *, errors_alone: bool) -> tuple[FloatArray, FloatArray]:
    """The losses that labels as likely as the probabilities (n, K) say would make, from small to large, each with how
    often; the weights sum to 1. Empty where no such label is an error and errors alone are asked for.
    """
    step = -(-probabilities.size // _MOST_ATOMS)
    p = np.maximum(probabilities[::step], LEAST_PROBABILITY)
    weights = p.copy()
    if errors_alone:
        weights[np.arange(len(p)), p.argmax(axis=1)] = 0.0
    atoms, weights = -np.log(p).ravel(), weights.ravel()
    order = np.argsort(atoms)
    atoms, weights = atoms[order], weights[order]
    total = float(weights.sum())
    return (atoms, weights / total) if total > 0 else (atoms[:0], weights[:0])

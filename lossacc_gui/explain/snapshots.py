"""The predictions of one recorded epoch laid out for looking at: losses, calibration, classes, residuals."""

from __future__ import annotations

import numpy as np

from lossacc_gui.explain.calibration import reliability
from lossacc_gui.explain.facts.tails import FEWEST_OF_WORST, WORST, share_of_worst
from lossacc_gui.explain.sampling import jackknife_error
from lossacc_gui.model.analysis import Pair
from lossacc_gui.model.evidence import Histogram, LossSpread, Residuals, Snapshot
from lossacc_gui.model.predictions import Predictions
from lossacc_gui.model.run import FloatArray, IntArray, Quantity

LOSS_BINS = 24
LOSS_DECADES = 5.0  # smaller losses, relative to the largest, are as good as none
RESIDUAL_BINS = 25


def snapshot(predictions: Predictions, at: int, pair: Pair | None, tolerance: float | None) -> Snapshot:
    """The recorded epoch of index `at`, beside what `pair` logged of it."""
    losses = predictions.losses[at]
    epoch = float(predictions.epochs[at])
    known = predictions.classified or tolerance is not None
    right = predictions.right(at, tolerance).astype(np.float64) if known else None
    comparable = not predictions.numbered and pair is not None and pair.loss.quantity in (Quantity.LOSS, Quantity.MSE)
    outputs = predictions.outputs[at]
    return Snapshot(
        epoch,
        float(losses.mean()),
        None if right is None else float(right.mean()),
        logged(pair.loss.x, pair.loss.value, epoch) if pair is not None and comparable else None,
        spread(losses),
        reliability(outputs, right) if predictions.graded and right is not None else None,
        confusion(predictions, at) if predictions.classified else None,
        None if predictions.classified else residuals(predictions.y_true - outputs),
    )


def spread(losses: FloatArray) -> LossSpread:
    """How losses, shape (n,), none negative, are spread over the examples."""
    total = float(losses.sum())
    largest = max(float(losses.max()), 1e-12)
    edges = largest * np.logspace(-LOSS_DECADES, 0, LOSS_BINS + 1)
    bin_of = np.clip(np.searchsorted(edges, losses, side="left") - 1, 0, LOSS_BINS - 1)
    worst = max(1, round(WORST * len(losses)))
    return LossSpread(
        Histogram(edges, np.bincount(bin_of, minlength=LOSS_BINS)),
        np.bincount(bin_of, losses, LOSS_BINS) / (total or 1.0),
        float(losses.mean()),
        float(np.median(losses)),
        worst,
        share_of_worst(losses),
        jackknife_error(losses, share_of_worst) if len(losses) >= FEWEST_OF_WORST else float("inf"),
    )


def confusion(predictions: Predictions, at: int) -> IntArray:
    """Counts by true class (rows) and answer (columns), shape (K, K)."""
    classes = predictions.classes
    cells = predictions.y_true.astype(np.int64) * classes + predictions.answers[at].astype(np.int64)
    return np.bincount(cells, minlength=classes * classes).reshape(classes, classes)


def residuals(values: FloatArray) -> Residuals:
    """Targets minus predicted values, shape (n,), in bins that lie evenly about zero."""
    reach = max(float(np.abs(values).max()), 1e-12)
    counts, edges = np.histogram(values, RESIDUAL_BINS, (-reach, reach))
    return Residuals(Histogram(edges, counts), float(values.mean()), float(values.std()))


def logged(x: FloatArray, values: FloatArray, epoch: float) -> float | None:
    """What a series says of exactly that epoch, None where it says nothing or no finite number."""
    at = int(np.searchsorted(x, epoch))
    if at >= len(x) or x[at] != epoch or not np.isfinite(values[at]):
        return None
    return float(values[at])

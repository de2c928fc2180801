"""Runs with one cause planted in each, and the bricks they are made of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from lossacc_gui.detect.detection import detect
from lossacc_gui.explain.verdict import Explained, explain
from lossacc_gui.measure.course import course_of
from lossacc_gui.measure.pairing import pairs_of
from lossacc_gui.model.cause import Cause
from lossacc_gui.model.options import Options
from lossacc_gui.model.predictions import Predictions
from lossacc_gui.model.run import Break, FloatArray, Quantity, Run, Series, Split

N = 60
T = np.linspace(0, 1, N)
WAVE = np.sin(np.arange(N) * 12.9898) * np.cos(np.arange(N) * 4.1414)  # jitter without a generator, about +-1


def series(metric: str, quantity: Quantity, split: Split, value: Any) -> Series:
    value = np.broadcast_to(np.asarray(value, dtype=np.float64), (N,)) if np.ndim(value) == 0 else np.asarray(value)
    step = np.arange(len(value))
    return Series(metric, quantity, split, step, value.astype(np.float64), step.astype(np.float64))


def run_of(train_loss: Any, train_accuracy: Any, loss: Any, accuracy: Any, *more: Series, **changes: Any) -> Run:
    members = (
        series("loss", Quantity.LOSS, Split.TRAIN, train_loss),
        series("accuracy", Quantity.ACCURACY, Split.TRAIN, train_accuracy),
        series("val_loss", Quantity.LOSS, Split.VAL, loss),
        series("val_accuracy", Quantity.ACCURACY, Split.VAL, accuracy),
    )
    return replace(Run("planted", Path("planted.csv"), "handmade", (*members, *more)), **changes)


def explained(
    run: Run, causes: tuple[Cause, ...], predictions: Predictions | None = None, options: Options | None = None
) -> Explained:
    """A run measured, its stretches found and explained."""
    options = options or Options()
    course = course_of(run, pairs_of(run), options)
    return explain(run, course, detect(run, options, course), causes, options, predictions)


def towards(start: float, end: float, rate: float) -> FloatArray:
    return end + (start - end) * np.exp(-rate * T)


def bump(height: float, middle: float, width: float) -> FloatArray:
    return height * np.exp(-(((T - middle) / width) ** 2))


HEALTHY = run_of(towards(2.2, 0.45, 7), towards(0.25, 0.85, 7), towards(2.1, 0.5, 7), towards(0.3, 0.83, 7))


def _numerical_blowup() -> Run:
    loss = towards(2.2, 0.4, 5)
    loss[40:] = np.nan
    accuracy = np.where(np.isnan(loss), 0.1, towards(0.2, 0.85, 5))
    return run_of(loss, accuracy, loss * 1.1, accuracy)


def _unstable_training() -> Run:
    swing = np.repeat(np.array([1.0, -0.6, 1.4, -1.2, 0.7, -0.3, 1.1, -1.0, 0.9, -0.8, 1.2, -0.9]), 5) + 0.8 * WAVE
    train = towards(1.2, 0.6, 3) * np.exp(0.25 * swing)
    return run_of(train, towards(0.6, 0.85, 3) - 0.04 * swing, train * (1.3 + T), towards(0.6, 0.72, 3) - 0.03 * swing)


def _batchnorm_mismatch() -> Run:
    jumps = np.abs(WAVE) * np.where(np.arange(N) % 3 == 0, 4.0, 0.6)
    return run_of(
        towards(2.2, 0.2, 5),
        towards(0.3, 0.93, 5),
        towards(2.0, 0.5, 5) * (1 + jumps),
        towards(0.3, 0.8, 5) / (1 + jumps),
    )


def _small_validation() -> Run:
    accuracy = np.round((towards(0.5, 0.85, 8) + 0.06 * WAVE) * 30) / 30
    return run_of(towards(2.2, 0.45, 7), towards(0.25, 0.85, 7), towards(2.1, 0.5, 7), accuracy)


def _lr_drop() -> Run:
    low = np.arange(N) >= 30
    rate = series("learning_rate", Quantity.LEARNING_RATE, Split.TRAIN, np.where(low, 0.01, 0.1))
    return run_of(
        towards(2.2, 0.6, 9) - 0.25 * low,
        towards(0.25, 0.8, 9) + 0.07 * low,
        towards(2.1, 0.65, 9) - 0.15 * low,
        towards(0.3, 0.78, 9) + 0.04 * low,
        rate,
    )


def _bad_design() -> Run:
    heard = 1 / (1 + np.exp(-(T - 0.5) * 14)) + 0.01 * T  # nothing reaches the first layers for a third of the run
    spikes = np.where(np.arange(N) % 13 == 5, 20.0, 1.0)
    return run_of(
        2.3 - 0.9 * heard,
        0.1 + 0.4 * heard + 0.003 * WAVE,
        2.3 - 0.88 * heard,
        0.1 + 0.39 * heard + 0.006 * WAVE,
        series("grad_norm", Quantity.GRADIENT_NORM, Split.TRAIN, spikes),
    )


def _class_imbalance() -> Run:
    late = 1 / (1 + np.exp(-(T - 0.45) * 14))
    return run_of(towards(0.4, 0.07, 4), 0.95 + 0.025 * late, towards(0.3, 0.08, 4), np.round(0.95 + 0.018 * late, 3))


def softmax_twice() -> Run:
    """Ten classes, saturated outputs: loss and accuracy together make ln(e + 9)."""
    train, right = towards(0.2, 0.97, 6), towards(0.2, 0.95, 6)
    level = np.log(np.e + 9)
    return run_of(level - train, train, level - right, right)


def ran_out(left: int = 24, epochs: int = 24) -> Run:
    """Logistic regression by batches of an input that is not repeated: 31 steps an epoch, then the batch of `left`
    examples that is left over, of none where it is 0, and then the input begins anew.
    """
    rng = np.random.default_rng(0)
    examples, steps, size = 31 * 32 + left, 31, 32
    towards_class = rng.normal(size=12)
    held_x, train_x = rng.normal(size=(400, 12)), rng.normal(size=(examples, 12))
    held_y, train_y = (x @ towards_class + rng.normal(size=len(x)) > 0 for x in (held_x, train_x))
    weights, rows, of_train = np.zeros(12), [], np.empty(0, dtype=np.int64)
    for _ in range(epochs):
        fresh = len(of_train) == 0 and not (rows and rows[-1][0] > 0 and left == 0)
        of_train = rng.permutation(examples) if fresh else of_train
        now, of_train = of_train[: steps * size], of_train[steps * size :]
        losses, right = [], []
        for batch in (now[i : i + size] for i in range(0, len(now), size)):
            loss, accuracy, gradient = _logistic(weights, train_x[batch], train_y[batch])
            weights = weights - 0.05 * gradient
            losses += [loss] * len(batch)
            right += [accuracy] * len(batch)
        held = _logistic(weights, held_x, held_y)
        rows.append((float(np.mean(losses or [0])), float(np.mean(right or [0])), held[0], held[1]))
    return run_of(*np.array(rows).T)


def _logistic(weights: FloatArray, x: FloatArray, y: Any) -> tuple[float, float, FloatArray]:
    """Mean cross-entropy, accuracy and gradient."""
    score = x @ weights
    loss = np.logaddexp(0, score) - y * score
    return float(loss.mean()), float(((score > 0) == y).mean()), x.T @ (1 / (1 + np.exp(-score)) - y) / len(y)


PLANTED: dict[str, Callable[[], Run]] = {
    "softmax_twice": softmax_twice,
    "data_ran_out": ran_out,
    "label_smoothing_floor": lambda: run_of(
        towards(np.log(10), 0.53, 12), towards(0.1, 0.99, 12), towards(np.log(10), 0.56, 12), towards(0.1, 0.98, 12)
    ),
    "wrong_last_layer": lambda: run_of(7.71, 0.522, 7.74, 0.52),
    "nothing_is_trained": lambda: run_of(2.35 + 0.01 * WAVE, 0.11 + 0.002 * WAVE, 2.34, 0.1135),
    "overconfidence": lambda: run_of(
        towards(2.2, 0.003, 9), towards(0.3, 1.0, 12), towards(2.0, 0.8, 20) + 1.2 * T, towards(0.3, 0.75, 20)
    ),
    "label_noise": lambda: run_of(
        towards(1.9, 0.002, 3.5),
        towards(0.5, 1.0, 3.5),
        towards(0.9, 0.7, 30) + 0.9 * T,
        0.9 - towards(0.1, 0.0, 40) - 0.2 * np.minimum(1, 1.5 * T),
    ),
    "outliers": lambda: run_of(
        towards(2.0, 0.28, 7), towards(0.4, 0.9, 9), towards(1.8, 1.05, 15) + 0.45 * T, towards(0.6, 0.85, 12)
    ),
    "near_tie_flips": lambda: run_of(
        towards(4.1, 1.2, 6),
        towards(0.4, 0.55, 1.5) - bump(0.07, 0.13, 0.06),
        towards(4.0, 1.25, 6),
        towards(0.4, 0.54, 1.5) - bump(0.07, 0.13, 0.06),
    ),
    "ambiguous_labels": lambda: run_of(
        towards(1.1, 0.54, 9), towards(0.5, 0.62, 12), towards(0.95, 0.73, 14) + 0.22 * T, towards(0.5, 0.61, 14)
    ),
    "class_imbalance": _class_imbalance,
    "strong_regularization": lambda: run_of(
        towards(13.0, 1.62, 9),
        towards(0.4, 0.88, 20) - 0.06 * T,
        towards(12.0, 1.65, 9),
        towards(0.5, 0.87, 20) - 0.06 * T,
    ),
    "metric_threshold": lambda: run_of(
        towards(12.0, 8.0, 5), towards(0.15, 0.08, 4), towards(11.8, 8.3, 5), towards(0.15, 0.077, 4)
    ),
    "loss_metric_mismatch": lambda: run_of(
        towards(1.45, 0.34, 5),
        towards(0.85, 0.8, 1) - bump(0.3, 0.12, 0.09),
        towards(1.4, 0.34, 5),
        towards(0.855, 0.8, 1) - bump(0.3, 0.12, 0.09),
    ),
    "growing_confidence": lambda: run_of(
        towards(1.5, 0.0, 6) + 0.002, towards(0.4, 1.0, 20), towards(1.4, 0.0, 6) + 0.003, towards(0.6, 1.0, 20)
    ),
    "low_capacity": lambda: run_of(towards(1.7, 1.3, 5), 0.25 + 0.11 * T, towards(1.65, 1.3, 5), 0.25 + 0.105 * T),
    "distribution_shift": lambda: run_of(
        towards(1.9, 0.3, 5),
        towards(0.5, 0.94, 5),
        towards(1.7, 1.25, 12) + 0.7 * T + 0.04 * WAVE,
        towards(0.4, 0.66, 9) + 0.01 * WAVE,
    ),
    "train_time_noise": lambda: run_of(
        towards(2.1, 0.62, 7), towards(0.28, 0.8, 7), towards(1.5, 0.46, 8), towards(0.6, 0.85, 9)
    ),
    "stuck_at_chance": lambda: run_of(np.log(10) + 1e-4 * WAVE, 0.1 + 1e-3 * WAVE, np.log(10) + 1e-4 * WAVE, 0.1),
    "numerical_blowup": _numerical_blowup,
    "unstable_training": _unstable_training,
    "bad_design": _bad_design,
    "small_validation": _small_validation,
    "lr_drop": _lr_drop,
    "metric_error": lambda: run_of(towards(2.2, 0.4, 6), 0.0, towards(2.1, 0.5, 6), 0.0),
    "batchnorm_mismatch": _batchnorm_mismatch,
    "resumed_or_restarted": lambda: replace(HEALTHY, breaks=(Break(30.0, "restart", "epoch 0 again"),)),
    "leakage_or_easy_validation": lambda: run_of(
        towards(1.2, 0.4, 5), towards(0.55, 0.86, 5), towards(0.2, 0.03, 9), towards(0.95, 0.993, 9)
    ),
    "nothing_wrong": lambda: HEALTHY,
    "late_generalisation": lambda: run_of(
        towards(2.0, 0.003, 14),
        towards(0.3, 1.0, 16),
        towards(2.0, 1.0, 20) + bump(1.5, 0.5, 0.2) - 0.6 * T**4,
        towards(0.3, 0.55, 20) + 0.4 / (1 + np.exp(-(T - 0.8) * 25)),
    ),
}

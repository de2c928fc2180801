"""Simulated runs whose true curves are known: examples with margins, followed through a training."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from lossacc_gui.model.run import Quantity, Run, Series, Split

Floats = NDArray[np.float64]
POPULATION = 20_000  # examples that stand for all there are; the quantiles of their margins, so without noise


@dataclass(frozen=True, slots=True, eq=False)
class Simulated:
    """A run as logged, and the curves that it would have on all examples without jitter, both of shape (epochs,)."""

    run: Run
    loss: Floats
    accuracy: Floats


def run_of(loss: Floats, accuracy: Floats, name: str = "simulated") -> Run:
    """A run with a validation loss and accuracy."""
    step = np.arange(len(loss))
    series = (
        Series("val_loss", Quantity.LOSS, Split.VAL, step, loss, step.astype(np.float64)),
        Series("val_accuracy", Quantity.ACCURACY, Split.VAL, step.copy(), accuracy, step.astype(np.float64)),
    )
    return Run(name, Path(name), "simulated", series)


def healthy(rng: np.random.Generator, examples: int) -> Simulated:
    """A run in which the margin of every example grows by the same curve, fast at first and then hardly.

    Example i has the margin shift(t) + spread * u_i + its own slow wandering (AR 1) + the jitter of the epoch, which
    is shared by all and autocorrelated. Loss is log(1 + exp(-margin)), right is margin > 0.
    """
    epochs = int(rng.integers(40, 160))
    final = rng.uniform(0.3, 2.5)
    pace = epochs * rng.uniform(0.05, 0.4)
    shift = final - (final + rng.uniform(0.0, 0.5)) * np.exp(-np.arange(epochs) / pace)
    return follow(rng, shift, np.ones(epochs), examples)


def follow(rng: np.random.Generator, shift: Floats, scale: Floats, examples: int) -> Simulated:
    """Log a run whose margins are scale(t) * (shift(t) + spread * u_i + noise); shift, scale have shape (epochs,)."""
    spread = rng.uniform(0.8, 1.5)
    shared = rng.uniform(0.0, 0.04) * wandering(rng, len(shift), 1, rng.uniform(0.0, 0.8))
    own = rng.uniform(0.05, 0.4) * wandering(rng, len(shift), examples, rng.uniform(0.5, 0.98))
    margins = scale[:, None] * (shift[:, None] + shared + own + spread * rng.standard_normal(examples))
    middle = (np.arange(POPULATION) + 0.5) / POPULATION
    everyone = np.log(middle / (1 - middle)) / 1.702  # normal quantiles by the logistic approximation
    expected = scale[:, None] * (shift[:, None] + spread * everyone)
    return Simulated(run_of(*_measured(margins)), *_measured(expected))


def wandering(rng: np.random.Generator, epochs: int, many: int, memory: float) -> Floats:
    """Stationary AR(1) noise of spread 1, shape (epochs, many); `memory` is its correlation from epoch to epoch."""
    noise = rng.standard_normal((epochs, many))
    fresh = np.sqrt(1 - memory**2)
    for i in range(1, epochs):
        noise[i] = memory * noise[i - 1] + fresh * noise[i]
    return noise


def _measured(margins: Floats) -> tuple[Floats, Floats]:
    return np.logaddexp(0.0, -margins).mean(axis=1), (margins > 0).mean(axis=1)

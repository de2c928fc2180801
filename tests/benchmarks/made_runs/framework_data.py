"""Small tasks of scikit-learn and the plain settings with which Keras and PyTorch are put to them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.datasets import load_breast_cancer, load_digits, load_wine, make_classification, make_moons

Rng = np.random.Generator


@dataclass(frozen=True)
class Task:
    """Examples of training and of validation, x of shape (n, features), y of classes 0 .. classes - 1."""

    name: str
    classes: int
    x: NDArray[np.float32]
    y: NDArray[np.int64]
    val_x: NDArray[np.float32]
    val_y: NDArray[np.int64]


@dataclass(frozen=True)
class Settings:
    """What a person picks without thinking long; `hidden` holds the widths of the layers below the last one."""

    hidden: tuple[int, ...]
    activation: str
    dropout: float
    normed: bool
    optimiser: str
    rate: float
    batch: int
    epochs: int
    smoothing: float = 0.0


@dataclass(frozen=True)
class Ended:
    """A trained run: its outputs on the training examples, (n,) or (n, classes), and its logged training loss and
    accuracy at the end.
    """

    outputs: NDArray[np.float32]
    loss: float
    right: float
    classes: int
    smoothing: float

    @property
    def confidence(self) -> float:
        """The mean of the largest probability."""
        p = self.outputs
        return float(np.maximum(p, 1 - p).mean() if p.ndim == 1 else p.max(1).mean())


def always(ended: Ended) -> bool:
    """A mistake that shows whatever comes of it."""
    return True


def sure_of_itself(ended: Ended) -> bool:
    """Outputs have become sure and nearly all are right: then a second softmax costs all that it can."""
    return ended.confidence >= 0.9 and ended.right >= 0.9


def on_the_floor(ended: Ended) -> bool:
    """The loss has come down to the entropy of its own smoothed labels, but for a sixth."""
    rest = ended.smoothing / ended.classes
    true = 1 - ended.smoothing + rest
    floor = -true * np.log(true) - (ended.classes - 1) * rest * np.log(rest)
    return bool(ended.loss <= 1.16 * floor)


def dearer_than_guessing(ended: Ended) -> bool:
    """Training ends with more loss than the same answer to everything costs."""
    return bool(ended.loss > np.log(ended.classes))


def parted(name: str, x: NDArray[np.float64], y: NDArray[np.int64], rng: Rng) -> Task:
    """Shuffled, parted into three quarters and one, scaled as the training examples are."""
    order = rng.permutation(len(x))
    cut = 3 * len(x) // 4
    scaled = ((x - x[order[:cut]].mean(0)) / (x[order[:cut]].std(0) + 1e-3)).astype(np.float32)
    (a, b), (c, d) = ((scaled[part], y[part].astype(np.int64)) for part in (order[:cut], order[cut:]))
    return Task(name, int(y.max()) + 1, a, b, c, d)


def any_task(rng: Rng, classes: int | None = None, *, easy: bool = False) -> Task:
    """A task of so many classes, of any number where none is asked for; `easy`: nearly all answers can be right."""
    seed = int(rng.integers(1 << 30))
    made = 2 if classes == 2 else int(rng.integers(3, 9))
    n = int(rng.integers(400, 1000))
    apart = float(rng.uniform(2.5, 4.0) if easy else rng.uniform(0.8, 2.5))
    clusters = make_classification(
        n, 16, n_informative=10, n_classes=made, n_clusters_per_class=1, class_sep=apart, flip_y=0.0, random_state=seed
    )
    if classes == 2:
        moons = make_moons(n, noise=0.1 if easy else float(rng.uniform(0.15, 0.3)), random_state=seed)
        choice = {"clusters": clusters, "moons": moons, "cells": load_breast_cancer(return_X_y=True)}
    else:
        choice = {
            "clusters": clusters,
            "digits": load_digits(return_X_y=True),
            "wine": load_wine(return_X_y=True),
        }
    name = str(rng.choice(list(choice)))
    return parted(name, *choice[name], rng)


def any_settings(rng: Rng, epochs: tuple[int, int] = (10, 40)) -> Settings:
    """Settings that train well."""
    optimiser = str(rng.choice(["adam", "sgd", "rmsprop"]))
    rate = float(rng.choice([0.01, 0.05, 0.1]) if optimiser == "sgd" else rng.choice([5e-4, 1e-3, 3e-3]))
    return Settings(
        hidden=tuple(int(rng.choice([16, 32, 64, 128])) for _ in range(int(rng.integers(1, 4)))),
        activation=str(rng.choice(["relu", "tanh"])),
        dropout=float(rng.choice([0.0, 0.0, 0.2])),
        normed=bool(rng.random() < 0.2),
        optimiser=optimiser,
        rate=rate,
        batch=int(rng.choice([16, 32, 64])),
        epochs=int(rng.integers(*epochs)),
    )

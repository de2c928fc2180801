"""Small real trainings with numpy in which one thing is planted, with the curves that are logged and the true ones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product

import numpy as np

INPUTS, HIDDEN, CLASSES, TRAINED, TRUTH = 20, 64, 3, 120, 3000
Array = np.ndarray
Curves = dict[str, list[float]]
Settings = dict[str, object]
OVERFITTING = frozenset({"overfitting", "overconfidence", "label_noise", "distribution_shift", "outliers"})
"""The family, and the faces that curves alone cannot tell from it."""
UNSTEADY = frozenset({"unsteady", "unstable_training", "batchnorm_mismatch", "numerical_blowup"})


@dataclass(frozen=True)
class Setup:
    """How a network of one hidden layer is trained."""

    weight_decay: float = 0.0
    dropout: float = 0.0
    label_noise: float = 0.0
    lr: float = 0.15
    batch_size: int = 20
    batch_norm: bool = False
    val_size: int = 600
    train_size: int = TRAINED


@dataclass(frozen=True)
class Plant:
    """What is planted in a sweep: `acting` settings with their values, all combined; the `causes` that are at work
    where it goes wrong; what all its runs have in common. A setting `batch_order` does nothing at all.
    """

    acting: dict[str, tuple[object, ...]]
    causes: frozenset[str]
    common: dict[str, object] = field(default_factory=dict)

    def runs(self, seeds: range) -> Iterator[tuple[int, Settings, int]]:
        """Seed, settings as they are logged, and the lot that is drawn."""
        for seed, *values, order in product(seeds, *self.acting.values(), ("a", "b")):
            yield (
                seed,
                {**dict(zip(self.acting, values, strict=True)), "batch_order": order},
                1000 * seed + (order == "b"),
            )


PLANTS = {
    "overfitting": Plant({"weight_decay": (0.0, 0.03), "dropout": (0.0, 0.7)}, OVERFITTING),
    "label noise": Plant({"label_noise": (0.0, 0.4), "weight_decay": (0.0, 0.03)}, OVERFITTING, {"train_size": 300}),
    "learning rate": Plant(
        {"lr": (0.03, 0.8), "dropout": (0.0, 0.3)}, UNSTEADY, {"train_size": 600, "weight_decay": 0.01}
    ),
    "batch statistics": Plant(
        {"batch_norm": (False, True), "batch_size": (4, 60)},
        UNSTEADY,
        {"train_size": 600, "lr": 0.05, "weight_decay": 0.01},
    ),
    "small validation": Plant(
        {"val_size": (25, 2000)}, frozenset(), {"train_size": 600, "lr": 0.05, "weight_decay": 0.03}
    ),
}
RUNNING = 0.9  # of the running statistics, which a batch replaces: what is remembered is one batch and little more


@dataclass
class Net:
    """Weights, and the statistics by which it is judged."""

    first: Array
    second: Array
    mean: Array
    variance: Array
    normed: bool

    def logits(self, x: Array) -> Array:
        inner = x @ self.first
        if self.normed:
            inner = (inner - self.mean) / np.sqrt(self.variance + 1e-3)
        return np.maximum(inner, 0) @ self.second

    def scored(self, x: Array, y: Array) -> tuple[float, float]:
        """Cross-entropy and accuracy."""
        logits = self.logits(x)
        logits = logits - logits.max(axis=1, keepdims=True)
        logs = logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))
        return float(-logs[np.arange(len(y)), y].mean()), float((logits.argmax(axis=1) == y).mean())

    def learn(self, x: Array, y: Array, setup: Setup, rng: np.random.Generator) -> None:
        """One step."""
        inner = x @ self.first
        spread = np.ones(HIDDEN)
        if self.normed:
            mean, variance = inner.mean(axis=0), inner.var(axis=0)
            self.mean += RUNNING * (mean - self.mean)
            self.variance += RUNNING * (variance - self.variance)
            spread = np.sqrt(variance + 1e-3)
            inner = (inner - mean) / spread
        active = np.maximum(inner, 0)
        keep = (rng.random(inner.shape) >= setup.dropout) / (1 - setup.dropout)
        logits = (active * keep) @ self.second
        chances = np.exp(logits - logits.max(axis=1, keepdims=True))
        chances /= chances.sum(axis=1, keepdims=True)
        chances[np.arange(len(y)), y] -= 1
        chances /= len(y)
        back = (chances @ self.second.T) * keep * (inner > 0)
        if self.normed:
            back = (back - back.mean(axis=0) - inner * (back * inner).mean(axis=0)) / spread
        self.second -= setup.lr * ((active * keep).T @ chances + setup.weight_decay * self.second)
        self.first -= setup.lr * (x.T @ back + setup.weight_decay * self.first)


def train(lot: int, setup: Setup, epochs: int) -> tuple[Curves, Curves]:
    """The curves that are logged, and the true ones, of 3,000 examples that no log shows."""
    rng = np.random.default_rng(lot)
    means = rng.standard_normal((CLASSES, INPUTS)) * 0.8
    x, y = examples(rng, setup.train_size, means)
    held = examples(np.random.default_rng(lot + 7), setup.val_size, means)
    many = examples(np.random.default_rng(lot + 77), TRUTH, means)
    wrong = rng.random(len(y)) < setup.label_noise
    y = np.where(wrong, rng.integers(CLASSES, size=len(y)), y)
    net = Net(
        rng.standard_normal((INPUTS, HIDDEN)) * 0.2,
        rng.standard_normal((HIDDEN, CLASSES)) * 0.1,
        np.zeros(HIDDEN),
        np.ones(HIDDEN),
        setup.batch_norm,
    )
    curves: Curves = {name: [] for name in ("loss", "accuracy", "val_loss", "val_accuracy")}
    true: Curves = {"loss": [], "accuracy": []}
    for _ in range(epochs):
        for batch in np.array_split(rng.permutation(len(y)), max(1, len(y) // setup.batch_size)):
            net.learn(x[batch], y[batch], setup, rng)
        told = ((curves, "", (x, y)), (curves, "val_", held), (true, "", many))
        for kept, prefix, (inputs, labels) in told:
            loss, accuracy = net.scored(inputs, labels)
            kept[f"{prefix}loss"].append(loss)
            kept[f"{prefix}accuracy"].append(accuracy)
    return curves, true


def examples(rng: np.random.Generator, count: int, means: Array) -> tuple[Array, Array]:
    labels = rng.integers(CLASSES, size=count)
    return means[labels] + 1.6 * rng.standard_normal((count, INPUTS)), labels

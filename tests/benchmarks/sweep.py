"""Trains a planted sweep (seeds x weight decay x dropout) with numpy and prints what the triage says of its settings.

    python tests/benchmarks/sweep.py [--seeds N] [--epochs N] [--keep FOLDER]

A network of one hidden layer learns 120 noisy examples of 20 numbers in 3 classes; dropout and weight decay keep it
from learning them by heart. A third setting, `batch_order`, does nothing at all: nothing may be said of it. Each run is
a JSON file with its settings beside its curves.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from itertools import product
from pathlib import Path

import numpy as np

from lossacc_gui.model.options import Options
from lossacc_gui.model.request import Request
from lossacc_gui.triage.harm import ordered
from lossacc_gui.triage.reports.report import counted
from lossacc_gui.triage.settings import statements
from lossacc_gui.triage.triage import Triage

INPUTS, HIDDEN, CLASSES, TRAINED, HELD_OUT = 20, 64, 3, 120, 600


def examples(rng: np.random.Generator, count: int, means: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    labels = rng.integers(CLASSES, size=count)
    return means[labels] + 1.6 * rng.standard_normal((count, INPUTS)), labels


def scored(x: np.ndarray, y: np.ndarray, weights: list[np.ndarray]) -> tuple[float, float]:
    """Cross-entropy and accuracy."""
    logits = np.maximum(x @ weights[0], 0) @ weights[1]
    logits -= logits.max(axis=1, keepdims=True)
    logs = logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))
    return float(-logs[np.arange(len(y)), y].mean()), float((logits.argmax(axis=1) == y).mean())


def train(seed: int, decay: float, dropout: float, epochs: int) -> dict[str, list[float]]:
    rng = np.random.default_rng(seed)
    means = rng.standard_normal((CLASSES, INPUTS)) * 0.8
    (x, y), (held_x, held_y) = examples(rng, TRAINED, means), examples(rng, HELD_OUT, means)
    weights = [rng.standard_normal((INPUTS, HIDDEN)) * 0.2, rng.standard_normal((HIDDEN, CLASSES)) * 0.1]
    curves: dict[str, list[float]] = {name: [] for name in ("loss", "accuracy", "val_loss", "val_accuracy")}
    for _ in range(epochs):
        for batch in np.array_split(rng.permutation(TRAINED), 6):
            inner = np.maximum(x[batch] @ weights[0], 0)
            keep = (rng.random(inner.shape) >= dropout) / (1 - dropout)
            logits = (inner * keep) @ weights[1]
            chances = np.exp(logits - logits.max(axis=1, keepdims=True))
            chances /= chances.sum(axis=1, keepdims=True)
            chances[np.arange(len(batch)), y[batch]] -= 1
            chances /= len(batch)
            back = (chances @ weights[1].T) * keep * (inner > 0)
            weights[1] -= 0.15 * ((inner * keep).T @ chances + decay * weights[1])
            weights[0] -= 0.15 * (x[batch].T @ back + decay * weights[0])
        for prefix, value in (("", scored(x, y, weights)), ("val_", scored(held_x, held_y, weights))):
            curves[f"{prefix}loss"].append(value[0])
            curves[f"{prefix}accuracy"].append(value[1])
    return curves


def make(folder: Path, seeds: int, epochs: int) -> None:
    for seed, decay, dropout, order in product(range(seeds), (0.0, 0.03), (0.0, 0.7), ("a", "b")):
        settings = {"seed": seed, "weight_decay": decay, "dropout": dropout, "batch_order": order}
        lot = 1000 * seed + (order == "b")  # another order is another lot and nothing else
        name = f"seed{seed}-decay{decay}-dropout{dropout}-{order}.json"
        (folder / name).write_text(json.dumps({**settings, **train(lot, decay, dropout, epochs)}))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=4)
    parser.add_argument("--epochs", type=int, default=80)
    parser.add_argument("--keep", type=Path)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = args.keep or Path(scratch)
        folder.mkdir(exist_ok=True)
        make(folder, args.seeds, args.epochs)
        table = ordered(Triage([folder], Request()).results(), Options())
    print(counted(table))
    print("settings told:", table.rows[0].settings)
    for one in statements(table.rows, Options()):
        print("-", one.text)


if __name__ == "__main__":
    main()

"""Trains a planted sweep (seeds x weight decay x dropout) with numpy and checks what is said of its settings and runs.

    python tests/benchmarks/sweep.py [--seeds N] [--first N] [--epochs N] [--keep FOLDER] [--false]

A network of one hidden layer learns 120 noisy examples of 20 numbers in 3 classes; dropout and weight decay keep it
from learning them by heart. A third setting, `batch_order`, does nothing at all: nothing may be said of it. Each run is
a JSON file with its settings beside its curves.

Printed are the statements of the triage, and of every two runs held against each other, with all others asked and
alone, how many statements are true. What is true is known from 6,000 examples that no log shows, and from what was
planted:
- an event is absent: the true rise of the loss (fall of the accuracy) of the other run is less than half
- settings that are backed: one of them is planted, and the mean over all seeds goes the same way
- a best value is better (backed): so is the true mean over all seeds; of two runs alone (few) nothing is claimed but
  that the logged values differ by more than the noise of their curves, and counted is whether the true ones do likewise
- a cause is spoken for: it is overfitting, which was planted, and the true rise is less than half in the other run
`--false` lists those that are not.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, product
from pathlib import Path
from statistics import mean

import numpy as np

from lossacc_gui.explain.knowledge import load_causes
from lossacc_gui.model.options import Options
from lossacc_gui.model.request import Request
from lossacc_gui.resource import resource
from lossacc_gui.triage.compare import Said, compare
from lossacc_gui.triage.compare.comparison import Ground
from lossacc_gui.triage.harm import ordered
from lossacc_gui.triage.reports.report import counted
from lossacc_gui.triage.row import Row
from lossacc_gui.triage.settings import statements
from lossacc_gui.triage.triage import Triage

INPUTS, HIDDEN, CLASSES, TRAINED, HELD_OUT, TRUTH = 20, 64, 3, 120, 600, 6000
PLANTED = {"weight_decay", "dropout"}
OVERFITTING = {"overfitting", "overconfidence", "label_noise", "distribution_shift", "outliers"}
"""Faces of what was planted: the family and those that the curves alone cannot tell from it."""
Curves = dict[str, list[float]]


def examples(rng: np.random.Generator, count: int, means: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    labels = rng.integers(CLASSES, size=count)
    return means[labels] + 1.6 * rng.standard_normal((count, INPUTS)), labels


def scored(x: np.ndarray, y: np.ndarray, weights: list[np.ndarray]) -> tuple[float, float]:
    """Cross-entropy and accuracy."""
    logits = np.maximum(x @ weights[0], 0) @ weights[1]
    logits -= logits.max(axis=1, keepdims=True)
    logs = logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))
    return float(-logs[np.arange(len(y)), y].mean()), float((logits.argmax(axis=1) == y).mean())


def train(seed: int, decay: float, dropout: float, epochs: int) -> tuple[Curves, Curves]:
    """The curves that are logged, and the true ones."""
    rng = np.random.default_rng(seed)
    means = rng.standard_normal((CLASSES, INPUTS)) * 0.8
    (x, y), (held_x, held_y) = examples(rng, TRAINED, means), examples(rng, HELD_OUT, means)
    many = examples(np.random.default_rng(seed + 77), TRUTH, means)
    weights = [rng.standard_normal((INPUTS, HIDDEN)) * 0.2, rng.standard_normal((HIDDEN, CLASSES)) * 0.1]
    curves: Curves = {name: [] for name in ("loss", "accuracy", "val_loss", "val_accuracy")}
    true: Curves = {"loss": [], "accuracy": []}
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
        told = ((curves, "", (x, y)), (curves, "val_", (held_x, held_y)), (true, "", many))
        for kept, prefix, (inputs, labels) in told:
            loss, accuracy = scored(inputs, labels, weights)
            kept[f"{prefix}loss"].append(loss)
            kept[f"{prefix}accuracy"].append(accuracy)
    return curves, true


def make(folder: Path, seeds: Sequence[int], epochs: int) -> dict[str, Curves]:
    """The logs; the true curves by the names of the files."""
    truth = {}
    for seed, decay, dropout, order in product(seeds, (0.0, 0.03), (0.0, 0.7), ("a", "b")):
        settings = {"seed": seed, "weight_decay": decay, "dropout": dropout, "batch_order": order}
        lot = 1000 * seed + (order == "b")  # another order is another lot and nothing else
        name = f"seed{seed}-decay{decay}-dropout{dropout}-{order}.json"
        curves, truth[name] = train(lot, decay, dropout, epochs)
        (folder / name).write_text(json.dumps({**settings, **curves}))
    return truth


@dataclass
class Truth:
    """What is true of the runs, by their files."""

    curves: dict[str, Curves]
    rows: Sequence[Row]

    def rise(self, row: Row) -> float:
        """Relative, from the lowest true loss to the mean of the last five."""
        loss = self.curves[row.path.name]["loss"]
        return mean(loss[-5:]) / min(loss) - 1

    def fall(self, row: Row) -> float:
        """Of the true accuracy, a fraction."""
        accuracy = self.curves[row.path.name]["accuracy"]
        return max(accuracy) - mean(accuracy[-5:])

    def best(self, row: Row, what: str) -> float:
        """The larger, the better."""
        values = self.curves[row.path.name][what]
        return -min(values) if what == "loss" else max(values)

    def alike(self, row: Row, names: Sequence[str]) -> list[Row]:
        """The runs that have the same values of these settings."""
        told = dict(row.settings)
        return [one for one in self.rows if all(dict(one.settings)[name] == told[name] for name in names)]

    def holds(self, said: Said, one: Row, other: Row) -> bool | None:
        """Whether a statement of two runs is true; None where it claims nothing."""
        planted = not said.settings or bool(PLANTED & set(said.settings))
        if said.about == "event" and "is absent in" in said.text and ("rise" in said.text or "overfit" in said.text):
            worse = self.fall if "fall of accuracy" in said.text else self.rise
            true = worse(other) < 0.5 * worse(one)
            if said.ground is Ground.BACKED:
                groups = [mean(map(worse, self.alike(row, said.settings))) for row in (one, other)]
                true = true and planted and groups[1] < groups[0]
            return true
        if said.about == "cause" and said.speaks_for is not None:
            gone = self.rise(other) < 0.5 * self.rise(one)
            return said.cause in OVERFITTING and planted and gone if said.speaks_for else said.cause not in OVERFITTING
        if said.about == "best" and said.ground in (Ground.FEW, Ground.BACKED):
            what = "loss" if "val_loss" in said.text else "accuracy"
            logged = [
                row.best_accuracy or 0.0 if what == "accuracy" else -(row.best_loss or 0.0) for row in (one, other)
            ]
            if said.ground is Ground.FEW:
                means = [self.best(row, what) for row in (one, other)]
            else:
                first = any(f" of {said.runs[0]} {are} better" in said.text for are in ("is", "are"))
                logged = [1.0, 0.0] if first else [0.0, 1.0]
                means = [mean(self.best(row, what) for row in self.alike(r, said.settings)) for r in (one, other)]
            return planted and (means[0] < means[1]) == (logged[0] < logged[1])
        return None


def check(table: Sequence[Row], truth: Truth, *, alone: bool, told: bool) -> None:
    """Every two runs held against each other, all others being asked or none."""
    causes = {cause.id: cause for cause in load_causes(resource("causes"))}
    counts: Counter[tuple[str, str, bool | None]] = Counter()
    for one, other in combinations(table, 2):
        comparison = compare([one, other], () if alone else table, causes, Options())
        names = {run.name: run.row for run in comparison.runs}
        for said in comparison.said:
            holds = truth.holds(said, *(names[name] for name in said.runs))
            counts[said.about, said.ground.value, holds] += 1
            if holds is False and told:
                print("  FALSE:", said.text)
    for about, ground in sorted({key[:2] for key in counts}):
        true, false, none = (counts[about, ground, value] for value in (True, False, None))
        print(f"  {about:9} {ground:7} true {true:5}  false {false:4}  claims nothing {none:5}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=4)
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--epochs", type=int, default=80)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--false", action="store_true", help="list what is not true")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = args.keep or Path(scratch)
        folder.mkdir(exist_ok=True)
        curves = make(folder, range(args.first, args.first + args.seeds), args.epochs)
        table = ordered(Triage([folder], Request()).results(), Options())
    print(counted(table))
    print("settings told:", table.rows[0].settings)
    for one in statements(table.rows, Options()):
        print("-", one.text)
    truth = Truth(curves, table.rows)
    for title, alone in (("with all others asked", False), ("two runs alone", True)):
        print(f"Every two runs, {title}:")
        check(table.rows, truth, alone=alone, told=args.false)


if __name__ == "__main__":
    main()

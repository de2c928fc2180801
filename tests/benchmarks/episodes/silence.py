"""How silent the detection of episodes is on noise, and what it still sees through it.

    python tests/benchmarks/episodes/silence.py [--runs 100] [--seed 1] [--rises 40]

First table: the share of runs that only learn and jump in which a band is shaded, by kind and size of the noise and by
length. Second table: the smallest lasting rise of the loss, from 40 % of the run to its end while the accuracy stays,
half of which is shaded or told as a deterioration 9 times in 10.
"""

from __future__ import annotations

import argparse

import numpy as np
from simulate import Floats, run_of, wandering

from lossacc_gui.detect.detection import detect
from lossacc_gui.model.episode import Direction, FindingKind
from lossacc_gui.model.options import Options
from lossacc_gui.model.run import Run

POINTS = (8, 15, 30, 60, 100, 200)
NOISES = (0.005, 0.01, 0.02, 0.05)  # of the loss; the accuracy jumps by a fifth of it, as a fraction
KINDS = ("white", "shared", "red", "flat")
RISES = (0.06, 0.08, 0.1, 0.13, 0.16, 0.2, 0.25, 0.32, 0.4, 0.5, 0.65, 0.8, 1.0, 1.3, 1.7, 2.2, 3.0)
BEST_AT = 0.4
SEEN = 0.9
MEMORY = 0.5  # correlation of neighbouring points of red noise
MIRRORED = -0.8  # correlation of loss and accuracy where they share their noise


def jumping(rng: np.random.Generator, points: int, noise: float, kind: str) -> Run:
    """A run that learns and levels off, loss and accuracy together, and jumps; `flat` does not learn at all."""
    pace = points * rng.uniform(0.06, 0.2)
    rest = np.zeros(points) if kind == "flat" else np.exp(-np.arange(points) / pace)
    least, most = rng.uniform(0.25, 0.8), rng.uniform(1.2, 2.2)
    best, worst = rng.uniform(0.7, 0.93), rng.uniform(0.1, 0.35)
    return _logged(rng, least + (most - least) * rest, best - (best - worst) * rest, noise, kind)


def rising(rng: np.random.Generator, points: int, noise: float, kind: str, rise: float) -> Run:
    """A run whose loss rises by a share `rise` from its best at 40 % of the run to its end."""
    at = np.arange(points)
    turn = int(BEST_AT * points)
    rest = np.exp(-at / (0.08 * points))
    grown = np.log1p(rise) * np.clip((at - turn) / (points - 1 - turn), 0, 1)
    return _logged(rng, (0.5 + 1.3 * rest) * np.exp(grown), 0.85 - 0.6 * rest, noise, kind)


def _logged(rng: np.random.Generator, loss: Floats, accuracy: Floats, noise: float, kind: str) -> Run:
    jumps = wandering(rng, len(loss), 2, MEMORY if kind == "red" else 0.0)
    if kind == "shared":
        jumps[:, 1] = MIRRORED * jumps[:, 0] + np.sqrt(1 - MIRRORED**2) * jumps[:, 1]
    loss = np.maximum(loss * (1 + noise * jumps[:, 0]), 1e-4)
    return run_of(np.round(loss, 6), np.round(np.clip(accuracy + noise / 5 * jumps[:, 1], 0, 1), 6))


def false_share(points: int, noise: float, kind: str, runs: int, seed: int, options: Options) -> float:
    """The share of runs without a disagreement in which one is shaded."""
    made = (
        jumping(np.random.default_rng([seed, points, int(noise * 1000), i]), points, noise, kind) for i in range(runs)
    )
    return sum(bool(detect(run, options).episodes) for run in made) / runs


def smallest_seen(points: int, noise: float, kind: str, runs: int, seed: int, options: Options) -> float | None:
    """The smallest of RISES that is seen 9 times in 10; None where none is."""
    for rise in RISES:
        cell = [seed, points, int(noise * 1000), int(rise * 100)]
        made = (rising(np.random.default_rng([*cell, i]), points, noise, kind, rise) for i in range(runs))
        if sum(_sees(run, points, options) for run in made) >= SEEN * runs:
            return rise
    return None


def _sees(run: Run, points: int, options: Options) -> bool:
    told = detect(run, options)
    spans = [(e.start, e.end) for e in told.episodes if e.loss is Direction.UP]
    spans += [(f.start, f.end) for f in told.findings if f.kind is FindingKind.DETERIORATION]
    turn = int(BEST_AT * points)
    covered = {at for start, end in spans for at in range(max(turn, round(start)), round(end) + 1)}
    return 2 * len(covered) >= points - turn


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=100, help="runs a cell of the first table, 0 for none")
    parser.add_argument("--rises", type=int, default=40, help="runs a rise in the second, 0 for none")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    options = Options()
    print("noise of        points", *(f"{points:7d}" for points in POINTS))
    for kind in KINDS if given.runs else ():
        for noise in NOISES:
            row = [false_share(points, noise, kind, given.runs, given.seed, options) for points in POINTS]
            print(f"{kind:7s} {noise:5.1%}  shaded", *(f"{share:7.3f}" for share in row), flush=True)
    for kind in ("white", "red") if given.rises else ():
        for noise in NOISES[1:]:
            seen = [smallest_seen(points, noise, kind, given.rises, given.seed, options) for points in POINTS]
            row = ["  never" if rise is None else f"{rise:7.0%}" for rise in seen]
            print(f"{kind:7s} {noise:5.1%} seen from", *(text.rjust(7) for text in row), flush=True)


if __name__ == "__main__":
    main()

"""How well episodes are found: null runs, power, runs with known truth, calibration, speed.

    python tests/benchmarks/episodes/measure.py [TRUTH_FOLDER] [--runs 200]

TRUTH_FOLDER holds a folder a run with history.csv and truth.json, as the collection beside the checkout does.
"""

from __future__ import annotations

import argparse
import csv
import json
import math
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from simulate import follow, healthy, run_of
from truth import SIGN, Planted, is_false, is_found, true_episodes

from lossacc_gui.detect.detection import detect
from lossacc_gui.model.episode import Episode
from lossacc_gui.model.options import Options
from lossacc_gui.model.run import Quantity, Run, Series, Split

SIZES = (100, 1000, 10_000)
LOGGED = {
    "val_loss": (Quantity.LOSS, Split.VAL),
    "val_accuracy": (Quantity.ACCURACY, Split.VAL),
    "learning_rate": (Quantity.LEARNING_RATE, Split.TRAIN),
}
Verdict = tuple[float, bool]  # confidence of a found episode, whether it is true


def null(examples: int, runs: int, options: Options) -> tuple[int, list[Verdict]]:
    """False episodes in `runs` healthy runs, and all verdicts."""
    rng = np.random.default_rng(examples)
    verdicts = []
    for _ in range(runs):
        simulated = healthy(rng, examples)
        true = true_episodes(simulated.loss, simulated.accuracy)
        verdicts += [(e.confidence, not is_false(e, true)) for e in detect(simulated.run, options).episodes]
    return sum(not right for _, right in verdicts), verdicts


def power(examples: int, growth: float, runs: int, options: Options) -> tuple[int, int, float]:
    """Of the clear stretches with rising loss, in runs whose margins grow `growth`-fold after learning: found, all,
    and the mean relative rise of the true loss in them.
    """
    rng = np.random.default_rng(examples + int(1000 * growth))
    found = total = 0
    rises = []
    for _ in range(runs):
        epochs = int(rng.integers(60, 120))
        turn = epochs // 3
        shift = 0.9 - 1.2 * np.exp(-np.arange(epochs) / (turn / 4))
        scale = 1.5 * np.interp(np.arange(epochs), [turn, epochs - 1], [1.0, growth])
        simulated = follow(rng, shift, scale, examples)
        episodes = detect(simulated.run, options).episodes
        for t in true_episodes(simulated.loss, simulated.accuracy):
            if t.clear and t.loss > 0:
                found += is_found(t, episodes)
                total += 1
                rises.append(simulated.loss[t.end] / simulated.loss[t.start] - 1)
    return found, total, float(np.mean(rises)) if rises else 0.0


def known_runs(folder: Path) -> Iterator[tuple[Run, tuple[Planted, ...], bool]]:
    """(run, true episodes on validation, whether nothing is wrong with it) of each run of a collection."""
    for path in sorted(folder.glob("*/truth.json")):
        truth = json.loads(path.read_text("utf-8"))
        rows = list(csv.DictReader((path.parent / "history.csv").read_text("utf-8").splitlines()))
        epoch = np.array([int(row["epoch"]) for row in rows])
        series = tuple(
            Series(
                name, quantity, split, epoch.copy(), np.array([float(row[name] or "nan") for row in rows]), epoch * 1.0
            )
            for name, (quantity, split) in LOGGED.items()
            if name in rows[0]
        )
        sign = {str(direction): value for direction, value in SIGN.items()}
        true = tuple(
            Planted(e["start"], e["end"], sign[e["loss"]], sign[e["accuracy"]], e["grade"] == "clear")
            for e in truth["episodes"]["val"]
        )
        yield Run(path.parent.name, path, "csv", series), true, truth["cause"] is None


def score(folder: Path, options: Options) -> tuple[str, list[Verdict]]:
    """Recall, precision and F1 on a collection, and all verdicts."""
    found = total = alarms = clean = 0
    verdicts: list[Verdict] = []
    for run, true, healthy_run in known_runs(folder):
        episodes: tuple[Episode, ...] = detect(run, options).episodes
        clear = [t for t in true if t.clear]
        found += sum(is_found(t, episodes) for t in clear)
        total += len(clear)
        mine = [(e.confidence, not is_false(e, true)) for e in episodes]
        verdicts += mine
        if healthy_run:
            clean += 1
            alarms += sum(not right for _, right in mine)
    recall = found / max(1, total)
    precision = sum(right for _, right in verdicts) / max(1, len(verdicts))
    f1 = 2 * recall * precision / max(1e-9, recall + precision)
    text = f"recall {recall:.3f}  precision {precision:.3f}  F1 {f1:.3f}"
    return f"{text}  false alarms a clean run {alarms / max(1, clean):.3f}", verdicts


def table(verdicts: list[Verdict]) -> Iterator[str]:
    """Stated confidence against the share that was true."""
    for low, high in ((0.0, 0.75), (0.75, 0.85), (0.85, 0.95), (0.95, 1.01)):
        chosen = [(c, right) for c, right in verdicts if low <= c < high]
        if chosen:
            said, true = np.mean([c for c, _ in chosen]), np.mean([right for _, right in chosen])
            yield f"  stated {said:.2f}  true {true:.2f}  ({len(chosen)} episodes)"


def speed(points: int, options: Options) -> tuple[float, float]:
    """Seconds to analyse a run of `points`, and seconds of ten passes of numpy over its values: the floor."""
    rng = np.random.default_rng(1)
    x = np.linspace(0, 1, points)
    run = run_of(np.exp(-4 * x) + 0.3 + 0.01 * rng.random(points), 0.9 - 0.5 * np.exp(-4 * x))
    taken, floor = [], []
    for _ in range(5):
        start = time.perf_counter()
        detect(run, options)
        taken.append(time.perf_counter() - start)
        start = time.perf_counter()
        for _ in range(10):
            for series in run.series:
                np.cumsum(series.value)
        floor.append(time.perf_counter() - start)
    return min(taken), min(floor)


def main() -> None:
    """Print everything."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("truth", nargs="?", type=Path)
    parser.add_argument("--runs", type=int, default=200)
    given = parser.parse_args()
    options = Options()
    verdicts: list[Verdict] = []
    for examples in SIZES:
        false, some = null(examples, given.runs, options)
        verdicts += some
        share, error = false / given.runs, math.sqrt(max(false, 1)) / given.runs
        rate = f"{share:.3f} ± {1.96 * error:.3f} false episodes a healthy run"
        print(f"null, {examples} examples: {rate} ({len(some)} shown)")
    for examples in SIZES:
        for growth in (1.5, 2.0, 3.0):
            found, total, rise = power(examples, growth, max(1, given.runs // 5), options)
            print(f"power, {examples} examples, loss {rise:+.0%}: {found} of {total} clear episodes found")
    if given.truth is not None:
        text, some = score(given.truth, options)
        verdicts += some
        print(f"known truth: {text}")
    print("confidence:", *table(verdicts), sep="\n")
    for points in (100, 10_000, 1_000_000):
        taken, floor = speed(points, options)
        print(f"speed, {points} points: {1000 * taken:.1f} ms, {taken / floor:.1f} times ten passes of numpy")


if __name__ == "__main__":
    main()

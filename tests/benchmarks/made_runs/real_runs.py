"""Trains runs with known causes on real examples, with other loops and libraries than the other makers'.

    python tests/benchmarks/made_runs/real_runs.py OUT [--runs 2] [--seed 1] [--only SCENARIO ...]

Needs torch and scikit-learn. OUT gets a folder a run as of make.py: history.csv, truth.json and, of a classifier,
predictions.npz. A run that does not show on fresh examples what it is to show is drawn again.
"""

from __future__ import annotations

import argparse
import csv
import json
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import real_fine as fine
import real_troubled as troubled
import torch
from numpy.typing import NDArray
from oracle import as_records, episodes
from real_data import Rng
from real_loops import Trained

THIRD = "made3"
DIGITS = 6


@dataclass(frozen=True)
class Scenario:
    """What is done, the cause that it stands for, what else is true of it (None: that nothing is wrong)."""

    cause: str | None
    make: Callable[[Rng, int], Trained]
    shows: Callable[[Trained], bool]
    also: tuple[str | None, ...] = ()


def end(made: Trained, name: str) -> float:
    """The last value of an oracle curve."""
    return made.oracle[name][-1]


def val_loss(made: Trained) -> NDArray[np.float64]:
    """The loss on fresh examples."""
    return np.asarray(made.oracle["val_loss"])


def well(made: Trained) -> bool:
    """It ends at its best, and training is no more than an eighth ahead."""
    loss = val_loss(made)
    close = not end(made, "train_acc") - end(made, "val_acc") > 0.125
    return bool(loss[-1] <= 1.02 * loss.min() and loss[-1] < 0.97 * loss[0] and (made.data.classes == 1 or close))


def started_well(made: Trained) -> bool:
    """It ends at its best."""
    return bool(val_loss(made)[-1] <= 1.02 * val_loss(made).min())


def parted(made: Trained) -> bool:
    """The loss on fresh examples rose by an eighth while that on the training set fell."""
    loss, train = val_loss(made), np.asarray(made.oracle["train_loss"])
    turn = int(loss.argmin())
    return bool(loss[-1] > 1.12 * loss[turn] and train[-1] < 0.9 * train[turn] and turn < 0.8 * len(loss))


def lost(made: Trained) -> bool:
    """Answers on fresh examples got worse while the wrong labels were learned."""
    right = np.asarray(made.oracle["val_acc"])
    return bool(right.max() - right[-1] > 0.03 and parted(made))


def jumps(made: Trained) -> bool:
    """In a fifth of the epochs the training loss, not near zero, rises by a twelfth."""
    loss = np.log(np.maximum(made.oracle["train_loss"], 1e-9))
    return bool(np.mean(np.diff(loss[len(loss) // 3 :]) > 0.08) >= 0.2 and loss[-1] > -4)


def swings(made: Trained) -> bool:
    """Evaluation swings, the training loss of the log does not."""
    val, train = (np.abs(np.diff(np.log(np.asarray(c)), 2)) for c in (made.oracle["val_loss"], made.log["loss"]))
    return bool(np.median(val) > 0.07 and np.median(val) > 2 * np.median(train))


def apart(made: Trained) -> bool:
    """The splits part early and by much, though not wholly."""
    early = slice(1, max(3, len(val_loss(made)) // 3))
    gap = np.mean(made.oracle["train_acc"][early]) - np.mean(made.oracle["val_acc"][early])
    return bool(0.05 < gap < 0.6)


def nothing(made: Trained) -> bool:
    """Never far from the loss of guessing."""
    return bool(np.ptp(val_loss(made)[2:]) < 0.04 * val_loss(made)[0])


def behind(made: Trained) -> bool:
    """Training as logged stays behind validation."""
    late = slice(len(made.log["loss"]) // 3, None)
    return bool(np.mean(made.log["loss"][late]) > 1.1 * np.mean(made.oracle["val_loss"][late]))


def majority(made: Trained) -> bool:
    """All answers are the common class, while the loss falls."""
    right = np.asarray(made.oracle["val_acc"])
    return bool(np.ptp(right[2:]) < 0.01 and val_loss(made)[-1] < 0.97 * val_loss(made)[1])


def slow(made: Trained) -> bool:
    """Better than at first, far from done."""
    return bool(val_loss(made)[-1] > 0.6 * val_loss(made)[0] and val_loss(made)[-1] < 0.99 * val_loss(made)[0])


def steps(made: Trained) -> bool:
    """The training loss falls at once by a fourteenth and stays there."""
    loss = np.asarray(made.log["loss"])
    falls = [np.median(loss[e : e + 3]) / np.median(loss[e - 3 : e]) for e in range(len(loss) // 2, len(loss) - 3)]
    return bool(min(falls) < 0.93 and val_loss(made)[-1] < 1.05 * val_loss(made).min())


SCENARIOS: dict[str, Scenario] = {
    "fine_trees_stopped": Scenario(None, fine.trees_stopped, started_well),
    "fine_trees_few": Scenario(None, fine.trees_few, well),
    "fine_linear_passes": Scenario(None, fine.linear_passes, well),
    "fine_perceptron_long": Scenario(None, fine.perceptron_long, well),
    "fine_augmented": Scenario(None, fine.augmented, well, ("train_time_noise",)),
    "fine_halved": Scenario(None, fine.halved, well, ("lr_drop",)),
    "fine_restarts": Scenario(None, fine.restarts, well),
    "fine_warmed": Scenario(None, fine.warmed, well),
    "fine_next_sign": Scenario(None, fine.next_sign, well),
    "fine_numbers": Scenario(None, fine.numbers, well),
    "fine_rare_found": Scenario(None, fine.rare_found, well),
    "fine_patient_stop": Scenario(None, fine.patient_stop, started_well),
    "fine_smoothed": Scenario(None, fine.smoothed, well, ("label_smoothing_floor",)),
    "fine_mixed": Scenario(None, fine.mixed, well, ("train_time_noise",)),
    "fine_distilled": Scenario(None, fine.distilled, well),
    "fine_known_before": Scenario(None, fine.known_before, started_well),
    "fine_packed": Scenario(None, fine.packed, well),
    "fine_many_tags": Scenario(None, fine.many_tags, well),
    "fine_averaged": Scenario(None, fine.averaged, well),
    "fine_hundred_asked": Scenario(None, fine.hundred_asked, well),
    "trees_too_many": Scenario("overconfidence", troubled.trees_too_many, parted),
    "signs_by_heart": Scenario("overconfidence", troubled.signs_by_heart, parted),
    "lines_by_heart": Scenario("overconfidence", troubled.lines_by_heart, parted, ("ambiguous_labels",)),
    "numbers_by_heart": Scenario("overconfidence", troubled.numbers_by_heart, parted),
    "cells_by_heart": Scenario("overconfidence", troubled.cells_by_heart, parted),
    "flipped": Scenario("label_noise", troubled.flipped, lost),
    "hot": Scenario("unstable_training", troubled.hot, jumps),
    "penalised": Scenario("strong_regularization", troubled.penalised, lambda made: val_loss(made)[-1] > 0.5),
    "few_statistics": Scenario("batchnorm_mismatch", troubled.few_statistics, swings),
    "drowned": Scenario("train_time_noise", troubled.drowned, behind),
    "moved": Scenario("distribution_shift", troubled.moved, apart),
    "mixed_up": Scenario("stuck_at_chance", troubled.mixed_up, nothing),
    "rare_lost": Scenario("class_imbalance", troubled.rare_lost, majority),
    "too_slow": Scenario("low_capacity", troubled.too_slow, slow, ("stuck_at_chance",)),
    "given_away": Scenario("leakage_or_easy_validation", troubled.given_away, behind, ("train_time_noise",)),
    "dropped": Scenario("lr_drop", troubled.dropped, steps, (None,)),
}


def main() -> None:
    """Make the runs, one of every scenario before the next of any."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--runs", type=int, default=2, help="of each scenario")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--attempts", type=int, default=6, help="for each run, before it is given up")
    parser.add_argument("--only", nargs="+", default=list(SCENARIOS), choices=SCENARIOS)
    given = parser.parse_args()
    torch.set_num_threads(1)
    for k in range(given.runs):
        for name in given.only:
            began = time.process_time()
            tried = one(given.out / f"{name}-{k}", name, [given.seed, list(SCENARIOS).index(name), k], given.attempts)
            told = f"attempt {tried}" if tried else "given up"
            print(f"{name}-{k}: {told}, {time.process_time() - began:.0f} s", flush=True)


def one(folder: Path, name: str, seed: list[int], attempts: int) -> int:
    """Make one run, unless it is there; the attempt that showed what was planted, 0 for none."""
    if folder.exists():
        return 1
    scenario = SCENARIOS[name]
    for attempt in range(attempts):
        rng = np.random.default_rng([*seed, attempt])
        drawn = int(rng.integers(1 << 30))
        torch.manual_seed(drawn)
        made = scenario.make(rng, drawn)
        if scenario.shows(made):
            unfinished = folder.with_name(f".{folder.name}")
            shutil.rmtree(unfinished, ignore_errors=True)
            write(unfinished, name, drawn, made)
            unfinished.rename(folder)
            return attempt + 1
    return 0


def write(folder: Path, name: str, seed: int, made: Trained) -> None:
    """The files of a run."""
    folder.mkdir(parents=True)
    with (folder / "history.csv").open("w", newline="") as stream:
        rows = csv.writer(stream)
        rows.writerow(made.log)
        for row in zip(*made.log.values(), strict=True):
            rows.writerow(
                ["" if np.isnan(v) else int(v) if v == int(v) and abs(v) > 1 else round(v, DIGITS) for v in row]
            )
    predictions = made.predictions()
    if predictions:
        np.savez_compressed(folder / "predictions.npz", allow_pickle=False, **predictions)
    curves = {key: np.asarray(values) for key, values in made.oracle.items()}
    told = np.isfinite(curves["val_acc"]).all() and made.data.classes > 1
    found = {p: episodes(curves[f"{p}_loss"], curves[f"{p}_acc"]) if told else [] for p in ("val", "train")}
    truth = {
        "scenario": name,
        "cause": SCENARIOS[name].cause,
        **({"also": list(SCENARIOS[name].also)} if SCENARIOS[name].also else {}),
        "seed": seed,
        "n_train": len(made.data.train[0]),
        "n_val": len(made.data.val[0]),
        "classes": made.data.classes,
        "settings": {"maker": THIRD, "data": made.data.name, **made.settings},
        "episodes": {part: as_records(some) for part, some in found.items()},
        "oracle": {key: [round(float(v), DIGITS) if np.isfinite(v) else None for v in c] for key, c in curves.items()},
    }
    (folder / "truth.json").write_text(json.dumps(truth))


if __name__ == "__main__":
    main()

"""Trains runs with known episodes and causes on other kinds of data than the ones the program was tuned on.

    python tests/benchmarks/made_runs/make.py OUT [--runs 5] [--seed 1] [--only SCENARIO ...]
    lossacc analyze OUT/*/history.csv --json > made.json
    python score_truth.py OUT made.json --verbose

Needs torch and scikit-learn (for its digits). OUT gets a folder a run: history.csv (what a person would have),
predictions.npz (nine epochs) and truth.json (cause, episodes, oracle curves). A run whose oracle does not show the
scenario is thrown away and drawn again with other settings; how many were is printed. Worlds, networks, optimisers,
sizes and lengths are drawn from the seed, so a run is the same again on the same machine.
"""

from __future__ import annotations

import argparse
import csv
import json
import time
from collections import Counter
from dataclasses import asdict
from pathlib import Path

import numpy as np
import torch
from oracle import episodes
from scenarios import SCENARIOS
from training import Made, Recipe, train

ATTEMPTS = 12  # for each run, before a scenario is given up
DIGITS = 6


def main() -> None:
    """Make the runs, one of every scenario before the next of any."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--runs", type=int, default=5, help="of each scenario")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", nargs="+", default=list(SCENARIOS), choices=SCENARIOS)
    given = parser.parse_args()
    torch.set_num_threads(1)
    kept: Counter[str] = Counter()
    tried: Counter[str] = Counter()
    for k in range(given.runs):
        for name in given.only:
            began = time.process_time()
            for _ in range(ATTEMPTS):
                seed = 1000 * given.seed + 37 * list(SCENARIOS).index(name) + 100_000 * tried[name]
                tried[name] += 1
                recipe = SCENARIOS[name].make(np.random.default_rng(seed))
                made = train(recipe, seed)
                if SCENARIOS[name].shows(made):
                    write(given.out / f"{name}-{k}", name, seed, recipe, made)
                    kept[name] += 1
                    break
            print(f"{name}-{k}: {tried[name]} tried so far, {time.process_time() - began:.0f} s", flush=True)
    for name in given.only:
        print(f"{name:26s} kept {kept[name]}, discarded {tried[name] - kept[name]}")


def write(folder: Path, scenario: str, seed: int, recipe: Recipe, made: Made) -> None:
    """The three files of a run."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "history.csv").open("w", newline="") as stream:
        rows = csv.writer(stream)
        rows.writerow(["epoch", *made.log])
        for epoch, row in enumerate(zip(*made.log.values(), strict=True)):
            counted = epoch - (recipe.begin_again or 0) if epoch >= (recipe.begin_again or 0) else epoch
            rows.writerow([counted, *("" if np.isnan(value) else value for value in row)])
    np.savez_compressed(folder / "predictions.npz", allow_pickle=False, **made.predictions)
    curves = {name: np.asarray(values) for name, values in made.oracle.items()}
    found = {part: episodes(curves[f"{part}_loss"], curves[f"{part}_acc"]) for part in ("val", "train")}
    oracle = {name: [_plain(v) for v in values] for name, values in made.oracle.items()}
    truth = {
        "scenario": scenario,
        "cause": SCENARIOS[scenario].cause,
        "seed": seed,
        "n_train": recipe.n_train,
        "n_val": recipe.n_val,
        "classes": recipe.world.classes,
        "class_counts": made.class_counts,
        "settings": {
            "world": recipe.world.name,
            "optimiser": recipe.optimiser,
            "rate": recipe.rate,
            "batch": recipe.batch,
            **recipe.settings,
        },
        "episodes": {part: [asdict(e) for e in some] for part, some in found.items()},
        "oracle": oracle,
    }
    (folder / "truth.json").write_text(json.dumps(truth))


def _plain(value: float) -> float | None:
    return round(value, DIGITS) if np.isfinite(value) else None


if __name__ == "__main__":
    main()

"""Trains runs with known episodes and causes on other kinds of data than the ones the program was tuned on.

    python tests/benchmarks/made_runs/make.py OUT [--runs 5] [--seed 1] [--maker made2] [--worlds kept]
        [--only SCENARIO ...]
    lossacc analyze OUT/*/history.csv --json > made.json
    python score_truth.py OUT made.json --verbose

Needs torch and scikit-learn (for its digits). OUT gets a folder a run: history.csv (what a person would have),
predictions.npz (nine epochs) and truth.json (cause, episodes, oracle curves). A run whose oracle does not show the
scenario is thrown away and drawn again with other settings; how many were is printed. Worlds, networks, optimisers,
sizes and lengths are drawn from the seed, so a run is the same again on the same machine. The second maker, made2, has
two sets of worlds: runs of those that are kept are for tests, and no fit may see them. Its truth.json says in "also"
what else is true of a run (null: that nothing is wrong). A folder is there when its three files are whole; one that is
there already is not made again.
"""

from __future__ import annotations

import argparse
import json
import shutil
import time
from collections import Counter
from dataclasses import asdict
from pathlib import Path

import numpy as np
import torch
from logs import write_log
from oracle import episodes
from plans import POOLS, Pool, quickened
from scenarios import FIRST, SCENARIOS, SECOND
from training import Made, Recipe, train

STRIDE = 100_000  # between the seeds of a scenario's attempts
DIGITS = 6


def main() -> None:
    """Make the runs, one of every scenario before the next of any."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--runs", type=int, default=5, help="of each scenario")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--attempts", type=int, default=12, help="for each run, before it is given up")
    parser.add_argument("--maker", choices=[FIRST, SECOND], help="only the scenarios of this one")
    parser.add_argument("--worlds", choices=POOLS, default="fit", help="of the second maker")
    parser.add_argument("--only", nargs="+", default=list(SCENARIOS), choices=SCENARIOS)
    given = parser.parse_args()
    torch.set_num_threads(1)
    kept: Counter[str] = Counter()
    tried: Counter[str] = Counter()
    names = [name for name in given.only if given.maker in (None, SCENARIOS[name].maker)]
    for k in range(given.runs):
        for name in names:
            began = time.process_time()
            there = one(given.out / f"{name}-{k}", name, given.seed, POOLS[given.worlds], tried, given.attempts)
            kept[name] += there
            told = "" if there else ", given up"
            print(f"{name}-{k}: {tried[name]} tried so far, {time.process_time() - began:.0f} s{told}", flush=True)
    for name in names:
        print(f"{name:26s} kept {kept[name]}, discarded {tried[name] - kept[name]}")


def one(folder: Path, name: str, seed: int, pool: Pool, tried: Counter[str], attempts: int = 12) -> bool:
    """Make one run, unless it is there; whether it is there now. `tried` counts the attempts of each scenario."""
    first_seed = 1000 * seed + 37 * list(SCENARIOS).index(name)
    if folder.exists():
        tried[name] = 1 + (json.loads((folder / "truth.json").read_text())["seed"] - first_seed) // STRIDE
        return True
    for _ in range(attempts):
        drawn = first_seed + STRIDE * tried[name]
        tried[name] += 1
        recipe = SCENARIOS[name].make(np.random.default_rng(drawn), pool)
        if SCENARIOS[name].maker == SECOND:
            recipe = quickened(recipe)
        made = train(recipe, drawn)
        if SCENARIOS[name].shows(made):
            unfinished = folder.with_name(f".{folder.name}")
            shutil.rmtree(unfinished, ignore_errors=True)
            write(unfinished, name, drawn, recipe, made)
            unfinished.rename(folder)
            return True
    return False


def write(folder: Path, scenario: str, seed: int, recipe: Recipe, made: Made) -> None:
    """The three files of a run."""
    folder.mkdir(parents=True, exist_ok=True)
    write_log(folder / "history.csv", recipe.style, made.log, made.batches, recipe.number)
    np.savez_compressed(folder / "predictions.npz", allow_pickle=False, **made.predictions)
    curves = {name: np.asarray(values) for name, values in made.oracle.items()}
    found = {part: episodes(curves[f"{part}_loss"], curves[f"{part}_acc"]) for part in ("val", "train")}
    oracle = {name: [_plain(v) for v in values] for name, values in made.oracle.items()}
    second = SCENARIOS[scenario].maker == SECOND
    truth = {
        "scenario": scenario,
        "cause": SCENARIOS[scenario].cause,
        **({"also": list(SCENARIOS[scenario].also)} if SCENARIOS[scenario].also else {}),
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
            **({"maker": SECOND, "n_val": recipe.n_val, "style": recipe.style.told()} if second else {}),
        },
        "episodes": {part: [asdict(e) for e in some] for part, some in found.items()},
        "oracle": oracle,
    }
    (folder / "truth.json").write_text(json.dumps(truth))


def _plain(value: float) -> float | None:
    return round(value, DIGITS) if np.isfinite(value) else None


if __name__ == "__main__":
    main()

"""Trains small runs with Keras and with PyTorch in which a mistake is made, and tells how often it is found first.

    python tests/benchmarks/made_runs/framework_runs.py OUT [--runs 5] [--seed 1] [--only MISTAKE ...]

Needs keras, torch and scikit-learn. OUT gets a folder a run with the log that a person would have, in one of the forms
that they use, and truth.json. One that is there already is not made again. A run that does not end as its mistake has
it end once it shows (see framework_data.py) is thrown away and another one is drawn; how many were is told. Of sound
runs is told how many get none of the causes that others have as their first.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("KERAS_BACKEND", "torch")

import keras
import keras_mistakes
import numpy as np
import torch
import torch_mistakes
from framework_data import Ended

from lossacc_gui.explain.knowledge import load_causes
from lossacc_gui.model.analysis import Analysis
from lossacc_gui.model.cause import NOTHING_WRONG
from lossacc_gui.model.request import Request
from lossacc_gui.resource import resource
from lossacc_gui.use_case import analyze

MISTAKES = {**keras_mistakes.MISTAKES, **torch_mistakes.MISTAKES}
PLANTED = sorted({cause for cause, *_ in MISTAKES.values() if cause})
FORMS = {"keras": ("csv", "json", "text"), "torch": ("csv", "text")}
ATTEMPTS = 12


def main() -> None:
    """Make the runs, one of every mistake before the next of any, and judge them all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--runs", type=int, default=5, help="of each mistake")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", nargs="+", default=list(MISTAKES), choices=MISTAKES)
    given = parser.parse_args()
    torch.set_num_threads(1)
    for k in range(given.runs):
        for name in given.only:
            one(given.out / f"{name}-{k}", name, [given.seed, list(MISTAKES).index(name), k])
    print("\n".join(told(given.out, given.only)))


def one(folder: Path, name: str, seed: list[int]) -> None:
    """Make one run, unless it is there."""
    if folder.exists():
        return
    cause, make, shows = MISTAKES[name]
    framework = name.partition("_")[0]
    run: Callable[..., Ended] = keras_mistakes.run if framework == "keras" else torch_mistakes.run
    unfinished = folder.with_name(f".{folder.name}")
    for attempt in range(ATTEMPTS):
        rng = np.random.default_rng([*seed, attempt])
        keras.utils.set_random_seed(int(rng.integers(1 << 30)))
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(parents=True)
        if shows(run(make(rng), unfinished, str(rng.choice(FORMS[framework])))):
            break
    else:
        return
    (unfinished / "truth.json").write_text(json.dumps({"mistake": name, "cause": cause, "attempts": attempt + 1}))
    unfinished.rename(folder)


def _analysed(folder: Path) -> Analysis:
    (log,) = (path for path in folder.iterdir() if path.name != "truth.json")
    (analysis,) = analyze(log, Request(causes=load_causes(resource("causes"))))
    return analysis


def told(out: Path, names: list[str]) -> list[str]:
    """A line for each mistake, and one for each cause: how often it is first."""
    first: dict[str, list[str]] = defaultdict(list)
    thrown = Counter[str]()
    for folder in sorted(out.glob("[!.]*")):
        truth = json.loads((folder / "truth.json").read_text())
        if truth["mistake"] in names:
            causes = _analysed(folder).overall.causes
            thrown[truth["mistake"]] += truth["attempts"] - 1
            first[truth["mistake"]].append(causes[0].cause.id if causes else NOTHING_WRONG)
    lines, hits, runs = [], Counter[str](), Counter[str]()
    for name in names:
        cause, found = MISTAKES[name][0], first[name]
        right = sum(one not in PLANTED for one in found) if cause is None else found.count(cause)
        hits[cause or "none of them"] += right
        runs[cause or "none of them"] += len(found)
        others = Counter(one for one in found if one != cause)
        told = ", ".join(f"{k} {n}" for k, n in others.items())
        lines.append(f"{name:36s} {right:3d} of {len(found):3d}, thrown away {thrown[name]:2d}  {told}")
    return [*lines, "", *(f"{cause:36s} {hits[cause]:3d} of {n:3d}" for cause, n in runs.items())]


if __name__ == "__main__":
    main()

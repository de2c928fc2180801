"""Fits the weights of the causes' signs to runs whose cause is known, prints how well they rank, and writes the TOML.

    python tests/benchmarks/calibrate_causes.py TRUTH_DIR ... [--evidence] [--ridge 0.1] [--quick] [--write]

The model is the one that ranks: log-odds = prior + weights of the signs, a softmax over the causes and "none of these".
Fitted is the log likelihood, balanced so that every cause and in it every folder weighs the same, pulled by a ridge
towards plain values (a sign is worth a factor of two, a prior of e**-2), under bounds that keep every sign arguing in
its direction. Causes that no run shows keep their weights. Printed are the figures in sample, of each folder by a model
fitted on the others, with one setting of every scenario left out in turn, and with one whole scenario left out where
another shows the same cause; --write rounds the weights to 0.1 and puts them into the TOML.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from lossacc_gui.detect.detection import detect
from lossacc_gui.explain.facts import FACTS, outputs
from lossacc_gui.explain.facts.case import Case
from lossacc_gui.explain.knowledge import load_causes
from lossacc_gui.explain.predictions import read_predictions
from lossacc_gui.explain.ranking import degree, measured
from lossacc_gui.model.cause import Cause
from lossacc_gui.model.options import Options
from lossacc_gui.model.run import Run
from lossacc_gui.readers.registry import read
from lossacc_gui.resource import resource

ANCHOR_SIGN, ANCHOR_PRIOR = np.log(2.0), -2.0
SMALLEST, LARGEST = 0.2, 3.0  # a sign stays an argument, and none decides alone
DECISIVE = 4.0  # a weight from here on is knowledge (NaN is NaN) and not fitted
PRIORS = (-3.5, -1.5)  # without any evidence "none of these" is the answer
BOUNDS = (PRIORS, (SMALLEST, LARGEST), (-LARGEST, -SMALLEST))
ROUNDS, STEP = 1500, 0.05
ROUNDED = 1

OUTPUT_FACTS = {fact.name for fact in outputs.FACTS}

# every run also as a log that was written less often and one that begins later: nobody logs as these runs were made
VARIANTS = {"": slice(None), " thinned": slice(None, None, 2), " late": slice(2, None)}

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Example:
    """One run: its pool and name, scenario, fold, true cause (None: nothing wrong) and what was measured in it."""

    pool: str
    name: str
    scenario: str
    fold: str
    cause: str | None
    known: dict[str, float | None]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("truth", type=Path, nargs="+")
    parser.add_argument("--evidence", action="store_true", help="measure predictions.npz too; fit its signs only")
    parser.add_argument("--ridge", type=float, default=0.1)
    parser.add_argument("--quick", action="store_true", help="leave the tests without whole scenarios out")
    parser.add_argument("--write", action="store_true")
    asked = parser.parse_args()
    causes = load_causes(resource("causes"))
    examples = [e for folder in asked.truth for e in examples_of(folder, asked.evidence)]
    print(f"{len(examples)} logs of {len(examples) // len(VARIANTS)} runs, {len(causes)} causes")
    pools = list(dict.fromkeys(e.pool for e in examples))
    for pool in pools:
        tested = [e for e in examples if e.pool == pool]
        report(f"as the TOML stands, {pool}", tested, score(Model(causes), tested))
    fitted = Model(causes)
    fitted.fit(examples, asked.ridge, asked.evidence)
    fitted.round()
    report("fitted, in sample", examples, score(fitted, examples), confusion=True)
    for pool in pools if len(pools) > 1 else ():
        model = trained(causes, [e for e in examples if e.pool != pool], asked.ridge, asked.evidence)
        tested = [e for e in examples if e.pool == pool]
        report(f"fitted on the others, tested on {pool}", tested, score(model, tested), confusion=True)
    folds = sorted({e.fold for e in examples})
    if not asked.quick:
        ranked = left_out(causes, examples, folds, asked.ridge, asked.evidence)
        report("fitted, one setting of every scenario of a folder left out", examples, ranked)
    for scenario in alone_replaceable(examples) if not asked.quick else ():
        rest = [e for e in examples if e.scenario != scenario]
        model = trained(causes, rest, asked.ridge, asked.evidence)
        report(
            f"without scenario {scenario}",
            tested := [e for e in examples if e.scenario == scenario],
            score(model, tested),
        )
    if asked.write:
        fitted.write(resource("causes"))
    return 0


def examples_of(truth: Path, evidence: bool) -> list[Example]:
    """Measure every run of a benchmark folder (history.csv, truth.json, predictions.npz)."""
    examples = []
    for folder in sorted(p.parent for p in truth.glob("*/truth.json")):
        told = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
        run = read(folder / "history.csv")[0]
        predictions = read_predictions(folder / "predictions.npz") if evidence else None
        kind, _, number = folder.name.rpartition("-")
        fold = "g" if kind.startswith("g-") else number
        for variant, part in VARIANTS.items():
            seen = logged(run, part)
            case = Case(seen, detect(seen, Options()), Options(), predictions=predictions)
            known = {name: None if m is None else m.value for name, m in measured(case, FACTS).items()}
            name, pool = folder.name + variant, truth.name
            examples.append(Example(pool, name, told["scenario"], f"{pool} {fold}", told["cause"], known))
    return examples


def logged(run: Run, part: slice) -> Run:
    """The run as its log would be if only that part of the points had been written."""
    return replace(
        run,
        series=tuple(
            replace(
                s,
                step=s.step[part].copy(),
                value=s.value[part].copy(),
                epoch=None if s.epoch is None else s.epoch[part].copy(),
                time=None,
            )
            for s in run.series
        ),
    )


class Model:
    """The weights of all causes as one vector, three kinds of entries: priors, weights, otherwise."""

    def __init__(self, causes: tuple[Cause, ...]) -> None:
        self.causes = causes
        self.priors = np.array([c.prior for c in causes])
        self.signs = [(i, sign) for i, cause in enumerate(causes) for sign in cause.signs]
        self.owner = np.array([i for i, _ in self.signs])
        self.membership = np.equal.outer(self.owner, np.arange(len(causes))).astype(np.float64)
        self.weights = np.array([sign.weight for _, sign in self.signs])
        self.otherwise = np.array([sign.otherwise for _, sign in self.signs])

    def indicators(self, examples: list[Example]) -> tuple[Array, Array]:
        """How far signs hold and do not, each (runs, signs) in 0..1; both 0 where the fact is not known."""
        yes = np.zeros((len(examples), len(self.signs)))
        no = np.zeros_like(yes)
        for r, example in enumerate(examples):
            for s, (_, sign) in enumerate(self.signs):
                value = example.known[sign.fact]
                if value is not None:
                    yes[r, s] = degree(sign, value, Options())
                    no[r, s] = 1 - yes[r, s]
        return yes, no

    def log_odds(self, yes: Array, no: Array) -> Array:
        """(runs, causes + 1); the last column is "none of these"."""
        votes = yes * self.weights + no * self.otherwise
        odds = np.tile(self.priors, (len(yes), 1))
        odds += votes @ self.membership
        return np.column_stack([odds, np.zeros(len(yes))])

    def fit(self, examples: list[Example], ridge: float, evidence: bool) -> None:
        """Gradient ascent with momentum (Adam), projected onto the bounds.

        Only causes that a run shows are moved, and of those the signs on curves, or with `evidence` (the curves being
        settled) those on predictions; a sign that no run shows keeps what it has.
        """
        yes, no = self.indicators(examples)
        if not evidence:
            of_outputs = [sign.fact in OUTPUT_FACTS for _, sign in self.signs]
            yes[:, of_outputs] = no[:, of_outputs] = 0
        ids = [c.id for c in self.causes]
        target = np.array([ids.index(e.cause) if e.cause is not None else len(ids) for e in examples])
        shown = np.isin(np.arange(len(ids)), target)
        stage = np.array([(sign.fact in OUTPUT_FACTS) == evidence for _, sign in self.signs])
        own = shown[self.owner] & stage & (yes + no).any(axis=0)
        shown &= not evidence
        balance = balanced(examples)
        own &= np.maximum(self.weights, -self.otherwise) < DECISIVE
        self.priors[shown] = ANCHOR_PRIOR
        self.weights[own] = np.where(self.weights[own] > 0, ANCHOR_SIGN, 0)
        self.otherwise[own] = np.where(self.otherwise[own] < 0, -ANCHOR_SIGN, 0)
        anchors = [self.priors.copy(), self.weights.copy(), self.otherwise.copy()]
        moments = [np.zeros((2, len(a))) for a in anchors]
        for k in range(1, ROUNDS + 1):
            odds = self.log_odds(yes, no)
            belief = np.exp(odds - odds.max(axis=1, keepdims=True))
            belief /= belief.sum(axis=1, keepdims=True)
            wrong = -belief
            wrong[np.arange(len(target)), target] += 1
            wrong *= balance[:, None]
            per_sign = wrong[:, self.owner]
            slopes = [wrong[:, :-1].sum(0), (per_sign * yes).sum(0), (per_sign * no).sum(0)]
            parts = [self.priors, self.weights, self.otherwise]
            may_move = (shown, own & (anchors[1] > 0), own & (anchors[2] < 0))
            rows = zip(parts, slopes, anchors, moments, may_move, BOUNDS, strict=True)
            for part, slope, anchor, moment, free, bounds in rows:
                uphill = slope - ridge / len(self.causes) * (part - anchor)
                moment[0] = 0.9 * moment[0] + 0.1 * uphill
                moment[1] = 0.999 * moment[1] + 0.001 * uphill**2
                move = moment[0] / (1 - 0.9**k) / (np.sqrt(moment[1] / (1 - 0.999**k)) + 1e-8)
                part[free] += (STEP * min(1.0, 300 / k) * move)[free]
                part[free] = np.clip(part[free], *bounds)

    def round(self) -> None:
        for part in (self.priors, self.weights, self.otherwise):
            np.round(part, ROUNDED, out=part)

    def write(self, folder: Path) -> None:
        """Put the numbers into the TOML files, in place: the first prior, and each sign's weight and otherwise."""
        for i, cause in enumerate(self.causes):
            path = folder / f"{cause.id}.toml"
            mine = np.flatnonzero(self.owner == i)
            text = path.read_text(encoding="utf-8")
            text = re.sub(r"(?m)^prior = .*$", f"prior = {self.priors[i]:g}", text, count=1)
            for key, values in (("weight", self.weights[mine]), ("otherwise", self.otherwise[mine])):
                numbers = iter(values)
                text = re.sub(rf"(?m)^{key} = .*$", lambda m, k=key, n=numbers: f"{k} = {next(n) + 0.0:g}", text)
            path.write_text(text, encoding="utf-8")


def trained(causes: tuple[Cause, ...], examples: list[Example], ridge: float, evidence: bool) -> Model:
    """A model that knows these examples only: the signs on curves fitted first, with `evidence` then the others."""
    model = Model(causes)
    model.fit(examples, ridge, False)
    if evidence:
        model.fit(examples, ridge, True)
    return model


def balanced(examples: list[Example]) -> Array:
    """The weights of the examples: each cause the same, in it each pool, in that each run; shape (runs,), sum 1."""
    runs = Counter((e.cause, e.pool) for e in examples)
    pools = Counter(cause for cause, _ in runs)
    weights = np.array([1 / (runs[e.cause, e.pool] * pools[e.cause]) for e in examples])
    return np.divide(weights, weights.sum())


def score(model: Model, examples: list[Example]) -> list[list[str]]:
    """The ids ranked for each run, best first, cut where "none of these" is reached ("-")."""
    odds = model.log_odds(*model.indicators(examples))
    ids = [c.id for c in model.causes] + ["-"]
    return [[ids[i] for i in np.argsort(-row, kind="stable")] for row in odds]


def left_out(
    causes: tuple[Cause, ...], examples: list[Example], folds: list[str], ridge: float, evidence: bool
) -> list[list[str]]:
    """Each run ranked by a model that saw no run of its fold."""
    ranked: dict[tuple[str, str], list[str]] = {}
    for fold in folds:
        model = trained(causes, [e for e in examples if e.fold != fold], ridge, evidence)
        tested = [e for e in examples if e.fold == fold]
        ranked |= {(e.pool, e.name): r for e, r in zip(tested, score(model, tested), strict=True)}
    return [ranked[e.pool, e.name] for e in examples]


def alone_replaceable(examples: list[Example]) -> list[str]:
    """Scenarios whose cause another scenario shows as well."""
    by_cause: dict[str | None, set[str]] = {}
    for example in examples:
        by_cause.setdefault(example.cause, set()).add(example.scenario)
    return sorted(s for scenarios in by_cause.values() if len(scenarios) > 1 for s in scenarios)


def report(title: str, examples: list[Example], ranked: list[list[str]], confusion: bool = False) -> None:
    """Print top-1, top-3 (none reached first counts as a miss) and quiet clean runs; the confusion table on demand.

    Only the runs as they were logged count, not their variants.
    """
    kept = [
        (e, r) for e, r in zip(examples, ranked, strict=True) if not e.name.endswith(tuple(v for v in VARIANTS if v))
    ]
    examples, ranked = [e for e, _ in kept], [r for _, r in kept]
    firsts = [r[0] for r in ranked]
    caused = [(e, r) for e, r in zip(examples, ranked, strict=True) if e.cause is not None]
    clean = [f for e, f in zip(examples, firsts, strict=True) if e.cause is None]
    top1 = sum(r[0] == e.cause for e, r in caused)
    top3 = sum(r[0] != "-" and e.cause in [i for i in r if i != "-"][:3] for e, r in caused)
    n = len(caused)
    print(f"\n{title}: top-1 {top1}/{n}, top-3 {top3}/{n}", end="")
    print(f" ({top1 / n:.3f}, {top3 / n:.3f})" if n else "", end="")
    print(f", clean runs left in peace {clean.count('-')}/{len(clean)}" if clean else "")
    for e, r in caused:
        if r[0] != e.cause:
            print(f"    {e.name}: {e.cause}, ranked {', '.join(r[:4])}")
    if confusion:
        table = Counter((e.cause or "-", f) for e, f in zip(examples, firsts, strict=True))
        for cause in sorted({c for c, _ in table}):
            row = ", ".join(f"{f} {k}" for (c, f), k in sorted(table.items(), key=lambda x: -x[1]) if c == cause)
            print(f"    {cause:24s} -> {row}")


if __name__ == "__main__":
    sys.exit(main())

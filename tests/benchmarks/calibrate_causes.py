"""Fits the weights of the causes' signs to runs whose cause is known, prints how well they rank, and writes the TOML.

    python tests/benchmarks/calibrate_causes.py TRUTH_DIR ... [--others DIR ...] [--held-out DIR ...] [--write]

Needs scipy. The model is the one that ranks: log-odds = prior + weights of the signs, a softmax over the causes and
"none of these". Fitted is the log likelihood, balanced so that every cause and in it every folder weighs the same,
pulled by a ridge towards plain values (a sign is worth a factor of two, a prior of e**-2), under bounds that keep every
sign arguing in its direction: first the signs on curves, then, these being settled, the signs on predictions. Causes
that no run shows keep their weights. Causes that only the folders of others show are fitted after the rest, which
they do not move, and count less: few runs stand for them. Printed are the figures in sample, of each folder by a model
fitted on the others, with one setting of every scenario left out in turn, with one world (kind of data) left out in
turn, and on the folders held out; --write rounds the weights to 0.1 and puts them into the TOML, with what each cause
reached as a comment.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from lossacc_gui.detect.detection import detect
from lossacc_gui.explain.facts import FACTS, outputs
from lossacc_gui.explain.facts.case import Case
from lossacc_gui.explain.knowledge import load_causes
from lossacc_gui.explain.predictions import read_predictions
from lossacc_gui.explain.ranking import NOTHING_WRONG, degree, measured
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
ROUNDS = 400
FEW = 0.5  # the weight of a cause for which few runs stand
ROUNDED = 1

OUTPUT_FACTS = {fact.name for fact in outputs.FACTS}
KINDS = {False: "curves", True: "with predictions"}

# every run also as a log that was written less often and one that begins later: nobody logs as these runs were made
VARIANTS = {"": slice(None), " thinned": slice(None, None, 2), " late": slice(2, None)}

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Example:
    """One run: its pool and name, scenario, settings, world, true cause (None: nothing wrong), what was measured."""

    pool: str
    name: str
    scenario: str
    setting: str
    world: str
    cause: str | None
    known: dict[str, float | None]
    few: bool = False  # whether few runs stand for its cause

    @property
    def as_logged(self) -> bool:
        """Whether this is the log itself, not one of its variants."""
        return not self.name.endswith(tuple(variant for variant in VARIANTS if variant))


Ranked = list[tuple[Example, list[str]]]
"""Examples with the ids ranked for each, best first; "-" stands for "none of these"."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("truth", type=Path, nargs="+")
    parser.add_argument("--others", type=Path, nargs="+", default=[], help="folders of causes with few runs")
    parser.add_argument("--held-out", type=Path, nargs="+", default=[], help="folders to test on and never to fit to")
    parser.add_argument("--ridge", type=float, default=0.1)
    parser.add_argument("--quick", action="store_true", help="leave the cross-validations out")
    parser.add_argument("--write", action="store_true")
    asked = parser.parse_args()
    causes = load_causes(resource("causes"))
    examples = [e for folder in asked.truth for e in examples_of(folder)]
    examples += [replace(e, few=True) for folder in asked.others for e in examples_of(folder)]
    strange = [e for folder in asked.held_out for e in examples_of(folder) if e.as_logged]
    print(f"{len(examples)} logs of {len(examples) // len(VARIANTS)} runs, {len(causes) - 1} causes")
    report("as the TOML stands", ranked(Model(causes), examples))
    fitted = trained(causes, examples, asked.ridge)
    fitted.round()
    report("fitted, in sample", ranked(fitted, examples), confusion=True)
    notes = {}
    for title, part in PARTS.items() if not asked.quick else ():
        found = left_out(causes, examples, part, asked.ridge)
        report(f"one {title} left out in turn", found, confusion=True)
        if title == "world":
            notes = {name: note(name, found, examples) for name in fitted.ids}
    if strange:
        report("held out", ranked(fitted, strange), confusion=True)
    if asked.write:
        fitted.write(resource("causes"), notes)
    return 0


PARTS: dict[str, Callable[[Example], str]] = {
    "folder": lambda e: e.pool,
    "setting of every scenario": lambda e: f"{e.pool} {e.setting}",
    "world": lambda e: e.world,
}


def examples_of(truth: Path) -> list[Example]:
    """Measure every run of a benchmark folder (history.csv, truth.json, predictions.npz)."""
    examples = []
    for folder in sorted(p.parent for p in truth.glob("*/truth.json")):
        told = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
        run = read(folder / "history.csv")[0]
        predictions = read_predictions(folder / "predictions.npz")
        kind, _, number = folder.name.rpartition("-")
        images = kind.startswith("g-")
        world = told.get("settings", {}).get("world") or ("small images" if images else "Gaussian classes")
        for variant, part in VARIANTS.items():
            seen = logged(run, part)
            case = Case(seen, detect(seen, Options()), Options(), predictions=predictions)
            known = {name: None if m is None else m.value for name, m in measured(case, FACTS).items()}
            name, setting = folder.name + variant, "g" if images else number
            examples.append(Example(truth.name, name, told["scenario"], setting, world, told["cause"], known))
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
    """The weights of all causes as one vector, three kinds of entries: priors, weights, otherwise.

    The last of `ids`, "-", is "none of these", which argues as the knowledge base's NOTHING_WRONG.
    """

    def __init__(self, causes: tuple[Cause, ...]) -> None:
        self.causes = tuple(sorted(causes, key=lambda cause: cause.id == NOTHING_WRONG))
        self.ids = ["-" if cause.id == NOTHING_WRONG else cause.id for cause in self.causes]
        self.priors = np.array([c.prior for c in self.causes])
        self.signs = [(i, sign) for i, cause in enumerate(self.causes) for sign in cause.signs]
        self.owner = np.array([i for i, _ in self.signs])
        self.membership = np.equal.outer(self.owner, np.arange(len(self.ids))).astype(np.float64)
        self.weights = np.array([sign.weight for _, sign in self.signs])
        self.otherwise = np.array([sign.otherwise for _, sign in self.signs])

    def indicators(self, examples: list[Example], evidence: bool) -> tuple[Array, Array]:
        """How far signs hold and do not, each (runs, signs) in 0..1; both 0 where the fact is not known.

        Without `evidence` nothing is known of predictions.
        """
        yes = np.zeros((len(examples), len(self.signs)))
        no = np.zeros_like(yes)
        for r, example in enumerate(examples):
            for s, (_, sign) in enumerate(self.signs):
                value = example.known[sign.fact]
                if value is not None and (evidence or sign.fact not in OUTPUT_FACTS):
                    yes[r, s] = degree(sign, value, Options())
                    no[r, s] = 1 - yes[r, s]
        return yes, no

    def log_odds(self, yes: Array, no: Array) -> Array:
        """Shape (runs, causes)."""
        return np.asarray(self.priors + (yes * self.weights + no * self.otherwise) @ self.membership)

    def fit(self, examples: list[Example], ridge: float, evidence: bool, moved: set[str]) -> None:
        """Maximise the penalised likelihood within the bounds (L-BFGS-B).

        Of the causes in `moved` those are moved that a run shows, and of these the signs on curves, or with `evidence`
        (the curves being settled) those on predictions; a sign that no run shows keeps what it has.
        """
        from scipy.optimize import minimize

        yes, no = self.indicators(examples, evidence)
        target = np.array([self.ids.index(e.cause or "-") for e in examples])
        shown = np.isin(np.arange(len(self.ids)), target) & np.isin(self.ids, list(moved))
        stage = np.array([(sign.fact in OUTPUT_FACTS) == evidence for _, sign in self.signs])
        own = shown[self.owner] & stage & (yes + no).any(axis=0)
        own &= np.maximum(self.weights, -self.otherwise) < DECISIVE
        shown &= not evidence
        shown[self.ids.index("-")] = False
        balance = balanced(examples)
        parts = [self.priors, self.weights, self.otherwise]
        free = [np.flatnonzero(f) for f in (shown, own & (self.weights > 0), own & (self.otherwise < 0))]
        anchor = np.concatenate(
            [np.full(len(f), value) for f, value in zip(free, (ANCHOR_PRIOR, ANCHOR_SIGN, -ANCHOR_SIGN), strict=True)]
        )
        if not len(anchor):
            return
        cuts = np.cumsum([len(f) for f in free])[:-1]

        def cost(vector: Array) -> tuple[float, Array]:
            for part, where, values in zip(parts, free, np.split(vector, cuts), strict=True):
                part[where] = values
            odds = self.log_odds(yes, no)
            odds -= odds.max(axis=1, keepdims=True)
            total = np.exp(odds).sum(axis=1)
            wrong = np.exp(odds) / total[:, None]
            wrong[np.arange(len(target)), target] -= 1
            wrong *= balance[:, None]
            of_signs = wrong[:, self.owner]
            slopes = (wrong.sum(0), (of_signs * yes).sum(0), (of_signs * no).sum(0))
            away = vector - anchor
            pull = ridge / len(self.ids)
            likelihood = balance @ (odds[np.arange(len(target)), target] - np.log(total))
            slope = np.concatenate([s[where] for s, where in zip(slopes, free, strict=True)])
            return float(pull / 2 * away @ away - likelihood), slope + pull * away

        bounds = [pair for pair, where in zip(BOUNDS, free, strict=True) for _ in where]
        cost(minimize(cost, anchor, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": ROUNDS}).x)

    def round(self) -> None:
        for part in (self.priors, self.weights, self.otherwise):
            np.round(part, ROUNDED, out=part)

    def write(self, folder: Path, notes: dict[str, str]) -> None:
        """Put the numbers into the TOML files, in place: the first prior, and each sign's weight and otherwise.

        The first line of each file, a comment, is replaced by its note.
        """
        for i, cause in enumerate(self.causes):
            path = folder / f"{cause.id}.toml"
            mine = np.flatnonzero(self.owner == i)
            text = re.sub(r"\A(#.*\n)*", "", path.read_text(encoding="utf-8"))
            text = re.sub(r"(?m)^prior = .*$", f"prior = {self.priors[i]:g}", text, count=1)
            for key, values in (("weight", self.weights[mine]), ("otherwise", self.otherwise[mine])):
                numbers = iter(values)
                text = re.sub(rf"(?m)^{key} = .*$", lambda m, k=key, n=numbers: f"{k} = {next(n) + 0.0:g}", text)
            path.write_text(f"# {notes[self.ids[i]]}\n{text}", encoding="utf-8")


def trained(causes: tuple[Cause, ...], examples: list[Example], ridge: float) -> Model:
    """A model that knows these examples only: the signs on curves fitted first, then those on predictions."""
    model = Model(causes)
    many = [e for e in examples if not e.few]
    common = {e.cause or "-" for e in many}
    for evidence in KINDS:
        model.fit(many, ridge, evidence, common)
        if len(many) < len(examples):
            model.fit(examples, ridge, evidence, set(model.ids) - common)
    return model


def balanced(examples: list[Example]) -> Array:
    """The weights of the examples: each cause the same, in it each pool, in that each run; shape (runs,), sum 1.

    Causes that few runs stand for weigh less.
    """
    runs = Counter((e.cause, e.pool) for e in examples)
    pools = Counter(cause for cause, _ in runs)
    weights = np.array([(FEW if e.few else 1) / (runs[e.cause, e.pool] * pools[e.cause]) for e in examples])
    return np.divide(weights, weights.sum())


def ranked(model: Model, examples: list[Example]) -> dict[bool, Ranked]:
    """What the model makes of each run, from curves and with predictions; variants of logs are left aside."""
    tested = [e for e in examples if e.as_logged]
    found = {}
    for evidence in KINDS:
        odds = model.log_odds(*model.indicators(tested, evidence))
        orders = [[model.ids[i] for i in np.argsort(-row, kind="stable")] for row in odds]
        found[evidence] = list(zip(tested, orders, strict=True))
    return found


def left_out(
    causes: tuple[Cause, ...], examples: list[Example], part: Callable[[Example], str], ridge: float
) -> dict[bool, Ranked]:
    """Each run ranked by a model that saw no run of its part."""
    found: dict[bool, Ranked] = {kind: [] for kind in KINDS}
    for name in sorted({part(e) for e in examples}):
        model = trained(causes, [e for e in examples if part(e) != name], ridge)
        for kind, rows in ranked(model, [e for e in examples if part(e) == name]).items():
            found[kind] += rows
    return found


def hits(rows: Ranked) -> tuple[int, int, int]:
    """Of the runs with a cause: how many there are, have it first, and among three ("-" first counts as a miss)."""
    caused = [(e, r) for e, r in rows if e.cause is not None]
    first = sum(r[0] == e.cause for e, r in caused)
    three = sum(r[0] != "-" and e.cause in [i for i in r if i != "-"][:3] for e, r in caused)
    return len(caused), first, three


def note(cause: str, found: dict[bool, Ranked], examples: list[Example]) -> str:
    """What a cause reached in runs of worlds that its weights had not seen, as one line."""
    wanted = None if cause == "-" else cause
    if not any(e.cause == wanted for e in examples):
        return "Weights by hand: no run of the benchmark shows this cause."
    if wanted is None:
        quiet = {kind: (sum(r[0] == "-" for _, r in rows), len(rows)) for kind, rows in _of(found, None).items()}
        told = " and ".join(f"{kind} {k} of {n}" for kind, (k, n) in _said(quiet).items())
        return f"Fitted; healthy runs of a kind of data left out of the fit, given no cause: {told}."
    firsts = {kind: (hits(rows)[1], hits(rows)[0]) for kind, rows in _of(found, wanted).items()}
    told = " and ".join(f"{kind} {k} of {n}" for kind, (k, n) in _said(firsts).items())
    return f"Fitted; named first in runs of a kind of data left out of the fit: {told}."


def _of(found: dict[bool, Ranked], cause: str | None) -> dict[bool, Ranked]:
    return {kind: [(e, r) for e, r in rows if e.cause == cause] for kind, rows in found.items()}


def _said(counts: dict[bool, tuple[int, int]]) -> dict[str, tuple[int, int]]:
    return {KINDS[kind]: pair for kind, pair in counts.items()}


def report(title: str, found: dict[bool, Ranked], confusion: bool = False) -> None:
    """Print top-1, top-3 and quiet clean runs, as a whole and by pool; what was missed; the confusions on demand."""
    for kind, rows in found.items():
        print(f"\n{title}, {KINDS[kind]}")
        pools = list(dict.fromkeys(e.pool for e, _ in rows))
        for pool in [*pools, "all"] if len(pools) > 1 else pools:
            mine = [(e, r) for e, r in rows if pool in (e.pool, "all")]
            n, first, three = hits(mine)
            clean = [r[0] for e, r in mine if e.cause is None]
            shares = f"top-1 {first / n:.3f}, top-3 {three / n:.3f} of {n}" if n else ""
            print(f"    {pool:16s} {shares}; clean runs without a cause {clean.count('-')} of {len(clean)}")
        for e, r in rows:
            if confusion and e.cause is not None and r[0] != e.cause:
                print(f"        {e.pool}/{e.name} ({e.world}): {e.cause}, ranked {', '.join(r[:4])}")
        if confusion:
            table = Counter((e.cause or "-", r[0]) for e, r in rows)
            for cause in sorted({c for c, _ in table}):
                row = ", ".join(f"{f} {k}" for (c, f), k in sorted(table.items(), key=lambda x: -x[1]) if c == cause)
                print(f"    {cause:26s} -> {row}")


if __name__ == "__main__":
    sys.exit(main())

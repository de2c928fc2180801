"""Fits the weights of the causes to runs whose cause is known, says how well they rank what they never saw.

    python tests/benchmarks/calibrate_causes.py MAKER=TRUTH_DIR[,DIR...] ... [--real DIR] [--held-out DIR ...] [--write]

Needs scipy. The model is the one that ranks: log-odds = prior + sum of weight * what the fact says (-1..1), those of
the parent counted for each of its children, a softmax over all leaf causes. Fitted is the likelihood of the true cause
(of any acceptable one, where several are), each maker weighing the same and in it each cause by the root of its runs,
pulled by a ridge towards what the causes' [expects] say by hand: weights of a parent, which many runs bear, less than
those of a leaf; what is expected keeps its direction. First the facts on curves, then, these being settled, those on
predictions. Each log also counts as it would be if it had been written less often, later, with three decimals or
without a training accuracy.

--real is a folder of labelled real runs (labels.json); they count as one more maker, and so do the program's samples.
Printed are the figures of each maker and of the real runs by a model that was fitted without them, how far stated and
true shares agree, by the length of the runs too, which families are taken for which, and the temperature by which the
log-odds are divided so that stated and true agree; --write puts the weights into the TOML.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from lossacc_gui.explain.facts import FACTS, outputs
from lossacc_gui.explain.facts.case import Case
from lossacc_gui.explain.facts.words import WORDS
from lossacc_gui.explain.knowledge import load_causes
from lossacc_gui.explain.predictions import predictions_beside, read_predictions
from lossacc_gui.explain.ranking import measured
from lossacc_gui.measure.course import course_of
from lossacc_gui.measure.pairing import pairs_of
from lossacc_gui.model.cause import NOTHING_WRONG, Cause
from lossacc_gui.model.options import Options
from lossacc_gui.model.predictions import Predictions
from lossacc_gui.model.run import Quantity, Run, Split
from lossacc_gui.readers.registry import read
from lossacc_gui.resource import resource

ANCHOR = 0.35  # log-odds of a fact that a cause leads one to expect
DECISIVE = {("numerical_blowup", "ends_lost"): 2.5, ("resumed_or_restarted", "restarts"): 2.5}  # knowledge, not fitted
RIDGE_LEAF, RIDGE_PARENT, RIDGE_PRIOR = 0.3, 0.1, 0.02
ROUNDED = 2
ROUNDS = 300
SMALLEST = 0.05  # a weight below it is left out of the TOML
FEWEST = 20  # runs in a fifth of belief, for it to say how sure the model should be
LENGTHS = (0, 8, 16, 30, 60, 120, 1 << 30)  # points

OUTPUTS = {fact.name for fact in outputs.FACTS}
REAL = "real"
Array = NDArray[np.float64]


@dataclass(frozen=True)
class Example:
    """One run as logged or in a variant: what is true of it and what its facts say, shape (facts,), 0 where unknown.

    `right` holds the ids of all leaf causes that are acceptable first, `cause` the true one ("" for a real run).
    """

    maker: str
    name: str
    variant: str
    cause: str
    right: frozenset[str]
    says: Array
    points: int = 0


def thinned(run: Run, part: slice) -> Run:
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


def rounded(run: Run) -> Run:
    """Three decimals."""
    return replace(run, series=tuple(replace(s, value=np.round(s.value, 3)) for s in run.series))


def without_training_accuracy(run: Run) -> Run:
    """As many trainers log."""
    kept = (s for s in run.series if not (s.split is Split.TRAIN and s.quantity is Quantity.ACCURACY))
    return replace(run, series=tuple(kept))


# nobody logs just as the benchmark's runs are logged: (least points, what the log would be)
VARIANTS: dict[str, tuple[int, Callable[[Run], Run]]] = {
    "": (0, lambda run: run),
    "every second": (10, lambda run: thinned(run, slice(None, None, 2))),
    "every fourth": (24, lambda run: thinned(run, slice(None, None, 4))),
    "late": (12, lambda run: thinned(run, slice(2, None))),
    "rounded": (0, rounded),
    "no training accuracy": (0, without_training_accuracy),
}


class Layout:
    """Which facts, leaves and parents there are; what is expected by hand, (facts, leaves) and (facts, parents)."""

    def __init__(self, causes: tuple[Cause, ...]) -> None:
        self.causes = causes
        above = {c.parent for c in causes if c.parent}
        self.leaves = [c.id for c in causes if c.id not in above]
        self.parents = [c.id for c in causes if c.id in above]
        self.facts = list(FACTS)
        parent = {c.id: c.parent for c in causes}
        self.family = {leaf: parent[leaf] or leaf for leaf in self.leaves}
        self.member = np.array([[float(parent[leaf] == p) for leaf in self.leaves] for p in self.parents])
        self.benign = {c.id for c in causes if c.benign}
        expected = {(s.fact, c.id): s.expected for c in causes for s in c.signs}
        self.leaf_anchor = self._anchors(self.leaves, expected)
        self.parent_anchor = self._anchors(self.parents, expected)
        self.is_output = np.array([fact in OUTPUTS for fact in self.facts])

    def _anchors(self, owners: list[str], expected: dict[tuple[str, str], int]) -> Array:
        table = np.array([[ANCHOR * expected.get((f, o), 0) for o in owners] for f in self.facts])
        for (owner, fact), weight in DECISIVE.items():
            if owner in owners:
                table[self.facts.index(fact), owners.index(owner)] = weight
        return table

    def says(self, run: Run, predictions: Predictions | None) -> Array:
        """What each fact says of a run."""
        pairs = pairs_of(run)
        options = Options()
        case = Case(run, pairs, course_of(run, pairs, options), options, predictions)
        known = measured(case, self.causes)
        return np.array(
            [0.0 if known.get(f) is None else WORDS[f].says(known[f].value) for f in self.facts]  # type: ignore[union-attr]
        )


@dataclass
class Model:
    """The fitted weights: priors of leaves, weights of leaves and of parents."""

    layout: Layout
    prior: Array
    leaf: Array
    parent: Array

    def shares(self, examples: list[Example], evidence: bool = False, temperature: float = 1.0) -> Array:
        """Belief in each leaf, shape (examples, leaves)."""
        says = np.stack([e.says for e in examples])
        if not evidence:
            says = says * ~self.layout.is_output
        odds = (self.prior + says @ (self.leaf + self.parent @ self.layout.member)) / temperature
        odds = np.exp(odds - odds.max(axis=1, keepdims=True))
        return np.asarray(odds / odds.sum(axis=1, keepdims=True))


def fitted(layout: Layout, examples: list[Example]) -> Model:
    """Curves first, then, these being settled, predictions."""
    model = Model(layout, np.zeros(len(layout.leaves)), layout.leaf_anchor.copy(), layout.parent_anchor.copy())
    for evidence in (False, True):
        _fit(model, examples, evidence)
    return model


def _fit(model: Model, examples: list[Example], evidence: bool) -> None:
    from scipy.optimize import minimize

    layout = model.layout
    says = np.stack([e.says for e in examples])
    moved = layout.is_output if evidence else ~layout.is_output
    target = np.array([[float(leaf in e.right) for leaf in layout.leaves] for e in examples])
    balance = balanced(examples)
    fixed = (says * ~moved) @ (model.leaf + model.parent @ layout.member) if evidence else 0.0
    says = says[:, moved]
    facts, leaves, parents = says.shape[1], len(layout.leaves), len(layout.parents)
    anchors = layout.leaf_anchor[moved], layout.parent_anchor[moved]
    cuts = np.cumsum([leaves, facts * leaves])
    start = np.concatenate([model.prior, anchors[0].ravel(), anchors[1].ravel()])

    def cost(vector: Array) -> tuple[float, Array]:
        prior, leaf, parent = np.split(vector, cuts)
        leaf, parent = leaf.reshape(facts, leaves), parent.reshape(facts, parents)
        odds = prior + fixed + says @ (leaf + parent @ layout.member)
        odds = np.exp(odds - odds.max(axis=1, keepdims=True))
        share = odds / odds.sum(axis=1, keepdims=True)
        right = np.maximum((share * target).sum(axis=1), 1e-12)
        wrong = (share - share * target / right[:, None]) * balance[:, None]
        slope = says.T @ wrong
        off = leaf - anchors[0], parent - anchors[1]
        pull = RIDGE_LEAF * np.sum(off[0] ** 2) + RIDGE_PARENT * np.sum(off[1] ** 2) + RIDGE_PRIOR * np.sum(prior**2)
        slopes = (
            wrong.sum(axis=0) * (not evidence) + RIDGE_PRIOR * prior / leaves * (not evidence),
            (slope + RIDGE_LEAF * off[0] / leaves).ravel(),
            (slope @ layout.member.T + RIDGE_PARENT * off[1] / leaves).ravel(),
        )
        return float(pull / 2 / leaves - balance @ np.log(right)), np.concatenate(slopes)

    free = [(None, None)] * leaves
    limits = [*free, *_limits(anchors[0]), *_limits(anchors[1])]
    found = minimize(cost, start, jac=True, method="L-BFGS-B", bounds=limits, options={"maxiter": ROUNDS}).x
    prior, leaf, parent = np.split(found, cuts)
    model.prior = prior
    model.leaf[moved], model.parent[moved] = leaf.reshape(facts, leaves), parent.reshape(facts, parents)


def _limits(anchors: Array) -> list[tuple[float | None, float | None]]:
    """What is expected by hand keeps arguing in its direction; the rest is free."""
    return [(SMALLEST, None) if a > 0 else (None, -SMALLEST) if a < 0 else (None, None) for a in anchors.ravel()]


def balanced(examples: list[Example]) -> Array:
    """Each maker weighs the same, in it each cause by the root of its runs; shape (examples,), sum 1."""
    runs = Counter((e.maker, e.cause) for e in examples)
    makers: Counter[str] = Counter()
    for (maker, _), count in runs.items():
        makers[maker] += count**0.5  # type: ignore[assignment]
    weights = np.array([runs[e.maker, e.cause] ** -0.5 / makers[e.maker] for e in examples])
    return np.asarray(weights / weights.sum())


def length(run: Run) -> int:
    """The points of its longest curve."""
    return max(len(s.value) for s in run.series)


def examples_of(folder: Path, maker: str, layout: Layout) -> list[Example]:
    """Every run of a benchmark folder, as logged (with its predictions) and in its variants."""
    found = []
    for path in sorted(folder.glob("*/truth.json")):
        told = json.loads(path.read_text(encoding="utf-8"))
        run = read(next(path.parent.glob("history*")))[0]
        recorded = path.parent / "predictions.npz"
        predictions = read_predictions(recorded) if recorded.exists() else None
        cause = told["cause"] or NOTHING_WRONG
        right = frozenset((cause, *(also or NOTHING_WRONG for also in told.get("also", ()))))
        points = length(run)
        for name, (least, made) in VARIANTS.items():
            if points >= least:
                variant = made(run)
                says = layout.says(variant, predictions)
                found.append(Example(maker, path.parent.name, name, cause, right, says, length(variant)))
    return found


def sample_examples(layout: Layout) -> list[Example]:
    """The program's own samples, trained after the source documents, as one more maker."""
    folder = resource("samples")
    told = tomllib.loads((folder / "samples.toml").read_text(encoding="utf-8"))["samples"]
    found = []
    for sample in told:
        run = read(folder / sample["file"])[0]
        cause = sample.get("cause", NOTHING_WRONG)
        log = folder / sample["file"]
        recorded = predictions_beside(log) or predictions_beside(log.parent)
        predictions = read_predictions(recorded) if recorded is not None else None
        for name, (_, made) in VARIANTS.items():
            variant = made(run)
            says = layout.says(variant, predictions)
            found.append(Example("samples", sample["id"], name, cause, frozenset({cause}), says, length(variant)))
    return found


def real_examples(folder: Path, corpus: Path, layout: Layout) -> list[Example]:
    """The labelled real runs; any cause that the label accepts is right."""
    found = []
    for label in json.loads((folder / "labels.json").read_text(encoding="utf-8")):
        path = (corpus if label["source"] == "corpus" else folder) / label["path"]
        accepted = set(label["causes_ok"])
        right = {leaf for leaf in layout.leaves if leaf in accepted or layout.family[leaf] in accepted}
        right |= {NOTHING_WRONG} if accepted & {"none", NOTHING_WRONG} else set()
        run = max(read(path), key=lambda one: sum(len(s.value) for s in one.series))
        found.append(Example(REAL, label["path"], "", "", frozenset(right), layout.says(run, None), length(run)))
    return found


def figures(model: Model, examples: list[Example], evidence: bool = False) -> str:
    """Top-1 and top-3 of caused runs, their family, the healthy that are accused."""
    examples = [e for e in examples if not e.variant]
    layout = model.layout
    shares = model.shares(examples, evidence)
    order = np.argsort(-shares, axis=1)
    family = families(layout, shares)
    first = three = parent = accused = 0
    caused = [i for i, e in enumerate(examples) if e.cause != NOTHING_WRONG]
    healthy = [i for i, e in enumerate(examples) if e.cause == NOTHING_WRONG]
    for i in caused:
        leaves = [layout.leaves[j] for j in order[i] if layout.leaves[j] != NOTHING_WRONG]
        named = family[i] != NOTHING_WRONG
        first += named and leaves[0] in examples[i].right
        three += bool(examples[i].right & set(leaves[: 3 if named else 2]))  # behind "nothing wrong" two are told
        parent += family[i] in {layout.family[c] for c in examples[i].right}
    for i in healthy:
        accused += family[i] not in layout.benign and family[i] not in {layout.family[c] for c in examples[i].right}
    some = max(1, len(caused))
    return (
        f"top-1 {first / some:.3f}  top-3 {three / some:.3f}  family {parent / some:.3f} of {len(caused)}; "
        f"healthy accused {accused} of {len(healthy)}"
    )


def families(layout: Layout, shares: Array) -> list[str]:
    """The family that is believed in most, for each example."""
    names = list(dict.fromkeys(layout.family.values()))
    member = np.array([[float(layout.family[leaf] == name) for name in names] for leaf in layout.leaves])
    return [names[i] for i in np.argmax(shares @ member, axis=1)]


def real_figures(model: Model, examples: list[Example]) -> str:
    """How often the family that is believed in most holds an acceptable cause."""
    layout = model.layout
    named = families(layout, model.shares(examples))
    right = sum(name in {layout.family[c] for c in e.right} for name, e in zip(named, examples, strict=True))
    return f"family acceptable {right / len(examples):.3f} of {len(examples)}"


def fifths(rows: Iterable[tuple[float, bool]]) -> list[tuple[float, float, int]]:
    """(stated share, true share, runs) of the first cause, for each fifth of the stated share that has runs."""
    stated, right = (np.array(column, dtype=np.float64) for column in zip(*rows, strict=True))
    place = np.minimum((stated * 5).astype(int), 4)
    kept = [place == k for k in range(5) if (place == k).any()]
    return [(float(stated[here].mean()), float(right[here].mean()), int(here.sum())) for here in kept]


def reliability(rows: Iterable[tuple[float, bool]]) -> str:
    """Stated against true."""
    return "stated/true " + ", ".join(f"{said:.2f}/{true:.2f} ({runs})" for said, true, runs in fifths(rows))


def by_length(parts: list[tuple[Model, list[Example]]], temperature: float) -> Iterator[str]:
    """Stated against true of runs and of their variants, by the points that they have."""
    for low, high in pairwise(LENGTHS):
        rows = [
            row
            for model, pool in parts
            if (some := [replace(e, variant="") for e in pool if low <= e.points < high])
            for row in first_causes(model, some, temperature)
        ]
        if rows:
            yield f"  {low} to {high - 1} points: {reliability(rows)}"


def first_causes(model: Model, examples: list[Example], temperature: float) -> list[tuple[float, bool]]:
    """(stated share, whether right) of the first leaf of each run as logged."""
    examples = [e for e in examples if not e.variant]
    shares = model.shares(examples, temperature=temperature)
    best = np.argmax(shares, axis=1)
    return [
        (float(shares[i, j]), model.layout.leaves[j] in e.right)
        for i, (j, e) in enumerate(zip(best, examples, strict=True))
    ]


def temperature_of(parts: list[tuple[Model, list[Example]]]) -> float:
    """At which stated and true shares of what was left out agree best, in the fifth where they agree least."""
    grid = np.exp(np.linspace(np.log(0.5), np.log(2.0), 40))
    worst = []
    for temperature in grid:
        told = fifths(row for model, pool in parts for row in first_causes(model, pool, float(temperature)))
        worst.append(max(abs(said - true) for said, true, runs in told if runs >= FEWEST))
    return float(grid[int(np.argmin(worst))])


def confusions(parts: list[tuple[Model, list[Example]]]) -> Iterator[str]:
    """For each true family what was believed in most when its maker was left out."""
    table: dict[str, Counter[str]] = {}
    for model, pool in parts:
        own = [e for e in pool if not e.variant and e.cause]
        if not own:
            continue
        for named, e in zip(families(model.layout, model.shares(own)), own, strict=True):
            right = {model.layout.family[cause] for cause in e.right}
            true = model.layout.family[e.cause]
            table.setdefault(true, Counter())[true if named in right else named] += 1
    for true, said in sorted(table.items()):
        yield f"  {true}: " + ", ".join(f"{name} {count}" for name, count in said.most_common())


def write(model: Model, folder: Path, temperature: float) -> None:
    """Put priors and weights into the TOML files, divided by the temperature; weights that say nothing are left out."""
    layout = model.layout
    for cause in layout.causes:
        path = folder / f"{cause.id}.toml"
        text = path.read_text(encoding="utf-8")
        if cause.id in layout.leaves:
            at = layout.leaves.index(cause.id)
            weights, prior = model.leaf[:, at], float(model.prior[at])
        else:
            weights, prior = model.parent[:, layout.parents.index(cause.id)], 0.0
        text = re.sub(r"(?m)^prior = .*$", f"prior = {prior / temperature:.{ROUNDED}f}", text, count=1)
        rows = [
            f"{fact} = {w / temperature:.{ROUNDED}f}"
            for fact, w in zip(layout.facts, weights, strict=True)
            if abs(w / temperature) >= SMALLEST
        ]
        table = (
            "[weights] # fitted: tests/benchmarks/calibrate_causes.py\n" + "".join(f"{row}\n" for row in rows) + "\n"
        )
        text = re.sub(r"\[weights\].*?(?=^\[\[sources\]\])", "", text, flags=re.DOTALL | re.MULTILINE)
        path.write_text(text.replace("[[sources]]", table + "[[sources]]", 1), encoding="utf-8")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("makers", nargs="+", help="MAKER=DIR[,DIR...]")
    parser.add_argument("--real", type=Path)
    parser.add_argument("--corpus", type=Path)
    parser.add_argument("--held-out", type=Path, nargs="+", default=[], help="folders to test on and never to fit to")
    parser.add_argument("--write", action="store_true")
    asked = parser.parse_args()
    layout = Layout(load_causes(resource("causes")))
    pools: dict[str, list[Example]] = {}
    for one in asked.makers:
        maker, _, folders = one.partition("=")
        pools[maker] = [e for folder in folders.split(",") for e in examples_of(Path(folder), maker, layout)]
    pools["samples"] = sample_examples(layout)
    real = real_examples(asked.real, asked.corpus, layout) if asked.real else []
    print({maker: sum(not e.variant for e in pool) for maker, pool in pools.items()}, "real:", len(real), flush=True)
    parts: list[tuple[Model, list[Example]]] = []
    for maker, pool in pools.items():
        others = [e for name, rest in pools.items() if name != maker for e in rest] + real
        model = fitted(layout, others)
        parts.append((model, pool))
        print(f"{maker} left out: curves  {figures(model, pool)}")
        print(f"{maker} left out: with predictions  {figures(model, pool, True)}", flush=True)
    made = [e for pool in pools.values() for e in pool]
    if real:
        parts.append((fitted(layout, made), real))
        print(f"real left out: {real_figures(parts[-1][0], real)}")
    temperature = temperature_of(parts)
    for title, value in (("as fitted", 1.0), (f"temperature {temperature:.2f}", temperature)):
        print(title, reliability(row for model, pool in parts for row in first_causes(model, pool, value)))
    print(*by_length(parts, temperature), sep="\n")
    print(*confusions(parts), sep="\n")
    model = fitted(layout, made + real)
    for maker, pool in pools.items():
        print(f"{maker} in the fit: {figures(model, pool)}; with predictions {figures(model, pool, True)}")
    if real:
        print(f"real in the fit: {real_figures(model, real)}")
    for folder in asked.held_out:
        pool = examples_of(folder, folder.name, layout)
        print(f"held out {folder}: {figures(model, pool)}; with predictions {figures(model, pool, True)}")
    if asked.write:
        write(model, resource("causes"), temperature)
    return 0


if __name__ == "__main__":
    sys.exit(main())

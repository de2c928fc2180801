"""Fits the weights of the causes to runs whose cause is known, says how well they rank what they never saw.

    python tests/benchmarks/calibrate_causes.py MAKER=TRUTH_DIR[,DIR...] ... [--real DIR ...] [--held-out DIR ...]
        [--write]

Needs scipy. The model is the one that ranks: log-odds = prior + sum of weight * what the fact says (-1..1), those of
the parent counted for each of its children, a softmax over all leaf causes. Fitted is the likelihood of the true cause
(of any acceptable one, where several are), each maker weighing the same and in it each cause by the root of its runs,
healthy ones a third at the least, pulled by a ridge towards what the causes' [expects] say by hand: weights of a
parent, which many runs bear, less than those of a leaf; what is expected keeps its direction. First the facts on
curves, then, these being settled, those on predictions. Each log also counts as it would be if it had been written less
often, later, with three decimals, without a training accuracy, or with some of its curves alone.

--real are folders of labelled real runs (labels.json); they count as one more maker together, and so do the program's
samples.
Printed are the figures of each maker and of the real runs by a model that was fitted without them, each variant too,
how far stated and true shares agree, by the length of the runs as well, and where the calibration had not seen them
either, which families are taken for which, and the calibration: the temperature by which the log-odds are divided;
the share of all belief that is kept from them is that of the ranking. --write puts the weights into the TOML.
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

from lossacc_gui.detect.detection import detect
from lossacc_gui.explain.facts import FACTS, outputs, recomputed
from lossacc_gui.explain.facts.case import Case
from lossacc_gui.explain.facts.words import WORDS
from lossacc_gui.explain.knowledge import load_causes
from lossacc_gui.explain.predictions import predictions_beside, read_predictions
from lossacc_gui.explain.ranking import DOUBT, flatter, measured, possible, shares_of
from lossacc_gui.measure.course import course_of
from lossacc_gui.measure.pairing import pairs_of
from lossacc_gui.model.cause import NOTHING_WRONG, Cause
from lossacc_gui.model.errors import UnreadableLog
from lossacc_gui.model.options import Options
from lossacc_gui.model.predictions import Predictions
from lossacc_gui.model.run import Quantity, Run, Split
from lossacc_gui.readers.registry import read
from lossacc_gui.resource import resource

ANCHOR = 0.35  # log-odds of a fact that a cause leads one to expect
DECISIVE = {  # knowledge, not fitted
    ("numerical_blowup", "ends_lost"): 2.5,
    ("resumed_or_restarted", "restarts"): 4.0,
    ("softmax_twice", "on_twice_line"): 10.0,
    ("softmax_twice", "on_sigmoid_line"): 10.0,
    ("softmax_twice", "not_twice"): -12.0,
    ("label_smoothing_floor", "off_smoothed_floor"): 13.0,
    ("label_smoothing_floor", "rests_high"): 11.8,
    ("softmax_twice", "rests_high"): 4.0,
    ("loss_metric_mismatch", "rests_high"): -2.0,
    ("metric_error", "rests_high"): -2.0,
    ("class_imbalance", "first_errors"): -3.0,
    ("class_imbalance", "accuracy_over_balanced"): 3.0,
    ("label_smoothing_floor", "not_smoothing"): -12.0,
    ("wrong_last_layer", "clipped_errors"): 15.0,
    ("wrong_last_layer", "dear_throughout"): 13.0,
    ("wrong_last_layer", "even_price"): 13.0,
    ("wrong_last_layer", "dearest_errors"): 10.0,
    ("wrong_last_layer", "loss_below_zero"): 10.0,
    ("wrong_last_layer", "free_errors"): 10.0,
    ("nothing_is_trained", "loss_repeated"): 4.0,
    ("nothing_is_trained", "untrained_trend"): 7.0,
    ("not_learning", "free_errors"): -6.0,
    ("small_validation", "found_few"): 3.0,
    ("data_ran_out", "found_empty_epochs"): 10.0,
}
RIDGE_LEAF, RIDGE_PARENT, RIDGE_PRIOR = 0.3, 0.1, 0.02
HEALTHY = 0.35  # of each maker's weight at the least: of the logs that people keep two in three show nothing wrong
ROUNDED = 2
ROUNDS = 300
LENGTHS = (2, 6, 9, 14, 25, 60, 10**9)  # points; reliability is printed for runs of each length
SMALLEST = 0.05  # a weight below it is left out of the TOML

OUTPUTS = {fact.name for fact in (*outputs.FACTS, *recomputed.FACTS)}
REAL = "real"
Array = NDArray[np.float64]


@dataclass(frozen=True)
class Example:
    """One run as logged or in a variant: what is true of it and what its facts say, shape (facts,), 0 where unknown.

    `right` holds the ids of all leaf causes that are acceptable first, `cause` the true one ("" for a real run).
    `open`, shape (leaves,): which causes what was logged could show at all; `points` is the length of the run.
    """

    maker: str
    name: str
    variant: str
    cause: str
    right: frozenset[str]
    says: Array
    open: NDArray[np.bool_]
    points: int


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


def losses_alone(run: Run) -> Run:
    """No accuracy at all."""
    return replace(run, series=tuple(s for s in run.series if not s.quantity.is_accuracy))


def training_alone(run: Run) -> Run:
    """Nothing is validated."""
    return replace(run, series=tuple(s for s in run.series if s.split is Split.TRAIN))


def training_loss_alone(run: Run) -> Run:
    """The commonest log of all."""
    return losses_alone(training_alone(run))


def validation_alone(run: Run) -> Run:
    """As evaluation scripts log."""
    return replace(run, series=tuple(s for s in run.series if s.split is not Split.TRAIN))


# nobody logs just as the benchmark's runs are logged: (least points, what the log would be)
VARIANTS: dict[str, tuple[int, Callable[[Run], Run]]] = {
    "": (0, lambda run: run),
    "every second": (10, lambda run: thinned(run, slice(None, None, 2))),
    "every fourth": (24, lambda run: thinned(run, slice(None, None, 4))),
    "late": (12, lambda run: thinned(run, slice(2, None))),
    "rounded": (0, rounded),
    "no training accuracy": (0, without_training_accuracy),
    "losses alone": (0, losses_alone),
    "training alone": (0, training_alone),
    "training loss alone": (0, training_loss_alone),
    "validation alone": (0, validation_alone),
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

    def says(self, run: Run, predictions: Predictions | None) -> tuple[Array, NDArray[np.bool_], int]:
        """What each fact says of a run, which leaves are possible, and the number of its points."""
        pairs = pairs_of(run)
        options = Options()
        course = course_of(run, pairs, options)
        case = Case(run, course, detect(run, options, course), options, predictions)
        known = measured(case, self.facts)
        said = [0.0 if known.get(f) is None else WORDS[f].says(known[f].value) for f in self.facts]  # type: ignore[union-attr]
        left = {cause.id for cause in possible(self.causes, case)}
        points = 0 if case.course.lead is None else case.course.lead.n
        return np.array(said), np.array([leaf in left for leaf in self.leaves]), points


@dataclass(frozen=True)
class Calibration:
    """What makes stated and true agree: the log-odds are divided by `temperature`."""

    temperature: float = 1.0


@dataclass
class Model:
    """The fitted weights: priors of leaves, weights of leaves and of parents."""

    layout: Layout
    prior: Array
    leaf: Array
    parent: Array

    def shares(self, examples: list[Example], evidence: bool = False, how: Calibration | None = None) -> Array:
        """Belief in each leaf, shape (examples, leaves)."""
        how = how or Calibration()
        says = np.stack([e.says for e in examples])
        if not evidence:
            says = says * ~self.layout.is_output
        short = np.array([[flatter(e.points)] for e in examples])
        odds = (self.prior + says @ (self.leaf + self.parent @ self.layout.member)) / how.temperature / short
        return shares_of(np.where(np.stack([e.open for e in examples]), odds, -np.inf), DOUBT)


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
    possible_here = np.stack([e.open for e in examples])
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
        odds = np.where(possible_here, prior + fixed + says @ (leaf + parent @ layout.member), -np.inf)
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
    """Each maker weighs the same, in it each cause by the root of its runs; shape (examples,), sum 1.

    A maker's healthy runs weigh HEALTHY of it at the least: makers plant many causes, most runs have none.
    """
    runs = Counter((e.maker, e.cause) for e in examples)
    makers: Counter[str] = Counter()
    for (maker, _), count in runs.items():
        makers[maker] += count**0.5  # type: ignore[assignment]
    well = {m: runs[m, NOTHING_WRONG] ** 0.5 / makers[m] for m in makers}
    more = {m: max(1.0, HEALTHY / share) if share else 1.0 for m, share in well.items()}
    less = {m: (1 - more[m] * share) / (1 - share) if share < 1 else 1.0 for m, share in well.items()}
    factor = np.array([(more if e.cause == NOTHING_WRONG else less)[e.maker] for e in examples])
    weights = factor * np.array([runs[e.maker, e.cause] ** -0.5 / makers[e.maker] for e in examples])
    return np.asarray(weights / weights.sum())


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
        points = max(len(s.value) for s in run.series)
        for name, (least, made) in VARIANTS.items():
            if points >= least:
                found += _example(maker, path.parent.name, name, cause, right, made(run), predictions, layout)
    return found


def _example(
    maker: str,
    name: str,
    variant: str,
    cause: str,
    right: frozenset[str],
    run: Run,
    predictions: Predictions | None,
    layout: Layout,
) -> list[Example]:
    """The run as an example, if what is logged could show what is right."""
    if variant.endswith("alone"):
        predictions = None  # what was logged is what counts
    says, left, points = layout.says(run, predictions)
    if not any(left[layout.leaves.index(leaf)] for leaf in right if leaf in layout.leaves):
        return []
    return [Example(maker, name, variant, cause, right, says, left, points)]


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
            found += _example("samples", sample["id"], name, cause, frozenset({cause}), made(run), predictions, layout)
    return found


def real_examples(folder: Path, corpus: Path, layout: Layout) -> list[Example]:
    """The labelled real runs that can be read; any cause that the label accepts is right."""
    found = []
    for label in json.loads((folder / "labels.json").read_text(encoding="utf-8")):
        path = (corpus if label["source"] == "corpus" else folder) / label["path"]
        accepted = set(label["causes_ok"])
        right = {leaf for leaf in layout.leaves if leaf in accepted or layout.family[leaf] in accepted}
        right |= {NOTHING_WRONG} if accepted & {"none", NOTHING_WRONG} else set()
        try:
            run = max(read(path), key=lambda one: sum(len(s.value) for s in one.series))
        except UnreadableLog as refused:
            print(f"left out: {path}: {refused}")
            continue
        found += _example(REAL, label["path"], "", "", frozenset(right), run, None, layout)
    return found


def figures(model: Model, examples: list[Example], evidence: bool = False, variant: str = "") -> str:
    """Top-1 and top-3 of caused runs, their family, the healthy that are accused; of the runs in one variant."""
    examples = [e for e in examples if e.variant == variant]
    if not examples:
        return "none"
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


def by_length(parts: list[tuple[Model, list[Example]]], how: Calibration) -> Iterator[str]:
    """Stated against true of runs and of their variants, by the points that they have."""
    for low, high in pairwise(LENGTHS):
        rows = [
            row
            for model, pool in parts
            if (some := [replace(e, variant="") for e in pool if low <= e.points < high])
            for row in first_causes(model, some, how)
        ]
        if rows:
            yield f"  {low} to {high - 1} points: {reliability(rows)}"


def first_causes(model: Model, examples: list[Example], how: Calibration | None = None) -> list[tuple[float, bool]]:
    """(stated share, whether right) of the first leaf of each run as logged."""
    examples = [e for e in examples if not e.variant]
    shares = model.shares(examples, how=how)
    best = np.argmax(shares, axis=1)
    return [
        (float(shares[i, j]), model.layout.leaves[j] in e.right)
        for i, (j, e) in enumerate(zip(best, examples, strict=True))
    ]


def calibration_of(parts: list[tuple[Model, list[Example]]]) -> Calibration:
    """The one under which the first causes of what was left out are right as often as is stated, by their likelihood.

    Each part weighs the same.
    """

    def surprise(how: Calibration) -> float:
        costs = []
        for model, pool in parts:
            stated, right = (
                np.array(one, dtype=np.float64) for one in zip(*first_causes(model, pool, how), strict=True)
            )
            told = np.clip(np.where(right > 0, stated, 1 - stated), 1e-6, 1.0)
            costs.append(float(-np.log(told).mean()))
        return float(np.mean(costs))

    tried = (Calibration(float(t)) for t in np.exp(np.linspace(np.log(0.4), np.log(2.5), 24)))
    return min(tried, key=surprise)


def left_out_twice(parts: list[tuple[Model, list[Example]]]) -> Iterator[tuple[float, bool]]:
    """Stated and right of each part by a model that did not see it, calibrated on the other parts alone."""
    for at, (model, pool) in enumerate(parts):
        yield from first_causes(model, pool, calibration_of(parts[:at] + parts[at + 1 :]))


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
    parser.add_argument("--real", type=Path, nargs="+", default=[])
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
    reals = {folder.name: real_examples(folder, asked.corpus, layout) for folder in asked.real}
    real = [e for pool in reals.values() for e in pool]
    print({maker: sum(not e.variant for e in pool) for maker, pool in (pools | reals).items()}, flush=True)
    parts: list[tuple[Model, list[Example]]] = []
    for maker, pool in pools.items():
        others = [e for name, rest in pools.items() if name != maker for e in rest] + real
        model = fitted(layout, others)
        parts.append((model, pool))
        print(f"{maker} left out: curves  {figures(model, pool)}")
        print(f"{maker} left out: with predictions  {figures(model, pool, True)}", flush=True)
        for variant in VARIANTS:
            print(f"    {variant or 'as logged'}: {figures(model, pool, variant=variant)}")
    made = [e for pool in pools.values() for e in pool]
    for name, pool in reals.items():
        others = made + [e for other, rest in reals.items() if other != name for e in rest]
        parts.append((fitted(layout, others), pool))
        print(f"{name} left out: {real_figures(parts[-1][0], pool)}", flush=True)
    how = calibration_of(parts)
    for title, one in (("as fitted", Calibration()), (str(how), how)):
        print(title, reliability(row for model, pool in parts for row in first_causes(model, pool, one)))
    print("calibrated on the other parts", reliability(left_out_twice(parts)))
    single = [(model, [e for e in pool if len(e.right) == 1]) for model, pool in parts]
    print("runs with one right answer", reliability(left_out_twice([part for part in single if part[1]])))
    print(*by_length(parts, how), sep="\n")
    print(*confusions(parts), sep="\n")
    model = fitted(layout, made + real)
    for maker, pool in pools.items():
        print(f"{maker} in the fit: {figures(model, pool)}; with predictions {figures(model, pool, True)}")
    for name, pool in reals.items():
        print(f"{name} in the fit: {real_figures(model, pool)}")
    for folder in asked.held_out:
        if (folder / "labels.json").exists():
            print(f"held out {folder}: {real_figures(model, real_examples(folder, asked.corpus, layout))}")
            continue
        pool = examples_of(folder, folder.name, layout)
        print(f"held out {folder}: {figures(model, pool)}; with predictions {figures(model, pool, True)}")
    if asked.write:
        write(model, resource("causes"), how.temperature)
    return 0


if __name__ == "__main__":
    sys.exit(main())

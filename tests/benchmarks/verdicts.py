"""Reads and analyses labelled runs in one process and prints how right the verdicts, causes and beliefs are.

    python tests/benchmarks/verdicts.py FOLDER ... --tools DIR [--corpus DIR] [--evidence] [-v]

A folder is either one of real runs (labels.json) or one of made runs (*/truth.json beside history.csv). --tools holds
score_verdicts.py and score_truth.py, whose functions reckon states, keep ranges and episodes; --corpus is where the
labelled logs of source "corpus" lie. For all folders together follow the reliability of belief (the share stated for
the first cause against how often it is right, whatever else is true counting as right) and, by parent cause, what was
true against what the verdict said. -v tells each run that is not right. Without installing: PYTHONPATH=. before it.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from lossacc_gui.explain.knowledge import load_causes
from lossacc_gui.model.analysis import Analysis
from lossacc_gui.model.cause import Cause
from lossacc_gui.model.errors import UnreadableLog
from lossacc_gui.model.request import Request
from lossacc_gui.model.verdict import State
from lossacc_gui.resource import resource
from lossacc_gui.use_case import analyze

NONE = "none"  # no cause named
HEALTHY = {"nothing_wrong", NONE}


@dataclass(frozen=True)
class Answer:
    """What was said of one run, and what would have been right: ids of causes, `none` for no cause."""

    name: str
    right: frozenset[str]
    true: str
    said: str
    ranked: tuple[str, ...]
    belief: float | None
    state: State


def tool(folder: Path, name: str) -> ModuleType:
    """A script of another place as a module."""
    spec = importlib.util.spec_from_file_location(name, folder / f"{name}.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def told(analysis: Analysis) -> dict[str, Any]:
    """The keys of `analyze --json` that the scorers read."""
    verdict, keep = analysis.verdict, analysis.verdict.keep
    plain = ("split", "start", "end", "severity")
    episode = (*plain, "loss", "accuracy", "loss_metric", "accuracy_metric", "pattern")
    return {
        "path": str(analysis.run.source),
        "series": [{"quantity": str(s.quantity), "points": len(s.value)} for s in analysis.run.series],
        "episodes": [{key: getattr(one, key) for key in episode} for one in analysis.episodes],
        "findings": [{**{key: getattr(one, key) for key in plain}, "kind": str(one.kind)} for one in analysis.findings],
        "causes": [{"id": one.cause.id, "score": one.score} for one in analysis.overall.causes],
        "verdict": {
            "state": str(verdict.state),
            "cause": verdict.cause,
            "keep": keep and {"epoch": keep.chosen.x, "metric": keep.chosen.metric},
        },
    }


def answer(name: str, analysis: Analysis, right: Iterable[str], true: str) -> Answer:
    """What the analysis answers, beside what is true."""
    causes, verdict = analysis.overall.causes, analysis.verdict
    ranked, belief = tuple(one.cause.id for one in causes), causes[0].score if causes else None
    return Answer(name, frozenset(right), true, verdict.cause or NONE, ranked, belief, verdict.state)


def real(folder: Path, scorer: ModuleType, args: argparse.Namespace, causes: tuple[Cause, ...]) -> Iterator[Answer]:
    """Prints the figures of labelled real runs."""
    labels = json.loads((folder / "labels.json").read_text())
    runs: dict[str, list[dict[str, Any]]] = {}
    for label in labels:
        log = (args.corpus if label["source"] == "corpus" else folder) / label["path"]
        label["_file"] = str(log)
        try:
            found = analyze(log, Request(causes=causes))
        except UnreadableLog as error:
            print(f"  unread: {error.sentence}")
            continue
        runs[str(log)] = [told(one) for one in found]
        worst = max(found, key=lambda one: scorer.RANK.get(str(one.verdict.state), 1))
        ok = label["causes_ok"]
        yield answer(label["path"], worst, [*ok, *(HEALTHY if HEALTHY & set(ok) else ())], ok[0])
    counts = scorer.score(labels, runs, args.verbose)
    print("\n".join(f"  {key} {value}" for key, value in scorer.summary(counts).items()))


def made(folder: Path, scorer: ModuleType, args: argparse.Namespace, causes: tuple[Cause, ...]) -> Iterator[Answer]:
    """Prints the figures of runs whose truth is known."""
    harmless = {cause.id for cause in causes if cause.benign} | HEALTHY
    count: Counter[str] = Counter()
    for path in sorted(folder.glob("*/truth.json")):
        truth = json.loads(path.read_text())
        analysis = analyze(path.with_name("history.csv"), Request(causes=causes, evidence=args.evidence))[0]
        found = [one for one in told(analysis)["episodes"] if one["split"] == "val"]
        hit, missed, good, bad, misses = scorer.score_run(truth, found)
        also, cause = truth.get("also") or [], truth["cause"]
        healthy = cause is None
        right = [cause or NONE, *also, *(HEALTHY if healthy or HEALTHY & set(also) else ())]
        one = answer(f"{folder.name}/{path.parent.name}", analysis, right, cause or NONE)
        count.update(hit=hit, missed=missed, good=good, bad=bad, healthy=healthy, caused=not healthy)
        if healthy:
            accused = one.said not in harmless and one.said not in right
            count.update(accused=accused, problem=one.state is State.PROBLEM, false=bad)
        else:
            ranked = one.ranked or (NONE,)
            count.update(top1=ranked[0] in right, top3=bool(set(ranked[:3]) & set(right)), said=one.said in right)
            count.update(family=parent_of(causes, one.said) in {parent_of(causes, known) for known in right})
        if args.verbose and (misses or (one.said not in right)):
            missing = "; ".join(misses) or "episodes right"
            print(f"  {one.name}: {one.state}, said {one.said}, true {one.true}; {missing}")
        yield one
    recall, precision = share(count["hit"], count["missed"]), share(count["good"], count["bad"])
    f1 = 2 * recall * precision / (recall + precision or 1)
    print(f"  episode recall {recall:.3f} precision {precision:.3f} F1 {f1:.3f}", end="; ")
    print(f"false ones in {count['healthy']} healthy runs {count['false']}")
    print(f"  of {count['healthy']} healthy: called problem {count['problem']}, harmful cause {count['accused']}")
    words = ("top1", "top3", "said", "family")
    print("  of", count["caused"], "with a cause:", *(f"{w} {count[w] / max(1, count['caused']):.3f}" for w in words))


def share(yes: int, no: int) -> float:
    """How many of all are yes."""
    return yes / (yes + no) if yes + no else 0.0


def parent_of(causes: tuple[Cause, ...], name: str) -> str:
    """The parent of a cause, itself where it has none."""
    return next((cause.parent for cause in causes if cause.id == name and cause.parent), name)


def reliability(answers: list[Answer]) -> None:
    """Prints stated against true, by fifths of belief."""
    print("belief in the first cause   runs  stated  right")
    stated = [(one.belief, one.ranked[0] in one.right) for one in answers if one.belief is not None]
    for fifth in range(5):
        here = [pair for pair in stated if min(4, int(pair[0] * 5)) == fifth]
        if here:
            said, right = (sum(column) / len(here) for column in zip(*here, strict=True))
            low = fifth / 5
            print(f"  {low:.1f} .. {low + 0.2:.1f}               {len(here):4d}   {said:5.2f}  {right:5.2f}")
    print(f"  none is named              {len(answers) - len(stated):4d}")


def confusion(answers: list[Answer], causes: tuple[Cause, ...]) -> None:
    """Prints for each parent of a true cause what the verdicts said, most often first."""
    print("true parent: said (whatever else is true counts as true)")
    rows: dict[str, Counter[str]] = {}
    for one in answers:
        true = one.said if one.said in one.right else one.true
        rows.setdefault(parent_of(causes, true), Counter())[parent_of(causes, one.said)] += 1
    for true, row in sorted(rows.items()):
        print(f"  {true} {row[true]}/{row.total()}:", ", ".join(f"{k} {n}" for k, n in row.most_common() if k != true))


def main() -> None:
    """Reads the arguments and prints."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--tools", type=Path, required=True)
    parser.add_argument("--corpus", type=Path, default=Path())
    parser.add_argument("--evidence", action="store_const", const="auto", help="with the predictions beside each log")
    parser.add_argument("-v", "--verbose", action="store_true")
    args = parser.parse_args()
    causes = load_causes(resource("causes"))
    answers: list[Answer] = []
    for folder in args.folders:
        begun, before = time.process_time(), len(answers)
        print(f"{folder.name}:")
        labelled = (folder / "labels.json").is_file()
        figures, scorer = (real, "score_verdicts") if labelled else (made, "score_truth")
        answers += figures(folder, tool(args.tools, scorer), args, causes)
        print(f"  {(time.process_time() - begun) * 1e3 / max(1, len(answers) - before):.1f} ms of processor a run")
    reliability(answers)
    confusion(answers, causes)


if __name__ == "__main__":
    main()

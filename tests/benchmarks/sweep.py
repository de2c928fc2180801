"""Trains planted sweeps with numpy and checks what is said of their settings, runs and causes.

    python tests/benchmarks/sweep.py [--seeds N] [--first N] [--epochs N] [--of PLANT ...] [--keep FOLDER] [--false]

Each sweep (`trainings.PLANTS`: overfitting, label noise, learning rate, batch statistics, small validation) is seeds x
one or two settings that act x `batch_order`, which does nothing: nothing may be said of it. Each run is a JSON file
with its settings beside its curves. With `--keep` what is in the folder already is not trained again.

Printed are the statements of the triage, and of every two runs held against each other, with all others asked and
alone, how many statements are true. What is true is known from 3,000 examples that no log shows, and from what was
planted:
- an event is absent: the true rise of the loss (fall of the accuracy) of the other run is less than half; where it
  jumps about, so is what the logged curve jumps from point to point. Other events are read off the logs and not checked
- settings that are backed: one of them is planted, and for rises the mean over all seeds goes the same way
- a best value is better (backed): so are the true ones in most of the pairs, or their mean over all seeds; of two runs
  alone (few) nothing is claimed but that the logged values differ by more than the noise of their curves, and counted
  is whether the true ones do likewise
- belief in a cause is raised: it is one that was planted; lowered: it is none
- a cause is spoken for: it is one that was planted, by a setting that acts, and what it does is less than half in the
  other run; it is spoken against: it is none that was planted
`--false` lists those that are not.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from statistics import fmean

import numpy as np
from trainings import PLANTS, Curves, Plant, Setup, train

from lossacc_gui.explain.knowledge import load_causes
from lossacc_gui.model.options import Options
from lossacc_gui.model.request import Request
from lossacc_gui.resource import resource
from lossacc_gui.triage.compare import Statement, argued_among, compare
from lossacc_gui.triage.compare.comparison import Ground
from lossacc_gui.triage.harm import ordered
from lossacc_gui.triage.reports.report import counted
from lossacc_gui.triage.row import Row
from lossacc_gui.triage.settings import statements
from lossacc_gui.triage.triage import Triage

CAUSES = {cause.id: cause for cause in load_causes(resource("causes"))}
RISES = ("rise of the loss", "overfitting", "worsening")
FALLS = ("fall of accuracy",)
JUMPS = ("jumping about", "spike")


@dataclass
class Truth:
    """What is true of the runs, by their files: the curves that were logged, and the true ones."""

    plant: Plant
    logged: dict[str, Curves]
    curves: dict[str, Curves]
    rows: Sequence[Row]

    def rise(self, row: Row) -> float:
        """Relative, from the lowest true loss to the mean of the last five."""
        loss = self.curves[row.path.name]["loss"]
        return fmean(loss[-5:]) / min(loss) - 1

    def fall(self, row: Row) -> float:
        """Of the true accuracy, a fraction."""
        accuracy = self.curves[row.path.name]["accuracy"]
        return max(accuracy) - fmean(accuracy[-5:])

    def jump(self, row: Row) -> float:
        """From point to point, of the logged validation loss in its later half."""
        values = np.array(self.logged[row.path.name]["val_loss"])
        late = values[len(values) // 2 :]
        return float(np.median(np.abs(np.diff(late, 2))) / np.median(late))

    def best(self, row: Row, what: str) -> float:
        """The larger, the better."""
        values = self.curves[row.path.name][what]
        return -min(values) if what == "loss" else max(values)

    def alike(self, row: Row, names: Sequence[str]) -> list[Row]:
        """The runs that have the same values of these settings."""
        told = dict(row.settings)
        return [one for one in self.rows if all(dict(one.settings)[name] == told[name] for name in names)]

    def holds(self, said: Statement, one: Row, other: Row) -> bool | None:
        """Whether a statement of two runs is true; None where it claims nothing, or nothing that is not in the logs."""
        planted = not said.settings or bool(self.plant.acting.keys() & set(said.settings))
        if said.about == "event" and " is absent in " in said.text:
            return self._absent(said, one, other, planted=planted)
        if said.about == "cause" and said.speaks_for is not None:
            if not said.speaks_for:
                return said.cause not in self.plant.causes
            return said.cause in self.plant.causes and planted and self._less(said, one, other)
        if said.about == "best" and said.ground in (Ground.FEW, Ground.BACKED):
            return planted and self._better(said, one, other)
        return None

    def _worse(self, said: Statement) -> object:
        """What measures the event that a statement is about."""
        if "(train, " in said.text or not self.plant.causes:
            return None  # what the training curves do, or so few examples of validation, is true of the logs alone
        noun = said.text.partition(" (")[0] if said.about == "event" else said.text.partition("alone")[2]
        for nouns, measure in ((FALLS, self.fall), (JUMPS, self.jump), (RISES, self.rise)):
            if any(one in noun for one in nouns):
                return measure
        return None

    def _less(self, said: Statement, one: Row, other: Row) -> bool:
        worse = self._worse(said)
        return not callable(worse) or worse(other) < 0.5 * worse(one)

    def _absent(self, said: Statement, one: Row, other: Row, *, planted: bool) -> bool | None:
        worse = self._worse(said)
        if said.ground is not Ground.BACKED:
            return None if worse is None else self._less(said, one, other)
        true = planted and self._less(said, one, other)
        if callable(worse):
            groups = [fmean(map(worse, self.alike(row, said.settings))) for row in (one, other)]
            true = true and groups[1] < groups[0]
        return true

    def _better(self, said: Statement, one: Row, other: Row) -> bool:
        what = "loss" if "val_loss" in said.text else "accuracy"
        if said.ground is Ground.FEW:
            signed = [row.best_accuracy if what == "accuracy" else -(row.best_loss or 0.0) for row in (one, other)]
            logged = [value or 0.0 for value in signed]
            means = [self.best(row, what) for row in (one, other)]
        else:
            first = any(f" of {said.runs[0]} {are} better" in said.text for are in ("is", "are"))
            if " pairs of one seed " in said.text:
                return self._wins(said, one, other, what) == first
            logged = [1.0, 0.0] if first else [0.0, 1.0]
            means = [fmean(self.best(row, what) for row in self.alike(r, said.settings)) for r in (one, other)]
        return (means[0] < means[1]) == (logged[0] < logged[1])

    def _wins(self, said: Statement, one: Row, other: Row, what: str) -> bool:
        """Whether the settings of the first run truly win more of the pairs that differ in these settings alone."""
        here, there = self.alike(one, said.settings), self.alike(other, said.settings)
        rest = [{name: value for name, value in row.settings if name not in said.settings} for row in there]
        won = [
            self.best(row, what) > self.best(partner, what)
            for row in here
            for partner, same in zip(there, rest, strict=True)
            if same == {name: value for name, value in row.settings if name not in said.settings}
        ]
        return won.count(True) > won.count(False)


def make(folder: Path, plant: Plant, seeds: range, epochs: int) -> tuple[dict[str, Curves], dict[str, Curves]]:
    """The logs in a folder, those that are there as they are; what they log and the truth by the names of the files."""
    (folder / "runs").mkdir(parents=True, exist_ok=True)
    (folder / "true").mkdir(exist_ok=True)
    logged, truth = {}, {}
    for seed, settings, lot in plant.runs(seeds):
        name = f"seed{seed}-{'-'.join(f'{key}{value}' for key, value in settings.items())}.json"
        log, true = folder / "runs" / name, folder / "true" / name
        if not log.exists():
            own = {key: value for key, value in {**plant.common, **settings}.items() if key != "batch_order"}
            curves, real = train(lot, Setup(**own), epochs)  # type: ignore[arg-type]
            true.write_text(json.dumps(real))
            log.write_text(json.dumps({"seed": seed, **settings, **curves}))
        logged[name], truth[name] = json.loads(log.read_text()), json.loads(true.read_text())
    return logged, truth


def check(table: Sequence[Row], truth: Truth, *, alone: bool, told: bool) -> Counter[bool | None]:
    """Every two runs held against each other, all others being asked or none."""
    counts: Counter[tuple[str, str, bool | None]] = Counter()
    for one, other in combinations(table, 2):
        comparison = compare([one, other], () if alone else table, CAUSES, Options())
        names = {run.name: run.row for run in comparison.runs}
        for said in comparison.said:
            holds = truth.holds(said, *(names[name] for name in said.runs))
            counts[said.about, said.ground.value, holds] += 1
            if holds is False and told:
                print("  FALSE:", said.text)
    for about, ground in sorted({key[:2] for key in counts}):
        true, false, none = (counts[about, ground, value] for value in (True, False, None))
        print(f"  {about:9} {ground:7} true {true:5}  false {false:4}  claims nothing {none:5}")
    whole: Counter[bool | None] = Counter()
    for (about, ground, holds), count in counts.items():
        if (about, ground) != ("best", Ground.FEW.value):
            whole[holds] += count
    return whole


def check_belief(rows: Sequence[Row], plant: Plant) -> None:
    """Whether belief moves towards what was planted, and away from what was not."""
    moves: Counter[tuple[str, bool]] = Counter()
    shares = {True: [0.0, 0.0, 0.0], False: [0.0, 0.0, 0.0]}
    for _, one in argued_among(rows, CAUSES, Options()):
        planted = one.cause.id in plant.causes
        up = sum(said.weight for said in one.evidence) > 0
        moves["raised" if up else "lowered", up == planted] += 1
        shares[planted] = [a + b for a, b in zip(shares[planted], (1, one.before, one.after), strict=True)]
    print("Belief, all runs asked:")
    for way in ("raised", "lowered"):
        print(f"  {way:8} rightly {moves[way, True]:4}  wrongly {moves[way, False]:4}")
    for planted, (count, before, after) in shares.items():
        if count:
            what = "planted" if planted else "other"
            print(f"  {what} causes: {before / count:.1%} -> {after / count:.1%} on average ({count:.0f})")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=4)
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--epochs", type=int, default=60)
    parser.add_argument("--of", nargs="+", default=list(PLANTS), choices=list(PLANTS))
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--false", action="store_true", help="list what is not true")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        for name in args.of:
            folder = (args.keep or Path(scratch)) / name.replace(" ", "-")
            plant, seeds = PLANTS[name], range(args.first, args.first + args.seeds)
            logged, curves = make(folder, plant, seeds, args.epochs)
            found = ordered(Triage([folder / "runs"], Request()).results(), Options())
            rows = [row for row in found.rows if row.path.name in logged]
            print(f"== {name}: {counted(found)}")
            for one in statements(rows, Options()):
                print("-", "" if one.setting in plant.acting else "FALSE:", one.text)
            check_belief(rows, plant)
            truth = Truth(plant, logged, curves, rows)
            for title, alone in (("with all others asked", False), ("two runs alone", True)):
                print(f"Every two runs, {title}:")
                whole = check(rows, truth, alone=alone, told=args.false)
                claims = whole[True] + whole[False]
                share = f"{whole[False] / max(claims, 1):.1%}"
                print(f"  {whole[False]} of {claims} statements are false, best values of few runs aside ({share})")


if __name__ == "__main__":
    main()

"""How well causes rank on training runs whose cause is known, and that accounts are exact on them."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest
from explain.planted import explained

from lossacc_gui.detect.detection import Detection, detect
from lossacc_gui.explain.accounting import account, fitted_tolerance
from lossacc_gui.explain.knowledge import load_causes
from lossacc_gui.explain.predictions import read_predictions
from lossacc_gui.explain.verdict import explain
from lossacc_gui.measure.course import Course, course_of
from lossacc_gui.measure.pairing import pairs_of
from lossacc_gui.model.cause import NOTHING_WRONG
from lossacc_gui.model.options import Options
from lossacc_gui.model.predictions import Predictions
from lossacc_gui.model.run import FloatArray, Run
from lossacc_gui.readers.registry import read
from lossacc_gui.resource import resource


@cache
def measured(folder: Path) -> tuple[Run, Course, Detection]:
    """A run with its stretches, which do not depend on predictions."""
    run = read(folder / "history.csv")[0]
    course = course_of(run, pairs_of(run), Options())
    return run, course, detect(run, Options(), course)


@cache
def known_of(folder: Path) -> Predictions:
    return read_predictions(folder / "predictions.npz")


@pytest.mark.shared
@pytest.mark.parametrize(("evidence", "least_first", "least_three"), [(False, 0.85, 0.93), (True, 0.88, 0.95)])
def test_causes_rank_where_they_are_known(shared: Path, evidence: bool, least_first: float, least_three: float) -> None:
    causes = load_causes(resource("causes"))
    first = three = caused = quiet = clean = 0
    for folder in sorted(p.parent for p in (shared / "truth" / "dev").glob("*/truth.json")):
        truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))["cause"]
        run, course, found = measured(folder)
        known = known_of(folder) if evidence else None
        ranked = [r.cause.id for r in explain(run, course, found, causes, Options(), known).overall.causes]
        if truth is None:
            clean += 1
            quiet += ranked[:1] == [NOTHING_WRONG]
        else:
            caused += 1
            first += ranked[:1] == [truth]
            three += truth in ranked[:3]
    print(f"{caused} runs with a cause: first {first}, among three {three}; {quiet} of {clean} clean runs called so")  # noqa: T201
    assert first / caused >= least_first
    assert three / caused >= least_three
    assert quiet / clean >= 0.8


@pytest.mark.shared
def test_accounts_are_exact_between_any_two_epochs(shared: Path) -> None:
    worst, pairs = 0.0, 0
    for path in sorted((shared / "truth" / "dev").glob("*/predictions.npz")):
        known, (run, *_) = known_of(path.parent), measured(path.parent)
        hits = next(s for s in run.series if s.metric == "val_accuracy")
        at: FloatArray = hits.value[[int(e) for e in known.epochs]]
        tolerance = None if known.classified else fitted_tolerance(known, at)
        for start in range(len(known.epochs)):
            for end in range(len(known.epochs)):
                told = account(known, start, end, tolerance)
                pairs += 1
                worst = max(
                    worst,
                    abs(sum(g.accuracy for g in told.groups) - told.accuracy_change),
                    abs(sum(g.loss for g in told.groups) - told.loss_change),
                )
                assert sum(g.examples for g in told.groups) == len(known.y_true)
    print(f"{pairs} pairs of epochs, worst difference {worst:.1e}")  # noqa: T201
    assert worst < 1e-9


@pytest.mark.shared
def test_real_runs_at_chance_are_known_as_such(shared: Path) -> None:
    logs = [
        shared / "corpus" / "01_keras_csvlogger" / x / "log.csv"
        for x in ("DeepDiagnosis__ICSE2022", "shiningrain__AUTOTRAINER")
    ]
    causes = load_causes(resource("causes"))
    for log in logs:
        run = read(log)[0]
        overall = explained(run, causes).overall
        assert overall.causes[0].cause.id == "stuck_at_chance"
    print(f"{len(logs)} logs")  # noqa: T201

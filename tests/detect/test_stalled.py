"""Validation stands still while training goes on."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from detect.planted import Floats, knots, run, series

from lossacc_gui.detect.detection import detect
from lossacc_gui.model.episode import Finding, FindingKind, Severity
from lossacc_gui.model.options import Options
from lossacc_gui.model.quantity import Quantity
from lossacc_gui.model.request import Request
from lossacc_gui.model.run import Run, Split
from lossacc_gui.model.verdict import State
from lossacc_gui.use_case import analyze_run

POINTS = 60
FALL = knots((0, 2.0), (20, 0.5), (59, 0.1))
STILL = knots((0, 2.0), (20, 0.61), (59, 0.57))
RIGHT = knots((0, 0.2), (20, 0.7), (59, 0.72))


def jitter(seed: int, size: float = 0.01) -> Floats:
    return np.asarray(np.exp(size * np.random.default_rng(seed).normal(size=POINTS)))


def trained(train: Floats = FALL, held: Floats = STILL, right: Floats | None = RIGHT) -> Run:
    curves = [series("loss", train * jitter(1), split=Split.TRAIN), series("val_loss", held * jitter(2))]
    if right is not None:
        curves.append(series("val_accuracy", right, Quantity.ACCURACY))
    return run(*curves)


def stalled(of: Run, **options: float) -> Finding | None:
    gaps = [one for one in detect(of, replace(Options(), **options)).findings if one.kind is FindingKind.GAP]
    return next((one for one in gaps if "has gained" in one.text), None)


@pytest.mark.parametrize("right", [RIGHT, None])
def test_a_run_of_which_only_training_goes_on_is_worth_a_look(right: Floats | None) -> None:
    told = analyze_run(trained(right=right), Request())
    assert told.verdict.state is State.WATCH and told.verdict.cause == "overfitting"
    assert "has gained no more than 10 %" in told.verdict.text
    (event,) = (one for one in told.events if one.kind == FindingKind.GAP.value)
    assert 17 <= event.start <= 22 and event.end == POINTS - 1 and event.severity is Severity.WATCH


def test_what_ends_no_lower_has_gained_nothing() -> None:
    found = stalled(trained(held=knots((0, 2.0), (20, 0.55), (59, 0.64))))
    assert found is not None and "has gained nothing" in found.text


HEALTHY = {
    "validation goes on too": trained(held=FALL * 1.3 + 0.05),
    "training stands still as well": trained(train=knots((0, 2.0), (20, 0.5), (59, 0.45))),
    "they end near each other": trained(train=knots((0, 2.0), (20, 0.6), (59, 0.4))),
    "right answers go on": trained(right=knots((0, 0.2), (20, 0.6), (59, 0.8))),
    "nearly all is right": trained(right=knots((0, 0.2), (20, 0.93), (59, 0.94))),
    "it has only just come there": trained(held=knots((0, 2.0), (45, 0.6), (59, 0.57))),
    "four points": run(
        series("loss", [2.0, 0.6, 0.3, 0.1], split=Split.TRAIN), series("val_loss", [2.0, 0.61, 0.6, 0.6])
    ),
}


@pytest.mark.parametrize("kind", HEALTHY)
def test_other_runs_are_none_of_it(kind: str) -> None:
    assert stalled(HEALTHY[kind]) is None


@pytest.mark.parametrize(
    ("option", "under", "over"),
    [
        ("stalled_gain", 0.1, 0.001),
        ("stalled_share", 0.6, 0.75),
        ("stalled_learned", 1.4, 1.8),
        ("stalled_apart", 5.0, 6.5),
    ],
)
def test_each_threshold_decides(option: str, under: float, over: float) -> None:
    """Two thirds of the run; training falls to a fifth, ln 5 = 1.6; in the end the losses are 5.7 times apart."""
    assert stalled(trained(), **{option: under}) is not None
    assert stalled(trained(), **{option: over}) is None

"""What is told of the first points of a run: nothing of too few, and each thing from the same count of points on."""

from __future__ import annotations

import pytest
from strategies import Training, run_of

from lossacc_gui.detect.detection import detect
from lossacc_gui.model.options import Options

MOST = 24
BOTH, TRAIN, NO_RATE = ("train", "val"), ("train",), ("train", "val loss only")
"""What is logged of: both splits; training alone; both, without what is right of the validation."""
AT_CHANCE = {3: "chance problem, chance problem", 4: "chance problem, chance problem, plateau watch, plateau benign"}
RISES = "loss_worse_accuracy_better"
FROM = {
    ("healthy", BOTH): {},
    ("rises", BOTH): {
        4: "overfitting problem",
        5: f"{RISES} watch, overfitting problem",
        8: f"{RISES} watch, overfitting watch",
        9: f"{RISES} problem, overfitting problem",
        10: f"{RISES} watch, overfitting problem",
        11: f"{RISES} problem, overfitting problem",
        17: f"{RISES} problem, overfitting problem, miscalibrated benign",
    },
    ("rises", TRAIN): {},
    ("rises", NO_RATE): {
        3: "gap benign",
        4: "overfitting problem, gap benign",
        8: "overfitting watch, gap watch",
        9: "overfitting problem, gap watch",
    },
    ("never learns", BOTH): AT_CHANCE | {5: f"dead problem, {AT_CHANCE[4]}"},
    ("never learns", TRAIN): {
        3: "chance problem",
        4: "chance problem, plateau watch",
        5: "dead problem, chance problem, plateau watch",
    },
    ("never learns", NO_RATE): {
        3: "chance problem",
        4: "chance problem, plateau benign",
        10: "dead problem, chance problem, plateau benign",
    },
    ("stands still", BOTH): AT_CHANCE | {5: f"dead problem, {AT_CHANCE[4]}"},
    ("breaks", BOTH): {1: "blow_up problem, blow_up problem"},
    ("steps", BOTH): {15: "step benign, step benign"},
}


def told(made: Training) -> str:
    found = detect(run_of(made.log()), Options())
    events = [(one.pattern, one.severity) for one in found.episodes] + [
        (one.kind, one.severity)
        for one in found.findings
        if "written twice" not in one.text  # accuracies made alike
    ]
    return ", ".join(f"{what.value} {severity.value}" for what, severity in events)


@pytest.mark.parametrize(("kind", "splits"), FROM)
def test_each_thing_is_told_from_the_same_count_of_points_on(kind: str, splits: tuple[str, ...]) -> None:
    before, changes = "", {}
    for points in range(1, MOST + 1):
        now = told(Training(kind, points, splits=splits))
        if now != before:
            changes[points], before = now, now
    assert changes == FROM[kind, splits]

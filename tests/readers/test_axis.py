"""Where the values of a log's rows have their places."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from lossacc_gui.readers.registry import read
from lossacc_gui.readers.series.axis import Axis

STEPS = (0, 50, 100)
EPOCHS = (1, 2, 3)
PLACES = [(epoch, step) for epoch in EPOCHS for step in STEPS]
LOSSES = [round(2.0 / (1 + i), 4) for i in range(len(PLACES))]


def test_of_several_rows_of_one_step_the_last_counts_though_their_epochs_differ() -> None:
    axis = Axis("step", np.array([1.0, 1.0, 2.0]), np.array([0.25, 0.5, 1.0]))
    rows, steps, epochs, again = axis.places(np.ones(3, dtype=bool))
    assert rows.tolist() == [1, 2] and steps.tolist() == [1, 2]
    assert epochs is not None and epochs.tolist() == [0.5, 1.0] and again == 1


def _csv(places: list[tuple[int, int]], delimiter: str = ",") -> str:
    rows = [("epoch", "step", "train_loss"), *((*place, loss) for place, loss in zip(places, LOSSES, strict=True))]
    return "".join(delimiter.join(map(str, row)) + "\n" for row in rows)


RECORDS = [{"epoch": epoch, "step": step, "loss": loss} for (epoch, step), loss in zip(PLACES, LOSSES, strict=True)]


@pytest.mark.parametrize(
    ("name", "text", "first", "stride"),
    [
        ("log.csv", _csv(PLACES), 0, 50),
        ("log.tsv", _csv(PLACES, "\t"), 0, 50),
        ("log.jsonl", "".join(json.dumps(one) + "\n" for one in RECORDS), 0, 50),
        ("loss_history.json", json.dumps(RECORDS), 0, 50),
        ("log.csv", _csv([(0, step + 1) for step in range(5)] + [(1, step + 1) for step in range(4)]), 1, 1),
    ],
)
def test_steps_that_begin_anew_with_each_epoch_are_counted_through(
    name: str, text: str, first: int, stride: int, tmp_path: Path
) -> None:
    log = tmp_path / name
    log.write_text(text)
    (run,) = read(log)
    (series,) = run.series
    assert series.step.tolist() == [first + stride * i for i in range(len(PLACES))]
    assert run.x_name == "step" and not run.breaks and not run.notices
    assert [axis.id for axis in run.counters] == ["epoch"]


def test_the_value_of_an_epoch_is_at_its_end_where_rows_of_steps_are_beside_it(tmp_path: Path) -> None:
    log = tmp_path / "log.jsonl"
    records = [*RECORDS]
    for epoch in reversed(EPOCHS):
        records.insert(3 * epoch, {"epoch": epoch, "val_loss": 1.0 / epoch})
    log.write_text("".join(json.dumps(one) + "\n" for one in records))
    (run,) = read(log)
    steps = {series.metric: series.step.tolist() for series in run.series}
    assert steps["loss"] == list(range(0, 450, 50)) and steps["val_loss"] == [100, 250, 400]


@pytest.mark.parametrize(
    "places",
    [
        [*PLACES[:5], (2, 0), (2, 50), (2, 100), (3, 50)],  # resumed within an epoch
        [(1, 0), (1, 50), (1, 100), (2, 150), (2, 200), (2, 0), (3, 50), (3, 100), (3, 150)],
    ],
)
def test_steps_that_fall_within_an_epoch_are_a_restart(places: list[tuple[int, int]], tmp_path: Path) -> None:
    log = tmp_path / "log.csv"
    log.write_text(_csv(places))
    (run,) = read(log)
    assert run.x_name == "row" and run.breaks

"""Errors that are losses, and errors that are what accuracies leave of the whole, in every kind of log."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from forms import ACCURACY, LOSS, OTHER, runs_of

from lossacc_gui.model.run import Quantity, Run

SMALL = [round(one / 10, 4) for one in LOSS]
LARGE = [20 * one for one in LOSS]
RATE = [round(1 - one, 4) for one in ACCURACY]


def written(kind: str, columns: dict[str, list[float]], folder: Path) -> Run:
    """The run of columns in a file of a kind."""
    rows = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    lines = {
        "log.csv": [
            ",".join(("epoch", *columns)),
            *(",".join(map(str, (i, *row.values()))) for i, row in enumerate(rows)),
        ],
        "log.jsonl": [json.dumps({"epoch": i} | row) for i, row in enumerate(rows)],
        "log.txt": [f"epoch {i} " + " ".join(f"{k}: {v}" for k, v in row.items()) for i, row in enumerate(rows)],
    }
    (run,) = runs_of(folder, "\n".join(lines[kind]) + "\n", kind)
    return run


KINDS = ("log.csv", "log.jsonl", "log.txt")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("values", [SMALL, LARGE])
def test_an_error_that_is_not_the_rest_of_its_accuracy_is_a_loss(
    kind: str, values: list[float], tmp_path: Path
) -> None:
    run = written(kind, {"error": values, "accuracy": ACCURACY}, tmp_path)
    error = next(one for one in run.series if one.metric == "error")
    assert (error.quantity, error.value.tolist()) == (Quantity.LOSS, values)
    assert sum("error" in one.text for one in run.notices) == 1


@pytest.mark.parametrize("kind", KINDS)
def test_an_error_that_is_the_rest_of_its_accuracy_is_a_rate(kind: str, tmp_path: Path) -> None:
    for error, accuracy in ((RATE, ACCURACY), ([100 * one for one in RATE], ACCURACY)):
        run = written(kind, {"train_error": error, "train_accuracy": accuracy}, tmp_path)
        assert [one.quantity for one in run.series] == [Quantity.ERROR_RATE, Quantity.ACCURACY]


@pytest.mark.parametrize("kind", KINDS)
def test_the_error_of_other_examples_is_a_loss_where_its_twin_is(kind: str, tmp_path: Path) -> None:
    run = written(kind, {"train_error": SMALL, "val_error": [one / 10 for one in OTHER], "val_acc": ACCURACY}, tmp_path)
    assert [one.quantity for one in run.series] == [Quantity.LOSS, Quantity.LOSS, Quantity.ACCURACY]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("step", "quantity"), [(2.3e-7, Quantity.LOSS), (0.01, Quantity.ERROR_RATE)])
def test_an_error_that_moves_by_less_than_a_share_of_examples_is_a_loss(
    kind: str, step: float, quantity: Quantity, tmp_path: Path
) -> None:
    values = [35.5, 71.5, *(round(71.2 - i * step, 9) for i in range(10))]
    (error,) = written(kind, {"error": values}, tmp_path).series
    assert error.quantity is quantity and error.value[0] == (35.5 if quantity is Quantity.LOSS else 0.355)

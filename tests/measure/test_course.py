"""How a run is laid out for measuring."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from lossacc_gui.measure.course import MOST_POINTS, course_of
from lossacc_gui.model.options import Options
from lossacc_gui.model.request import Request
from lossacc_gui.model.run import Quantity, Run, Series, Split
from lossacc_gui.use_case import analyze_run


@pytest.mark.parametrize(
    ("logged", "left"),
    [
        (MOST_POINTS, MOST_POINTS),
        (MOST_POINTS + 1, MOST_POINTS // 2),
        (2 * MOST_POINTS, MOST_POINTS),
        (2 * MOST_POINTS + 3, (2 * MOST_POINTS + 3) // 3),
    ],
)
def test_what_is_more_than_enough_is_averaged_in_blocks_of_one_size(logged: int, left: int) -> None:
    value = np.arange(logged, dtype=np.float64)
    loss = Series("loss", Quantity.LOSS, Split.TRAIN, np.arange(logged), value, epoch=value)
    train = course_of(Run("made", Path("made.csv"), "handmade", (loss,)), (), Options()).train
    assert train is not None and train.loss is not None and train.logged == logged
    size = logged // left
    assert train.n == left <= MOST_POINTS
    assert train.x[1] in (3 * size // 2, 3 * size // 2 + 1) and np.isin(train.x, value).all(), "a place that was logged"
    assert (train.x[0], train.x[-1]) == (value[0], value[-1])


def _left(*, loss: np.ndarray, val_loss: np.ndarray) -> Run:
    epoch = np.arange(1.0, len(loss) + 1)
    series = (
        Series("loss", Quantity.LOSS, Split.TRAIN, epoch.astype(np.int64), loss, epoch=epoch),
        Series("val_loss", Quantity.LOSS, Split.VAL, epoch.astype(np.int64), val_loss, epoch=epoch),
    )
    return Run("made", Path("made.csv"), "handmade", series)


E40 = np.arange(40.0)
LEARNED_BY_HEART = 0.5 + 1.5 * np.exp(-E40 / 3) + 0.01 * E40


@pytest.mark.parametrize("digits", [3, 4])
def test_a_loss_that_falls_below_its_last_decimal_is_a_loss(digits: int) -> None:
    loss = np.round(2 * np.exp(-E40 / 3), digits)
    assert (loss[-5:] == 0).all()  # more of them than a loss may have that is not positive
    course = course_of(_left(loss=loss, val_loss=LEARNED_BY_HEART), (), Options())
    assert course.both is not None
    train = course.both[0]
    assert train.plain.tolist() == loss.tolist()
    assert float(train.level[-1]) == pytest.approx(0.5 * 10.0**-digits)  # what zero stands for
    assert np.isfinite(train.values).all() and (train.values[1:] <= train.values[:-1]).all()


@pytest.mark.parametrize(
    "loss",
    [
        np.where(E40 % 2, 0.0, np.round(2 * np.exp(-E40 / 30), 4)),  # every second epoch without a batch
        np.where(E40 > 30, 0.0, np.round(1 + np.exp(-E40 / 3), 4)),  # a loss that was not written any more
        np.where(E40 < 5, 0.0, np.round(1 + np.exp(-E40 / 3), 4)),  # nor yet
        np.where(E40 > 30, 0.0, 1e-6 * np.exp(-E40 / 30)),  # all digits are told, and yet nothing
    ],
    ids=["every second", "at the end", "at the start", "all digits"],
)
def test_zeros_that_a_loss_did_not_come_down_to_are_no_loss(loss: np.ndarray) -> None:
    course = course_of(_left(loss=loss, val_loss=LEARNED_BY_HEART), (), Options())
    assert course.both is None and course.held_out is not None


def test_what_is_said_of_a_training_loss_that_is_no_loss_and_of_one_that_fell_to_zero() -> None:
    fallen, empty = np.round(2 * np.exp(-E40 / 3), 4), np.where(E40 > 30, 0.0, np.round(1 + np.exp(-E40 / 3), 4))
    text = {}
    for name, loss in (("fallen", fallen), ("empty", empty)):
        analysis = analyze_run(_left(loss=loss, val_loss=LEARNED_BY_HEART), Request())
        text[name] = analysis.verdict.text
        assert "no training loss is logged" not in text[name]
        asked = {check.log for check in analysis.verdict.checks}
        assert ("a training loss above zero" in asked) is (name == "empty") and "training loss" not in asked
    assert "training loss falls on (0.0367 to" in text["fallen"]
    assert "training loss, as it is logged, does not tell" in text["empty"]


@pytest.mark.parametrize(("values", "share"), [((0.7321, 0.0), "50.0 %"), ((0.0, 0.0, 0.0, 0.5), "75.0 %")])
def test_a_loss_of_zeros_is_said_to_be_one(values: tuple[float, ...], share: str) -> None:
    loss = np.array(values)
    run = Run("made", Path("made.csv"), "handmade", _left(loss=loss, val_loss=loss).series[:1])
    assert f"loss is exactly 0 at {share} of its points" in analyze_run(run, Request()).verdict.text

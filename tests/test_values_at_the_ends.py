"""Values at the ends of what a number can hold are measured without a warning: a warning is an error in these tests."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from detect.planted import Floats, run, series

from lossacc_gui.detect.detection import detect
from lossacc_gui.measure.rates import Rate
from lossacc_gui.measure.total import is_total
from lossacc_gui.model.episode import FindingKind
from lossacc_gui.model.options import Options
from lossacc_gui.model.run import Quantity, Split
from lossacc_gui.readers.doubt import doubt_of
from lossacc_gui.readers.registry import read
from lossacc_gui.readers.series.behaviour import correlation, trend

TINY, HUGE = 1e-300, 1e14  # their quotient is beyond all numbers


def test_a_gap_of_losses_whose_quotient_no_number_holds_is_told() -> None:
    train = series("loss", np.full(20, TINY), split=Split.TRAIN)
    parted = run(train, series("val_loss", np.full(20, HUGE)))
    assert FindingKind.GAP in [one.kind for one in detect(parted, Options()).findings]


def test_a_loss_of_nearly_nothing_is_no_total_of_large_ones() -> None:
    parts = [series(name, np.full(20, HUGE), split=Split.TRAIN) for name in ("box", "cls")]
    assert not is_total(run(series("loss", np.full(20, TINY), split=Split.TRAIN), *parts), Split.TRAIN, "loss")


def test_a_rate_may_start_again_at_nearly_nothing() -> None:
    rate = Rate(np.arange(4.0), np.array([1e14, 1e14, 5e-324, 5e-324]), "lr", (2,))
    assert rate.latest.x.tolist() == [2, 3]


def test_two_curves_that_take_turns_in_one_are_doubted_in_any_unit() -> None:
    made = run(series("loss", [-1.7e308, 1.7e308, -1.6e308, 1.6e308] * 6, split=Split.TRAIN))
    assert "to and fro" in str(doubt_of(made))


def test_a_number_that_dwarfs_a_loss_is_no_part_of_it(tmp_path: Path) -> None:
    log = tmp_path / "train.log"
    lines = [
        f"iter {i}: loss {3 / (i + 1):.4f}, foo {2 / (i + 1) + i % 3:.4f}, bar {i % 5 + 0.5:.1f}e307" for i in range(20)
    ]
    log.write_text("\n".join(lines), encoding="utf-8")
    (found,) = read(log)
    assert [(one.metric, len(one.x)) for one in found.series if one.quantity is Quantity.LOSS] == [("loss", 20)]


@pytest.mark.parametrize("values", [np.arange(6) * 1e200, np.arange(6) * 1e-200])
def test_what_goes_one_way_does_so_in_any_unit(values: Floats) -> None:
    assert trend(values) == pytest.approx(1)
    assert correlation(values, -values) == pytest.approx(-1)
    assert correlation(values, np.ones(6)) == 0

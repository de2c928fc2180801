"""Values at the ends of what a number can hold are measured without a warning: a warning is an error in these tests."""

from __future__ import annotations

import numpy as np
import pytest
from detect.planted import Floats, run, series

from lossacc_gui.detect.detection import detect
from lossacc_gui.measure.rates import Rate
from lossacc_gui.measure.total import is_total
from lossacc_gui.model.episode import FindingKind
from lossacc_gui.model.options import Options
from lossacc_gui.model.run import Split
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


@pytest.mark.parametrize("values", [np.arange(6) * 1e200, np.arange(6) * 1e-200])
def test_what_goes_one_way_does_so_in_any_unit(values: Floats) -> None:
    assert trend(values) == pytest.approx(1)
    assert correlation(values, -values) == pytest.approx(-1)
    assert correlation(values, np.ones(6)) == 0

"""The median of several runs is the median of their values, as far as half of them go."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lossacc_gui.measure.middle import middle_of
from lossacc_gui.model.run import Quantity, Run, Series, Split


def run(values: list[float], every: int = 1, name: str = "a", metric: str = "val_loss", x: str = "epoch") -> Run:
    step = np.arange(len(values), dtype=np.int64) * every
    epoch = step.astype(float) if x == "epoch" else None
    series = Series(metric, Quantity.LOSS, Split.VAL, step, np.array(values, dtype=float), epoch)
    return Run(name, Path(f"{name}.csv"), "csv", (series,), x_name=x)  # type: ignore[arg-type]


@settings(max_examples=50, deadline=None)
@given(st.lists(st.lists(st.floats(0.01, 9.0), min_size=6, max_size=6), min_size=1, max_size=7))
def test_medians_and_quartiles_are_those_of_the_values(values: list[list[float]]) -> None:
    (band,) = middle_of([run(one) for one in values], "all").bands
    expected = np.percentile(np.array(values), (0, 25, 50, 75, 100), axis=0)
    for found, wanted in zip((band.least, band.low, band.middle, band.high, band.most), expected, strict=True):
        assert found == pytest.approx(wanted)
    assert list(band.count) == [len(values)] * 6


def test_they_go_as_far_as_half_of_the_runs_and_say_which_ended() -> None:
    middle = middle_of([run([1.0] * 10), run([2.0] * 10), run([3.0] * 4), run([9.0] * 20)], "all")
    (band,) = middle.bands
    assert band.x[-1] == 9.0 and list(band.count[[0, 3, 4, 9]]) == [4, 4, 3, 3]
    assert band.middle[0] == 2.5 and band.middle[9] == 2.0
    assert middle.ended == (3.0,)


def test_a_run_that_is_logged_at_other_places_is_interpolated_and_what_is_not_finite_is_not_logged() -> None:
    ramp = [float(i) for i in range(9)]
    gap = [0.0, 1.0, float("nan"), 3.0, float("inf"), 5.0, 6.0, 7.0, 8.0]
    coarse = [2.0 * value for value in range(0, 9, 2)]
    (band,) = middle_of([run(ramp), run(coarse, every=2), run(gap)], "all").bands
    assert list(band.x) == ramp and list(band.count) == [3] * 9
    assert band.least == pytest.approx(ramp) and band.most == pytest.approx(2 * np.array(ramp))


def test_what_few_runs_log_and_what_counts_otherwise_is_left_out() -> None:
    runs = [run([1.0, 2.0]), run([1.0, 2.0]), run([1.0, 2.0], x="step"), run([5.0, 6.0], metric="other")]
    middle = middle_of(runs, "all")
    assert [band.metric for band in middle.bands] == ["val_loss"] and middle.left_out == 1
    assert middle_of([run([1.0])], "all").bands == ()

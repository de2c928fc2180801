from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from lossacc_gui.export.drawing.dashes import dashed, unbroken
from lossacc_gui.export.drawing.decimation import decimated


def test_a_curve_with_few_points_is_drawn_as_it_is() -> None:
    x, y = np.arange(20.0), np.arange(20.0) ** 2
    thin_x, thin_y = decimated(x, y, 0.0, 19.0, 10)
    assert thin_x is x and thin_y is y


def test_a_single_spike_in_a_million_points_is_kept_at_its_place() -> None:
    x = np.arange(1_000_000.0)
    y = np.zeros(len(x))
    y[654_321] = 9.0
    thin_x, thin_y = decimated(x, y, 0.0, x[-1], 1000)
    assert len(thin_x) <= 2001  # the last point stands alone
    assert abs(thin_x[np.argmax(thin_y)] - 654_321) <= 1000
    assert thin_y.max() == 9.0


def test_a_gap_wider_than_a_column_stays_a_gap() -> None:
    x = np.arange(10_000.0)
    y = np.ones(len(x))
    y[3000:6000] = np.nan
    thin_x, thin_y = decimated(x, y, 0.0, x[-1], 100)
    gap = thin_x[np.isnan(thin_y)]
    assert len(gap) > 50
    assert gap.min() >= 2900 and gap.max() <= 6100


@given(
    values=st.lists(st.floats(-1e6, 1e6) | st.just(float("nan")), min_size=30, max_size=300),
    columns=st.integers(1, 12),
)
def test_the_extremes_of_every_column_survive(values: list[float], columns: int) -> None:
    y = np.array(values)
    x = np.arange(float(len(y)))
    thin_x, thin_y = decimated(x, y, 0.0, float(x[-1]), columns)
    assert np.all(np.diff(thin_x) > 0)
    if np.isfinite(y).any():
        assert np.nanmin(thin_y) == np.nanmin(y) and np.nanmax(thin_y) == np.nanmax(y)
    else:
        assert not np.isfinite(thin_y).any()


def test_dashes_have_their_length_along_the_curve() -> None:
    x, y = np.array([0.0, 3.0, 3.0]), np.array([0.0, 4.0, 14.0])  # 15 long, with a corner
    x1, y1, x2, y2 = dashed(x, y, [2.0, 1.0])
    assert np.hypot(x2 - x1, y2 - y1).sum() == 10.0
    assert np.isclose(x1[0], 0) and np.isclose(np.hypot(x2[0], y2[0]), 2.0)


def test_only_unbroken_stretches_are_lines() -> None:
    y = np.array([1.0, 2.0, np.nan, 3.0, np.nan, 4.0, 5.0, 6.0])
    assert unbroken(y) == [slice(0, 2), slice(5, 8)]


def test_a_curve_that_only_falls_or_only_rises_still_does_when_it_is_thinned() -> None:
    x = np.arange(5000.0)
    for sign in (1.0, -1.0):
        thin_y = decimated(x, sign * np.sqrt(x), 0.0, x[-1], 50)[1]
        assert len(thin_y) <= 102 and (sign * np.diff(thin_y) >= 0).all()

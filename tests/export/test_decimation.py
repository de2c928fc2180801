from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lossacc_gui.chart import Axis, Chart, Line
from lossacc_gui.export.drawing import curves as drawn_curves
from lossacc_gui.export.drawing.curves import curves
from lossacc_gui.export.drawing.dashes import dashed, unbroken
from lossacc_gui.export.drawing.decimation import decimated
from lossacc_gui.export.drawing.primitives import Rect, Stroke
from lossacc_gui.export.drawing.scale import Scale
from lossacc_gui.export.drawing.sheet import Sheet
from lossacc_gui.export.drawing.style import style_for


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
@example(values=[float("nan")] * 30, columns=4)
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


@settings(deadline=None, max_examples=60)
@given(first=st.integers(0, 1999), height=st.floats(30, 200), up=st.booleans())
def test_no_gap_of_a_crowded_dashed_curve_hides_a_peak(first: int, height: float, up: bool) -> None:
    peaks = list(range(first, 10_000, 2000))
    y = np.ones(10_000)
    y[peaks] += height if up else -height
    line = Line("loss", "loss", "train", "left", "smooth", np.arange(10_000, dtype=float), y)
    axis = Axis("loss", -200.0, 202.0)
    chart = Chart("", Axis("step", 0.0, 10_000.0), axis, None, (line,), (), (), (), (), "")
    scale = Scale(Rect(0.0, 0.0, 400.0, 402.0), chart.x)
    (stroke,) = curves(Sheet(style_for("screen"), lambda text, size, bold: 1.0), chart, scale)
    assert isinstance(stroke, Stroke) and not stroke.dash
    places = {round(float(at)) for at in stroke.x[np.abs(stroke.y - 201.0) > 20]}
    for peak in peaks:
        assert any(abs(peak * 400 / 10_000 - at) <= 1.5 for at in places), "a peak is seen where it is"
    flat = np.isnan(stroke.y).mean()
    assert 0.2 < flat < 0.45, "the rest has gaps as before"


def test_of_a_crowded_dashed_curve_that_is_out_of_sight_nothing_is_drawn() -> None:
    y = np.ones(10_000)
    y[::2] = 2.0
    line = Line("loss", "loss", "train", "left", "smooth", np.arange(10_000, dtype=float), y)
    chart = Chart("", Axis("step", 0.0, 10_000.0), Axis("loss", 1e3, 2e3), None, (line,), (), (), (), (), "")
    scale = Scale(Rect(0.0, 0.0, 400.0, 402.0), chart.x)
    (stroke,) = curves(Sheet(style_for("screen"), lambda text, size, bold: 1.0), chart, scale)
    assert isinstance(stroke, Stroke) and not len(stroke.x)


@given(
    st.lists(st.sampled_from([1.0, math.nan, math.inf]), min_size=1, max_size=12),
    st.integers(0, 12),
    st.integers(0, 12),
    st.integers(0, 12),
    st.sampled_from([1, 2, 3, 20]),
)
def test_a_sign_stands_on_the_next_value_in_sight_or_else_on_the_one_before(
    values: list[float], first: int, length: int, start: int, piece: int
) -> None:
    last = min(first + max(length, 1), len(values))
    first = min(first, last - 1)
    start = min(max(start, first), last - 1)
    seen = [i for i in range(first, last) if math.isfinite(values[i])]
    after, before = [i for i in seen if i >= start], [i for i in seen if i < start]
    expected = after[0] if after else before[-1] if before else None
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(drawn_curves, "_PIECE", piece)
        assert drawn_curves._finite_from(np.array(values), start, first, last) == expected

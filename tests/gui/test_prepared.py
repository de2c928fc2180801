"""The pyramid: what is drawn of a long curve keeps every extreme and every long gap."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from lossacc_gui.chart import Chart, Line
from lossacc_gui.chart.parts import Axis
from lossacc_gui.gui.chart.prepared import BASE, FACTOR, SMALLEST, PreparedLine, prepare


def prepared(y: np.ndarray) -> PreparedLine:
    line = Line("loss", "loss", "train", "left", "smooth", np.arange(len(y), dtype=float), y)
    return prepare(Chart("", Axis("step", 0, 1), None, None, (line,), (), (), (), (), "")).lines[0]


@settings(deadline=None, max_examples=40)
@given(
    n=st.integers(1, 60_000), seed=st.integers(0, 99), buckets=st.integers(50, 600), nan=st.sampled_from([0, 0.1, 0.9])
)
def test_the_extremes_of_the_whole_curve_are_always_drawn(n: int, seed: int, buckets: int, nan: float) -> None:
    rng = np.random.default_rng(seed)
    y = rng.normal(size=n)
    y[rng.random(n) < nan] = np.nan
    picks = np.arange(n)[prepared(y).dense(0.0, float(n), buckets)]
    assert (np.diff(picks) > 0).all()
    assert len(picks) <= 2 * max(SMALLEST, FACTOR * BASE * buckets)
    if np.isfinite(y).any():
        assert np.nanmin(y[picks]) == np.nanmin(y)
        assert np.nanmax(y[picks]) == np.nanmax(y)


@settings(deadline=None, max_examples=60)
@given(n=st.integers(1, 60_000), seed=st.integers(0, 99), ends=st.tuples(st.floats(0, 1), st.floats(0, 1)))
def test_few_points_tell_exactly_how_high_a_part_reaches(n: int, seed: int, ends: tuple[float, float]) -> None:
    rng = np.random.default_rng(seed)
    y = rng.normal(size=n).cumsum()
    y[rng.random(n) < 0.1] = np.nan
    low, high = sorted(n * end for end in ends)
    picks = prepared(y).extremes(low, high)
    inside = y[(np.arange(n) >= low) & (np.arange(n) <= high)]
    known = inside[np.isfinite(inside)]
    assert ((picks >= low) & (picks <= high)).all() and len(picks) <= max(SMALLEST, len(inside) / 8)
    found = y[picks]
    found = found[np.isfinite(found)]
    assert len(found) == 0 if len(known) == 0 else (found.min(), found.max()) == (known.min(), known.max())


def test_a_close_view_shows_the_points_themselves() -> None:
    line = prepared(np.arange(100_000, dtype=float))
    assert line.dense(500.0, 600.0, 300) == slice(499, 602)


def test_a_long_gap_stays_a_gap() -> None:
    y = np.ones(100_000)
    y[20_000:60_000] = np.nan
    line = prepared(y)
    picks = np.arange(len(y))[line.dense(0.0, 1e5, 500)]
    inside = picks[(picks > 20_200) & (picks < 59_800)]
    assert len(inside)
    assert np.isnan(y[inside]).all()

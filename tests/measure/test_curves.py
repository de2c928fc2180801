"""Plain mathematics on curves."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from lossacc_gui.measure import curves
from lossacc_gui.measure.course import loss_curve

numbers = st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=60).map(np.array)


@given(numbers, st.integers(1, 15))
def test_smoothing_stays_within_the_values(values: np.ndarray, width: int) -> None:
    calm = curves.calmed(values, width)
    assert len(calm) == len(values)
    assert calm.min() >= values.min() - 1e-6 and calm.max() <= values.max() + 1e-6


def test_a_rolling_median_removes_a_single_spike() -> None:
    values = np.ones(11)
    values[5] = 100.0
    assert_allclose(curves.rolling_median(values, 3), 1.0)


def test_the_exponential_average_skips_what_is_no_number_and_keeps_its_place() -> None:
    smooth = curves.smoothed(np.array([1.0, np.nan, 3.0, np.inf, 3.0]), 0.5)
    assert smooth[0] == 1.0 and np.isnan(smooth[1]) and np.isinf(smooth[3])
    assert 2.0 < smooth[2] < smooth[4] < 3.0


def test_the_change_around_a_point_is_cut_at_the_ends() -> None:
    assert_allclose(curves.change_around(np.arange(6.0), 2), [2, 3, 4, 4, 3, 2])


def test_the_path_counts_every_movement() -> None:
    assert_allclose(curves.path_around(np.array([0.0, 1.0, 0.0, 1.0, 0.0]), 2), [2, 3, 4, 3, 2])


@pytest.mark.parametrize("spread", [0.01, 1.0, 50.0])
def test_jitter_is_the_spread_of_white_noise_whatever_the_slope(spread: float) -> None:
    noise = np.random.default_rng(1).normal(0, spread, 4000)
    assert curves.jitter(noise + np.arange(4000) * spread) == pytest.approx(spread, rel=0.08)


def test_jitter_of_a_million_points_is_that_of_its_sample() -> None:
    noise = np.random.default_rng(2).normal(0, 3.0, 300_000)
    assert curves.jitter(noise) == pytest.approx(3.0, rel=0.05)


@given(st.floats(-1e3, 1e3), st.floats(-1e3, 1e3), st.integers(0, 40))
def test_a_straight_line_has_no_jitter(start: float, slope: float, points: int) -> None:
    assert curves.jitter(start + slope * np.arange(points)) <= 1e-9 * (1 + abs(start) + 40 * abs(slope))


@pytest.mark.parametrize("n", [37, 100, 574, 1500, 10_000])
def test_the_size_of_the_validation_set_is_read_off_full_precision(n: int) -> None:
    accuracy = np.random.default_rng(n).integers(n // 3, n, 60) / n
    single = accuracy.astype(np.float32).astype(np.float64)
    assert curves.inferred_examples(single, 20_000, 0.01) == n


def test_four_decimals_tell_a_small_size_and_not_a_large_one() -> None:
    rng = np.random.default_rng(5)
    small, large = rng.integers(200, 400, 60) / 417, rng.integers(5000, 9000, 60) / 9973
    assert curves.inferred_examples(small.round(4), 20_000, 0.01) == 417
    assert curves.inferred_examples(large.round(4), 20_000, 0.01) is None


def test_of_the_sizes_that_four_decimals_leave_open_the_roundest_is_taken() -> None:
    accuracy = np.random.default_rng(7).integers(1900, 1999, 60) / 2000
    assert curves.inferred_examples(accuracy.round(4), 20_000, 0.01) == 2000


def test_two_decimals_tell_nothing_about_the_size() -> None:
    accuracy = np.random.default_rng(6).random(40).round(2)
    assert curves.inferred_examples(accuracy, 20_000, 0.01) is None
    assert curves.logged_digits(accuracy) == 2


@pytest.mark.parametrize("value", [1e-6, 0.004, 0.09, 0.4, 0.5, 0.83, 0.98, 1 - 1e-6])
@pytest.mark.parametrize("precision", [1.2e-7, 5e-6, 5e-4])
def test_every_size_that_may_have_made_a_value_is_among_those_that_are_tried(value: float, precision: float) -> None:
    sizes = np.arange(2.0, 5001.0)
    fitting = sizes[np.abs(sizes * value - np.rint(sizes * value)) <= sizes * precision]
    tried = curves._candidates(5000, value, precision)
    assert np.isin(fitting, tried).all()


@pytest.mark.parametrize("value", [0.03, 0.09, 0.98])
def test_next_to_nothing_and_next_to_all_few_sizes_are_tried(value: float) -> None:
    assert len(curves._candidates(20_000, value, 5e-6)) < 10_000


def test_constant_and_empty_accuracies_tell_no_size() -> None:
    assert curves.inferred_examples(np.array([]), 1000, 0.01) is None
    assert curves.inferred_examples(np.ones(9), 1000, 0.01) is None
    assert curves.inferred_examples(np.full(9, np.nan), 1000, 0.01) is None


def test_equal_grids_are_aligned_as_they_are() -> None:
    values = np.array([1.0, np.nan, 3.0])
    assert_allclose(curves.nearest_means(np.arange(3.0), np.arange(3.0), values), values)


def test_fine_values_are_averaged_around_coarse_places_and_none_is_invented() -> None:
    fine = np.arange(0.0, 10.0)
    got = curves.nearest_means(np.array([1.0, 4.0, 7.0, 100.0]), fine, fine * 10)
    assert_allclose(got, [10.0, 40.0, 75.0, np.nan])


@settings(max_examples=50)
@given(
    st.lists(st.integers(0, 500), min_size=1, max_size=30, unique=True).map(sorted),
    st.lists(st.integers(0, 500), min_size=1, max_size=60, unique=True).map(sorted),
)
def test_aligned_values_lie_within_the_logged_ones(coarse: list[int], fine: list[int]) -> None:
    values = np.sin(np.array(fine, dtype=float))
    got = curves.nearest_means(np.array(coarse, float), np.array(fine, float), values)
    known = got[np.isfinite(got)]
    assert len(got) == len(coarse)
    assert np.all((known >= values.min() - 1e-12) & (known <= values.max() + 1e-12))


def test_blocks_are_averaged_without_what_is_no_number() -> None:
    values = np.array([1.0, np.nan, 3.0, np.nan, np.nan, 5.0])
    assert_allclose(curves.block_means(values, np.array([0, 3, 5, 6])), [2.0, np.nan, 5.0])


@pytest.mark.parametrize("width", [2, 3, 6, 7])
def test_long_curves_are_calmed_as_short_ones(width: int) -> None:
    values = np.random.default_rng(3).normal(size=12_000)
    short = values[:200]
    for smooth in (curves.rolling_median, curves.rolling_mean):
        assert smooth(values, width)[:150] == pytest.approx(smooth(short, width)[:150], abs=1e-12)


def test_no_more_bins_are_made_than_there_are_points() -> None:
    x = np.arange(10.0)
    assert [part.tolist() for part in curves.in_bins(10, x, x + 1)] == [x.tolist(), (x + 1).tolist()]
    place, value = curves.in_bins(5, x, x + 1)
    assert place.tolist() == [0, 3, 5, 7, 9] and value.tolist() == [1.5, 3.5, 5.5, 7.5, 9.5]


def test_the_median_of_an_even_number_lies_between_two() -> None:
    assert curves.middle(np.array([4.0, 1.0, 3.0, 2.0])) == 2.5 and curves.middle(np.array([7.0])) == 7.0


@pytest.mark.parametrize(("zeros", "known"), [(2, True), (4, False)])
def test_a_loss_that_is_nothing_at_more_than_a_few_points_is_no_loss_to_take_the_logarithm_of(
    zeros: int, known: bool
) -> None:
    values = np.linspace(2.0, 1.0, 100)
    values[50 : 50 + zeros] = 0.0
    assert (loss_curve(values) is not None) is known


def test_a_mean_of_the_nearest_reaches_half_a_spacing_beyond_the_ends() -> None:
    found = curves.nearest_means(np.array([0.0, 10.0, 20.0]), np.array([-6.0, -4.0, 4.0, 24.0, 26.0]), np.arange(5.0))
    assert_allclose(found, [1.5, np.nan, 3.0])


@given(st.lists(st.booleans()).map(np.array))
def test_places_of_true_values_are_those_of_numpy(wanted: np.ndarray) -> None:
    assert curves.true_places(wanted.astype(bool)).tolist() == np.flatnonzero(wanted).tolist()


@pytest.mark.parametrize("count", [1, 2, 3, 8, 399, 400, 401, 402, 1000])
def test_the_middle_is_the_median_however_it_is_found(count: int) -> None:
    values = np.random.default_rng(count).normal(size=count)
    assert curves.middle(values) == np.median(values)


def test_a_curve_goes_back_and_forth_in_parts_of_five_steps() -> None:
    """Up and down by 1 in each of the first two parts, only up in the third."""
    values = np.array([0, 1, 0, 0, 0, 0, 0, -1, 0, 0, 0, 1, 2, 3, 4, 5.0])
    assert curves.most_jumps(values) == pytest.approx(2 * 2 / (0.45 * 15))
    assert curves._parts(15, 3).tolist() == [0, 5, 10] and curves._parts(7, 2).tolist() == [0, 3]


def test_few_places_reach_from_the_first_to_the_last() -> None:
    assert curves._spread_out(10, 4).tolist() == [0, 3, 6, 9]
    assert curves._spread_out(3, 3).tolist() == [0, 1, 2] and curves._spread_out(5, 1).tolist() == [0]


@pytest.mark.parametrize(("points", "reach"), [(2, 5), (1, 1), (5, 0)])
def test_a_line_through_fewer_than_three_points_or_no_neighbours_is_the_curve_itself(points: int, reach: int) -> None:
    values = np.array([3.0, 1.0, 4.0, 1.0, 5.0])[:points]
    assert curves.local_line(values, reach).tolist() == values.tolist()


def test_a_straight_curve_is_its_own_local_line_to_both_ends() -> None:
    values = 2.0 - 0.3 * np.arange(12)
    assert_allclose(curves.local_line(values, 3), values, rtol=0, atol=1e-12)

"""Axes that fit all but outliers: what they show, what they tell of the rest, what they never leave out."""

from __future__ import annotations

from dataclasses import replace

import handmade
import numpy as np
import pytest

from lossacc_gui.chart import Chart, View, chart_of
from lossacc_gui.chart.hiding import fitted
from lossacc_gui.chart.room import ends_of
from lossacc_gui.model.analysis import Analysis
from lossacc_gui.model.quantity import Quantity

RNG = np.random.default_rng(3)


def with_spikes(*values: float) -> Analysis:
    """The hand-made analysis, its training loss with these values from its fifth point on."""
    analysis = handmade.analysis()
    series = []
    for one in analysis.run.series:
        value = one.value.copy()
        if one.quantity is Quantity.LOSS and one.split.value == "train":
            value[5 : 5 + len(values)] = values
        series.append(replace(one, value=value))
    return replace(analysis, run=replace(analysis.run, series=tuple(series)), pairs=())


def left(chart: Chart) -> tuple[float, float]:
    assert chart.left is not None
    return chart.left.low, chart.left.high


def test_a_spike_no_longer_rules_the_axis_and_is_told() -> None:
    plain = chart_of(handmade.analysis(), View())
    spiked = chart_of(with_spikes(480.0), View())
    trimmed = chart_of(with_spikes(480.0), View(trimmed=True))
    assert left(spiked)[1] > 480
    assert left(trimmed)[1] < 2 * left(plain)[1]
    (told,) = [note for note in trimmed.hidden if "outlier" in note]
    assert told.startswith("The y axes leave 1 outlier out") and "480" in told
    assert told in trimmed.footnotes and not any("outlier" in note for note in spiked.hidden)


def test_several_are_counted_and_the_furthest_named() -> None:
    (told,) = [note for note in chart_of(with_spikes(90.0, 700.0), View(trimmed=True)).hidden if "outlier" in note]
    assert "leave 2 outliers out" in told and "700" in told and "90" not in told


@pytest.mark.parametrize("log", [False, True])
def test_curves_without_outliers_keep_their_axes(log: bool) -> None:
    one, other = (chart_of(handmade.analysis(), View(log_loss=log, trimmed=trimmed)) for trimmed in (False, True))
    assert left(one) == left(other) and one.right is not None and other.right is not None
    assert (one.right.low, one.right.high) == (other.right.low, other.right.high)
    assert other.hidden == one.hidden


def test_smoothed_curves_count_the_logged_points_once() -> None:
    (told,) = [
        note for note in chart_of(with_spikes(480.0), View(trimmed=True, smoothing=0.5)).hidden if "outlier" in note
    ]
    assert "1 outlier" in told


def test_what_is_marked_is_always_within_the_axis() -> None:
    chart = chart_of(with_spikes(-3.0), View(trimmed=True))
    sides = {"left": chart.left, "right": chart.right}
    marked = [(mark.y, sides[mark.axis]) for mark in chart.marks if mark.y is not None]
    assert marked and all(axis is not None and axis.low <= y <= axis.high for y, axis in marked)


def test_axes_that_fit_what_is_left_leave_outliers_out_as_well() -> None:
    chart = chart_of(with_spikes(480.0), View(trimmed=True))
    assert chart.left is not None
    again = fitted(chart, "left", chart.left)
    assert again is not None and again.high < 20 and again.trimmed


@pytest.mark.parametrize("log", [False, True])
def test_few_values_and_constant_ones_have_no_end_without_values(log: bool) -> None:
    assert ends_of([np.full(5, np.nan), np.array([])], log=log, trimmed=True) is None
    assert ends_of([np.array([1.0, 2.0, 900.0])], log=log, trimmed=True) == (1.0, 900.0)
    assert ends_of([np.full(30, 2.0)], log=log, trimmed=True) == (2.0, 2.0)


def test_a_curve_that_lies_elsewhere_as_a_whole_is_no_outlier() -> None:
    low, high = RNG.normal(1.0, 0.01, 100), RNG.normal(50.0, 0.01, 20)
    ends = ends_of([low, high], log=False, trimmed=True)
    assert ends is not None and ends[0] < 1 and ends[1] > 50


def test_on_a_logarithmic_axis_distance_counts_in_powers() -> None:
    falling = 10 ** np.linspace(0, -4, 50)
    ends = ends_of([np.append(falling, 1e9)], log=True, trimmed=True)
    assert ends is not None and ends[1] < 1e6 and ends[0] == falling.min()

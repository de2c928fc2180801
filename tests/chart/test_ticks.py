from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from in_one import in_one_test

from lossacc_gui.chart import Axis
from lossacc_gui.chart.across import Across
from lossacc_gui.chart.ticks import ticks_of, x_ticks_of
from lossacc_gui.model.run import XAxis


def texts(axis: Axis, most: int = 6, *, whole: bool = False) -> list[str]:
    return [text for _, text in ticks_of(axis, most, whole=whole)]


@in_one_test(
    ("axis", "expected"),
    [
        (Axis("loss", 0.0, 1.2), ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0", "1.2"]),
        (Axis("loss", 0.1, 0.9), ["0.2", "0.4", "0.6", "0.8"]),
        (Axis("loss", -2.1, 2.1), ["−2", "−1", "0", "1", "2"]),
        (Axis("accuracy", 0.44, 1.02, percent=True), ["50", "60", "70", "80", "90", "100"]),
        (Axis("accuracy", 0.97, 0.9999, percent=True), ["97.0", "97.5", "98.0", "98.5", "99.0", "99.5"]),
        (Axis("step", 0, 1_000_000), ["0", "0.2M", "0.4M", "0.6M", "0.8M", "1M"]),
        (Axis("loss", 0, 2.1e21), ["0", "5.0e20", "1.0e21", "1.5e21", "2.0e21"]),
        (Axis("loss", 0, 1.3e21), ["0", "2.50e20", "5.00e20", "7.50e20", "1.00e21", "1.25e21"]),
        (Axis("loss", 0.0, 2e-5), ["0", "5.0e−6", "1.0e−5", "1.5e−5", "2.0e−5"]),
        (Axis("loss", 0.008, 2.5, log=True), ["0.01", "0.03", "0.1", "0.3", "1"]),
        (Axis("loss", 1e-12, 1e6, log=True), ["1e−12", "1e−8", "0.0001", "1", "1e4"]),
        (Axis("loss", 1.1, 1.9, log=True), ["1.2", "1.4", "1.6", "1.8"]),
        (Axis("loss", 0.1, 1.0, log=True), ["0.1", "0.2", "0.5", "1"]),
        (Axis("loss", 0.1, 0.99, log=True), ["0.2", "0.4", "0.6", "0.8"]),
    ],
)
def test_ticks_are_round_numbers(axis: Axis, expected: list[str]) -> None:
    assert texts(axis) == expected


@pytest.mark.parametrize(
    ("highest", "last"),
    [(0.0008, "8.0e−4"), (0.001, "0.0010"), (80_000, "80000"), (100_000, "100k"), (8e8, "800M"), (1e9, "1.0e9")],
)
def test_a_tick_is_written_in_the_unit_that_the_largest_one_needs(highest: float, last: str) -> None:
    assert texts(Axis("loss", 0.0, highest))[-1] == last


def test_epochs_are_counted_in_whole_numbers() -> None:
    assert texts(Axis("epoch", 0.9, 4.1), 12, whole=True) == ["1", "2", "3", "4"]
    assert texts(Axis("epoch", 0.0, 10.0), 4, whole=True) == ["0", "5", "10"]


@given(
    low=st.floats(-1e12, 1e12),
    span=st.floats(1e-9, 1e12),
    most=st.integers(1, 12),
    whole=st.booleans(),
)
def test_ticks_are_few_ascending_distinct_and_within_the_axis(low: float, span: float, most: int, whole: bool) -> None:
    axis = Axis("x", low, low + max(span, 1e-6 * abs(low)))
    ticks = ticks_of(axis, most, whole=whole)
    positions = [value for value, _ in ticks]
    room = 1e-6 * (axis.high - axis.low)
    assert all(axis.low - room <= value <= axis.high + room for value in positions)
    assert all(a < b for a, b in pairwise(positions))
    assert len(ticks) <= 1.5 * most + 2
    assert len({text for _, text in ticks}) == len(ticks)


@pytest.mark.parametrize(("most", "expected"), [(1, ["1"]), (2, ["1e−10", "1"]), (3, ["1e−7", "1"]), (19, None)])
def test_a_logarithmic_axis_with_little_room_keeps_few_powers_of_ten(most: int, expected: list[str] | None) -> None:
    found = texts(Axis("loss", 1e-12, 1e6, log=True), most)
    assert len(found) <= most
    assert expected is None or found == expected


def test_a_logarithmic_axis_of_dates_is_written_in_dates() -> None:
    dates = XAxis(
        "wall", "wall time", "date", at=np.array([0.0, 9.0]), shown=np.array([1_767_254_400.0, 1_767_258_000.0])
    )
    across = Across(dates, log=True)
    low, high = across.plot(np.array([0.0, 9.0])).tolist()
    found = x_ticks_of(across, low, high, 6)
    assert [text for _, text in found][:2] == ["01-01 08:00", "08:15"]
    assert across.value(found[1][0]) == pytest.approx(1_767_255_300.0, abs=0.01)

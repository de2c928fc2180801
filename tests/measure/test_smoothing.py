from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lossacc_gui.measure.curves import running_median, smoothed


def one_by_one(values: list[float], weight: float) -> list[float]:
    """The definition of the debiased average, a value at a time."""
    result, average, norm = [], 0.0, 0.0
    for value in values:
        if math.isfinite(value):
            average = weight * average + (1 - weight) * value
            norm = weight * norm + (1 - weight)
        result.append(average / norm if math.isfinite(value) else value)
    return result


@given(
    values=st.lists(st.floats(-1e6, 1e6) | st.sampled_from([math.nan, math.inf, -math.inf]), max_size=300),
    weight=st.floats(0.01, 0.999),
)
def test_smoothing_is_the_debiased_exponential_average(values: list[float], weight: float) -> None:
    expected = np.array(one_by_one(values, weight))
    np.testing.assert_allclose(smoothed(np.array(values), weight), expected, rtol=1e-9, atol=1e-6)


def test_smoothing_carries_over_many_blocks() -> None:
    values = np.sin(np.arange(20_000.0) / 50)
    np.testing.assert_allclose(smoothed(values, 0.99), one_by_one(values.tolist(), 0.99), atol=1e-12)


@pytest.mark.parametrize("weight", [0.0, 0.3, 0.99])
def test_smoothing_keeps_a_constant(weight: float) -> None:
    np.testing.assert_allclose(smoothed(np.full(1000, 0.25), weight), 0.25, rtol=1e-12)


@given(
    values=st.lists(st.floats(-1e6, 1e6) | st.sampled_from([math.nan, math.inf]), max_size=60),
    width=st.integers(0, 80),
)
def test_a_running_median_is_that_of_the_values_around_each(values: list[float], width: int) -> None:
    kept = [value for value in values if math.isfinite(value)]
    reach = width // 2
    medians = iter([float(np.median(kept[max(i - reach, 0) : i + reach + 1])) for i in range(len(kept))])
    expected = [next(medians) if math.isfinite(value) and width >= 2 else value for value in values]
    np.testing.assert_allclose(running_median(np.array(values, float), width), expected, rtol=1e-12)

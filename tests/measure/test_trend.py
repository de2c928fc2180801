"""A trend told from the order of points alone."""

from __future__ import annotations

import numpy as np
import pytest

from lossacc_gui.measure.course import Loss
from lossacc_gui.measure.trend import late_share, trend_errors


def test_order_alone_counts() -> None:
    steep, level = np.exp(np.arange(8.0)), np.log(np.arange(1.0, 9.0))
    assert trend_errors(steep) == trend_errors(level) == -trend_errors(steep[::-1]) > 2.5
    assert trend_errors(np.ones(8)) == trend_errors(np.array([1.0, 2.0])) == 0


def test_noise_without_a_trend_is_rarely_beyond_two_errors() -> None:
    rng = np.random.default_rng(3)
    for n in (6, 20):
        beyond = np.mean([abs(trend_errors(rng.normal(size=n))) > 2 for _ in range(400)])
        assert beyond == pytest.approx(0.045, abs=0.03)


def test_the_late_share_is_a_quarter_of_an_even_fall_and_nothing_of_one_that_is_over() -> None:
    even = np.linspace(2, 1, 41)
    over = np.concatenate([np.linspace(2, 1, 20), np.full(21, 1.0)])
    shares = [late_share(Loss(values, values, np.exp(values), 0.0)) for values in (even, over, even[::-1], np.ones(41))]
    assert shares == pytest.approx([0.25, 0, 0, 0])

"""The scale on which equal steps of a loss are equal relative changes."""

from __future__ import annotations

import numpy as np

from lossacc_gui.measure.aligned import loss_scale


def test_a_loss_that_is_mostly_zero_is_as_large_as_half_its_span() -> None:
    scale = loss_scale(np.array([0.0, 0.0, 0.0, 0.0, 4.0]))
    assert scale.size == 2.0
    assert scale.of(np.array([4.0])).tolist() == [2.0] and scale.back(2.0) == 4.0


def test_a_loss_that_passes_zero_is_as_large_as_its_middle_value_where_that_is_more() -> None:
    assert loss_scale(np.array([-6.0, -5.0, -5.0, 0.0])).size == 5.0


def test_a_loss_above_zero_has_its_logarithm() -> None:
    assert loss_scale(np.array([1.0, 2.0])).size is None

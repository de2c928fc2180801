"""The best value that was logged."""

from __future__ import annotations

import math

import numpy as np
import pytest

from lossacc_gui.measure.extremes import best_value
from lossacc_gui.model.run import Quantity, Series, Split


def series(quantity: Quantity, *values: float) -> Series:
    return Series("m", quantity, Split.VAL, np.arange(len(values), dtype=np.int64), np.array(values))


@pytest.mark.parametrize(
    ("quantity", "values", "best"),
    [
        (Quantity.LOSS, (0.5, math.nan, 0.25, 0.75), 0.25),
        (Quantity.ACCURACY, (0.5, math.nan, 0.25, 0.75), 0.75),
        (Quantity.LOSS, (0.5, -math.inf, 0.25, math.nan), 0.25),
        (Quantity.ACCURACY, (0.5, math.inf, 0.75, math.nan), 0.75),
        (Quantity.LOSS, (math.inf, 0.5), 0.5),
        (Quantity.LOSS, (math.inf, math.nan), None),
        (Quantity.LOSS, (), None),
        (Quantity.LEARNING_RATE, (0.1, 0.01), None),
    ],
)
def test_the_best_value_is_the_best_finite_one_of_what_has_a_best(
    quantity: Quantity, values: tuple[float, ...], best: float | None
) -> None:
    assert best_value(series(quantity, *values)) == best

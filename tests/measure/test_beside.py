"""Where a curve stands beside its best, and how far its points scatter there."""

from __future__ import annotations

import handmade
import numpy as np
import pytest

from lossacc_gui.measure.beside import Beside, beside_best
from lossacc_gui.model.options import Options
from lossacc_gui.model.quantity import Quantity
from lossacc_gui.model.run import Split


def beside(values: list[float] | np.ndarray, quantity: Quantity = Quantity.ACCURACY) -> Beside | None:
    return beside_best(handmade.series("val", quantity, Split.VAL, values), Options())


def late(wild: int, seed: int = 0) -> np.ndarray:
    """Forty points that scatter by a hundredth, behind some that jump by a quarter."""
    calm = np.random.default_rng(seed).normal(0.97, 0.01, 40)
    return np.concatenate([np.random.default_rng(9).uniform(0.3, 0.8, wild), calm])


def test_a_wild_start_makes_no_noise_of_a_calm_end() -> None:
    calm, wild = beside(late(0)), beside(late(30))
    assert calm is not None and wild is not None and calm == pytest.approx(wild)
    assert calm.level == pytest.approx(0.97, abs=0.01) and 0.004 < calm.spread < 0.02


def test_a_single_dip_is_no_noise_of_the_best() -> None:
    values = late(0)
    dipped = values.copy()
    dipped[int(values.argmax()) - 3] = 0.5
    calm, dip = beside(values), beside(dipped)
    assert calm is not None and dip is not None and dip.spread < 2 * calm.spread


def test_a_best_that_stands_alone_is_not_the_level_beside_it() -> None:
    values = np.where(np.arange(30) == 20, 0.1, 0.5) + 0.01 * np.sin(np.arange(30))
    found = beside(values, Quantity.LOSS)
    assert found is not None and found.level == pytest.approx(0.5, abs=0.02)


def test_points_that_go_to_and_fro_scatter_by_half_their_way_and_a_curve_that_falls_evenly_not_at_all() -> None:
    sawtooth = beside(0.9 + 0.02 * (np.arange(30) % 2))
    falling = beside(1.0 - 0.01 * np.arange(30.0), Quantity.LOSS)
    assert sawtooth is not None and sawtooth.spread <= 0.021
    assert falling is not None and falling.spread <= 0.011  # the last decimal


@pytest.mark.parametrize("values", [[0.5] * 9, [np.nan] * 30, [], [0.5] * 5 + [np.inf] * 20])
def test_of_too_few_points_nothing_is_said(values: list[float]) -> None:
    assert beside(values) is None


def test_values_near_the_largest_number_are_no_overflow() -> None:
    found = beside([1.7e308, -1.7e308] * 12, Quantity.LOSS)
    assert found is not None and np.isfinite(found.spread)

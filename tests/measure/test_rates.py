"""A learning rate that steps is told from one that only jumps."""

from __future__ import annotations

import numpy as np
from detect.planted import Floats, run, series

from lossacc_gui.measure.rates import rate_steps
from lossacc_gui.model.options import Options
from lossacc_gui.model.run import Quantity


def steps(rate: Floats) -> list[float]:
    loss = series("val_loss", np.ones(len(rate)))
    return rate_steps(run(loss, series("lr", rate, Quantity.LEARNING_RATE)), loss, Options()).tolist()


def test_a_rate_divided_by_ten_twice_has_two_steps() -> None:
    assert steps(np.repeat([0.1, 0.01, 0.001], 20)) == [20, 40]


def test_a_long_noisy_rate_has_none_however_small_their_share() -> None:
    noisy = 0.01 * np.exp(np.random.default_rng(1).normal(0, 0.13, 50_000))
    jumps = np.abs(np.diff(np.log(noisy))) >= np.log(Options().rate_step)
    assert 0.01 < jumps.mean() < Options().rate_steps_most
    assert steps(noisy) == []

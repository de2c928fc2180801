"""How a run is laid out for measuring."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from lossacc_gui.measure.course import MOST_POINTS, course_of
from lossacc_gui.model.options import Options
from lossacc_gui.model.run import Quantity, Run, Series, Split


@pytest.mark.parametrize(
    ("logged", "left"),
    [
        (MOST_POINTS, MOST_POINTS),
        (MOST_POINTS + 1, MOST_POINTS // 2),
        (2 * MOST_POINTS, MOST_POINTS),
        (2 * MOST_POINTS + 3, (2 * MOST_POINTS + 3) // 3),
    ],
)
def test_what_is_more_than_enough_is_averaged_in_blocks_of_one_size(logged: int, left: int) -> None:
    value = np.arange(logged, dtype=np.float64)
    loss = Series("loss", Quantity.LOSS, Split.TRAIN, np.arange(logged), value, epoch=value)
    train = course_of(Run("made", Path("made.csv"), "handmade", (loss,)), (), Options()).train
    assert train is not None and train.loss is not None and train.logged == logged
    size = logged // left
    assert train.n == left <= MOST_POINTS
    assert train.x[:2].tolist() == [(size - 1) / 2, (size - 1) / 2 + size]

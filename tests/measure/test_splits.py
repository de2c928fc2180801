"""Which examples a run is judged on."""

from __future__ import annotations

import numpy as np
import pytest
from detect.planted import run, series

from lossacc_gui.measure.splits import held_out_split, speaking_order
from lossacc_gui.model.run import Quantity, Split

CURVE = np.linspace(0.9, 0.5, 8)
TRAIN, VAL, TEST = (series("loss", CURVE, split=split) for split in (Split.TRAIN, Split.VAL, Split.TEST))


@pytest.mark.parametrize(
    ("parts", "held_out"),
    [
        ((TRAIN, VAL, TEST), Split.VAL),
        ((TRAIN, TEST), Split.TEST),
        ((TEST,), Split.TEST),
        ((TRAIN,), None),
        ((), None),
        ((TRAIN, TEST, series("lr", CURVE, Quantity.LEARNING_RATE, Split.VAL)), Split.TEST),
        ((TRAIN, TEST, series("val_loss", [], split=Split.VAL)), Split.TEST),
    ],
)
def test_test_stands_for_validation_where_nothing_was_validated(parts: tuple[object, ...], held_out: Split) -> None:
    assert held_out_split(run(*parts)) is held_out


def test_what_was_held_out_speaks_first_and_every_split_once() -> None:
    assert speaking_order(run(TRAIN, VAL, TEST)) == (Split.VAL, Split.TRAIN, Split.TEST)
    assert speaking_order(run(TRAIN, TEST)) == (Split.TEST, Split.TRAIN, Split.VAL)
    assert speaking_order(run(TRAIN)) == (Split.VAL, Split.TRAIN, Split.TEST)

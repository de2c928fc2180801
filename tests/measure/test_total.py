"""Losses that are made of what was logged beside them."""

from __future__ import annotations

import handmade
import numpy as np
import pytest

from lossacc_gui.measure.pairing import pairs_of
from lossacc_gui.measure.total import overlap_of
from lossacc_gui.model.quantity import Quantity
from lossacc_gui.model.request import Request
from lossacc_gui.model.run import Run, Split
from lossacc_gui.use_case import analyze_run

OVERLAP = 0.8 - 0.5 * np.exp(-np.arange(12) / 3)


def segmentation(loss: np.ndarray) -> Run:
    """Nearly all pixels are background, and the model is trained by `loss`."""
    pixels = 0.998 - 0.002 * np.exp(-np.arange(12))
    return handmade.run(
        tuple(
            handmade.series(name, quantity, split, values)
            for split, lead in ((Split.TRAIN, ""), (Split.VAL, "val_"))
            for name, quantity, values in (
                (f"{lead}loss", Quantity.LOSS, loss),
                (f"{lead}binary_accuracy", Quantity.ACCURACY, pixels),
                (f"{lead}dice_coef", Quantity.F1, OVERLAP),
            )
        )
    )


@pytest.mark.parametrize("penalty", [0.0, 0.01])
def test_a_loss_that_is_1_minus_dice_goes_with_dice_and_is_no_cross_entropy(penalty: float) -> None:
    run = segmentation(1 - OVERLAP + penalty)
    assert {pair.accuracy.metric for pair in pairs_of(run)[:1]} == {"val_dice_coef"}
    told = " ".join(one.cause.id for one in analyze_run(run, Request()).overall.causes[:1])
    assert "label_smoothing" not in told


@pytest.mark.parametrize("loss", [0.1 + 0.4 * np.exp(-np.arange(12) / 5), 2.2 - 2 * OVERLAP])
def test_a_loss_that_moves_otherwise_than_dice_is_held_against_the_share_of_right_answers(loss: np.ndarray) -> None:
    run = segmentation(loss)
    assert overlap_of(run, Split.VAL) is None and pairs_of(run)[0].accuracy.metric == "val_binary_accuracy"

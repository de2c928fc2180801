"""What the loss ruler holds against a run, and what it does not."""

from __future__ import annotations

from math import e, log
from pathlib import Path

import numpy as np
import pytest

from lossacc_gui.detect.detection import detect
from lossacc_gui.model.episode import FindingKind
from lossacc_gui.model.options import Options
from lossacc_gui.model.run import Quantity, Run, Series, Split


@pytest.mark.parametrize(("best", "told"), [(0.4, False), (0.95, True)])
def test_a_second_softmax_is_told_only_where_so_right_a_model_would_lose_less(best: float, told: bool) -> None:
    accuracy = np.concatenate([[0.1], np.linspace(0.16, best, 29)])
    loss = np.concatenate([[log(10)], log(e + 9) - accuracy[1:]])
    step = np.arange(30, dtype=np.int64)
    run = Run(
        "twice",
        Path("twice.csv"),
        "planted",
        (
            Series("val_loss", Quantity.LOSS, Split.VAL, step, loss, step.astype(np.float64)),
            Series("val_accuracy", Quantity.ACCURACY, Split.VAL, step, accuracy, step.astype(np.float64)),
        ),
    )
    texts = [one.text for one in detect(run, Options()).findings if one.kind is FindingKind.RULER]
    assert any("applied twice" in text for text in texts) is told

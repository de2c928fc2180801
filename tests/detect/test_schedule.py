"""A schedule of the learning rate is told as a whole, in one sentence."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from lossacc_gui.detect.detection import detect
from lossacc_gui.model.episode import Finding, FindingKind, Severity
from lossacc_gui.model.options import Options
from lossacc_gui.model.run import FloatArray, Quantity, Run, Series, Split

N = 60
E = np.arange(N)


def found(rate: FloatArray, loss: FloatArray | None = None) -> list[Finding]:
    curve = np.linspace(2, 1, N) if loss is None else loss
    columns = (
        ("val_loss", Quantity.LOSS, Split.VAL, curve),
        ("val_accuracy", Quantity.ACCURACY, Split.VAL, np.linspace(0.3, 0.8, N)),
        ("lr", Quantity.LEARNING_RATE, Split.TRAIN, rate),
    )
    series = tuple(Series(n, q, s, E, v.astype(float), E.astype(float)) for n, q, s, v in columns)
    return [
        finding
        for finding in detect(Run("made", Path("made.csv"), "made", series), Options()).findings
        if finding.kind in (FindingKind.SCHEDULE, FindingKind.STEP) and "rate" in finding.text
    ]


@pytest.mark.parametrize(
    ("rate", "text"),
    [
        (
            0.5 ** np.clip((E - 10) // 5, 0, 7) * 0.1,
            "The learning rate steps 7 times in epochs 15–45 (0.1 to 0.000781); after none of them was val_loss lower "
            "by more than 1 %.",
        ),
        (0.05 * (1 + np.cos(np.pi * E / N)) + 1e-3, "The learning rate falls smoothly from 0.101; it ends at 0.00107."),
        (
            np.where(E < 5, (E + 1) / 5, 0.5 * (1 + np.cos(np.pi * (E - 4) / 60)) + 0.01) * 0.1,
            "The learning rate warms up from 0.02 to 0.101 by epoch 5, then it falls and ends at 0.0027.",
        ),
        (
            0.5 * (1 + np.cos(np.pi * (E % 15) / 15)) + 0.01,
            "The learning rate goes in cycles: it rises again 3 times, between 0.0209 and 1.01; it ends at 0.0209.",
        ),
    ],
    ids=["halved", "cosine", "warm-up", "restarts"],
)
def test_a_schedule_is_one_sentence(rate: FloatArray, text: str) -> None:
    (only,) = found(rate, np.full(N, 1.0) if "none of them" in text else None)
    assert (only.kind, only.severity, only.text) == (FindingKind.SCHEDULE, Severity.BENIGN, text)


def test_one_or_two_drops_are_told_by_themselves() -> None:
    kinds = [one.kind for one in found(np.where(E < 20, 0.1, np.where(E < 40, 0.01, 0.001)))]
    assert kinds == [FindingKind.STEP, FindingKind.STEP]


def test_a_constant_rate_is_no_schedule() -> None:
    assert found(np.full(N, 0.1)) == []


def test_steps_that_help_are_counted() -> None:
    rate = 0.5 ** np.clip((E - 10) // 10, 0, 4) * 0.1
    (only,) = found(rate, np.array([2.0, 1.5, 1.2, 1.2, 1.2])[np.clip((E - 10) // 10, 0, 4)])
    assert "after 2 of them was val_loss lower by more than 1 %" in only.text


def test_a_rate_that_slides_down_with_rests_goes_in_no_cycles() -> None:
    """It stands still for three epochs of nine; it never rises again."""
    sliding = np.cumsum((E % 9) < 6)
    (only,) = found(0.1 * 0.97**sliding)
    assert only.text.startswith("The learning rate falls smoothly from")


@pytest.mark.parametrize(("again", "said"), [(1, "is raised once more at epoch 30"), (2, "it rises again 2 times")])
def test_a_rate_that_starts_high_again_is_told_once_or_counted(again: int, said: str) -> None:
    length = 30 if again == 1 else 20
    (only,) = found(0.1 * 0.9 ** (E % length))
    assert said in only.text

"""A schedule of the learning rate is told as a whole, in one sentence."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lossacc_gui.detect.detection import detect
from lossacc_gui.model.episode import Finding, FindingKind, Severity
from lossacc_gui.model.options import Options
from lossacc_gui.model.run import FloatArray, Quantity, Run, Series, Split

N = 60
E = np.arange(N)


def found(rate: FloatArray, loss: FloatArray | None = None, **options: float) -> list[Finding]:
    curve = np.linspace(2, 1, N) if loss is None else loss
    columns = (
        ("val_loss", Quantity.LOSS, Split.VAL, curve),
        ("val_accuracy", Quantity.ACCURACY, Split.VAL, np.linspace(0.3, 0.8, N)),
        ("lr", Quantity.LEARNING_RATE, Split.TRAIN, rate),
    )
    series = tuple(Series(n, q, s, E, v.astype(float), E.astype(float)) for n, q, s, v in columns)
    return [
        finding
        for finding in detect(Run("made", Path("made.csv"), "made", series), replace(Options(), **options)).findings
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
        (0.1 * (1 - E / (N - 1)), "The learning rate falls smoothly from 0.1; it ends at 0."),
        (
            0.5 * (1 + np.cos(np.pi * (E % 15) / 15)) + 0.01,
            "The learning rate goes in cycles: it rises again 3 times, between 0.0209 and 1.01; it ends at 0.0209.",
        ),
    ],
    ids=["halved", "cosine", "warm-up", "to nothing", "restarts"],
)
def test_a_schedule_is_one_sentence(rate: FloatArray, text: str) -> None:
    (only,) = found(rate, np.full(N, 1.0) if "none of them" in text else None)
    assert (only.kind, only.severity, only.text) == (FindingKind.SCHEDULE, Severity.BENIGN, text)


def test_one_or_two_drops_are_told_by_themselves() -> None:
    kinds = [one.kind for one in found(np.where(E < 20, 0.1, np.where(E < 40, 0.01, 0.001)))]
    assert kinds == [FindingKind.STEP, FindingKind.STEP]


@given(st.integers(12, 24), st.integers(34, 46), st.integers(0, 6), st.booleans())
def test_a_step_of_the_rate_is_one_finding_whatever_splits_are_logged_and_a_warm_up_is_none(
    first: int, second: int, warm: int, test: bool
) -> None:
    """The rate is multiplied by 1.6 at each epoch of the warm-up, which would be a step anywhere else."""
    rate = np.where(first > E, 0.1, np.where(second > E, 0.01, 0.001)) * 1.6 ** -np.clip(warm - E, 0, None).astype(
        float
    )
    loss = np.where(first > E, 1.0, np.where(second > E, 0.6, 0.5))
    splits = (Split.TRAIN, Split.VAL, Split.TEST)[: 2 + test]
    columns = [(f"{s}_loss", Quantity.LOSS, s, loss * (1 + 0.1 * i)) for i, s in enumerate(splits)]
    columns += [(f"{s}_accuracy", Quantity.ACCURACY, s, 0.9 - loss / 4) for s in splits]
    columns += [("lr", Quantity.LEARNING_RATE, Split.TRAIN, rate)]
    series = tuple(Series(n, q, s, E, v.astype(float), E.astype(float)) for n, q, s, v in columns)
    steps = [
        one
        for one in detect(Run("made", Path("made.csv"), "made", series), Options()).findings
        if one.kind in (FindingKind.STEP, FindingKind.SCHEDULE)
    ]
    assert [(one.start, one.split) for one in steps] == [(first, "val"), (second, "val")]
    for one in steps:
        assert all(f"{split}_loss -" in one.text for split in splits)


def test_a_schedule_of_steps_is_told_with_its_warm_up() -> None:
    (only,) = found(np.minimum((E + 1) / 5, 1.0) * 0.1 * 0.5 ** np.clip((E - 10) // 10, 0, 4), np.full(N, 1.0))
    assert only.text.startswith(
        "The learning rate warms up from 0.02 to 0.1 by epoch 4, then it steps 4 times in epochs 20–50 (to 0.00625)"
    )


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


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"schedule_sliding": 44 / 59}, True),
        ({"schedule_sliding": 44.01 / 59}, False),
        ({"schedule_steps": 44}, True),
        ({"schedule_steps": 45}, False),
    ],
)
def test_a_rate_slides_from_the_share_and_the_count_of_moves_on_that_make_a_slide(
    options: dict[str, float], told: bool
) -> None:
    """It moves 44 of 59 times; short of a slide, these are steps or nothing."""
    assert any("smoothly" in one.text for one in found(0.1 * 0.97 ** np.minimum(E, 44), **options)) is told

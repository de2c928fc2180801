"""Trainings without a share of right answers that come to nothing."""

from __future__ import annotations

import numpy as np
import pytest
from detect.planted import Floats, run, series

from lossacc_gui.detect.detection import detect
from lossacc_gui.model.episode import Finding, FindingKind, Severity
from lossacc_gui.model.options import Options
from lossacc_gui.model.run import Quantity, Run, Split

N = 24
T = np.linspace(0, 1, N)
JITTER = np.abs(np.sin(np.arange(N) * 12.9898))


def dead(made: Run) -> list[Finding]:
    return [one for one in detect(made, Options()).findings if one.kind is FindingKind.DEAD]


def scored(train: Floats, held: Floats, score: Floats, quantity: Quantity = Quantity.F1) -> Run:
    return run(
        series("train_loss", train, split=Split.TRAIN),
        series("val_loss", held),
        series("train_score", score + 0.01, quantity, Split.TRAIN),
        series("val_score", score, quantity),
    )


@pytest.mark.parametrize("quantity", [Quantity.F1, Quantity.IOU, Quantity.MAP, Quantity.RECALL, Quantity.WORD_ACCURACY])
def test_a_score_that_stays_at_nothing_is_a_problem_however_far_training_falls(quantity: Quantity) -> None:
    told = dead(scored(0.5 - 0.25 * T, 0.5 + 0.05 * JITTER, 0.06 * JITTER**6, quantity))
    assert [one.severity for one in told] == [Severity.PROBLEM]
    assert "next to nothing" in told[0].text


@pytest.mark.parametrize(("quantity", "told"), [(Quantity.WORD_ACCURACY, 1), (Quantity.F1, 0)])
def test_of_words_as_few_points_tell_as_of_answers(quantity: Quantity, told: int) -> None:
    losses = [5.2, 5.0, 4.99, 4.98, 4.98, 4.98], [5.1, 5.0, 4.99, 4.98, 4.98, 4.98]
    made = scored(*map(np.array, losses), np.zeros(6), quantity)
    assert len([one for one in dead(made) if "next to nothing" in one.text]) == told


def test_a_score_that_begins_at_nothing_and_rises_is_learning() -> None:
    assert not dead(scored(0.5 - 0.25 * T, 0.5 - 0.1 * T, 0.09 * T + 0.01 * JITTER, Quantity.MAP))


@pytest.mark.parametrize(("held_end", "told"), [(0.87, 1), (0.75, 0)])
def test_a_low_score_that_gains_little_is_hardly_learning_unless_the_loss_tells_otherwise(
    held_end: float, told: int
) -> None:
    held = np.linspace(0.9, held_end, N) + 0.01 * JITTER
    findings = dead(scored(0.75 - 0.13 * T, held, 0.17 + 0.05 * T + 0.01 * JITTER))
    assert [one.severity for one in findings] == [Severity.PROBLEM] * told


@pytest.mark.parametrize(("level", "told"), [(0.5, 1), (0.3, 0), (0.7, 0)])
def test_an_auc_of_one_half_throughout_is_that_of_a_coin(level: float, told: int) -> None:
    findings = dead(scored(0.7 - 0.4 * T, 0.7 + 0.01 * JITTER, level + 0.02 * (JITTER - 0.5), Quantity.AUC))
    assert sum("coin" in one.text for one in findings) == told


@pytest.mark.parametrize(("best", "told"), [(0.58, 1), (0.62, 0)])
def test_an_auc_that_hardly_leaves_one_half_is_told_beside_the_accuracy_of_a_frequent_class(
    best: float, told: int
) -> None:
    made = run(
        series("train_loss", 0.7 - 0.4 * T, split=Split.TRAIN),
        series("val_loss", 0.2 + 0.01 * JITTER),
        series("val_acc", 0.94 + 0.01 * JITTER, Quantity.ACCURACY),
        series("val_auc", np.where(np.arange(N) < 12, best, best - 0.05) + 0.001 * JITTER, Quantity.AUC),
    )
    findings = [one for one in dead(made) if "coin" in one.text]
    assert [one.severity for one in findings] == [Severity.PROBLEM] * told


@pytest.mark.parametrize("score", [True, False])
def test_losses_of_exactly_nothing_beside_a_score_were_not_logged(score: bool) -> None:
    losses = series("train_loss", np.zeros(N), split=Split.TRAIN)
    made = run(losses, series("val_map", 0.45 * T, Quantity.MAP)) if score else run(losses)
    told = [one for one in detect(made, Options()).findings if "exactly 0" in one.text]
    kinds = [(FindingKind.METRIC, Severity.WATCH)] if score else [(FindingKind.DEAD, Severity.PROBLEM)]
    assert [(one.kind, one.severity) for one in told] == kinds


@pytest.mark.parametrize(("value", "told"), [(0.0, 1), (1e-9, 0)])
def test_a_loss_of_exactly_nothing_from_first_to_last_was_not_trained_or_not_logged(value: float, told: int) -> None:
    losses = np.zeros(N)
    losses[7] = value
    findings = dead(run(series("train_loss", losses, split=Split.TRAIN)))
    assert sum("exactly 0" in one.text for one in findings) == told


def test_two_networks_without_losses_are_not_judged() -> None:
    zeros = np.zeros(N)
    assert not dead(run(*(series(name, zeros, split=Split.TRAIN) for name in ("g_loss", "d_loss"))))


@pytest.mark.parametrize(("level", "told"), [(2.220446049250313e-16, 1), (1.19e-7, 1), (3e-6, 0)])
def test_a_loss_of_what_precision_leaves_of_nothing_is_none(level: float, told: int) -> None:
    made = run(series("val_loss", np.full(12, level)), series("val_acc", np.ones(12), Quantity.ACCURACY))
    findings = [one for one in detect(made, Options()).findings if "left of 0 by the precision" in one.text]
    assert [one.severity for one in findings] == [Severity.WATCH] * told

"""What is no disagreement of loss and accuracy, each kind on a run that shows it and on one that does not."""

from __future__ import annotations

import ast
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from detect.planted import knots, run, series, val
from hypothesis import given
from hypothesis import strategies as st

from lossacc_gui.detect import detection
from lossacc_gui.detect.detection import DETECTORS, detect
from lossacc_gui.measure.ruler.bounds import most_calibrated_loss
from lossacc_gui.model.episode import Direction, Finding, FindingKind, Severity
from lossacc_gui.model.options import Options
from lossacc_gui.model.run import Break, Quantity, Run, Split
from lossacc_gui.numerals import percent_text

OPTIONS = Options()
HEALTHY_LOSS = knots((0, 2.3), (20, 1.0), (79, 0.45))
HEALTHY_ACCURACY = np.rint(knots((0, 0.12), (20, 0.7), (79, 0.88)) * 1999) / 1999


BARE_PLACE = re.compile(r"\b(?:at|in|until|classes from) \d+(?:–\d+)?(?![\d.–])")
"""A number that does not say whether it counts epochs or steps."""


def found(a_run: Run, kind: FindingKind) -> list[Finding]:
    findings = [f for f in detect(a_run, OPTIONS).findings if f.kind is kind]
    assert not any(BARE_PLACE.search(f.text) for f in findings), [f.text for f in findings]
    return findings


def test_a_detector_that_is_not_in_the_list_is_noticed() -> None:
    folder = Path(detection.__file__).parent
    have = {
        path.stem
        for path in folder.glob("*.py")
        if any(isinstance(n, ast.FunctionDef) and n.name == "find" for n in ast.parse(path.read_text("utf-8")).body)
    }
    listed = {find.__module__.rsplit(".", 1)[1] for find in DETECTORS}
    assert have == listed, f"add {have - listed} to DETECTORS in detect/detection.py"


def test_a_healthy_run_has_no_finding_to_worry_about() -> None:
    a_run = run(
        series("loss", HEALTHY_LOSS * 0.97, split=Split.TRAIN),
        series("accuracy", HEALTHY_ACCURACY + 0.01, Quantity.ACCURACY, Split.TRAIN),
        *val(HEALTHY_LOSS, HEALTHY_ACCURACY).series,
    )
    assert [f for f in detect(a_run, OPTIONS).findings if f.severity is not Severity.BENIGN] == []


def test_a_validation_loss_that_rises_is_overfitting_also_where_training_stands_still() -> None:
    rising, still = knots((0, 2.3), (10, 0.7), (39, 1.2)), knots((0, 2.3), (10, 0.65), (39, 0.63))
    (finding,) = found(
        run(series("loss", still, split=Split.TRAIN), series("val_loss", rising)), FindingKind.OVERFITTING
    )
    assert finding.severity is Severity.PROBLEM and "training loss stands still meanwhile" in finding.text
    mild = 1.0 + (rising - 0.7) / 4  # by 12 %
    (finding,) = found(run(series("loss", still, split=Split.TRAIN), series("val_loss", mild)), FindingKind.OVERFITTING)
    assert finding.severity is Severity.WATCH
    both = run(series("loss", rising, split=Split.TRAIN), series("val_loss", rising))
    assert not found(both, FindingKind.OVERFITTING)


@pytest.mark.parametrize(
    ("examples", "told", "grave"), [(16, 0, False), (2000, 0, True), (0, 16, False), (0, 2000, True)]
)
def test_what_a_few_points_on_a_few_examples_show_may_be_chance(examples: int, told: int, grave: bool) -> None:
    """Of 16 examples three wrong ones make half of a loss; n is given, or the accuracies are sixteenths."""
    counts = np.rint(np.array([0.62, 0.94, 0.88, 0.81, 0.8]) * (examples or told))
    a_run = run(
        series("loss", [0.3, 0.22, 0.17, 0.12, 0.08], split=Split.TRAIN),
        *val([0.3, 0.15, 0.2, 0.24, 0.3], counts / (examples or told)).series,
    )
    findings = detect(a_run, replace(OPTIONS, n_examples=examples)).findings
    (finding,) = [one for one in findings if one.kind is FindingKind.OVERFITTING]
    assert finding.severity is (Severity.PROBLEM if grave else Severity.WATCH)
    assert ("On as few as 16 examples such a rise may be chance." in finding.text) is not grave


@pytest.mark.parametrize(("points", "severity"), [(3, Severity.BENIGN), (4, Severity.PROBLEM)])
def test_three_points_of_both_worse_show_no_course_that_deserves_attention(points: int, severity: Severity) -> None:
    worse = val(np.linspace(0.5, 1.5, points), np.linspace(0.8, 0.4, points))
    assert [one.severity for one in found(worse, FindingKind.DETERIORATION)] == [severity]


def test_both_worse_is_deterioration() -> None:
    loss, accuracy = knots((0, 2.3), (30, 0.5), (79, 1.5)), knots((0, 0.1), (30, 0.85), (79, 0.6))
    (finding,) = found(val(loss, np.rint(accuracy * 1999) / 1999), FindingKind.DETERIORATION)
    assert abs(finding.start - 30) < 5 and finding.severity is Severity.PROBLEM
    assert "val_loss" in finding.text and "points" in finding.text


def test_a_gap_between_train_and_val_is_told_with_its_onset() -> None:
    a_run = run(
        series("loss", knots((0, 2.3), (79, 0.05)), split=Split.TRAIN),
        series("accuracy", knots((0, 0.1), (30, 0.7), (79, 0.99)), Quantity.ACCURACY, Split.TRAIN),
        *val(knots((0, 2.3), (30, 1.0), (79, 1.4)), knots((0, 0.1), (30, 0.7), (79, 0.81))).series,
    )
    (finding,) = found(a_run, FindingKind.GAP)
    assert finding.severity is Severity.BENIGN and finding.value == pytest.approx(0.18, abs=0.02)
    assert 45 < finding.start < 65


@pytest.mark.parametrize("onset", [0.0, 60.0])
def test_a_gap_opens_where_it_is_half_of_what_it_is_in_the_end_from_the_start_where_it_always_was(
    onset: float,
) -> None:
    """Training stands still at 99 %; the validation does so too, or falls at once."""
    n = 80
    answers = np.where(np.arange(n) < onset, 0.99, 0.7)
    loss = np.linspace(2.0, 1.0, n)
    a_run = run(
        series("loss", loss, split=Split.TRAIN),
        series("accuracy", np.full(n, 0.99), Quantity.ACCURACY, Split.TRAIN),
        *val(loss, answers).series,
    )
    (finding,) = found(a_run, FindingKind.GAP)
    assert finding.start == pytest.approx(onset, abs=3) and finding.end == n - 1
    losses = run(
        series("loss", np.full(n, 0.5), split=Split.TRAIN),
        series("val_loss", np.where(np.arange(n) < onset, 0.5, 2.0)),
    )
    (finding,) = found(losses, FindingKind.GAP)
    assert finding.start == pytest.approx(onset, abs=3) and finding.end == n - 1


def test_losses_without_accuracies_show_their_gap_too() -> None:
    a_run = run(
        series("loss", knots((0, 2.0), (39, 0.2)), split=Split.TRAIN), series("val_loss", knots((0, 2.0), (39, 1.0)))
    )
    (finding,) = found(a_run, FindingKind.GAP)
    assert finding.value == pytest.approx(4.0, abs=0.6)


def test_a_spike_is_counted_and_the_highest_named() -> None:
    loss = HEALTHY_LOSS.copy()
    loss[40], loss[60] = 5.0, 3.0
    (finding,) = found(val(loss, HEALTHY_ACCURACY), FindingKind.SPIKE)
    assert finding.value == 2 and "2 spikes, the highest at epoch 40" in finding.text
    assert (finding.start, finding.end) == (40, 60)
    assert found(val(HEALTHY_LOSS, HEALTHY_ACCURACY), FindingKind.SPIKE) == []


@pytest.mark.parametrize(("epochs", "severity"), [(30, Severity.PROBLEM), (80, Severity.BENIGN)])
def test_guessing_is_recognised_by_loss_and_accuracy_together(epochs: int, severity: Severity) -> None:
    loss = np.concatenate([np.full(30, np.log(8)), knots((0, 2.0), (49, 0.5))])[:epochs]
    accuracy = np.concatenate([np.full(30, 0.13), knots((0, 0.2), (49, 0.9))])[:epochs]
    (finding,) = found(val(loss, accuracy), FindingKind.CHANCE)
    assert finding.severity is severity and finding.value == 8 and "8 classes" in finding.text


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_a_loss_that_stops_being_a_number_is_a_blow_up(bad: float) -> None:
    loss = HEALTHY_LOSS.copy()
    loss[50:] = bad
    (finding,) = found(val(loss, HEALTHY_ACCURACY), FindingKind.BLOW_UP)
    assert finding.start == 50 and finding.severity is Severity.PROBLEM


@pytest.mark.parametrize(("begin", "words"), [(50, "grows to 1e+308"), (0, "is 1e+308 and the like")])
def test_a_loss_too_large_to_reckon_with_is_told_as_the_number_that_it_is(begin: int, words: str) -> None:
    loss = HEALTHY_LOSS.copy()
    loss[begin:] = 1e308
    (finding,) = found(val(loss, HEALTHY_ACCURACY), FindingKind.BLOW_UP)
    assert finding.start == begin and words in finding.text


def test_the_loss_of_a_policy_may_grow_but_must_be_a_number() -> None:
    loss = 3.0 ** np.arange(30)
    reward = series("ep_rew_mean", np.arange(30), Quantity.REWARD, Split.TRAIN)
    assert detect(run(series("loss", loss, split=Split.TRAIN), reward), OPTIONS).findings == ()
    broken = np.where(np.arange(30) < 20, loss, np.nan)
    (finding,) = found(run(series("loss", broken, split=Split.TRAIN), reward), FindingKind.BLOW_UP)
    assert finding.start == 20


def test_growth_by_orders_of_magnitude_is_a_blow_up() -> None:
    loss = np.concatenate([HEALTHY_LOSS[:50], HEALTHY_LOSS[49] * 3.0 ** np.arange(30)])
    (finding,) = found(val(loss, HEALTHY_ACCURACY), FindingKind.BLOW_UP)
    assert 50 <= finding.start <= 54 and finding.value is not None and finding.value > 1e6


def test_a_blow_up_tells_where_the_loss_was_higher_before_it_came_back_for_a_while() -> None:
    loss = np.concatenate([np.linspace(2, 0.4, 12), [400, 0.5, 0.5, 60, 55, 50]])
    (finding,) = found(val(loss, np.linspace(0.5, 0.9, len(loss))), FindingKind.BLOW_UP)
    assert finding.start == 15
    assert finding.text == "val_loss blows up, from 0.4 to 60. Before, it was as high as 400 (epoch 12)."


@pytest.mark.parametrize(("bad", "said"), [(np.nan, "is not a number any more"), (np.inf, "turns infinite")])
def test_a_loss_that_blows_up_and_ends_as_no_number_is_told_both(bad: float, said: str) -> None:
    loss = np.concatenate([np.linspace(2, 0.4, 12), 0.4 * 10.0 ** np.arange(4), np.full(4, bad)])
    (finding,) = found(val(loss, np.linspace(0.5, 0.9, len(loss))), FindingKind.BLOW_UP)
    assert finding.text == f"val_loss blows up, from 0.4 to 400. At epoch 16 it {said}."


def test_a_loss_that_wanders_near_zero_does_not_blow_up() -> None:
    loss = np.concatenate([np.geomspace(1.0, 1e-5, 20), 10.0 ** -np.array([3.0, 4.5, 3.5, 4.8, 2.5, 5.0, 2.2])])
    assert found(val(loss, np.linspace(0.6, 0.99, len(loss))), FindingKind.BLOW_UP) == []


@pytest.mark.parametrize(("slope", "dead"), [(0.0, 1), (-0.2, 0)])
def test_a_loss_alone_that_falls_steadily_is_learned_from_however_high_it_stands(slope: float, dead: int) -> None:
    loss = 524 + slope * np.arange(60) + np.random.default_rng(3).normal(0, 0.3, 60)
    findings = found(run(series("loss", loss, split=Split.TRAIN)), FindingKind.DEAD)
    assert len(findings) == dead and not any("accuracy" in one.text for one in findings)


def test_three_points_are_no_problem_that_four_would_be() -> None:
    loss, accuracy = np.array([0.55, 0.64, 1.03, 1.5]), np.array([0.785, 0.78, 0.771, 0.76])
    train = series("loss", [0.74, 0.46, 0.35, 0.12], split=Split.TRAIN)
    four = run(train, *val(loss, accuracy).series)
    three = run(
        replace(train, step=train.step[:3], value=train.value[:3], epoch=train.epoch[:3]),
        *val(loss[:3], accuracy[:3]).series,
    )
    assert [one.kind for one in detect(four, OPTIONS).findings if one.severity is Severity.PROBLEM] != []
    assert [one.kind for one in detect(three, OPTIONS).findings if one.severity is Severity.PROBLEM] == []


def test_an_end_without_movement_is_a_plateau() -> None:
    loss, accuracy = knots((0, 2.3), (20, 0.5), (79, 0.5)), knots((0, 0.1), (20, 0.85), (79, 0.85))
    (finding,) = found(val(loss, np.rint(accuracy * 1999) / 1999), FindingKind.PLATEAU)
    assert abs(finding.start - 20) <= 7 and finding.end == 79


def test_breaks_are_told() -> None:
    broken = replace(val(HEALTHY_LOSS, HEALTHY_ACCURACY), breaks=(Break(40.0, "resume", "Resumed at 40."),))
    (finding,) = found(broken, FindingKind.RESTART)
    assert finding.text == "Resumed at 40." and finding.start == 40


def test_a_step_of_the_learning_rate_that_changes_nothing_says_so() -> None:
    accuracy = np.linspace(0.3, 0.8, 80)
    rate = series("lr", np.where(np.arange(80) < 40, 0.1, 0.01), Quantity.LEARNING_RATE)
    (finding,) = found(run(*val(np.full(80, 1.5), accuracy).series, rate), FindingKind.STEP)
    assert "val_loss unchanged" in finding.text and "%" not in finding.text


def test_a_step_of_the_learning_rate_is_told_with_what_the_loss_did() -> None:
    loss = np.where(np.arange(80) < 40, 1.0, 0.6) + np.random.default_rng(1).normal(0, 0.005, 80)
    rate = series("lr", np.where(np.arange(80) < 40, 0.1, 0.01), Quantity.LEARNING_RATE)
    accuracy = np.where(np.arange(80) < 40, 0.7, 0.8)
    (finding,) = found(run(*val(loss, accuracy).series, rate), FindingKind.STEP)
    assert finding.start == 40 and finding.value == pytest.approx(-0.4, abs=0.03)
    (unexplained,) = found(val(loss, accuracy), FindingKind.STEP)
    assert unexplained.start == 40 and "no learning rate" in unexplained.text


@pytest.mark.parametrize(("decimals", "told"), [(1, "1 decimal only"), (2, "2 decimals only")])
def test_one_decimal_is_not_several(decimals: int, told: str) -> None:
    loss = np.round(np.maximum(2.34 * np.exp(-np.arange(80) / 2), 0.5), decimals)
    (finding,) = found(val(loss, np.full(80, 0.3)), FindingKind.DEAD)
    assert told in finding.text


def test_test_stands_for_validation_where_nothing_was_validated() -> None:
    train = (
        series("loss", HEALTHY_LOSS, split=Split.TRAIN),
        series("accuracy", HEALTHY_ACCURACY, Quantity.ACCURACY, Split.TRAIN),
    )
    test = (
        series("test_loss", HEALTHY_LOSS * 0.6, split=Split.TEST),
        series("test_accuracy", HEALTHY_ACCURACY + 0.05, Quantity.ACCURACY, Split.TEST),
    )
    (better,) = found(run(*train, *test), FindingKind.VAL_BETTER_THAN_TRAIN)
    assert better.split == "test" and better.text.startswith("Test is better than train")
    worse = replace(test[0], value=HEALTHY_LOSS * 2), replace(test[1], value=HEALTHY_ACCURACY - 0.3)
    (gap,) = found(run(*train, *worse), FindingKind.GAP)
    assert gap.split == "test" and "of the test examples" in gap.text
    (by_loss,) = found(run(train[0], worse[0]), FindingKind.GAP)
    assert by_loss.split == "test" and "on test" in by_loss.text
    validated = series("val_loss", HEALTHY_LOSS, split=Split.VAL)
    assert found(run(train[0], worse[0], validated), FindingKind.GAP) == []


def test_the_loss_that_speaks_for_a_split_is_the_plainest_whatever_the_order_of_the_log() -> None:
    exploding = 3.0 ** np.arange(40)
    parts = (
        series("aux_box_loss", exploding),
        series("val_mse", exploding, Quantity.MSE),
        series("val_loss", np.ones(40)),
    )
    assert found(run(*parts), FindingKind.BLOW_UP) == []
    assert len(found(run(parts[1]), FindingKind.BLOW_UP)) == 1


def test_validation_better_than_train_is_told() -> None:
    a_run = run(
        series("loss", HEALTHY_LOSS * 1.4, split=Split.TRAIN),
        series("accuracy", HEALTHY_ACCURACY - 0.05, Quantity.ACCURACY, Split.TRAIN),
        *val(HEALTHY_LOSS, HEALTHY_ACCURACY).series,
    )
    (finding,) = found(a_run, FindingKind.VAL_BETTER_THAN_TRAIN)
    assert finding.value == pytest.approx(0.05, abs=0.01) and finding.severity is Severity.BENIGN


def test_a_loss_below_what_the_errors_cost_is_told() -> None:
    (finding,) = found(val(HEALTHY_LOSS * 0.05, HEALTHY_ACCURACY), FindingKind.BOUND_VIOLATED)
    assert finding.value is not None and finding.value > 10
    assert found(val(HEALTHY_LOSS, HEALTHY_ACCURACY), FindingKind.BOUND_VIOLATED) == []


def test_a_loss_above_the_calibrated_bound_is_told() -> None:
    loss = knots((0, np.log(4)), (20, 0.6), (79, 3.0))
    accuracy = knots((0, 0.25), (20, 0.8), (79, 0.8))
    (finding,) = found(val(loss, np.rint(accuracy * 1999) / 1999), FindingKind.MISCALIBRATED)
    assert "4 classes" in finding.text and 20 < finding.start < 50


@pytest.mark.parametrize(("above", "told"), [(1, 0), (2, 1)])  # with the point before, which what is smoothed lifts
def test_a_loss_is_above_the_calibrated_bound_where_it_is_so_for_as_long_as_noise_is_smoothed_over(
    above: int, told: int
) -> None:
    loss = np.concatenate([knots((0, np.log(4)), (20, 0.6), (40, 0.6)), np.full(above, 1.6)])
    accuracy = np.concatenate([knots((0, 0.25), (20, 0.8), (40, 0.8)), np.full(above, 0.8)])
    assert len(found(val(loss, np.rint(accuracy * 1999) / 1999), FindingKind.MISCALIBRATED)) == told


def test_a_loss_of_nothing_where_all_answers_are_right_is_possible() -> None:
    loss = np.concatenate([np.linspace(2.0, 0.1, 20), np.zeros(10)])
    accuracy = np.concatenate([np.linspace(0.2, 0.98, 20), np.ones(10)])
    assert found(val(loss, accuracy), FindingKind.BOUND_VIOLATED) == []


@pytest.mark.parametrize(
    ("best", "jumps", "severity"),
    [(0.7, 0.25, Severity.WATCH), (0.7, 0.35, Severity.PROBLEM), (0.5, 0.25, Severity.PROBLEM)],
)
def test_curves_that_jump_are_a_problem_where_they_jump_by_half_or_hardly_anything_is_learned(
    best: float, jumps: float, severity: Severity
) -> None:
    rng = np.random.default_rng(3)
    accuracy = np.clip(
        knots((0, best - 0.6 if best > 0.5 else best), (10, 0.5), (39, best)) + rng.normal(0, 0.06, 40), 0, 1
    )
    (finding,) = found(val(1.2 * np.exp(rng.normal(0, jumps, 40)), accuracy), FindingKind.UNSTEADY)
    assert finding.severity is severity


def test_the_calibrated_bound_has_its_known_values() -> None:
    at = most_calibrated_loss(np.array([0.1, 0.5, 1.0]), 10)
    assert at == pytest.approx([np.log(10), np.log(2) + 0.5 * np.log(9), 0.0], abs=1e-9)


def test_a_smooth_fall_has_no_steps_however_steep() -> None:
    loss = 0.01 + 2.0 / (1.0 + np.exp((np.arange(160) - 24) / 3.0))
    assert found(val(loss, np.linspace(0.3, 0.9, 160)), FindingKind.STEP) == []


def test_a_jump_that_comes_back_is_no_step() -> None:
    loss = np.full(40, 0.4) + np.random.default_rng(2).normal(0, 0.004, 40)
    loss[20:23] = 1.08, 0.57, 1.0
    assert found(val(loss, np.full(40, 0.8)), FindingKind.STEP) == []


ABOVE_THE_BOUND = (
    np.concatenate([[np.log(4)], knots((0, 1.2), (20, 0.6), (79, 3.0))]),
    np.concatenate([[0.25], np.rint(knots((0, 0.4), (20, 0.8), (79, 0.8)) * 1999) / 1999]),
)


def test_a_squared_error_is_not_taken_for_probabilities() -> None:
    loss, accuracy = ABOVE_THE_BOUND
    parts = val(loss, accuracy).series
    assert found(run(*parts), FindingKind.MISCALIBRATED)
    assert found(run(*parts, series("val_mae", loss**0.5, Quantity.MAE)), FindingKind.MISCALIBRATED) == []


def test_plain_cross_entropy_beside_a_penalised_loss_is_judged_in_its_place() -> None:
    loss, accuracy = ABOVE_THE_BOUND
    healthy = series("val_sparse_categorical_crossentropy", np.minimum(loss, 0.6))
    assert found(run(*val(loss, accuracy).series, healthy), FindingKind.MISCALIBRATED) == []
    (finding,) = found(
        run(*val(loss + 9.0, accuracy).series, series("val_crossentropy", loss)), FindingKind.MISCALIBRATED
    )
    assert "val_crossentropy (smoothed) is" in finding.text


def test_a_loss_too_high_from_the_start_may_hold_something_else() -> None:
    loss, accuracy = knots((0, 12.0), (79, 3.0)), knots((0, 0.7), (20, 0.9), (79, 0.95))
    (finding,) = found(val(loss, np.rint(accuracy * 1999) / 1999), FindingKind.MISCALIBRATED)
    assert finding.start == 0 and finding.severity is Severity.BENIGN
    assert finding.text.startswith("From the first point on the probabilities are not calibrated, or the loss holds")


@pytest.mark.parametrize(("digits", "severity"), [(4, Severity.PROBLEM), (2, Severity.WATCH)])
def test_a_loss_that_is_the_same_number_again_and_again_proves_less_in_a_coarse_log(
    digits: int, severity: Severity
) -> None:
    loss = np.concatenate([np.linspace(1.4, 0.66, 8), np.full(12, 0.6565)]).round(digits)
    accuracy = np.concatenate([np.linspace(0.3, 0.6, 8), np.full(12, 0.6)])
    (finding,) = found(val(loss, accuracy), FindingKind.DEAD)
    assert finding.severity is severity and finding.end == 19


@pytest.mark.parametrize(("epochs", "severity"), [(True, Severity.WATCH), (False, Severity.BENIGN)])
def test_batches_may_jump_where_epochs_may_not(epochs: bool, severity: Severity) -> None:
    jumps = np.exp(np.random.default_rng(5).normal(0, 0.4, 80))
    a_run = run(series("loss", HEALTHY_LOSS * jumps, split=Split.TRAIN, epochs=epochs))
    (finding,) = found(a_run, FindingKind.UNSTEADY)
    assert finding.severity is severity and ("part of an epoch" in finding.text) is not epochs


def test_a_validation_loss_alone_that_rises_for_good_is_told_and_one_that_only_jitters_is_not() -> None:
    rng = np.random.default_rng(8)
    rising = knots((0, 0.375), (3, 0.35), (15, 0.43)) + rng.normal(0, 0.01, 16)
    (finding,) = found(run(series("val_loss", rising)), FindingKind.OVERFITTING)
    assert finding.severity is Severity.WATCH and 0 <= finding.start <= 5 and "no training loss" in finding.text
    false = [
        found(
            run(series("val_loss", 0.4 * np.exp(np.random.default_rng(seed).normal(0, 0.05, 30)))),
            FindingKind.OVERFITTING,
        )
        for seed in range(200)
    ]
    assert sum(map(bool, false)) <= 2


def test_a_loss_of_nothing_beside_many_errors_is_a_problem_and_one_that_stands_still_at_a_good_level_is_none() -> None:
    accuracy = 0.745 + 0.003 * (np.arange(20) % 2)
    (nothing,) = found(val(np.full(20, 1.19e-7), accuracy), FindingKind.BOUND_VIOLATED)
    assert nothing.severity is Severity.PROBLEM
    (still,) = found(val(np.full(20, 0.64), accuracy), FindingKind.DEAD)
    assert still.severity is Severity.WATCH and "before the first point" in still.text
    assert found(val(np.full(20, 0.64), accuracy), FindingKind.BOUND_VIOLATED) == []


@pytest.mark.parametrize(
    ("rate", "level", "left", "dead"),
    [(0.3, 0.55, 1e-6, 0), (0.3, 0.65, 0, 0), (0.3, 0.55, 0, 1), (0.3, 0.4, 1e-6, 1), (0.02, 0.55, 1e-6, 1)],
)
def test_a_loss_that_fades_out_comes_to_rest_and_one_that_breaks_off_stops(
    rate: float, level: float, left: float, dead: int
) -> None:
    falling = 0.7 + 0.6 * np.exp(-rate * np.arange(40))
    loss = np.concatenate([falling[:28], falling[27] - left * np.arange(12)])
    assert len(found(val(loss, knots((0, 0.3), (27, level), (39, level))), FindingKind.DEAD)) == dead


@pytest.mark.parametrize(("before", "end", "dead"), [(0.6, 0.49, 0), (0.6, 0.45, 1), (0.4, 0.55, 0), (0.4, 0.51, 1)])
def test_whether_a_loss_came_to_rest_depends_on_the_accuracy_of_the_very_end(
    before: float, end: float, dead: int
) -> None:
    falling = 0.7 + 0.6 * np.exp(-0.3 * np.arange(28))
    loss = np.concatenate([falling, falling[-1] - 1e-6 * np.arange(12)])
    accuracy = knots((0, 0.3), (37, before), (39, end))
    assert len(found(val(loss, accuracy), FindingKind.DEAD)) == dead


@pytest.mark.parametrize(("points", "told"), [(2, 0), (3, 1), (4, 1)])
def test_a_blow_up_takes_three_points(points: int, told: int) -> None:
    loss = np.r_[np.ones(points - 1), 2000.0]
    assert len(found(run(series("val_loss", loss)), FindingKind.BLOW_UP)) == told


@pytest.mark.parametrize("slope", [0.004, 0.0])
def test_what_falls_steadily_from_a_good_level_on_has_not_stood_still(slope: float) -> None:
    loss = 1.0 - slope * np.arange(6) + (0.0 if slope else 0.001 * (np.arange(6) % 2))
    told = found(val(loss, np.array([0.61, 0.612, 0.609, 0.611, 0.613, 0.61])), FindingKind.DEAD)
    assert [one.severity for one in told] == ([] if slope else [Severity.WATCH])


@pytest.mark.parametrize(("falls", "severity"), [(True, None), (False, Severity.PROBLEM)])
def test_a_few_epochs_that_gain_little_are_not_held_against_a_loss_that_still_falls(
    falls: bool, severity: Severity | None
) -> None:
    wavers = 1.1 + 0.01 * (np.arange(10) % 2)
    loss = np.linspace(1.2, 1.05, 10) if falls else wavers
    told = found(val(loss, np.linspace(0.44, 0.51, 10)), FindingKind.DEAD)
    assert [one.severity for one in told] == ([severity] if severity else [])


def noisy(course: np.ndarray, jitter: float, seed: int) -> np.ndarray:
    return course * np.exp(np.random.default_rng(seed).normal(0, jitter, len(course)))


@pytest.mark.parametrize(
    ("fallen", "jitter", "n", "nowhere"),
    [
        (0.0, 0.2, 400, True),
        (0.0, 0.15, 1578, True),
        (0.0, 0.04, 14, True),
        (0.3, 0.2, 400, False),
        (0.6, 0.05, 14, False),
        (0.0, 0.5, 60, False),
    ],
)
def test_a_loss_that_only_jumps_about_goes_nowhere_where_less_noise_would_show_more(
    fallen: float, jitter: float, n: int, nowhere: bool
) -> None:
    seeds = range(10)
    told = [
        found(run(series("loss", noisy(np.linspace(3500, 3500 * (1 - fallen), n), jitter, seed))), FindingKind.DEAD)
        for seed in seeds
    ]
    watched = [one.severity is Severity.WATCH for ones in told for one in ones]
    assert jitter < 0.2 or (all(watched) and all("jumps about" in one.text for ones in told for one in ones))
    assert (sum(map(len, told)) >= 8) if nowhere else not any(told)


def test_a_loss_that_fell_at_once_and_then_jumps_about_a_level_has_gone_somewhere() -> None:
    loss = noisy(np.where(np.arange(300) < 1, 2.3, 0.4), 0.15, 1)
    assert found(run(series("loss", loss)), FindingKind.DEAD) == []


@pytest.mark.parametrize(
    ("end", "severity"), [(12.5, Severity.PROBLEM), (9.5, Severity.WATCH), (8.1, None), (2.0, None)]
)
def test_a_training_loss_that_rises_for_good_gets_worse_without_an_accuracy_that_would_tell(
    end: float, severity: Severity | None
) -> None:
    loss = noisy(knots((0, 25), (10, 9), (80, 8), (160, end)), 0.02, 2)
    told = found(run(series("loss", loss, split=Split.TRAIN)), FindingKind.DETERIORATION)
    assert [one.severity for one in told] == ([severity] if severity else [])


def test_a_training_loss_that_rises_beside_its_accuracy_is_told_by_both() -> None:
    loss, accuracy = noisy(knots((0, 2), (60, 0.5), (160, 1.5)), 0.02, 3), knots((0, 0.2), (60, 0.8), (160, 0.5))
    train = run(series("loss", loss, split=Split.TRAIN), series("acc", accuracy, Quantity.ACCURACY, Split.TRAIN))
    (told,) = found(train, FindingKind.DETERIORATION)
    assert "both get worse" in told.text


@pytest.mark.parametrize(("end", "dead"), [(1.13, 1), (0.9, 0)])
def test_a_loss_that_falls_to_that_of_guessing_and_no_lower_has_learned_nothing(end: float, dead: int) -> None:
    loss = knots((0, 2.5), (4, 1.2), (19, end))
    luck = 1 / 3 + np.random.default_rng(4).normal(0, 0.01, 20)
    train = run(series("loss", loss, split=Split.TRAIN), series("acc", luck, Quantity.ACCURACY, Split.TRAIN))
    assert len(found(train, FindingKind.DEAD)) == dead


@pytest.mark.parametrize(
    ("early", "late", "told"), [(0.05, 0.05, 1), (0.03, 0.01, 0), (0.01, 0.05, 1), (0.01, 0.01, 0)]
)
@pytest.mark.parametrize("jumps", [0.2, 0.35])
def test_jumps_are_unsteady_where_a_late_point_lies_far_below_the_best_before(
    early: float, late: float, told: int, jumps: float
) -> None:
    """`early`, `late`: how far the accuracy jumps in each half; what the loss jumps by does not decide."""
    random = np.random.default_rng(3)
    right = np.clip(0.8 + random.normal(0, 1, 40) * np.repeat((early, late), 20), 0, 1)
    loss = 0.6 * np.exp(random.normal(0, jumps, 40))
    assert len(found(val(loss, right), FindingKind.UNSTEADY)) == told


@pytest.mark.parametrize(("first", "jumps", "told"), [(4.0, 0.16, 0), (0.6, 0.16, 1), (4.0, 0.6, 1)])
def test_a_loss_alone_is_unsteady_where_it_jumps_by_much_of_what_it_won_or_wildly(
    first: float, jumps: float, told: int
) -> None:
    loss = noisy(knots((0, first), (12, 0.4), (59, 0.4)), jumps, 6)
    assert len(found(run(series("val_loss", loss)), FindingKind.UNSTEADY)) == told


@given(
    falls=st.lists(st.floats(0.0, 0.5), min_size=5, max_size=40),
    gains=st.lists(st.floats(0.0, 0.2), min_size=5, max_size=40),
)
def test_curves_that_never_go_back_do_not_jump_however_uneven_their_steps(
    falls: list[float], gains: list[float]
) -> None:
    n = min(len(falls), len(gains))
    loss = 2.0 * np.exp(-np.cumsum(falls[:n]))
    right = 0.1 + 0.8 * np.cumsum(gains[:n]) / max(1.0, sum(gains[:n]))
    assert not found(val(loss, right), FindingKind.UNSTEADY)


@pytest.mark.parametrize("calm", [False, True])
def test_curves_that_jumped_and_have_settled_are_not_unsteady(calm: bool) -> None:
    random = np.random.default_rng(12)
    noise = random.normal(0, 1, (2, 30)) * np.where(calm and np.arange(30) > 18, 0.1, 1.0)
    loss, right = 0.8 * np.exp(0.3 * noise[0]), 0.7 + 0.06 * noise[1]
    assert len(found(val(loss, right), FindingKind.UNSTEADY)) == (0 if calm else 1)


@pytest.mark.parametrize(("top", "told"), [(0.1, 0), (0.5, 1)])
def test_a_loss_that_doubles_from_next_to_nothing_to_little_is_not_far_off(top: float, told: int) -> None:
    loss = np.where(np.arange(25) == 3, top, 0.02 * np.exp(-np.arange(25) / 9))
    right = np.where(np.arange(25) == 3, 0.8, 0.998)
    assert len(found(val(loss, right), FindingKind.UNSTEADY)) == told


@pytest.mark.parametrize(("examples", "severity"), [(13, Severity.WATCH), (1300, Severity.PROBLEM)])
def test_what_one_example_or_two_make_is_no_problem(examples: int, severity: Severity) -> None:
    """Both get worse for good, on a handful of examples and on many."""
    right = np.round(knots((0, 0.55), (25, 0.93), (59, 0.77)) * examples) / examples
    loss = noisy(knots((0, 1.1), (25, 0.3), (59, 0.75)), 0.02, 4)
    options = replace(OPTIONS, n_examples=examples)
    told = [f for f in detect(val(loss, right), options).findings if f.kind is FindingKind.DETERIORATION]
    assert {f.severity for f in told} == {severity}
    assert all(("one or two more" in f.text) == (examples < 30) for f in told)


def test_more_than_a_handful_of_examples_can_make_by_chance_is_a_problem_also_of_a_handful() -> None:
    right = np.round(knots((0, 0.55), (25, 0.93), (59, 0.4)) * 25) / 25
    loss = noisy(knots((0, 1.1), (25, 0.3), (59, 3.0)), 0.02, 4)
    told = detect(val(loss, right), replace(OPTIONS, n_examples=25)).findings
    assert Severity.PROBLEM in {f.severity for f in told if f.kind is FindingKind.DETERIORATION}


@pytest.mark.parametrize(("jumps", "told"), [(0.01, 0), (0.08, 1)])
def test_an_accuracy_alone_that_jumps_from_point_to_point_is_unsteady(jumps: float, told: int) -> None:
    right = 0.8 + np.random.default_rng(3).normal(0, jumps, 40)
    alone = run(series("val_accuracy", np.clip(right, 0, 1), Quantity.ACCURACY))
    assert len(found(alone, FindingKind.UNSTEADY)) == told


@pytest.mark.parametrize(("end", "severity"), [(0.05, Severity.BENIGN), (1.6, Severity.WATCH)])
def test_a_second_softmax_of_the_evaluation_alone_harms_no_training(end: float, severity: Severity) -> None:
    """Ten classes; training ends below what a second softmax allows, or does not."""
    x = np.arange(40)
    right = 0.9 - 0.8 * np.exp(-x / 6)
    train = end + (2.3 - end) * np.exp(-x / 6)
    held = np.log(np.e + 9) - right
    made = run(
        series("loss", train, split=Split.TRAIN),
        series("val_loss", held),
        series("val_accuracy", right, Quantity.ACCURACY),
    )
    (told,) = found(made, FindingKind.RULER)
    assert told.severity is severity and ("only the evaluation" in told.text) == (severity is Severity.BENIGN)


@pytest.mark.parametrize(("level", "right", "harmless"), [(0.024, 0.99, True), (0.2, 0.99, False), (0.03, 0.9, False)])
def test_a_loss_that_rises_from_next_to_nothing_while_nearly_all_is_right_is_harmless(
    level: float, right: float, harmless: bool
) -> None:
    """It doubles, and is no higher than that of a calibrated model; or it is, or a tenth is wrong."""
    loss = noisy(knots((0, 20 * level), (20, level), (59, 2.2 * level)), 0.01, 5)
    told = detect(val(loss, np.full(60, right)), OPTIONS)
    rising = [e.severity for e in told.episodes if e.loss is Direction.UP]
    assert rising and all((severity is Severity.BENIGN) is harmless for severity in rising)


def test_a_harmless_rise_is_told_with_the_answers_that_are_right_in_its_end() -> None:
    loss = noisy(knots((0, 0.5), (20, 0.02), (59, 0.045)), 0.01, 5)
    told = detect(val(loss, knots((0, 0.9), (20, 0.98), (59, 0.99))), OPTIONS)
    (rise,) = (e for e in told.episodes if e.loss is Direction.UP)
    assert rise.accuracy_from is not None and rise.accuracy_to is not None
    first, last = percent_text(rise.accuracy_from), percent_text(rise.accuracy_to)
    assert first != last and f"a calibrated model with {last} of its answers right" in rise.reason


def test_what_only_the_last_point_says_is_no_problem() -> None:
    """Training leaps with its last epoch; and it went there step by step."""
    loss, right = knots((0, 3.0), (10, 0.1), (15, 0.08)), knots((0, 0.3), (10, 0.97), (15, 0.98))
    leapt, climbed = (loss.copy(), right.copy()), (loss.copy(), right.copy())
    leapt[0][-1], leapt[1][-1] = 0.6, 0.85
    climbed[0][-4:], climbed[1][-4:] = (0.2, 0.35, 0.5, 0.6), (0.95, 0.91, 0.88, 0.85)
    severities = []
    for losses, rights in (leapt, climbed):
        train = run(series("loss", losses, split=Split.TRAIN), series("acc", rights, Quantity.ACCURACY, Split.TRAIN))
        severities.append({f.severity for f in found(train, FindingKind.DETERIORATION)})
    assert Severity.PROBLEM not in severities[0] and severities[1] == {Severity.PROBLEM}


@pytest.mark.parametrize(
    ("held_out", "told"), [(0.55, [Severity.PROBLEM]), (0.62, [Severity.WATCH]), (0.79, [Severity.BENIGN]), (0.95, [])]
)
def test_accuracies_that_part_are_told_where_what_was_held_out_has_no_loss(
    held_out: float, told: list[Severity]
) -> None:
    x = np.arange(20)
    made = run(
        series("loss", 1.5 * np.exp(-x / 6), split=Split.TRAIN),
        series("acc", 0.97 - 0.6 * np.exp(-x / 5), Quantity.ACCURACY, Split.TRAIN),
        series("val_acc", held_out - 0.1 * np.exp(-x / 3), Quantity.ACCURACY),
    )
    assert [f.severity for f in found(made, FindingKind.GAP)] == told


@pytest.mark.parametrize(("train_end", "dead"), [(0.675, 1), (0.8, 0)])
@pytest.mark.parametrize("level", [0.6, 0.85])
def test_an_accuracy_that_is_one_number_while_training_gains_nothing_is_hardly_learning(
    level: float, train_end: float, dead: int
) -> None:
    """The loss goes down a little all the same: the probabilities of the one answer turn honest, at any level."""
    loss = np.array([0.32, 0.27, 0.253, 0.256, 0.258, 0.259, 0.249, 0.254, 0.256])
    made = run(
        series("loss", loss, split=Split.TRAIN),
        series("acc", np.linspace(0.67, train_end, 9), Quantity.ACCURACY, Split.TRAIN),
        series("val_loss", 1.05 * loss),
        series("val_acc", np.where(np.arange(9) % 5 == 4, level - 1 / 60, level), Quantity.ACCURACY),
    )
    assert [f.severity for f in found(made, FindingKind.DEAD)] == [Severity.PROBLEM] * dead


@pytest.mark.parametrize(
    ("train", "held_out", "dead"), [(0.94, 0.93, 1), (1.0, 0.93, 0), (0.94, 0.945, 1), (None, 0.93, 0)]
)
def test_one_answer_to_all_is_a_problem_however_often_it_is_right(
    train: float | None, held_out: float, dead: int
) -> None:
    """Training that is all right tells of more than one answer, and so may one whose share goes up and down."""
    n = 30
    loss = np.where(np.arange(n) < 10, np.linspace(0.24, 0.21, n), 0.21 + 0.003 * (-1.0) ** np.arange(n))
    right = np.full(n, train) if train is not None else 0.93 + 0.01 * np.sin(np.arange(n))
    made = run(
        series("loss", loss, split=Split.TRAIN),
        series("acc", right, Quantity.ACCURACY, Split.TRAIN),
        series("val_loss", 1.02 * loss),
        series("val_acc", np.full(n, held_out), Quantity.ACCURACY),
    )
    assert [f.severity for f in found(made, FindingKind.DEAD)] == [Severity.PROBLEM] * dead


@pytest.mark.parametrize(
    ("classes", "off", "best", "dead"),
    [(2, 0.012, 0.5, 1), (2, 0.022, 0.5, 0), (2, 0.012, 0.61, 0), (5, 0.012, 0.5, 1), (9, 0.012, 0.5, 0)],
)
def test_a_loss_that_stays_at_that_of_guessing_is_hardly_learning_where_only_f1_is_logged(
    classes: int, off: float, best: float, dead: int
) -> None:
    """Beyond six classes ln K lies so near to its neighbours that any loss is near one."""
    x = np.arange(16)
    loss = np.log(classes) * (1 + np.linspace(off, -off, 16))
    made = run(
        series("train_loss", loss, split=Split.TRAIN),
        series("val_loss", loss[::-1] - 0.001 * x),
        series("val_f1", np.clip(np.linspace(0.2, best, 16), 0.0, best), Quantity.F1),
    )
    findings = [f for f in found(made, FindingKind.DEAD) if "guessing" in f.text]
    assert len(findings) == dead
    assert all(f.severity is Severity.PROBLEM and f"among {classes} classes" in f.text for f in findings)


@pytest.mark.parametrize("bad", [(), (17.0,), (17.0, 1.6), (90.0, 5.0, 1.3)])
@pytest.mark.parametrize("classes", [2, 3, 10])
@pytest.mark.parametrize(
    ("level", "points", "slope", "dead"),
    [(1.0, 40, 0.0, 1), (1.008, 40, 0.0, 0), (1.0, 12, 0.0, 0), (1.009, 40, -0.018, 0), (0.95, 40, 0.0, 0)],
)
def test_losses_alone_that_stand_at_that_of_guessing_have_learned_nothing_however_they_began(
    bad: tuple[float, ...], classes: int, level: float, points: int, slope: float, dead: int
) -> None:
    """One that still falls, or stands beside ln K or below it, tells nothing, nor do a few points after a fall."""
    rng = np.random.default_rng(3)
    course = np.log(classes) * (level + np.linspace(0.0, slope, points))
    falls = np.linspace(4.0, 1.2, 30 if points < 40 else 0)
    train, held = (np.r_[bad, falls, course + rng.normal(0, 2e-5, points)] for _ in range(2))
    made = run(series("train_loss", train, split=Split.TRAIN), series("val_loss", held))
    findings = [f for f in found(made, FindingKind.DEAD) if "guessing" in f.text]
    assert len(findings) == dead
    assert all(f.severity is Severity.PROBLEM and f"among {classes} classes" in f.text for f in findings)


@pytest.mark.parametrize(
    ("end", "right", "dead"), [(0.92, (), 1), (0.8, (), 0), (0.8, (0.5, 0.53), 1), (0.8, (0.5, 0.7), 0)]
)
def test_a_training_whose_loss_falls_has_learned_unless_its_own_accuracy_tells_how_little(
    end: float, right: tuple[float, ...], dead: int
) -> None:
    """What was held out gains three points in all of these."""
    rng = np.random.default_rng(6)
    made = run(
        series("loss", np.linspace(1.0, end, 12), split=Split.TRAIN),
        *[series("acc", np.linspace(*right, 12), Quantity.ACCURACY, Split.TRAIN) for _ in right[:1]],
        series("val_loss", 1.0 + rng.normal(0, 0.02, 12)),
        series("val_acc", np.linspace(0.5, 0.53, 12) + rng.normal(0, 0.005, 12), Quantity.ACCURACY),
    )
    assert sum("Hardly anything is learned" in one.text for one in found(made, FindingKind.DEAD)) == dead


@pytest.mark.parametrize(
    ("classes", "left", "gained", "dead"),
    [(2, 0.06, 0.12, 1), (2, 0.06, 0.22, 0), (2, 0.13, 0.12, 0), (2, 0.015, 0.01, 0), (10, 0.06, 0.12, 1)],
)
def test_who_comes_not_far_from_guessing_in_a_whole_run_has_hardly_learned(
    classes: int, left: float, gained: float, dead: int
) -> None:
    """`left` of ln K, and an accuracy that rises by `gained` from 1/K; who never left is told of as guessing."""
    loss = np.log(classes) * (1 - np.linspace(0.0, left, 30))
    right = 1 / classes + np.linspace(0.0, gained, 30)
    made = run(
        series("loss", loss, split=Split.TRAIN),
        series("acc", right, Quantity.ACCURACY, Split.TRAIN),
        series("val_loss", loss),
        series("val_acc", right, Quantity.ACCURACY),
    )
    findings = [f for f in found(made, FindingKind.DEAD) if "guessing" in f.text]
    assert [f.severity for f in findings] == [Severity.PROBLEM] * dead
    assert all(f"guessing among {classes} classes costs ln {classes}" in f.text for f in findings)


@pytest.mark.parametrize(
    ("examples", "told"),
    [(16, [Severity.WATCH]), (20, [Severity.WATCH]), (21, [Severity.BENIGN]), (50, [Severity.BENIGN]), (160, [])],
)
def test_a_few_examples_to_validate_on_are_told_and_a_handful_is_worth_a_look(
    examples: int, told: list[Severity]
) -> None:
    """By the steps of the accuracy; training knows more and counts for nothing."""
    counts = np.random.default_rng(4).integers(examples // 3, examples, 30)
    made = run(
        series("loss", np.linspace(0.9, 0.5, 30), split=Split.TRAIN),
        series("acc", np.linspace(0.4, 0.8, 30), Quantity.ACCURACY, Split.TRAIN),
        series("val_loss", np.linspace(0.95, 0.7, 30)),
        series("val_acc", counts / examples, Quantity.ACCURACY),
    )
    findings = found(made, FindingKind.FEW_EXAMPLES)
    assert [(f.value, f.severity, f.split) for f in findings] == [(examples, how, "val") for how in told]
    step = f"one answer moves it by {100 / examples:.1f} points"
    assert not told or step.replace("6.3", "6.2") in findings[0].text


def test_of_a_few_steps_alone_nobody_knows_how_many_examples_there_are() -> None:
    """All of them may be even by chance, and twice as many examples be there."""
    counts = np.array([18, 20, 20, 20, 23, 24, 24, 24, 24, 24, 24, 24, 24, 24])
    loss = np.linspace(0.95, 0.3, 14)
    (finding,) = found(val(loss, counts / 26), FindingKind.FEW_EXAMPLES)
    assert finding.text.startswith("The validation accuracy goes in steps of 3.8 points, as of only 26 examples:")


@pytest.mark.parametrize(
    ("begins", "level", "since", "severity"),
    [
        (1.0, 0.54, 12, Severity.WATCH),
        (1.0, 0.7, 12, Severity.BENIGN),
        (1.0, 0.54, 36, Severity.BENIGN),
        (2.4, 0.54, 12, Severity.BENIGN),
    ],
)
def test_a_low_level_that_was_reached_early_and_from_nearby_is_worth_a_look(
    begins: float, level: float, since: int, severity: Severity
) -> None:
    """Not a good one, nor one that was reached late, nor one that the loss had a long way to."""
    loss = noisy(knots((0, begins), (since, 0.82), (59, 0.82)), 0.002, 3)
    right = knots((0, level - 0.15), (since, level), (59, level))
    made = run(
        series("loss", 1.01 * loss, split=Split.TRAIN),
        series("acc", right, Quantity.ACCURACY, Split.TRAIN),
        *val(loss, right).series,
    )
    assert [f.severity for f in found(made, FindingKind.PLATEAU) if f.split == "val"] == [severity]


@pytest.mark.parametrize(
    ("drift", "severities"),
    [(0.0, {"val": Severity.WATCH, "train": Severity.BENIGN}), (0.15, {"train": Severity.WATCH})],
)
def test_a_low_level_is_told_of_training_where_what_was_held_out_does_not_stay(
    drift: float, severities: dict[str, Severity]
) -> None:
    loss, right = noisy(knots((0, 1.0), (12, 0.82), (59, 0.82)), 0.002, 3), knots((0, 0.4), (12, 0.54), (59, 0.54))
    held_out = loss * (1 + knots((0, 0.0), (12, 0.0), (59, drift)))
    made = run(
        series("loss", loss, split=Split.TRAIN),
        series("acc", right, Quantity.ACCURACY, Split.TRAIN),
        *val(held_out, right).series,
    )
    assert {f.split: f.severity for f in found(made, FindingKind.PLATEAU)} == severities


@pytest.mark.parametrize(
    ("learns", "words"), [(True, "what is evaluated is not what is trained"), (False, "Learning stops")]
)
def test_a_validation_that_stands_still_beside_a_training_that_learns_is_told_as_such(learns: bool, words: str) -> None:
    x = np.arange(40)
    way = np.exp(-x / 6) if learns else np.full(40, 1.0)
    made = run(
        series("loss", 0.2 + 1.4 * way + 1e-3 * np.cos(x), split=Split.TRAIN),
        series("acc", 0.95 - 0.5 * way, Quantity.ACCURACY, Split.TRAIN),
        series("val_loss", np.full(40, 1.3172)),
        series("val_acc", 0.45 + 0.08 * (x > 20), Quantity.ACCURACY),
    )
    (finding,) = found(made, FindingKind.DEAD)
    assert words in finding.text and finding.severity is Severity.PROBLEM


def test_a_loss_below_zero_rises_from_no_nothing() -> None:
    """What a twentieth of the start is added to must not be below zero itself."""
    loss = knots((0, 1.0), (19, -2.9), (39, 0.9))
    episodes = detect(val(loss, knots((0, 0.5), (19, 0.62), (39, 0.62))), OPTIONS).episodes
    assert episodes and not any("next to nothing" in one.reason for one in episodes)


@pytest.mark.parametrize(
    ("held", "told"),
    [
        ((3.558, 3.577, 3.597, 3.62, 3.65), 1),
        ((3.558, 3.597, 3.577, 3.62, 3.65), 0),  # the same points, not in order
        ((3.558, 3.560, 3.562, 3.564, 3.566), 0),  # in order, and next to nothing
        ((3.62, 3.558, 3.577, 3.597, 3.65), 0),  # three rises are one chance in six
    ],
)
def test_a_few_points_that_rise_in_order_are_overfitting_however_little_they_rise(
    held: tuple[float, ...], told: int
) -> None:
    """Of so few the noise is not known."""
    train = np.array([4.15, 3.98, 3.83, 3.69, 3.60])
    made = run(series("train_loss", (4.3, *train), split=Split.TRAIN), series("val_loss", (4.0, *held)))
    assert [one.severity for one in found(made, FindingKind.OVERFITTING)] == [Severity.WATCH] * told


@pytest.mark.parametrize(
    ("train_end", "above", "told", "course"),
    [
        (0.3, 0.1, 1, "gets no lower (0.7"),
        (0.65, 0.1, 0, ""),  # training stands still as well
        (0.3, -0.4, 0, ""),  # it only catches up with validation, which has the lower loss
    ],
)
def test_a_held_out_loss_that_training_leaves_behind_is_overfitting_though_it_does_not_rise(
    train_end: float, above: float, told: int, course: str
) -> None:
    jitter = 0.004 * (-1.0) ** np.arange(40)
    held = knots((0, 2.3), (12, 0.7), (39, 0.707)) + jitter
    train = knots((0, 2.2), (12, 0.7 - above), (39, train_end if above > 0 else 0.75)) - jitter
    made = run(series("loss", train, split=Split.TRAIN), series("val_loss", held))
    findings = found(made, FindingKind.OVERFITTING)
    assert [one.severity for one in findings] == [Severity.WATCH] * told
    assert all(course in one.text for one in findings)


@pytest.mark.parametrize(("share", "severity"), [(1.0, Severity.WATCH), (0.05, Severity.BENIGN)])
def test_a_loss_that_is_too_low_on_validation_alone_is_worth_a_look(share: float, severity: Severity) -> None:
    """A focal loss would be too low in training as well: what is evaluated is then not what the accuracy is of."""
    training = share * HEALTHY_LOSS
    made = run(
        series("loss", training, split=Split.TRAIN),
        series("accuracy", HEALTHY_ACCURACY, Quantity.ACCURACY, Split.TRAIN),
        *val(HEALTHY_LOSS * 0.05, HEALTHY_ACCURACY).series,
    )
    (told,) = [one for one in found(made, FindingKind.BOUND_VIOLATED) if one.split == "val"]
    assert told.severity is severity
    assert ("The training loss never is" in told.text) is (severity is Severity.WATCH)


@pytest.mark.parametrize(
    ("at", "low", "told"),
    [(20, 0.2, True), (20, 0.6, False), (2, 0.05, False)],  # deep; a quarter; while it is only learned
)
def test_a_point_at_which_the_accuracy_collapses_is_worth_a_look(at: int, low: float, told: bool) -> None:
    right = noisy(knots((0, 0.1), (10, 0.8), (39, 0.85)), 0.002, 3)
    right[at] = low
    loss = noisy(knots((0, 1.9), (10, 0.6), (39, 0.5)), 0.003, 4)
    texts = [one.text for one in found(val(loss, right), FindingKind.UNSTEADY)]
    assert texts == (
        ["val_accuracy collapsed at epoch 20: 20.0 %, where the points around it have 81.5 %."] if told else []
    )


@pytest.mark.parametrize(("end", "told"), [(0.31, 0), (0.55, 1)])
def test_a_hump_of_which_all_but_what_chance_makes_is_won_back_is_no_rise(end: float, told: int) -> None:
    """The held-out loss goes from 0.3 to 0.7 and back to `end`."""
    held = knots((0, 1.2), (20, 0.3), (32, 0.7), (40, end)) + 0.02 * (-1.0) ** np.arange(41)
    made = run(series("loss", knots((0, 1.3), (20, 0.28), (40, 0.2)), split=Split.TRAIN), series("val_loss", held))
    rising = [one for one in found(made, FindingKind.OVERFITTING) if " rises (" in one.text]
    assert len(rising) == told


@pytest.mark.parametrize(("jitter", "told"), [(0.35, 0), (0.001, 1)])
def test_the_last_points_are_a_rise_only_if_they_stand_out_of_the_jitter(jitter: float, told: int) -> None:
    """Three points of forty that lie a quarter above the best."""
    held = knots((0, 1.0), (30, 0.3), (36, 0.2), (39, 0.28)) * np.exp(jitter * np.sin(2.7 * np.arange(40) ** 1.5))
    held[36:] = [0.2, 0.23, 0.26, 0.29]
    made = run(series("loss", knots((0, 1.0), (39, 0.1)), split=Split.TRAIN), series("val_loss", held))
    assert len(found(made, FindingKind.OVERFITTING)) == told


@pytest.mark.parametrize(("sharp", "severity"), [(1.0, Severity.BENIGN), (0.05, Severity.WATCH)])
def test_a_loss_too_low_for_a_cross_entropy_of_its_answers_has_a_unit_of_its_own(
    sharp: float, severity: Severity
) -> None:
    """0.94 of the answers are right: a rise from 0.3 to 0.328 is next to nothing there, of a twentieth of it one knows
    only that it is as large a share.
    """
    held = sharp * knots((0, 0.9), (12, 0.3), (39, 0.328))
    train = sharp * knots((0, 1.0), (12, 0.3), (39, 0.2))
    right = knots((0, 0.5), (12, 0.94), (39, 0.97))
    made = run(series("loss", train, split=Split.TRAIN), *val(held, right).series)
    assert [one.severity for one in found(made, FindingKind.OVERFITTING)] == [severity]


@pytest.mark.parametrize(("order", "told"), [((4, 5, 3, 7, 6, 8, 9, 10), 1), ((4, 9, 3, 7, 6, 8, 5, 10), 0)])
def test_a_training_loss_whose_points_rise_nearly_in_order_gets_worse_whatever_its_accuracy(
    order: tuple[int, ...], told: int
) -> None:
    """By seventy percent since its best, the accuracy staying; nothing is held out."""
    loss = 0.5 + 0.04 * np.array([5, 2, 0, *order])
    made = run(
        series("loss", loss, split=Split.TRAIN),
        series("accuracy", [0.6, 0.8, *[0.87] * 9], Quantity.ACCURACY, Split.TRAIN),
    )
    assert len(found(made, FindingKind.DETERIORATION)) == told


@pytest.mark.parametrize(("held", "told"), [((0.25, 0.29, 0.38), 1), ((0.25, 0.26, 0.38), 0), ((0.25, 0.24, 0.2), 0)])
def test_three_points_prove_what_rises_from_each_to_the_next(held: tuple[float, ...], told: int) -> None:
    """While training falls by half."""
    made = run(
        series("loss", (0.31, 0.2, 0.14), split=Split.TRAIN), *val(np.array(held), np.array([0.89, 0.9, 0.91])).series
    )
    assert [one.severity for one in found(made, FindingKind.OVERFITTING)] == [Severity.WATCH] * told


@pytest.mark.parametrize(
    ("leap", "first", "told"),
    [(2e4, 20, 1), (300.0, 20, 0), (2e4, 2, 0)],  # thirty times what it mostly is; what it begins with
)
def test_a_loss_that_leaps_by_orders_of_magnitude_blows_up_for_a_while(leap: float, first: int, told: int) -> None:
    loss = 10.0 + np.sin(np.arange(45) * 2.3)
    loss[first : first + 6] = leap
    (finding,) = found(run(series("loss", loss, split=Split.TRAIN)), FindingKind.BLOW_UP) or [None]
    assert (finding is not None) == bool(told)
    if finding is not None:
        assert (finding.start, finding.end, finding.severity) == (20, 25, Severity.WATCH)
        assert "leaps to 2e+04 at step 20" in finding.text.replace("epoch", "step").replace("row", "step")


@pytest.mark.parametrize(
    ("f1", "severity"),
    [(0.18, Severity.WATCH), (0.051, Severity.WATCH), (0.05, Severity.PROBLEM), (0.02, Severity.PROBLEM), (0.4, None)],
)
def test_an_f1_far_below_the_accuracy_tells_that_what_is_rare_is_hardly_found(
    f1: float, severity: Severity | None
) -> None:
    n = 20
    accuracy = val(knots((0, 0.6), (19, 0.4)), np.full(n, 0.835) + 0.002 * np.sin(np.arange(n)))
    made = run(*accuracy.series, series("val_f1", np.full(n, f1), Quantity.F1))
    assert [one.severity for one in found(made, FindingKind.METRIC)] == ([] if severity is None else [severity])


@pytest.mark.parametrize(("level", "cost", "dead"), [(0.67, 1.12, 1), (0.67, 0.4, 0), (0.9, 1.12, 0)])
def test_training_that_rises_to_the_share_of_one_class_has_learned_which_is_frequent(
    level: float, cost: float, dead: int
) -> None:
    """Validation says 0.67 in every point; a loss below the entropy of that tells of more, as does another share."""
    n = 9
    training = level - 0.22 * 0.5 ** np.arange(n)
    made = run(
        series("loss", cost + 0.6 * 0.4 ** np.arange(n), split=Split.TRAIN),
        series("acc", training, Quantity.ACCURACY, Split.TRAIN),
        *val(cost + 0.1 * 0.5 ** np.arange(n), np.full(n, 0.67)).series,
    )
    assert sum("rose to it and no further" in f.text for f in found(made, FindingKind.DEAD)) == dead


@pytest.mark.parametrize(
    ("best", "last", "accuracy", "severity"),
    [
        (0.10, 0.115, 0.97, Severity.BENIGN),  # 0.015 nats, and 3 points gained
        (0.10, 0.115, 0.95, Severity.WATCH),  # as little, and next to nothing gained while training goes to a twentieth
        (0.10, 0.115, 0.90, Severity.WATCH),  # the same while answers were lost
        (0.10, 0.25, 0.95, Severity.WATCH),  # 2.5 times, and 0.15 nats
        (1.00, 1.35, 0.95, Severity.PROBLEM),  # a third more, and 0.35 nats
    ],
)
def test_overfitting_is_as_grave_as_what_the_right_answers_lose(
    best: float, last: float, accuracy: float, severity: Severity
) -> None:
    """Of a validation accuracy of 0.94 at the best loss that ends at `accuracy`."""
    made = run(
        series("loss", knots((0, 2.3), (20, best), (59, best / 20)), split=Split.TRAIN),
        *val(knots((0, 2.3), (20, best), (59, last)), knots((0, 0.1), (20, 0.94), (59, accuracy))).series,
    )
    (told,) = found(made, FindingKind.OVERFITTING)
    assert told.severity is severity


@pytest.mark.parametrize(("top", "told"), [(0.08, 0), (0.9, 1)])
def test_a_loss_near_nothing_that_grows_to_little_does_not_blow_up(top: float, told: int) -> None:
    """From 0.0002 to 0.08, four hundred times, where nine answers in ten are right."""
    loss = np.concatenate([knots((0, 0.004), (20, 0.0002)), np.full(4, top)])
    assert len(found(val(loss, np.full(len(loss), 0.9)), FindingKind.BLOW_UP)) == told


@pytest.mark.parametrize(("gained", "moves", "dead"), [(0.05, False, 1), (0.15, False, 0), (0.05, True, 0)])
def test_a_held_out_accuracy_that_never_moves_beside_a_training_far_from_good_is_one_answer_for_all(
    gained: float, moves: bool, dead: int
) -> None:
    """Validation stands at 0.724 in every point, or at 0.759 in one; training drifts up from 0.41."""
    right = np.full(30, 21 / 29)
    right[12] = 22 / 29 if moves else right[12]
    made = run(
        series("loss", noisy(knots((0, 0.64), (12, 0.57), (29, 0.57)), 0.003, 1), split=Split.TRAIN),
        series("acc", knots((0, 0.41), (29, 0.41 + gained)), Quantity.ACCURACY, Split.TRAIN),
        *val(noisy(knots((0, 0.52), (4, 0.45), (29, 0.45)), 0.003, 2), right).series,
    )
    assert len(found(made, FindingKind.DEAD)) == dead


@pytest.mark.parametrize(
    ("gained", "held", "severity"),
    [(0.15, 0.05, Severity.PROBLEM), (0.15, 0.15, Severity.BENIGN), (0.08, 0.0, Severity.BENIGN)],
)
def test_a_gap_of_which_nothing_holds_on_validation_is_a_problem_however_narrow(
    gained: float, held: float, severity: Severity
) -> None:
    """Of two classes: training gains `gained` above 0.5 and validation `held` above its start, 7 points below."""
    made = run(
        series("loss", knots((0, 0.69), (59, 0.6)), split=Split.TRAIN),
        series("acc", knots((0, 0.5), (40, 0.5 + gained), (59, 0.5 + gained)), Quantity.ACCURACY, Split.TRAIN),
        *val(noisy(np.full(60, 0.69), 0.004, 1), knots((0, 0.43), (40, 0.43 + held), (59, 0.43 + held))).series,
    )
    assert [one.severity for one in found(made, FindingKind.GAP)] == [severity]


@pytest.mark.parametrize(
    ("began", "fell", "gain", "told"),
    [(2.2, 0.05, None, 1), (1.9, 0.05, None, 0), (2.2, 0.4, None, 0), (2.2, 0.05, 0.3, 0)],
)
def test_losses_of_which_nothing_holds_on_validation_are_a_problem(
    began: float, fell: float, gain: float | None, told: int
) -> None:
    """Training falls from 2.0 to 1.0; validation begins above or below that and falls by a tenth of it or by more.

    The numbers are those of the points: one lies below all that are smoothed.
    """
    held_out = knots((0, began), (10, began - fell), (29, began - fell))
    held_out[20] -= 0.02
    curves = [series("loss", knots((0, 2.0), (29, 1.0)), split=Split.TRAIN), series("val_loss", held_out)]
    if gain is not None:
        curves.append(series("val_acc", knots((0, 0.3), (29, 0.3 + gain)), Quantity.ACCURACY))
    findings = [one for one in found(run(*curves), FindingKind.GAP) if one.severity is Severity.PROBLEM]
    assert len(findings) == told
    assert all("from 2 to 1" in one.text and "never was below 2.13" in one.text for one in findings)


@pytest.mark.parametrize(("share", "first", "dead"), [(1.02, 0.94, 1), (0.7, 0.94, 0), (1.02, 0.98, 1)])
def test_a_loss_that_is_the_entropy_of_the_classes_from_the_second_point_on_is_one_answer_for_all(
    share: float, first: float, dead: int
) -> None:
    """Of two classes, one of which is 97.5 % of training and 98 % of validation: H = 0.117 and 0.098."""
    n = 14
    right = np.append(first, 0.975 + 0.0003 * (np.arange(n - 1) % 3))
    loss = np.append(0.25, share * 0.117 + 0.001 * (-1.0) ** np.arange(n - 1))
    made = run(
        series("loss", loss, split=Split.TRAIN),
        series("acc", right, Quantity.ACCURACY, Split.TRAIN),
        *val(0.098 + 0.004 * np.sin(np.arange(n) * 2.3), np.full(n, 0.98)).series,
    )
    assert [f.severity for f in found(made, FindingKind.DEAD)] == [Severity.PROBLEM] * dead


@pytest.mark.parametrize(("moves", "severity"), [(0.0, Severity.PROBLEM), (0.004, Severity.WATCH)])
def test_an_accuracy_that_is_one_number_in_training_too_is_one_answer_for_all(moves: float, severity: Severity) -> None:
    n = 20
    jitter = 1 + 0.001 * np.sin(np.arange(n) * 2.3)
    made = run(
        series("loss", 1.24 * jitter, split=Split.TRAIN),
        series("acc", 0.8247 + moves * (np.arange(n) % 2), Quantity.ACCURACY, Split.TRAIN),
        *val(1.23 * jitter[::-1], np.full(n, 0.8246)).series,
    )
    (finding,) = found(made, FindingKind.DEAD)
    assert finding.severity is severity


def test_a_gap_of_a_score_that_counts_no_answers_says_no_examples_are_right() -> None:
    falls = knots((0, 1.0), (59, 0.4))
    made = run(
        series("loss", falls, split=Split.TRAIN),
        series("r2", knots((0, 0.1), (59, 0.56)), Quantity.R2, Split.TRAIN),
        series("val_loss", falls),
        series("val_r2", knots((0, 0.1), (59, 0.41)), Quantity.R2),
    )
    (told,) = found(made, FindingKind.GAP)
    assert "val_r2 is 40.8 %, in training 55.7 %" in told.text and "examples" not in told.text


def test_a_loss_is_not_held_against_edits_of_a_transcript() -> None:
    wrong = knots((0, 0.9), (59, 0.36))
    losses = (
        series("loss", knots((0, 0.4), (59, 0.02)), split=Split.TRAIN),
        series("val_loss", knots((0, 0.4), (59, 0.1))),
    )
    rate = run(*losses, series("val_error_rate", wrong, Quantity.ERROR_RATE))
    assert len(found(rate, FindingKind.BOUND_VIOLATED)) == 1
    of_words = (
        series("val_wer", wrong, Quantity.WORD_ERROR_RATE),
        series("wer", wrong / 2, Quantity.WORD_ERROR_RATE, Split.TRAIN),
    )
    assert found(run(*losses, *of_words), FindingKind.BOUND_VIOLATED) == []
    (gap,) = found(run(*losses, *of_words), FindingKind.GAP)
    assert "in the end accuracy (1 - val_wer) is 63.7 %" in gap.text


@pytest.mark.parametrize(("top", "told"), [(41.5, 1), (5.5, 0)])
def test_a_training_loss_that_leaves_by_orders_of_magnitude_and_returns_is_told(top: float, told: int) -> None:
    loss = noisy(knots((0, 1.2), (59, 0.3)), 0.02, 3)
    loss[30] = top
    findings = [
        one
        for one in found(run(series("loss", loss, split=Split.TRAIN)), FindingKind.UNSTEADY)
        if "far off" in one.text
    ]
    assert [one.severity for one in findings] == [Severity.WATCH] * told


@pytest.mark.parametrize(("gained", "dead"), [(0.05, 0), (0.0, 1)])
def test_of_thousands_of_classes_the_right_ones_win_before_they_are_the_likeliest(gained: float, dead: int) -> None:
    """Six epochs of a model of language: 6.6 to 5.9 nats, and 3 to 8 % of the words."""
    loss, right = 5.9 + 0.7 * np.exp(-np.arange(6) / 2), 0.03 + gained * np.linspace(0, 1, 6)
    right = right + np.array([0.0, 0.001, -0.001, 0.001, 0.0, -0.001])
    made = run(
        series("loss", loss, split=Split.TRAIN),
        series("acc", right, Quantity.ACCURACY, Split.TRAIN),
        *val(loss, right).series,
    )
    assert len(found(made, FindingKind.DEAD)) == dead


@pytest.mark.parametrize(("drift", "severity"), [(0.0, Severity.PROBLEM), (1e-3, Severity.WATCH)])
def test_numbers_that_are_the_same_to_the_last_digit_come_of_weights_that_do_not_change(
    drift: float, severity: Severity
) -> None:
    steps = 1 + drift * np.array([0, 1, 0, 1, 1, 0, 1, 0])
    (told,) = found(val(0.19 * steps, np.full(8, 0.72)), FindingKind.DEAD)
    assert told.severity is severity


@pytest.mark.parametrize(("right", "text"), [(1.0, "before the first point"), (0.86, "every example gets the same")])
def test_one_answer_for_all_is_never_all_right(right: float, text: str) -> None:
    """Training that is all right at every point has learned before the first: so much is no frequency of a class."""
    n = 20
    made = run(
        series("loss", np.full(n, 0.4) + 0.001 * (-1.0) ** np.arange(n), split=Split.TRAIN),
        series("acc", np.full(n, right), Quantity.ACCURACY, Split.TRAIN),
        *val(np.full(n, 0.45) + 0.001 * (-1.0) ** np.arange(n), np.full(n, 0.85)).series,
    )
    (finding,) = found(made, FindingKind.DEAD)
    assert text in finding.text


def test_what_gets_worse_in_a_part_of_the_loss_is_worth_a_look_where_the_total_gets_better() -> None:
    part, right = knots((0, 5), (20, 3.5), (40, 5.2), (79, 5.1)), knots((0, 0.66), (20, 0.78), (40, 0.66), (79, 0.67))
    parts = (
        series("val_x_pred_loss", part),
        series("val_x_pred_accuracy", np.rint(right * 1999) / 1999, Quantity.ACCURACY),
    )
    (alone,) = found(run(*parts), FindingKind.DETERIORATION)
    assert alone.severity is Severity.PROBLEM and not alone.of_part
    whole = run(*parts, series("val_loss", knots((0, 1800), (20, 250), (79, 4))))
    (told,) = found(whole, FindingKind.DETERIORATION)
    assert told.severity is Severity.WATCH and told.of_part
    assert all(one.severity is not Severity.PROBLEM for one in detect(whole, OPTIONS).episodes)


def test_a_part_whose_loss_is_too_low_on_both_sides_is_not_told_to_be_so_on_validation_alone() -> None:
    """The total of the losses, which is higher, says nothing of the part."""
    low, right = knots((0, 0.12), (79, 0.04)), np.rint(knots((0, 0.65), (79, 0.85)) * 1999) / 1999
    a_run = run(
        *(series(f"{name}loss", 4 * low, split=split) for name, split in (("", Split.TRAIN), ("val_", Split.VAL))),
        *(series(f"{name}a_loss", low, split=split) for name, split in (("", Split.TRAIN), ("val_", Split.VAL))),
        series("a_accuracy", right, Quantity.ACCURACY, Split.TRAIN),
        series("val_a_accuracy", right, Quantity.ACCURACY),
    )
    told = found(a_run, FindingKind.BOUND_VIOLATED)
    assert {one.severity for one in told} == {Severity.BENIGN}
    assert [one.text.split()[0] for one in told] == ["val_a_loss", "a_loss"]


@pytest.mark.parametrize(
    ("name", "values", "other", "told"),
    [
        ("train_acc", (0.9627, 0.9723, 0.9767), (), 1),
        ("acc", (0.9627, 0.9723, 0.9767), (), 1),
        ("hour_1_acc", (0.9627, 0.9723, 0.9767), (), 0),
        ("train_acc", (0.9627, 0.9723, 0.9767), (0.9627, 0.9723, 0.9768), 0),
        ("train_acc", (0.9, 0.95, 1.0, 1.0), (), 0),
        ("train_acc", (0.9627, 0.9723, 0.9723, 0.9723), (), 0),
    ],
)
def test_two_splits_that_are_one_number_at_every_point_were_written_twice(
    name: str, values: tuple[float, ...], other: tuple[float, ...], told: int
) -> None:
    """A number that hardly moves, or is written with one or two digits, may be the same by chance."""
    made = run(
        series(name, values, Quantity.ACCURACY, Split.TRAIN),
        series("test_acc", other or values, Quantity.ACCURACY, Split.TEST),
    )
    findings = [f for f in found(made, FindingKind.METRIC) if "written twice" in f.text]
    assert [f.severity for f in findings] == [Severity.WATCH] * told


@pytest.mark.parametrize(
    ("points", "said"), [(3, "ends at 80.0 % but val_iou at 3.0 %"), (12, "medians of the last three")]
)
def test_an_end_is_the_last_value_of_a_short_log_and_a_median_is_called_one(points: int, said: str) -> None:
    right, iou = np.r_[np.full(points - 1, 0.9), 0.8], np.r_[np.full(points - 1, 0.01), 0.03]
    made = run(
        series("val_loss", np.linspace(1.0, 0.9, points)),
        series("val_accuracy", right, Quantity.ACCURACY),
        series("val_iou", iou, Quantity.IOU),
    )
    assert any(said in one.text for one in found(made, FindingKind.METRIC))


@pytest.mark.parametrize(("gain", "dead"), [(0.0, 1), (0.13, 0)])
def test_a_small_gain_that_all_later_points_keep_is_no_end_where_it_began(gain: float, dead: int) -> None:
    ups = np.array([0.02, -0.02, -0.018, -0.012, 0.0, -0.02, 0.004, -0.012, 0.02, 0.018, -0.005])
    loss = 2.75 * (1 + 3 * ups - np.where(np.arange(11) < 5, 0.0, gain))
    assert (
        sum("ends where it began" in one.text for one in found(run(series("val_mae", loss)), FindingKind.DEAD)) == dead
    )

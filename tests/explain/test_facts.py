"""Every fact, measured on curves whose answer is known by hand, and on curves of every shape."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from explain.planted import run_of, series
from hypothesis import given, settings
from hypothesis import strategies as st

from lossacc_gui.detect.detection import detect
from lossacc_gui.explain.calibration import ENOUGH, fitted_temperature
from lossacc_gui.explain.facts import FACTS, found
from lossacc_gui.explain.facts.case import Case
from lossacc_gui.explain.facts.fact import Measured, Unit
from lossacc_gui.explain.facts.words import WORDS
from lossacc_gui.explain.sentences import told
from lossacc_gui.measure.course import course_of
from lossacc_gui.measure.pairing import pairs_of
from lossacc_gui.model.analysis import Detection
from lossacc_gui.model.episode import Direction, Episode, Finding, FindingKind, Pattern, Severity
from lossacc_gui.model.options import Options
from lossacc_gui.model.predictions import Predictions
from lossacc_gui.model.run import Break, FloatArray, Quantity, Run, Split

APPROX = 1e-6
FLOOR = 0.05


def of(run: Run) -> Case:
    course = course_of(run, pairs_of(run), Options())
    return Case(run, course, detect(run, Options(), course), Options())


def steps(*levels: float) -> FloatArray:
    """Four levels of ten points each: smoothing leaves the inside of each as it is."""
    return np.repeat(np.array(levels, dtype=np.float64), 10)


def nats(later: float, earlier: float, first: float) -> float:
    """The difference of two losses on the floored scale, once more."""
    return math.log((later + FLOOR * first) / (earlier + FLOOR * first))


def staircase() -> Case:
    """Validation turns at point 20, training goes on."""
    return of(
        run_of(
            steps(2.2, 0.8, 0.4, 0.4), steps(0.2, 0.7, 0.9, 0.9), steps(2.0, 1.0, 1.5, 1.5), steps(0.2, 0.8, 0.7, 0.7)
        )
    )


def worse() -> Case:
    """A rise of the loss by more than the errors grow."""
    loss, accuracy = steps(2.0, 1.0, 2.5, 2.5), steps(0.2, 0.8, 0.7, 0.7)
    return of(run_of(loss, accuracy, loss, accuracy))


def ahead() -> Case:
    return of(run_of(np.full(40, 1.0), np.full(40, 0.5), steps(2.0, 0.5, 0.5, 0.5), np.full(40, 0.5)))


def zigzag() -> Case:
    """A level of 1 with jumps of a tenth up and down in turn; accuracy with jumps of two points."""
    sign = np.where(np.arange(40) % 2 == 0, 1.0, -1.0)
    return of(run_of(1 + 0.1 * sign, 0.5 + 0.02 * sign, 1 + 0.2 * sign, 0.5 + 0.04 * sign))


def idle() -> Case:
    """Half of the loss goes while no answer gets better."""
    loss = steps(2.0, 1.0, 1.0, 1.0)
    return of(run_of(loss, np.full(40, 0.5), loss, np.full(40, 0.5)))


def fallen() -> Case:
    """Accuracy ends 0.1 below its best under a loss that fell all the way."""
    accuracy = np.concatenate([np.full(20, 0.5), np.full(20, 0.4)])
    loss = np.linspace(2, 1, 40)
    return of(run_of(loss, accuracy, loss, accuracy))


def chance() -> Case:
    loss = np.where(np.arange(40) < 30, np.log(4), 1.0)
    accuracy = np.where(np.arange(40) < 30, 0.25, 0.5)
    return of(run_of(loss, accuracy, loss, accuracy))


def hump() -> Case:
    loss = steps(1.0, 3.0, 1.5, 1.5)
    return of(run_of(loss, steps(0.5, 0.5, 0.6, 0.6), loss, steps(0.5, 0.5, 0.6, 0.6)))


def spike() -> Case:
    loss = np.full(40, 2.0)
    loss[20] = 3.0
    return of(run_of(loss, np.full(40, 0.5), loss, np.full(40, 0.5)))


def jump() -> Case:
    """All losses fall by half from point 25 to point 26."""
    loss = np.where(np.arange(40) < 26, 1.0, 0.5)
    return of(run_of(loss, np.full(40, 0.5), loss, np.full(40, 0.5)))


def stuck() -> Case:
    loss = np.linspace(1, 0.61, 40)
    accuracy = np.where(np.arange(40) <= 20, 0.9, 0.95)
    return of(run_of(loss, accuracy, loss, accuracy))


def impossible() -> Case:
    return of(run_of(np.full(40, 1.0), np.full(40, 0.5), np.full(40, 1.0), np.where(np.arange(40) < 30, 0.0, 0.6)))


def broken() -> Case:
    loss = np.where(np.arange(40) < 30, 1.0, np.nan)
    return of(run_of(loss, np.full(40, 0.5), np.full(40, 1.0), np.full(40, 0.5)))


def late() -> Case:
    return of(run_of(np.full(40, 0.1), steps(0.5, 1.0, 1.0, 1.0), np.full(40, 1.0), steps(0.3, 0.3, 0.3, 0.8)))


def logged() -> Case:
    """A run with all kinds of further series."""
    n = np.arange(40)
    more = (
        series("lr", Quantity.LEARNING_RATE, Split.TRAIN, np.where(n < 20, 0.1, 0.01)),
        series("val_categorical_crossentropy", Quantity.LOSS, Split.VAL, steps(1.0, 0.8, 0.9, 0.9)),
        series("grad_norm", Quantity.GRADIENT_NORM, Split.TRAIN, np.where(n == 7, 12.0, 2.0)),
        series("val_balanced_accuracy", Quantity.BALANCED_ACCURACY, Split.VAL, np.full(40, 0.5)),
        series("val_top_5", Quantity.TOP_K, Split.VAL, np.full(40, 0.95)),
        series("val_mse", Quantity.MSE, Split.VAL, np.full(40, 0.3)),
        series("val_mae", Quantity.MAE, Split.VAL, np.full(40, 0.2)),
    )
    loss = np.where(n < 20, 1.0, 0.7)
    run = run_of(loss, np.full(40, 0.8), steps(3.0, 2.0, 1.8, 1.8), np.full(40, 0.8), *more)
    return of(replace(run, breaks=(Break(10.0, "restart", ""), Break(12.0, "gap", ""), Break(30.0, "resume", ""))))


def outputs() -> Case:
    """400 examples, 240 of class 0: first all answered 0, then forty errors near a tie, then those with certainty."""
    y = np.repeat([0.0, 1.0], [240, 160])

    def table(zeros: float, found: float, missed: float) -> FloatArray:
        one = np.repeat([zeros, found, missed], [240, 120, 40])
        return np.stack([1 - one, one], axis=1)

    told = (table(0.1, 0.1, 0.1), table(0.2, 0.8, 0.45), table(0.01, 0.99, 0.05))
    predictions = Predictions(y, np.array([0.0, 5.0, 10.0]), told, 2)
    loss = np.full(40, 1.0)
    loss[0], loss[10] = 2 * predictions.losses[0].mean(), 0.5 * predictions.losses[2].mean()
    run = run_of(np.full(40, 1.0), np.full(40, 0.5), loss, np.full(40, 0.9))
    return replace(of(run), predictions=predictions)


def residuals() -> Case:
    y = np.tile([0.0, 0.0, 0.0, 4.0], 10)
    predictions = Predictions(y, np.array([0.0]), (np.zeros(40),))
    return replace(staircase(), predictions=predictions)


def found_in(*stretches: tuple[float, float], split: str = "val") -> Case:
    """The staircase with an episode of every pattern and a finding of every kind in each stretch."""
    case = staircase()
    episode = Episode(
        Pattern.LOSS_WORSE_ACCURACY_FLAT, split, "", "", 0.0, 0.0, (0, 0), (0, 0), Direction.UP, Direction.FLAT,
        1.0, 2.0, 1.0, 0.5, 0.5, 0.0, Severity.WATCH, 0.9, "",
    )  # fmt: skip
    told = Detection(
        case.pairs,
        tuple(replace(episode, pattern=p, start=a, end=b) for a, b in stretches for p in Pattern),
        tuple(Finding(kind, split, a, b, Severity.WATCH, "") for a, b in stretches for kind in FindingKind),
    )
    return replace(case, detection=told)


BEST, LAST = -np.log(0.45), -np.log(0.05)
MEAN_BEST = 0.9 * -np.log(0.8) + 0.1 * BEST
MEAN_LAST = 0.9 * -np.log(0.99) + 0.1 * LAST
ENTROPY_LAST = -0.9 * (0.99 * np.log(0.99) + 0.01 * np.log(0.01)) - 0.1 * (0.95 * np.log(0.95) + 0.05 * np.log(0.05))
GAP_BEST, GAP_END = nats(1.0, 0.8, 2.0), nats(1.5, 0.4, 2.0)
SPREAD = 1.4826 / math.sqrt(6)  # second differences of +-a are +-4a, their median absolute deviation 4a


def two_way(accuracy: float, others: float = 1.0) -> float:
    return -accuracy * math.log(accuracy) - (1 - accuracy) * math.log((1 - accuracy) / others)


def on_the_ruler() -> Case:
    """Ten classes: the later half of all points lies on the line of softmax applied twice."""
    right = steps(0.5, 0.6, 0.9, 0.9)
    loss = np.log(np.e + 9) - right + np.where(np.arange(40) < 20, 0.3, 0.0)
    return of(run_of(loss, right, loss, right))


def on_the_floor() -> Case:
    """It starts at chance among ten and ends a little above the floor of a smoothing by 0.1."""
    loss, right = np.r_[np.log(10), np.full(39, 0.52)], np.r_[0.1, np.full(39, 0.98)]
    return of(run_of(loss, right, loss, right))


def negative() -> Case:
    return of(run_of(np.full(40, 1.0), np.full(40, 0.5), np.where(np.arange(40) < 10, -1.0, 1.0), np.full(40, 0.5)))


FLOOR_OF_TEN = -0.91 * math.log(0.91) - 0.09 * math.log(0.01)

KNOWN: dict[str, tuple[float, Callable[[], Case]]] = {
    "val_rise": (nats(1.5, 1.0, 2.0), staircase),
    "val_fall": (nats(2.0, 1.0, 2.0), staircase),
    "train_fall": (nats(2.2, 0.4, 2.2), staircase),
    "train_fall_after_best": (nats(0.8, 0.4, 2.2), staircase),
    "train_late_fall": (0.0, staircase),
    "train_end_up": (nats(1.5, 1.0, 1.0), hump),
    "loss_over_first": (nats(3.0, 1.0, 1.0), hump),
    "val_second_descent": (nats(3.0, 1.5, 1.0), hump),
    "val_spike": (nats(3.0, 2.0, 2.0), spike),
    **{fact.name: (0.25, lambda: found_in((10, 19))) for fact in found.FACTS if fact.unit is Unit.SHARE},
    **{fact.name: (2.0, lambda: found_in((3, 3), (9, 9))) for fact in found.FACTS if fact.unit is Unit.COUNT},
    "late_step": (nats(1.0, 0.5, 1.0), jump),
    "gap_end": (GAP_END, staircase),
    "gap_growth": (GAP_END - GAP_BEST, staircase),
    "gap_first": (nats(2.0, 2.2, 2.0), staircase),
    "val_ahead_share": (0.75, ahead),
    "accuracy_start": (0.2, staircase),
    "accuracy_end": (0.7, staircase),
    "accuracy_gain": (0.6, staircase),
    "errors_left": (math.log(0.2), staircase),
    "errors_gone": (0.75, staircase),
    "accuracy_fall": (0.1, staircase),
    "accuracy_after_best_loss": (-0.1, staircase),
    "accuracy_constant": (0.5, staircase),
    "accuracy_extreme": (0.75, impossible),
    "accuracy_grain": (0.1, staircase),
    "train_accuracy_gain": (0.7, staircase),
    "train_errors_left": (math.log(0.1), staircase),
    "answers_gap_end": (0.2, staircase),
    "answers_gap_first": (0.0, staircase),
    "gain_after_fit": (0.5, late),
    "loss_per_error_best": (math.log(1.0 / 0.2), staircase),
    "train_loss_per_error_end": (math.log(0.4 / 0.1), staircase),
    "confident_rise": (nats(2.5, 1.0, 2.0) - math.log(0.3 / 0.2), worse),
    "bound_ratio": (math.log(2.5 / math.log(2)), staircase),
    "two_way_ratio": (math.log(1.0 / two_way(0.8)), staircase),
    "ten_way_ratio": (math.log(1.0 / two_way(0.8, 9)), staircase),
    "train_two_way_ratio": (math.log(0.4 / two_way(0.9)), staircase),
    "chance_share": (0.75, chance),
    "worse_answers": (0.1, fallen),
    "train_worse_answers": (0.1, fallen),
    "idle_fall": (nats(2.0, 1.0, 2.0), idle),
    "train_idle_fall": (nats(2.0, 1.0, 2.0), idle),
    "stuck_start_fall": (nats(1.0, 0.8, 1.0), stuck),
    "noise_lead": (math.log((1.2 + 0.06) / (0.8 + 0.06)) / math.log((1.1 + 0.055) / (0.9 + 0.055)), zigzag),
    "answers_noise_lead": (2.0, zigzag),
    "accuracy_noise": (math.log(4 * 0.04 * SPREAD), zigzag),
    "learning_rate_drops": (1.0, logged),
    "step_at_rate_drop": (nats(1.0, 0.7, 1.0), logged),
    "rise_after_rate_drop": (0.0, logged),
    "restarts": (2.0, logged),
    "loss_repeated": (0.5, staircase),
    "loss_below_zero": (0.25, negative),
    "dearest_errors": (math.log(2.5), staircase),
    "on_twice_line": (20 / 27, on_the_ruler),
    "over_entropy": (math.log(0.52 / two_way(0.98, 9)), on_the_floor),
    "off_smoothed_floor": (-math.log(0.52 / FLOOR_OF_TEN), on_the_floor),
    "penalty_share": (0.5, logged),
    "plain_loss_change": (0.125, logged),
    "gradient_spike": (6.0, logged),
    "accuracy_over_balanced": (0.3, logged),
    "regression_metrics": (2.0, logged),
    "not_finite_share": (0.25, broken),
    "ends_lost": (1.0, broken),
    "overconfidence": (0.986 - 0.9, outputs),
    "overconfidence_at_best": (0.9 * 0.8 + 0.1 * 0.55 - 0.9, outputs),
    "worst_share_at_best": (BEST / 100 / MEAN_BEST, outputs),
    "error_tail": (1.0, outputs),
    "undecided": (0.1, outputs),
    "flipped_margin": (0.6, outputs),
    "flips": (0.15, outputs),
    "logged_over_plain_start": (1.0, outputs),
    "logged_over_plain": (-0.5, outputs),
    "logged_apart_start": (1.0, outputs),
    "majority_share": (0.6, outputs),
    "mix_distance": (0.1, outputs),
    "least_recall_early": (0.75, outputs),
    "recall_spread": (0.25, outputs),
    "one_answer": (0.7, outputs),
    "flatness": (ENTROPY_LAST / np.log(2), outputs),
    "spoilt_outputs": (2.0, outputs),
    "values_predicted": (1.0, residuals),
    "residual_skew": (1 / np.sqrt(3), residuals),
}
OWN_TEST = {
    *("temperature", "temperature_gain", "not_class_weights", "logged_accuracy_off", "val_rise_errors"),
    *("val_noise", "train_noise", "accuracy_fall_errors", "train_jump_errors", "gap_halfway", "early_rate"),
    *("answers_gap_halfway", "not_twice", "not_smoothing"),
}


def value(name: str, case: Case) -> float:
    told = FACTS[name].measure(case)
    assert told is not None
    return told.value


@pytest.mark.parametrize("name", KNOWN)
def test_a_fact_is_what_one_reads_off(name: str) -> None:
    expected, case = KNOWN[name]
    assert value(name, case()) == pytest.approx(expected, abs=APPROX)


def test_stretches_that_lie_upon_each_other_count_once_and_those_of_another_split_do_not() -> None:
    for fact in found.FACTS:
        if fact.unit is Unit.SHARE:
            assert value(fact.name, found_in((0, 19), (10, 29), (38, 39))) == pytest.approx(32 / 40), fact.name
        assert value(fact.name, found_in((0, 19), split="train")) == 0, fact.name
        assert value(fact.name, found_in()) == 0, fact.name


def test_what_needs_an_accuracy_is_not_known_without_one() -> None:
    case = found_in((0, 19))
    losses = tuple(s for s in case.run.series if s.quantity is Quantity.LOSS)
    bare = of(replace(case.run, series=losses))
    known = {fact.name for fact in found.FACTS if fact.measure(bare) is not None}
    assert known == {
        *("found_overfitting", "found_dead", "found_unsteady", "found_gap", "found_ahead", "found_blow_up"),
        *("found_spikes", "found_steps"),
    }


def test_every_fact_has_its_test_and_its_words() -> None:
    assert set(KNOWN) | OWN_TEST == set(FACTS), "add the new fact to KNOWN or a test of its own"
    assert set(WORDS) == set(FACTS)


def test_halfway_is_where_training_has_gone_half_of_its_way() -> None:
    """On the floored scale half of the way from 2.2 to 0.4 is passed at the second level."""
    case = staircase()
    lead = math.log((1.0 + FLOOR * 2.0) / (0.8 + FLOOR * 2.2))
    assert value("gap_halfway", case) == pytest.approx(lead, abs=0.15)
    assert value("early_rate", case) == pytest.approx(nats(2.0, 1.0, 2.0) / nats(2.2, 0.8, 2.2), abs=0.15)
    assert value("answers_gap_halfway", case) == pytest.approx(-0.1, abs=0.07)


@pytest.mark.parametrize("spread", [0.01, 0.05])
def test_noise_is_told_from_a_steep_start(spread: float) -> None:
    rng = np.random.default_rng(1)
    t = np.arange(200)
    course = 0.5 + 2 * np.exp(-t / 10)
    case = of(run_of(course * (1 + spread * rng.normal(size=200)), np.full(200, 0.5), course, np.full(200, 0.5)))
    assert math.exp(value("train_noise", case)) == pytest.approx(spread, rel=0.35)  # the least of three estimates
    assert math.exp(value("val_noise", case)) < 0.002


def test_a_rise_counts_in_standard_errors_of_its_own_curve() -> None:
    rng = np.random.default_rng(2)
    rise = np.concatenate([np.linspace(2, 1, 50), np.linspace(1, 1.3, 50)])
    errors = []
    for spread in (0.01, 0.04):
        loss = rise * (1 + spread * rng.normal(size=100))
        errors.append(value("val_rise_errors", of(run_of(rise, np.full(100, 0.5), loss, np.full(100, 0.5)))))
    assert errors[0] > 2 * errors[1] > 0
    assert value("val_rise_errors", of(run_of(rise, 0.5 + 0 * rise, np.linspace(2, 1, 100), 0.5 + 0 * rise))) == 0


def test_a_step_up_of_training_counts_in_its_own_jumps() -> None:
    rng = np.random.default_rng(3)
    loss = np.linspace(2, 1, 100) * (1 + 0.02 * rng.normal(size=100))
    loss[60:] *= 1.5
    case = of(run_of(loss, np.full(100, 0.5), loss, np.full(100, 0.5)))
    assert 10 < value("train_jump_errors", case) < 30


def test_a_fall_of_the_accuracy_counts_in_its_own_jumps() -> None:
    rng = np.random.default_rng(4)
    accuracy = np.concatenate([np.full(50, 0.8), np.full(50, 0.75)]) + 0.005 * rng.normal(size=100)
    case = of(run_of(np.full(100, 1.0), accuracy, np.full(100, 1.0), accuracy))
    assert value("accuracy_fall_errors", case) > 5


def test_the_fitted_temperature_is_the_best_of_a_fine_grid() -> None:
    case = outputs()
    assert case.predictions is not None
    p, y = case.predictions.outputs[-1], case.predictions.y_true
    own = y.astype(int)

    def loss(temperature: float) -> float:
        powered = p ** (1 / temperature)
        return float(-np.log(powered[np.arange(400), own] / powered.sum(axis=1)).mean())

    fitted = fitted_temperature(p, y)
    assert fitted.loss <= min(loss(t) for t in np.geomspace(1 / 64, 64, 2000)) + 1e-6
    assert value("temperature", case) == pytest.approx(fitted.temperature)
    assert value("temperature_gain", case) == pytest.approx(1 - fitted.loss / MEAN_LAST)


def test_a_temperature_is_fitted_to_every_second_of_twice_as_many_examples_as_are_enough() -> None:
    rng = np.random.default_rng(3)
    labels = np.sort(rng.integers(3, size=2 * ENOUGH)).astype(np.float64)
    raised = np.exp(rng.normal(0, 1, (len(labels), 3)) + 3.0 * np.eye(3)[labels.astype(int)])
    probabilities = raised / raised.sum(axis=1, keepdims=True)
    whole, half = fitted_temperature(probabilities, labels), fitted_temperature(probabilities[::2], labels[::2])
    assert whole == half and 0.2 < whole.temperature < 0.5


def weighed(extra: float) -> Case:
    """Five epochs of outputs that get better; the logged loss weighs the rarer class three times, and adds `extra`."""
    y = np.repeat([0.0, 1.0], [60, 40])
    told = []
    for right in (0.5, 0.6, 0.7, 0.8, 0.85):
        one = np.where(y == 1, right, 1 - right**2)
        told.append(np.stack([1 - one, one], axis=1))
    predictions = Predictions(y, np.arange(5.0), tuple(told))
    loss = np.full(40, 1.0)
    for k, losses in enumerate(predictions.losses):
        loss[k] = float(losses[:60].sum() + 3 * losses[60:].sum()) / 180 + extra / (1 + k) ** 2
    return replace(of(run_of(loss, np.full(40, 0.5), loss, np.full(40, 0.5))), predictions=predictions)


def test_class_weights_in_the_logged_loss_are_told_from_what_is_added_to_it() -> None:
    assert value("not_class_weights", weighed(0.0)) == pytest.approx(0.0, abs=1e-9)
    assert value("not_class_weights", weighed(1.0)) > 0.05
    assert FACTS["not_class_weights"].measure(outputs()) is None  # two epochs beside a logged loss fit by themselves


def as_logged(loss: Callable[[FloatArray, FloatArray], float]) -> Case:
    """Predictions at five epochs, and a log that holds a loss of the probabilities, (n, 3), and the true classes."""
    random, n = np.random.default_rng(4), 400
    y = random.integers(0, 3, n).astype(np.float64)
    epochs, tables, told = np.arange(0.0, 40.0, 9.0), [], np.full(40, 1.0)
    for epoch in epochs:
        scores = random.standard_normal((n, 3)) + (0.5 + epoch / 20) * np.eye(3)[y.astype(int)]
        tables.append(np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True))
        told[int(epoch)] = loss(tables[-1], y)
    run = run_of(np.full(40, 1.0), np.full(40, 0.5), told, np.full(40, 0.9))
    return replace(of(run), predictions=Predictions(y, epochs, tuple(tables)))


def of_true(table: FloatArray, y: FloatArray) -> FloatArray:
    return table[np.arange(len(y)), y.astype(int)]


def twice(table: FloatArray, y: FloatArray) -> float:
    return float(np.mean(np.log(np.exp(table).sum(axis=1)) - of_true(table, y)))


def smoothed(table: FloatArray, y: FloatArray) -> float:
    return float(np.mean(-0.9 * np.log(of_true(table, y)) - 0.1 * np.log(table).mean(axis=1)))


def test_a_second_softmax_and_smoothed_labels_are_told_apart_by_the_predictions() -> None:
    for loss, mine, other in ((twice, "not_twice", "not_smoothing"), (smoothed, "not_smoothing", "not_twice")):
        case = as_logged(loss)
        assert value(mine, case) == pytest.approx(0.0, abs=1e-9)
        assert value(other, case) > 0.04, (mine, other)


def test_a_plain_loss_needs_no_second_softmax_to_explain_it() -> None:
    case = as_logged(lambda table, y: float(np.mean(-np.log(of_true(table, y)))))
    assert FACTS["not_twice"].measure(case) is None


def test_a_logged_accuracy_is_off_only_beyond_what_a_sample_explains() -> None:
    case = outputs()
    assert value("logged_accuracy_off", case) == 0.0
    run = run_of(np.full(40, 1.0), np.full(40, 0.5), np.full(40, 1.0), np.full(40, 0.4))
    wrong = replace(of(run), predictions=case.predictions)
    held = (360 + 2) / 404
    assert value("logged_accuracy_off", wrong) == pytest.approx(0.5 - 3 * np.sqrt(held * (1 - held) / 404))


def shapes() -> dict[str, Run]:
    """Curves of every shape and length that a log may hold."""
    made: dict[str, Run] = {}

    def add(name: str, loss: Any, n: int) -> None:
        loss = np.asarray(loss, dtype=np.float64)
        accuracy = np.clip(1 - loss / (loss.max() + 1e-9) * 0.9, 0, 1)
        made[f"{name} {n}"] = run_of(0.9 * loss, accuracy, loss, 0.95 * accuracy)

    for n in (2, 3, 5, 8, 15, 60, 1000):
        t = np.linspace(0, 1, n)
        jumps = 1 + 0.03 * np.sin(np.arange(n) * 12.9898)
        add("V", np.abs(t - 0.5) + 0.1, n)
        add("U", (t - 0.5) ** 2 + 0.1, n)
        add("exponential", 2 * np.exp(-5 * t) * jumps, n)
        add("converged", np.full(n, 0.3) * jumps, n)
        add("constant", np.full(n, 0.7), n)
        add("cycles", (1.2 - t) * (1.2 + np.sin(40 * t)), n)
    n = 60
    t = np.linspace(0, 1, n)
    loss, accuracy = 2 * np.exp(-4 * t) + 0.2 + 0.3 * t, 0.9 - 0.8 * np.exp(-4 * t)
    base = run_of(loss, accuracy, 1.1 * loss, accuracy - 0.05)
    made["three decimals"] = run_of(*(np.round(v, 3) for v in (loss, accuracy, 1.1 * loss, accuracy - 0.05)))
    made["thinned"] = run_of(*(v[::4] for v in (loss, accuracy, 1.1 * loss, accuracy - 0.05)))
    made["resumed"] = replace(base, breaks=(Break(30.0, "resume", ""),))
    tail = loss.copy()
    tail[-9:] = np.nan
    made["NaN tail"] = run_of(tail, accuracy, tail, accuracy)
    made["negative"] = run_of(loss - 3, accuracy, loss - 3, accuracy)
    rare = np.arange(0, n, 5)
    sparse = [
        replace(s, step=s.step[rare].copy(), value=s.value[rare].copy(), epoch=s.step[rare].astype(np.float64))
        for s in base.series[2:]
    ]
    made["validated every fifth epoch"] = replace(base, series=(*base.series[:2], *sparse))
    made["training alone"] = replace(base, series=base.series[:2])
    made["validation alone"] = replace(base, series=base.series[2:])
    made["no accuracy"] = replace(base, series=(base.series[0], base.series[2]))
    made["no loss"] = replace(base, series=(base.series[1], base.series[3]))
    made["empty"] = replace(base, series=())
    long = np.linspace(0, 1, 10_000)
    noisy = (2 * np.exp(-4 * long) + 0.2) * (1 + 0.2 * np.sin(np.arange(10_000) * 12.9898))
    made["steps"] = run_of(noisy, 1 - noisy / 4, noisy, 1 - noisy / 4)
    return made


SHAPES = shapes()


@pytest.mark.parametrize("shape", SHAPES)
def test_no_shape_breaks_a_fact_and_its_sentence_says_no_nonsense(shape: str) -> None:
    case = of(SHAPES[shape])
    for name, fact in FACTS.items():
        with np.errstate(all="ignore"):
            found = fact.measure(case)
        if found is None or not math.isfinite(found.value):
            continue
        text = told(WORDS[name], fact.unit, found, "epoch")
        assert not re.search(r"nan|inf\b|[-+]0(\.0)? (%|points)|\{", text), (name, text)
        assert text[0].isupper() or text[0].isdigit(), text
        assert text.endswith("."), text
        assert -1 <= WORDS[name].says(found.value) <= 1


def test_a_v_that_ends_where_it_began_rose_and_a_fall_did_not() -> None:
    up, down = of(SHAPES["V 60"]), of(SHAPES["exponential 60"])
    assert FACTS["val_rise"].measure(up).told == pytest.approx(0.6 / 0.1 - 1, rel=0.2)  # type: ignore[union-attr]
    rise = FACTS["val_rise"].measure(down)
    assert rise is not None and abs(rise.told) < 0.05


NATS = [n for n, f in FACTS.items() if "nats" in f.definition and n not in KNOWN.keys() & {"accuracy_noise"}]


@settings(max_examples=15, deadline=None)
@given(st.floats(1e-3, 1e3), st.sampled_from(["exponential 60", "V 15", "cycles 60", "resumed"]))
def test_facts_in_nats_do_not_know_the_unit_of_the_loss(factor: float, shape: str) -> None:
    run = SHAPES[shape]
    scaled = replace(
        run, series=tuple(replace(s, value=s.value * factor) if s.quantity is Quantity.LOSS else s for s in run.series)
    )
    as_logged, in_other_unit = of(run), of(scaled)
    for name in NATS:
        first, second = FACTS[name].measure(as_logged), FACTS[name].measure(in_other_unit)
        assert (first is None) == (second is None), name
        if first is not None and second is not None:
            assert second.value == pytest.approx(first.value, abs=1e-6, rel=1e-6), name


def test_steps_are_as_good_as_epochs() -> None:
    run = SHAPES["cycles 60"]
    by_steps = replace(run, series=tuple(replace(s, step=s.step * 100, epoch=None) for s in run.series))
    in_epochs, in_steps = of(run), of(by_steps)
    for name in FACTS:
        first, second = FACTS[name].measure(in_epochs), FACTS[name].measure(in_steps)
        assert (None if first is None else first.value) == (None if second is None else second.value), name


@pytest.mark.parametrize("name", sorted(FACTS))
def test_a_fact_has_a_definition_and_says_what_it_means(name: str) -> None:
    fact = FACTS[name]
    assert fact.name == name
    assert fact.definition.endswith(".") and "{" not in fact.definition
    words = WORDS[name]
    assert words.low != words.high
    assert set(re.findall(r"\{(.*?)\}", words.said + words.zero)) <= {"value", "size", "where", "bound", "least"}
    assert told(words, fact.unit, Measured(0.0), "epoch")
    assert ("{bound}" in words.said + words.zero) == bool(words.bound)


@pytest.mark.parametrize(
    ("unit", "number", "text"),
    [
        (Unit.SHARE, 0.871, "87.1 %"),
        (Unit.POINTS, -0.002, "-0.2 points"),
        (Unit.DISTANCE, 0.031, "3.1 points"),
        (Unit.RELATIVE, 0.41, "+41 %"),
        (Unit.LOSS, 0.41234, "0.412"),
        (Unit.RATIO, 2.345, "2.35"),
        (Unit.COUNT, 3.0, "3"),
        (Unit.ERRORS, 2.34, "2.3 standard errors"),
    ],
)
def test_a_unit_says_how_its_number_is_written(unit: Unit, number: float, text: str) -> None:
    assert unit.written(number) == text

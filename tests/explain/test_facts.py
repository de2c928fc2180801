"""Every fact, measured on curves whose answer is known by hand."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from explain.fact_cases import (
    APPROX,
    BEST,
    ENTROPY_LAST,
    FLOOR,
    GAP_BEST,
    GAP_END,
    MEAN_BEST,
    SPREAD,
    ahead,
    at_rest,
    broken,
    chance,
    clipped,
    cut_off,
    easy,
    fallen,
    found_in,
    free,
    half_still,
    hump,
    idle,
    impossible,
    jump,
    jumping,
    late,
    logged,
    nats,
    negative,
    of,
    on_the_floor,
    on_the_ruler,
    outputs,
    residuals,
    spike,
    staircase,
    stuck,
    two_sigmoids,
    two_way,
    untrained,
    value,
    worse,
    zigzag,
)
from explain.planted import HEALTHY, run_of, series

from lossacc_gui.explain.facts import FACTS, found
from lossacc_gui.explain.facts.case import Case
from lossacc_gui.explain.facts.fact import Unit
from lossacc_gui.explain.facts.losses import LEAST_SPREAD
from lossacc_gui.explain.facts.words import WORDS
from lossacc_gui.model.episode import Severity
from lossacc_gui.model.run import Quantity, Split

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
    **{
        fact.name: (0.25, lambda: found_in((10, 19)))
        for fact in found.FACTS
        if fact.unit is Unit.SHARE and fact.name != "found_empty_epochs"
    },
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
    "loss_repeated": (0.5, half_still),
    "untrained_trend": (-19 / math.sqrt(40 * 39 * 85 / 18), untrained),
    "loss_below_zero": (0.25, negative),
    "free_errors": (0.75, free),
    "clipped_errors": (0.75, clipped),
    "dearest_errors": (math.log(2.5 / 8.8), staircase),
    "dear_throughout": (0.75, jumping),
    "even_price": (math.log(12.0), cut_off),
    "on_twice_line": (3 / 13, on_the_ruler),  # of the last third
    "on_sigmoid_line": (11 / 13, two_sigmoids),  # of the last third
    "over_entropy": (math.log(0.52 / two_way(0.98, 9)), on_the_floor),
    "off_smoothed_floor": (0.0, on_the_floor),
    "rests_high": (math.log(0.7 / two_way(0.98, 999)), at_rest),
    "first_errors": (math.log(0.4 / 0.05), easy),
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
    *("answers_gap_halfway", "not_twice", "not_smoothing", "found_empty_epochs"),
}


@pytest.mark.parametrize("name", KNOWN)
def test_a_fact_is_what_one_reads_off(name: str) -> None:
    expected, case = KNOWN[name]
    assert value(name, case()) == pytest.approx(expected, abs=APPROX)


def test_stretches_that_lie_upon_each_other_count_once_and_those_of_another_split_do_not() -> None:
    of_three, of_training, of_none = found_in((0, 19), (10, 29), (38, 39)), found_in((0, 19), split="train"), found_in()
    for fact in found.FACTS:
        if fact.name == "found_empty_epochs":
            continue  # of training, whichever split leads
        if fact.unit is Unit.SHARE:
            assert value(fact.name, of_three) == pytest.approx(32 / 40), fact.name
        assert value(fact.name, of_training) == 0, fact.name
        assert value(fact.name, of_none) == 0, fact.name


def test_what_the_accuracy_of_a_further_output_does_is_not_told_of_the_accuracy() -> None:
    case = found_in((0, 19))
    others = tuple(replace(one, accuracy_metric="val_head_accuracy") for one in case.detection.episodes)
    further = replace(case, detection=replace(case.detection, episodes=others))
    assert value("found_loss_worse", case) > 0 and value("found_loss_worse", further) == 0


def test_errors_are_gone_at_the_best_accuracy_not_where_nearly_all_were_right_first() -> None:
    right = np.r_[0.4, np.linspace(0.9, 0.9995, 19), np.full(20, 1.0)]
    measured = FACTS["errors_gone"].measure(of(run_of(1.2 - right, right, 1.2 - right, right)))
    assert measured is not None and measured.told == pytest.approx(-1.0)


def test_what_needs_an_accuracy_is_not_known_without_one() -> None:
    case = found_in((0, 19))
    losses = tuple(s for s in case.run.series if s.quantity is Quantity.LOSS)
    bare = of(replace(case.run, series=losses))
    known = {fact.name for fact in found.FACTS if fact.measure(bare) is not None}
    assert known == {
        *("found_overfitting", "found_dead", "found_unsteady", "found_gap", "found_ahead", "found_blow_up"),
        *("found_spikes", "found_steps", "found_empty_epochs"),
    }


def test_epochs_that_are_empty_are_so_for_every_split() -> None:
    assert value("found_empty_epochs", found_in((0, 39), split="train")) == 0.5
    assert value("found_empty_epochs", found_in()) == 0


def test_guessing_in_training_to_the_end_is_known_of_validation_that_does_not_show_it() -> None:
    case = found_in((20, 39), split="train")
    grave = tuple(replace(one, severity=Severity.PROBLEM) for one in case.detection.findings)
    assert value("found_chance", case) == 0
    assert value("found_chance", replace(case, detection=replace(case.detection, findings=grave))) == 0.5


@pytest.mark.parametrize(("split", "known"), [("val", False), ("train", True)])
def test_nothing_is_held_against_an_accuracy_of_a_handful_of_examples(split: str, known: bool) -> None:
    case = found_in((0, 39), split=split)
    assert (FACTS["two_way_ratio"].measure(case) is not None) is known
    assert FACTS["train_two_way_ratio"].measure(case) is not None


def test_every_fact_has_its_test_and_its_words() -> None:
    assert set(KNOWN) | OWN_TEST == set(FACTS), "add the new fact to KNOWN or a test of its own"
    assert set(WORDS) == set(FACTS)


def test_a_plain_loss_that_was_nothing_is_no_measure_of_a_rise() -> None:
    plain = series("val_crossentropy", Quantity.LOSS, Split.VAL, np.where(np.arange(40) < 30, 0.0, 0.1))
    case = of(run_of(np.full(40, 0.5), np.full(40, 1.0), np.full(40, 0.5), np.full(40, 1.0), plain))
    assert value("penalty_share", case) == pytest.approx(0.8), "a fifth of 0.5"
    assert FACTS["plain_loss_change"].measure(case) is None


@pytest.mark.parametrize("lost", [math.nan, math.inf])
def test_a_norm_that_is_no_number_is_no_spike_of_the_gradient(lost: float) -> None:
    n = np.arange(40)
    norm = np.where(n == 7, 12.0, np.where(n == 9, lost, 2.0))
    flat = np.full(40, 0.5)
    case = of(run_of(flat, flat, flat, flat, series("grad_norm", Quantity.GRADIENT_NORM, Split.TRAIN, norm)))
    found = FACTS["gradient_spike"].measure(case)
    assert found is not None and (found.value, found.start) == (6.0, n[7] + case.run.series[-1].x[0])


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


@pytest.mark.parametrize("n", [6, 10, 14, 30])
def test_a_loss_that_only_falls_is_not_told_to_jump(n: int) -> None:
    """Steps of very different sizes, as of a run whose learning rate is cut: their differences are no noise."""
    loss = 2.0 - 1.9 * np.cumsum(np.tile([1.0, 0.02], n)[:n]) / n
    case = of(run_of(loss, np.linspace(0.2, 0.9, n), loss, np.linspace(0.2, 0.9, n)))
    assert {value(name, case) for name in ("val_noise", "train_noise", "accuracy_noise")} == {math.log(LEAST_SPREAD)}


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


def test_a_loss_is_not_lost_that_goes_on_under_another_name() -> None:
    """As in a log of two stages: a loss that ends before its accuracy says so only where no other one goes on."""
    accuracy = series("accuracy", Quantity.ACCURACY, Split.TRAIN, np.linspace(0.3, 0.9, 40))
    first = series("loss", Quantity.LOSS, Split.TRAIN, np.linspace(1.5, 0.6, 20))
    later = series("fine_tune_loss", Quantity.LOSS, Split.TRAIN, np.linspace(0.9, 0.3, 40))
    bare = replace(HEALTHY, series=(first, accuracy))
    assert value("ends_lost", of(bare)) == 1.0
    assert value("ends_lost", of(replace(bare, series=(first, later, accuracy)))) == 0.0
    cut = replace(later, value=np.where(np.arange(40) < 30, later.value, np.nan))
    assert value("ends_lost", of(replace(bare, series=(first, cut, accuracy)))) == 1.0

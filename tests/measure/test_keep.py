"""The epochs worth keeping, and what is as good within the noise."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import handmade
import numpy as np
import pytest

from lossacc_gui.chart.keep import keep_texts
from lossacc_gui.measure.keep import keep_of
from lossacc_gui.measure.pairing import pairs_of
from lossacc_gui.model.episode import Finding, FindingKind, Severity
from lossacc_gui.model.options import Options
from lossacc_gui.model.quantity import Quantity
from lossacc_gui.model.run import Break, Run, Series, Split
from lossacc_gui.model.verdict import BestPoint, Keep

OPTIONS = Options()


def loss_of(values: Any, split: Split = Split.VAL, **changes: Any) -> Series:
    return handmade.series("val_loss", Quantity.LOSS, split, values, **changes)


def accuracy_of(values: Any, quantity: Quantity = Quantity.ACCURACY, split: Split = Split.VAL, **more: Any) -> Series:
    return handmade.series("val_accuracy", quantity, split, values, **more)


def run_of(*series: Series, **changes: Any) -> Run:
    return handmade.run(series, **changes)


def kept(*series: Series, **changes: Any) -> Keep:
    run = run_of(*series, **changes)
    keep = keep_of(run, pairs_of(run), OPTIONS)
    assert keep is not None
    return keep


def by_loss(values: Any, **changes: Any) -> BestPoint:
    choice = kept(loss_of(values), **changes).by_loss
    assert choice is not None
    return choice


def count(choice: BestPoint) -> float:
    """How many epochs are as good."""
    return choice.high - choice.low + 1 + len(choice.also)


def noise(n: int, spread: float, seed: int = 0) -> np.ndarray:
    return np.exp(np.random.default_rng(seed).normal(0, spread, n))


def falling(n: int) -> np.ndarray:
    return np.asarray(0.3 + 1.5 * np.exp(-5 * np.arange(n) / n))


def v_shape(n: int, best: int) -> np.ndarray:
    """Points 0 .. n - 1; the least is at index `best`."""
    return np.asarray(0.4 + 1.6 * np.abs(np.arange(n) - best) / n)


@pytest.mark.parametrize(("n", "best"), [(2, 1), (3, 1), (5, 2), (15, 6), (60, 20), (1000, 300)])
def test_the_point_of_a_v_is_kept_and_nothing_far_from_it_is_equal(n: int, best: int) -> None:
    choice = by_loss(v_shape(n, best))
    assert choice.x == best + 1 and choice.value == pytest.approx(0.4)
    assert choice.x - 0.05 * n <= choice.low <= choice.x <= choice.high <= choice.x + 0.05 * n


@pytest.mark.parametrize("n", [15, 60, 1000])
def test_around_the_bottom_of_a_u_more_is_equal_the_more_the_curve_jumps(n: int) -> None:
    bottom = 0.4 + 2 * (np.arange(n) / n - 0.5) ** 2
    widths = []
    for spread in (0.001, 0.05):
        choices = [by_loss(bottom * noise(n, spread, seed)) for seed in range(8)]
        near = [one.low <= (n + 1) / 2 <= one.high or abs(one.x - n / 2) <= 0.15 * n for one in choices]
        assert sum(near) >= 7
        widths.append(float(np.mean([count(one) for one in choices])))
    assert widths[0] < 0.35 * n and widths[1] > widths[0]


@pytest.mark.parametrize("n", [10, 15, 25])
def test_a_turn_at_the_best_is_no_noise_that_makes_what_lies_far_above_it_equal(n: int) -> None:
    way = np.arange(n) / n - 0.4
    true = np.exp(np.where(way < 0, -4 * way, 6 * way))
    choices = [by_loss(true * noise(n, 0.1, seed)) for seed in range(20)]
    dearest = [true[int(one.low) - 1 : int(one.high)].max() / true.min() for one in choices]
    assert float(np.median(dearest)) < 1.35 and max(dearest) < 2.0


@pytest.mark.parametrize("n", [2, 5, 15, 60, 1000])
def test_a_loss_that_falls_to_the_end_keeps_the_end(n: int) -> None:
    choice = by_loss(falling(n))
    assert (choice.x, choice.high) == (n, n)
    assert kept(loss_of(falling(n))).since == 0


def test_of_a_converged_curve_many_points_after_the_descent_are_equal_and_none_that_was_logged_worse() -> None:
    values = (0.3 + 1.5 * np.exp(-np.arange(200) / 15)) * noise(200, 0.03)
    choice = by_loss(values)
    assert choice.noise is not None
    equal = [choice.holds(x) for x in range(1, 201)]
    assert equal == (values <= choice.value + choice.noise).tolist() and sum(equal) > 15
    assert choice.also[0] < 120 and choice.also[-1] > 190


@pytest.mark.parametrize("n", [2, 5, 60])
def test_of_a_constant_curve_the_first_point_is_kept_and_all_are_equal(n: int) -> None:
    choice = by_loss(np.full(n, 0.6931))
    assert (choice.x, choice.low, choice.high) == (1, 1, n)


def test_in_six_points_what_differs_by_less_than_two_percent_is_equal() -> None:
    choice = by_loss([0.9, 0.505, 0.5, 0.6, 0.7, 0.8])
    assert (choice.low, choice.x, choice.high) == (2, 3, 3)


def test_one_epoch_amid_a_descent_that_is_better_by_less_than_noise_is_not_kept_and_one_beyond_it_is() -> None:
    values = falling(60) * noise(60, 0.002)
    there = np.arange(60) == 20
    assert by_loss(np.where(there, 0.999 * values.min(), values)).x > 50
    assert by_loss(np.where(there, 0.95 * values.min(), values)).x == 21


def test_the_epoch_that_is_best_amid_jitter_lies_near_the_true_best() -> None:
    true = 0.4 + 0.8 * np.abs(np.arange(100) - 40) / 100
    losses = [true[int(by_loss(true * noise(100, 0.03, seed)).x) - 1] / true.min() - 1 for seed in range(40)]
    assert float(np.mean(losses)) < 0.06


def test_the_true_best_lies_in_the_range_most_of_the_time() -> None:
    true = 0.4 + 0.8 * np.abs(np.arange(100) - 40) / 100
    choices = [by_loss(true * noise(100, 0.03, seed)) for seed in range(40)]
    assert sum(choice.low <= 41 <= choice.high for choice in choices) >= 32


@pytest.mark.parametrize("seed", range(5))
def test_jumps_beyond_what_the_examples_allow_are_those_of_the_model(seed: int) -> None:
    """Of 1,000 examples with 5 % wrong a loss is known to 14 %, and two of them differ by 40 % at most."""
    accuracy = accuracy_of(0.95 - 0.3 * np.random.default_rng(seed).random(40) ** 2)
    values = np.exp(np.random.default_rng(seed + 50).normal(-1.5, 0.8, 40))
    run = run_of(loss_of(values), accuracy)
    told, untold = (keep_of(run, (), replace(OPTIONS, n_examples=examples)) for examples in (1000, 0))
    assert told is not None and untold is not None and told.by_loss is not None and untold.by_loss is not None
    assert told.by_loss.x == untold.by_loss.x
    assert untold.by_loss.luck and not told.by_loss.luck
    equal = values[[told.by_loss.holds(x) for x in range(1, 41)]]
    assert len(equal) < 10 and equal.max() < 1.5 * values.min()


@pytest.mark.parametrize(
    ("accuracy", "tells"), [(-0.25, False), (0.0, True), (0.5, True), (1.5, False), (float("nan"), False)]
)
def test_examples_tell_the_luck_of_a_loss_where_the_accuracy_is_a_share_of_them(accuracy: float, tells: bool) -> None:
    run = run_of(loss_of(0.4 * noise(60, 0.03, 3)), accuracy_of(np.full(60, accuracy)))
    told, untold = (keep_of(run, (), replace(OPTIONS, n_examples=examples)) for examples in (100_000, 0))
    assert told is not None and untold is not None and (told.by_loss != untold.by_loss) is tells


def test_jumps_within_what_the_examples_allow_may_be_theirs() -> None:
    values, accuracy = 0.4 * noise(40, 0.02), accuracy_of(0.85 + 0.01 * np.arange(40) / 40)
    run = run_of(loss_of(values), accuracy)
    told, untold = (keep_of(run, (), replace(OPTIONS, n_examples=examples)) for examples in (1000, 0))
    assert told is not None and untold is not None and told.by_loss == untold.by_loss


@pytest.mark.parametrize("tail", [1, 10])
def test_a_tail_of_nan_is_passed_over_and_counts_as_time_spent(tail: int) -> None:
    keep = kept(loss_of([*v_shape(30, 12), *[np.nan] * tail]))
    assert keep.chosen.x == 13 and keep.since == 30 + tail - 13


def test_no_range_reaches_over_points_that_are_not_numbers() -> None:
    values = np.full(30, 0.5)
    values[10] = np.nan
    assert by_loss(values).high == 10


def test_a_curve_of_nan_only_leaves_the_accuracy_to_choose() -> None:
    keep = kept(loss_of([np.nan] * 5), accuracy_of([0.1, 0.5, 0.7, 0.6, 0.6]))
    assert keep.by_loss is None and keep.chosen.x == 3
    assert (keep.cost_of_loss, keep.cost_of_accuracy, keep.since) == (None, None, 2)


def test_a_run_without_a_number_outside_training_keeps_nothing() -> None:
    for run in (run_of(loss_of(falling(9), Split.TRAIN)), run_of(loss_of([np.nan] * 4)), run_of()):
        assert keep_of(run, pairs_of(run), OPTIONS) is None


def test_a_loss_without_an_accuracy_and_an_accuracy_without_a_loss_keep_by_themselves() -> None:
    alone = kept(loss_of(v_shape(20, 8)))
    assert alone.chosen is alone.by_loss and alone.by_accuracy is None and alone.cost_of_loss is None
    other = kept(accuracy_of(1 - v_shape(20, 8) / 4))
    assert other.chosen is other.by_accuracy and other.by_loss is None and other.chosen.x == 9


def test_test_stands_for_validation_where_there_is_none() -> None:
    assert kept(loss_of(v_shape(20, 8), Split.TEST)).chosen.x == 9
    both = kept(loss_of(v_shape(20, 8), Split.TEST), loss_of(v_shape(20, 12)))
    assert both.chosen.x == 13


def test_each_choice_is_told_with_its_cost_in_the_other() -> None:
    loss = np.interp(np.arange(40), [0, 9, 39], [2.3, 0.941, 1.4])
    accuracy = np.interp(np.arange(40), [0, 9, 20, 39], [0.1, 0.682, 0.694, 0.69])
    keep = kept(loss_of(loss), accuracy_of(accuracy))
    assert keep.by_loss is not None and keep.by_accuracy is not None
    assert (keep.by_loss.x, keep.by_accuracy.x, keep.since) == (10, 21, 30)
    assert keep.cost_of_loss == pytest.approx(0.012) and keep.cost_of_accuracy == pytest.approx(0.178, abs=0.002)


def test_one_point_that_is_best_in_both_costs_nothing() -> None:
    keep = kept(loss_of(v_shape(40, 30)), accuracy_of(0.8 - v_shape(40, 30) / 4))
    assert (keep.cost_of_loss, keep.cost_of_accuracy) == (0, 0)


def test_of_equal_accuracies_the_one_with_the_best_loss_is_kept() -> None:
    accuracy = np.minimum(0.5 + np.arange(60) / 40, 1.0)
    keep = kept(loss_of(v_shape(60, 40)), accuracy_of(accuracy))
    assert keep.by_accuracy is not None and keep.by_accuracy.x == 41
    assert (keep.by_accuracy.low, keep.by_accuracy.high) == (19, 60)  # from 38 of the 40 examples on that it shows


def test_an_error_rate_is_turned_round() -> None:
    keep = kept(accuracy_of(v_shape(20, 8), Quantity.ERROR_RATE), loss_of(v_shape(20, 8)))
    assert keep.by_accuracy is not None
    assert keep.by_accuracy.x == 9 and keep.by_accuracy.value == pytest.approx(0.6)


@pytest.mark.parametrize("seed", range(5))
def test_of_equal_accuracies_the_one_with_the_least_loss_is_kept(seed: int) -> None:
    """An accuracy on few examples takes its best value again and again, the last times where the loss has risen far."""
    grown = 0.8 + np.minimum(np.arange(40), 12) / 100
    accuracy = np.round(grown + np.random.default_rng(seed).normal(0, 0.01, 40), 2)
    loss = v_shape(40, 12)
    best = kept(loss_of(loss), accuracy_of(np.minimum(accuracy, 0.93))).by_accuracy
    assert best is not None
    equals = np.flatnonzero(np.minimum(accuracy, 0.93) == best.value)
    near = [i for i in equals if best.low - 1 <= i <= best.high - 1]
    assert loss[int(best.x) - 1] == loss[near].min()


@pytest.mark.parametrize("seed", range(5))
def test_no_point_of_a_stretch_in_which_the_loss_gets_worse_is_as_good_as_the_best(seed: int) -> None:
    loss = v_shape(40, 12) * noise(40, 0.08, seed)
    run = run_of(loss_of(loss))
    event = Finding(FindingKind.OVERFITTING, "val", 14.0, 40.0, Severity.WATCH, "It rises.", 0.6, 0.6)
    freely, bound = keep_of(run, pairs_of(run), OPTIONS), keep_of(run, pairs_of(run), OPTIONS, (event,))
    assert freely is not None and bound is not None
    assert (bound.chosen.x, bound.chosen.value) == (freely.chosen.x, freely.chosen.value)
    assert bound.chosen.high <= 14 or bound.chosen.x > 14
    later = [x for x in bound.chosen.also if x > 14]
    assert all(loss[int(x) - 1] <= 1.02 * bound.chosen.value for x in later) and set(later) <= set(freely.chosen.also)
    other = replace(event, split="train")
    assert keep_of(run, pairs_of(run), OPTIONS, (other,)) is not None
    unbound = keep_of(run, pairs_of(run), OPTIONS, (other, replace(event, loss_change=-0.6)))
    assert unbound is not None and unbound.chosen.high == freely.chosen.high


@pytest.mark.parametrize("seed", range(5))
def test_the_count_of_epochs_shifts_the_choice_and_changes_nothing_else(seed: int) -> None:
    values = v_shape(60, 20) * noise(60, 0.03, seed)
    here, there = by_loss(values), kept(loss_of(values, step=np.arange(60))).chosen
    assert (here.x - 1, here.low - 1, here.high - 1) == (there.x, there.low, there.high)


@pytest.mark.parametrize("seed", range(5))
def test_a_loss_in_another_unit_keeps_the_same_epochs(seed: int) -> None:
    values = v_shape(60, 20) * noise(60, 0.03, seed)
    here, there = by_loss(values), by_loss(values * 37.3)
    assert (here.x, here.low, here.high) == (there.x, there.low, there.high)


@pytest.mark.parametrize("seed", range(8))
def test_rounding_to_four_decimals_keeps_an_epoch_that_was_equal(seed: int) -> None:
    values = v_shape(60, 20) * noise(60, 0.02, seed)
    exact, rounded = by_loss(values), by_loss(np.round(values, 4))
    assert rounded.x == exact.x and abs(rounded.low - exact.low) <= 2 and abs(rounded.high - exact.high) <= 2


def test_an_accuracy_on_few_examples_is_equal_within_two_of_them() -> None:
    accuracy = np.full(40, 0.78)
    accuracy[10:] = 0.8
    run = run_of(accuracy_of(accuracy))
    told, untold = (keep_of(run, (), replace(OPTIONS, n_examples=examples)) for examples in (100, 0))
    assert told is not None and untold is not None
    assert (told.chosen.low, untold.chosen.low) == (1, 11)


def test_a_best_right_after_a_step_of_the_learning_rate_is_not_smeared_over_the_step() -> None:
    before, after = 1.0 + 0 * np.arange(40), 0.5 + 0.02 * np.arange(20)
    values = np.concatenate([before, after])
    rate = handmade.series("lr", Quantity.LEARNING_RATE, Split.TRAIN, [0.1] * 40 + [0.01] * 20)
    choice = kept(loss_of(values), rate).chosen
    assert choice.x == 41 and choice.low == 41


def test_a_range_reaches_over_a_break_only_to_what_is_as_good() -> None:
    values = np.concatenate([np.full(30, 0.5), np.full(30, 0.9)])
    same = np.full(60, 0.5)
    broken = (Break(31.0, "resume", "goes on"),)
    assert by_loss(values, breaks=broken).high == 30
    assert by_loss(same, breaks=broken).high == 60


def test_losses_below_zero_have_a_best_too() -> None:
    keep = kept(loss_of(v_shape(30, 12) - 2), accuracy_of(np.linspace(0, 0.5, 30)))
    assert keep.chosen.x == 13 and keep.cost_of_accuracy is None


def test_a_curve_longer_than_a_screen_keeps_a_point_that_was_logged() -> None:
    values = v_shape(30_000, 9_000) * noise(30_000, 0.02)
    choice = by_loss(values)
    assert abs(choice.x - 9_001) < 1_000 and choice.value == values[int(choice.x) - 1]
    assert choice.low <= choice.x <= choice.high


def test_curves_on_grids_of_their_own_are_compared_at_the_nearest_point() -> None:
    accuracy = accuracy_of([0.2, 0.6, 0.5, 0.4], step=[10, 20, 30, 40])
    keep = kept(loss_of(v_shape(40, 28)), accuracy)
    assert keep.chosen.x == 29 and keep.cost_of_loss == pytest.approx(0.1)


def test_the_first_pair_of_the_split_is_the_one_that_speaks() -> None:
    other = replace(loss_of(v_shape(20, 3)), metric="val_aux_loss")
    run = run_of(loss_of(v_shape(20, 12)), other, accuracy_of(1 - v_shape(20, 12) / 4))
    pairs = pairs_of(replace(run, asked=(("val_aux_loss", "val_accuracy"),)))
    keep = keep_of(run, pairs, OPTIONS)
    assert keep is not None and (keep.chosen.metric, keep.chosen.x) == ("val_aux_loss", 4)


@pytest.mark.parametrize("right", [0.0, -0.4])
def test_nothing_is_kept_for_an_accuracy_that_never_was_above_nothing(right: float) -> None:
    run = run_of(accuracy_of(np.full(20, right)))
    assert keep_of(run, pairs_of(run), OPTIONS) is None


@pytest.mark.parametrize("lost_at", [0, 12])
def test_no_point_is_kept_once_the_loss_is_no_number_any_more(lost_at: int) -> None:
    """What answers such weights give is the same for every input, however often it is right."""
    loss = np.where(np.arange(30) < lost_at, falling(30), np.nan)
    run = run_of(
        loss_of(loss, Split.TRAIN), accuracy_of(np.interp(np.arange(30), [0, lost_at or 1, 29], [0.2, 0.5, 0.9]))
    )
    x = run.series[0].x
    event = Finding(FindingKind.BLOW_UP, "train", float(x[lost_at]), float(x[-1]), Severity.PROBLEM, "Lost.")
    keep = keep_of(run, pairs_of(run), OPTIONS, (event,))
    if not lost_at:
        assert keep is None
    else:
        assert keep is not None and keep.by_accuracy is not None and keep.by_accuracy.high < x[lost_at]
        assert keep.since == x[-1] - keep.by_accuracy.x


def test_a_loss_that_ends_before_another_blows_up_and_comes_back_loses_nothing() -> None:
    """Only what is there and no number to its end is lost."""
    loss = falling(30)
    loss[12:14] = np.nan
    brief = handmade.series("val_loss_of_a_part", Quantity.LOSS, Split.VAL, falling(5))
    run = run_of(loss_of(loss), brief)
    event = Finding(FindingKind.BLOW_UP, "val", 13.0, 14.0, Severity.WATCH, "Lost for a while.")
    keep = keep_of(run, pairs_of(run), OPTIONS, (event,))
    assert keep is not None and keep.by_loss is not None and keep.by_loss.x == 30


@pytest.mark.parametrize(("share", "kept"), [(1.0, False), (0.5, True)])
def test_nothing_is_kept_of_a_run_in_which_nothing_was_learned(share: float, kept: bool) -> None:
    run = run_of(loss_of(2.303 * noise(40, 1e-4)), accuracy_of(0.1 + 0.001 * noise(40, 0.1)))
    x = run.series[0].x
    start = float(x[-1] - share * (x[-1] - x[0]))
    event = Finding(FindingKind.DEAD, "val", start, float(x[-1]), Severity.PROBLEM, "Nothing is learned.")
    assert (keep_of(run, pairs_of(run), OPTIONS, (event,)) is not None) is kept


@pytest.mark.parametrize("n", [1, 2])
def test_one_point_is_no_choice(n: int) -> None:
    run = run_of(loss_of(v_shape(n, 0), Split.TEST), accuracy_of(np.full(n, 0.8), split=Split.TEST))
    keep = keep_of(run, pairs_of(run), OPTIONS)
    assert (keep is None) is (n == 1)
    assert keep is None or keep.split is Split.TEST


@pytest.mark.parametrize("grid", [1, 4])
@pytest.mark.parametrize("seed", range(40))
def test_what_is_said_of_a_choice_is_true_of_what_was_logged(seed: int, grid: int) -> None:
    """Where loss and accuracy go up and down together, apart, or by chance, with jumps of any size."""
    rng = np.random.default_rng(seed)
    n = int(rng.integers(2, 80))
    way, jumps = np.linspace(0, 1, n), rng.choice([0.001, 0.02, 0.1, 0.6])
    shared = rng.normal(0, jumps, n)
    losses = np.exp(shared + rng.normal(0, jumps, n) - rng.uniform(-1, 2) * way + rng.uniform(0, 2) * way**2)
    right = 0.6 + rng.uniform(-0.2, 0.3) * way - rng.choice([0, 0.2]) * shared + rng.normal(0, jumps / 5, n)
    accuracies = np.round(np.clip(right, 0.01, 0.99), int(rng.integers(2, 5)))
    keep = kept(loss_of(losses), accuracy_of(accuracies[::grid], step=np.arange(1, n + 1)[::grid]))
    loss, accuracy = keep.by_loss, keep.by_accuracy
    if len(accuracies[::grid]) < 2:
        assert accuracy is None
        return
    assert loss is not None and accuracy is not None and loss.noise is not None and accuracy.noise is not None
    for choice, worse in ((loss, losses - loss.value), (accuracy, accuracy.value - accuracies[::grid])):
        most = choice.value * 0.062 if choice is loss else max(0.02, choice.noise)
        apart = min(choice.noise, most) + 1e-9
        x = np.arange(1, n + 1)[:: 1 if choice is loss else grid]
        assert -worse.min() <= min(apart, 0.0205 * choice.value)  # nothing that was logged is better beyond noise
        assert all(worse[i] <= apart for i in range(len(x)) if choice.holds(float(x[i])))
        assert choice.holds(choice.x) and worse[list(x).index(choice.x)] == 0
    assert keep.cost_of_loss is not None and keep.cost_of_accuracy is not None
    if grid == 1:
        there, here = accuracies[int(loss.x) - 1], losses[int(accuracy.x) - 1]
        assert keep.cost_of_loss == accuracy.value - there >= 0
        assert keep.cost_of_accuracy == here / loss.value - 1 >= 0
        assert loss.x == accuracy.x or (keep.cost_of_loss > 0 and keep.cost_of_accuracy > 0)
        assert not ((losses < loss.value) & (accuracies >= there)).any()
    else:
        assert keep.cost_of_loss >= 0 and keep.cost_of_accuracy >= 0


def test_the_best_accuracy_is_not_passed_over_for_a_calmer_place() -> None:
    """The least loss and the most right answers lie at one lucky epoch amid jumps; early on the accuracy was calmer."""
    losses, accuracies = 0.9 * noise(60, 0.1), 0.55 + 0.06 * np.random.default_rng(1).normal(size=60)
    accuracies[10:14] = 0.72
    losses[56], accuracies[56] = 0.6, 0.757
    keep = kept(loss_of(losses), accuracy_of(accuracies))
    assert keep.by_loss is not None and keep.by_accuracy is not None
    assert (keep.by_loss.x, keep.by_accuracy.x, keep.cost_of_loss) == (57, 57, 0)


def test_a_point_that_is_better_in_both_is_kept_before_its_neighbour() -> None:
    losses = [5.7, 1.114, 1.132, 1.35, 1.55, 1.6, 1.8, 1.6, 1.9, 1.95, 2.0, 2.1, 2.2]
    accuracies = [0.5, 0.68, 0.67, 0.668, 0.665, 0.64, 0.63, 0.62, 0.61, 0.6, 0.6, 0.6, 0.6]
    assert kept(loss_of(losses), accuracy_of(accuracies)).chosen.x == 2


def test_a_low_point_amid_explosions_is_kept_and_a_point_that_lies_far_above_the_best_is_not_as_good() -> None:
    losses = [0.405, 0.453, 161, 0.389, 96, 647, 148, 109, 410, 3.3, 1.7, 58, 41, 15, 3.2, 56, 51]
    choice = by_loss(losses)
    assert (choice.x, choice.low, choice.high, choice.also) == (4, 4, 4, (1.0,))


def test_a_point_elsewhere_that_is_as_good_is_told_also_where_the_loss_gets_worse_meanwhile() -> None:
    losses = [0.256, 0.2139, 0.2261, 0.2244, 0.3153, 0.2773, 0.2253, 0.2158, 0.2832, 0.2854]
    run = run_of(loss_of(losses))
    event = Finding(FindingKind.OVERFITTING, "val", 2.0, 10.0, Severity.WATCH, "It rises.", 0.3, 0.3)
    keep = keep_of(run, pairs_of(run), OPTIONS, (event,))
    assert keep is not None
    assert (keep.chosen.x, keep.chosen.low, keep.chosen.high, keep.chosen.also) == (2, 2, 2, (8.0,))


def watched_of(name: str, quantity: Quantity, values: Any) -> Series:
    return handmade.series(name, quantity, Split.VAL, values)


def test_what_a_task_is_judged_by_is_told_where_it_gains_by_keeping_later() -> None:
    loss, accuracy = loss_of(v_shape(20, 3)), accuracy_of(np.linspace(0.86, 0.88, 20))
    late, early = np.linspace(0.55, 0.65, 20), 0.6 - v_shape(20, 3) / 10
    keep = kept(loss, accuracy, watched_of("val_overall_f1", Quantity.F1, late))
    assert keep.by_watched is not None and keep.by_watched.x == 20
    assert keep.cost_in_watched == pytest.approx(late[-1] - late[3])
    assert keep.cost_of_watched == pytest.approx(v_shape(20, 3)[-1] / 0.4 - 1)
    for name, quantity, told in (("val_f1", Quantity.F1, False), ("val_mean_iou", Quantity.IOU, True)):
        same = kept(loss, accuracy, watched_of(name, quantity, early)).by_watched
        assert (same is not None) is told and (same is None or same.x == 4)
    assert kept(loss, accuracy, watched_of("val_T005_f1", Quantity.F1, late)).by_watched is None
    assert kept(loss, watched_of("val_mean_iou", Quantity.IOU, late)).by_watched is None


@pytest.mark.parametrize("points", [4, 5, 6, 7])
def test_of_fewer_points_than_tell_noise_only_what_is_equal_is_as_good(points: int) -> None:
    close = by_loss([*np.linspace(2.0, 1.0, points - 2), 0.9005, 0.9])
    assert (count(close) > 1, close.exactly) == (points > 5, points <= 5)
    equal = by_loss([*np.linspace(2.0, 1.0, points - 2), 0.9, 0.9])
    assert count(equal) == 2
    text = choice_text([*np.linspace(2.0, 1.0, points - 2), 0.9, 0.9])
    assert ("within noise" in text, "the same" in text) == (points > 5, points <= 5)


def choice_text(values: Any) -> str:
    run = run_of(loss_of(values))
    return " ".join(map(str, keep_texts(kept(*run.series), run)))


def detector(total: bool) -> Keep:
    """The loss of the boxes is best early, the metrics are late; with or without the sum of the losses."""
    names = {"val/box_loss": v_shape(20, 3), "val/cls_loss": falling(20)} | ({"val/loss": falling(20)} if total else {})
    losses = [handmade.series(name, Quantity.LOSS, Split.VAL, values) for name, values in names.items()]
    scores = {"mAP50(B)": 1.0, "mAP50-95(B)": 0.6, "mAP50-95(M)": 0.5}
    rise = {"(B)": np.linspace(0.5, 0.6, 20), "(M)": 0.6 - v_shape(20, 15) / 10}
    judged_by = [
        handmade.series(f"metrics/{name}", Quantity.MAP, Split.VAL, share * rise[name[-3:]])
        for name, share in scores.items()
    ]
    return kept(*losses, *judged_by)


def test_a_metric_of_the_task_leads_where_the_loss_is_but_a_part_and_the_strictest_does() -> None:
    keep = detector(total=False)
    assert (keep.chosen.metric, keep.chosen.x) == ("metrics/mAP50-95(M)", 16)
    assert keep.by_part and keep.by_loss is not None and keep.by_loss.x == 4 and keep.since == 4
    assert detector(total=True).chosen.metric == "val/loss"

"""Every fact, measured on curves whose answer is known by hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from explain.planted import pairs_of, run_of, series
from explain.test_ranking import RISE

from lossacc_gui.explain.calibration import fitted_temperature
from lossacc_gui.explain.facts import FACTS
from lossacc_gui.explain.facts.case import Case, steadied
from lossacc_gui.explain.facts.fact import Unit
from lossacc_gui.explain.facts.levels import calibrated_loss
from lossacc_gui.model.options import Options
from lossacc_gui.model.predictions import Predictions
from lossacc_gui.model.run import Break, FloatArray, Quantity, Run, Split

APPROX = 1e-6


def steps(*levels: float) -> FloatArray:
    """Four levels of ten points each: smoothing leaves the inside of each as it is."""
    return np.repeat(np.array(levels, dtype=np.float64), 10)


def h(accuracy: float, classes: float = 10) -> float:
    """The most a calibrated model can lose, once more."""
    wrong = 1 - accuracy
    return float(-accuracy * np.log(accuracy) - wrong * np.log(wrong / (classes - 1)))


def staircase() -> Case:
    """Validation turns at point 20, training goes on."""
    run = run_of(
        steps(2.2, 0.8, 0.4, 0.4), steps(0.2, 0.7, 0.9, 0.9), steps(2.0, 1.0, 1.5, 1.5), steps(0.2, 0.8, 0.7, 0.7)
    )
    return of(run)


def of(run: Run) -> Case:
    return Case(run, pairs_of(run), Options())


def swapped() -> Case:
    """The staircase with the splits exchanged, for the training half of the facts of both splits."""
    run = run_of(
        steps(2.0, 1.0, 1.5, 1.5), steps(0.2, 0.8, 0.7, 0.7), steps(2.2, 0.8, 0.4, 0.4), steps(0.2, 0.7, 0.9, 0.9)
    )
    return of(run)


def zigzag() -> Case:
    """Loss 1 +- 0.1 around a fall of 2 to 1, accuracy 0.5 +- 0.02."""
    sign = np.where(np.arange(40) % 2 == 0, 1.0, -1.0)
    loss = np.linspace(3, 1, 40) + 0.1 * sign
    return of(run_of(loss, 0.5 + 0.02 * sign, loss, 0.5 + 0.02 * sign))


def dip() -> Case:
    accuracy = np.concatenate([np.full(5, 0.5), np.full(5, 0.4), np.full(30, 0.6)])
    loss = np.linspace(2, 1, 40)
    return of(run_of(loss, accuracy, loss, accuracy))


def fallen() -> Case:
    """Accuracy ends 0.1 below its best under a loss that fell all the way."""
    accuracy = np.concatenate([np.full(20, 0.5), np.full(20, 0.4)])
    loss = np.linspace(2, 1, 40)
    return of(run_of(loss, accuracy, loss, accuracy))


def peak() -> Case:
    """Accuracy rises by steps of a thousandth, then ends 0.1 below its best."""
    accuracy = np.concatenate([np.linspace(0.761, 0.8, 40)[::2], np.full(20, 0.7)])
    accuracy[15:20] = 0.8
    loss = np.full(40, 1.0)
    return of(run_of(loss, accuracy, loss, accuracy))


def idle() -> Case:
    """Half of the loss goes while no answer gets better."""
    loss = steps(2.0, 1.0, 1.0, 1.0)
    return of(run_of(loss, np.full(40, 0.5), loss, np.full(40, 0.5)))


def hump() -> Case:
    loss = steps(1.0, 3.0, 1.5, 1.5)
    return of(run_of(loss, steps(0.5, 0.5, 0.6, 0.6), loss, steps(0.5, 0.5, 0.6, 0.6)))


def log_tail() -> Case:
    loss = np.concatenate([np.linspace(3, 1, 10), 1 + np.log(np.arange(11, 41) / 10)])
    return of(run_of(loss, 0.5, loss, np.full(40, 0.5)))


def chance() -> Case:
    loss = np.where(np.arange(40) < 30, np.log(4), 1.0)
    accuracy = np.where(np.arange(40) < 30, 0.25, 0.5)
    return of(run_of(loss, accuracy, loss, accuracy))


def stuck_start() -> Case:
    return of(run_of(1.0, np.full(40, 0.5), np.linspace(1, 0.61, 40), np.where(np.arange(40) <= 20, 0.9, 0.95)))


def stuck_start_train() -> Case:
    return of(
        run_of(np.linspace(1, 0.61, 40), np.where(np.arange(40) <= 20, 0.9, 0.95), np.full(40, 1.0), np.full(40, 0.5))
    )


def broken_numbers() -> Case:
    loss = np.where(np.arange(40) < 30, 1.0, np.nan)
    loss[29] = 50.0
    return of(run_of(loss, np.full(40, 0.5), np.full(40, 1.0), np.full(40, 0.5)))


def blank_end() -> Case:
    run = run_of(np.full(40, 1.0), np.full(40, 0.5), np.full(40, 1.0), np.full(40, 0.5))
    short = tuple(series(s.metric, s.quantity, s.split, s.value[:38]) if "loss" in s.metric else s for s in run.series)
    return of(replace(run, series=short))


def impossible() -> Case:
    return of(run_of(np.full(40, 1.0), np.full(40, 0.5), np.full(40, 1.0), np.where(np.arange(40) < 30, 0.0, 1.2)))


def late() -> Case:
    return of(run_of(np.full(40, 0.1), steps(0.5, 1.0, 1.0, 1.0), np.full(40, 1.0), steps(0.3, 0.3, 0.3, 0.8)))


def ahead() -> Case:
    return of(run_of(steps(2, 1, 1, 1), steps(0.3, 0.5, 0.5, 0.5), steps(1, 0.5, 0.5, 1.5), steps(0.4, 0.6, 0.6, 0.45)))


def spike() -> Case:
    loss = np.full(40, 2.0)
    loss[20] = 3.0
    return of(run_of(loss, np.full(40, 0.5), loss, np.full(40, 0.5)))


def swings() -> Case:
    """Down by half, up by half, down, and up by the double: the last rise is the largest."""
    loss = np.repeat([4.0, 2.0, 3.0, 2.0, 4.0], 8)
    return of(run_of(loss, np.full(40, 0.5), loss, np.full(40, 0.5)))


def settings() -> Case:
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


def episodes() -> Case:
    """The staircase with one episode of each kind that is counted, the first being the one explained."""
    case = staircase()
    x = {"start_range": (0.0, 0.0), "end_range": (0.0, 0.0)}
    down, up, flat = (type(RISE.loss)(d) for d in ("down", "up", "flat"))
    rise = replace(RISE, start=20.0, end=29.0, accuracy_from=0.8, accuracy_to=0.7, loss_from=1.0, loss_to=1.5, **x)
    both = replace(rise, start=0.0, end=3.0, loss=down, accuracy=down)
    calm = replace(rise, start=10.0, end=11.0, loss=down, accuracy=flat)
    train = replace(rise, split="train", start=0.0, end=39.0, loss=up)
    detection = replace(case.detection, episodes=(rise, both, calm, train))
    return replace(case, detection=detection, episode=rise)


def outputs() -> Case:
    """100 examples, 60 of class 0: first all answered 0, then ten errors near a tie, then those with certainty."""
    y = np.repeat([0.0, 1.0], [60, 40])

    def table(zeros: float, found: float, missed: float) -> FloatArray:
        one = np.repeat([zeros, found, missed], [60, 30, 10])
        return np.stack([1 - one, one], axis=1)

    told = (table(0.1, 0.1, 0.1), table(0.2, 0.8, 0.45), table(0.01, 0.99, 0.05))
    predictions = Predictions(y, np.array([0.0, 5.0, 10.0]), told, 2)
    loss = np.full(40, 1.0)
    loss[0], loss[10] = 2 * predictions.losses[0].mean(), 0.5 * predictions.losses[2].mean()
    run = run_of(np.full(40, 1.0), np.full(40, 0.5), loss, np.full(40, 0.9))
    return replace(of(run), predictions=predictions)


def residuals() -> Case:
    y = np.array([0.0, 0.0, 0.0, 4.0])
    predictions = Predictions(y, np.array([0.0]), (np.zeros(4),))
    return replace(staircase(), predictions=predictions)


BEST, LAST = -np.log(0.45), -np.log(0.05)
MEAN_BEST = 0.9 * -np.log(0.8) + 0.1 * BEST
MEAN_LAST = 0.9 * -np.log(0.99) + 0.1 * LAST
ENTROPY_LAST = -0.9 * (0.99 * np.log(0.99) + 0.01 * np.log(0.01)) - 0.1 * (0.95 * np.log(0.95) + 0.05 * np.log(0.05))
ZIGZAG = 1.4826 / np.sqrt(6)  # second differences of +-a are +-4a, their median absolute deviation 4a

# of facts of both splits the name without the split: (val value, case of val, case of train)
BOTH: dict[str, tuple[float, Callable[[], Case], Callable[[], Case]]] = {
    "accuracy_end": (0.7, staircase, swapped),
    "accuracy_start": (0.2, staircase, swapped),
    "accuracy_best": (0.8, staircase, swapped),
    "loss_end": (1.5, staircase, swapped),
    "loss_fall": (0.5, staircase, swapped),
    "error_fall": (0.75, staircase, swapped),
    "loss_per_error_end": (5.0, staircase, swapped),
    "loss_per_error_growth": (1.0, staircase, swapped),
    "calibrated_ratio_start": (2.0 / h(0.2), staircase, swapped),
    "calibrated_ratio_best": (1.0 / h(0.8), staircase, swapped),
    "calibrated_ratio_end": (1.5 / h(0.7), staircase, swapped),
    "skill": ((0.8 - 1 / 5) / (1 - 1 / 5), staircase, swapped),
    "tight_ratio_end": (1.5 / h(0.7, 5), staircase, swapped),
    "start_over_chance": (2.0 / np.log(5), staircase, swapped),
    "loss_per_error_early": (2.5, staircase, swapped),
    "loss_per_error_at_best": (5.0, staircase, swapped),
    "worse_answers": (0.1, fallen, fallen),
    "lasting_fall": (0.1, peak, peak),
    "idle_fall": (0.5, idle, idle),
    "least_bound_ratio": (2.5 / np.log(2), staircase, swapped),
    "chance_share": (0.75, chance, chance),
    "constant_accuracy_share": (0.5, staircase, swapped),
    "loss_rise": (0.5, staircase, swapped),
    "loss_best_position": (11 / 39, staircase, swapped),
    "accuracy_best_position": (11 / 39, staircase, swapped),
    "accuracy_fall": (0.1, staircase, swapped),
    "drop": (0.1, staircase, swapped),
    "drop_position": (21 / 39, staircase, swapped),
    "drop_loss_change": (0.5, staircase, swapped),
    "drop_recovered": (2.0, dip, dip),
    "fall_under_falling_loss": (0.1, fallen, fallen),
    "loss_late_change": (1.5 / (4 / 3) - 1, staircase, swapped),
    "accuracy_late_gain": (0.7 - 2.2 / 3, staircase, swapped),
    "stuck_start_loss_fall": (0.2, stuck_start, stuck_start_train),
    "second_descent": (0.5, hump, hump),
    "loss_jitter": (0.0, staircase, swapped),
    "accuracy_jitter": (0.08 * ZIGZAG, zigzag, zigzag),
    "loss_spike": (0.5, spike, spike),
    "setbacks": (1.0, zigzag, zigzag),
    "setback_size": (np.log(1.5) / (2 * np.log(2) + 2 * np.log(1.5)), swings, swings),
    "late_start": (9 / 39, staircase, swapped),
    "accuracy_done": (11 / 39, staircase, swapped),
    "accuracy_early": (0.2, staircase, swapped),
    "two_way_ratio": (1.0 / h(0.8, 2), staircase, swapped),
}


ONE: dict[str, tuple[float, Callable[[], Case]]] = {
    "accuracy_outside_share": (0.25, impossible),
    "impossible_accuracy_share": (1.0, impossible),
    "val_fall_after_best_loss": (0.1, staircase),
    "gap_at_val_peak": (0.0, peak),
    "loss_lead_at_best": (0.25, staircase),
    "gap_halfway": (-0.1, staircase),
    "train_loss_after_val_best": (-0.5, staircase),
    "val_gain_after_fit": (0.5, late),
    "gap_late": (0.2, staircase),
    "gap_end": (0.2, staircase),
    "loss_lead_late": (1.5 / 0.4 - 1, staircase),
    "val_ahead_share": (0.75, ahead),
    "val_accuracy_step": (0.1, staircase),
    "jitter_lead": (1.0, zigzag),
    "not_finite_share": (0.25, broken_numbers),
    "blow_up": (50.0, broken_numbers),
    "learning_rate_drops": (1.0, settings),
    "step_at_rate_drop": (-0.3, settings),
    "restarts": (2.0, settings),
    "penalty_share": (0.5, settings),
    "plain_loss_change": (0.125, settings),
    "gradient_spike": (6.0, settings),
    "accuracy_over_balanced": (0.3, settings),
    "top_k_lead": (0.15, settings),
    "regression_metrics": (2.0, settings),
    "points": (40.0, staircase),
    "classes": (10.0, staircase),
    "rising_loss_share": (0.25, episodes),
    "falling_both_share": (0.1, episodes),
    "flat_accuracy_share": (0.05, episodes),
    "episode_position": (24.5 / 39, episodes),
    "episode_loss_change": (2 / 3, episodes),
    "episode_accuracy_change": (0.001, episodes),
    "episode_accuracy": (0.7, episodes),
    "episode_per_error_change": ((1.5 / 0.3) / (1.0 / 0.2) - 1, episodes),
    "episode_train_loss_change": (0.4 / (1.6 / 3) - 1, episodes),
    "ece": (0.9 * -0.01 + 0.1 * 0.95, outputs),
    "overconfidence": (0.986 - 0.9, outputs),
    "overconfidence_at_best": (0.9 * 0.8 + 0.1 * 0.55 - 0.9, outputs),
    "worst_share": (LAST / 100 / MEAN_LAST, outputs),
    "worst_share_at_best": (BEST / 100 / MEAN_BEST, outputs),
    "error_tail": (1.0, outputs),
    "sure_errors": (0.0, outputs),
    "undecided": (0.1, outputs),
    "flipped_margin": (0.6, outputs),
    "flips": (0.15, outputs),
    "logged_over_plain_start": (1.0, outputs),
    "logged_over_plain": (-0.5, outputs),
    "majority_share": (0.6, outputs),
    "majority_overanswered": (0.4, outputs),
    "mix_distance": (0.1, outputs),
    "least_recall_early": (0.75, outputs),
    "recall_spread": (0.25, outputs),
    "one_answer": (0.7, outputs),
    "flatness": (ENTROPY_LAST / np.log(2), outputs),
    "spoilt_outputs": (2.0, outputs),
    "values_predicted": (1.0, residuals),
    "residual_bias": (1 / np.sqrt(3), residuals),
    "residual_skew": (1 / np.sqrt(3), residuals),
}
OWN_TEST = {
    *("log_tail_fit", "loss_lead_early", "per_error_lead_early", "temperature", "temperature_gain", "gap_early"),
    *("not_class_weights", "rise_after_rate_drop", "logged_accuracy_off"),
}


def value(name: str, case: Case) -> float:
    found = FACTS[name].measure(case)
    assert found is not None
    return found.value


@pytest.mark.parametrize("name", BOTH)
def test_a_fact_of_both_splits_is_what_one_reads_off(name: str) -> None:
    expected, val, train = BOTH[name]
    assert value(f"val_{name}", val()) == pytest.approx(expected, abs=APPROX)
    assert value(f"train_{name}", train()) == pytest.approx(expected, abs=APPROX)


@pytest.mark.parametrize("name", ONE)
def test_a_fact_is_what_one_reads_off(name: str) -> None:
    expected, case = ONE[name]
    assert value(name, case()) == pytest.approx(expected, abs=APPROX)


def test_every_fact_has_its_test() -> None:
    tested = {f"{split}_{name}" for split in ("train", "val") for name in BOTH} | set(ONE) | OWN_TEST
    assert tested == set(FACTS), "add the new fact to BOTH, ONE or a test of its own"


def test_a_loss_that_rises_like_the_logarithm_of_time_is_known_as_such() -> None:
    assert value("log_tail_fit", log_tail()) == pytest.approx(1.0, abs=0.001)
    falling_tail = of(run_of(1.0, 0.5, np.concatenate([np.full(10, 1.0), np.full(30, 1.0)]), np.full(40, 0.5)))
    assert value("log_tail_fit", falling_tail) == 0.0


def test_early_means_from_a_tenth_to_three_tenths() -> None:
    """Points 4 to 11: of training and validation the first level six times, the second twice."""
    run = run_of(steps(2.0, 1.0, 1.0, 1.0), np.full(40, 0.6), steps(3.0, 9.0, 9.0, 9.0), np.full(40, 0.5))
    assert value("loss_lead_early", of(run)) == pytest.approx(0.5)
    assert value("gap_early", of(run)) == pytest.approx(0.1)
    assert value("per_error_lead_early", of(run)) == pytest.approx((3.0 / 0.5) / (2.0 / 0.4) - 1)


def test_the_noise_of_a_zigzag_is_held_against_its_way() -> None:
    case = zigzag()
    assert case.val is not None
    assert value("val_loss_jitter", case) == pytest.approx(0.4 * ZIGZAG / np.ptp(case.val.loss_smooth))


def test_a_loss_that_is_blank_at_the_end_counts_as_not_finite() -> None:
    assert value("not_finite_share", blank_end()) == pytest.approx(2 / 38)


def test_the_fitted_temperature_is_the_best_of_a_fine_grid() -> None:
    case = outputs()
    assert case.predictions is not None
    p, y = case.predictions.outputs[-1], case.predictions.y_true
    own = y.astype(int)

    def loss(temperature: float) -> float:
        powered = p ** (1 / temperature)
        return float(-np.log(powered[np.arange(100), own] / powered.sum(axis=1)).mean())

    temperature, least = fitted_temperature(p, y)
    assert least <= min(loss(t) for t in np.geomspace(0.25, 8, 500)) + 1e-6
    assert value("temperature", case) == pytest.approx(temperature)
    assert value("temperature_gain", case) == pytest.approx(1 - least / MEAN_LAST)


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


def test_a_rise_after_a_rate_drop_counts_from_the_best_since_then() -> None:
    case = settings()
    assert value("rise_after_rate_drop", case) == 0.0
    rate = next(s for s in case.run.series if s.metric == "lr")
    turned = run_of(np.full(40, 1.0), np.full(40, 0.5), steps(1.0, 2.0, 0.8, 1.2), np.full(40, 0.5), rate)
    assert value("rise_after_rate_drop", of(turned)) == pytest.approx(0.5)
    assert FACTS["rise_after_rate_drop"].measure(staircase()) is None


def test_a_logged_accuracy_is_off_only_beyond_what_a_sample_explains() -> None:
    case = outputs()
    assert value("logged_accuracy_off", case) == 0.0
    run = run_of(np.full(40, 1.0), np.full(40, 0.5), np.full(40, 1.0), np.full(40, 0.4))
    wrong = replace(of(run), predictions=case.predictions)
    assert value("logged_accuracy_off", wrong) == pytest.approx(0.5 - 3 * np.sqrt(0.9 * 0.1 / 100))


def test_a_loss_that_only_rises_or_turns_once_has_no_setbacks() -> None:
    rising = of(run_of(np.linspace(1, 2, 40), np.full(40, 0.5), np.linspace(1, 2, 40), np.full(40, 0.5)))
    assert value("train_setbacks", rising) == 0.0
    assert value("train_setback_size", rising) == 0.0
    assert value("val_setback_size", hump()) == 0.0


def test_a_peak_that_noise_could_make_tells_nothing_about_its_place() -> None:
    wobble = np.where(np.arange(40) % 2 == 0, 0.8, 0.79)
    case = of(run_of(np.full(40, 1.0), np.linspace(0.5, 0.9, 40), np.full(40, 1.0), wobble))
    assert FACTS["gap_at_val_peak"].measure(case) is None


def test_the_calibrated_loss_is_reached_by_a_calibrated_model() -> None:
    """Answers with probability A are right A of the time; the rest is spread evenly."""
    p, classes = 0.7, 5
    expected = -p * np.log(p) - (1 - p) * np.log((1 - p) / (classes - 1))
    assert calibrated_loss(np.array([p]), classes)[0] == pytest.approx(expected)


def test_smoothing_removes_a_single_spike_and_keeps_a_step() -> None:
    values = np.concatenate([np.zeros(20), np.ones(20)])
    values[5] = 100.0
    steady = steadied(values)
    assert steady[:18].max() == 0
    assert steady[22:].min() == 1


@pytest.mark.parametrize("name", sorted(FACTS))
def test_a_fact_has_a_definition_and_is_not_known_without_curves(name: str) -> None:
    fact = FACTS[name]
    assert fact.name == name
    assert fact.definition.endswith(".")
    assert "{" not in fact.definition
    empty = Case(replace(staircase().run, series=()), replace(staircase().detection, pairs=()), Options())
    found = fact.measure(empty)
    assert found is None or found.value == 0


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
    ],
)
def test_a_unit_says_how_its_number_is_written(unit: Unit, number: float, text: str) -> None:
    assert unit.written(number) == text

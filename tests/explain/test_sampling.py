"""What predictions say of a run is more than the chance of a sample: null draws stay silent, planted effects speak."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from explain.planted import run_of

from lossacc_gui.detect.detection import detect
from lossacc_gui.explain.calibration import fitted_temperature
from lossacc_gui.explain.facts import FACTS, outputs, recomputed
from lossacc_gui.explain.facts.beside_log import same_examples
from lossacc_gui.explain.facts.case import Case
from lossacc_gui.explain.facts.tails import share_of_worst
from lossacc_gui.explain.sampling import jackknife_error, sample_chance, share_error
from lossacc_gui.measure.course import course_of
from lossacc_gui.measure.pairing import pairs_of
from lossacc_gui.model.options import Options, allowed
from lossacc_gui.model.predictions import Predictions
from lossacc_gui.model.run import FloatArray, Run

DRAWS = 120
MOST_FALSE = 0.1  # of the draws: 19 in 20 are asked for, and the normal approximation is one
NULL = {"overconfidence": 0.0, "overconfidence_at_best": 0.0, "temperature": 1.0, "temperature_gain": 0.0}


def probabilities(random: np.random.Generator, n: int, classes: int, scale: float = 1.5) -> FloatArray:
    raised = np.exp(random.normal(0, scale, (n, classes)))
    return np.divide(raised, raised.sum(axis=1, keepdims=True))


def drawn(random: np.random.Generator, p: FloatArray) -> FloatArray:
    """Labels that are as likely as `p` says: what makes a model calibrated."""
    return (p.cumsum(axis=1) < random.random((len(p), 1))).sum(axis=1).clip(0, p.shape[1] - 1).astype(np.float64)


def case_of(run: Run, predictions: Predictions | None) -> Case:
    course = course_of(run, pairs_of(run), Options())
    return Case(run, course, detect(run, Options(), course), Options(), predictions)


def flat(predictions: Predictions, loss: float = 1.0, accuracy: float = 0.5) -> Case:
    return replace(flat_curves(loss, accuracy), predictions=predictions)


@cache  # thousands of draws are told beside the same curves
def flat_curves(loss: float, accuracy: float) -> Case:
    return case_of(run_of(*(np.full(60, one) for one in (loss, accuracy, loss, accuracy))), None)


def value(name: str, case: Case) -> float | None:
    found = FACTS[name].measure(case)
    return None if found is None else found.value


@pytest.mark.parametrize(("n", "classes"), [(40, 2), (300, 2), (300, 10), (3000, 4)])
def test_a_calibrated_model_is_called_nothing_else(n: int, classes: int) -> None:
    random = np.random.default_rng(n + classes)
    false = dict.fromkeys(NULL, 0)
    for _ in range(DRAWS):
        p = probabilities(random, n, classes)
        case = flat(Predictions(drawn(random, p), np.array([5.0]), (p,)))
        for name, nothing in NULL.items():
            told = value(name, case)
            false[name] += told is not None and abs(told - nothing) > 0.02 + 0.1 * (name == "temperature")
    assert max(false.values()) <= MOST_FALSE * DRAWS, false


@pytest.mark.parametrize(("n", "classes"), [(200, 2), (300, 10), (3000, 4)])
def test_what_a_few_examples_carry_by_chance_is_not_told(n: int, classes: int) -> None:
    """A number whose interval holds that of a calibrated model says nothing, unless the interval is next to nothing."""
    random = np.random.default_rng(n * classes)
    many = probabilities(random, 200_000, classes)
    sample = Predictions(drawn(random, many), np.array([5.0]), (many,))
    usual = {
        "worst_share_at_best": share_of_worst(sample.losses[0]),
        "error_tail": float(
            np.mean(sample.losses[0][~sample.right(0)]) / np.median(sample.losses[0][~sample.right(0)])
        ),
    }
    false = dict.fromkeys(usual, 0)
    for _ in range(DRAWS):
        p = many[random.integers(0, len(many), n)]
        case = flat(Predictions(drawn(random, p), np.array([5.0]), (p,)))
        for name, nothing in usual.items():
            found = value(name, case)
            false[name] += found is not None and abs(found - nothing) > (0.02 if name.startswith("worst") else 0.1)
    assert max(false.values()) <= MOST_FALSE * DRAWS, false


def test_outliers_are_told_of_the_smallest_sample_that_has_a_worst_hundredth() -> None:
    p = np.tile([[0.98, 0.02]], (400, 1))
    labels = np.zeros(400)
    labels[:12] = 1.0  # more than the probabilities say, and all at one price
    p[:4] = [1 - 1e-9, 1e-9]  # four of them were given for sure
    case = flat(Predictions(labels, np.array([5.0]), (p,)))
    told = value("worst_share_at_best", case)
    assert told is not None and told > 0.5
    few = flat(Predictions(labels[:199], np.array([5.0]), (p[:199],)))
    assert value("worst_share_at_best", few) is None


def test_the_worst_of_a_model_that_errs_as_often_as_it_says_are_nothing_to_tell() -> None:
    """Four of 400 at 99 % carry 4 ln 100 = 18.4 of 18.4 + 396 ln (100 / 99) = 22.4: 82 %, as they should."""
    labels = np.zeros(400)
    labels[:4] = 1.0
    case = flat(Predictions(labels, np.array([5.0]), (np.tile([[0.99, 0.01]], (400, 1)),)))
    assert value("worst_share_at_best", case) is None
    surer = flat(Predictions(labels, np.array([5.0]), (np.tile([[0.9999, 0.0001]], (400, 1)),)))
    assert value("worst_share_at_best", surer) == pytest.approx(0.9989, abs=1e-4), "36.84 of 36.84 + 0.04"


def test_answers_that_flip_are_counted_only_beyond_what_a_sample_explains() -> None:
    steady = np.tile([[0.9, 0.1]], (60, 1))
    turned = steady.copy()
    turned[:2] = [0.1, 0.9]
    few = flat(Predictions(np.zeros(60), np.array([4.0, 5.0]), (steady, turned)))
    assert value("flips", few) is None, "two of sixty"
    turned[:20] = [0.1, 0.9]
    many = flat(Predictions(np.zeros(60), np.array([4.0, 5.0]), (steady, turned)))
    assert value("flips", many) == pytest.approx(1 / 3)


@pytest.mark.parametrize("statistic", [np.mean, np.median, share_of_worst])
def test_the_error_of_a_statistic_is_the_spread_of_samples(statistic: Callable[[FloatArray], float]) -> None:
    random = np.random.default_rng(4)
    samples = [random.exponential(1.0, 2000) for _ in range(60)]
    spread = float(np.std([statistic(one) for one in samples]))
    errors = [jackknife_error(one, statistic) for one in samples]
    assert spread == pytest.approx(float(np.mean(errors)), rel=0.35)
    assert jackknife_error(samples[0][:3], statistic) == np.inf


@pytest.mark.parametrize("n", [300, 3000])
def test_an_overconfident_model_is_called_so(n: int) -> None:
    random = np.random.default_rng(n)
    p = probabilities(random, n, 4)
    sharp = p**2.5 / (p**2.5).sum(axis=1, keepdims=True)
    case = flat(Predictions(drawn(random, p), np.array([5.0]), (sharp,)))
    told = value("overconfidence", case)
    assert told is not None and told > 0.1
    assert value("temperature", case) == pytest.approx(2.5, rel=0.25)


def test_the_optimum_below_a_quarter_is_found_and_its_error_told() -> None:
    random = np.random.default_rng(1)
    p = probabilities(random, 20_000, 3)
    shy = p**0.17 / (p**0.17).sum(axis=1, keepdims=True)
    labels = drawn(random, p)
    fitted = fitted_temperature(shy, labels)
    assert fitted.temperature == pytest.approx(0.17, rel=4 * fitted.error)
    again = [fitted_temperature(shy[at], labels[at]) for at in random.integers(0, 20_000, (60, 1000))]
    spread = float(np.std([np.log(one.temperature) for one in again]))
    assert spread == pytest.approx(float(np.median([one.error for one in again])), rel=0.3)


def test_no_temperature_is_told_of_a_model_that_is_right_everywhere() -> None:
    p = np.tile([[0.8, 0.2], [0.1, 0.9]], (100, 1))
    case = flat(Predictions(np.tile([0.0, 1.0], 100), np.array([5.0]), (p,)))
    assert value("temperature", case) is None and value("temperature_gain", case) is None


@pytest.mark.parametrize(
    ("counted", "n", "share"), [(2, 10, 0.5), (8, 10, 0.5), (33, 50, 0.8), (0, 7, 0.2), (7, 7, 0.9), (4, 8, 0.5)]
)
def test_how_often_a_sample_strays_so_far_is_the_tail_of_the_binomial_distribution(
    counted: int, n: int, share: float
) -> None:
    exact = [math.comb(n, k) * share**k * (1 - share) ** (n - k) for k in range(n + 1)]
    tail = min(sum(exact[: counted + 1]), sum(exact[counted:]))
    assert sample_chance(counted, n, share) == pytest.approx(min(1.0, 2 * tail))


@pytest.mark.parametrize("n", [30, 60, 200])
def test_one_sample_in_twenty_strays_so_far_that_it_is_doubted(n: int) -> None:
    counts = np.random.default_rng(n).binomial(n, 0.8, 4000)
    doubted = np.mean([sample_chance(int(one), n, 0.8) < Options().foreign_chance for one in counts])
    assert 0.01 < doubted < 0.06


def test_too_few_examples_say_nothing() -> None:
    p = np.tile([[0.99, 0.01]], (29, 1))
    case = flat(Predictions(np.ones(29), np.array([5.0]), (p,)))
    told = [name for name, fact in FACTS.items() if name in NULL and fact.measure(case) is not None]
    assert told == []
    fewer = replace(case, options=replace(Options(), fewest_examples=20))
    assert value("overconfidence", fewer) == pytest.approx(0.99)


def test_a_loss_logged_on_all_examples_is_no_penalty_beside_a_sample_of_them() -> None:
    random = np.random.default_rng(3)
    false = 0
    for _ in range(DRAWS):
        p = probabilities(random, 4000, 3)
        whole = Predictions(drawn(random, p), np.array([5.0]), (p,))
        part = Predictions(whole.y_true[:150], whole.epochs, (p[:150],))
        told = value("logged_over_plain", flat(part, whole.losses[0].mean(), whole.right(0).mean()))
        false += told is not None and abs(told) > 0.02
    assert false <= 0.02 * DRAWS


def test_a_small_penalty_is_seen_where_the_log_was_counted_on_the_same_examples() -> None:
    random = np.random.default_rng(4)
    tables = tuple(probabilities(random, 150, 3, scale) for scale in (0.5, 1.0, 1.5))
    made = Predictions(drawn(random, tables[-1]), np.array([0.0, 30.0, 59.0]), tables)
    loss = np.interp(np.arange(60), made.epochs, [one.mean() for one in made.losses]) + 0.08
    accuracy = np.interp(np.arange(60), made.epochs, [made.right(i).mean() for i in range(3)])
    run = run_of(loss, accuracy, loss, accuracy)
    assert same_examples(made, pairs_of(run)[-1])
    assert value("logged_over_plain", case_of(run, made)) == pytest.approx(0.08 / made.losses[-1].mean())
    other = run_of(loss, accuracy, loss, accuracy + 0.05)
    assert value("logged_over_plain", case_of(other, made)) is None


@pytest.mark.parametrize("decimals", [1, 2])
def test_a_loss_is_of_the_same_examples_where_it_is_theirs_rounded_as_the_log_rounds(decimals: int) -> None:
    random = np.random.default_rng(5)
    tables = tuple(probabilities(random, 150, 3, scale) for scale in np.linspace(0.5, 1.5, 12))
    made = Predictions(drawn(random, tables[-1]), np.arange(12.0), tables)
    own = np.array([one.mean() for one in made.losses])
    rounded = np.round(own, decimals)
    unit = 10.0**-decimals
    assert np.abs(rounded - own).max() > 0.4 * unit
    for by, agree in ((0, True), (1, False)):
        loss = rounded + by * unit * np.sign(rounded - own)
        run = run_of(loss, np.full(12, 0.5), loss, np.full(12, 0.5))
        assert same_examples(made, pairs_of(run)[-1]) is agree


@pytest.mark.parametrize("level", [0.2, 4.0])
@pytest.mark.parametrize(("off", "agree"), [(0.004, True), (0.006, False)])
def test_a_loss_is_of_the_same_examples_within_half_a_percent_of_itself(level: float, off: float, agree: bool) -> None:
    """Of its own size, be it small or large, and half a millionth for the decimals it is written with."""
    p = np.tile([[np.exp(-level), 1 - np.exp(-level)]], (40, 1))
    made = Predictions(np.zeros(40), np.array([5.0]), (p,))
    logged = round(level * (1 + off), 5) + 1e-6
    assert same_examples(made, pairs_of(run_of(*(np.full(60, one) for one in (logged, 0.5) * 2)))[-1]) is agree


def test_a_logged_loss_below_plain_cross_entropy_is_as_far_off_as_one_above() -> None:
    random = np.random.default_rng(6)
    p = probabilities(random, 2000, 3)
    made = Predictions(drawn(random, p), np.array([5.0]), (p,))
    plain = float(made.losses[0].mean())
    for factor in (0.34, 1.66):
        assert value("logged_apart_start", flat(made, factor * plain)) == pytest.approx(0.66)


def test_an_accuracy_beside_a_loss_that_agrees_is_off_by_more_than_rounding() -> None:
    random = np.random.default_rng(5)
    p = probabilities(random, 100, 3)
    made = Predictions(drawn(random, p), np.array([5.0]), (p,))
    loss, right = float(made.losses[0].mean()), float(made.right(0).mean())
    assert value("logged_accuracy_off", flat(made, loss, right)) == 0.0
    off = value("logged_accuracy_off", flat(made, loss, right - 0.06))
    assert off is not None and 0.04 < off <= 0.06
    assert value("logged_accuracy_off", flat(made, loss + 1, right - 0.06)) == 0.0


def test_an_accuracy_is_held_to_its_own_decimals_and_not_to_those_of_the_loss() -> None:
    random = np.random.default_rng(5)
    p = probabilities(random, 3000, 3)
    made = Predictions(drawn(random, p), np.array([5.0]), (p,))
    loss, right = float(made.losses[0].mean()), float(made.right(0).mean())
    curve = np.where(np.arange(60) == 5, right, np.linspace(0.4, 0.8, 60)).round(2)
    case = case_of(run_of(*(np.full(60, round(loss, 6)), curve) * 2), None)
    assert abs(curve[5] - right) > 0.002 and value("logged_accuracy_off", replace(case, predictions=made)) == 0.0


@pytest.mark.parametrize("classes", [2, 10, 40])
def test_errors_by_chance_make_no_class_a_loser(classes: int) -> None:
    random = np.random.default_rng(classes)
    false = {"mix_distance": 0, "recall_spread": 0}
    for _ in range(DRAWS):
        labels = random.integers(0, classes, 30 * classes)
        missed = random.random(len(labels)) < 0.2
        answers = np.where(missed, random.integers(0, classes, len(labels)), labels)
        p = np.eye(classes)[answers] * 0.8 + 0.2 / classes
        case = flat(Predictions(labels.astype(float), np.array([5.0]), (p,)))
        for name in false:
            told = value(name, case)
            false[name] += told is not None and told > 0.02
    assert max(false.values()) <= MOST_FALSE * DRAWS, false


def test_a_class_that_is_never_answered_is_seen() -> None:
    labels = np.repeat([0, 1, 2], 100)
    p = np.eye(3)[np.where(labels == 2, 1, labels)] * 0.8 + 0.2 / 3
    case = flat(Predictions(labels.astype(float), np.array([5.0]), (p,)))
    assert value("recall_spread", case) == 1.0 and value("least_recall_early", case) == 0.0
    assert value("mix_distance", case) == pytest.approx(1 / 3)


def test_no_option_of_predictions_at_the_end_of_its_range_breaks_a_fact() -> None:
    random = np.random.default_rng(2)
    p = probabilities(random, 40, 5)
    labels = drawn(random, p)
    labels[labels == 2] = 4.0  # a class without an example
    case = flat(Predictions(labels, np.array([5.0]), (p,)))
    for name in ("sample_errors", "told_errors", "fewest_examples", "fewest_of_class", "foreign_chance"):
        for end in allowed(name):
            options = Options().changed({name: repr(type(getattr(Options(), name))(end))})
            told = [fact.measure(replace(case, options=options)) for fact in FACTS.values()]
            assert any(told)


@pytest.mark.parametrize("n", [40, 400, 4000])
def test_a_number_that_so_few_examples_leave_open_argues_neither_way(n: int) -> None:
    """Of samples of one model, a fact whose true value lies between no and yes says the one or the other seldom."""
    random = np.random.default_rng(n)
    asked = {"undecided": 0.125, "one_answer": 0.675, "majority_share": 0.55}
    told = dict.fromkeys(asked, 0)
    for _ in range(DRAWS):
        torn = random.random(n) < asked["undecided"]
        answers, labels = (random.random(n) >= asked[name] for name in ("one_answer", "majority_share"))
        first = np.where(torn, 0.51, 0.9)
        p = np.where(answers, 1 - first, first)
        case = flat(Predictions(labels.astype(float), np.array([5.0]), (np.stack([p, 1 - p], axis=1),)))
        for name in asked:
            told[name] += value(name, case) is not None
    assert max(told.values()) <= MOST_FALSE * DRAWS, told


def test_no_fact_of_predictions_speaks_of_a_handful_of_examples() -> None:
    """But that they are no numbers at all, and whether they are of classes: that needs no sample."""
    random = np.random.default_rng(8)
    tables = tuple(probabilities(random, 29, 3) for _ in range(6))
    made = Predictions(drawn(random, tables[0]), np.arange(6.0), tables)
    case = flat(made, 2.0, 0.5)
    of_outputs = {fact.name for fact in (*outputs.FACTS, *recomputed.FACTS)} - {"spoilt_outputs", "values_predicted"}
    assert {name for name in of_outputs if value(name, case) is not None} <= {"logged_accuracy_off"}


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 1.0])
def test_the_error_of_a_share_covers_it(share: float) -> None:
    random = np.random.default_rng(9)
    counted = random.binomial(80, share, 2000) / 80
    covered = [abs(one - share) <= 2 * share_error(float(one), 80) for one in counted]
    assert np.mean(covered) >= 0.93

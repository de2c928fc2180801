"""What the whole course of loss and accuracy tells of second softmaxes, smoothed labels and weights nobody moves."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import Log, run_of

from lossacc_gui.explain.knowledge import load_causes
from lossacc_gui.measure.course import course_of
from lossacc_gui.measure.pairing import pairs_of
from lossacc_gui.measure.ruler.bounds import twice_floor
from lossacc_gui.measure.ruler.second_sigmoid import on_sigmoid_line
from lossacc_gui.model.analysis import Analysis
from lossacc_gui.model.episode import FindingKind
from lossacc_gui.model.options import Options
from lossacc_gui.model.request import Request
from lossacc_gui.model.verdict import State
from lossacc_gui.resource import resource
from lossacc_gui.use_case import analyze_run

CAUSES = load_causes(resource("causes"))
X = np.arange(40)
WAY = 1 - np.exp(-X / 3)


def analysed(**columns: np.ndarray) -> Analysis:
    return analyze_run(run_of(Log(columns)), Request(causes=CAUSES))


def first_cause(found: Analysis) -> str:
    return found.overall.causes[0].cause.id if found.overall.causes else ""


@pytest.mark.parametrize("classes", [5, 10, 20])
@pytest.mark.parametrize(("off", "twice"), [(0.0, True), (0.012, False), (-0.012, False)])
def test_answers_that_are_all_right_from_the_start_lie_on_a_floor_to_the_last_decimal(
    classes: int, off: float, twice: bool
) -> None:
    loss, right = np.round(twice_floor(classes) + off + 3e-4 * np.exp(-X), 4), np.ones(len(X))
    found = analysed(loss=loss, accuracy=right, val_loss=loss, val_accuracy=right)
    assert (first_cause(found) == "softmax_twice") is twice


@pytest.mark.parametrize("classes", [5, 10])
@pytest.mark.parametrize(("slope", "twice"), [(1.0, True), (2.5, False)])
def test_what_training_is_better_by_than_validation_tells_a_second_softmax(
    classes: int, slope: float, twice: bool
) -> None:
    """Neither comes along the line by itself: at first outputs are not sure."""
    line = np.log(np.e + classes - 1)
    columns = {}
    for split, end in (("", 0.92), ("val_", 0.79)):
        right = end - 0.08 * np.exp(-X / 3)
        columns |= {f"{split}loss": line - end + slope * (end - right), f"{split}accuracy": right}
    gap = (slope - 1) * (0.92 - 0.79)
    columns["val_loss"] = columns["val_loss"] + gap
    assert (first_cause(analysed(**columns)) == "softmax_twice") is twice


@pytest.mark.parametrize("classes", [7, 10, 14])
def test_answers_seen_to_get_right_tell_how_many_classes_a_second_softmax_has(classes: int) -> None:
    """Outputs that are not quite sure at the end keep the loss above the line, between those of two numbers."""
    line = np.log(np.e + classes - 1)
    right = 0.3 + 0.67 * WAY
    loss = line - right + 0.014 + 0.1 * right * (1 - WAY)
    found = analysed(loss=loss, accuracy=right, val_loss=loss + 0.01, val_accuracy=right - 0.01)
    assert first_cause(found) == "softmax_twice"


def test_no_loss_below_its_floor_is_that_of_a_second_softmax() -> None:
    """Smoothed labels of ten classes come down to a hundredth below what a second softmax leaves of three."""
    loss, right = 0.5418 + 0.57 * np.exp(-X), 1 - 0.07 * np.exp(-X)
    found = analysed(loss=loss, accuracy=right, val_loss=loss, val_accuracy=right)
    assert first_cause(found) == "label_smoothing_floor"


@pytest.mark.parametrize(("late", "smoothed"), [(0.08, True), (0.4, False)])
def test_what_all_right_answers_go_on_costing_is_held_up_by_something(late: float, smoothed: bool) -> None:
    """`late` is the share of the loss at half of the run that is gone at its end."""
    loss = 0.73 * (1 - late) ** -(2 * (1 - X / 39)) + 1.5 * np.exp(-X)
    right = 1 - 0.5 * np.exp(-X)
    assert (first_cause(analysed(loss=loss, accuracy=right)) == "label_smoothing_floor") is smoothed


def sigmoid_of_probabilities(share: float, hardness: float, twice: bool = True) -> tuple[np.ndarray, np.ndarray]:
    """Loss and accuracy of outputs that get sure, of which a share is a yes and some stay wrong."""
    random = np.random.default_rng(5)
    true = random.random(3000) < share
    margins = random.normal(1.0, hardness, 3000)
    loss, right = [], []
    for way in WAY:
        score = (margins + 0.9 * (1 - way) * random.normal(size=3000)) * np.where(true, 1, -1) * (0.3 + 40 * way)
        given_on = 1 / (1 + np.exp(-np.clip(score, -500, 500)))
        taken = given_on if twice else np.clip(score, -20, 20)
        loss.append(float(np.mean(np.logaddexp(0, taken) - true * taken)))
        right.append(float(np.mean((score > 0) == true)))
    return np.array(loss), np.array(right)


@pytest.mark.parametrize("share", [0.3, 0.5, 0.8])
@pytest.mark.parametrize("twice", [True, False])
def test_a_second_sigmoid_is_a_second_softmax_of_one_unit(share: float, twice: bool) -> None:
    (loss, right), (val_loss, val_right) = (sigmoid_of_probabilities(share, hard, twice) for hard in (0.35, 0.45))
    found = analysed(loss=loss, accuracy=right, val_loss=val_loss, val_accuracy=val_right)
    assert (first_cause(found) == "softmax_twice") is twice
    told = [one for one in found.findings if one.kind is FindingKind.RULER]
    assert len(told) == twice and all("sigmoid" in one.text for one in told)


@given(st.floats(0.5, 0.8), st.floats(0.4, 0.68), st.floats(1.5, 6.0))
def test_errors_that_cost_more_are_no_second_sigmoid(first: float, level: float, price: float) -> None:
    right = first + (0.99 - first) * WAY
    run = run_of(Log({"loss": level + price * (0.99 - right), "accuracy": right}))
    assert on_sigmoid_line(course_of(run, pairs_of(run), Options())) is None


def stands(classes: int, above: float, luck: float, first: float = 0.0) -> dict[str, np.ndarray]:
    """Training that shakes and goes nowhere, `above` the loss of guessing, right `luck` times as often as by chance."""
    random = np.random.default_rng(classes)
    loss = np.log(classes) + above + 0.002 * random.normal(size=len(X)) + first * (X == 0)
    right = luck / classes * (1 + 0.02 * random.normal(size=len(X)))
    return {
        "loss": loss,
        "accuracy": right,
        "val_loss": loss[::-1] + 0.001 * np.cos(X),
        "val_accuracy": right[::-1],
    }


@pytest.mark.parametrize("classes", [4, 10, 37])
@pytest.mark.parametrize("luck", [0.8, 1.0, 1.3])
@pytest.mark.parametrize(("first", "idle"), [(0.0, True), (0.05, False)])
def test_weights_that_nobody_moves_have_a_first_epoch_like_all_others_whatever_luck_they_have(
    classes: int, luck: float, first: float, idle: bool
) -> None:
    found = analysed(**stands(classes, 0.03, luck, first))
    knows_no_shares = luck < 1  # which tells by itself
    assert (first_cause(found) == "nothing_is_trained") is (idle or knows_no_shares)


@pytest.mark.parametrize("classes", [4, 10])
def test_who_guesses_evenly_from_the_first_epoch_on_may_be_trained(classes: int) -> None:
    assert first_cause(analysed(**stands(classes, 0.0, 1.0))) != "nothing_is_trained"


@pytest.mark.parametrize(("learns", "unfit"), [(0.0, True), (0.5, False)])
def test_a_loss_of_nothing_but_zero_is_that_of_an_unfit_layer_where_nothing_is_learned(
    learns: float, unfit: bool
) -> None:
    right = 0.3 + learns * WAY
    found = analysed(loss=np.zeros(len(X)), accuracy=right)
    assert (first_cause(found) == "wrong_last_layer") is unfit
    assert found.verdict.state is State.PROBLEM


@pytest.mark.parametrize(("falls", "unfit"), [(0.0, True), (0.6, False)])
def test_right_answers_that_are_clipped_make_a_loss_dearer_than_all_its_errors(falls: float, unfit: bool) -> None:
    """Outputs of both signs divided by their sum; a penalty of that size would go on falling."""
    loss = 13.2 * (1 - falls * X / 39) - 2 * np.exp(-X)
    right = 0.45 - 0.2 * np.exp(-X)
    found = analysed(loss=loss, accuracy=right, val_loss=loss, val_accuracy=right)
    assert (first_cause(found) == "wrong_last_layer") is unfit


@pytest.mark.parametrize("right", [0.05, 0.13, 0.5, 0.8, 0.95])
def test_the_price_of_a_clipped_no_is_known_however_seldom_a_yes_is(right: float) -> None:
    loss, hits = np.full(len(X), 100 * (1 - right)), np.full(len(X), right)
    assert first_cause(analysed(loss=loss, accuracy=hits, val_loss=loss, val_accuracy=hits)) == "wrong_last_layer"


@pytest.mark.parametrize(("level", "smoothed"), [(0.0375, False), (0.36, True)])
def test_a_loss_at_rest_below_all_floors_is_held_up_by_a_penalty(level: float, smoothed: bool) -> None:
    loss, right = level + 0.5 * np.exp(-X), 1 - 0.06 * np.exp(-X)
    assert (first_cause(analysed(loss=loss, accuracy=right)) == "label_smoothing_floor") is smoothed


def test_training_that_costs_more_than_a_validation_with_more_errors_has_smoothed_labels() -> None:
    """Validation is sure of its answers, so training's loss, which still falls, is held up by no doubt."""
    right = 0.995 - 0.4 * np.exp(-X / 5)
    loss = 0.34 + 0.04 * (1 - X / 39) + 1.1 * np.exp(-X / 5)
    held = analysed(loss=loss, accuracy=right, val_loss=0.18 + 0.6 * np.exp(-X / 4), val_accuracy=right - 0.035)
    assert first_cause(held) == "label_smoothing_floor"


@pytest.mark.parametrize(("cheap", "unfit"), [(0.9, True), (0.5, False)])
def test_held_out_errors_at_the_price_of_a_clip_tell_it_where_an_epoch_holds_cheaper_ones(
    cheap: float, unfit: bool
) -> None:
    """Means of an epoch hold errors from before the outputs had run out to the clip."""
    right = 0.93 - 0.5 * np.exp(-X / 4) - 0.1 * (X % 4 == 1)
    loss = 16.118 * (1 - right)
    found = analysed(loss=cheap * loss, accuracy=right, val_loss=loss, val_accuracy=right)
    assert (first_cause(found) == "wrong_last_layer") is unfit


@pytest.mark.parametrize(("rises", "unfit"), [(0.5, True), (0.0, False)])
def test_a_dear_loss_that_went_up_first_is_no_penalty_that_is_paid_off(rises: float, unfit: bool) -> None:
    loss = 6.2 * (1 + rises * np.exp(-((X - 4) ** 2) / 4)) * (1 - 0.006 * X)
    right = 0.13 + 0.15 * np.exp(-((X - 10) ** 2) / 30)
    found = analysed(loss=loss, accuracy=right, val_loss=loss, val_accuracy=right)
    assert (first_cause(found) == "wrong_last_layer") is unfit


def test_unsteady_curves_do_not_outweigh_errors_that_cost_more_than_guessing_throughout() -> None:
    shakes = np.sin(2.4 * X)
    loss, right = 4.6 + 1.1 * shakes, 0.42 + 0.06 * np.cos(1.7 * X)
    found = analysed(
        loss=loss, accuracy=right, val_loss=loss + 0.8 * np.cos(2.9 * X), val_accuracy=right + 0.05 * shakes
    )
    assert first_cause(found) == "wrong_last_layer"


@pytest.mark.parametrize(("price", "unfit"), [(11.0, True), (3.0, False)])
def test_errors_of_one_high_price_however_many_there_are_come_of_outputs_that_are_cut_off(
    price: float, unfit: bool
) -> None:
    """The share of errors falls to a seventh, and the loss along with it."""
    wrong = 0.07 + 0.45 * np.exp(-X / 6)
    loss = price * wrong * (1 + 0.05 * np.sin(2.1 * X))
    found = analysed(loss=loss, accuracy=1 - wrong, val_loss=loss, val_accuracy=1 - wrong)
    assert (first_cause(found) == "wrong_last_layer") is unfit


def test_a_loss_that_fell_below_zero_before_it_was_no_number_is_an_unfit_layers() -> None:
    loss = np.where(X < 2, -0.2 - 0.3 * X, np.nan)
    right = np.where(X < 2, 0.15, 0.1)
    assert first_cause(analysed(loss=loss, accuracy=right, val_loss=loss, val_accuracy=right)) == "wrong_last_layer"

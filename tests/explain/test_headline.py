"""What the headline tells of a run."""

from __future__ import annotations

import re

import numpy as np
import pytest
from detect.planted import run, series
from explain.planted import T, explained, towards
from explain.planted import run_of as planted_run
from strategies import Log, run_of

from lossacc_gui.explain.headline import headline
from lossacc_gui.explain.knowledge import load_causes
from lossacc_gui.explain.ranking import Told
from lossacc_gui.measure.course import course_of
from lossacc_gui.measure.pairing import pairs_of
from lossacc_gui.model.cause import Explanation, Family, RankedCause
from lossacc_gui.model.options import Options
from lossacc_gui.model.quantity import Quantity, Split
from lossacc_gui.model.request import Request
from lossacc_gui.model.verdict import State
from lossacc_gui.resource import resource
from lossacc_gui.use_case import analyze_run

CAUSES = {cause.id: cause for cause in load_causes(resource("causes"))}


@pytest.mark.parametrize("cause", ["unstable_training", "strong_regularization", "class_imbalance"])
@pytest.mark.parametrize(("score", "told"), [(0.9, True), (0.51, True), (0.49, False), (0.21, False)])
def test_a_fine_run_is_told_a_suspicion_only_if_it_outweighs_all_others(cause: str, score: float, told: bool) -> None:
    falling = np.exp(-np.arange(20) / 5)
    run, options = run_of(Log({"val_loss": falling, "val_accuracy": 1 - falling / 2})), Options()
    leaf = CAUSES[cause]
    family = Family(CAUSES.get(leaf.parent, leaf), score, leaf.id if leaf.parent else "")
    overall = Explanation("", (RankedCause(leaf, score, ()),), families=(family,))
    course, facts = course_of(run, pairs_of(run), options), Told({}, "epoch")
    named, text = headline(run, course, State.FINE, None, overall, facts, options, heard=False)
    assert named is None
    assert text.startswith("No stretch of the curves shows anything wrong.")
    assert (leaf.title.partition(":")[0].lower() in text.lower()) is told


def test_a_likely_harmless_cause_of_what_is_worth_a_look_is_told() -> None:
    falling = np.exp(-np.arange(30) / 6)
    log = {
        "loss": 0.75 + 1.6 * falling,
        "accuracy": 0.63 - 0.5 * falling,
        "val_loss": 0.38 + 0.9 * falling,
        "val_accuracy": 0.83 - 0.35 * falling,
    }
    verdict = analyze_run(run_of(Log(log)), Request()).verdict
    assert verdict.state is State.WATCH and verdict.cause is None
    assert verdict.text.endswith(" noise at training time, which is harmless.")


@pytest.mark.parametrize(("holds", "state"), [(0.35, State.PROBLEM), (0.85, State.WATCH)])
def test_a_small_rise_is_a_problem_where_little_holds_on_validation_and_the_headline_says_so(
    holds: float, state: State
) -> None:
    """The same rise of the validation loss: what it is beside decides, and stands in the headline."""
    loss = towards(2.0, 1.2, 12) + 0.2 * np.clip(T - 0.4, 0, None)
    made = planted_run(towards(2.1, 0.4, 3), towards(0.1, 0.95, 5), loss, towards(0.1, holds, 12))
    told = explained(made, tuple(CAUSES.values()))
    assert told.verdict.state is state
    assert ("drift apart" in told.verdict.text) is (state is State.PROBLEM)


@pytest.mark.parametrize(("examples", "few"), [(13, True), (1300, False)])
def test_where_a_handful_of_examples_made_a_rise_the_handful_is_what_is_told(examples: int, few: bool) -> None:
    """What one or two answers would do is no overfitting that anybody should act on."""
    right = np.round(np.interp(np.arange(40), [0, 24, 39], [0.4, 1.0, 0.9]) * examples) / examples
    loss = np.interp(np.arange(40), [0, 24, 39], [1.1, 0.05, 0.2])
    log = {
        "loss": np.linspace(1.2, 0.05, 40),
        "accuracy": np.linspace(0.4, 0.99, 40),
        "val_loss": loss,
        "val_accuracy": right,
    }
    main = analyze_run(run_of(Log(log)), Request()).verdict.main
    assert main is not None
    assert (main.kind == "few_examples") is few


@pytest.mark.parametrize(
    ("points", "validation", "state"),
    [
        (5, (0.9, 0.7, 0.6, 0.55, 0.52), State.FINE),
        (4, (0.9, 0.7, 0.6, 0.55), State.TOO_SHORT),
        (4, (0.4, 0.6, 0.8, 1.0), State.PROBLEM),
        (3, (0.9, 0.7, 0.6), State.TOO_SHORT),
        (9, tuple(681.6 - 0.1 * k for k in range(9)), State.TOO_SHORT),  # a thousandth in nine points
        (9, tuple(681.6 - 10 * k for k in range(9)), State.FINE),
    ],
)
def test_four_points_may_show_that_something_is_wrong_but_not_that_nothing_is(
    points: int, validation: tuple[float, ...], state: State
) -> None:
    training = validation[0] * np.exp(-np.arange(points) / 20)
    log = {"loss": training, "accuracy": 1 - training / validation[0] / 2, "val_loss": np.array(validation)}
    verdict = analyze_run(run_of(Log(log)), Request()).verdict
    assert verdict.state is state
    assert verdict.text.startswith(f"Too short to say: {points} points show no") is (state is State.TOO_SHORT)
    assert ("val_loss is 0.9, 0.7" in verdict.text) is (state is State.TOO_SHORT and points <= 5)


@pytest.mark.parametrize(
    ("validation", "right", "state"),
    [
        ((0.38, 0.36, 0.35), (0.85, 0.86, 0.87), State.FINE),
        ((0.38, 0.36, 0.37), (0.85, 0.86, 0.87), State.TOO_SHORT),
        ((0.38, 0.36, 0.35), (0.85, 0.84, 0.87), State.TOO_SHORT),
        ((0.38, 0.36, 0.35), (0.30, 0.35, 0.40), State.TOO_SHORT),
        ((0.38, 0.35), (0.85, 0.87), State.TOO_SHORT),
    ],
)
def test_three_points_at_each_of_which_all_curves_improve_to_a_high_accuracy_are_a_fine_run(
    validation: tuple[float, ...], right: tuple[float, ...], state: State
) -> None:
    training = np.linspace(0.48, 0.41, len(validation))
    log = {"loss": training, "val_loss": np.array(validation), "val_accuracy": np.array(right)}
    verdict = analyze_run(run_of(Log(log)), Request()).verdict
    assert verdict.state is state
    assert verdict.text.startswith("Nothing seems wrong so far: at each of 3 points") is (state is State.FINE)


def test_overfitting_that_is_told_in_parts_is_headed_by_where_it_began() -> None:
    epochs = np.arange(120)
    jumps = np.random.default_rng(5).normal(size=(2, 120))
    log = {
        "loss": 2.2 * np.exp(-epochs / 15) + 0.002,
        "accuracy": 1 - 0.8 * np.exp(-epochs / 15),
        "val_loss": np.interp(epochs, [0, 12, 119], [2.2, 0.9, 2.5]) + 0.005 * jumps[0],
        "val_accuracy": np.interp(epochs, [0, 12, 55, 119], [0.2, 0.7, 0.62, 0.62]) + 0.001 * jumps[1],
    }
    analysis = analyze_run(run_of(Log(log)), Request())
    main = analysis.verdict.main
    assert main is not None and main.episode is not None and main.start >= 40  # where the accuracy no longer falls
    whole = next(one for one in analysis.findings if one.kind == "overfitting")
    assert 10 <= whole.start <= 14 and analysis.verdict.text.startswith(whole.text)
    assert main.explanation.summary.startswith(f"In epochs {main.start:.0f}\N{EN DASH}119")
    since = f"It is the part of the overfitting since epoch {whole.start:.0f} in which accuracy stays flat"
    assert main.explanation.summary.endswith(f" {since}.")


def test_an_episode_that_ends_before_its_overfitting_tells_what_comes_behind_it() -> None:
    epochs = np.arange(120)
    jumps = np.random.default_rng(5).normal(size=(2, 120))
    log = {
        "loss": 2.2 * np.exp(-epochs / 15) + 0.002,
        "accuracy": 1 - 0.8 * np.exp(-epochs / 15),
        "val_loss": np.interp(epochs, [0, 12, 119], [2.2, 0.9, 2.5]) + 0.005 * jumps[0],
        "val_accuracy": np.interp(epochs, [0, 12, 70, 119], [0.2, 0.7, 0.7, 0.6]) + 0.001 * jumps[1],
    }
    analysis = analyze_run(run_of(Log(log)), Request())
    whole = next(one for one in analysis.findings if one.kind == "overfitting")
    (part,) = (one for one in analysis.events if one.episode is not None and one.split == "val")
    assert part.episode is not None and part.end < 90 < whole.end == 119
    found = re.search(
        r" It is the part of the overfitting since epoch 12 in which accuracy stays flat; after it the smoothed "
        r"validation loss goes from ([\d.]+) to ([\d.]+) at epoch 119, and accuracy changes by ([-+][\d.]+) points\.$",
        part.explanation.summary,
    )
    assert found is not None
    before, after, lost = map(float, found.groups())
    assert before == pytest.approx(part.episode.loss_to, rel=0.005) and after == pytest.approx(2.5, abs=0.05)
    assert lost == pytest.approx(-10, abs=1)


@pytest.mark.parametrize(("last", "words"), [(0.5, "Accuracy still rises"), (0.36, "Accuracy levels off at")])
def test_an_accuracy_that_rises_to_the_last_point_has_not_levelled_off(last: float, words: str) -> None:
    right = np.array([0.12, 0.25, 0.33, 0.35, 0.355, 0.36, last])
    text = analyze_run(run_of(Log({"val_accuracy": right})), Request()).verdict.text
    assert words in text


@pytest.mark.parametrize(("loss", "named"), [("val/box_loss", False), ("val/cls_loss", True)])
def test_no_answer_grows_surer_by_boxes_that_fit_better(loss: str, named: bool) -> None:
    at, jumps = np.arange(80), np.random.default_rng(4).normal(size=(2, 80))
    log = {
        "val_loss": 0.02 * np.exp(-at / 30) * (1 + 0.01 * jumps[0]) + 0.005,
        "val_accuracy": np.minimum(0.995 - 0.6 * np.exp(-at / 2) + 0.0005 * jumps[1], 1),
    }
    analysis = analyze_run(run_of(Log(log), {"val_loss": loss}), Request())
    causes = {one.cause.id for one in analysis.overall.causes}
    assert ("growing_confidence" in causes) is named


def test_curves_of_which_one_has_a_course_are_not_called_one_point_each() -> None:
    alone = series("val_loss", [0.5])
    once = analyze_run(run(alone, series("loss", [0.6], split=Split.TRAIN)), Request())
    assert once.verdict.text == "The log holds one point of each curve; two are the least that show a course."
    twice = analyze_run(run(alone, series("val_accuracy", [0.5, 0.6], Quantity.ACCURACY)), Request())
    assert "one point of each" not in twice.verdict.text

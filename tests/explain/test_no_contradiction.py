"""No report says in one place what it denies in another."""

from __future__ import annotations

import re

import handmade
import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from strategies import Log, Training, run_of, trainings

from lossacc_gui.explain.facts import FACTS
from lossacc_gui.explain.facts.assumed import may_be
from lossacc_gui.explain.facts.case import Case
from lossacc_gui.explain.facts.words import WORDS
from lossacc_gui.explain.sentences import told
from lossacc_gui.measure.course import course_of
from lossacc_gui.measure.pairing import pairs_of
from lossacc_gui.model.analysis import Analysis, Detection
from lossacc_gui.model.episode import FindingKind, Severity
from lossacc_gui.model.options import Options
from lossacc_gui.model.request import Request
from lossacc_gui.model.run import Quantity, Run, Split
from lossacc_gui.model.verdict import State
from lossacc_gui.use_case import analyze_run

few = settings(max_examples=25, deadline=None)


def analysis_of(run: Run) -> Analysis:
    return analyze_run(run, Request())


def case_of(run: Run) -> Case:
    pairs = pairs_of(run)
    return Case(run, course_of(run, pairs, Options()), Detection(pairs, (), ()), Options())


@few
@given(trainings(kinds=("never learns", "stands still"), rows=st.integers(8, 80)))
def test_where_nothing_is_learned_no_curve_is_said_to_get_better(made: Training) -> None:
    analysis = analysis_of(run_of(made.log()))
    nowhere = [
        one
        for one in analysis.findings
        if one.kind in (FindingKind.DEAD, FindingKind.CHANCE) and one.severity is Severity.PROBLEM
    ]
    for event in analysis.events:
        inside = any(one.split == event.split and one.start <= event.start <= event.end <= one.end for one in nowhere)
        assert not (inside and event.severity is Severity.BENIGN and event.episode is not None)


@few
@given(st.floats(1e-5, 0.1), st.floats(0.0, 0.004), st.integers(8, 60))
def test_a_rate_that_is_written_alike_at_both_ends_is_no_schedule(rate: float, falls: float, n: int) -> None:
    slides = handmade.series("lr", Quantity.LEARNING_RATE, Split.TRAIN, rate * (1 - falls * np.linspace(0, 1, n)))
    loss = handmade.series("loss", Quantity.LOSS, Split.TRAIN, np.linspace(1.0, 0.4, n))
    for finding in analysis_of(handmade.run((loss, slides))).findings:
        if finding.kind is FindingKind.SCHEDULE:
            found = re.search(r"from (\S+); it ends at (\S+)\.$", finding.text)
            assert found is None or found[1] != found[2]


@pytest.mark.parametrize("lost", [True, False])
def test_a_loss_that_ends_early_is_not_said_to_end_as_no_number(lost: bool) -> None:
    loss, right = np.linspace(1.0, 0.4, 30), np.linspace(0.3, 0.8, 30)
    loss = np.where(np.arange(30) < 20, loss, np.nan) if lost else loss[:20]
    members = (
        handmade.series("val_loss", Quantity.LOSS, Split.VAL, loss),
        handmade.series("val_accuracy", Quantity.ACCURACY, Split.VAL, right),
    )
    run = handmade.run(members)
    case = case_of(run)
    texts = [
        told(WORDS[name], FACTS[name].unit, found, run.x_name)
        for name in ("ends_lost", "not_finite_share")
        if (found := FACTS[name].measure(case)) is not None
    ]
    assert ("ends as no number" in texts[0]) is lost and ("ends before its accuracy does" in texts[0]) is not lost
    assert ("All losses are numbers." in texts[1]) is not lost


@few
@given(trainings(rows=st.integers(2, 3)))
def test_what_is_too_short_to_say_is_not_suspected_as_a_whole(made: Training) -> None:
    analysis = analysis_of(run_of(made.log()))
    assert analysis.verdict.state is not State.TOO_SHORT or all(event.kind != "suspected" for event in analysis.events)


@pytest.mark.parametrize(
    ("classes", "loss", "right", "may"),
    [(10, 3.8, 0.13, False), (10, 3.8, 0.4, True), (10, 1.8, 0.13, True), (2, 1.5, 0.9, True), (2, 1.5, 0.6, False)],
)
def test_a_loss_beyond_that_of_guessing_with_answers_hardly_better_tells_of_more_classes(
    classes: int, loss: float, right: float, may: bool
) -> None:
    log = Log({"val_loss": loss + 0.1 * np.linspace(1, 0, 20), "val_accuracy": right * np.linspace(0.5, 1, 20)})
    assert may_be(case_of(run_of(log)), classes) is may


@few
@given(st.floats(0.0, 0.05), st.integers(0, 100))
def test_what_stays_flat_has_not_moved_by_a_point(change: float, seed: int) -> None:
    t = np.linspace(0, 1, 60)
    noise = np.random.default_rng(seed).normal(0, 0.002, 60)
    log = Log({"val_loss": 0.5 * np.exp(0.6 * t), "val_accuracy": 0.3 + change * t + noise})
    for event in analysis_of(run_of(log)).events:
        if event.episode is not None and "accuracy stays flat" in event.explanation.summary:
            assert abs(event.episode.accuracy_change) < 0.01


@few
@given(st.floats(0.98, 1.0), st.integers(30, 100), st.integers(0, 1000))
def test_a_training_loss_that_falls_with_all_answers_right_is_growing_confidence(
    right: float, n: int, seed: int
) -> None:
    """Whatever is believed of the run, whose validation may suffer meanwhile."""
    rng, t = np.random.default_rng(seed), np.arange(n)
    log = {
        "loss": np.exp(-t / (n / 9)) * np.exp(rng.normal(0, 0.02, n)) + 1e-4,
        "accuracy": np.minimum(right, 0.5 + 0.51 * (1 - np.exp(-t / (n / 20)))),
        "val_loss": 0.5 + 0.5 * np.exp(-t / (n / 9)) + 0.3 * np.maximum(0, t / n - 0.25) + rng.normal(0, 0.005, n),
        "val_accuracy": 0.6 + 0.25 * (1 - np.exp(-t / (n / 12))) + rng.normal(0, 0.003, n),
    }
    for event in analysis_of(run_of(Log(log))).events:
        if event.kind == "loss_better_accuracy_flat" and event.split == "train" and event.episode is not None:
            sure = min(event.episode.accuracy_from, event.episode.accuracy_to) >= 0.98
            first = [one.cause.id for one in event.explanation.causes[:1]]
            assert not sure or first == ["growing_confidence"]


@few
@given(st.integers(10, 60), st.integers(0, 10_000))
def test_an_accuracy_that_a_few_examples_move_is_not_said_to_stay(examples: int, seed: int) -> None:
    rng, t = np.random.default_rng(seed), np.linspace(0, 1, 30)
    right = rng.binomial(examples, 0.75 - 0.2 * t) / examples
    loss = (0.6 + 0.5 * t) * np.exp(rng.normal(0, 0.01, 30))
    for event in analysis_of(run_of(Log({"val_loss": loss, "val_accuracy": right}))).events:
        if event.episode is not None and abs(event.episode.accuracy_change) >= 0.02:
            assert "accuracy stays flat" not in event.explanation.summary
            assert "stays at" not in event.episode.reason
            assert event.episode.accuracy_change > 0 or "has not suffered" not in event.episode.reason


@few
@given(st.floats(0.006, 0.02), st.floats(1.5, 4.0), st.integers(0, 1000))
@example(0.01, 0.4, 0)
def test_where_errors_grow_as_the_loss_does_no_accuracy_is_said_to_stay(wrong: float, growth: float, seed: int) -> None:
    """Of 99 % a point may be half of what is wrong."""
    rng, t = np.random.default_rng(seed), np.linspace(0, 1, 80)
    rise = 1 + growth * np.clip((t - 0.4) / 0.6, 0, None)
    errors = wrong * rise + 0.3 * np.exp(-30 * t)
    loss = (3 * wrong * rise + 0.8 * np.exp(-30 * t)) * np.exp(rng.normal(0, 0.02, 80))
    log = Log({"val_loss": loss, "val_accuracy": 1 - rng.binomial(10_000, errors) / 10_000})
    for event in analysis_of(run_of(log)).events:
        if event.episode is not None and event.kind == "loss_worse_accuracy_flat":
            grown = (1 - event.episode.accuracy_to) / (1 - event.episode.accuracy_from)
            assert grown < 1.8, event.explanation.summary

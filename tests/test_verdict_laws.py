"""What holds of the verdict on any run, whatever was found and whatever the causes weigh."""

from __future__ import annotations

import os
import random
import tempfile
from collections.abc import Callable
from dataclasses import replace
from functools import cache, lru_cache
from pathlib import Path

import numpy as np
from hypothesis import assume, event, example, given, seed, settings
from hypothesis import strategies as st
from strategies import (
    OTHER_NAMES,
    Log,
    Training,
    as_csv,
    as_json_lines,
    every_second,
    in_percent,
    rounded,
    run_of,
    trainings,
    with_constant,
)

from lossacc_gui.explain.knowledge import load_causes
from lossacc_gui.model.analysis import Analysis
from lossacc_gui.model.cause import NOTHING_WRONG, Cause
from lossacc_gui.model.episode import Severity
from lossacc_gui.model.options import Options
from lossacc_gui.model.request import Request
from lossacc_gui.model.run import Run, Split
from lossacc_gui.model.verdict import State
from lossacc_gui.resource import resource
from lossacc_gui.use_case import analyze, analyze_run

CARE = {State.FINE: 0, State.UNDETERMINED: 1, State.TOO_SHORT: 2, State.WATCH: 2, State.PROBLEM: 3}
"""How bad it is to be in a state; in a few points what is to be watched may be what nobody can judge yet."""

LEAST_CARE = {Severity.BENIGN: 0, Severity.WATCH: 2, Severity.PROBLEM: 3}
SURE = Options().named_share  # from here on the program itself holds one cause to be the one
EXCLUDED = 0.05  # a share below which it is as good as ruled out
NEARLY = 0.1  # two shares that differ by less are about as likely

SEED = 0 if os.environ.get("CI") else random.randrange(2**32)
any_training = trainings()


def few(test: Callable[..., None]) -> Callable[..., None]:
    """Tried with some examples, which are the same for all laws of the same strategy: `of` judges each but once."""
    return seed(SEED)(settings(max_examples=25, deadline=None)(test))


@cache
def causes() -> tuple[Cause, ...]:
    return load_causes(resource("causes"))


def judged(run: Run) -> Analysis:
    return analyze_run(run, Request(causes=causes()))


@lru_cache(200)
def of(made: Training) -> Analysis:
    return judged(run_of(made.log()))


@lru_cache(200)
def of_rounded(made: Training, decimals: int) -> Analysis:
    return judged(run_of(rounded(made.log(), decimals)))


@lru_cache(200)
def read_and_judged(text: str, name: str) -> Analysis:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_text(text, encoding="utf-8")
        (analysis,) = analyze(path, Request(causes=causes()))
        return analysis


def said(analysis: Analysis, first: int = 0) -> tuple[object, ...]:
    """State, cause and place of the main event in epochs from the first one."""
    verdict = analysis.verdict
    main = verdict.main
    place = None if main is None else (main.kind, main.split, main.start - first, main.end - first)
    return verdict.state, verdict.cause, place


def family_of(name: str | None) -> str | None:
    """The parent of a cause, itself where it has none."""
    return next((cause.parent for cause in causes() if cause.id == name and cause.parent), name)


def believed(analysis: Analysis, name: str | None) -> float:
    """The share of belief in a cause and all of its family, of the run or of the event that argues most for it."""
    events = (event.explanation.causes for event in analysis.events)
    return max(
        sum(one.score for one in ranked if family_of(one.cause.id) == family_of(name))
        for ranked in (analysis.overall.causes, *events)
    )


def contradict(one: Analysis, other: Analysis) -> bool:
    """Whether two verdicts on one training exclude each other: they name different families of causes, and both are
    sure, or each rules out what the other one names.

    Causes that are about as likely may change places, and a verdict may name none.
    """
    here, there = one.verdict.cause, other.verdict.cause
    if here is None or there is None or family_of(here) == family_of(there):
        return False
    sure = min(believed(one, here), believed(other, there)) >= SURE
    return sure or max(believed(one, there), believed(other, here)) < EXCLUDED


def nearly_the_same(one: Analysis, other: Analysis) -> bool:
    """Whether state and family are the same, and the main event lies where it lay."""
    here, there = one.verdict, other.verdict
    tie = abs(believed(one, here.cause) - believed(one, there.cause)) < NEARLY
    if here.state is not there.state or not (family_of(here.cause) == family_of(there.cause) or tie):
        return False
    if here.main is None or there.main is None:
        return here.main is there.main
    common = min(here.main.end, there.main.end) - max(here.main.start, there.main.start)
    longer = max(here.main.end - here.main.start, there.main.end - there.main.start)
    return here.main.split == there.main.split and common >= longer / 2


@few
@given(any_training)
def test_the_state_is_never_better_than_the_worst_event(made: Training) -> None:
    analysis = of(made)
    event(str(analysis.verdict.state))
    worst = max((LEAST_CARE[one.severity] for one in analysis.events), default=0)
    assert CARE[analysis.verdict.state] >= worst


@few
@given(any_training)
def test_the_main_event_is_one_of_the_events_and_has_the_severity_of_the_state(made: Training) -> None:
    analysis = of(made)
    main, state = analysis.verdict.main, analysis.verdict.state
    assert main is None or any(main is one for one in analysis.events)
    if state in (State.WATCH, State.PROBLEM):
        assert main is not None and LEAST_CARE[main.severity] == CARE[state]
    if state is State.FINE:
        assert main is None


@few
@given(any_training)
@example(
    Training("rises", rows=13, classes=5, splits=("train", "val"), examples=300, jitter=0.0, best=0.78, pace=0.45,
             harm=0.66, skill=0.5, broken_at=0.0, seed=0)
)  # fmt: skip
def test_the_cause_is_one_of_those_of_the_main_event_or_of_the_whole_run_and_says_so(made: Training) -> None:
    analysis = of(made)
    verdict = analysis.verdict
    assume(verdict.main is not None and verdict.cause is not None)
    assert verdict.main is not None
    whole = "The run as a whole is" in verdict.text
    argued = {one.cause.id for one in (analysis.overall if whole else verdict.main.explanation).causes}
    assert verdict.cause in argued | {family_of(name) for name in argued}


@few
@given(trainings(kinds=("breaks",)))
def test_a_loss_that_is_nan_to_the_end_is_a_problem_and_the_main_thing(made: Training) -> None:
    verdict = of(made).verdict
    assert verdict.state is State.PROBLEM
    assert verdict.main is not None and verdict.main.end == made.rows - 1


@few
@given(trainings(kinds=("stands still",), rows=st.integers(3, 200), splits=(("train", "val"), ("train",))))
def test_curves_that_never_moved_away_from_chance_are_a_problem(made: Training) -> None:
    assert of(made).verdict.state is State.PROBLEM


@few
@given(trainings(kinds=("never learns",), rows=st.integers(15, 200), splits=(("train", "val"),)))
def test_a_loss_that_wanders_about_chance_is_a_problem(made: Training) -> None:
    assert of(made).verdict.state is State.PROBLEM


@few
@given(any_training)
def test_other_names_for_the_same_metrics_change_nothing(made: Training) -> None:
    names = OTHER_NAMES[made.seed % len(OTHER_NAMES)]
    assert said(judged(run_of(made.log(), names))) == said(of(made))


@few
@given(any_training)
def test_where_the_epochs_begin_to_count_changes_nothing(made: Training) -> None:
    first = (1, 5, 1000)[made.seed % 3]
    shifted = Log(made.log().columns, first)
    assert said(judged(run_of(shifted)), first) == said(of(made))


@few
@given(any_training)
def test_one_more_metric_that_never_changes_changes_nothing(made: Training) -> None:
    more = (("weight_decay", 0.01), ("momentum", 0.9), ("zeros", 0.0))[made.seed % 3]
    assert said(judged(with_constant(run_of(made.log()), *more))) == said(of(made))


@few
@given(any_training)
def test_the_same_log_in_another_format_changes_nothing(made: Training) -> None:
    assume(made.rows > 1)
    in_csv, in_lines = (
        read_and_judged(as_csv(made.log()), "log.csv"),
        read_and_judged(as_json_lines(made.log()), "log.jsonl"),
    )
    assert said(in_csv) == said(in_lines)


@few
@given(any_training)
def test_accuracy_in_percent_changes_nothing(made: Training) -> None:
    highest = [float(np.max(value)) for name, value in made.log().columns.items() if "accuracy" in name]
    assume(all(value > 0.05 for value in highest))  # 1 might be all right or one in a hundred
    plain, percent = (read_and_judged(as_csv(one), "log.csv") for one in (made.log(), in_percent(made.log())))
    assert said(plain) == said(percent)


@few
@given(any_training)
@example(Training("healthy", 3, 5))
def test_a_run_of_which_nothing_can_be_said_ranks_no_causes(made: Training) -> None:
    analysis = of(made)
    assert analysis.verdict.state not in (State.UNDETERMINED, State.TOO_SHORT) or not analysis.overall.causes


@few
@given(any_training)
def test_four_decimals_are_enough(made: Training) -> None:
    exact, cut = of(made), of_rounded(made, 4)
    assert nearly_the_same(exact, cut)


@few
@given(any_training)
@example(Training("rises", 24, 5, ("train", "val"), 2000, 0.005, 0.52, 0.11, 1.49, 0.89, seed=12064))
def test_a_second_cause_is_named_exactly_where_it_is_nearly_as_likely(made: Training) -> None:
    verdict = of(made).verdict
    if verdict.main is None or verdict.cause is None:
        return
    scores = [one.score for one in verdict.main.explanation.families if not one.cause.benign]
    close = len(scores) > 1 and scores[1] >= 0.7 * scores[0]
    assert ("Nearly as likely" in verdict.text) is close


@few
@given(any_training)
@example(Training("worsens", 16, 100, ("train", "val"), 300, 0.0, 0.76, 0.08, 0.91, 0.59, seed=41766))
def test_no_headline_misses_evidence_where_the_main_event_has_a_likely_cause(made: Training) -> None:
    verdict = of(made).verdict
    if verdict.main is not None and "not enough evidence" in verdict.text:
        ranked = verdict.main.explanation.causes
        assert not ranked or ranked[0].score < 0.5 or ranked[0].cause.id == NOTHING_WRONG


@few
@given(any_training)
@example(Training("breaks", 10, 5, examples=50, best=0.1, pace=0.05, harm=0.1, skill=0.5))
@example(Training("healthy", 32, 5, examples=50, jitter=0.1, best=0.19, pace=0.25, skill=0.91, seed=47586))
def test_a_harmless_cause_heads_a_fine_run_only(made: Training) -> None:
    verdict = of(made).verdict
    harmless = any(cause.id == verdict.cause and cause.benign for cause in causes())
    assert not harmless or verdict.state not in (State.WATCH, State.PROBLEM)


@few
@given(any_training)
@example(Training("worsens", 17, 5, ("train", "val"), 10_000, 0.005, 0.26, 0.17, 0.44, 0.58, seed=24947))
@example(Training("healthy", 8, 10, ("train", "val"), 2000, 0.02, 0.28, 0.15, skill=0.57, seed=21889))
@example(Training("healthy", 12, 2, examples=50, best=0.1, pace=0.05, harm=0.1, skill=0.5))
@example(Training("rises", 9, 5, ("train", "val loss only"), 50, 0.02, 0.1, 0.05, 0.63, 0.62, 0.0, 1))
def test_half_the_decimals_make_the_verdict_more_careful_and_never_contradict_it(made: Training) -> None:
    """Decimals also tell of how many examples an accuracy is: of fewer than are assumed, chance may excuse a rise."""
    exact, cut = of_rounded(made, 4), of_rounded(made, 2)
    if exact.verdict.state is State.FINE and made.examples >= Options().assumed_examples:
        assert cut.verdict.state is not State.PROBLEM
    assert not contradict(cut, exact)


@few
@given(any_training)
@example(Training("breaks", 120, 100, ("train",), 50, 0.1, 0.1, 0.26, 0.1, 0.5, 0.37, 992))
@example(Training("rises", 23, 5, examples=50, jitter=0.1, best=0.1, pace=0.05, harm=0.25, skill=0.51, seed=79))
def test_every_second_epoch_makes_the_verdict_more_careful_and_never_contradicts_it(made: Training) -> None:
    assume(made.rows >= 8)
    exact, thin = of(made), judged(every_second(run_of(made.log())))
    if exact.verdict.state is State.FINE:
        assert thin.verdict.state is not State.PROBLEM
    assert not contradict(thin, exact)


@few
@given(any_training)
def test_a_run_without_accuracy_is_not_told_of_answers(training: Training) -> None:
    run = run_of(training.log())
    losses = replace(run, series=tuple(one for one in run.series if not one.quantity.is_accuracy))
    analysis = judged(losses)
    named = {one.cause.id for event in analysis.events for one in event.explanation.causes}
    named |= {one.cause.id for one in analysis.overall.causes} | {analysis.verdict.cause}
    assert not named & {cause.id for cause in causes() if "accuracy" in cause.needs}
    assert "accuracy" not in analysis.verdict.text


@few
@given(any_training)
def test_a_run_of_training_alone_is_not_told_of_validation(training: Training) -> None:
    run = run_of(training.log())
    alone = replace(run, series=tuple(one for one in run.series if one.split is Split.TRAIN))
    assume(alone.series)
    analysis = judged(alone)
    named = {one.cause.id for event in analysis.events for one in event.explanation.causes}
    assert not named & {cause.id for cause in causes() if "validation" in cause.needs}
    assert "alidation" not in analysis.verdict.text

"""A sentence tells numbers that a reader finds in the log, and says where they are smoothed, medians or assumed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from statistics import median as middle

import handmade
import numpy as np
import pytest
from benchmarks.reckoned_sides import calm, entropy, loss_of
from explain.fact_cases import of
from hypothesis import example, given, settings
from hypothesis import strategies as st
from strategies import KINDS, Log, Training, run_of, trainings

from lossacc_gui.detect.judgement import judgements
from lossacc_gui.explain.facts import FACTS
from lossacc_gui.explain.facts.fact import Measured
from lossacc_gui.explain.facts.words import WORDS
from lossacc_gui.explain.sentences import told
from lossacc_gui.export.phrases import judged_text
from lossacc_gui.measure.rates import rate_of
from lossacc_gui.model.episode import Finding, FindingKind
from lossacc_gui.model.options import Options
from lossacc_gui.model.request import Request
from lossacc_gui.model.run import FloatArray, Quantity, Run, Split
from lossacc_gui.use_case import analyze_run

few = settings(max_examples=25, deadline=None)
BOTH = st.just(("train", "val"))
NUMBER = r"([-+]?[\d.]+)"
LOGARITHMS = re.compile(r"\bnats\b|logarithms? of the loss|plus 5 %|standard deviation\).*from one point")


def said(name: str, run: Run, options: Options | None = None) -> tuple[Measured, str] | None:
    """What is measured and told of a fact; None where it is not told."""
    case = of(run) if options is None else replace(of(run), options=options)
    found = FACTS[name].measure(case)
    if found is None or found.untold or not np.isfinite(found.value):
        return None
    return found, told(WORDS[name], FACTS[name].unit, found, run.x_name)


def findings(run: Run, kind: FindingKind) -> Iterator[Finding]:
    return (one for one in analyze_run(run, Request(causes=())).findings if one.kind is kind)


def calm_loss(values: list[float]) -> list[float]:
    found = loss_of(values, 0.0)
    assert found is not None
    return found.level


def curves(log: Log) -> tuple[list[float], ...]:
    return tuple(log.columns[name].tolist() for name in ("loss", "accuracy", "val_loss", "val_accuracy"))


def logged(*columns: tuple[str, Quantity, Split, FloatArray]) -> Run:
    return handmade.run(tuple(handmade.series(*column) for column in columns), notices=(), settings=())


def validated(loss: FloatArray, right: FloatArray, *more: tuple[str, Quantity, Split, FloatArray]) -> Run:
    return logged(
        ("val_loss", Quantity.LOSS, Split.VAL, loss), ("val_accuracy", Quantity.ACCURACY, Split.VAL, right), *more
    )


# what no reader can use


@few
@given(trainings(rows=st.integers(3, 150)))
def test_no_fact_tells_logarithms(made: Training) -> None:
    for name in FACTS:
        if (found := said(name, run_of(made.log()))) is not None:
            assert LOGARITHMS.search(found[1]) is None, found[1]
    assert all(str(fact.unit) != "nats" for fact in FACTS.values())


@few
@given(trainings(kinds=("healthy", "rises", "worsens"), rows=st.integers(4, 150), splits=(("train", "val"),)))
@example(Training("healthy", 43, 5, ("train", "val"), 2000, 0.005, 0.79, 0.17, skill=0.69, seed=32883))
@example(Training("worsens", 37, 100, ("train", "val"), 300, 0.1, 0.77, 0.4, 1.94, 0.87, seed=3967))
def test_of_a_rise_is_told_what_the_loss_per_wrong_answer_changed_by(made: Training) -> None:
    log = made.log()
    found = said("confident_rise", run_of(log))
    if found is None:
        return
    _, _, held, answers = curves(log)
    loss, wrong = calm_loss(held), [1 - one for one in calm(answers)]
    best = loss.index(min(loss))
    change = loss[-1] / wrong[-1] / (loss[best] / wrong[best]) - 1
    measured, text = found
    assert measured.told == pytest.approx(change, rel=1e-6, abs=1e-9)
    if change < -0.001:
        assert re.search(r"changed by -\d", text), text
    if "rose by no more" in text:
        assert measured.value < WORDS["confident_rise"].middle and change > 0, text


@pytest.mark.parametrize(("right", "known"), [((0.9, 0.9), True), ((1.0, 0.9), False), ((0.9, 1.0), False)])
def test_where_nothing_is_wrong_there_is_no_loss_per_wrong_answer(right: tuple[float, float], known: bool) -> None:
    loss, answers = np.repeat([1.0, 0.3, 0.6], 10), np.repeat([0.5, *right], 10)
    assert (said("confident_rise", run_of(Log({"val_loss": loss, "val_accuracy": answers}))) is not None) is known


@few
@given(trainings(kinds=("healthy", "rises", "worsens", "steps"), rows=st.integers(4, 150), splits=(("train", "val"),)))
def test_the_distance_of_the_losses_is_told_by_both_of_their_ratios(made: Training) -> None:
    log = made.log()
    found = said("gap_growth", run_of(log))
    if found is None or "what it was" in found[1]:
        return
    loss, _, held, _ = curves(log)
    last, of_held, of_train = max(2, len(held) // 10), calm_loss(held), calm_loss(loss)
    best = of_held.index(min(of_held))
    first, end = of_held[best] / of_train[best], middle(held[-last:]) / middle(loss[-last:])
    measured, text = found
    assert f"({first:.3g}, smoothed, to {end:.3g}, medians of the end)" in text
    assert measured.value * (end - first) >= 0, "against the judged side"


@few
@given(trainings(rows=st.integers(3, 120)))
def test_an_accuracy_that_rose_is_not_said_to_have_got_no_better(made: Training) -> None:
    for name in ("idle_fall", "train_idle_fall"):
        found = said(name, run_of(made.log()))
        if found is not None and found[0].ends is not None:
            first, last = found[0].ends
            assert "no better" not in found[1] and last - first <= 0.005 + 1e-12
            assert f"{100 * last:.1f} %" in found[1] or "gained no more than" in found[1] or "henever" in found[1]


# numbers of classes

CALIBRATED = ("two_way_ratio", "ten_way_ratio", "train_two_way_ratio", "over_entropy", "rests_high")


@few
@given(trainings(rows=st.integers(3, 120), splits=(("train", "val"),)), st.sampled_from([0, 2, 3, 10, 40]))
def test_a_number_of_classes_is_the_known_one_or_said_to_be_assumed(made: Training, classes: int) -> None:
    run, options = run_of(made.log()), replace(Options(), classes=classes)
    for name in CALIBRATED:
        found = said(name, run, options)
        if found is None:
            continue
        number = re.search(
            r"(?:as many as (?=1,000))?([\d,]+) classes( \(assumed| \(as the loss of the first point)?", found[1]
        )
        assert number is not None, found[1]
        if classes:
            assert int(number[1]) == classes and number[2] is None, found[1]
        else:
            assert (number[2] is not None) is not number[0].startswith("as many as"), found[1]


@few
@given(
    trainings(kinds=("healthy", "rises", "steps"), rows=st.integers(3, 120), splits=(("train", "val"),)),
    st.sampled_from([2, 3, 10, 40]),
)
def test_a_ratio_is_that_of_the_classes_that_are_named(made: Training, classes: int) -> None:
    log = made.log()
    _, _, held, answers = curves(log)
    loss, right = calm_loss(held), calm(answers)
    best = loss.index(min(loss))
    for name in ("two_way_ratio", "ten_way_ratio"):
        found = said(name, run_of(log), replace(Options(), classes=classes))
        if found is not None:
            assert found[0].told == pytest.approx(loss[best] / entropy(right[best], classes - 1), rel=1e-6)
            assert WORDS[name].says(found[0].value) * WORDS[name].says(float(np.log(found[0].told))) > -1


LEARNS = np.linspace(0.9, 0.3, 30)
TOP = ("val_top_3_accuracy", Quantity.TOP_K, Split.VAL)


@pytest.mark.parametrize(
    ("run", "two", "ten"),
    [
        (validated(LEARNS, np.linspace(0.55, 0.8, 30)), True, True),
        (validated(LEARNS, np.linspace(0.05, 0.35, 30)), False, True),
        (validated(LEARNS + 1, np.linspace(0.05, 0.45, 30)), False, True),
        (validated(LEARNS * 10, np.linspace(0.01, 0.09, 30)), False, False),
        (validated(LEARNS, np.linspace(0.55, 0.8, 30), (*TOP, np.full(30, 0.9))), False, True),
        (validated(LEARNS, np.linspace(0.55, 0.8, 30), (*TOP, np.full(30, 1.0))), True, True),
        (
            validated(
                LEARNS, np.linspace(0.55, 0.8, 30), ("val_binary_crossentropy", Quantity.LOSS, Split.VAL, LEARNS)
            ),
            True,
            False,
        ),
    ],
)
def test_of_classes_that_the_log_denies_nothing_is_told(run: Run, two: bool, ten: bool) -> None:
    assert [said(name, run) is not None for name in ("two_way_ratio", "ten_way_ratio")] == [two, ten]


def test_no_calibrated_model_is_never_wrong() -> None:
    run = validated(np.linspace(0.3, 0.01, 30), np.ones(30))
    assert said("two_way_ratio", run) is None and said("ten_way_ratio", run) is None
    over = said("over_entropy", run)
    assert over is not None and "an accuracy of 99.9 %" in over[1]


@few
@given(st.integers(10, 120), st.floats(0.7, 0.999), st.floats(1.5, 6.0), st.sampled_from([100, 2000]))
def test_the_most_of_calibrated_probabilities_is_that_of_the_accuracy_named(
    n: int, right: float, times: float, examples: int
) -> None:
    accuracy = np.full(n, round(right * examples) / examples)
    run = validated(np.full(n, times * entropy(right, 999)), accuracy)
    for finding in findings(run, FindingKind.MISCALIBRATED):
        bound = re.search(rf"at most {NUMBER} with .* an accuracy of {NUMBER} %, .* one \({NUMBER} %", finding.text)
        assert bound is not None, finding.text
        most, least, own = (float(one) for one in bound.groups())
        assert least < own or own == 100
        near = [entropy((least + off) / 100, 999) for off in (-0.006, 0.006)]
        assert 0.99 * min(near) <= most <= 1.01 * max(near), finding.text


# what is smoothed says so

SMOOTHED = (FindingKind.DETERIORATION, FindingKind.PLATEAU, FindingKind.OVERFITTING, FindingKind.GAP)


@few
@given(trainings(kinds=tuple(kind for kind in KINDS if kind != "breaks"), rows=st.integers(8, 150)))
def test_smoothed_numbers_are_said_to_be_smoothed(made: Training) -> None:
    for finding in analyze_run(run_of(made.log()), Request(causes=())).findings:
        if finding.kind in SMOOTHED and "does not hold on" not in finding.text:
            assert "smoothed" in finding.text, finding.text


@few
@given(trainings(kinds=("rises", "worsens"), rows=st.integers(8, 150), splits=(("train", "val"),)))
def test_a_rise_since_the_best_has_one_figure(made: Training) -> None:
    run = run_of(made.log())
    fact = FACTS["val_rise"].measure(of(run))
    for finding in findings(run, FindingKind.OVERFITTING):
        assert fact is not None and finding.loss_change == pytest.approx(fact.told, rel=1e-9), finding.text


# steps and rates


def stepping(place: int, size: float, slope: float, seed: int, *rates: tuple[str, float]) -> Run:
    n, random = 60, np.random.default_rng(seed)
    drop = np.where(np.arange(n) >= place, size, 1.0)
    loss = np.exp(-slope * np.arange(n)) * drop * np.exp(random.normal(0, 0.02, n))
    columns = [
        (name, Quantity.LEARNING_RATE, Split.TRAIN, np.where(np.arange(n) >= place, 0.05, 0.1) * times)
        for name, times in rates
    ]
    return validated(loss, np.clip(0.9 - loss / 4, 0, 1), *columns)


@few
@given(st.integers(10, 45), st.floats(0.3, 1.2), st.floats(0, 0.06), st.integers(0, 99), st.booleans())
def test_a_step_tells_the_medians_of_the_log_before_and_after_and_no_cause(
    place: int, size: float, slope: float, seed: int, logged_rate: bool
) -> None:
    run = stepping(place, size, slope, seed, *((("lr", 1.0),) if logged_rate else ()))
    loss = run.series[0].value.tolist()
    for finding in findings(run, FindingKind.STEP):
        assert "it changes" not in finding.text
        window = re.search(r"medians of (\d+) points", finding.text)
        change = re.search(rf"{NUMBER} %", finding.text)
        at = run.series[0].x.tolist().index(finding.start)
        if window is None or change is None:
            continue
        before, after = (middle(loss[at + off : at + off + int(window[1])]) for off in (-int(window[1]), 0))
        assert float(change[1]) == pytest.approx(100 * (after / before - 1), abs=0.51)


def test_of_several_rates_the_one_that_is_told_is_named() -> None:
    one, two = stepping(30, 0.5, 0.01, 1, ("lr", 1.0)), stepping(30, 0.5, 0.01, 1, ("lr_body", 1.0), ("lr_head", 10.0))
    same = stepping(30, 0.5, 0.01, 1, ("lr_body", 1.0), ("lr_head", 1.0))
    texts = [next(findings(run, FindingKind.STEP)).text for run in (one, two, same)]
    assert [text.split(" steps")[0] for text in texts] == [
        "The learning rate",
        "The learning rate lr_body",
        "The learning rate",
    ]
    assert rate_of(two).metric == "lr_body" and not rate_of(same).metric


def test_what_follows_a_drop_of_the_rate_begins_at_the_drop() -> None:
    """The best point lies before the drop; since then the loss rose from 0.5 to 0.6."""
    loss = np.concatenate([np.linspace(1, 0.45, 30), np.full(10, 0.5), np.full(20, 0.6)])
    rate = ("lr", Quantity.LEARNING_RATE, Split.TRAIN, np.where(np.arange(60) >= 30, 0.01, 0.1))
    found = said("rise_after_rate_drop", validated(loss, np.linspace(0.5, 0.8, 60), rate))
    assert found is not None and found[0].told == pytest.approx(0.2, abs=0.04)


# jumps, levels, gaps


@few
@given(st.integers(12, 120), st.floats(0.2, 0.6), st.integers(0, 999), st.sampled_from([20, 32, 400]))
def test_jumps_are_told_as_the_steps_of_the_log(n: int, jitter: float, seed: int, examples: int) -> None:
    random = np.random.default_rng(seed)
    loss = np.exp(random.normal(0, jitter, n))
    right = np.round(np.clip(0.6 + random.normal(0, jitter / 2, n), 0, 1) * examples) / examples
    for finding in findings(validated(loss, right), FindingKind.UNSTEADY):
        if "jump" not in finding.text:
            continue
        change, answers = re.findall(rf"{NUMBER} (?:%|points)", finding.text)
        step = middle([abs(b - a) / a for a, b in pairwise(loss.tolist())])
        assert float(change) == pytest.approx(100 * step, abs=0.51)
        moved = middle([abs(b - a) for a, b in pairwise(right.tolist())])
        assert float(answers) == pytest.approx(100 * max(moved, 1 / examples), abs=0.051), finding.text


@few
@given(trainings(rows=st.integers(6, 150)))
def test_no_stretch_goes_the_other_way_than_its_number(made: Training) -> None:
    for judged in judgements(run_of(made.log()), Options()):
        assert not re.search(r"\bdown \(\+(?!0\.0 )|\bup \(-(?!0\.0 )", judged_text(judged, "epoch")), judged


@few
@example(30, -0.03125, 0.0, 1, 1)  # the smoothed end is flat, however the curve falls
@given(st.integers(30, 120), st.floats(-0.05, 0.05), st.floats(-0.018, 0.018), st.integers(0, 30), st.integers(0, 99))
def test_what_still_moves_is_not_said_to_move_no_more(
    n: int, loss_drift: float, drift: float, moves: int, seed: int
) -> None:
    random, rest = np.random.default_rng(seed), np.linspace(0, 1, n)
    loss = np.append(np.linspace(2, 1, moves), 1 + loss_drift * rest) * np.exp(random.normal(0, 0.001, n + moves))
    right = np.append(np.linspace(0.3, 0.6, moves), 0.6 + drift * rest)
    for finding in findings(validated(loss, right), FindingKind.PLATEAU):
        change, points = (float(one) for one in re.findall(rf"{NUMBER} (?:%|points)", finding.text)[:2])
        assert not finding.text.startswith("Nothing") or (abs(change) < 1.05 and abs(points) < 0.55), finding.text
        assert ("any more" in finding.text) is (finding.start > 1), finding.text
        if loss_drift < -0.03 and change < -2:
            assert "will hardly change" not in finding.text, finding.text


@few
@given(st.integers(12, 80), st.floats(0.05, 0.3), st.floats(0.05, 0.3), st.booleans())
def test_a_gap_that_does_not_grow_is_no_drift(n: int, first: float, last: float, by_loss: bool) -> None:
    gap = np.linspace(first, last, n)
    right = np.linspace(0.6, 0.9, n)
    loss = np.linspace(1, 0.5, n)
    run = logged(
        ("loss", Quantity.LOSS, Split.TRAIN, loss),
        ("val_loss", Quantity.LOSS, Split.VAL, loss * (1 + 8 * gap)),
        *(
            ()
            if by_loss
            else (
                ("accuracy", Quantity.ACCURACY, Split.TRAIN, right),
                ("val_accuracy", Quantity.ACCURACY, Split.VAL, right - gap),
            )
        ),
    )
    for finding in findings(run, FindingKind.GAP):
        if "does not hold on" in finding.text:
            continue
        if last < first:
            assert "drift apart" not in finding.text
        elif last > 1.3 * first:
            assert "drift apart" in finding.text


@pytest.mark.parametrize("points", [1, 2, 5])
@pytest.mark.parametrize("n", [20, 80])
@pytest.mark.parametrize("by_loss", [True, False])
def test_a_gap_of_the_last_point_alone_is_said_to_be_that(n: int, points: int, by_loss: bool) -> None:
    loss, right, held, held_right = np.full(n, 0.5), np.full(n, 0.9), np.full(n, 0.5), np.full(n, 0.9)
    held[-points:], held_right[-points:] = 3.0, 0.2
    answers = (
        ("accuracy", Quantity.ACCURACY, Split.TRAIN, right),
        ("val_accuracy", Quantity.ACCURACY, Split.VAL, held_right),
    )
    losses = ("loss", Quantity.LOSS, Split.TRAIN, loss), ("val_loss", Quantity.LOSS, Split.VAL, held)
    for finding in findings(logged(*losses, *(() if by_loss else answers)), FindingKind.GAP):
        assert ("Only the last point says so." in finding.text) is (points == 1)
        assert ("drift apart" in finding.text) is (points > 1)


@pytest.mark.parametrize("by_loss", [True, False])
def test_a_gap_of_all_points_that_closed_once_is_not_of_the_last_alone(by_loss: bool) -> None:
    n = 30
    loss, right, held, held_right = np.full(n, 0.2), np.full(n, 0.9), np.full(n, 0.6), np.full(n, 0.7)
    held[-2], held_right[-2] = 0.2, 0.9
    answers = (
        ("accuracy", Quantity.ACCURACY, Split.TRAIN, right),
        ("val_accuracy", Quantity.ACCURACY, Split.VAL, held_right),
    )
    losses = ("loss", Quantity.LOSS, Split.TRAIN, loss), ("val_loss", Quantity.LOSS, Split.VAL, held)
    told = findings(logged(*losses, *(() if by_loss else answers)), FindingKind.GAP)
    assert told and all("Only the last point" not in finding.text for finding in told)


@few
@given(
    trainings(kinds=("healthy", "rises", "steps"), rows=st.integers(8, 120), splits=(("train", "val"),)),
    st.sampled_from([0, 3, 10]),
)
def test_a_report_takes_one_number_of_classes_for_granted(made: Training, classes: int) -> None:
    """As many as are known in facts and findings alike; else the facts assume one number, and a bound is called one."""
    run = run_of(made.log())
    analysis = analyze_run(run, Request(options=replace(Options(), classes=classes)))
    texts = [one.text for one in analysis.findings if one.kind is FindingKind.MISCALIBRATED]
    for why in (analysis.overall, *(event.explanation for event in analysis.events)):
        texts += [one.text for ranked in why.causes for one in ranked.evidence if one.fact in CALIBRATED]
    told_of = {number for text in texts for number in re.findall(r"(?<!as many as )\b([\d,]+) classes", text)}
    assert len(told_of - {"2"}) <= 1, texts  # of two where no more may be

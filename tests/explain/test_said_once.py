"""Nothing is said twice in a report, and nothing points to what it does not show, held to random runs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import handmade
import numpy as np
import pytest
from explain.fact_cases import of
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import Log, Training, run_of, trainings

from lossacc_gui.chart.keep import keep_texts
from lossacc_gui.explain.facts import FACTS
from lossacc_gui.explain.knowledge import load_causes
from lossacc_gui.explain.sentences import episode_summary
from lossacc_gui.explain.settled import settle
from lossacc_gui.export.evidence import evidence_texts
from lossacc_gui.export.phrases import coverage, remarks
from lossacc_gui.export.text import as_text, as_whole_text
from lossacc_gui.model.analysis import Analysis
from lossacc_gui.model.episode import Finding, FindingKind, Severity
from lossacc_gui.model.predictions import Predictions
from lossacc_gui.model.request import Request
from lossacc_gui.model.run import FloatArray, Quantity, Run, Split
from lossacc_gui.resource import resource
from lossacc_gui.use_case import analyze_run

CAUSES = load_causes(resource("causes"))
few = settings(max_examples=20, deadline=None)


def analysis_of(run: Run) -> Analysis:
    return analyze_run(run, Request(causes=CAUSES))


def explanations(analysis: Analysis) -> Iterator[tuple[str, list[str]]]:
    """(cause, its sentences) of every explanation."""
    for told in (analysis.overall, *(event.explanation for event in analysis.events)):
        for ranked in told.causes:
            yield ranked.cause.id, [one.text for one in ranked.evidence]


def plainly(sentence: str) -> str:
    """A sentence without the word that tells whose curve it is, which of training alone is the only one there is."""
    return sentence.lower().replace("training ", "").replace("its loss", "the loss")


@few
@given(trainings(rows=st.integers(3, 120), splits=(("train",),)))
def test_of_training_alone_no_cause_is_argued_twice_with_one_number(made: Training) -> None:
    for cause, sentences in explanations(analysis_of(run_of(made.log()))):
        again = [text for text, count in Counter(map(plainly, sentences)).items() if count > 1]
        assert not again, (cause, again)


@few
@given(trainings(rows=st.integers(3, 120)))
def test_a_number_that_a_text_names_is_that_of_a_cause_it_shows(made: Training) -> None:
    told = as_text([analysis_of(run_of(made.log()))], [])
    shown = ""
    for line in told.splitlines():
        shown = "" if line.startswith("Event ") else shown + line + "\n"
        for number in re.findall(r"^ *To tell (\d+) from (\d+):", line):
            assert all(re.search(rf"^ *{one}\. ", shown, re.MULTILINE) for one in number), line


def test_a_cause_that_a_text_leaves_out_is_told_apart_by_its_name() -> None:
    """Three faces of the first family stand before the second cause by belief, which gets number 4."""
    told = handmade.families()
    faces, outliers = told.causes[:2], told.causes[2]
    own = (faces[1].evidence[0]._replace(text="The third has this alone."),)
    more = replace(faces[1], cause=replace(faces[1].cause, id="third", title="Third: a face"), score=0.05, evidence=own)
    causes = (faces[0], replace(outliers, score=0.4), faces[1], more)
    families = (told.families[0], replace(told.families[1], score=0.4))
    twice = (handmade.episode(), handmade.episode(62, 70))
    analysis = handmade.analysis(episodes=twice, why=replace(told, causes=causes, families=families))
    assert "To tell 1 from outliers: Look at the largest" in " ".join(as_text([analysis], []).split())
    assert "To tell 1 from 4: Look at the largest" in " ".join(as_whole_text([analysis], []).split())
    assert as_text([analysis], []).count("The third has this alone.") == 1, "told of the first event, pointed to after"


@few
@given(st.integers(2, 60), st.floats(1, 50), st.integers(0, 99))
def test_predictions_of_a_run_in_steps_are_told_in_steps(n: int, every: float, seed: int) -> None:
    random, size = np.random.default_rng(seed), round(every)
    run = run_of(Training("rises", n, jitter=0.01, seed=seed).log())
    in_steps = replace(run, x_name="step", series=tuple(replace(s, step=s.step * size, epoch=None) for s in run.series))
    last = float(in_steps.series[0].x[-1])
    told = tuple(np.stack([p, 1 - p], axis=1) for p in random.uniform(0.01, 0.99, (2, 80)))
    predictions = Predictions(random.integers(0, 2, 80), np.array([0.0, last]), told)
    analysis = analysis_of(in_steps)
    evidence = settle(
        in_steps.source,
        predictions,
        in_steps,
        of(in_steps).detection,
        analysis.overall,
        analysis.overall,
        analysis.options,
    )
    texts = evidence_texts(replace(analysis, evidence=evidence))
    assert any("step" in text for text in texts)
    assert not [text for text in texts if "epoch" in text]
    assert [text for text, count in Counter(texts).items() if count > 1] == []


# what all is held against


def logged(loss: FloatArray, right: FloatArray, held: FloatArray, held_right: FloatArray) -> Run:
    columns = {"loss": loss, "accuracy": right, "val_loss": held, "val_accuracy": held_right}
    return run_of(replace(Training("healthy", len(loss)).log(), columns=columns))


@few
@given(
    trainings(kinds=("healthy", "rises", "steps"), rows=st.integers(8, 120), splits=(("train", "val"),)),
    st.integers(500, 5000),
    st.integers(500, 5000),
)
def test_a_loss_summed_over_batches_is_held_against_nothing(made: Training, batches: int, held: int) -> None:
    """The sum over an epoch of a sound run is no miscalibration, no penalty, and no more than validation's."""
    log = made.log().changed(
        lambda name, value: value * {"loss": batches, "val_loss": held}.get(name, 1) if "loss" in name else value
    )
    analysis = analysis_of(run_of(log))
    for _, sentences in explanations(analysis):
        for text in sentences:
            assert not re.search(r"calibrated model|for each wrong answer|(above|below|times) training loss", text), (
                text
            )
    assert any("a sum over batches" in text for text in coverage(analysis))


@few
@given(trainings(rows=st.integers(8, 120), splits=(("train", "val"),)))
def test_a_mean_of_what_answers_cost_is_no_sum(made: Training) -> None:
    assert not any("a sum over batches" in text for text in coverage(analysis_of(run_of(made.log()))))


@few
@given(st.integers(5, 80), st.floats(1e-4, 0.6), st.integers(0, 99))
def test_that_all_answers_are_right_is_no_defect_of_the_metric(n: int, loss: float, seed: int) -> None:
    random = np.random.default_rng(seed)
    cost, right = loss * np.exp(random.normal(0, 0.05, n) - 0.2), np.ones(n)
    found = FACTS["accuracy_extreme"].measure(of(logged(cost, right, cost, right)))
    assert found is not None and found.value == 0
    dear = FACTS["accuracy_extreme"].measure(of(logged(cost, right, cost + 1, right)))
    assert dear is not None and dear.value == 1, "a right answer of two classes costs ln 2 at the most"


@few
@given(st.floats(0, 1), st.integers(3, 60), st.sampled_from([Quantity.AUC, Quantity.F1]), st.integers(0, 99))
def test_accuracies_of_two_kinds_are_not_compared(level: float, n: int, other: Quantity, seed: int) -> None:
    right = np.clip(level + np.random.default_rng(seed).normal(0, 0.05, n), 0, 1)
    run = logged(np.linspace(2, 1, n), np.linspace(0.2, 0.9, n), np.linspace(2, 1, n), right)
    apart = replace(
        run,
        series=tuple(
            replace(s, quantity=other) if s.quantity.is_accuracy and s.split is Split.VAL else s for s in run.series
        ),
    )
    gaps = [FACTS[name] for name in ("answers_gap_end", "answers_gap_first", "answers_gap_halfway")]
    assert all(fact.measure(of(apart)) is None for fact in gaps)
    assert gaps[0].measure(of(run)) is not None


@few
@given(st.floats(0, 1), st.integers(3, 60))
def test_a_curve_that_never_moves_is_not_said_to_jump(level: float, n: int) -> None:
    run = run_of(replace(Training("healthy", n).log(), columns={"val_accuracy": np.full(n, round(level, 2))}))
    keep = analysis_of(run).verdict.keep
    assert keep is None or not any("jumps" in text for text in keep_texts(keep, run))


@pytest.mark.parametrize(
    ("kind", "harmless"),
    [
        (FindingKind.GAP, False),
        (FindingKind.MISCALIBRATED, False),
        (FindingKind.BOUND_VIOLATED, False),
        (FindingKind.PLATEAU, True),
        (FindingKind.SCHEDULE, True),
    ],
)
def test_what_the_curves_leave_open_is_not_called_harmless(kind: FindingKind, harmless: bool) -> None:
    """A gap of forty points may be harmless, but who says so of it knows more than the curves tell."""
    found = Finding(kind, "val", 2, 9, Severity.BENIGN, "It was seen.", 0.4)
    (told,) = remarks(replace(handmade.analysis(episodes=()), findings=(found,)))
    assert ("harmless" in told) is harmless, told


def test_of_many_remarks_of_one_kind_a_few_are_told_and_the_rest_is_counted() -> None:
    found = tuple(
        Finding(FindingKind.BOUND_VIOLATED, "val", at, at + 5, Severity.WATCH, f"val_head{at}_loss is too low.")
        for at in range(40)
    )
    analysis = replace(handmade.analysis(episodes=()), findings=found)
    told, everything = remarks(analysis), remarks(analysis, None)
    assert len(told) == 4 and told[:3] == everything[:3] and len(everything) == 40
    assert told[3].startswith("37 more like these") and "epochs 3–44" in told[3]
    four = replace(analysis, findings=found[:4])
    assert remarks(four) == everything[:4], "a line that says of one that there is one more is no shorter"


@pytest.mark.parametrize("several", [True, False])
def test_where_several_outputs_are_judged_an_episode_names_its_metrics(several: bool) -> None:
    names = ("head1", "head2") if several else ("head1",)
    x = np.arange(40)
    curves = {"loss": (Quantity.LOSS, 1 - x / 80), "accuracy": (Quantity.ACCURACY, 0.5 + x / 90)}
    series = [
        handmade.series(f"val_{one}_{kind}", quantity, Split.VAL, values)
        for one in names
        for kind, (quantity, values) in curves.items()
    ]
    run = handmade.run(tuple(series), notices=(), settings=())
    last = {"loss_metric": f"val_{names[-1]}_loss", "accuracy_metric": f"val_{names[-1]}_accuracy"}
    episode = handmade.episode(10, 30, **last)
    text = episode_summary(episode, run)
    assert ("val_head2_loss" in text and "val_head2_accuracy" in text) is several, text
    assert ("validation loss" in text) is not several


X = np.arange(40)
LEARNS = 1 - 0.6 * np.exp(-X / 8)


def facts_told(**columns: FloatArray) -> set[str]:
    """The facts of which a sentence is told anywhere."""
    analysis = analysis_of(run_of(Log(columns)))
    told = (analysis.overall, *(event.explanation for event in analysis.events))
    return {one.fact for explanation in told for ranked in explanation.causes for one in ranked.evidence}


def test_of_a_validation_loss_that_ends_at_its_best_nothing_is_told_of_what_came_since() -> None:
    loss = 0.2 + 2 * np.exp(-X / 10)
    told = facts_told(loss=loss, accuracy=LEARNS, val_loss=2.5 * loss, val_accuracy=LEARNS - 0.1)
    assert not told & {"val_rise_errors", "train_fall_after_best", "gap_growth"}


def test_jumps_of_both_losses_are_not_compared_where_both_are_told() -> None:
    swings, others = np.sin(2.4 * X), np.cos(2.9 * X)
    told = facts_told(
        loss=1 + 0.3 * swings,
        accuracy=0.6 + 0.1 * others,
        val_loss=1.2 + 0.4 * others,
        val_accuracy=0.5 + 0.1 * swings,
    )
    assert {"val_noise", "train_noise"} <= told and "noise_lead" not in told


def test_a_loss_that_leaps_for_a_few_points_blows_up_at_no_more_of_them() -> None:
    loss = 0.001 * np.exp(0.3 * np.sin(X)) * np.where(np.isin(X, (3, 12, 35)), 1000.0, 1.0)
    analysis = analysis_of(run_of(Log({"loss": loss})))
    assert any("leaps to" in one.text for one in analysis.findings)
    measured = FACTS["found_blow_up"].measure(of(analysis.run))
    assert measured is not None and measured.value == 3 / 40


def test_a_loss_that_never_got_better_does_not_show_how_answers_went_along_with_it() -> None:
    told = facts_told(
        loss=np.full(40, 1.2e-7), accuracy=0.5 + 0.001 * X, val_loss=np.full(40, 1.2e-7), val_accuracy=0.6 - 0 * X
    )
    assert not told & {"worse_answers", "train_worse_answers"}


def test_how_far_points_lie_off_their_course_is_one_number_wherever_it_is_told() -> None:
    """Of a training loss that only falls the spread of its differences is none of jumps."""
    random = np.random.default_rng(3)
    fall = np.exp(-X / 15) * (1 - 0.1 * np.isin(X % 4, (0, 1)))
    held = (0.4 + np.exp(-X / 15)) * np.exp(0.2 * random.normal(size=len(X)))
    case = of(run_of(Log({"loss": np.minimum.accumulate(fall), "val_loss": held})))
    lead, train, val = (FACTS[name].measure(case) for name in ("noise_lead", "train_noise", "val_noise"))
    assert lead is not None and train is not None and val is not None
    assert lead.ends == (val.told, train.told) and lead.told > 1.2 * lead.value

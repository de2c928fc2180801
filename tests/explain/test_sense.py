"""What a report says of causes has to make sense: a cause can make its event, and evidence says what it is for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import handmade
import numpy as np
import pytest
from explain.fact_cases import of
from explain.planted import PLANTED
from hypothesis import example, given, settings
from hypothesis import strategies as st
from in_one import in_one_test
from strategies import Log, Training, run_of, trainings

from lossacc_gui.explain import headline
from lossacc_gui.explain.facts import FACTS
from lossacc_gui.explain.facts.fact import Measured, Unit
from lossacc_gui.explain.facts.words import WORDS, answers, losses, relation
from lossacc_gui.explain.knowledge import load_causes
from lossacc_gui.explain.ranking import STATES, Told
from lossacc_gui.explain.sentences import told
from lossacc_gui.explain.telling import belies, turn_of
from lossacc_gui.export.causes import family_title, grouped
from lossacc_gui.export.markdown import as_markdown
from lossacc_gui.export.text import as_whole_text
from lossacc_gui.model.analysis import Analysis
from lossacc_gui.model.cause import NOTHING_WRONG, Cause, Explanation, Family, RankedCause
from lossacc_gui.model.episode import FindingKind
from lossacc_gui.model.request import Request
from lossacc_gui.model.run import Run
from lossacc_gui.model.verdict import State
from lossacc_gui.resource import resource
from lossacc_gui.use_case import analyze_run

CAUSES = load_causes(resource("causes"))
BY_ID = {cause.id: cause for cause in CAUSES}
RISES = {
    *("loss_worse_accuracy_better", "loss_worse_accuracy_flat", "deterioration", "overfitting", "blow_up"),
}
"""Kinds of events in which a loss rises."""
OFFSETS = {"val_better_than_train", "gap", "bound_violated", "miscalibrated"}
"""Kinds that tell where curves stand, not where they go."""
few = settings(max_examples=15, deadline=None)
every_cause = in_one_test("cause", CAUSES, ids=lambda cause: cause.id)


def analysis_of(run: Run) -> Analysis:
    return analyze_run(run, Request(causes=CAUSES))


def held_to(analysis: Analysis) -> Iterator[tuple[str, str, RankedCause]]:
    """(kind, split, cause) of every cause of every event."""
    for event in analysis.events:
        if event.kind != FindingKind.SUSPECTED.value:
            yield from ((event.kind, event.split, ranked) for ranked in event.explanation.causes)


# a cause and its event


@every_cause
def test_what_leads_one_to_expect_no_rise_makes_none(cause: Cause) -> None:
    leads = {sign.fact: sign.expected for sign in cause.signs if sign.expected}
    if leads.get("val_rise") == -1:
        assert not RISES & set(cause.patterns)


@every_cause
def test_what_sets_validation_apart_from_the_first_point_on_moves_no_curve(cause: Cause) -> None:
    if "validation_ahead" in (cause.id, cause.parent):
        assert set(cause.patterns) <= OFFSETS


def test_an_event_that_states_its_cause_is_made_by_nothing_else() -> None:
    for kind, stated in STATES.items():
        assert [one.id for one in CAUSES if kind in one.patterns] == [stated]


def held_to_laws(analysis: Analysis) -> None:
    for kind, split, ranked in held_to(analysis):
        cause = ranked.cause
        assert kind in cause.patterns, (kind, cause.id)
        assert split != "train" or "validation" not in cause.needs, (kind, cause.id)
        if kind in STATES:
            assert cause.id == STATES[kind] and ranked.score == 1


@few
@given(trainings(rows=st.integers(3, 120)))
def test_each_cause_of_an_event_of_a_random_run_can_make_it(made: Training) -> None:
    held_to_laws(analysis_of(run_of(made.log())))


@in_one_test("planted", sorted(PLANTED))
def test_each_cause_of_an_event_of_a_planted_run_can_make_it(planted: str) -> None:
    held_to_laws(analysis_of(PLANTED[planted]()))


@few
@given(st.integers(12, 80), st.floats(0.2, 1.0), st.floats(0.0, 0.02), st.integers(0, 99))
def test_who_gets_worse_in_training_as_well_does_not_overfit_there(
    n: int, harm: float, jitter: float, seed: int
) -> None:
    random = np.random.default_rng(seed)
    late = np.clip(np.linspace(-1, 1, n), 0, 1)
    loss = (0.5 + np.exp(-np.arange(n) / (n / 8)) + harm * late) * np.exp(random.normal(0, jitter, n))
    right = 0.85 - 0.5 * np.exp(-np.arange(n) / (n / 8)) - 0.2 * late
    run = run_of(Log({"loss": loss, "accuracy": right, "val_loss": loss * 1.2, "val_accuracy": right - 0.03}))
    found = 0
    for event in analysis_of(run).events:
        if event.split == "val" and event.kind in RISES and event.start + event.end > n:
            found += 1
            assert not [one for one in event.explanation.causes if one.cause.parent == "overfitting"]
    assert found or harm < 0.3 or jitter > 0.01


@few
@given(st.integers(11, 15), st.integers(0, 99))
def test_a_handful_of_examples_is_its_own_cause(examples: int, seed: int) -> None:
    n, random = 40, np.random.default_rng(seed)
    right = np.round(np.clip(np.interp(np.arange(n), [0, 24, 39], [0.4, 1.0, 0.8]), 0, 1) * examples) / examples
    loss = np.interp(np.arange(n), [0, 24, 39], [1.1, 0.05, 0.3]) * np.exp(random.normal(0, 0.01, n))
    log = {"loss": np.linspace(1.2, 0.05, n), "accuracy": np.linspace(0.4, 0.99, n), "val_loss": loss}
    events = analysis_of(run_of(Log(log | {"val_accuracy": right}))).events
    few_examples = [event for event in events if event.kind == "few_examples"]
    assert few_examples
    for event in few_examples:
        assert [(one.cause.id, one.score) for one in event.explanation.causes] == [("small_validation", 1.0)]


@few
@given(trainings(rows=st.integers(3, 120)))
def test_who_is_nowhere_near_guessing_is_not_stuck_at_it(made: Training) -> None:
    run = run_of(made.log())
    found = FACTS["chance_share"].measure(of(run))
    analysis = analysis_of(run)
    if found is not None and found.value == 0 and not any(f.kind is FindingKind.CHANCE for f in analysis.findings):
        told_causes = [
            one.cause.id for why in (analysis.overall, *(e.explanation for e in analysis.events)) for one in why.causes
        ]
        assert "stuck_at_chance" not in told_causes


@few
@given(st.integers(8, 60), st.floats(1e-4, 0.6))
def test_a_loss_alone_below_that_of_guessing_is_not_stuck_at_chance(n: int, level: float) -> None:
    analysis = analysis_of(run_of(Log({"loss": level * (1 + 0.08 * np.exp(-np.arange(n)))})))
    assert "stuck_at_chance" not in [one.cause.id for one in analysis.overall.causes]


# a sentence and its side


ABOVE = re.compile(r"\babove\b|changed by \+|x \d|became|\brose\b")
BELOW = re.compile(r"\bbelow\b|changed by -|\bfell\b")


def values_of(fact: str) -> st.SearchStrategy[float]:
    words = WORDS[fact]
    return st.floats(words.low - 0.5, words.high + 0.5)


@settings(max_examples=300, deadline=None)
@given(st.data(), st.sampled_from(sorted(FACTS)))
def test_what_is_told_is_on_the_side_on_which_its_words_are(data: st.DataObject, fact: str) -> None:
    """On the other side of where a fact turns its words say the opposite, whatever the value is weighed as."""
    words, turn = WORDS[fact], turn_of(fact)
    value = data.draw(values_of(fact))
    if turn is None or belies(fact, Measured(value)):
        return
    says = words.says(value)
    if words.low < turn < words.high:
        assert (value - turn) * says >= 0
    else:
        sentence = told(words, FACTS[fact].unit, Measured(value, ends=(1.0, 1.2)), "epoch")
        nothing = FACTS[fact].unit.written(value + 0.0) == FACTS[fact].unit.written(words.nothing)
        some = says >= 0 if turn == words.low else says <= 0
        assert some or nothing or (words.little and "no more than" in sentence) or words.little


@pytest.mark.parametrize("fact", sorted(FACTS))
def test_a_fact_with_above_and_below_turns_within_its_range_or_speaks_of_one_side(fact: str) -> None:
    words = WORDS[fact]
    if "{over}" in words.said and words.low <= 0 <= words.high:
        assert turn_of(fact) == 0


@pytest.mark.parametrize(
    ("fact", "value", "tells"),
    [
        ("answers_gap_end", 0.013, False),  # "1.3 points above" for a training that is behind
        ("answers_gap_end", -0.013, True),
        ("answers_gap_first", -0.027, False),  # "below" against a validation that is too good too early
        ("answers_gap_end", 0.0, False),  # "alike" for either
        ("train_fall", 0.25, True),  # "no more than 22 % below its first value" for nothing learned
        ("train_fall", 0.8, False),  # "no more than 55 % below" for nothing learned
        ("train_fall", 0.0, True),
        ("confident_rise", 0.09, True),  # "by no more than" against over-confidence
        ("confident_rise", 0.4, True),
        ("noise_lead", 3.15, False),  # "3 times as far as training" for swings on both
        ("noise_lead", 0.8, True),
        ("val_rise", 0.1, True),  # "no more than"
        ("gap_end", 0.2, False),
        ("val_noise", -4.0, True),
    ],
)
def test_a_sentence_is_told_where_its_words_are_those_of_its_side(fact: str, value: float, tells: bool) -> None:
    assert belies(fact, Measured(value)) is not tells


NEITHER = {
    *("chance_share", "late_step", "loss_over_first", "val_second_descent", "accuracy_extreme"),
    *("noise_lead", "answers_noise_lead"),
}
"""What has one side alone, and of which little is said as of none: shares of points, and what happens in one place."""


@pytest.mark.parametrize("fact", sorted({*answers.WORDS, *losses.WORDS, *relation.WORDS}))
def test_a_fact_that_may_say_no_can_say_that_there_is_little(fact: str) -> None:
    """Else it could speak for what leads one to expect little only where there is nothing at all."""
    words = WORDS[fact]
    if words.low == turn_of(fact) == 0 and words.zero and fact not in NEITHER and not words.whole:
        little = (words.low + words.middle) / 2
        unit = FACTS[fact].unit
        shown = -little if unit is Unit.RELATIVE and re.search("fell by|below", words.little) else little
        text = told(words, unit, Measured(little, 1.0, 2.0, shown, ends=(0.5, 0.4)), "epoch")
        assert re.search(r"no more than|at most|never", text) and not belies(fact, Measured(little)), text


@few
@given(trainings(rows=st.integers(3, 120)))
def test_no_evidence_of_a_random_run_belies_itself(made: Training) -> None:
    run = run_of(made.log())
    case, analysis = of(run), analysis_of(run)
    for why in (analysis.overall, *(event.explanation for event in analysis.events)):
        for one in (one for ranked in why.causes for one in ranked.evidence):
            found = FACTS[one.fact].measure(case)
            assert found is None or not belies(one.fact, found), one.text


@few
@given(trainings(kinds=("rises", "worsens"), rows=st.integers(8, 120), splits=(("train", "val"),)))
def test_a_report_that_tells_a_rise_does_not_deny_it(made: Training) -> None:
    analysis = analysis_of(run_of(made.log()))
    told_of = [event for event in analysis.events if event.split == "val" and event.kind in RISES]
    for why in (analysis.overall, *(event.explanation for event in analysis.events)):
        for one in (one for ranked in why.causes for one in ranked.evidence if one.fact == "val_rise_errors"):
            assert not told_of or WORDS["val_rise_errors"].says(one.value or 0.0) >= 0, one.text


# words for a group, and the headline


def ranked(cause: str, score: float) -> RankedCause:
    return RankedCause(BY_ID[cause], score, ())


@few
@given(st.floats(0.05, 0.9), st.floats(0.05, 0.9))
def test_a_group_is_called_harmless_where_each_of_its_causes_is(noise: float, leak: float) -> None:
    family = Family(BY_ID["validation_ahead"], noise + leak)
    both = sorted(
        (ranked("train_time_noise", noise), ranked("leakage_or_easy_validation", leak)), key=lambda x: -x.score
    )
    (group,) = grouped(Explanation("", tuple(both), families=(family,)))
    (alone,) = grouped(Explanation("", (ranked("train_time_noise", noise),), families=(family,)))
    assert "harmless" not in family_title(group)
    assert "harmless" in family_title(alone)


@few
@given(st.floats(0.3, 0.9))
def test_a_fine_run_in_which_a_leak_is_likeliest_is_told_so(score: float) -> None:
    overall = Explanation(
        "",
        (ranked("leakage_or_easy_validation", score), ranked("train_time_noise", score / 2)),
        families=(Family(BY_ID["validation_ahead"], 0.95),),
    )
    log = {"val_loss": np.exp(-np.arange(20) / 5), "loss": 1.2 * np.exp(-np.arange(20) / 5)}
    analysis = analysis_of(run_of(Log(log)))
    nothing_known = Told({}, "epoch")
    course = of(analysis.run).course
    _, text = headline._fine(analysis.run, course, overall, nothing_known, analysis.options, heard=False)
    assert "leakage" in text and "Nothing seems wrong" not in text and "harmless" not in text


@few
@given(st.lists(st.floats(0.05, 0.9), min_size=2, max_size=4))
def test_curves_cannot_tell_apart_only_what_is_nearly_as_likely(scores: list[float]) -> None:
    faces = ("overconfidence", "outliers", "label_noise", "distribution_shift")
    found = [ranked(face, score) for face, score in zip(faces, sorted(scores, reverse=True), strict=False)]
    text = headline._one_of(found, heard=False)
    for one in found[:3]:
        named = one.cause.title.partition(":")[0].lower() in text.lower()
        assert named is (one.score >= found[0].score / 2)
    assert ("cannot tell" in text) is (found[1].score >= found[0].score / 2)


@few
@given(trainings(rows=st.integers(8, 120)))
@example(Training("rises", 59, 100, ("train", "val"), 300, 0.1, 0.17, 0.5, 1.02, 0.84, seed=32807))
def test_a_headline_denies_no_cause_that_its_report_lists(made: Training) -> None:
    analysis = analysis_of(run_of(made.log()))
    if "no cause is likelier" in analysis.verdict.text:
        assert analysis.verdict.state is State.FINE
        assert all(one.score < 0.5 for one in analysis.overall.causes if one.cause.id != NOTHING_WRONG)


def test_of_an_event_that_nothing_can_have_made_the_run_as_a_whole_is_told() -> None:
    event = handmade.analysis().events[0]
    bare = replace(event, told=Explanation("It rose.", ()))
    overall = Explanation("", (ranked("low_capacity", 0.7),), families=(Family(BY_ID["levels_off"], 0.8),))
    options = handmade.analysis().options
    cause, text = headline._named(bare, overall, options, heard=False)
    assert cause == "low_capacity"
    assert text.startswith("It rose.") and "The run as a whole is most likely (80 %) a case of low level" in text
    nobody = headline._named(bare, Explanation("", ()), options, heard=False)
    assert nobody == (None, "It rose. There is not enough evidence for any cause.")


@few
@given(trainings(kinds=("rises", "worsens"), rows=st.integers(8, 120), splits=(("train", "val"),)))
def test_what_does_not_tell_the_faces_of_a_family_apart_is_told_once(made: Training) -> None:
    analysis = analysis_of(run_of(made.log()))
    texts = (as_whole_text([analysis], []), re.sub(r"\\(.)", r"\1", as_markdown([analysis], [])))
    for event in analysis.events[:1]:
        for group in grouped(event.explanation):
            several = len(group.causes) > 1
            for text in {one.text for face in group.causes for one in face.ranked.evidence} if several else ():
                for told_as in texts:
                    flat = " ".join(told_as.split())
                    here = flat[flat.find("Event 1") : flat.find("Event 2") if "Event 2" in flat else None]
                    family = re.sub(r"Checks of this run.*|### Also seen.*|Also seen.*", "", here)
                    sides = {one.supports for face in group.causes for one in face.ranked.evidence if one.text == text}
                    assert family.count(text) <= len(sides) + sum(
                        other is not group
                        and any(one.text == text for face in other.causes for one in face.ranked.evidence)
                        for other in grouped(event.explanation)
                    ), text

"""Belief, evidence, families and the check that decides."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path
from typing import cast

import numpy as np
import pytest
from explain.planted import HEALTHY, PLANTED, WAVE, explained, run_of, series, towards
from hypothesis import given, settings
from hypothesis import strategies as st

from lossacc_gui.explain import ranking
from lossacc_gui.explain.facts.case import Case
from lossacc_gui.explain.facts.fact import Fact, Measured, Unit
from lossacc_gui.explain.facts.words import WORDS
from lossacc_gui.explain.knowledge import load_causes
from lossacc_gui.explain.ranking import DOUBT, Known, Told, believe, deciding_check, evidence_of, measured
from lossacc_gui.explain.ranking import explained as ranked
from lossacc_gui.model.cause import NOTHING_WRONG, Cause, RankedCause, Sign, Source
from lossacc_gui.model.episode import FindingKind
from lossacc_gui.model.options import Options
from lossacc_gui.model.predictions import Predictions
from lossacc_gui.model.request import Request
from lossacc_gui.model.run import Quantity, Run, Series, Split
from lossacc_gui.resource import resource
from lossacc_gui.use_case import analyze_run

CAUSES = load_causes(resource("causes"))
MADE = Cause(
    "made",
    "Made up",
    "So.",
    0.0,
    False,
    ("overfitting",),
    (Sign("val_rise", 1, 2.0),),
    ("Look.",),
    ("Stop.",),
    (Source("A"),),
)
OTHER = replace(MADE, id="other", title="Other", signs=(), patterns=())
YES: Known = {"val_rise": Measured(WORDS["val_rise"].high, 3.0, 9.0, 0.5)}
NO: Known = {"val_rise": Measured(WORDS["val_rise"].low)}


MANY = 10**9  # points: so many that the log-odds are believed as they are


def doubted(share: float, leaves: int) -> float:
    """A share of a softmax over so many leaves, once DOUBT is given to all alike."""
    return (1 - DOUBT) * share + DOUBT / leaves


def test_a_score_is_the_share_of_belief_among_all_leaves() -> None:
    belief = believe((MADE, OTHER), YES, MANY)
    assert belief.share("made") == pytest.approx(doubted(math.exp(2) / (1 + math.exp(2)), 2))
    (evidence,) = evidence_of(MADE, MADE, Told(YES, "epoch"))
    assert evidence.text == "Validation loss (smoothed) ended 50 % above its best."
    assert (evidence.value, evidence.start, evidence.end, evidence.fact) == (0.5, 3.0, 9.0, "val_rise")
    assert evidence.supports and evidence.weight == pytest.approx(2.0)


def test_a_fact_that_says_no_takes_from_a_cause_what_it_would_have_given() -> None:
    assert believe((MADE, OTHER), NO, MANY).share("made") == pytest.approx(
        doubted(math.exp(-2) / (1 + math.exp(-2)), 2)
    )
    (evidence,) = evidence_of(MADE, MADE, Told(NO, "epoch"))
    assert evidence.text == "Validation loss (smoothed) ended at its best." and not evidence.supports


def test_a_fact_far_beyond_its_range_says_no_more_than_one_at_its_end() -> None:
    beyond: Known = {"val_rise": Measured(1e308)}
    assert believe((MADE, OTHER), beyond, MANY).share("made") == believe((MADE, OTHER), YES, MANY).share("made")


def test_an_unknown_fact_says_nothing() -> None:
    assert believe((MADE, OTHER), {"val_rise": None}, MANY).share("made") == pytest.approx(0.5)
    assert evidence_of(MADE, MADE, Told({"val_rise": None}, "epoch")) == ()


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_a_fact_that_is_no_number_is_not_known(value: float, monkeypatch: pytest.MonkeyPatch) -> None:
    made = {
        name: Fact(name, Unit.SHARE, "", lambda _, told=told: Measured(told))
        for name, told in (("a", value), ("b", 0.5))
    }
    monkeypatch.setattr(ranking, "FACTS", made)
    assert measured(cast(Case, None), made) == {"a": None, "b": Measured(0.5)}


def test_a_parent_argues_for_each_of_its_children_and_is_believed_in_as_much_as_all_of_them() -> None:
    parent = replace(MADE, id="parent", signs=(Sign("val_rise", 1, 1.0),))
    first, second = (replace(MADE, id=name, parent="parent") for name in ("first", "second"))
    belief = believe((parent, first, second, OTHER), YES, MANY)
    assert [leaf.id for leaf in belief.leaves] == ["first", "second", "other"]
    assert belief.share("first") == pytest.approx(doubted(math.exp(3) / (2 * math.exp(3) + 1), 3))
    assert belief.share("parent") == pytest.approx(belief.share("first") + belief.share("second"))
    told = ranked(belief, Told(YES, "epoch"), "", Options())
    assert told.families[0].cause.id == "parent"
    assert told.families[0].score == pytest.approx(belief.share("parent"))
    assert told.causes[0].evidence[0].weight == pytest.approx(3.0)


def test_what_weighs_most_is_told_first_whether_it_speaks_for_a_cause_or_against_it() -> None:
    facts = ("val_rise", "accuracy_fall", "train_fall")
    known: Known = {name: Measured(WORDS[name].high if name == "accuracy_fall" else WORDS[name].low) for name in facts}
    weights = {"val_rise": 3.0, "accuracy_fall": 2.0, "train_fall": 1.0}
    cause = replace(MADE, signs=tuple(Sign(name, 1, weights[name]) for name in reversed(facts)))
    told = evidence_of(cause, cause, Told(known, "epoch"))
    assert [(one.fact, one.weight) for one in told] == [
        ("val_rise", -3.0),
        ("accuracy_fall", 2.0),
        ("train_fall", -1.0),
    ]
    assert evidence_of(cause, cause, Told(known, "epoch"), 1) == told[:1]


def test_a_fact_that_a_parent_turns_round_is_not_told() -> None:
    """A spike that is expected and missing would stand among what speaks for the cause."""
    parent = replace(MADE, id="parent", signs=(Sign("val_rise", 0, -3.0),))
    leaf = replace(MADE, parent="parent")
    assert evidence_of(leaf, parent, Told(NO, "epoch")) == evidence_of(leaf, parent, Told(YES, "epoch")) == ()
    assert evidence_of(leaf, replace(parent, signs=()), Told(YES, "epoch"))[0].supports


def test_what_happened_elsewhere_speaks_for_no_cause_but_may_speak_against_one() -> None:
    far = {"val_rise"}
    assert believe((MADE, OTHER), YES, MANY, far).share("made") == pytest.approx(0.5)
    against = believe((MADE, OTHER), NO, MANY)
    assert believe((MADE, OTHER), NO, MANY, far).share("made") == pytest.approx(against.share("made"))


@pytest.mark.parametrize(
    ("first", "second", "face", "heard"),
    [
        (0.0, 0.0, "", ""),
        (0.0, 2.0, "", ""),
        (0.0, 3.0, "", "second"),  # nine tenths of a softmax, less what is given to all alike
        (0.0, 5.0, "second", "second"),
    ],
)
def test_a_family_is_told_by_a_face_that_is_settled(first: float, second: float, face: str, heard: str) -> None:
    parent = replace(MADE, id="parent", signs=())
    one, other = (
        replace(MADE, id=name, parent="parent", prior=prior, signs=())
        for name, prior in (("first", first), ("second", second))
    )
    least = replace(Options(), least_score=0.051)
    belief = believe((parent, one, other, replace(OTHER, prior=second - 2.5)), {}, MANY)
    assert ranked(belief, Told({}, "epoch"), "", least).families[0].face == face
    assert ranked(belief, Told({}, "epoch"), "", least, heard=True).families[0].face == heard


def test_where_nothing_wrong_is_believed_more_than_any_family_an_event_has_no_cause() -> None:
    well = replace(MADE, id=NOTHING_WRONG, prior=3.0, signs=())
    assert ranked(believe((MADE, well), YES, MANY), Told(YES, "epoch"), "", Options()).causes == ()
    told = ranked(believe((replace(MADE, prior=2.0), well), YES, MANY), Told(YES, "epoch"), "", Options())
    assert [one.cause.id for one in told.causes] == ["made"]
    assert [one.cause.id for one in told.families] == ["made"]


def test_of_a_run_that_looks_healthy_the_first_answer_is_that_nothing_is_wrong_and_others_follow() -> None:
    well = replace(MADE, id=NOTHING_WRONG, prior=3.0, signs=())
    told = ranked(believe((MADE, well), YES, MANY), Told(YES, "epoch"), "", Options(), whole=True)
    assert told.healthy and told.deciding_check == ""
    assert [one.cause.id for one in told.causes] == [NOTHING_WRONG, "made"]
    assert not ranked(believe((MADE, OTHER), YES, MANY), Told(YES, "epoch"), "", Options(), whole=True).healthy


def test_an_event_raises_the_causes_that_can_look_like_it() -> None:
    belief = believe((MADE, OTHER), NO, MANY)
    options = Options()
    heard = belief.heading(FindingKind.OVERFITTING.value, options)
    assert heard.share("made") == pytest.approx(doubted(1 / (1 + math.exp(2 - 3 * options.pattern_weight)), 2))


def test_the_deciding_check_is_the_one_written_for_the_pair() -> None:
    first = RankedCause(replace(MADE, id="first", apart=(("second", "Toss a coin."),)), 0.6, ())
    second = RankedCause(replace(MADE, id="second", checks=("Ask.",)), 0.3, ())
    plain = RankedCause(replace(MADE, id="first"), 0.3, ())
    assert deciding_check((second, first)) == "Toss a coin."
    assert deciding_check((plain, second)) == "", "its checks are told anyway"
    assert deciding_check((plain,)) == ""


def test_predictions_settle_what_curves_leave_open() -> None:
    run = PLANTED["overconfidence"]()
    truth = np.arange(400) % 4
    right = np.arange(400) % 100 < 75
    sure = np.full((400, 4), 0.0005)
    sure[np.arange(400), np.where(right, truth, (truth + 1) % 4)] = 0.9985
    soft = 0.75 * sure + 0.0625
    predictions = Predictions(truth.astype(float), np.array([9.0, 59.0]), (soft, sure))
    told = explained(run, CAUSES, predictions)
    before, after = ({r.cause.id: r.score for r in one.causes} for one in (told.curves, told.overall))
    assert before == {r.cause.id: r.score for r in explained(run, CAUSES).overall.causes}
    assert after["overconfidence"] > before["overconfidence"] - 0.01
    assert after != before


def test_the_ranking_by_curves_alone_holds_no_cause_that_the_log_could_not_show() -> None:
    run = PLANTED["overconfidence"]()
    alone = replace(run, series=tuple(s for s in run.series if s.quantity is Quantity.LOSS and s.split is Split.VAL))
    truth = np.arange(400) % 4
    sure = np.full((400, 4), 0.0005)
    sure[np.arange(400), np.where(truth < 3, truth, 0)] = 0.9985
    told = explained(
        alone, CAUSES, Predictions(truth.astype(float), np.array([9.0, 59.0]), (0.75 * sure + 0.0625, sure))
    )
    before = {one.cause.id: one.score for one in told.curves.causes}
    assert before == {one.cause.id: one.score for one in explained(alone, CAUSES).overall.causes}
    needs = {need for one in told.curves.causes for need in one.cause.needs}
    assert needs <= {"loss", "validation", "classes"}


curve = st.lists(
    st.floats(allow_nan=True, allow_infinity=True, width=32) | st.sampled_from([0.0, 1.0, -1.0, 1e30]),
    min_size=0,
    max_size=40,
)


@settings(max_examples=30, deadline=None)
@given(curve, curve, curve, curve)
def test_no_curve_whatever_breaks_the_verdict(a: list[float], b: list[float], c: list[float], d: list[float]) -> None:
    n = min(map(len, (a, b, c, d)))
    told = explained(run_of(*(np.array(values[:n]) for values in (a, b, c, d))), CAUSES)
    assert all(0 <= r.score <= 1 and math.isfinite(r.score) for r in told.overall.causes)
    assert told.verdict.text


@settings(max_examples=30, deadline=None)
@given(st.sampled_from(sorted(PLANTED)), st.integers(-5, 50), st.integers(1, 7))
def test_where_the_epochs_start_and_how_they_step_does_not_matter(cause: str, start: int, step: int) -> None:
    run = PLANTED[cause]()
    moved = replace(
        run,
        series=tuple(replace(s, epoch=None if s.epoch is None else start + step * s.epoch) for s in run.series),
        breaks=tuple(replace(b, position=start + step * b.position) for b in run.breaks),
    )
    first, second = (explained(one, CAUSES) for one in (run, moved))
    assert [r.cause.id for r in first.overall.causes] == [r.cause.id for r in second.overall.causes]
    assert first.verdict.state is second.verdict.state


def test_the_same_run_is_explained_in_the_same_words_twice() -> None:
    first, second = (explained(HEALTHY, CAUSES) for _ in range(2))
    assert first.verdict.text == second.verdict.text
    assert first.overall == second.overall


@pytest.mark.parametrize(
    ("series", "says"),
    [
        ((), "known by its name"),
        ((series("loss", Quantity.LOSS, Split.TRAIN, [0.5]),), "one point"),
        ((series("loss", Quantity.LOSS, Split.TRAIN, -np.geomspace(10, 1e6, 30)),), "negative (down to -1e+06)"),
        ((series("loss", Quantity.LOSS, Split.TRAIN, [np.nan] * 5),), "never a number"),
    ],
)
def test_a_run_without_a_course_is_told_why(series: tuple[Series, ...], says: str) -> None:
    told = explained(replace(HEALTHY, series=series), CAUSES).verdict
    assert says in told.text


def test_the_surest_cause_leaves_room_for_what_nobody_wrote_down() -> None:
    sure = replace(MADE, signs=(Sign("val_rise", 1, 50.0),))
    assert believe((sure, OTHER), YES, MANY).share("made") == pytest.approx(1 - DOUBT / 2)


def test_the_same_facts_of_a_few_points_are_believed_less() -> None:
    shares = [believe((MADE, OTHER), YES, points).share("made") for points in (2, 6, 30, MANY)]
    assert shares[0] == pytest.approx(doubted(math.exp(1) / (1 + math.exp(1)), 2)) and shares == sorted(shares)


LOW = replace(MADE, id="levels_off", title="Ends low", signs=(), patterns=("plateau",), prior=4.0)


@pytest.mark.parametrize(
    ("accuracy", "falls", "says"),
    [
        ((0.2, 0.35), False, "Going on alike will hardly change it. Most likely (95 %) ends low"),
        ((0.2, 0.35), True, "The loss still falls"),
        ((0.2, 0.49), False, "Accuracy levels off at 49"),
        ((0.5, 0.66), False, "whether that is low for this task the curves cannot tell"),
    ],
)
def test_a_level_is_suspected_only_where_something_says_that_it_is_low(
    accuracy: tuple[float, float], falls: bool, says: str
) -> None:
    loss = towards(2.0, 1.5, 2 if falls else 7) + 0.002 * WAVE
    right = towards(*accuracy, 7)
    told = explained(
        run_of(loss, right, loss * 1.001, right - 1e-6), (LOW, replace(OTHER, id=NOTHING_WRONG, benign=True))
    )
    assert says in told.verdict.text and ("ends low" in says) is (told.verdict.cause is not None)


def test_another_suspicion_needs_no_level() -> None:
    loss, right = towards(2.0, 1.5, 12) + 0.002 * WAVE, towards(0.2, 0.49, 12)
    other = replace(LOW, id="made")
    told = explained(
        run_of(loss, right, loss * 1.001, right - 1e-6), (other, replace(OTHER, id=NOTHING_WRONG, benign=True))
    )
    assert told.verdict.cause == "made"


@pytest.mark.parametrize(("accuracy", "harmless"), [((0.2, 0.4), False), ((0.2, 0.7), True), ((0.85, 0.93), True)])
def test_a_loss_of_another_kind_does_no_harm_while_the_answers_improve(
    accuracy: tuple[float, float], harmless: bool
) -> None:
    loss, right = towards(19.0, 2.5, 12), towards(*accuracy, 12)
    other = replace(
        LOW, id="measured_otherwise", title="Different measures: loss and accuracy do not judge the same thing"
    )
    told = explained(
        run_of(loss, right, loss * 1.001, right - 1e-6), (other, replace(OTHER, id=NOTHING_WRONG, benign=True))
    )
    assert (told.verdict.cause is None and "show no harm" in told.verdict.text) is harmless
    assert (told.verdict.cause == other.id) is not harmless


@pytest.mark.parametrize("falls", [False, True])
def test_a_loss_that_is_too_high_and_falls_is_given_time(falls: bool) -> None:
    """A model that is right and not sure yet loses more than a calibrated one; what has come to rest is what it is."""
    loss = np.linspace(3.0, 1.0, 60) if falls else towards(3.0, 1.0, 12)
    right, argued = towards(0.85, 0.97, 12), replace(MADE.signs[0], fact="over_entropy")
    other = replace(LOW, id="measured_otherwise", title="Different measures: of two things", signs=(argued,))
    told = explained(
        run_of(loss, right, loss * 1.001, right - 1e-6), (other, replace(OTHER, id=NOTHING_WRONG, benign=True))
    )
    assert "different measures" in told.verdict.text.lower()
    assert ("The loss still falls; if it stays too high" in told.verdict.text) is falls
    assert ("The curves show no harm from it." in told.verdict.text) is not falls


def test_without_a_loss_nothing_is_believed_that_a_loss_would_show() -> None:
    both = PLANTED["overconfidence"]()
    alone = replace(both, series=tuple(one for one in both.series if not one.quantity.is_loss))
    assert any("loss" in one.cause.needs for one in explained(both, CAUSES).curves.causes)
    told = explained(alone, CAUSES).curves.causes
    assert told and not any("loss" in one.cause.needs for one in told)


def test_a_cause_is_shown_from_the_least_share_on_that_is_worth_it() -> None:
    belief = believe((MADE, OTHER), YES, MANY)
    least = belief.share("other")
    for share, shown in ((least * 0.999, ["made", "other"]), (least, ["made", "other"]), (least * 1.001, ["made"])):
        found = ranked(belief, Told(YES, "epoch"), "", replace(Options(), least_score=share))
        assert [one.cause.id for one in found.causes] == shown == [one.cause.id for one in found.families]


@pytest.mark.parametrize(("rises", "penalty"), [(0.1, False), (0.0, True)])
def test_a_score_that_improves_refutes_that_only_a_penalty_falls(rises: float, penalty: bool) -> None:
    x = np.arange(30)
    score = 0.85 + rises * x / 30 + 0.004 * np.sin(x * 2.1)
    made = PLANTED["strong_regularization"]()
    at = made.series[0].x
    auc = Series("val_auc", Quantity.AUC, Split.VAL, made.series[0].step, np.interp(at, at.max() * x / 29, score), at)
    told = explained(replace(made, series=(*made.series, auc)), CAUSES).overall.causes
    assert any(one.cause.id == "strong_regularization" for one in told) is penalty


def test_nobody_guesses_among_classes_where_errors_of_values_are_all_that_is_logged() -> None:
    x = np.arange(30)
    errors = 2.7 + np.random.default_rng(2).normal(0, 0.1, 30)
    for metric, quantity, guesses in (("val_mae", Quantity.MAE, False), ("val_loss", Quantity.LOSS, True)):
        curve = Series(metric, quantity, Split.VAL, x, errors, x.astype(float))
        told = analyze_run(Run("values", Path("values.csv"), "handmade", (curve,)), Request())
        assert any(one.cause.id == "stuck_at_chance" for one in told.overall.causes) is guesses


@pytest.mark.parametrize(
    ("metric", "quantity", "classes"),
    [("rmse", Quantity.MSE, False), ("r2", Quantity.R2, False), ("perplexity", Quantity.PERPLEXITY, True)],
)
def test_a_run_that_logs_errors_of_values_shows_nothing_that_only_classes_have(
    metric: str, quantity: Quantity, classes: bool
) -> None:
    x = np.arange(40)
    val = np.interp(x, [0, 19, 39], [5.8, 1.5, 2.3])
    curves = (
        Series("loss", Quantity.LOSS, Split.TRAIN, x, 5.0 * np.exp(-x / 9) + 0.4, x.astype(float)),
        Series("val_loss", Quantity.LOSS, Split.VAL, x, val, x.astype(float)),
        Series(f"val_{metric}", quantity, Split.VAL, x, np.sqrt(val), x.astype(float)),
    )
    causes = {cause.id: cause for cause in load_causes(resource("causes"))}
    told = analyze_run(Run("values", Path("values.csv"), "handmade", curves), Request())
    named = [causes[one.cause.id] for one in told.overall.causes]
    assert named and any("classes" in cause.needs for cause in named) is classes


@pytest.mark.parametrize(("kind", "says"), [("overfitting", True), ("gap", True), ("unsteady", False)])
def test_harm_that_is_a_family_by_its_own_definition_is_put_down_to_no_harmless_cause(kind: str, says: bool) -> None:
    parent = replace(MADE, id="overfitting", signs=())
    face = replace(MADE, id="face", parent="overfitting", signs=(), prior=-2.0, patterns=(kind,))
    fine = replace(MADE, id="nothing_wrong", benign=True, signs=(), prior=2.0, patterns=())
    other = replace(MADE, id="other", signs=(), patterns=(kind,))
    belief = believe((parent, face, fine, other), YES, MANY)
    here = belief.heading(kind, Options())
    assert float(here.shares.sum()) == pytest.approx(1.0)
    assert (here.share("nothing_wrong") == 0) is says
    assert (here.share("overfitting") > belief.share("nothing_wrong") / 2) is says

"""Scores, evidence, summaries and the check that decides."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from explain.planted import HEALTHY, PLANTED, N, T, pairs_of, run_of, towards
from hypothesis import given, settings
from hypothesis import strategies as st

from lossacc_gui.explain.facts import FACTS
from lossacc_gui.explain.facts.case import Case
from lossacc_gui.explain.facts.fact import Measured
from lossacc_gui.explain.knowledge import load_causes
from lossacc_gui.explain.ranking import believe, deciding_check, degree, explain, measured, rank
from lossacc_gui.model.analysis import Detection
from lossacc_gui.model.cause import Cause, Sign, Source
from lossacc_gui.model.episode import Direction, Episode, Pattern, Severity
from lossacc_gui.model.options import Options
from lossacc_gui.model.predictions import Predictions
from lossacc_gui.model.run import Run
from lossacc_gui.resource import resource

CAUSES = load_causes(resource("causes"))
SIGN = Sign("val_loss_rise", 0.5, None, 2.0, -1.0, "It rose by {value} in {where}.", "It rose by only {value}.")
MADE = Cause("made", "Made up", "So.", 0.0, False, (), (SIGN,), ("Look.",), ("Stop.",), (Source("A book"),))
RISE = Episode(
    pattern=Pattern.LOSS_WORSE_ACCURACY_FLAT,
    split="val",
    loss_metric="val_loss",
    accuracy_metric="val_accuracy",
    start=20.0,
    end=59.0,
    start_range=(18.0, 22.0),
    end_range=(59.0, 59.0),
    loss=Direction.UP,
    accuracy=Direction.FLAT,
    loss_from=1.2,
    loss_to=2.0,
    loss_change=2 / 3,
    accuracy_from=0.75,
    accuracy_to=0.751,
    accuracy_change=0.001,
    severity=Severity.PROBLEM,
    confidence=0.99,
    reason="",
)


def with_rise(run: Run) -> Detection:
    return replace(pairs_of(run), episodes=(RISE,))


def test_a_score_is_the_share_of_belief_against_none_of_these() -> None:
    ranked = rank((MADE,), {"val_loss_rise": Measured(1.0, 3.0, 9.0)}, "epoch", Options())
    assert ranked[0].score == pytest.approx(math.exp(2) / (1 + math.exp(2)))
    evidence = ranked[0].evidence[0]
    assert evidence.text == "It rose by +100 % in epochs 3–9."
    assert (evidence.value, evidence.start, evidence.end, evidence.fact) == (1.0, 3.0, 9.0, "val_loss_rise")
    assert evidence.supports


def test_what_speaks_against_a_cause_takes_from_it() -> None:
    small = {"val_loss_rise": Measured(0.1)}
    assert rank((MADE,), small, "epoch", Options()) == ()
    belief = believe((replace(MADE, prior=2.0),), small, "epoch", Options())
    (evidence,) = belief.evidence[0]
    assert evidence.text == "It rose by only +10 %." and not evidence.supports
    assert belief.shares[0] == pytest.approx(math.e / (1 + math.e))


def test_an_unknown_fact_says_nothing() -> None:
    belief = believe((replace(MADE, prior=1.0),), {"val_loss_rise": None}, "epoch", Options())
    assert belief.evidence == ((),)
    assert belief.shares[0] == pytest.approx(math.e / (1 + math.e))


@pytest.mark.parametrize("known", [None, Measured(0.1)])
def test_a_cause_that_nothing_speaks_for_is_not_shown_however_common_it_is(known: Measured | None) -> None:
    assert rank((replace(MADE, prior=5.0),), {"val_loss_rise": known}, "epoch", Options()) == ()


@pytest.mark.parametrize(
    ("fact", "low", "high", "value", "share"),
    [
        ("val_loss_rise", 0.5, None, 0.5, 0.5),
        ("val_loss_rise", 0.5, None, 0.6, 1.0),
        ("val_loss_rise", 0.5, None, 0.4, 0.0),
        ("val_loss_rise", 0.5, 1.0, 1.1, 0.25),
        ("val_loss_rise", None, 0.0, 0.0, 1.0),
        ("val_loss_rise", None, 0.0, 1e-3, 0.0),
        ("restarts", 1.0, None, 1.0, 1.0),
        ("val_accuracy_end", 0.95, None, 0.96, 1.0),
    ],
)
def test_a_sign_fades_near_its_bound(
    fact: str, low: float | None, high: float | None, value: float, share: float
) -> None:
    assert degree(replace(SIGN, fact=fact, low=low, high=high), value, Options()) == pytest.approx(share)


def test_the_deciding_check_is_the_one_written_for_the_pair() -> None:
    known = {"val_loss_rise": Measured(1.0)}
    first = replace(MADE, id="first", prior=1.0, apart=(("second", "Toss a coin."),))
    second = replace(MADE, id="second", checks=("Ask.",))
    assert deciding_check(rank((second, first), known, "epoch", Options())) == "Toss a coin."
    plain = replace(first, apart=())
    assert deciding_check(rank((second, plain), known, "epoch", Options())) == "Look."
    assert deciding_check(rank((plain,), known, "epoch", Options())) == ""


def test_an_episode_is_told_with_its_numbers_and_ranked_by_its_pattern() -> None:
    run = PLANTED["overconfidence"]()
    (told,), _ = explain(run, with_rise(run), CAUSES, Options())
    assert told.summary.startswith(
        "In epochs 20–59 validation loss rises (1.2 to 2, +67 %) "
        "while accuracy stays flat (75.0 % to 75.1 %, +0.1 points)."
    )
    assert told.causes[0].cause.id == "overconfidence"
    pattern = next(e for e in told.causes[0].evidence if not e.fact)
    assert pattern.text == "It can look like this: loss gets worse, accuracy stays flat."
    assert (pattern.start, pattern.end) == (20.0, 59.0)


def test_a_harmless_cause_is_called_harmless() -> None:
    run = PLANTED["growing_confidence"]()
    _, overall = explain(run, pairs_of(run), CAUSES, Options())
    assert overall.causes[0].cause.benign
    assert overall.summary.endswith("This is harmless.")


def test_a_log_without_pairs_is_explained_by_nothing() -> None:
    empty = Run("empty", Path("empty.csv"), "handmade", ())
    explanations, overall = explain(empty, Detection((), (), ()), CAUSES, Options())
    assert explanations == ()
    assert overall.causes == ()
    assert "nothing to relate" in overall.summary


def test_predictions_settle_what_curves_leave_open() -> None:
    run = PLANTED["overconfidence"]()
    truth = np.arange(400) % 4
    right = np.arange(400) % 100 < 75
    sure = np.full((400, 4), 0.0005)
    sure[np.arange(400), np.where(right, truth, (truth + 1) % 4)] = 0.9985
    soft = 0.75 * sure + 0.0625
    predictions = Predictions(truth.astype(float), np.array([9.0, 59.0]), (soft, sure))
    score = {}
    for known in (None, predictions):
        _, overall = explain(run, pairs_of(run), CAUSES, Options(), known)
        score[known is not None] = next(r for r in overall.causes if r.cause.id == "overconfidence")
    assert "temperature" in {e.fact for e in score[True].evidence if e.supports}
    assert score[True].score >= score[False].score - 0.01


curve = st.lists(
    st.floats(allow_nan=True, allow_infinity=True, width=32) | st.sampled_from([0.0, 1.0, -1.0, 1e30]),
    min_size=0,
    max_size=40,
)


@settings(max_examples=60, deadline=None)
@given(curve, curve, curve, curve)
def test_no_curve_whatever_breaks_the_ranking(a: list[float], b: list[float], c: list[float], d: list[float]) -> None:
    n = min(map(len, (a, b, c, d)))
    run = run_of(*(np.array(values[:n]) for values in (a, b, c, d)))
    explanations, overall = explain(run, with_rise(run), CAUSES, Options())
    assert len(explanations) == 1
    assert all(0 <= r.score <= 1 and math.isfinite(r.score) for r in overall.causes)
    assert "nan" not in overall.summary.lower().replace("nan,", "")


@settings(max_examples=30, deadline=None)
@given(st.sampled_from(sorted(PLANTED)), st.floats(-5.0, 5.0), st.integers(1, 7))
def test_where_the_epochs_start_and_how_they_step_does_not_matter(cause: str, start: float, step: int) -> None:
    run = PLANTED[cause]()
    moved = replace(
        run,
        series=tuple(
            replace(s, epoch=s.step * step + round(start), step=s.step.copy(), value=s.value.copy()) for s in run.series
        ),
    )
    ids = [[r.cause.id for r in explain(x, pairs_of(x), CAUSES, Options())[1].causes] for x in (run, moved)]
    if not run.breaks:
        assert ids[0] == ids[1]


def test_a_long_run_is_measured_in_blocks() -> None:
    long = np.interp(np.linspace(0, 1, 100_000), T, towards(2.0, 0.5, 5))
    rising = np.interp(np.linspace(0, 1, 100_000), T, 0.8 - towards(0.6, 0.0, 5))
    run = run_of(long, rising, long, rising)
    case = Case(run, pairs_of(run), Options())
    assert case.val is not None
    assert case.val.n <= 2000 < N * 2000
    known = measured(case, FACTS)
    assert known["val_loss_end"] is not None
    assert known["val_loss_end"].value == pytest.approx(0.51, abs=0.02)


def test_the_same_log_is_explained_alike_twice() -> None:
    first, second = (explain(HEALTHY, with_rise(HEALTHY), CAUSES, Options()) for _ in range(2))
    assert first == second


def test_an_episode_needs_less_proof_than_a_run_because_something_did_happen() -> None:
    doubtful = replace(MADE, prior=-2.5, patterns=(RISE.pattern.value,))
    known = {"val_loss_rise": Measured(1.0)}
    assert rank((doubtful,), known, "epoch", Options()) == ()
    assert rank((doubtful,), known, "epoch", Options(), RISE)[0].cause.id == "made"


def test_a_cause_that_does_not_make_the_pattern_loses_by_it() -> None:
    known = {"val_loss_rise": Measured(1.0)}
    fitting = replace(MADE, id="fitting", patterns=(RISE.pattern.value,))
    ranked = rank((replace(MADE, prior=1.0), fitting), known, "epoch", Options(), RISE)
    assert [r.cause.id for r in ranked] == ["fitting", "made"]
    against = next(e for e in ranked[1].evidence if not e.supports)
    assert against.text == "It does not usually look like this: loss gets worse, accuracy stays flat."


def test_a_run_takes_up_the_cause_of_its_episode_and_says_so() -> None:
    made = replace(MADE, prior=-3.0, patterns=(RISE.pattern.value,))
    run = PLANTED["overconfidence"]()
    assert explain(run, pairs_of(run), (made,), Options())[1].causes == ()
    sure = Options(episode_say=1.0)
    (told,), overall = explain(run, with_rise(run), (made,), sure)
    assert told.causes[0].cause.id == overall.causes[0].cause.id == "made"
    assert overall.causes[0].score < told.causes[0].score
    taken = next(e for e in overall.causes[0].evidence if not e.fact)
    assert taken.text == "It explains epochs 20–59 (loss gets worse, accuracy stays flat)."
    assert (taken.start, taken.end) == (20.0, 59.0)


def test_the_size_of_a_value_is_written_without_its_sign() -> None:
    sign = replace(SIGN, text="It fell by {size}.", low=None, high=0.0)
    ranked = rank((replace(MADE, signs=(sign,)),), {"val_loss_rise": Measured(-0.4)}, "epoch", Options())
    assert ranked[0].evidence[0].text == "It fell by 40 %."

"""A thing explains an event only from where it happens on, and as long as it can act."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from in_one import in_one_test
from strategies import Log, Training, run_of, trainings

from lossacc_gui.explain import verdict
from lossacc_gui.explain.acting import LASTING, PASSING, acts, elsewhere, width
from lossacc_gui.explain.facts import FACTS
from lossacc_gui.explain.facts.fact import Measured
from lossacc_gui.explain.facts.words import WORDS
from lossacc_gui.explain.ranking import Belief, believe
from lossacc_gui.measure.course import course_of
from lossacc_gui.measure.pairing import pairs_of
from lossacc_gui.model.cause import Evidence
from lossacc_gui.model.episode import Finding, FindingKind, Severity
from lossacc_gui.model.event import Event
from lossacc_gui.model.options import Options
from lossacc_gui.model.request import Request
from lossacc_gui.model.run import Break, Run
from lossacc_gui.use_case import analyze_run


def test_the_facts_that_have_a_place_are_facts() -> None:
    assert set(FACTS) >= PASSING | LASTING and not PASSING & LASTING


@pytest.mark.parametrize(
    ("places", "passing", "lasting"),
    [
        ((5.0,), False, True),
        ((18.0,), True, True),
        ((25.0,), True, True),
        ((5.0, 25.0), True, True),
        ((31.0,), False, False),
    ],
)
def test_an_incident_acts_from_its_place_on_one_that_passes_for_a_while(
    places: tuple[float, ...], passing: bool, lasting: bool
) -> None:
    found = Measured(1.0, places[0], places[-1], places=places)
    assert acts(found, 20, 30, 3) is passing
    assert acts(found, 20, 30, float("inf")) is lasting


def test_between_two_restarts_none_of_them_acts() -> None:
    restarts = Measured(2.0, 5.0, 90.0, places=(5.0, 90.0))
    assert not acts(restarts, 40, 60, 3)


def finding(start: float, end: float) -> Finding:
    return Finding(FindingKind.DETERIORATION, "val", start, end, Severity.WATCH, "", 0.0)


@in_one_test("name", sorted(PASSING | LASTING))
def test_what_comes_after_an_event_is_not_held_for_its_reason(name: str) -> None:
    known = {name: Measured(WORDS[name].high, 50, 60), "val_rise": Measured(1.0, 0, 60)}
    assert elsewhere(known, finding(10, 20), None) == {name}
    assert not elsewhere(known, finding(40, 70), None)
    silent = {name: Measured(WORDS[name].low, 50, 60)}
    assert not elsewhere(silent, finding(10, 20), None)  # that nothing happened is said of the whole run


def of_event(event: Event) -> Iterator[Evidence]:
    for ranked in event.explanation.causes:
        yield from ranked.evidence


def resumed(run: Run, at: float) -> Run:
    return replace(run, breaks=(Break(at, "resume", "The log was resumed here."),))


LEAST_STEP = Training(
    kind="healthy",
    rows=20,
    classes=10,
    splits=("train", "val"),
    examples=50,
    jitter=0.02,
    best=0.1,
    pace=0.19,
    harm=0.1,
    skill=0.6,
    broken_at=0.0,
    seed=31,
)
"""Its largest step is none by the spread of its points, and one by how far they lie off their course."""


@settings(max_examples=25, deadline=None)
@example(LEAST_STEP, 0.0)
@given(trainings(rows=st.integers(20, 120)), st.floats(0, 1))
def test_no_event_of_a_random_run_is_explained_by_what_happened_elsewhere(made: Training, where: float) -> None:
    run = run_of(made.log())
    x = np.unique(np.concatenate([one.x for one in run.series]))
    run = resumed(run, float(x[int(where * (len(x) - 1))]))
    side = course_of(run, pairs_of(run), Options()).lead
    room = 0.0 if side is None else width(side)
    for event in analyze_run(run, Request()).events:
        for one in of_event(event):
            if one.fact in PASSING | LASTING and WORDS[one.fact].says(one.value or 0.0) > -1 and one.start is not None:
                assert one.end is not None
                assert one.start <= event.end, one.text
                assert one.fact in LASTING or one.end >= event.start - room, one.text


def test_events_of_one_kind_with_the_same_facts_share_an_explanation(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[frozenset[str]] = []

    def counted(causes: Any, known: Any, points: int, far: frozenset[str] = frozenset()) -> Belief:
        asked.append(far)
        return believe(causes, known, points, far)

    monkeypatch.setattr(verdict, "believe", counted)
    x = np.arange(600)
    swing = np.abs((x % 60) / 30 - 1)  # loss and accuracy rise and fall together, ten times
    run = run_of(Log({"val_loss": 1 + 0.4 * swing, "val_accuracy": 0.6 + 0.1 * swing}))
    told = analyze_run(resumed(run, 300), Request())
    assert len(told.events) >= 8
    assert 1 < len(asked) == len(set(asked)) < len(told.events) / 2
    summaries = [event.explanation.summary for event in told.events]
    assert len(set(summaries)) == len(summaries)

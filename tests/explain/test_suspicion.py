"""A stretch is not waved through as harmless over a cause that is not."""

from __future__ import annotations

from dataclasses import replace

import handmade
import pytest

from lossacc_gui.explain.suspicion import in_view_of_its_cause
from lossacc_gui.model.cause import Explanation
from lossacc_gui.model.episode import Severity
from lossacc_gui.model.options import Options


def explained(score: float, benign: bool) -> Explanation:
    explanation = handmade.analysis().explanations[0]
    best = explanation.causes[0]
    cause = replace(best.cause, benign=benign)
    return replace(explanation, causes=(replace(best, cause=cause, score=score),))


@pytest.mark.parametrize(
    ("score", "benign", "is_now"),
    [
        (0.9, False, Severity.WATCH),
        (0.9, True, Severity.BENIGN),
        (0.4, False, Severity.BENIGN),
    ],
)
def test_a_harmless_stretch_with_a_likely_cause_that_is_not_is_watched(
    score: float, benign: bool, is_now: Severity
) -> None:
    episode = handmade.episode(severity=Severity.BENIGN, reason="Benign: it is.")
    told = in_view_of_its_cause(episode, explained(score, benign), Options())
    assert told.severity is is_now
    assert ("their likeliest cause is not (90 %: " in told.reason) == (is_now is Severity.WATCH)


def test_a_problem_stays_one_and_no_cause_changes_nothing() -> None:
    episode = handmade.episode(severity=Severity.PROBLEM)
    assert in_view_of_its_cause(episode, explained(0.9, benign=False), Options()) == episode
    harmless = handmade.episode(severity=Severity.BENIGN)
    none = replace(explained(0.9, benign=False), causes=())
    assert in_view_of_its_cause(harmless, none, Options()) == harmless

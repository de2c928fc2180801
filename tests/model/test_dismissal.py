"""Events that are put out of sight: which ones are meant, and what is left of an analysis without them."""

from __future__ import annotations

import handmade
import pytest

from lossacc_gui.model.dismissal import Gone, place_of, without
from lossacc_gui.model.event import Event

EVENT = Event(handmade.episode(24, 60), handmade.explanation())
GONE = Gone.of(EVENT)


@pytest.mark.parametrize(
    ("start", "end", "meant"),
    [(24, 60, True), (59, 90, True), (60, 90, False), (0, 25, True), (0, 24, False), (70, 90, False)],
)
def test_an_event_is_meant_where_it_overlaps_what_was_put_away(start: float, end: float, meant: bool) -> None:
    moved = Event(handmade.episode(start, end), EVENT.explanation)
    assert GONE.means(moved) is meant


def test_an_event_of_another_split_at_the_same_place_is_not_meant() -> None:
    assert not GONE.means(Event(handmade.episode(24, 60, split="train"), EVENT.explanation))


def test_an_event_at_one_point_is_meant_at_that_point_alone() -> None:
    gone = Gone.of(Event(handmade.RESTART, EVENT.explanation))
    (same,) = handmade.analysis(episodes=(), findings=(handmade.RESTART,)).events
    assert gone.means(same)
    assert not Gone(gone.kind, gone.split, gone.metrics, 30, 30).means(same)


def test_of_several_events_those_that_are_meant_are_gone_and_the_others_stay() -> None:
    analysis = handmade.analysis(
        episodes=(handmade.episode(10, 20), handmade.episode(24, 60)), findings=(handmade.GAP,)
    )
    first, second, gap = analysis.events
    left = without(analysis, [Gone.of(first), Gone.of(gap)])
    assert left.events == (second,) and left.episodes == (second.what,)
    assert handmade.GAP in analysis.findings and handmade.GAP not in left.findings
    assert place_of(Gone.of(second), analysis) == 1 and place_of(Gone.of(second), left) == 0
    assert place_of(Gone.of(gap), left) is None
    assert without(left, [Gone.of(first)]) is left

"""What of the results a person asked for is shown."""

from __future__ import annotations

from dataclasses import replace

import handmade
import pytest

from lossacc_gui.cli.results import without_dismissed
from lossacc_gui.model.errors import BadOption


def test_events_are_dismissed_by_the_numbers_they_are_shown_with() -> None:
    analysis = handmade.analysis(episodes=tuple(handmade.episode(at, at + 5) for at in (10, 30, 50)))
    assert [event.start for event in analysis.events] == [10, 30, 50]
    for numbers, left in (([1], [30, 50]), ([3], [10, 30]), ([1, 3], [30]), ([], [10, 30, 50])):
        (shown,) = without_dismissed([analysis], numbers)
        assert [event.start for event in shown.events] == left
    with pytest.raises(BadOption, match="there is no event 4; the run has 3"):
        without_dismissed([analysis], [2, 4])
    other = replace(analysis, run=replace(analysis.run, name="b"))
    with pytest.raises(BadOption, match="there are 2; add --run: run-a, b"):
        without_dismissed([analysis, other], [1])
    assert without_dismissed([analysis, other], []) == [analysis, other]

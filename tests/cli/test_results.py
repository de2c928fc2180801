"""What of the results a person asked for is shown."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import replace

import handmade
import pytest

from lossacc_gui.cli.results import of_one
from lossacc_gui.model.errors import BadOption
from lossacc_gui.model.note import Note


def asked(*numbers: int, notes: tuple[Note, ...] = ()) -> Namespace:
    return Namespace(dismiss=list(numbers), note=list(notes))


def test_notes_join_those_of_the_project() -> None:
    old, new = Note("old", 3, 3), Note("new")
    (told,) = of_one([replace(handmade.analysis(), notes=(old,))], asked(notes=(new,)))
    assert told.notes == (old, new)


def test_events_are_dismissed_by_the_numbers_they_are_shown_with() -> None:
    analysis = handmade.analysis(episodes=tuple(handmade.episode(at, at + 5) for at in (10, 30, 50)))
    assert [event.start for event in analysis.events] == [10, 30, 50]
    for numbers, left in (([1], [30, 50]), ([3], [10, 30]), ([1, 3], [30]), ([], [10, 30, 50])):
        (shown,) = of_one([analysis], asked(*numbers))
        assert [event.start for event in shown.events] == left
    with pytest.raises(BadOption, match="there is no event 4; the run has 3"):
        of_one([analysis], asked(2, 4))
    other = replace(analysis, run=replace(analysis.run, name="b"))
    with pytest.raises(BadOption, match="there are 2; add --run: run-a, b"):
        of_one([analysis, other], asked(1))
    assert of_one([analysis, other], asked()) == [analysis, other]

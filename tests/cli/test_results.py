"""What of the results a person asked for is shown."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import replace
from pathlib import Path

import handmade
import pytest
from commanded import run

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


def test_what_was_noticed_of_a_log_is_said_beside_a_figure_which_does_not_say_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = tmp_path / "twice.csv"
    log.write_text("epoch,loss,val_loss\n" + "".join(f"{i // 2},{1 / (i + 1)},{1 / (i + 1) + 0.1}\n" for i in range(8)))
    assert run("export", log, "-o", tmp_path / "out.svg") == 0
    assert "An epoch has several rows" in capsys.readouterr().err

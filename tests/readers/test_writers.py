"""Two processes that write one log in turns are no training that was resumed again and again."""

from __future__ import annotations

from pathlib import Path

import pytest

from lossacc_gui.model.request import Request
from lossacc_gui.readers.registry import read
from lossacc_gui.use_case import analyze_run

Row = tuple[int, float]
QUICK = [(e, 2.0 * 0.93**e * (1 + 0.02 * (e % 2))) for e in range(1, 41)]
SLOW = [(e, 0.02 * 0.99**e) for e in range(6, 18)]


def in_turns(every: int) -> list[Row]:
    rows: list[Row] = []
    for i, row in enumerate(SLOW):
        rows += [row, *QUICK[i * every : (i + 1) * every]]
    return rows


def resumed(length: int, back: int) -> list[Row]:
    rows, first = [], 1
    for _ in range(8):
        rows += [(e, 2.0 * 0.93**e) for e in range(first, first + length)]
        first += length - back
    return rows


def told(folder: Path, rows: list[Row]) -> tuple[list[str], str]:
    log = folder / "log.csv"
    log.write_text("epoch,loss\n" + "".join(f"{e},{loss:.5f}\n" for e, loss in rows))
    (run,) = read(log)
    said = " ".join(event.explanation.summary for event in analyze_run(run, Request()).events)
    return [one.text for one in run.notices], said


@pytest.mark.parametrize("every", [3, 5])
def test_two_that_count_on_each_for_itself_are_two_processes(every: int, tmp_path: Path) -> None:
    notices, said = told(tmp_path, in_turns(every))
    assert notices[0].startswith("Two processes write this log in turns: one counts epochs 6 to 17, the other 1 to ")
    assert "Two processes" in said and "resumed" not in said


@pytest.mark.parametrize(("length", "back"), [(10, 5), (6, 3)])
def test_a_training_that_is_resumed_from_where_it_was_saved_is_one(length: int, back: int, tmp_path: Path) -> None:
    notices, said = told(tmp_path, resumed(length, back))
    assert not any("Two processes" in one for one in [*notices, said])
    assert "resumed" in said

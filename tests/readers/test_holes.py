"""A part of a training that is missing from its log is a gap; paces at which logs are written are none."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from lossacc_gui.model.request import Request
from lossacc_gui.model.run import FloatArray
from lossacc_gui.readers.registry import read
from lossacc_gui.use_case import analyze


def log(path: Path, steps: FloatArray) -> Path:
    rows = (f"{int(step)},{2 / (1 + i / 40):.5f}" for i, step in enumerate(steps))
    path.write_text("\n".join(["step,loss", *rows]) + "\n")
    return path


def test_a_stretch_that_is_missing_is_a_gap_and_no_restart(tmp_path: Path) -> None:
    steps = np.concatenate([np.arange(0, 400, 10), np.arange(90_000, 91_000, 10)])
    (run,) = read(log(tmp_path / "log.csv", steps))
    (gap,) = run.breaks
    assert (gap.kind, gap.position) == ("gap", 90_000)
    assert "Nothing is logged between step 390 and 90000, elsewhere every 10 steps" in gap.text
    (analysis,) = analyze(tmp_path / "log.csv", Request())
    assert not any(event.kind == "restart" for event in analysis.events)
    assert any(one.text == gap.text for one in analysis.findings), "it is told all the same"


@pytest.mark.parametrize(
    "steps",
    [
        np.unique(np.logspace(0, 6, 120).astype(int)),
        np.concatenate([1000 * i + np.arange(10) for i in range(30)]),
        np.concatenate([[0], np.arange(5000, 5100)]),
        np.arange(0, 5000, 50),
    ],
    ids=["on a logarithmic grid", "the first batches of each epoch", "one point before", "evenly"],
)
def test_the_pace_at_which_a_log_is_written_is_no_gap(tmp_path: Path, steps: FloatArray) -> None:
    (run,) = read(log(tmp_path / "log.csv", steps))
    assert run.breaks == ()

"""Lines of reference: what a chart holds its curves against, where a run tells it, and how figures name them."""

from __future__ import annotations

import math
import re
from pathlib import Path

import numpy as np
import pytest
from strategies import Log, run_of

from lossacc_gui.chart import Chart, View, chart_of
from lossacc_gui.export.drawing.plot import LEVEL_DASH
from lossacc_gui.export.drawing.primitives import Drawing, Stroke
from lossacc_gui.export.drawing.style import style_for
from lossacc_gui.export.figure import laid_out
from lossacc_gui.model.request import Request
from lossacc_gui.use_case import analyze_run

pytestmark = pytest.mark.usefixtures("qapp")


def chart(view: View, *, best: float = 0.8) -> Chart:
    loss, right = np.linspace(math.log(10), 0.4, 20), np.linspace(0.1, best, 20)
    run = run_of(Log({"loss": loss, "accuracy": right, "val_loss": loss, "val_accuracy": right}))
    return chart_of(analyze_run(run, Request(causes=())), view)


def dotted(drawing: Drawing) -> list[Stroke]:
    return [item for item in drawing.items if isinstance(item, Stroke) and item.dash == LEVEL_DASH]


def test_no_line_of_reference_is_drawn_unasked() -> None:
    made = chart(View())
    assert made.levels == ()
    assert dotted(laid_out(made, style_for("screen"))) == []


def test_lines_lie_on_the_axis_that_they_belong_to() -> None:
    levels = {level.text: (level.axis, level.y) for level in chart(View(levels=True)).levels}
    assert levels["guessing among 10 classes"] == ("left", pytest.approx(math.log(10)))
    assert levels["guessing among 10 classes: 10.0 % right"] == ("right", pytest.approx(0.1))
    assert all(axis == "left" for text, (axis, _) in levels.items() if not text.endswith("10.0 % right"))


def test_a_line_of_a_curve_that_is_not_drawn_is_none() -> None:
    assert {level.axis for level in chart(View(levels=True, shown=("val_loss",))).levels} == {"left"}


@pytest.mark.parametrize("preset", ["screen", "nature-89", "slide"])
def test_a_figure_names_its_lines_over_each_other_nowhere_and_tells_those_beyond_it(preset: str) -> None:
    made = chart(View(levels=True, x_range=(4, 19)))
    drawing = laid_out(made, style_for(preset))
    names = {level.text for level in made.levels}
    told = [text for text in drawing.texts if text.text in names]
    assert told and len(dotted(drawing)) < len(names)
    assert not any(one.box.overlaps(other.box) for one in told for other in told if one is not other)
    assert all(drawing.data.x <= text.x and text.x + text.width <= drawing.data.right for text in told)
    assert any(note.startswith("Lines of reference beyond the axes: ") for note in made.footnotes)


def test_the_topmost_line_is_named_too() -> None:
    drawing = laid_out(chart(View(levels=True)), style_for("screen"))
    (name,) = [text for text in drawing.texts if text.text == "guessing among 10 classes"]
    assert drawing.data.y <= name.box.y


def test_the_command_line_draws_them(tmp_path: Path) -> None:
    from lossacc_gui.__main__ import command_line
    from lossacc_gui.resource import resource

    log, target = resource("samples", "overconfidence", "overconfidence.csv"), tmp_path / "out.svg"
    assert command_line(["export", str(log), "--evidence", "auto", "--levels", "--x", "row", "-o", str(target)]) == 0
    assert re.search("always the class shares", target.read_text())

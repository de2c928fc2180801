from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

import handmade
import numpy as np
import pytest

from lossacc_gui.chart import Level, View, chart_of
from lossacc_gui.cli import kinds
from lossacc_gui.export.command import Asked, chart_command
from lossacc_gui.export.drawing.font import width_of
from lossacc_gui.export.drawing.layout import drawing_of
from lossacc_gui.export.drawing.primitives import Stroke
from lossacc_gui.export.drawing.scale import Scale
from lossacc_gui.export.drawing.style import style_for
from lossacc_gui.export.paper.matplotlib_script import script_of
from lossacc_gui.export.paper.pgfplots import picture_of
from lossacc_gui.export.paper.redrawn import redrawn_of
from lossacc_gui.model.quantity import Quantity
from lossacc_gui.model.request import Request
from lossacc_gui.model.run import Split

LEVELS = (Level("left", 3.5, "chance"), Level("right", 0.125, "the published run"))
STYLE = style_for("neurips")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("loss=0.69:chance", Level("left", 0.69, "chance")),
        ("accuracy=76%: as  published", Level("right", 0.76, "as published")),
        ("accuracy = 0.5", Level("right", 0.5)),
        ("accuracy=150%", Level("right", 150.0)),  # which the chart tells to be more than all
        ("loss=-1e-3:a: b=c", Level("left", -0.001, "a: b=c")),
    ],
)
def test_a_line_is_an_axis_a_level_and_perhaps_words(text: str, wanted: Level) -> None:
    assert kinds.level(text) == wanted


@pytest.mark.parametrize("text", ["0.69", "lr=0.1", "loss", "loss=", "loss=nan", "loss=inf", "accuracy=x%"])
def test_what_is_no_line_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError, match=r"loss=0\.69:chance"):
        kinds.level(text)


def test_an_axis_makes_room_for_a_line_and_a_note_tells_each() -> None:
    before, chart = (chart_of(handmade.analysis(), View(levels=levels)) for levels in ((), LEVELS))
    assert before.left is not None and chart.left is not None and before.right is not None and chart.right is not None
    assert before.left.high < 3.5 < chart.left.high and chart.left.low <= before.left.low
    assert 0 <= chart.right.low < 0.125 and chart.right.high >= before.right.high
    notes = " ".join(chart.footnotes)
    assert "Line at loss 3.5: chance." in notes and "Line at accuracy 12.5 %: the published run." in notes
    inside = chart_of(handmade.analysis(), View(levels=(Level("left", before.left.low + 0.1),)))
    assert inside.left == before.left


def test_a_line_that_no_axis_reaches_is_said_and_not_drawn() -> None:
    chart = chart_of(handmade.analysis(), View(log_loss=True, levels=(Level("left", 0.0, "none"),)))
    assert not chart.references and "a logarithmic axis does not reach it" in " ".join(chart.footnotes)
    run = handmade.run((handmade.series("loss", Quantity.LOSS, Split.VAL, np.linspace(1.0, 0.5, 20)),))
    alone = chart_of(handmade.analysis(run, ()), View(levels=(Level("right", 0.5),)))
    assert not alone.references and "no curve counts on the right axis" in " ".join(alone.footnotes)


@pytest.mark.parametrize(("value", "drawn"), [(0.76, [0.76]), (76.0, [0.76]), (1.0, [1.0]), (7600.0, [])])
def test_an_accuracy_above_one_is_in_per_cent_and_none_is_above_all(value: float, drawn: list[float]) -> None:
    chart = chart_of(handmade.analysis(), View(levels=(Level("right", value),)))
    assert [one.level for one in chart.references] == drawn
    assert ("more than all" in " ".join(chart.footnotes)) is not bool(drawn)


def test_each_line_lies_on_its_level_in_the_figure() -> None:
    chart = chart_of(handmade.analysis(), View(levels=LEVELS))
    drawing = drawing_of(chart, STYLE, width_of)
    scale = Scale(drawing.data, chart.x)
    dotted = [float(one.y[0]) for one in drawing.items if isinstance(one, Stroke) and one.dash == (1.0, 3.0)]
    wanted = [scale.point(axis, 0.0, one.value)[1] for axis, one in zip((chart.left, chart.right), LEVELS, strict=True)]  # type: ignore[arg-type]
    assert np.allclose(sorted(dotted), sorted(wanted))
    assert {"chance", "the published run"} <= {text.text for text in drawing.texts}


def test_scripts_for_papers_draw_a_line_of_the_right_axis_in_per_cent() -> None:
    chart = chart_of(handmade.analysis(), View(levels=LEVELS))
    redrawn = redrawn_of(chart, STYLE, drawing_of(chart, STYLE, width_of))
    assert redrawn.levels == (("left", 3.5, "chance"), ("right", 12.5, "the published run"))
    assert "('right', 12.5, 'the published run')" in script_of(redrawn, "a", "b")
    assert "below left" in picture_of(redrawn, "a", "b") and "{the published run}" in picture_of(redrawn, "a", "b")


def test_the_copied_command_gives_the_same_lines() -> None:
    view = View(levels=(*LEVELS, replace(LEVELS[0], text="")))
    words = chart_command(Asked(Request(), Path("a.csv")), view, Path("a.svg"), dark=False)
    lines = [word.removeprefix("--line=") for word in words if word.startswith("--line=")]
    assert tuple(map(kinds.level, lines)) == view.levels

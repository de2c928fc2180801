"""Colours of a person's own: read, drawn in every file, refused or told where they are wrong or pale."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

import handmade
import pytest
from commanded import LOG, run

from lossacc_gui.chart import Chart, View, chart_of
from lossacc_gui.chart.colours import dressed, name_of, pale_notes
from lossacc_gui.chart.overlay import Member, overlay_of
from lossacc_gui.chart.palette import DARK, LIGHT, contrast
from lossacc_gui.cli import kinds
from lossacc_gui.export.drawing.font import width_of
from lossacc_gui.export.drawing.layout import drawing_of
from lossacc_gui.export.drawing.primitives import Sign, Stroke
from lossacc_gui.export.drawing.style import style_for
from lossacc_gui.export.paper.redrawn import redrawn_of
from lossacc_gui.model.colour import Colour, written_colour

GREEN, RED = "#117733", "#cc3311"
STYLE = style_for("neurips")


def strokes(chart: Chart) -> set[str]:
    return {item.colour for item in drawing_of(chart, STYLE, width_of).items if isinstance(item, Stroke)}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("val_loss=#117733", Colour("val_loss", GREEN)),
        (" a=b:val = #CC3311 ", Colour("a=b:val", RED)),  # a metric may have a = in its name
    ],
)
def test_a_colour_is_a_name_and_six_digits(text: str, wanted: Colour) -> None:
    assert kinds.colour(text) == wanted and kinds.colour(written_colour(wanted)) == wanted


@pytest.mark.parametrize(
    "text", ["val_loss", "=#117733", "val_loss=green", "val_loss=#173", "val_loss=117733", "a=#1177331"]
)
def test_what_is_no_colour_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError, match="val_loss=#d55e00"):
        kinds.colour(text)


def test_a_curve_its_raw_values_and_its_mark_have_the_colour_and_no_other_curve_has() -> None:
    view = View(smoothing=0.5, colours=(Colour("val_loss", RED), Colour("val_loss", GREEN), Colour("gone", RED)))
    chart = chart_of(handmade.analysis(), view)
    assert {line.metric for line in chart.lines if line.colour} == {"val_loss"}
    assert {line.colour for line in chart.lines} == {"", GREEN}, "the last one counts"
    assert [mark.colour for mark in chart.marks if mark.kind == "best_loss"] == [GREEN]
    assert GREEN in strokes(chart) and RED not in strokes(chart)
    signs = [
        one for one in drawing_of(chart, STYLE, width_of).items if isinstance(one, Sign) and one.shape == "diamond"
    ]
    assert signs and {one.colour for one in signs} == {GREEN}
    told = {one.colour for one in redrawn_of(chart, STYLE, drawing_of(chart, STYLE, width_of)).curves if one.label}
    assert GREEN in told, "scripts for papers have it, too"


def test_an_axis_has_the_colour_that_all_its_curves_have_and_ink_where_each_has_another() -> None:
    def left(*colours: Colour) -> str:
        return dressed(LIGHT, chart_of(handmade.analysis(), View(colours=colours))).left[0]

    assert left(Colour("val_loss", GREEN)) == LIGHT.left[0], "the training loss still has it"
    assert left(Colour("val_loss", GREEN), Colour("loss", GREEN)) == GREEN
    assert left(Colour("val_loss", GREEN), Colour("loss", RED)) == LIGHT.ink


def test_curves_of_one_metric_are_told_by_their_splits() -> None:
    chart = chart_of(handmade.analysis(), View())
    loss = next(line for line in chart.lines if line.metric == "loss")
    assert name_of(loss, chart) == "loss"
    both = replace(chart, lines=(*chart.lines, replace(loss, split="val")))
    assert name_of(loss, both) == "loss:train" and Colour("loss:train", RED).is_of("loss", "train")
    assert not Colour("loss:train", RED).is_of("loss", "val")


def test_a_run_of_an_overlay_has_its_colour_in_curves_legend_lane_and_captions() -> None:
    members = [Member(handmade.analysis(), "one", colour=GREEN), Member(handmade.analysis(), "two")]
    chart = overlay_of(members, View(colours=(Colour("val_loss", RED),)))
    theme = dressed(LIGHT, chart)
    assert theme.runs == (GREEN, LIGHT.run(1)) and {theme.of(line) for line in chart.lines} == set(theme.runs)
    assert GREEN in strokes(chart) and LIGHT.run(0) not in strokes(chart) and RED not in strokes(chart)
    items = drawing_of(chart, STYLE, width_of).items
    assert LIGHT.run(0) not in {getattr(item, "colour", "") for item in items}


def test_a_pale_colour_is_told_on_the_background_on_which_it_is_pale() -> None:
    colours = (Colour("val_loss", "#ffee88"), Colour("loss", GREEN))
    (note,) = pale_notes(colours, LIGHT.background)
    assert "#ffee88 (val_loss) is hard to see: 1.2 to 1" in note
    assert [note for note in pale_notes(colours, DARK.background) if "val_loss" in note] == []
    assert contrast("#000000", "#ffffff") == pytest.approx(21) and contrast(GREEN, GREEN) == 1


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "a.csv"
    path.write_text(LOG)
    return path


def test_the_command_line_draws_tells_and_refuses(log: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = log.with_name("out.svg")
    assert run("export", log, "-o", target, "--colour", f"val_loss={GREEN}", "--colour", "loss=#ffee88") == 0
    assert GREEN in target.read_text() and "#ffee88" in target.read_text()
    told = capsys.readouterr().err
    assert "#ffee88 (loss) is hard to see" in told and GREEN not in told
    assert run("export", log, "-o", target, "--overwrite", "--colour", f"vall={GREEN}") == 2
    assert "--colour: there is no metric 'vall'" in capsys.readouterr().err
    page = log.with_name("out.html")
    assert run("report", log, "-o", page, "--colour", f"val_loss={GREEN}") == 0 and GREEN in page.read_text()


def test_an_overlay_on_the_command_line_gives_runs_colours(log: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other, target = log.with_name("b.csv"), log.with_name("out.svg")
    other.write_text(LOG.replace("0.9", "0.8"))
    both = ("export", log, other, "--overlay", "-o", target, "--overwrite")
    assert run(*both, "--colour", f"b={GREEN}", "--colour", f"{log}={RED}") == 0
    assert GREEN in target.read_text() and RED in target.read_text() and LIGHT.run(0) not in target.read_text()
    assert run(*both, "--colour", f"c={GREEN}") == 2
    assert "--colour: there is no one run 'c'" in capsys.readouterr().err

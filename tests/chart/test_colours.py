"""Colours of a person's own: read, drawn in every file, refused or told where they are wrong or pale."""

from __future__ import annotations

import argparse
import math
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import handmade
import numpy as np
import pytest
from commanded import LOG, run
from in_one import in_one_test

from lossacc_gui.chart import Chart, View, chart_of
from lossacc_gui.chart.colours import colour_notes, dressed, name_of, pale_notes
from lossacc_gui.chart.eyes import _apart, alike_on_grey_paper, alike_without_red_and_green, grey_of
from lossacc_gui.chart.overlay import Member, overlay_of
from lossacc_gui.chart.palette import DARK, LIGHT, Theme, contrast, linear_of
from lossacc_gui.cli import kinds
from lossacc_gui.export.drawing.font import width_of
from lossacc_gui.export.drawing.layout import drawing_of
from lossacc_gui.export.drawing.primitives import Sign, Stroke
from lossacc_gui.export.drawing.style import changed, style_for
from lossacc_gui.export.paper.redrawn import redrawn_of
from lossacc_gui.model.colour import Colour, written_colour
from lossacc_gui.model.run import Quantity, Split

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


def heads(**colours: str) -> tuple[Chart, tuple[Colour, ...]]:
    """Two validation losses and an accuracy in these colours."""
    fall = np.linspace(2.0, 1.0, 20)
    run = handmade.run(
        (
            handmade.series("val_a", Quantity.LOSS, Split.VAL, fall),
            handmade.series("val_b", Quantity.LOSS, Split.VAL, fall + 1),
            handmade.series("train_c", Quantity.LOSS, Split.TRAIN, fall + 2),
            handmade.series("val_d", Quantity.ACCURACY, Split.VAL, 1 / fall),
        )
    )
    own = tuple(Colour(name, rgb) for name, rgb in colours.items())
    shown = ("val_a", "val_b", "train_c", "val_d")
    return chart_of(handmade.analysis(run, ()), View(shown=shown, colours=own)), own


@pytest.mark.parametrize(
    ("one", "other", "where"),
    [
        ("#c02020", "#c12121", "to all eyes"),
        ("#d55e00", "#858585", "on grey paper"),
        ("#356a32", "#85082b", "to eyes that take red for green"),
        ("#d04a4a", "#817f2c", "on grey paper and to eyes that take red for green"),
        ("#0072b2", "#000000", ""),
    ],
)
def test_two_colours_of_one_axis_and_split_that_look_alike_are_told(one: str, other: str, where: str) -> None:
    chart, own = heads(val_a=one, val_b=other)
    wanted = [f"val_a ({one}) and val_b ({other}) look alike {where}."] if where else []
    assert [str(note) for note in colour_notes(chart, own, LIGHT)] == wanted


def test_what_dashes_or_rings_tell_apart_may_have_one_colour_and_so_may_the_usual_ones() -> None:
    for others in ({"train_c": GREEN}, {"val_d": GREEN}):
        chart, own = heads(val_a=GREEN, **others)
        assert colour_notes(chart, own, LIGHT) == ()
    assert colour_notes(heads()[0], (), LIGHT) == ()
    chart, own = heads(val_b=LIGHT.left[0])
    assert len(colour_notes(chart, own, LIGHT)) == 1, "the usual colour of the other curve"
    chart, own = heads(gone="#ffffff")
    assert colour_notes(chart, own, LIGHT) == (), "of what is not drawn nothing is told"


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_the_usual_colours_of_an_axis_are_told_apart_by_all_eyes(theme: Theme) -> None:
    for tones in (theme.left, theme.right):
        for one, other in combinations(tones, 2):
            assert not alike_on_grey_paper(one, other) and not alike_without_red_and_green(one, other)


def test_a_figure_in_greys_shows_own_colours_as_greys_that_are_as_light() -> None:
    style = changed(STYLE, palette="grey")
    chart = chart_of(handmade.analysis(), View(smoothing=0.5, colours=(Colour("val_loss", RED),)))
    overlay = overlay_of([Member(handmade.analysis(), "one", colour=GREEN), Member(handmade.analysis(), "two")], View())
    for one, own in ((chart, RED), (overlay, GREEN)):
        items = drawing_of(one, style, width_of).items
        found = {getattr(item, "colour", "") for item in items} | {getattr(item, "fill", "") for item in items}
        coloured = {rgb for rgb in found if rgb.startswith("#") and len({rgb[1:3], rgb[3:5], rgb[5:7]}) > 1}
        assert not coloured and grey_of(own) in found
    assert redrawn_of(chart, style, drawing_of(chart, style, width_of)).curves[-1].colour in ("#000000", grey_of(RED))
    assert RED not in {one.colour for one in redrawn_of(chart, style, drawing_of(chart, style, width_of)).curves}
    assert contrast(grey_of(RED), "#ffffff") == pytest.approx(contrast(RED, "#ffffff"), rel=0.02)
    assert grey_of("#777777") == "#777777"


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
    capsys.readouterr()
    for end in ("html", "pdf", "md", "txt"):  # charts of reports are on white, whatever the window's theme
        assert run("report", log, "-o", page.with_suffix(f".{end}"), "--overwrite", "--colour", "loss=#ffee88") == 0
        assert ("#ffee88 (loss) is hard to see" in capsys.readouterr().err) is (end != "txt")
    paper = ("export", log, "-o", log.with_name("out.zip"), "--dark", "--colour", "loss=#ffee88")
    assert run(*paper) == 0 and "against the background #ffffff" in capsys.readouterr().err, "papers are white"


@pytest.mark.usefixtures("no_processes")
def test_a_folder_of_figures_tells_a_colour_that_is_of_no_log_and_each_pale_one_once(
    log: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log.with_name("b.csv").write_text(LOG.replace("val_loss", "val_other_loss"))
    folder = log.with_name("out")
    asked = ("export", log.parent, "-o", folder, "--kind", "svg", "--jobs", "1", "--overwrite")
    assert run(*asked, "--colour", f"val_loss={GREEN}", "--colour", "loss=#ffee88") == 0
    told = capsys.readouterr().err
    assert told.count("#ffee88 (loss) is hard to see") == 1 and "--colour" not in told
    assert GREEN in (folder / "a.svg").read_text() and GREEN not in (folder / "b.svg").read_text()
    assert run(*asked, "--colour", f"vall={GREEN}") == 2
    told = capsys.readouterr().err
    assert "wrote 2 files of 2 logs" in told and "--colour: there is no metric 'vall' in the log" in told


def test_an_overlay_on_the_command_line_gives_runs_colours(log: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other, target = log.with_name("b.csv"), log.with_name("out.svg")
    other.write_text(LOG.replace("0.9", "0.8"))
    both = ("export", log, other, "--overlay", "-o", target, "--overwrite")
    assert run(*both, "--colour", f"b={GREEN}", "--colour", f"{log}={RED}") == 0
    assert GREEN in target.read_text() and RED in target.read_text() and LIGHT.run(0) not in target.read_text()
    assert run(*both, "--colour", f"c={GREEN}") == 2
    assert "--colour: there is no one run 'c'" in capsys.readouterr().err


LAB = {  # of sRGB, D65
    "#ff0000": (53.24, 80.09, 67.20),
    "#00ff00": (87.73, -86.18, 83.18),
    "#0000ff": (32.30, 79.19, -107.86),
    "#808080": (53.59, 0.0, 0.0),
    "#ffffff": (100.0, 0.0, 0.0),
    "#000000": (0.0, 0.0, 0.0),
}


@in_one_test(("one", "other"), [*combinations(LAB, 2)])
def test_colours_are_as_far_apart_as_cielab_has_them(one: str, other: str) -> None:
    told = _apart(linear_of(one), linear_of(other))
    assert told == pytest.approx(math.dist(LAB[one], LAB[other]), rel=0.002, abs=0.05)

"""A figure for a paper: what is in the ZIP, and that odd names do no harm in any of its files."""

from __future__ import annotations

import ast
import csv
import io
import re
import zipfile
from dataclasses import replace

import handmade
import numpy as np
import pytest
from pypdf import PdfReader

from lossacc_gui.chart import View, chart_of
from lossacc_gui.chart.parts import Kept
from lossacc_gui.export.drawing.font import width_of
from lossacc_gui.export.drawing.layout import drawing_of
from lossacc_gui.export.drawing.style import style_for
from lossacc_gui.export.look import PLAIN, Look
from lossacc_gui.export.paper.bundle import drawn_style, paper_of
from lossacc_gui.export.paper.latex import LETTER, escaped
from lossacc_gui.export.paper.matplotlib_script import script_of
from lossacc_gui.export.paper.pgfplots import picture_of
from lossacc_gui.export.paper.redrawn import redrawn_of
from lossacc_gui.model.analysis import Analysis
from lossacc_gui.model.errors import BadOption
from lossacc_gui.model.run import Quantity, Split

pytestmark = pytest.mark.usefixtures("qapp")

ODD = (
    "100%_of #1 $a$ & {b}\\end ~^ loss",
    "_損失 λ→∞ ‘q’\nnew line$",
    'é "q" 😀 <|>, with a comma',
    "-- ``x'' \udcf6 \t\x07",
)
LOOKS = [PLAIN, Look(View(smoothing=0.6, log_loss=True, log_x=True, references=True), style_for("icml"))]


def odd() -> Analysis:
    members = tuple(replace(one, metric=name) for one, name in zip(handmade.curves(80), ODD, strict=True))
    return handmade.analysis(handmade.run(members, name=ODD[1]), (handmade.episode(5, 30), handmade.episode(31, 33)))


def files_of(analysis: Analysis, look: Look = PLAIN) -> dict[str, str]:
    """The files of the ZIP that are text, by what stands behind the name of the run."""
    archive = zipfile.ZipFile(io.BytesIO(paper_of([analysis], [], look)))
    return {
        name.rpartition("-")[2]: archive.read(name).decode() for name in archive.namelist() if not name.endswith(".pdf")
    }


def lists_of(script: str) -> dict[str, list[tuple[object, ...]]]:
    """The lists at the top of the script for matplotlib."""
    body = ast.parse(script).body
    return {
        node.targets[0].id: ast.literal_eval(node.value)
        for node in body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.List) and isinstance(node.targets[0], ast.Name)
    }


def rows_of(table: str) -> dict[str, list[float]]:
    rows = list(csv.DictReader(io.StringIO(table)))
    return {name: [float(row[name]) for row in rows] for name in rows[0]}


def braced(tex: str) -> str:
    """LaTeX without its comments and escaped signs; its braces close."""
    bare = re.sub(r"(?<!\\)%.*", "", tex.replace(r"\\", ""))
    bare = re.sub(r"\\[#$%&_{}]", "", bare)
    depth = np.cumsum([{"{": 1, "}": -1}.get(sign, 0) for sign in bare])
    assert depth.min() >= 0 and depth[-1] == 0
    return bare


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("make", [odd, handmade.crowded, handmade.analysis])
def test_every_script_names_columns_that_are_in_the_data(make: object, look: Look) -> None:
    files = files_of(make(), look)  # type: ignore[operator]
    columns = rows_of(files["data.csv"])
    assert all(re.fullmatch(r"[A-Za-z0-9_-]+", name) for name in columns)
    lists = lists_of(files["matplotlib.py"])
    named = {column for curve in lists["CURVES"] for column in curve[:2]}
    assert named == set(columns)
    assert set(re.findall(r"[xy]=([\w-]+)[,\]]", files["pgfplots.tex"])) >= named
    assert files["pgfplots.tex"].count("table[col sep=comma") == len(lists["CURVES"])
    compile(files["matplotlib.py"], "script", "exec")


def test_the_data_are_the_curves_in_the_units_of_their_axes() -> None:
    analysis = handmade.analysis()
    files, chart = files_of(analysis), chart_of(analysis, View())
    columns = rows_of(files["data.csv"])
    for line in chart.lines:
        factor = 100.0 if line.axis == "right" else 1.0
        (curve,) = (one for one in lists_of(files["matplotlib.py"])["CURVES"] if one[2] == line.label)
        assert np.allclose(columns[str(curve[0])], line.x) and np.allclose(columns[str(curve[1])], factor * line.y)


def test_a_logarithmic_x_axis_is_told_in_what_it_counts() -> None:
    files = files_of(handmade.analysis(), LOOKS[1])
    assert rows_of(files["data.csv"])["epoch"][-1] == pytest.approx(60)
    assert "xmode=log, ymode=log" in files["pgfplots.tex"] and "'log')  # title" in files["matplotlib.py"]


@pytest.mark.parametrize("size", [0.04, 1.0, 300.0, 1e-5, 1e9])
def test_both_scripts_have_the_numbers_of_the_figure_at_its_axes(size: float) -> None:
    """Others write 16000 over 18000, 0.03 for 0.025 and half epochs."""
    loss = handmade.series("val_loss", Quantity.LOSS, Split.VAL, np.linspace(2, 1, 3) * size)
    analysis = handmade.analysis(handmade.run((loss,)), ())
    drawn = drawing_of(chart_of(analysis, View()), drawn_style(PLAIN, analysis), width_of)
    words = {text.text for text in drawn.texts}
    files = files_of(analysis)
    (axis,), below = lists_of(files["matplotlib.py"])["AXES"], lists_of(files["matplotlib.py"])["TICKS"]
    up = axis[-1]
    assert isinstance(up, tuple) and len(up) > 2 and {text for _, text in (*up, *below)} <= words
    assert [text for _, text in below] == ["1", "2", "3"]
    assert f"yticklabels={{{','.join(f'{{{escaped(text)}}}' for _, text in up)}}}" in files["pgfplots.tex"]
    assert "xticklabels={{1},{2},{3}}" in files["pgfplots.tex"]


def test_curves_lie_above_the_bars_of_what_to_keep_and_of_other_splits() -> None:
    """They crossed each other; on a logarithmic axis, too, the lowest value lies where the strip ends."""
    events = (handmade.episode(5, 30), handmade.episode(10, 50, split="train"))
    for view in (View(), View(log_loss=True)):
        analysis = handmade.analysis(episodes=events)
        chart = chart_of(analysis, view)
        style = drawn_style(PLAIN, analysis)
        redrawn = redrawn_of(chart, style, drawing_of(chart, style, width_of))
        assert redrawn.lane == "train" and redrawn.bars >= 1
        for _, axis, _, _ in redrawn.axes:
            ends = np.array([redrawn.floor(axis), axis.low, axis.high])
            low, first, last = np.log10(ends) if axis.log else ends
            assert (first - low) / (last - low) == pytest.approx(redrawn.strip)
        for span in redrawn.spans:
            if span.aside:
                assert 0 <= span.row < redrawn.bars and span.high > span.low
        assert 0 < redrawn.lane_middle < redrawn.strip


def test_a_single_epoch_to_keep_is_a_bar_and_thirty_rows_leave_room_for_curves() -> None:
    chart = replace(chart_of(handmade.analysis(), View()), kept=Kept(7.0, 7.0, "left", "to keep: epoch 7"))
    style = drawn_style(PLAIN, handmade.analysis())
    redrawn = redrawn_of(chart, style, drawing_of(chart, style, width_of))
    (kept,) = (span for span in redrawn.spans if span.label)
    assert kept.low < 7 < kept.high < 12
    many = replace(redrawn, spans=tuple(replace(kept, row=row) for row in range(30)))
    assert many.strip == pytest.approx(0.35)


def test_long_labels_are_wrapped_in_both_legends_and_what_is_to_be_kept_stands_last() -> None:
    long = "3 breaks, the first: the step falls back to 68: what it repeats replaces what was there (step 68)"
    chart = chart_of(handmade.analysis(), View())
    chart = replace(chart, kept=Kept(5.0, 9.0, "left", long), marks=())
    style = drawn_style(Look(style=style_for("ieee")), handmade.analysis())
    redrawn = redrawn_of(chart, style, drawing_of(chart, style, width_of))
    script, tex = script_of(redrawn, "a", "lossacc"), picture_of(redrawn, "a", "lossacc")
    letters = int(re.findall(r"LEGEND_LETTERS = (\d+)", script)[0])
    assert letters * 0.5 * 0.88 * style.font_pt < style.width_pt and letters < len(long)
    assert "text width=" in tex and "text depth={}" in tex
    entries = re.findall(r"addlegendentry\{(.*)\}", tex)
    assert entries[-1] == escaped(long)
    assert script.index("in POINTS:") < script.index("handles += [handle for handle, _ in last]")


def test_every_event_of_the_figure_has_its_number_in_both_scripts_and_in_the_caption() -> None:
    files, bands = files_of(handmade.crowded()), chart_of(handmade.crowded(), View()).bands
    numbers = {band.number for band in bands}
    assert {row[2] for row in lists_of(files["matplotlib.py"])["SPANS"]} == numbers
    assert {int(text) for text in re.findall(r"lossacc-(\d+)\) \{\d+\};", files["pgfplots.tex"])} == numbers
    assert {int(text) for text in re.findall(r"\\textbf\{(\d+)\}", files["figure.tex"])} == numbers


@pytest.mark.parametrize("look", LOOKS)
def test_odd_names_leave_latex_whole(look: Look) -> None:
    files = files_of(odd(), look)
    for name in ("figure.tex", "pgfplots.tex"):
        definition, rest = files[name].split("\n", 1)
        bare = braced(rest)
        assert not set(bare) & set("#&\x07") and "損" not in re.sub(r"\\lossaccletter\{損\}", "", bare)
        begun, ended = (re.findall(rf"\\{word}\{{(\w+)\}}", bare) for word in ("begin", "end"))
        assert sorted(begun) == sorted(ended)
        assert definition == LETTER


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("50 % of #1_a", r"50~\% of \#1\_a"),
        ("in epochs 3–9 by 7 points", r"in epochs~3\textendash{}9 by 7~points"),
        ("a\\b{c}$d$&", r"a\textbackslash{}b\{c\}\$d\$\&"),
        ("two\nlines~^", r"two lines\textasciitilde{}\textasciicircum{}"),
        ("é λ → 損", r"é \ensuremath{\lambda} \ensuremath{\to} \lossaccletter{損}{[U+640D]}"),
        ("--", "{-}{-}"),
    ],
)
def test_any_text_is_printed_by_latex_as_it_is(text: str, wanted: str) -> None:
    assert escaped(text) == wanted


def test_the_figure_leaves_its_words_to_the_caption_and_is_the_same_whenever_it_is_made() -> None:
    analysis = handmade.analysis()
    content = paper_of([analysis], [], PLAIN)
    assert content == paper_of([analysis], [], PLAIN)
    archive = zipfile.ZipFile(io.BytesIO(content))
    snippet = archive.read("run-a-figure.tex").decode()
    assert "run-a-figure.pdf" in snippet and r"\label{fig:run-a}" in snippet
    said = PdfReader(io.BytesIO(archive.read("run-a-figure.pdf"))).pages[0].extract_text()
    told = escaped(analysis.verdict.text.split()[-1])
    assert told in snippet and "Most likely" not in said and "val_loss" in said
    without = replace(style_for("icml"), parts=replace(style_for("icml").parts, captions=False))
    assert "Most likely" not in files_of(analysis, Look(style=without))["figure.tex"]


@pytest.mark.parametrize(("preset", "shrunk"), [("slide", True), ("icml", False)])
def test_what_is_wider_than_a_page_is_shrunk_to_the_line(preset: str, shrunk: bool) -> None:
    snippet = files_of(handmade.analysis(), Look(style=style_for(preset)))["figure.tex"]
    assert ("width=\\linewidth" in snippet) is shrunk
    assert (r"% \resizebox{\linewidth}{!}{\input{run-a-pgfplots}}" in snippet) is shrunk
    assert (r"  % \input{run-a-pgfplots}" in snippet) is not shrunk


def test_a_paper_has_one_run() -> None:
    with pytest.raises(BadOption, match="one run"):
        paper_of([], [], PLAIN)

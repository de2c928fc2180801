"""Figures in every preset, from wide to too small for their notes, and what a paper gets of them, as lines."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial

import handmade
from reference.told import digest

from lossacc_gui.chart import Chart, View, chart_of
from lossacc_gui.export.drawing.style import PRESETS, FigureStyle, Parts
from lossacc_gui.export.figure import laid_out, svg_of
from lossacc_gui.export.paper.latex import snippet_of
from lossacc_gui.export.paper.matplotlib_script import script_of
from lossacc_gui.export.paper.pgfplots import picture_of
from lossacc_gui.export.paper.redrawn import redrawn_of
from lossacc_gui.model.analysis import Analysis

Lines = Callable[[], Iterator[str]]
_WORDS = re.compile(r"<(text|title|desc|tspan|metadata)\b.*?</\1>", re.DOTALL)


def figure(chart: Chart, style: FigureStyle) -> str:
    """What changes with anything that is drawn, words left out: they change for the better."""
    return digest(_WORDS.sub("", svg_of(chart, style)))


def _variants(style: FigureStyle) -> tuple[FigureStyle, ...]:
    """A preset with larger letters, flat, with little room for its notes, narrow, and without some of its parts."""
    return (
        replace(style, font_pt=1.25 * style.font_pt, line_pt=2 * style.line_pt),
        replace(style, height_mm=0.3 * style.width_mm, title=True),
        replace(style, height_mm=9.0 * style.font_pt, heading="in other words", dark=True),
        replace(style, width_mm=0.7 * style.width_mm, upright_grid=True, provenance="log.csv, 1.0"),
        replace(style, parts=Parts(notes=False, captions=False), coloured_text=True),
    )


def _in_preset(number: int) -> Iterator[str]:
    """Each chart in a preset, as it is and changed in one of the ways."""
    style = PRESETS[number]
    for name, chart in _charts().items():
        yield f"{name}: {figure(chart, style)}"
        yield f"{name}, changed: {figure(chart, _variants(style)[number % 5])}"


def _charts() -> Mapping[str, Chart]:
    crowded, plain = handmade.crowded(), handmade.analysis()
    return {
        "plain": chart_of(plain, View()),
        "crowded": chart_of(crowded, View(smoothing=0.6, log_loss=True, references=True)),
        "overlay": handmade.overlay(4, View(log_x=True), 1),
    }


def paper(analysis: Analysis, view: View, style: FigureStyle) -> Iterator[str]:
    """The figure of LaTeX, the numbers, and both scripts, each as its digest."""
    chart = chart_of(analysis, view)
    redrawn = redrawn_of(chart, style, laid_out(chart, style))
    yield f"latex {digest(snippet_of(chart, style, 'run', 'this'))}"
    yield f"numbers {digest(redrawn.csv())}"
    yield f"matplotlib {digest(script_of(redrawn, 'run', 'this'))}"
    yield f"pgfplots {digest(picture_of(redrawn, 'run', 'this'))}"


def parts() -> Iterator[tuple[str, Lines]]:
    """All of them with their names."""
    for number, style in enumerate(PRESETS):
        yield f"preset {style.name}", partial(_in_preset, number)
    yield "paper crowded", partial(paper, handmade.crowded(), View(log_loss=True, log_x=True), PRESETS[-1])

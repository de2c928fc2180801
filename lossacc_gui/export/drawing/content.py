"""A chart with what a figure is to hold, and nothing else."""

from __future__ import annotations

from dataclasses import replace

from lossacc_gui.chart.colours import in_greys
from lossacc_gui.chart.parts import Chart, Overlaid
from lossacc_gui.chart.smooth import without_values
from lossacc_gui.export.drawing.style import FigureStyle, Parts


def as_wanted(chart: Chart, style: FigureStyle) -> Chart:
    """The chart without the parts and colours that the style leaves out, under the title that it gives."""
    parts = style.parts
    chart = in_greys(chart) if style.palette == "grey" else chart
    return replace(
        chart,
        title=style.heading or chart.title,
        bands=chart.bands if parts.bands else (),
        runs=tuple(_as_wanted(run, parts) for run in chart.runs),
        marks=chart.marks if parts.marks else (),
        kept=chart.kept if parts.kept else None,
        verdict=chart.verdict if parts.captions else "",
        footnotes=_notes(chart, parts) if parts.notes else (),
    )


def _notes(chart: Chart, parts: Parts) -> tuple[str, ...]:
    """Of values called smoothed nothing is said where the sentences that tell them are left out."""
    return chart.footnotes if parts.captions else tuple(without_values(note) for note in chart.footnotes)


def _as_wanted(run: Overlaid, parts: Parts) -> Overlaid:
    return replace(run, events=run.events if parts.bands else (), verdict=run.verdict if parts.captions else "")

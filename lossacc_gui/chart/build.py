"""Turns an analysis and a person's view of it into the chart that every painter obeys."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from lossacc_gui.chart.across import Across, axes_of, axis_in
from lossacc_gui.chart.bands import bands_of
from lossacc_gui.chart.choice import Drawn, drawn_of
from lossacc_gui.chart.colours import with_colours
from lossacc_gui.chart.curves import lines_of, quantities_of, visible, x_axis, y_axis
from lossacc_gui.chart.keep import keep_mark, keep_span
from lossacc_gui.chart.levels import reaching, with_levels
from lossacc_gui.chart.limits import SMALLEST, left_out, within_limits
from lossacc_gui.chart.marks import gaps_of, marks_of, run_notes
from lossacc_gui.chart.parts import Axis, Chart, Kept, Mark, Reference, View
from lossacc_gui.chart.room import padded
from lossacc_gui.chart.ruler import reference_lines
from lossacc_gui.chart.smooth import smoothing_said
from lossacc_gui.chart.words import description, footnotes, hidden_notes, outlier_notes, verdict_caption
from lossacc_gui.language import joined, say
from lossacc_gui.model.analysis import Analysis
from lossacc_gui.model.quantity import Quantity
from lossacc_gui.numerals import loss_text

_MOST_ROOM = 0.6
"""Share of the height of an axis that its curves keep when it reaches for a level that was asked for."""
_NO_LEVELS = say("No levels to compare the loss with: they follow from a loss with an accuracy of its split.")
Notes = tuple[str, ...]


def chart_of(analysis: Analysis, view: View) -> Chart:
    """Decide what is drawn of one run; smoothing is done on the full data and never across a break.

    BadOption where the log does not tell the x axis that the view wants.
    """
    axes = axes_of(analysis.run)
    across = Across(axis_in(axes, view.x), view.log_x)
    whole = drawn_of(analysis, view.shown)
    drawn = tuple(replace(item, series=within_limits(item.series)) for item in whole)
    lines = [line for item in drawn for line in lines_of(item, analysis.run, view.smoothing, across)]
    x = x_axis(across, lines, view)
    log = view.log_loss and any(bool(np.any(line.y > SMALLEST)) for line in lines if line.axis == "left")
    lines = [visible(line, x, log=log and line.axis == "left") for line in lines]
    bands = tuple(bands_of(analysis, x, view, across))
    gaps = (mark for item in whole for mark in gaps_of(item, analysis.run.x_name))
    marks = [_moved(mark, across) for mark in (*marks_of(analysis, drawn, log_loss=log), *gaps)]
    chart = Chart(
        title=analysis.run.name,
        x=x,
        left=y_axis(quantities_of(drawn, "left"), lines, "left", x, log=log, trimmed=view.trimmed),
        right=y_axis(quantities_of(drawn, "right"), lines, "right", x, log=False, trimmed=view.trimmed),
        lines=tuple(lines),
        bands=bands,
        marks=tuple(
            mark for mark in marks if mark.x <= x.high and x.low <= (mark.x if mark.until is None else mark.until)
        ),
        captions=tuple(band.caption for band in bands),
        footnotes=(),
        description="",
        verdict=verdict_caption(analysis) if view.causes else "",
        kept=_kept(analysis, x, across),
        across=across,
        axes=tuple((axis.id, axis.title) for axis in axes),
        smoothed=smoothing_said(view.smoothing, [(item.series, analysis.run) for item in drawn], analysis.run),
    )
    if view.trimmed:
        chart = _with_marks(chart)
    hidden = hidden_notes(chart, drawn, sum(left_out(item.series) for item in whole))
    if view.references:
        chart, missing = _with_references(analysis, chart, drawn)
        hidden = (*hidden, *missing)
    chart, lines_told = with_levels(with_colours(chart, view.colours), view.levels)
    hidden = (*hidden, *outlier_notes(chart))
    notes = footnotes(chart, drawn, analysis.run, view) + hidden + lines_told + run_notes(analysis)
    return replace(chart, footnotes=notes, hidden=hidden, description=description(chart, drawn))


def _with_references(analysis: Analysis, chart: Chart, drawn: tuple[Drawn, ...]) -> tuple[Chart, Notes]:
    """The chart with the levels that a loss can stand on, and a note of those that are too far off, or not known.

    A linear axis goes out of its way for a level, nearest first, while the curves keep _MOST_ROOM of their height.
    """
    levels = reference_lines(analysis)
    nats = any(item.axis == "left" and item.series.quantity is Quantity.LOSS for item in drawn)
    left = chart.left
    if left is None or not nats or not levels:
        return chart, (_NO_LEVELS,)
    first, last = low, high = left.low, left.high
    for level, _ in sorted(levels, key=lambda one: max(first - one[0], one[0] - last)):
        wider = min(low, level), max(high, level)
        if not left.log and wider[1] - wider[0] <= (last - first) / _MOST_ROOM:
            low, high = wider
    there = tuple(Reference(level, text) for level, text in levels if low <= level <= high)
    beyond = [
        say("{what} ({value})", what=text, value=loss_text(level)) for level, text in levels if not low <= level <= high
    ]
    if (low, high) != (first, last):
        start, end = padded(low, high)
        left = replace(left, low=min(first, max(start, 0.0)), high=max(last, end))
    note = (
        (say("Levels too far from the curves to be drawn: {levels}.", levels=joined(", ", beyond)),) if beyond else ()
    )
    return replace(chart, left=left, references=there), note


def _with_marks(chart: Chart) -> Chart:
    """The chart whose axes reach what is marked: the best value of a run is told, outlier or not."""
    left, right = chart.left, chart.right
    for mark in chart.marks:
        if mark.y is not None and mark.axis == "left" and left is not None:
            left = reaching(left, mark.y)
        elif mark.y is not None and mark.axis == "right" and right is not None:
            right = reaching(right, mark.y)
    return replace(chart, left=left, right=right)


def _moved(mark: Mark, across: Across) -> Mark:
    """The mark where the x axis has it."""
    return replace(mark, x=across.plot_of(mark.x), until=None if mark.until is None else across.plot_of(mark.until))


def _kept(analysis: Analysis, x: Axis, across: Across) -> Kept | None:
    """The points as good as the one to keep, as far as the x axis shows them."""
    keep = analysis.verdict.keep
    if keep is None:
        return None
    low, high = map(across.plot_of, keep_span(keep, analysis.run))
    if high < x.low or low > x.high:
        return None
    start, end = max(low, x.low), min(high, x.high)
    return Kept(start, end, "left" if keep.by_loss is keep.chosen else "right", keep_mark(keep, analysis.run))

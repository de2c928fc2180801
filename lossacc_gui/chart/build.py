"""Turns an analysis and a person's view of it into the chart that every painter obeys."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from lossacc_gui.chart.across import Across, axes_of, axis_in
from lossacc_gui.chart.choice import Drawn, drawn_of
from lossacc_gui.chart.keep import keep_mark
from lossacc_gui.chart.limits import SMALLEST, clamped, left_out, within_limits
from lossacc_gui.chart.marks import marks_of, run_notes
from lossacc_gui.chart.parts import Axis, Band, Chart, Kept, Line, Mark, Reference, View
from lossacc_gui.chart.room import padded, y_room
from lossacc_gui.chart.ruler import reference_lines
from lossacc_gui.chart.words import axis_title, band_caption, description, footnotes, hidden_notes, verdict_caption
from lossacc_gui.measure.curves import smoothed
from lossacc_gui.measure.splits import held_out_split
from lossacc_gui.model.analysis import Analysis
from lossacc_gui.model.episode import FindingKind
from lossacc_gui.model.event import Event
from lossacc_gui.model.quantity import Quantity
from lossacc_gui.model.run import FloatArray, Run, Series
from lossacc_gui.numerals import loss_text

_MOST_ROOM = 0.6
"""Share of the height of an axis that its curves keep when it reaches for a level that was asked for."""
Notes = tuple[str, ...]
_PLACES = frozenset({FindingKind.STEP, FindingKind.RESTART})
"""Kinds of events that happen between two points: a line marks them, however far they reach."""


def chart_of(analysis: Analysis, view: View) -> Chart:
    """Decide what is drawn of one run; smoothing is done on the full data and never across a break.

    BadOption where the log does not tell the x axis that the view wants.
    """
    axes = axes_of(analysis.run)
    across = Across(axis_in(axes, view.x), view.log_x)
    whole = drawn_of(analysis, view.shown)
    drawn = tuple(replace(item, series=within_limits(item.series)) for item in whole)
    lines = [_placed(line, across) for item in drawn for line in _lines(item, analysis.run, view.smoothing)]
    x = _x_axis(across, lines, view)
    log = view.log_loss and any(bool(np.any(line.y > SMALLEST)) for line in lines if line.axis == "left")
    lines = [_visible(line, x, log=log and line.axis == "left") for line in lines]
    bands = tuple(_bands(analysis, x, view, across))
    marks = [_moved(mark, across) for mark in marks_of(analysis, drawn, log_loss=log)]
    chart = Chart(
        title=analysis.run.name,
        x=x,
        left=_y_axis(drawn, lines, "left", x, log=log),
        right=_y_axis(drawn, lines, "right", x, log=False),
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
    )
    hidden = hidden_notes(chart, drawn, sum(left_out(item.series) for item in whole))
    if view.references:
        chart, missing = _with_references(analysis, chart, drawn)
        hidden = (*hidden, *missing)
    notes = footnotes(chart, drawn, analysis.run, view) + hidden + run_notes(analysis)
    return replace(chart, footnotes=notes, hidden=hidden, description=description(chart, drawn))


def _with_references(analysis: Analysis, chart: Chart, drawn: tuple[Drawn, ...]) -> tuple[Chart, Notes]:
    """The chart with the levels that a loss can stand on, and a note of those that are too far off, or not known.

    A linear axis goes out of its way for a level, nearest first, while the curves keep _MOST_ROOM of their height.
    """
    levels = reference_lines(analysis)
    nats = any(item.axis == "left" and item.series.quantity is Quantity.LOSS for item in drawn)
    left = chart.left
    if left is None or not nats or not levels:
        return chart, ("No levels to compare the loss with: they follow from a loss with an accuracy of its split.",)
    first, last = low, high = left.low, left.high
    for level, _ in sorted(levels, key=lambda one: max(first - one[0], one[0] - last)):
        wider = min(low, level), max(high, level)
        if not left.log and wider[1] - wider[0] <= (last - first) / _MOST_ROOM:
            low, high = wider
    there = tuple(Reference(level, text) for level, text in levels if low <= level <= high)
    beyond = [f"{text} ({loss_text(level)})" for level, text in levels if not low <= level <= high]
    if (low, high) != (first, last):
        start, end = padded(low, high)
        left = replace(left, low=min(first, max(start, 0.0)), high=max(last, end))
    note = (f"Levels too far from the curves to be drawn: {', '.join(beyond)}.",) if beyond else ()
    return replace(chart, left=left, references=there), note


def _lines(item: Drawn, run: Run, smoothing: float) -> Iterator[Line]:
    """The curve of a series, with its raw values under it where it is smoothed; NaN at gaps and breaks."""
    series, cuts = item.series, _cuts(item.series, run)
    curves: list[tuple[Literal["raw", "smooth"], FloatArray]] = [("smooth", smoothed_of(series, run, smoothing))]
    if smoothing > 0:
        curves.insert(0, ("raw", series.value))
    x = np.insert(series.x, cuts, series.x[cuts])
    for role, values in curves:
        yield Line(
            label=item.label,
            metric=series.logged_as,
            split=series.split.value,
            axis=item.axis,
            role=role,
            x=x,
            y=np.insert(np.where(np.isfinite(values), values, np.nan), cuts, np.nan),
            tone=item.tone,
        )


def _placed(line: Line, across: Across) -> Line:
    """The line with its points where the x axis has them, without those that a logarithmic one has no place for."""
    x = across.plot(line.x)
    shown = np.isfinite(x)
    return replace(line, x=x, y=line.y) if shown.all() else replace(line, x=x[shown], y=line.y[shown])


def _moved(mark: Mark, across: Across) -> Mark:
    """The mark where the x axis has it."""
    return replace(mark, x=across.plot_of(mark.x), until=None if mark.until is None else across.plot_of(mark.until))


def smoothed_of(series: Series, run: Run, weight: float) -> FloatArray:
    """The values of a series smoothed by `weight`, shape (n,), each stretch between the run's breaks by itself."""
    pieces = np.split(series.value, _cuts(series, run))
    return np.concatenate([smoothed(piece, weight) for piece in pieces])


def _cuts(series: Series, run: Run) -> NDArray[np.intp]:
    """Indices at which a new stretch of the series begins, because the run is not continuous there."""
    cuts = np.unique(np.searchsorted(series.x, [place.position for place in run.breaks]))
    return cuts[(cuts > 0) & (cuts < len(series.x))]


def _visible(line: Line, x: Axis, *, log: bool) -> Line:
    """The part of a line within the x axis, with one neighbour on each side so that it runs to the edge."""
    first = max(int(np.searchsorted(line.x, x.low)) - 1, 0)
    last = int(np.searchsorted(line.x, x.high, side="right")) + 1
    y = line.y[first:last]
    return replace(line, x=line.x[first:last], y=np.where(y > SMALLEST, y, np.nan) if log else y)


def _x_axis(across: Across, lines: list[Line], view: View) -> Axis:
    title = f"{across.axis.title} (logarithmic)" if across.log else across.axis.title
    if view.x_range is not None:
        low, high = across.of_values(np.array(clamped(*view.x_range))).tolist()
        first = min((float(line.x[0]) for line in lines if len(line.x)), default=high - 1.0)
        return Axis(title, *clamped(low if np.isfinite(low) else min(first, high - 1e-3), high))
    ends = [end for line in lines if len(line.x) for end in (float(line.x[0]), float(line.x[-1]))]
    return Axis(title, *padded(min(ends), max(ends))) if ends else Axis(title, 0.0, 1.0)


def _y_axis(
    drawn: tuple[Drawn, ...], lines: list[Line], side: Literal["left", "right"], x: Axis, *, log: bool
) -> Axis | None:
    """The axis of one side with room for all its curves; None where it has no curve."""
    quantities = list(dict.fromkeys(item.series.quantity for item in drawn if item.axis == side))
    if not quantities:
        return None
    percent = all(quantity.is_fraction for quantity in quantities)
    values = np.concatenate([line.y[(line.x >= x.low) & (line.x <= x.high)] for line in lines if line.axis == side])
    values = values[np.isfinite(values)]
    title = axis_title(quantities, percent=percent, log=log)
    if not len(values):
        return Axis(title, 0.1 if log else 0.0, 1.0, log, percent)
    low, high = y_room(float(values.min()), float(values.max()), log=log, percent=percent)
    return Axis(title, low, high, log, percent)


def _kept(analysis: Analysis, x: Axis, across: Across) -> Kept | None:
    """The points as good as the one to keep, as far as the x axis shows them."""
    keep = analysis.verdict.keep
    if keep is None:
        return None
    low, high = across.plot_of(keep.chosen.low), across.plot_of(keep.chosen.high)
    if high < x.low or low > x.high:
        return None
    start, end = max(low, x.low), min(high, x.high)
    return Kept(start, end, "left" if keep.by_loss is keep.chosen else "right", keep_mark(keep, analysis.run))


def _bands(analysis: Analysis, x: Axis, view: View, across: Across) -> Iterator[Band]:
    """The events that the x axis shows, numbered as in the table."""
    main = _main_split(analysis)
    whole = _of_the_whole_run(analysis, main)
    for i, event in enumerate(analysis.events):
        start, end = across.plot_of(event.start), across.plot_of(event.end)
        if end < x.low or start > x.high:
            continue
        yield Band(
            number=i + 1,
            start=start if np.isfinite(start) else min(x.low, end),
            end=end,
            severity=event.severity.value,
            split=event.split,
            caption=band_caption(analysis, event, causes=view.causes),
            aside=event.split not in ("", main) or event in whole,
            point=event.start == event.end or event.kind in _PLACES,
            selected=i == view.selected,
        )


def _of_the_whole_run(analysis: Analysis, split: str) -> tuple[Event, ...]:
    """The events of a split that would shade all of it: they tell no stretch from another, and hide those that do."""
    here = [event for event in analysis.events if event.split == split]
    xs = [series.x for series in analysis.run.series if series.split == split and len(series.x)]
    first, last = min((x[0] for x in xs), default=0.0), max((x[-1] for x in xs), default=0.0)
    whole = tuple(event for event in here if event.start <= first and event.end >= last)
    suspected = tuple(event for event in here if event.kind == FindingKind.SUSPECTED)
    return whole if len(whole) < len(here) else suspected


def _main_split(analysis: Analysis) -> str:
    """The split whose events are shaded over the full height: that of the verdict, else what was held out."""
    main = analysis.verdict.main
    if main is not None and main.split:
        return main.split
    splits = [event.split for event in analysis.events if event.split]
    held_out = held_out_split(analysis.run)
    return held_out if held_out in splits else splits[0] if splits else ""

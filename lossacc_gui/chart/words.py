"""The words of a chart: axis titles, captions, footnotes and the description for who cannot see it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from lossacc_gui.chart.across import value_text as x_value_text
from lossacc_gui.chart.choice import Drawn
from lossacc_gui.chart.marks import value_text
from lossacc_gui.chart.named import cause_text, named
from lossacc_gui.chart.parts import Chart, View
from lossacc_gui.chart.smooth import smoothing_note
from lossacc_gui.model.analysis import Analysis
from lossacc_gui.model.event import Event
from lossacc_gui.model.quantity import Quantity
from lossacc_gui.model.run import Run
from lossacc_gui.numerals import span_text, stretch_text


def quantities_text(quantities: Sequence[Quantity]) -> str:
    """What an axis shows."""
    return ", ".join(quantity.axis_name for quantity in quantities)


def axis_title(what: str, *, percent: bool, log: bool) -> str:
    """What an axis shows and its unit; a loss has the unit of the log, whatever that is, so none is claimed."""
    unit = "%" if percent else "logarithmic" if log else ""
    return f"{what} ({unit})" if unit else what


def verdict_caption(analysis: Analysis) -> str:
    """The verdict behind the word for its state."""
    return f"[{analysis.verdict.state.said}] {analysis.verdict.text}"


def event_title(event: Event, x_name: str) -> str:
    """Where, on which split, what, how bad."""
    on = f", {event.split}" if event.split else ""
    return f"{stretch_text(event.start, event.end, x_name)}{on}: {event.said} ({event.severity.said})"


def also_text(event: Event) -> str:
    """How many other metrics show the same; empty where there are none."""
    count = len(event.also)
    return f"also in {count} metric{'s' if count > 1 else ''}" if count else ""


def band_caption(analysis: Analysis, event: Event, *, causes: bool) -> str:
    """What an event is and its likeliest cause; without `causes` no word of them."""
    told = event_title(event, analysis.run.x_name)
    told += f", {also_text(event)}" if event.also else ""
    if not causes:
        return told
    found = named(analysis, event)
    return f"{told}. {cause_text(found) if found is not None else 'Not enough evidence for a cause'}"


def footnotes(chart: Chart, drawn: tuple[Drawn, ...], run: Run, view: View) -> tuple[str, ...]:
    """What a reader must know about the drawing beside what is hidden: smoothing, the shown part."""
    return tuple(_footnotes(chart, drawn, run, view))


def _footnotes(chart: Chart, drawn: tuple[Drawn, ...], run: Run, view: View) -> Iterator[str]:
    if not drawn:
        yield "This run has no loss and no accuracy to draw."
        return
    yield smoothing_note(view.smoothing, [(one.series, run) for one in drawn], run, "the values as logged")
    if view.x_range is not None and any(len(item.series.x) for item in drawn):
        first = min(float(item.series.x[0]) for item in drawn if len(item.series.x))
        last = max(float(item.series.x[-1]) for item in drawn if len(item.series.x))
        yield f"Shown: {_shown(chart, run, first, last)}."
    if view.log_loss and (chart.left is None or not chart.left.log):
        yield "The loss axis is linear: no loss is above zero."


def _shown(chart: Chart, run: Run, first: float, last: float) -> str:
    """Which part of a run the x axis shows, in what it counts."""
    across = chart.across
    if across.axis.id == run.x_name and not across.log:
        return f"{run.x_name}s {span_text(chart.x.low, chart.x.high)} of {span_text(first, last)}"
    shown = f"{across.said(chart.x.low)} to {across.said(chart.x.high)}"
    values = across.axis.values(np.array([first, last])).tolist()
    return f"{across.axis.title}: {shown} of {' to '.join(x_value_text(across.axis, value) for value in values)}"


def hidden_notes(chart: Chart, drawn: tuple[Drawn, ...], beyond: int) -> tuple[str, ...]:
    """How many points have no place on the axes; `beyond` of them lie further out than any axis reaches."""
    return (*_below_log(chart, drawn), *_before_log(chart, drawn), *_beyond(beyond))


def _below_log(chart: Chart, drawn: tuple[Drawn, ...]) -> Iterator[str]:
    if chart.left is None or not chart.left.log:
        return
    for item in drawn:
        x, value = chart.across.plot(item.series.x), item.series.value
        hidden = int(np.count_nonzero((value <= 0) & (x >= chart.x.low) & (x <= chart.x.high)))
        if item.axis == "left" and hidden:
            points = "1 point" if hidden == 1 else f"{hidden:,} points"
            yield f"The logarithmic axis hides {points} of {item.label} at or below zero."


def _before_log(chart: Chart, drawn: tuple[Drawn, ...]) -> Iterator[str]:
    counts = [int(np.count_nonzero(np.isneginf(chart.across.plot(item.series.x)))) for item in drawn]
    hidden, curves = sum(counts), sum(count > 0 for count in counts)
    if hidden:
        points = "1 point" if hidden == 1 else f"{hidden:,} points"
        of = "" if curves == 1 else f" of {curves} curves"
        yield f"The logarithmic x axis hides {points}{of} at or below zero."


def _beyond(count: int) -> tuple[str, ...]:
    points = "1 point" if count == 1 else f"{count:,} points"
    return (f"Not drawn: {points} beyond 1e100 along the x axis.",) if count else ()


def description(chart: Chart, drawn: tuple[Drawn, ...]) -> str:
    """The chart in sentences: what is plotted, from where to where each curve goes, events and marks."""
    return " ".join(_description(chart, drawn))


def _description(chart: Chart, drawn: tuple[Drawn, ...]) -> Iterator[str]:
    sides = [(chart.left, "left"), (chart.right, "right")]
    axes = " and ".join(f"{axis.title} on the {side} axis" for axis, side in sides if axis is not None)
    yield f"Chart of {chart.title}: {axes or 'nothing'} over {chart.x.title}."
    if chart.verdict:
        yield chart.verdict
    for item in drawn:
        series = item.series
        finite = np.flatnonzero(np.isfinite(series.value))
        if not len(finite):
            yield f"{item.label} has no finite value."
            continue
        (first, last) = (int(finite[0]), int(finite[-1]))
        ends = [value_text(series, float(series.value[i])) for i in (first, last)]
        places = [chart.across.said(chart.across.plot_of(float(series.x[i]))) for i in (first, last)]
        yield f"{item.label} goes from {ends[0]} at {places[0]} to {ends[1]} at {places[1]}."
    for mark in chart.marks:
        yield f"{mark.text[0].upper()}{mark.text[1:]}."
    if chart.kept is not None:
        yield f"{chart.kept.text[0].upper()}{chart.kept.text[1:]}."
    count = len(chart.bands)
    yield "No event is marked." if not count else f"{count} event{'s' if count > 1 else ''} marked."
    for band in chart.bands:
        yield f"{band.number}: {band.caption}."

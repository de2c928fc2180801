"""The words of a chart: axis titles, captions, footnotes and the description for who cannot see it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from lossacc_gui.chart.across import Across
from lossacc_gui.chart.across import value_text as x_value_text
from lossacc_gui.chart.choice import Drawn
from lossacc_gui.chart.marks import value_text
from lossacc_gui.chart.named import cause_text, named, short_title
from lossacc_gui.chart.parts import Band, Chart, View
from lossacc_gui.chart.smooth import smoothing_note
from lossacc_gui.language import joined, say, say_many
from lossacc_gui.model.analysis import Analysis
from lossacc_gui.model.event import Event
from lossacc_gui.model.quantity import Quantity
from lossacc_gui.model.run import Run, Series
from lossacc_gui.numerals import (
    counted_text,
    listed_text,
    loss_text,
    noun_text,
    percent_text,
    span_text,
    stretch_text,
)


def quantities_text(quantities: Sequence[Quantity]) -> str:
    """What an axis shows."""
    names = tuple(quantity.axis_name for quantity in quantities)
    return names[0] if len(names) == 1 else joined(", ", names)


def axis_title(what: str, *, percent: bool, log: bool) -> str:
    """What an axis shows and its unit; a loss has the unit of the log, whatever that is, so none is claimed."""
    unit = "%" if percent else say("logarithmic") if log else ""
    return say("{what} ({unit})", what=what, unit=unit) if unit else what


def verdict_caption(analysis: Analysis) -> str:
    """The verdict behind the word for its state."""
    return say("[{state}] {verdict}", state=analysis.verdict.state.said, verdict=analysis.verdict.text)


def verdict_briefs(analysis: Analysis) -> tuple[str, str]:
    """The word for the state of a run with its cause in few words, or what happened where it has none; the cause or
    what happened alone, the word where there is neither.
    """
    verdict, found = analysis.verdict, named(analysis, None)
    state, happened = verdict.state.said, "" if verdict.main is None else verdict.main.said
    told = cause_text(found) if found is not None else happened
    if not told:
        return f"[{state}]", f"[{state}]"
    alone = short_title(found.cause) if found is not None else happened
    return say("[{state}] {verdict}", state=state, verdict=told), alone


def event_title(event: Event, x_name: str) -> str:
    """Where, on which split, what, how bad."""
    where = stretch_text(event.start, event.end, x_name)
    return say(
        "{place}: {event} ({severity})",
        place=joined(", ", (where, event.split)) if event.split else where,
        event=event.said,
        severity=event.severity.said,
    )


def also_text(event: Event) -> str:
    """How many other metrics show the same; empty where there are none."""
    count = len(event.also)
    return say_many("also in {count} metric", "also in {count} metrics", count) if count else ""


def band_caption(analysis: Analysis, event: Event, *, causes: bool) -> str:
    """What an event is and its likeliest cause; without `causes` no word of them."""
    told = event_title(event, analysis.run.x_name)
    told = joined(", ", (told, also_text(event))) if event.also else told
    if not causes:
        return told
    found = named(analysis, event)
    cause = cause_text(found) if found is not None else say("Not enough evidence for a cause")
    return joined(". ", (told, cause))


def footnotes(chart: Chart, drawn: tuple[Drawn, ...], run: Run, view: View) -> tuple[str, ...]:
    """What a reader must know about the drawing beside what is hidden: smoothing, the shown part."""
    return tuple(_footnotes(chart, drawn, run, view))


def _footnotes(chart: Chart, drawn: tuple[Drawn, ...], run: Run, view: View) -> Iterator[str]:
    if not drawn:
        yield say("This run has no loss and no accuracy to draw.")
        return
    thin = say("the values as logged")
    yield smoothing_note(view.smoothing, [(one.series, run) for one in drawn], run, thin, [chart.verdict])
    if view.x_range is not None and any(len(item.series.x) for item in drawn):
        first = min(float(item.series.x[0]) for item in drawn if len(item.series.x))
        last = max(float(item.series.x[-1]) for item in drawn if len(item.series.x))
        yield say("Shown: {part}.", part=_shown(chart, run, first, last))
    if view.log_loss and (chart.left is None or not chart.left.log):
        yield say("The loss axis is linear: no loss is above zero.")


def _shown(chart: Chart, run: Run, first: float, last: float) -> str:
    """Which part of a run the x axis shows, in what it counts."""
    across = chart.across
    if across.axis.id == run.x_name and not across.log:
        return say(
            "{counted} {part} of {whole}",
            counted=noun_text(run.x_name, several=True),
            part=span_text(chart.x.low, chart.x.high),
            whole=span_text(first, last),
        )
    start, end = (x_value_text(across.axis, value) for value in across.axis.values(np.array([first, last])).tolist())
    return say(
        "{axis}: {low} to {high} of {start} to {end}",
        axis=across.axis.title,
        low=across.said(chart.x.low),
        high=across.said(chart.x.high),
        start=start,
        end=end,
    )


def hidden_notes(chart: Chart, drawn: tuple[Drawn, ...], beyond: int) -> tuple[str, ...]:
    """How many points have no place on the axes; `beyond` of them lie further out than any axis reaches."""
    return (*_below_log(chart, drawn), *_before_log(chart, drawn), *_beyond(beyond))


def outlier_notes(chart: Chart) -> tuple[str, ...]:
    """How many points lie beyond axes that leave outliers out, and the furthest of them."""
    raw = any(line.role == "raw" for line in chart.lines)  # behind smoothed curves; there they are all points
    count, furthest, most = 0, "", 0.0
    for line in chart.lines:
        axis = chart.left if line.axis == "left" else chart.right
        if axis is None or not axis.trimmed or (raw and line.role != "raw"):
            continue
        y = line.y[(line.x >= chart.x.low) & (line.x <= chart.x.high) & np.isfinite(line.y)]
        beyond = np.maximum(y - axis.high, axis.low - y) / (axis.high - axis.low)
        count += int(np.count_nonzero(beyond > 0))
        if len(y) and beyond.max() > most:
            most, value = float(beyond.max()), float(y[beyond.argmax()])
            told = percent_text(value) if axis.percent else loss_text(value)
            furthest = say("{curve} {value}", curve=line.label, value=told)
    if not count:
        return ()
    return (
        say_many(
            "The y axes leave 1 outlier out: {furthest}.",
            "The y axes leave {count} outliers out, the furthest is {furthest}.",
            count,
            furthest=furthest,
        ),
    )


def _below_log(chart: Chart, drawn: tuple[Drawn, ...]) -> Iterator[str]:
    if chart.left is None or not chart.left.log:
        return
    for item in drawn:
        x, value = chart.across.plot(item.series.x), item.series.value
        hidden = int(np.count_nonzero((value <= 0) & (x >= chart.x.low) & (x <= chart.x.high)))
        if item.axis == "left" and hidden:
            yield say_many(
                "The logarithmic axis hides 1 point of {curve} at or below zero.",
                "The logarithmic axis hides {count} points of {curve} at or below zero.",
                hidden,
                curve=item.label,
            )


def _before_log(chart: Chart, drawn: tuple[Drawn, ...]) -> Iterator[str]:
    return before_log((chart.across, item.series) for item in drawn)


def before_log(curves_across: Iterable[tuple[Across, Series]]) -> Iterator[str]:
    """How many points of curves a logarithmic x axis has no place for."""
    counts = [int(np.count_nonzero(np.isneginf(across.plot(series.x)))) for across, series in curves_across]
    hidden, curves = sum(counts), sum(count > 0 for count in counts)
    if hidden:
        if curves == 1:
            yield say_many(
                "The logarithmic x axis hides 1 point at or below zero.",
                "The logarithmic x axis hides {count} points at or below zero.",
                hidden,
            )
            return
        yield say(
            "The logarithmic x axis hides {points} of {curves} curves at or below zero.",  # two of each at the least
            points=counted_text(hidden, "point"),
            curves=curves,
        )


def _beyond(count: int) -> tuple[str, ...]:
    told = beyond_text(count)
    return (told,) if count else ()


def beyond_text(count: int) -> str:
    """How many points lie too far out to be drawn."""
    return say_many(
        "Not drawn: 1 point beyond 1e100 along the x axis.",
        "Not drawn: {count} points beyond 1e100 along the x axis.",
        count,
    )


def description(chart: Chart, drawn: tuple[Drawn, ...]) -> str:
    """The chart in sentences: what is plotted, from where to where each curve goes, events and marks."""
    return joined(" ", _description(chart, drawn))


def axes_text(chart: Chart) -> str:
    """What is on which side."""
    told = []
    if chart.left is not None:
        told.append(say("{what} on the left axis", what=chart.left.title))
    if chart.right is not None:
        told.append(say("{what} on the right axis", what=chart.right.title))
    return listed_text(told) or say("nothing")


def _description(chart: Chart, drawn: tuple[Drawn, ...]) -> Iterator[str]:
    yield say("Chart of {run}: {axes} over {x}.", run=chart.title, axes=axes_text(chart), x=chart.x.title)
    if chart.verdict:
        yield chart.verdict
    for item in drawn:
        series = item.series
        finite = np.flatnonzero(np.isfinite(series.value))
        if not len(finite):
            yield say("{curve} has no value that can be drawn.", curve=item.label)
            continue
        (first, last) = (int(finite[0]), int(finite[-1]))
        ends = [value_text(series, float(series.value[i])) for i in (first, last)]
        places = [chart.across.said(chart.across.plot_of(float(series.x[i]))) for i in (first, last)]
        told = {"start": places[0], "end": places[1], "first": ends[0], "last": ends[1]}
        yield say("{curve} goes from {first} at {start} to {last} at {end}.", curve=item.label, **told)
    for mark in chart.marks:
        yield say("{text:upper}.", text=mark.text)
    if chart.kept is not None:
        yield say("{text:upper}.", text=chart.kept.text)
    count = len(chart.bands)
    yield say_many("{count} event marked.", "{count} events marked.", count) if count else say("No event is marked.")
    for band in chart.bands:
        yield band_text(band)


def band_text(band: Band) -> str:
    """One event: its number, where it is and what happens."""
    return say("{number}: {caption}.", number=band.number, caption=band.caption)

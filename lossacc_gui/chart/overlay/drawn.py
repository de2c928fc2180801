"""Several runs in one chart: colour and sign tell the run, the dash its split; their events lie below in bars."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from lossacc_gui.chart.across import Across, axes_of, axis_in
from lossacc_gui.chart.bands import bands_of
from lossacc_gui.chart.choice import Drawn, drawn_of
from lossacc_gui.chart.curves import lines_of, quantities_of, visible, x_axis, y_axis
from lossacc_gui.chart.limits import SMALLEST, left_out, within_limits
from lossacc_gui.chart.overlay.difference import difference_axes, difference_of
from lossacc_gui.chart.overlay.members import Member, common_axes, names_of, whole_names
from lossacc_gui.chart.overlay.words import Told, overlay_description, overlay_hidden, overlay_notes
from lossacc_gui.chart.palette import RUN_SIGNS
from lossacc_gui.chart.part import check_part
from lossacc_gui.chart.parts import Axis, Chart, Line, Overlaid, Spread, View
from lossacc_gui.chart.run_names import brief, differing
from lossacc_gui.chart.smooth import smoothed_like, smoothing_said
from lossacc_gui.chart.words import before_log, outlier_notes, verdict_briefs, verdict_caption
from lossacc_gui.language import say
from lossacc_gui.model.errors import BadOption
from lossacc_gui.model.plain import plain_text
from lossacc_gui.model.run import XAxis
from lossacc_gui.model.smoothing import Smoothing
from lossacc_gui.model.verdict import WORST_FIRST
from lossacc_gui.numerals import counted_text

MOST_RUNS = len(RUN_SIGNS)
"""Runs in one chart: as many as have a colour and a sign of their own."""


_IN_TITLE = 20
"""Letters of the name of the baseline in the title of an axis; the legend has more of it."""


@dataclass(frozen=True, slots=True, eq=False)
class _Laid:
    """A member with what is drawn of it; `whole` is its series before those beyond any axis are left out."""

    member: Member
    across: Across
    whole: tuple[Drawn, ...]
    drawn: tuple[Drawn, ...]
    lines: tuple[Line, ...]
    spreads: tuple[Spread, ...]
    unseen: int


def overlay_of(members: Sequence[Member], view: View, baseline: int | None = None) -> Chart:
    """The chart of one to MOST_RUNS members; with a `baseline` (an index) the differences to that member.

    Of each member the first curve of each axis and split is drawn: no sign is left to tell others by. A difference is
    known where both members have values, between the logged points of the baseline interpolated linearly.
    BadOption where the members are too many, or have no x axis in common, or not the one that the view wants, or
    nothing in the part that it shows.
    """
    axes = _axes_in_common(members)
    chosen = axis_in(axes, view.x).id
    laid = [
        _laid(i, one, Across(axis_in(axes_of(one.analysis.run), chosen), view.log_x), view)
        for i, one in enumerate(members)
    ]
    if baseline is not None:
        laid = [_against(one, laid[baseline]) for one in laid]
    check_part((one.member.analysis.run, view, [item.series for item in one.drawn]) for one in laid)
    across, names = laid[0].across, names_of(members)
    lines = [line for one in laid for line in one.lines]
    x = x_axis(across, lines, view)
    differs = baseline is not None
    left = [line for line in lines if line.axis == "left"]
    log = view.log_loss and not differs and any(bool(np.any(line.y > SMALLEST)) for line in left)
    told = Told(
        names,
        tuple(one.member.analysis.run for one in laid),
        tuple(one.drawn for one in laid),
        tuple(one.whole for one in laid),
        tuple(one.unseen for one in laid),
        baseline,
        tuple(one.notes for one in members),
    )
    hidden = overlay_hidden(told, lines, x, log=log, beyond=sum(left_out(d.series) for one in laid for d in one.whole))
    hidden = (*hidden, *before_log((one.across, item.series) for one in laid for item in one.drawn))
    lines = [visible(line, x, log=log and line.axis == "left") for line in lines]
    drawn = [item for one in laid for item in one.drawn]
    sides = [
        y_axis(quantities_of(drawn, side), lines, side, x, log=log and side == "left", trimmed=view.trimmed)
        for side in _SIDES
    ]
    if baseline is not None:
        sides = list(difference_axes(sides, lines, x, brief(names, _IN_TITLE)[baseline]))
    chart = Chart(
        title=_title(members),
        x=x,
        left=sides[0],
        right=sides[1],
        lines=tuple(lines),
        bands=(),
        marks=(),
        captions=(),
        footnotes=(),
        description="",
        hidden=hidden,
        across=across,
        axes=tuple((axis.id, axis.title) for axis in axes),
        runs=tuple(_overlaid(one, name, x, view) for one, name in zip(laid, names, strict=True)),
        spreads=tuple(spread for one in laid for spread in one.spreads),
        baseline=baseline,
        smoothed=smoothing_said(view.smoothing, told.smoothed, None),
    )
    hidden = (*hidden, *outlier_notes(chart))
    chart = replace(chart, hidden=hidden)
    notes = overlay_notes(chart, told, view)
    return replace(chart, footnotes=(*notes, *hidden), description=overlay_description(chart, told))


def _axes_in_common(members: Sequence[Member]) -> tuple[XAxis, ...]:
    """The x axes that all members have; BadOption says why they cannot be drawn in one chart."""
    if not 1 <= len(members) <= MOST_RUNS:
        raise BadOption(say("an overlay shows up to {most} runs, not {count}", most=MOST_RUNS, count=len(members)))
    axes = common_axes(members)
    if not axes:
        counted = "; ".join(
            f"{name}: {', '.join(axis.id for axis in axes_of(one.analysis.run))}"
            for one, name in zip(members, names_of(members), strict=True)
        )
        raise BadOption(say("the runs have no x axis in common ({counted})", counted=counted))
    return axes


_SIDES: tuple[Literal["left", "right"], ...] = ("left", "right")


def _laid(number: int, member: Member, across: Across, view: View) -> _Laid:
    analysis = member.analysis
    every = drawn_of(analysis, view.shown)
    whole = tuple(item for item in every if item.tone == 0)
    drawn = tuple(replace(item, series=within_limits(item.series)) for item in whole)
    lines = [
        replace(line, run=number) for item in drawn for line in lines_of(item, analysis.run, view.smoothing, across)
    ]
    spreads = tuple(_spreads(number, member, drawn, across, view.smoothing))
    return _Laid(member, across, whole, drawn, tuple(lines), spreads, len(every) - len(whole))


def _spreads(
    number: int, member: Member, drawn: Sequence[Drawn], across: Across, smoothing: Smoothing
) -> Iterator[Spread]:
    """The quartiles around the medians that are drawn, smoothed as these are."""
    for item in drawn:
        series = item.series
        found = (one for one in member.quartiles if (one.metric, one.split) == (series.logged_as, series.split))
        band = next(found, None)
        if band is None or len(band.x) != len(series.x):
            continue
        ends = [smoothed_like(values, series, member.analysis.run, smoothing) for values in (band.low, band.high)]
        low, high = (1.0 - ends[1], 1.0 - ends[0]) if series.turned_from else ends
        x = across.plot(series.x)
        seen = np.isfinite(x)
        yield Spread(number, item.axis, series.split.value, x[seen], low[seen], high[seen])


def _against(one: _Laid, base: _Laid) -> _Laid:
    """A member with the differences of its curves to those of the baseline that are of the same axis and split."""
    of = {(line.axis, line.split): line for line in base.lines if line.role == "smooth"}
    raw = {(line.axis, line.split): line for line in base.lines if line.role == "raw"}
    lines = []
    for line in one.lines:
        other = (raw if line.role == "raw" else of).get((line.axis, line.split))
        if other is not None:
            at, y = difference_of(line.x, line.y, other.x, other.y)
            lines.append(replace(line, x=at, y=y, told=None))
    spreads = []
    for spread in one.spreads if one is not base else ():
        other = of.get((spread.axis, spread.split))
        if other is not None:
            at, low = difference_of(spread.x, spread.low, other.x, other.y)
            _, high = difference_of(spread.x, spread.high, other.x, other.y)
            spreads.append(replace(spread, x=at, low=low, high=high))
    return replace(one, lines=tuple(lines), spreads=tuple(spreads))


def _title(members: Sequence[Member]) -> str:
    """What the names have in common, and how many there are."""
    common = plain_text(differing(whole_names(members))[1])
    medians = all(one.quartiles for one in members)
    what = counted_text(len(members), "configuration" if medians else "run")
    return say("{common} ({what})", common=common, what=what) if common and not medians else what


def _overlaid(one: _Laid, name: str, x: Axis, view: View) -> Overlaid:
    events = tuple(bands_of(one.member.analysis, x, replace(view, selected=None), one.across))
    analysis, runs = one.member.analysis, tuple((run.source, run.name) for run in one.member.runs)
    rank = WORST_FIRST.index(analysis.verdict.state)
    verdict, briefs = (verdict_caption(analysis), verdict_briefs(analysis)) if view.causes else ("", ("", ""))
    return Overlaid(name, events, verdict, *briefs, rank, runs, one.member.colour)

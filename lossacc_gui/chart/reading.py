"""What the cursor reads off a chart: the logged values of every shown curve at one x."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from lossacc_gui.chart.across import short_title
from lossacc_gui.chart.legend import kind_name, kinds_of
from lossacc_gui.chart.parts import Axis, Chart, Line
from lossacc_gui.language import joined, say
from lossacc_gui.numerals import loss_text, percent_text, place_text, points_text, signed_loss_text


@dataclass(frozen=True, slots=True, eq=False)
class Value:
    """The value of one curve under the cursor, at its point `x`; `y` is NaN where its axis has no place for `value`.

    `smooth` is the smoothed one, where the curve is smoothed; `away` tells where the point lies if not at the cursor.
    """

    line: Line
    x: float
    y: float
    value: float
    text: str
    smooth: str
    away: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """What one run of an overlay has at the cursor: a text for each kind of curve, and its events there."""

    run: int
    name: str
    texts: tuple[str, ...]
    events: tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """All values at one x of the log; `events` are the numbers of the bands that cover it.

    Of an overlay `rows` holds a row for each run that is drawn, and `kinds` the headings of their texts.
    """

    x: float
    x_said: str
    values: tuple[Value, ...]
    events: tuple[int, ...]
    marks: tuple[str, ...]
    kinds: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()

    @property
    def sentence(self) -> str:
        """The reading in one line, for the status bar and for screen readers."""
        if self.rows:
            return joined("   ", [self.x_said, *(self._said(row) for row in self.rows)])
        parts: list[str] = [self.x_said, *(joined(" ", (value.line.label, value.text)) for value in self.values)]
        return joined("   ", [*parts, *map(_event_said, self.events), *self.marks])

    def _said(self, row: Row) -> str:
        told: list[str] = [joined(" ", pair) for pair in zip(self.kinds, row.texts, strict=True) if pair[1]]
        told = [*told, *map(_event_said, row.events)]
        return joined(": ", (row.name, joined(", ", told) if told else say("no value")))


def _event_said(number: int) -> str:
    return say("event {number}", number=number)


def reading_at(chart: Chart, x: float) -> Reading | None:
    """The reading at the logged x nearest to `x`; None for a chart without points.

    In an overlay, whose runs are logged at different places, each curve is read at its own point nearest to that x, as
    long as it goes on there.
    """
    places = [line.x[_nearest(line, x)] for line in chart.lines if len(line.x)]
    if not places:
        return None
    at = float(min(places, key=lambda place: abs(place - x)))
    if chart.runs:
        return _of_overlay(chart, at)
    return Reading(
        x=at,
        x_said=_x_said(chart, at),
        values=tuple(_values(chart, at)),
        events=tuple(band.number for band in chart.bands if band.start <= at <= band.end),
        marks=tuple(_marks(chart, at)),
    )


def _with_place(value: Value) -> str:
    return joined(" ", (value.text, value.away)) if value.away else value.text


def _of_overlay(chart: Chart, at: float) -> Reading:
    values = tuple(_values(chart, at, anywhere=True))
    kinds = kinds_of(chart)
    rows = []
    for i, run in enumerate(chart.runs):
        own = {(value.line.axis, value.line.split): value for value in values if value.line.run == i}
        if not any(line.run == i for line in chart.lines):
            continue  # a person hides it
        found = [own.get((kind.axis, kind.split)) for kind in kinds]
        texts = tuple("" if one is None else _with_place(one) for one in found)
        rows.append(Row(i, run.name, texts, tuple(band.number for band in run.events if band.start <= at <= band.end)))
    headings = tuple(kind_name(chart, kind.axis, kind.split) for kind in kinds)
    return Reading(at, _x_said(chart, at, shared=True), values, (), (), headings, tuple(rows))


def _x_said(chart: Chart, at: float, *, shared: bool = False) -> str:
    """The place as the axis counts it, and as the log does: all that is said of the run is in that count.

    A place that runs share is said as the axis counts it alone.
    """
    axis = chart.across.axis
    said = chart.across.said(at)
    if axis.kind != "date":
        said = say("{counted} {value}", counted=short_title(axis.title or chart.x.title), value=said)
    own = chart.axes[0][0] if chart.axes else axis.id
    return (
        said
        if shared or axis.id == own
        else say("{said} ({place})", said=said, place=place_text(chart.across.place(at), own))
    )


def _marks(chart: Chart, at: float) -> Iterator[str]:
    yield from (mark.text for mark in chart.marks if mark.x <= at <= (mark.x if mark.until is None else mark.until))
    if chart.kept is not None and chart.kept.start <= at <= chart.kept.end:
        yield chart.kept.text


def _values(chart: Chart, at: float, *, anywhere: bool = False) -> Iterator[Value]:
    """The values at `at`; with `anywhere` also those of the points nearest to it, within the ends of their curves."""
    raw = {_curve(line): line for line in chart.lines if line.role == "raw"}
    for line in chart.lines:
        if line.role != "smooth" or not len(line.x):
            continue
        i = _nearest(line, at)
        here = line.x[i] == at
        if not here and not (anywhere and line.x[0] <= at <= line.x[-1]):
            continue
        logged = raw.get(_curve(line))
        shown = logged or line
        smooth = _said(chart, line, float(line.values[i])) if logged is not None else ""
        place = float(line.x[i])
        away = "" if here else say("(at {place})", place=chart.across.said(place))
        value = float(shown.values[i])
        yield Value(line, place, float(shown.y[i]), value, _said(chart, line, value), smooth, away)


def _said(chart: Chart, line: Line, y: float) -> str:
    """A value as its axis writes it; a difference with its sign."""
    axis: Axis | None = chart.left if line.axis == "left" else chart.right
    percent = line.axis == "right" and axis is not None and axis.percent
    if chart.baseline is not None:
        return points_text(y) if percent else signed_loss_text(y)
    return percent_text(y) if percent else loss_text(y)


def _curve(line: Line) -> tuple[int | None, str, str, int]:
    """What one curve has for itself; two may be called alike."""
    return line.run, line.axis, line.split, line.tone


def _nearest(line: Line, x: float) -> int:
    """The point nearest to `x`; at a break the logged one, not the gap that is drawn before it at the same place."""
    i = int(np.searchsorted(line.x, x))
    around = [j for j in (i - 1, i, i + 1) if 0 <= j < len(line.x)]
    return min(around, key=lambda j: (abs(float(line.x[j]) - x), bool(np.isnan(line.values[j]))))

"""What the cursor reads off a chart: the logged values of every shown curve at one x."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from lossacc_gui.chart import Chart, Line
from lossacc_gui.numerals import loss_text, percent_text, x_text


@dataclass(frozen=True, slots=True, eq=False)
class Value:
    """The value of one curve under the cursor; `smooth` is the smoothed one, where the curve is smoothed."""

    line: Line
    y: float
    text: str
    smooth: str


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """All values at one x of the log; `events` are the numbers of the bands that cover it."""

    x: float
    x_said: str
    values: tuple[Value, ...]
    events: tuple[int, ...]
    marks: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """The reading in one line, for the status bar and for screen readers."""
        parts = [self.x_said, *(f"{value.line.label} {value.text}" for value in self.values)]
        parts += [f"event {number}" for number in self.events]
        return "   ".join([*parts, *self.marks])


def reading_at(chart: Chart, x: float) -> Reading | None:
    """The reading at the logged x nearest to `x`; None for a chart without points."""
    places = [line.x[_nearest(line, x)] for line in chart.lines if len(line.x)]
    if not places:
        return None
    at = float(min(places, key=lambda place: abs(place - x)))
    return Reading(
        x=at,
        x_said=_x_said(chart, at),
        values=tuple(_values(chart, at)),
        events=tuple(band.number for band in chart.bands if band.start <= at <= band.end),
        marks=tuple(_marks(chart, at)),
    )


def _x_said(chart: Chart, at: float) -> str:
    """The place as the axis counts it, and as the log does: all that is said of the run is in that count."""
    axis = chart.across.axis
    said = chart.across.said(at)
    if axis.kind != "date":
        said = f"{(axis.title or chart.x.title).removesuffix(' of the log').removesuffix(' since the start')} {said}"
    own = chart.axes[0][0] if chart.axes else axis.id
    return said if axis.id == own else f"{said} ({own} {x_text(chart.across.place(at))})"


def _marks(chart: Chart, at: float) -> Iterator[str]:
    yield from (mark.text for mark in chart.marks if mark.x <= at <= (mark.x if mark.until is None else mark.until))
    if chart.kept is not None and chart.kept.start <= at <= chart.kept.end:
        yield chart.kept.text


def _values(chart: Chart, at: float) -> list[Value]:
    raw = {_curve(line): line for line in chart.lines if line.role == "raw"}
    values: list[Value] = []
    for line in chart.lines:
        if line.role != "smooth" or not len(line.x):
            continue
        logged = raw.get(_curve(line))
        i = _nearest(line, at)
        if line.x[i] != at:
            continue
        percent = line.axis == "right" and chart.right is not None and chart.right.percent
        said = percent_text if percent else loss_text
        y = float((logged or line).y[i])
        smooth = said(float(line.y[i])) if logged is not None else ""
        values.append(Value(line, y, said(y), smooth))
    return values


def _curve(line: Line) -> tuple[str, str, int]:
    """What one curve has for itself; two may be called alike."""
    return line.axis, line.split, line.tone


def _nearest(line: Line, x: float) -> int:
    i = int(np.searchsorted(line.x, x))
    around = [j for j in (i - 1, i) if 0 <= j < len(line.x)]
    return min(around, key=lambda j: abs(float(line.x[j]) - x))

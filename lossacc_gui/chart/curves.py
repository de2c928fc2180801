"""The curves of a chart, smoothed and placed along x, and the axes with room for them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Literal

import numpy as np

from lossacc_gui.chart.across import Across
from lossacc_gui.chart.choice import Drawn
from lossacc_gui.chart.limits import SMALLEST, clamped
from lossacc_gui.chart.parts import Axis, Line, View
from lossacc_gui.chart.room import ends_of, padded, y_room
from lossacc_gui.chart.smooth import smoothed_of
from lossacc_gui.chart.words import axis_title, quantities_text
from lossacc_gui.measure.curves import starts_behind
from lossacc_gui.model.quantity import Quantity
from lossacc_gui.model.run import FloatArray, Run
from lossacc_gui.model.smoothing import Smoothing


def lines_of(item: Drawn, run: Run, smoothing: Smoothing, across: Across) -> Iterator[Line]:
    """The curve of a series, with its raw values under it where it is smoothed; NaN at gaps and breaks.

    Points that a logarithmic x axis has no place for are left out.
    """
    series, cuts = item.series, list(starts_behind(item.series.x, run.break_places))
    curves: list[tuple[Literal["raw", "smooth"], FloatArray]] = [("smooth", smoothed_of(series, run, smoothing))]
    if smoothing:
        curves.insert(0, ("raw", series.value))
    x = np.insert(series.x, cuts, series.x[cuts])
    for role, whole in curves:
        values = np.insert(whole, cuts, np.nan)
        yield _placed(
            Line(
                label=item.label,
                metric=series.logged_as,
                split=series.split.value,
                axis=item.axis,
                role=role,
                x=x,
                y=np.where(np.isfinite(values), values, np.nan),
                tone=item.tone,
                told=values if np.isinf(values).any() else None,
            ),
            across,
        )


def _placed(line: Line, across: Across) -> Line:
    """The line with its points where the x axis has them, without those that a logarithmic one has no place for."""
    x = across.plot(line.x)
    shown = np.isfinite(x)
    if shown.all():
        return replace(line, x=x)
    return replace(line, x=x[shown], y=line.y[shown], told=None if line.told is None else line.told[shown])


def visible(line: Line, x: Axis, *, log: bool) -> Line:
    """The part of a line within the x axis, with one neighbour on each side so that it runs to the edge."""
    first = max(int(np.searchsorted(line.x, x.low)) - 1, 0)
    last = int(np.searchsorted(line.x, x.high, side="right")) + 1
    y = line.y[first:last]
    told = line.values[first:last] if log or line.told is not None else None
    return replace(line, x=line.x[first:last], y=np.where(y > SMALLEST, y, np.nan) if log else y, told=told)


def x_axis(across: Across, lines: Sequence[Line], view: View) -> Axis:
    """The axis that the view wants, else one as long as all curves."""
    title = f"{across.axis.title} (logarithmic)" if across.log else across.axis.title
    if view.x_range is not None:
        low, high = across.of_values(np.array(clamped(*view.x_range))).tolist()
        first = min((float(line.x[0]) for line in lines if len(line.x)), default=high - 1.0)
        return Axis(title, *clamped(low if np.isfinite(low) else min(first, high - 1e-3), high))
    ends = [end for line in lines if len(line.x) for end in (float(line.x[0]), float(line.x[-1]))]
    return Axis(title, *padded(min(ends), max(ends))) if ends else Axis(title, 0.0, 1.0)


def quantities_of(drawn: Sequence[Drawn], side: Literal["left", "right"]) -> list[Quantity]:
    """What one side shows."""
    return list(dict.fromkeys(item.series.quantity for item in drawn if item.axis == side))


def y_axis(
    quantities: Sequence[Quantity],
    lines: Sequence[Line],
    side: Literal["left", "right"],
    x: Axis,
    *,
    log: bool,
    trimmed: bool = False,
) -> Axis | None:
    """The axis of one side with room for all its curves; None where it has no curve."""
    own = [line for line in lines if line.axis == side]
    if not quantities or not own:  # what a baseline lacks has no difference to it
        return None
    percent = all(quantity.is_fraction for quantity in quantities)
    ends = ends_of((line.y[(line.x >= x.low) & (line.x <= x.high)] for line in own), log=log, trimmed=trimmed)
    what = quantities_text(quantities)
    title = axis_title(what, percent=percent, log=log)
    if ends is None:
        return Axis(title, 0.1 if log else 0.0, 1.0, log, percent, what)
    return Axis(title, *y_room(*ends, log=log, percent=percent), log, percent, what, trimmed)

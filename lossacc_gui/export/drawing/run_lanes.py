"""What only an overlay of runs has: the events of each as bars of its colour, and the room between quartiles."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from lossacc_gui.chart.palette import BAND_ALPHA, BAR_STRENGTH
from lossacc_gui.chart.parts import Band, Chart
from lossacc_gui.export.drawing.curves import columns
from lossacc_gui.export.drawing.decimation import decimated
from lossacc_gui.export.drawing.primitives import Area, Fill, Item, Rect, Stroke
from lossacc_gui.export.drawing.scale import Scale
from lossacc_gui.export.drawing.sheet import Sheet
from lossacc_gui.export.drawing.words import run_mark

_LANE_EMS = 0.8
"""Height of the lane of a run, in font sizes of notes."""
_GAP_EMS = 0.8


def runs_height(sheet: Sheet, chart: Chart) -> float:
    """The room under the data for the events of the runs; none where no run has any."""
    if not any(run.events for run in chart.runs):
        return 0.0
    return len(chart.runs) * _LANE_EMS * sheet.small + 2 * _GAP_EMS * sheet.small


@dataclass(frozen=True, slots=True)
class RunBar:
    """Where an event of a run of an overlay lies, counted from 0."""

    run: int
    event: Band
    place: Rect


def run_bars(sheet: Sheet, chart: Chart, scale: Scale, top: float) -> list[RunBar]:
    """The bars of the runs in a lane for each, from `top` down; the worst events lie above the others."""
    thick = 0.5 * _LANE_EMS * sheet.small
    bars: list[RunBar] = []
    for i, run in enumerate(chart.runs):
        middle = _middle(sheet, top, i)
        for event in sorted(run.events, key=lambda one: BAR_STRENGTH[one.severity]):
            if scale.sees(event.start, event.end):
                ends = np.clip(np.array([event.start, event.end]), scale.x.low, scale.x.high)
                left, right = (float(end) for end in scale.across(ends))
                place = Rect(left, middle - thick / 2, max(right - left, sheet.style.line_pt), thick)
                bars.append(RunBar(i, event, place))
    return bars


def run_lanes(sheet: Sheet, chart: Chart, scale: Scale, top: float) -> Iterator[Item]:
    """The bars of the runs, each lane after the sign of its run."""
    if not runs_height(sheet, chart):
        return
    data = scale.data
    yield Stroke(np.array([data.x, data.right]), np.full(2, top), sheet.theme.grid, sheet.hair)
    for i in range(len(chart.runs)):
        yield run_mark(sheet, i, "left", data.x - 0.9 * sheet.em, _middle(sheet, top, i), sheet.theme.run(i))
    for bar in run_bars(sheet, chart, scale, top):
        colour = sheet.theme.run(bar.run)
        yield Fill(bar.place, colour, BAR_STRENGTH[bar.event.severity], edge=colour, edge_width=sheet.hair)


def _middle(sheet: Sheet, top: float, run: int) -> float:
    return top + (_GAP_EMS + (run + 0.5) * _LANE_EMS) * sheet.small


def spreads(sheet: Sheet, chart: Chart, scale: Scale) -> Iterator[Item]:
    """What lies between the quartiles of the runs of a configuration, under all curves."""
    for one in chart.spreads:
        axis = chart.left if one.axis == "left" else chart.right
        if axis is None:
            continue
        first = max(int(np.searchsorted(one.x, scale.x.low)) - 1, 0)
        seen = slice(first, int(np.searchsorted(one.x, scale.x.high, "right")) + 1)
        edges = (one.low[seen], one.high[seen])
        ends = [np.where(values > 0, values, axis.low) if axis.log else values for values in edges]
        across = scale.across(one.x[seen])
        most = scale.data.x, scale.data.right, columns(sheet, scale.data)
        (x, low), (_, high) = (decimated(across, scale.up(axis, values), *most) for values in ends)
        yield Area(x, low, high, sheet.theme.run(one.run), BAND_ALPHA, scale.data)

"""What only an overlay of runs has: the events of each as bars of its colour, and the room between quartiles."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from lossacc_gui.chart.palette import BAND_ALPHA, BAR_STRENGTH
from lossacc_gui.chart.parts import Chart
from lossacc_gui.export.drawing.decimation import decimated
from lossacc_gui.export.drawing.plot import Scale, columns
from lossacc_gui.export.drawing.primitives import Area, Fill, Item, Rect, Stroke
from lossacc_gui.export.drawing.sheet import Sheet
from lossacc_gui.export.drawing.words import run_mark

_LANE_EMS = 0.8
"""Height of the lane of a run, in font sizes of notes."""
_GAP_EMS = 0.6


def runs_height(sheet: Sheet, chart: Chart) -> float:
    """The room under the data for the events of the runs; none where no run has any."""
    if not any(run.events for run in chart.runs):
        return 0.0
    return len(chart.runs) * _LANE_EMS * sheet.small + 2 * _GAP_EMS * sheet.small


def run_lanes(sheet: Sheet, chart: Chart, scale: Scale, top: float) -> Iterator[Item]:
    """A lane for each run from `top` down, after its sign; the worst events lie above the others."""
    if not runs_height(sheet, chart):
        return
    data, thick = scale.data, 0.5 * _LANE_EMS * sheet.small
    yield Stroke(np.array([data.x, data.right]), np.full(2, top), sheet.theme.grid, sheet.hair)
    for i, run in enumerate(chart.runs):
        colour = sheet.theme.run(i)
        middle = top + (_GAP_EMS + (i + 0.5) * _LANE_EMS) * sheet.small
        yield run_mark(sheet, i, "left", data.x - 0.9 * sheet.em, middle, colour)
        for event in sorted(run.events, key=lambda one: BAR_STRENGTH[one.severity]):
            ends = np.clip(np.array([event.start, event.end]), chart.x.low, chart.x.high)
            left, right = (float(end) for end in scale.across(ends))
            bar = Rect(left, middle - thick / 2, max(right - left, sheet.style.line_pt), thick)
            yield Fill(bar, colour, BAR_STRENGTH[event.severity], edge=colour, edge_width=sheet.hair)


def spreads(sheet: Sheet, chart: Chart, scale: Scale) -> Iterator[Item]:
    """What lies between the quartiles of the runs of a configuration, under all curves."""
    for one in chart.spreads:
        axis = chart.left if one.axis == "left" else chart.right
        if axis is None:
            continue
        ends = [np.where(values > 0, values, axis.low) if axis.log else values for values in (one.low, one.high)]
        across = scale.across(one.x)
        most = scale.data.x, scale.data.right, columns(sheet, scale.data)
        (x, low), (_, high) = (decimated(across, scale.up(axis, values), *most) for values in ends)
        yield Area(x, low, high, sheet.theme.run(one.run), BAND_ALPHA, scale.data)

"""The axes of a plot: their room, numbers and titles."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise
from typing import Literal

import numpy as np

from lossacc_gui.chart.across import Across
from lossacc_gui.chart.palette import has_rings
from lossacc_gui.chart.parts import Axis, Chart
from lossacc_gui.chart.ticks import ticks_of, x_ticks_of
from lossacc_gui.export.drawing.primitives import Item, Rect, Stroke, Text
from lossacc_gui.export.drawing.scale import Scale
from lossacc_gui.export.drawing.sheet import LEADING, Sheet
from lossacc_gui.export.drawing.words import ring, run_mark

Side = Literal["left", "right"]
Ticks = tuple[tuple[float, str], ...]

_TICK_EMS = 0.35
_MOST_TICKS = 8
"""Numbers of an axis where they stand close."""
_CLOSE_EMS, _EASY_EMS = 2.4, 3.6
"""From number to number where there is little room, and where there is enough."""
_TITLE_LINES = 2
_SAMPLE_EMS = 1.6
"""The piece of line before the title of a vertical axis, with its gap."""
_TITLE_SHARE = 0.8
"""Of the height of a plot that the title of an axis may take."""
_APART_EMS = 1.15
"""From the middle of a number to that of the next, at least."""


def y_ticks(sheet: Sheet, scale: Scale, axis: Axis) -> Ticks:
    """The numbers of a vertical axis that stand above each other without touching, two wherever there is room."""
    most = _most_ticks(sheet, scale.data.height)
    found = (_apart(sheet, scale, axis, count) for count in range(most, max(most, _MOST_TICKS) + 1))
    usual = next(found)
    return usual if len(usual) > 1 else next((more for more in found if len(more) > 1), usual)


def _apart(sheet: Sheet, scale: Scale, axis: Axis, at_most: int) -> Ticks:
    ticks = ticks_of(axis, at_most)
    places = scale.up(axis, np.array([value for value, _ in ticks])).tolist()
    kept: list[int] = []
    for i, y in enumerate(places):
        if not kept or abs(places[kept[-1]] - y) >= _APART_EMS * sheet.em:
            kept.append(i)
    return tuple(ticks[i] for i in kept)


def _most_ticks(sheet: Sheet, height: float) -> int:
    """How many numbers a vertical axis has: few that are close in a small figure, more on a screen."""
    return max(2, min(_MOST_TICKS, int(height / (_CLOSE_EMS * sheet.em))), int(height / (_EASY_EMS * sheet.em)))


def sides(sheet: Sheet, chart: Chart, height: float) -> tuple[float, float]:
    """The room that titles and numbers need left and right of a plot of at least this height."""
    room = []
    bar_names = [band.split for band in chart.bands if band.aside]
    for axis in (chart.left, chart.right):
        names = bar_names if axis is chart.left else []
        wide = max((sheet.measure(name, sheet.small, False) + 0.4 * sheet.em for name in names), default=0.0)
        if axis is None:
            room.append(max(2 * sheet.margin, wide + sheet.margin))
            continue
        # The height of the plot is not known yet, so there is room for whatever numbers it will have.
        most = _most_ticks(sheet, sheet.style.height_pt or sheet.style.most_height_pt)
        texts = [text for count in range(2, max(most, _MOST_TICKS) + 1) for _, text in ticks_of(axis, count)]
        numbers = max((sheet.measure(text, sheet.em, False) for text in texts), default=0.0)
        title = len(_titles(sheet, axis, height)) * LEADING * sheet.em
        room.append(sheet.margin + title + 0.4 * sheet.em + max(numbers + (_TICK_EMS + 0.3) * sheet.em, wide))
    return room[0], room[1]


def _titles(sheet: Sheet, axis: Axis, height: float) -> list[str]:
    room = min(_TITLE_SHARE * height, height - _SAMPLE_EMS * sheet.em)
    return sheet.wrapped(axis.title, room, sheet.em, most=_TITLE_LINES)


def x_axis_height(sheet: Sheet) -> float:
    """Ticks, numbers and title of the x axis, with the gap to the words below."""
    return (_TICK_EMS + 0.2 + 2 * LEADING + 0.5) * sheet.em


def x_axis(sheet: Sheet, chart: Chart, scale: Scale, ticks: Ticks, y: float) -> list[Item]:
    """The line under the plot at `y`, with its numbers and its title."""
    data, theme, em = scale.data, sheet.theme, sheet.em
    items: list[Item] = [Stroke(np.array([data.x, data.right]), np.full(2, y), theme.ink, sheet.hair)]
    baseline = y + (_TICK_EMS + 1.1) * em
    right = sheet.margin
    for value, text in ticks:
        x = float(scale.across(np.array(value)))
        items.append(Stroke(np.full(2, x), np.array([y, y + _TICK_EMS * em]), theme.ink, sheet.hair))
        number = _within(sheet, sheet.text(text, x, baseline, anchor="middle"))
        if number.x >= right:  # a number at the edge may have moved towards its neighbour
            items.append(number)
            right = number.x + number.width + 0.4 * em
    (title,) = sheet.wrapped(chart.x.title, sheet.style.width_pt - 2 * sheet.margin, em, most=1) or [""]
    middle = data.x + data.width / 2
    items.append(_within(sheet, sheet.text(title, middle, baseline + LEADING * em, anchor="middle")))
    return items


def _within(sheet: Sheet, text: Text) -> Text:
    """The words moved sideways as far as the sheet asks for."""
    last = sheet.style.width_pt - sheet.margin - text.width
    return replace(text, x=max(sheet.margin, min(text.x, last)))


def counts(chart: Chart) -> bool:
    """Whether the log counts x in whole numbers."""
    return all(bool(np.all(line.x == np.round(line.x))) for line in chart.lines)


def x_ticks(sheet: Sheet, across: Across, scale: Scale, *, whole: bool) -> Ticks:
    """As many numbers as stand side by side with a gap between them; whole ones where the log counts in whole ones.

    Two at least where there is room, though they be closer than usual: one alone tells no scale.
    """
    low, high = scale.x.low, scale.x.high
    whole = whole and math.floor(high) >= math.ceil(low)
    most = max(2, int(scale.data.width / (4.5 * sheet.em)))
    alone: Ticks = ()
    for at_most in (*range(most, 1, -1), most + 1, most + 2):
        ticks = x_ticks_of(across, low, high, at_most, whole=whole)
        if len(ticks) > 1 and _fit(sheet, ticks, scale.data.width / (high - low)):
            return ticks
        alone = alone or (ticks if len(ticks) == 1 else ())
    return alone or x_ticks_of(across, low, high, 1, whole=whole)[:1]


def _fit(sheet: Sheet, ticks: Ticks, scale: float) -> bool:
    """Whether numbers side by side keep a gap between them; `scale` is points per unit of the axis."""
    widths = [sheet.measure(text, sheet.em, False) for _, text in ticks]
    gaps = ((b - a) * scale for (a, _), (b, _) in pairwise(ticks))
    needed = ((one + other) / 2 + 1.2 * sheet.em for one, other in pairwise(widths))
    return all(gap >= need for gap, need in zip(gaps, needed, strict=True))


def y_axis(sheet: Sheet, chart: Chart, scale: Scale, axis: Axis, side: Side, ticks: Ticks, floor: float) -> list[Item]:
    """A spine in the colour of its curves, numbers, and the title with a sample of the curves' line."""
    data, em = scale.data, sheet.em
    away, edge = (-1.0, data.x) if side == "left" else (1.0, data.right)
    colour = sheet.theme.ink if chart.runs else sheet.theme.line(side, 0)
    words = colour if sheet.style.coloured_text else sheet.theme.ink
    items: list[Item] = [Stroke(np.full(2, edge), np.array([data.y, floor]), colour, 2 * sheet.hair)]
    for value, text in ticks:
        y = float(scale.up(axis, np.array(value)))
        ends = np.array([edge, edge + away * _TICK_EMS * em])
        items.append(Stroke(ends, np.full(2, y), colour, sheet.hair))
        at = edge + away * (_TICK_EMS + 0.3) * em
        anchor: Literal["left", "right"] = "right" if side == "left" else "left"
        items.append(sheet.text(text, at, y + 0.36 * em, anchor=anchor, colour=words))
    return items + _y_title(sheet, chart, axis, side, data, words)


def _y_title(sheet: Sheet, chart: Chart, axis: Axis, side: Side, data: Rect, colour: str) -> list[Item]:
    """The title along its axis, running upwards, after a sample of the line style that belongs to the axis."""
    em = sheet.em
    titles = _titles(sheet, axis, data.height)
    lines = [line for line in chart.lines if line.axis == side and line.role == "smooth"]
    sample = _SAMPLE_EMS * em if lines else 0.0
    longest = max(sheet.measure(title, em, False) for title in titles)
    start = min(data.y + (data.height + longest + sample) / 2, data.bottom)
    first = sheet.margin if side == "left" else sheet.style.width_pt - sheet.margin - len(titles) * LEADING * em
    items: list[Item] = []
    for i, title in enumerate(titles):
        width = sheet.measure(title, em, False)
        baseline = first + (i * LEADING + 0.95) * em
        items.append(Text(baseline, start - sample, title, em, width, colour, vertical=True))
    if lines:
        # Solid, because the dash tells the split and not the axis.
        x, length = first + 0.62 * em, sample - 0.5 * em
        tie = sheet.theme.ink if chart.runs else sheet.theme.line(side, 0)
        items.append(Stroke(np.full(2, x), np.array([start, start - length]), tie, sheet.style.line_pt))
        if chart.runs:
            items.append(run_mark(sheet, 0, side, x, start - length / 2, tie))
        elif has_rings(side):
            items.append(ring(sheet, x, start - length / 2, tie))
    return items

"""Places a chart on a sheet: head, plot with its axes, captions; nothing overlaps and nothing is cut off."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise
from typing import Literal

import numpy as np

from lossacc_gui.chart.palette import has_rings
from lossacc_gui.chart.parts import Axis, Chart
from lossacc_gui.chart.ticks import ticks_of, x_ticks_of
from lossacc_gui.export.drawing.plot import (
    Scale,
    Tab,
    curves,
    grid,
    kept_bar,
    kept_height,
    lane,
    lane_height,
    references,
    row_height,
    rows,
    shaded,
    signs,
    tabs_of,
    thinned_note,
)
from lossacc_gui.export.drawing.primitives import Drawing, Item, Rect, Stroke, Text
from lossacc_gui.export.drawing.sheet import LEADING, Measure, Sheet
from lossacc_gui.export.drawing.style import FigureStyle
from lossacc_gui.export.drawing.words import foot, head, ring

Side = Literal["left", "right"]
Ticks = tuple[tuple[float, str], ...]

_TICK_EMS = 0.35
_MOST_TICKS = 8
_LEAST_SHARE = 0.4
"""A figure of fixed height keeps this share of it for the plot; captions that do not fit are counted, not drawn."""


def drawing_of(chart: Chart, style: FigureStyle, measure: Measure) -> Drawing:
    """Place everything of a chart in the size and looks of a style."""
    sheet = Sheet(style, measure)
    above, top = head(sheet, chart)
    sides = _sides(sheet, chart, style.aspect * style.width_pt)
    across = Rect(sides[0], 0.0, style.width_pt - sides[0] - sides[1], 0.0)
    scale = Scale(across, chart.x)
    tabs = tabs_of(sheet, [band for band in chart.bands if not band.aside], scale)
    bars = tabs_of(sheet, [band for band in chart.bands if band.aside], scale)
    top += rows(tabs) * row_height(sheet)
    under = kept_height(sheet, chart) + lane_height(sheet, bars) + _x_axis_height(sheet)
    notes = (*chart.footnotes, *thinned_note(sheet, chart, across))

    captions = len(chart.bands)
    _, foot_height = foot(sheet, chart, notes, 0.0, captions)
    plot = style.aspect * style.width_pt
    if style.height_pt is not None:
        room = style.height_pt - top - under - sheet.margin
        while captions and room - foot_height < _LEAST_SHARE * style.height_pt:
            captions -= 1
            _, foot_height = foot(sheet, chart, notes, 0.0, captions)
        if room - foot_height < _LEAST_SHARE * style.height_pt:
            chart = replace(chart, verdict="")  # its words would leave next to nothing of the curves
            _, foot_height = foot(sheet, chart, notes, 0.0, captions)
        plot = max(room - foot_height, 2 * LEADING * sheet.em)
    scale = replace(scale, data=Rect(across.x, top, across.width, plot))
    below, bottom = foot(sheet, chart, notes, top + plot + under, captions)
    return Drawing(
        width=style.width_pt,
        height=max(style.height_pt or 0.0, bottom + sheet.margin),
        background=sheet.theme.background,
        data=scale.data,
        items=(*above, *_plot(sheet, chart, scale, tabs, bars), *below),
        title=chart.title,
        description=chart.description,
    )


def _plot(sheet: Sheet, chart: Chart, scale: Scale, tabs: list[Tab], bars: list[Tab]) -> list[Item]:
    """Everything from the tabs down to the title of the x axis."""
    data = scale.data
    y_axes = {side: axis for side, axis in (("left", chart.left), ("right", chart.right)) if axis is not None}
    ticks = {side: _y_ticks(sheet, axis, data.height) for side, axis in y_axes.items()}
    items: list[Item] = []
    ruled = next(iter(y_axes), None)
    if ruled is not None:
        places = scale.up(y_axes[ruled], np.array([value for value, _ in ticks[ruled]]))
        items += grid(sheet, data, places.tolist())
    items += shaded(sheet, tabs, data)
    items += curves(sheet, chart, scale)
    items += references(sheet, chart, scale)
    items += signs(sheet, chart, scale)
    under = data.bottom + kept_height(sheet, chart)
    floor = under + lane_height(sheet, bars)
    items += kept_bar(sheet, chart, scale)
    items += lane(sheet, bars, replace(data, height=under - data.y))
    if bars:
        ends = np.array([data.x, data.right])
        items.append(Stroke(ends, np.full(2, under), sheet.theme.grid, sheet.hair))
        middle = (under + floor) / 2 + 0.36 * sheet.small
        splits = {bar.band.split for bar in bars}
        split = splits.pop() if len(splits) == 1 else ""
        name = sheet.text(split, data.x - 0.4 * sheet.em, middle, size=sheet.small, anchor="right")
        items.append(replace(name, colour=sheet.theme.muted))
    items += _x_axis(sheet, chart, scale, floor)
    if chart.left is not None:
        items += _y_axis(sheet, chart, scale, chart.left, "left", ticks["left"], floor)
    if chart.right is not None:
        items += _y_axis(sheet, chart, scale, chart.right, "right", ticks["right"], floor)
    return items


def _y_ticks(sheet: Sheet, axis: Axis, height: float) -> Ticks:
    return ticks_of(axis, min(_MOST_TICKS, max(2, int(height / (2.4 * sheet.em)))))


def _sides(sheet: Sheet, chart: Chart, height: float) -> tuple[float, float]:
    """The room that titles and numbers need left and right of the plot."""
    room = []
    bar_names = [band.split for band in chart.bands if band.aside]
    for axis in (chart.left, chart.right):
        names = bar_names if axis is chart.left else []
        wide = max((sheet.measure(name, sheet.small, False) + 0.4 * sheet.em for name in names), default=0.0)
        if axis is None:
            room.append(max(2 * sheet.margin, wide + sheet.margin))
            continue
        # The height of the plot is not known yet, so there is room for whatever numbers it will have.
        texts = [text for most in range(2, _MOST_TICKS + 1) for _, text in ticks_of(axis, most)]
        numbers = max((sheet.measure(text, sheet.em, False) for text in texts), default=0.0)
        title = len(sheet.wrapped(axis.title, 0.8 * height, sheet.em)) * LEADING * sheet.em
        room.append(sheet.margin + title + 0.4 * sheet.em + max(numbers + (_TICK_EMS + 0.3) * sheet.em, wide))
    return room[0], room[1]


def _x_axis_height(sheet: Sheet) -> float:
    """Ticks, numbers and title of the x axis, with the gap to the words below."""
    return (_TICK_EMS + 0.2 + 2 * LEADING + 0.5) * sheet.em


def _x_axis(sheet: Sheet, chart: Chart, scale: Scale, y: float) -> list[Item]:
    data, theme, em = scale.data, sheet.theme, sheet.em
    items: list[Item] = [Stroke(np.array([data.x, data.right]), np.full(2, y), theme.ink, sheet.hair)]
    baseline = y + (_TICK_EMS + 1.1) * em
    for value, text in _x_ticks(sheet, chart, data) if chart.lines else ():
        x = float(scale.across(np.array(value)))
        items.append(Stroke(np.full(2, x), np.array([y, y + _TICK_EMS * em]), theme.ink, sheet.hair))
        items.append(sheet.text(text, x, baseline, anchor="middle"))
    items.append(sheet.text(chart.x.title, data.x + data.width / 2, baseline + LEADING * em, anchor="middle"))
    return items


def _x_ticks(sheet: Sheet, chart: Chart, data: Rect) -> Ticks:
    """As many numbers as stand side by side with a gap between them; whole ones where the log counts in whole ones."""
    low, high = chart.x.low, chart.x.high
    counted = all(bool(np.all(line.x == np.round(line.x))) for line in chart.lines)
    whole = counted and math.floor(high) >= math.ceil(low)
    for at_most in range(max(2, int(data.width / (4.5 * sheet.em))), 1, -1):
        ticks = x_ticks_of(chart.across, low, high, at_most, whole=whole)
        if _fit(sheet, ticks, data.width / (high - low)):
            return ticks
    return x_ticks_of(chart.across, low, high, 1, whole=whole)[:1]


def _fit(sheet: Sheet, ticks: Ticks, scale: float) -> bool:
    """Whether numbers side by side keep a gap between them; `scale` is points per unit of the axis."""
    widths = [sheet.measure(text, sheet.em, False) for _, text in ticks]
    gaps = ((b - a) * scale for (a, _), (b, _) in pairwise(ticks))
    needed = ((one + other) / 2 + 1.2 * sheet.em for one, other in pairwise(widths))
    return all(gap >= need for gap, need in zip(gaps, needed, strict=True))


def _y_axis(sheet: Sheet, chart: Chart, scale: Scale, axis: Axis, side: Side, ticks: Ticks, floor: float) -> list[Item]:
    """A spine in the colour of its curves, numbers, and the title with a sample of the curves' line."""
    data, em = scale.data, sheet.em
    away, edge = (-1.0, data.x) if side == "left" else (1.0, data.right)
    colour = sheet.theme.line(side, 0)
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
    titles = sheet.wrapped(axis.title, 0.8 * data.height, em)
    lines = [line for line in chart.lines if line.axis == side and line.role == "smooth"]
    sample = 1.6 * em if lines else 0.0
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
        tie = sheet.theme.line(side, 0)
        items.append(Stroke(np.full(2, x), np.array([start, start - length]), tie, sheet.style.line_pt))
        if has_rings(side):
            items.append(ring(sheet, x, start - length / 2, tie))
    return items

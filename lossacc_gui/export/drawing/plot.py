"""What lies within the frame of a plot, in the order in which it is painted, in figures and in the window."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import numpy as np

from lossacc_gui.chart.parts import Axis, Chart, Mark
from lossacc_gui.export.drawing.bands import Tab, kept_bar, kept_height, lane, lane_height, shaded
from lossacc_gui.export.drawing.curves import Points, all_points, curves
from lossacc_gui.export.drawing.primitives import Item, Rect, Stroke, Text
from lossacc_gui.export.drawing.run_lanes import run_lanes, runs_height, spreads
from lossacc_gui.export.drawing.scale import Scale
from lossacc_gui.export.drawing.sheet import LEADING, Sheet
from lossacc_gui.export.drawing.words import letter_boxes, mark_sign, note_sign, upright

Ticks = tuple[tuple[float, str], ...]
Ruled = tuple[Sequence[float], Sequence[float]]
"""Where the lines of a grid lie: x of the upright ones, y of the others, in places on the sheet."""


def within_frame(
    sheet: Sheet, chart: Chart, scale: Scale, ruled: Ruled, tabs: Iterable[Tab], points: Points = all_points
) -> Iterator[Item]:
    """Grid, bands, curves and signs; `tabs` are those of all bands, `points` may leave out what is not seen."""
    yield from grid(sheet, scale.data, ruled)
    yield from shaded(sheet, tabs, scale)
    yield from spreads(sheet, chart, scale)
    yield from curves(sheet, chart, scale, points)
    lines = list(references(sheet, chart, scale))
    yield from lines
    yield from signs(sheet, chart, scale, [item.box for item in lines if isinstance(item, Text)])


def ruled_by(sheet: Sheet, scale: Scale, x_ticks: Ticks, y_ticks: tuple[Axis, Ticks] | None) -> Ruled:
    """The lines at the numbers of a vertical axis, and at those of x where the style wants them."""
    upright_lines = [float(scale.across(np.array(x))) for x, _ in x_ticks] if sheet.style.upright_grid else []
    if y_ticks is None:
        return upright_lines, []
    axis, ticks = y_ticks
    return upright_lines, [float(y) for y in scale.up(axis, np.array([value for value, _ in ticks]))]


def height_below(sheet: Sheet, chart: Chart, bars: Sequence[Tab]) -> float:
    """The room between the frame and the x axis."""
    return kept_height(sheet, chart) + lane_height(sheet, bars) + runs_height(sheet, chart)


def below_frame(sheet: Sheet, chart: Chart, scale: Scale, bars: Sequence[Tab]) -> Iterator[Item]:
    """The stretch to keep, the events of other splits, those of the runs of an overlay."""
    lanes = replace(scale.data, height=scale.data.height + kept_height(sheet, chart))
    yield from run_lanes(sheet, chart, scale, lanes.bottom)
    yield from kept_bar(sheet, chart, scale)
    yield from lane(sheet, bars, lanes)


def grid(sheet: Sheet, data: Rect, ruled: Ruled) -> Iterator[Item]:
    """Faint lines."""
    upright_lines, level_lines = ruled
    for x in upright_lines:
        yield Stroke(np.full(2, x), np.array([data.y, data.bottom]), sheet.theme.grid, sheet.hair)
    for y in level_lines:
        yield Stroke(np.array([data.x, data.right]), np.full(2, y), sheet.theme.grid, sheet.hair)


def references(sheet: Sheet, chart: Chart, scale: Scale) -> Iterator[Item]:
    """The levels that a loss can stand on and those of a person, as dotted lines with words over one of their ends."""
    data, size = scale.data, sheet.small
    axes = {"left": chart.left, "right": chart.right}
    told = ((axes[one.axis], one) for one in chart.references)
    lines = [(float(scale.up(axis, np.array(one.level))), one.text) for axis, one in told if axis is not None]
    gap, colour, taken = 0.4 * size, sheet.theme.muted, list[Rect]()
    for y, text in sorted((y, text) for y, text in lines if data.y <= y <= data.bottom):
        yield Stroke(np.array([data.x, data.right]), np.array([y, y]), colour, sheet.hair, (1.0, 3.0))
        if sheet.measure(text, size, False) > data.width / 2:
            continue
        base = y - 0.3 * size if y - data.y > LEADING * size else y + 0.95 * size
        ends = (
            sheet.text(text, data.right - gap, base, size=size, anchor="right", colour=colour),
            sheet.text(text, data.x + gap, base, size=size, anchor="left", colour=colour),
        )
        free = next((words for words in ends if not any(words.box.overlaps(box) for box in taken)), None)
        if free is not None:  # else its note tells it
            taken.append(free.box)
            yield free


def _until(mark: Mark) -> float:
    return mark.x if mark.until is None else mark.until


def signs(sheet: Sheet, chart: Chart, scale: Scale, taken: Sequence[Rect]) -> Iterator[Item]:
    """Best values as symbols, learning-rate steps and breaks as vertical lines, NaN as crosses on the bottom edge,
    numbers that are too large on the upper one, notes with their letters; `taken` is where words stand.
    """
    data = scale.data
    notes = [mark for mark in chart.marks if mark.kind == "note" and scale.sees(mark.x, _until(mark))]
    ends = [scale.across(np.clip(np.array([mark.x, _until(mark)]), scale.x.low, scale.x.high)) for mark in notes]
    letters = [(mark.letter, float(left)) for mark, (left, _) in zip(notes, ends, strict=True)]
    for mark, (left, right), box in zip(notes, ends, letter_boxes(sheet, letters, data, taken), strict=True):
        yield from note_sign(sheet, mark, float(left), float(right), data, box)
    for mark in chart.marks:
        axis = chart.left if mark.axis == "left" else chart.right
        x = float(scale.across(np.array(mark.x)))
        if mark.kind == "note" or not scale.sees(mark.x, _until(mark)):
            continue
        if mark.kind in ("lr_step", "break"):
            yield upright(sheet, mark, x, data.y, data.bottom)
        elif mark.y is None:
            room = 3.5 * sheet.style.line_pt
            yield mark_sign(sheet, mark, x, data.y + room if mark.kind == "too_large" else data.bottom - room)
        elif axis is not None:
            y = float(scale.up(axis, np.array(mark.y)))
            if data.y <= y <= data.bottom:
                yield mark_sign(sheet, mark, x, y)

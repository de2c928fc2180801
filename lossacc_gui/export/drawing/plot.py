"""What lies within the frame of a plot: bands, grid, curves and signs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lossacc_gui.chart.palette import BAND_ALPHA, RAW_ALPHA, SELECTED_ALPHA, SIGN_STAGGER, band_dash, dash, has_rings
from lossacc_gui.chart.parts import Axis, Band, Chart, Line
from lossacc_gui.chart.ruler import label_columns
from lossacc_gui.export.drawing.decimation import POINTS_PER_COLUMN, decimated
from lossacc_gui.export.drawing.primitives import Fill, Item, Rect, Sign, Stroke
from lossacc_gui.export.drawing.sheet import LEADING, Sheet
from lossacc_gui.export.drawing.words import kept_sign, mark_sign, note_sign, ring, run_mark, tab, tab_width, upright
from lossacc_gui.model.run import FloatArray

RAW_WIDTH = 0.55
"""Of raw values under a smoothed curve, as a share of the width of that."""
RINGS = 7
"""How many rings a curve of the right axis carries: enough to be seen, too few to hide it."""
_RUN_SIGNS = 4
"""How many signs of its run a curve of an overlay carries: there may be 32 of them."""
WORST_FIRST = {"problem": 0, "watch": 1, "benign": 2}
"""The order in which severities get what room there is."""
_LANE_GAP = 0.4
"""Above and below the bars of other splits, in font sizes: the lowest number of an axis reaches that far."""
REACH = 1e6
"""Points from the sheet that every painter can still place."""


_KEPT_EMS = 0.35
"""Half of the height of the lane of the stretch to keep, in font sizes."""


@dataclass(frozen=True, slots=True)
class Scale:
    """Data units to points within a rectangle."""

    data: Rect
    x: Axis

    def across(self, x: FloatArray) -> FloatArray:
        """The horizontal places of x values."""
        share: FloatArray = (x - self.x.low) / (self.x.high - self.x.low)
        return _within_reach(self.data.x + self.data.width * share)

    def up(self, axis: Axis, y: FloatArray) -> FloatArray:
        """The vertical places of values on an axis."""
        if axis.log:
            share: FloatArray = (np.log(y) - np.log(axis.low)) / (np.log(axis.high) - np.log(axis.low))
        else:
            share = (y - axis.low) / (axis.high - axis.low)
        return _within_reach(self.data.bottom - self.data.height * share)

    def point(self, axis: Axis, x: float, y: float) -> tuple[float, float]:
        """The place of one point."""
        return float(self.across(np.array(x))), float(self.up(axis, np.array(y)))


def _within_reach(points: FloatArray) -> FloatArray:
    """Places far outside the plot, where painters lose count, as far outside as they can tell."""
    return np.clip(points, -REACH, REACH)


@dataclass(frozen=True, slots=True)
class Tab:
    """Where an episode and its number stand: `left`..`right` is the episode, `row` counts away from the plot.

    `shown` is False where the rows are full and the number would hide another one: its caption alone tells where it is.
    """

    band: Band
    left: float
    right: float
    box_left: float
    box_width: float
    row: int
    shown: bool = True


def tabs_of(sheet: Sheet, bands: Iterable[Band], scale: Scale, most: int) -> list[Tab]:
    """A place for each number near the middle of its episode, in the lowest of `most` rows where it hides no other.

    Where the rows are too few, the worst events are numbered.
    """
    bands = list(bands)
    tabs = _tabs(sheet, bands, scale, most)
    if all(tab.shown for tab in tabs):
        return tabs
    worst_first = sorted(bands, key=lambda band: WORST_FIRST.get(band.severity, 0))
    return sorted(_tabs(sheet, worst_first, scale, most), key=lambda tab: tab.band.number)


def _tabs(sheet: Sheet, bands: Iterable[Band], scale: Scale, most: int) -> list[Tab]:
    placed: list[Tab] = []
    for band in bands:
        ends = np.clip(np.array([band.start, band.end]), scale.x.low, scale.x.high)
        left, right = (float(end) for end in scale.across(ends))
        width = tab_width(sheet, band.number)
        box = min(max((left + right - width) / 2, scale.data.x), scale.data.right - width)
        # A bar in the lane occupies its whole length, a tab above the plot only itself.
        start, stop = (min(left, box), max(right, box + width)) if band.aside else (box, box + width)
        row = 0
        stacked = band.aside or sheet.style.parts.numbers
        while stacked and row < most and any(_clash(tab, row, start, stop, sheet) for tab in placed):
            row += 1
        placed.append(Tab(band, left, right, box, width, min(row, most - 1), row < most))
    return placed


def _clash(tab: Tab, row: int, start: float, stop: float, sheet: Sheet) -> bool:
    left, right = tab.box_left, tab.box_left + tab.box_width
    if tab.band.aside:
        left, right = min(left, tab.left), max(right, tab.right)
    return tab.shown and tab.row == row and start < right + 0.2 * sheet.em and left < stop + 0.2 * sheet.em


def rows(tabs: list[Tab]) -> int:
    """How many rows the tabs need."""
    return 1 + max((tab.row for tab in tabs), default=-1)


def lane_height(sheet: Sheet, bars: list[Tab]) -> float:
    """The room under the data for the bars of other splits."""
    return rows(bars) * row_height(sheet) + 2 * _LANE_GAP * sheet.em if bars else 0.0


def row_height(sheet: Sheet) -> float:
    """The height of a row of tabs."""
    return (LEADING + 0.2) * sheet.small


def shaded(sheet: Sheet, tabs: list[Tab], data: Rect) -> Iterator[Item]:
    """The bands with their edges, and the tabs on the top edge of the plot."""
    height = row_height(sheet)
    least = sheet.style.line_pt  # the narrowest event is still a band
    for one in tabs:
        colour = sheet.theme.band(one.band.severity)
        if one.band.point:
            middle, ends = (one.left + one.right) / 2, np.array([data.y, data.bottom])
            yield Stroke(np.full(2, middle), ends, colour, 0.8 * sheet.style.line_pt, band_dash(one.band.severity))
            continue
        alpha = SELECTED_ALPHA if one.band.selected else BAND_ALPHA
        width = max(one.right - one.left, least)
        left = (one.left + one.right - width) / 2
        yield Fill(Rect(left, data.y, width, data.height), colour, alpha)
        for edge in (left, left + width):
            ends = np.array([data.y, data.bottom])
            yield Stroke(np.full(2, edge), ends, colour, 1.2 * sheet.hair, band_dash(one.band.severity))
    for one in (one for one in tabs if one.shown):
        top = data.y - (one.row + 1) * height
        middle = one.box_left + one.box_width / 2
        if one.row:
            ends = np.array([top + height, data.y])
            colour = sheet.theme.band(one.band.severity)
            yield Stroke(np.full(2, middle), ends, colour, sheet.hair)
    for one in (one for one in tabs if one.shown):
        box = Rect(one.box_left, data.y - (one.row + 1) * height + 0.1 * sheet.em, one.box_width, LEADING * sheet.small)
        yield from tab(sheet, one.band.number, one.band.severity, box)


def lane(sheet: Sheet, tabs: list[Tab], data: Rect) -> Iterator[Item]:
    """The episodes of other splits as bars under the data, each with its number."""
    height = row_height(sheet)
    for one in tabs:
        middle = data.bottom + _LANE_GAP * sheet.em + (one.row + 0.5) * height
        colour = sheet.theme.band(one.band.severity)
        thick = 0.45 * sheet.em
        bar = Rect(one.left, middle - thick / 2, max(one.right - one.left, sheet.style.line_pt), thick)
        yield Fill(bar, colour, 0.35, edge=colour, edge_width=sheet.hair)
        if not one.shown:
            continue
        box = Rect(one.box_left, middle - LEADING * sheet.small / 2, one.box_width, LEADING * sheet.small)
        yield from tab(sheet, one.band.number, one.band.severity, box)


def kept_height(sheet: Sheet, chart: Chart) -> float:
    """The room under the data for the stretch to keep."""
    return 2 * _KEPT_EMS * sheet.em if chart.kept is not None else 0.0


def kept_bar(sheet: Sheet, chart: Chart, scale: Scale) -> Iterator[Item]:
    """The stretch to keep as a thin bar right under the data, in the colour of the axis that says so."""
    kept = chart.kept
    if kept is None:
        return
    left, right = (float(end) for end in scale.across(np.array([kept.start, kept.end])))
    yield kept_sign(sheet, kept, (left + right) / 2, scale.data.bottom + _KEPT_EMS * sheet.em, right - left)


def grid(sheet: Sheet, data: Rect, places: Iterable[float]) -> Iterator[Item]:
    """Faint horizontal lines."""
    for y in places:
        yield Stroke(np.array([data.x, data.right]), np.array([y, y]), sheet.theme.grid, sheet.hair)


def curves(sheet: Sheet, chart: Chart, scale: Scale) -> Iterator[Item]:
    """All curves, raw ones first, with a dot for points that have no neighbour to be joined to."""
    ordered = sorted(chart.lines, key=lambda line: line.role == "smooth")
    data, over = scale.data, sheet.style.line_pt
    clip = Rect(data.x, data.y - over, data.width, data.height + 2 * over)  # a line along an edge keeps its width
    for line in ordered:
        axis = axis_of(chart, line)
        across, up = scale.across(line.x), scale.up(axis, line.y)
        thin_x, thin_y = decimated(across, up, scale.data.x, scale.data.right, columns(sheet, scale.data))
        colour, width = sheet.theme.of(line), sheet.style.line_pt
        if line.role == "raw":
            colour, width = raw_colour(sheet, colour), RAW_WIDTH * width
        pattern = dash(line.split) if line.role == "smooth" else ()
        yield Stroke(thin_x, thin_y, colour, width, pattern, within=clip)
        for i in _lone(thin_y).tolist():
            if scale.data.x <= thin_x[i] <= scale.data.right:
                yield Sign("dot", float(thin_x[i]), float(thin_y[i]), 2.6 * width, colour, colour, 0.0)
    signed = (line for line in ordered if line.role == "smooth" and (line.run is not None or has_rings(line.axis)))
    for count, line in enumerate(signed):
        yield from _signs(sheet, chart, scale, line, count)


def signs(sheet: Sheet, chart: Chart, scale: Scale) -> Iterator[Item]:
    """Best values as symbols, learning-rate steps and breaks as vertical lines, NaN as crosses on the bottom edge."""
    data = scale.data
    for mark in chart.marks:
        axis = chart.left if mark.axis == "left" else chart.right
        x = float(scale.across(np.array(mark.x)))
        if mark.kind == "note":
            ends = np.array([mark.x, mark.x if mark.until is None else mark.until])
            left, right = (float(end) for end in np.clip(scale.across(ends), data.x, data.right))
            yield from note_sign(sheet, mark, left, right, data.y, data.bottom)
        elif mark.kind in ("lr_step", "break"):
            yield upright(sheet, mark, x, data.y, data.bottom)
        elif mark.y is None:
            yield mark_sign(sheet, mark, x, data.bottom - 3.5 * sheet.style.line_pt)
        elif axis is not None:
            yield mark_sign(sheet, mark, x, float(scale.up(axis, np.array(mark.y))))


def references(sheet: Sheet, chart: Chart, scale: Scale) -> Iterator[Item]:
    """The levels that a loss can stand on, as dotted lines with words over one of their ends."""
    if chart.left is None:
        return
    data, size = scale.data, sheet.small
    lines = [(float(scale.up(chart.left, np.array(one.level))), one.text) for one in chart.references]
    for (y, text), column in zip(lines, label_columns([y for y, _ in lines], LEADING * size), strict=True):
        yield Stroke(np.array([data.x, data.right]), np.array([y, y]), sheet.theme.muted, sheet.hair, (1.0, 3.0))
        if column is None or sheet.measure(text, size, False) > data.width / 2:
            continue
        base = y - 0.3 * size if y - data.y > LEADING * size else y + 0.95 * size
        gap = 0.4 * size
        x, anchor = (data.right - gap, "right") if column == 0 else (data.x + gap, "left")
        yield sheet.text(text, x, base, size=size, anchor=anchor, colour=sheet.theme.muted)  # type: ignore[arg-type]


def thinned_note(sheet: Sheet, chart: Chart, data: Rect) -> tuple[str, ...]:
    """The footnote that names the curves of which only the extremes are drawn; empty where all points are."""
    number = columns(sheet, data)
    crowded = {line.label: len(line.x) for line in chart.lines if len(line.x) > POINTS_PER_COLUMN * number}
    if not crowded:
        return ()
    if chart.runs:
        return (f"Curves of more points are drawn as the smallest and largest value in each of {number:,} columns.",)
    names = ", ".join(f"{label} ({count:,} points)" for label, count in crowded.items())
    return (f"Drawn as the smallest and largest value in each of {number:,} columns: {names}.",)


def columns(sheet: Sheet, data: Rect) -> int:
    """How many columns a curve can show: half a line's width each, finer detail would not be seen."""
    return max(1, int(data.width / (0.5 * sheet.style.line_pt)))


def axis_of(chart: Chart, line: Line) -> Axis:
    """The vertical axis of a line; a chart with a line on a side has an axis there."""
    axis = chart.left if line.axis == "left" else chart.right
    assert axis is not None
    return axis


def _signs(sheet: Sheet, chart: Chart, scale: Scale, line: Line, count: int) -> Iterator[Item]:
    """Rings, or signs of the run, on points of the curve at even distances, staggered from curve to curve."""
    number = RINGS if line.run is None else _RUN_SIGNS
    finite = np.flatnonzero(np.isfinite(line.y) & (line.x >= scale.x.low) & (line.x <= scale.x.high))
    if not len(finite):
        return
    part = 0.5 if line.run is None else SIGN_STAGGER
    share = (np.arange(number) + (0.35 + part * count) % 1.0) / number
    ends = (scale.x.low, scale.x.high) if line.run is None else (line.x[finite[0]], line.x[finite[-1]])
    wanted = ends[0] + share * (ends[1] - ends[0])
    nearest = np.clip(np.searchsorted(line.x[finite], wanted), 0, len(finite) - 1)
    axis = axis_of(chart, line)
    for i in dict.fromkeys(finite[nearest].tolist()):
        x, y = scale.point(axis, float(line.x[i]), float(line.y[i]))
        colour = sheet.theme.of(line)
        yield ring(sheet, x, y, colour) if line.run is None else run_mark(sheet, line.run, line.axis, x, y, colour)


def _lone(y: FloatArray) -> NDArray[np.intp]:
    """Indices of finite values between values that are not."""
    finite = np.concatenate([[False], np.isfinite(y), [False]])
    return np.flatnonzero(finite[1:-1] & ~finite[:-2] & ~finite[2:])


def raw_colour(sheet: Sheet, colour: str) -> str:
    """A curve's colour as its raw values have it, paler: the joints of a see-through line would show."""
    pairs = zip(bytes.fromhex(colour[1:]), bytes.fromhex(sheet.theme.background[1:]), strict=True)
    return "#" + bytes(round(RAW_ALPHA * a + (1 - RAW_ALPHA) * b) for a, b in pairs).hex()

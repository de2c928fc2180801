"""Curves on a sheet: as many points as are seen, dashes by their split, rings or the signs of their runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from lossacc_gui.chart.palette import RAW_ALPHA, SIGN_STAGGER, dash, has_rings
from lossacc_gui.chart.parts import Axis, Chart, Line
from lossacc_gui.export.drawing.decimation import POINTS_PER_COLUMN, decimated
from lossacc_gui.export.drawing.primitives import Item, Rect, Sign, Stroke
from lossacc_gui.export.drawing.scale import Scale, cut_off
from lossacc_gui.export.drawing.sheet import Sheet
from lossacc_gui.export.drawing.words import RUN_SIGN, ring, run_mark
from lossacc_gui.model.run import FloatArray

RAW_WIDTH = 0.55
"""Of raw values under a smoothed curve, as a share of the width of that."""
_COLUMN = 0.55
"""Width of the columns of a crowded curve, as a share of that of its line: upright lines in them touch."""
RINGS = 7
"""How many rings a curve of the right axis carries: enough to be seen, too few to hide it."""
_RUN_SIGNS = 4
"""How many signs of its run a curve of an overlay carries at most: there may be 32 of them."""
_SIGN_ROOM = 2.5
"""From one sign of a run to the next on its curve at least, in widths of a sign: those of a short run would hide it."""
_MARGIN = 10.0
"""Line widths around the plot in which a curve is still drawn: its own width, and the joint at the edge."""
_PIECE = 4096
"""Points that are looked through at a time for one that is a number."""

Points = Callable[[Line, int, Axis], tuple[FloatArray, FloatArray]]
"""The points of a line that are needed where so many columns show this much of x: at least their extremes."""


def all_points(line: Line, _: int, __: Axis) -> tuple[FloatArray, FloatArray]:
    """Every point of a line."""
    return line.x, line.y


def curves(sheet: Sheet, chart: Chart, scale: Scale, points: Points = all_points) -> Iterator[Item]:
    """All curves, raw ones first, with their signs."""
    ordered = sorted(chart.lines, key=lambda line: line.role == "smooth")
    for line in ordered:
        yield from curve(sheet, chart, scale, line, points)
    signed = (line for line in ordered if line.role == "smooth" and (line.run is not None or has_rings(line.axis)))
    for count, line in enumerate(signed):
        yield from _signs(sheet, chart, scale, line, count)


def columns(sheet: Sheet, data: Rect) -> int:
    """How many columns a curve can show: less than a line's width each, finer detail would not be seen."""
    return max(1, int(data.width / (_COLUMN * sheet.style.line_pt * sheet.fewer)))


def thinned_note(sheet: Sheet, chart: Chart, data: Rect) -> tuple[str, ...]:
    """The footnote that names the curves of which only the extremes are drawn; empty where all points are."""
    number = columns(sheet, data)
    crowded = {line.label: len(line.x) for line in chart.lines if len(line.x) > POINTS_PER_COLUMN * number}
    if not crowded:
        return ()
    if chart.runs:
        return (f"Curves of more points are drawn as the smallest and largest value in each of {number:,} columns.",)
    alike = len(set(crowded.values())) == 1 < len(crowded)
    names = ", ".join(crowded if alike else (f"{label} ({count:,} points)" for label, count in crowded.items()))
    names += f" ({next(iter(crowded.values())):,} points each)" if alike else ""
    return (f"Drawn as the smallest and largest value in each of {number:,} columns: {names}.",)


def axis_of(chart: Chart, line: Line) -> Axis:
    """The vertical axis of a line; a chart with a line on a side has an axis there."""
    axis = chart.left if line.axis == "left" else chart.right
    assert axis is not None
    return axis


def raw_colour(sheet: Sheet, colour: str) -> str:
    """A curve's colour as its raw values have it, paler: the joints of a see-through line would show."""
    pairs = zip(bytes.fromhex(colour[1:]), bytes.fromhex(sheet.theme.background[1:]), strict=True)
    return "#" + bytes(round(RAW_ALPHA * a + (1 - RAW_ALPHA) * b) for a, b in pairs).hex()


def curve(sheet: Sheet, chart: Chart, scale: Scale, line: Line, points: Points) -> Iterator[Item]:
    """One curve without its signs, with a dot for points that have no neighbour to be joined to."""
    data, over = scale.data, sheet.style.line_pt
    clip = Rect(data.x, data.y - over, data.width, data.height + 2 * over)  # a line along an edge keeps its width
    number = columns(sheet, data)
    x, y = points(line, number, scale.x)
    across, up = scale.across(x), scale.up(axis_of(chart, line), y)
    thin_x, thin_y = decimated(across, up, data.x, data.right, number)
    colour, width = sheet.theme.of(line), sheet.style.line_pt
    if line.role == "raw":
        colour, width = raw_colour(sheet, colour), RAW_WIDTH * width
    pattern = dash(line.split) if line.role == "smooth" else ()
    room = _MARGIN * over
    box = Rect(data.x - room, data.y - room, data.width + 2 * room, data.height + 2 * room)
    drawn_x, drawn_y = cut_off(thin_x, thin_y, box)
    if pattern and len(drawn_x) and thin_x is not across:
        drawn_y, pattern = _dashed_across(drawn_x - data.x, drawn_y, [length * width for length in pattern]), ()
    yield Stroke(drawn_x, drawn_y, colour, width, pattern, within=clip)
    for i in _lone(thin_y).tolist():
        if data.x <= thin_x[i] <= data.right and box.y <= thin_y[i] <= box.bottom:
            yield Sign("dot", float(thin_x[i]), float(thin_y[i]), 2.6 * width, colour, colour, 0.0)


def _dashed_across(x: FloatArray, y: FloatArray, pattern: list[float]) -> FloatArray:
    """A crowded line with gaps in even steps across the sheet.

    It runs up and down in every column: along its length there would be thousands of dashes, and none to be seen. A gap
    that would hide a peak, which stands out from the dashes beside it by more than they are high, is drawn.
    """
    on, off = pattern
    across = np.where(np.isfinite(x), x, 0.0)
    dash, place = np.divmod(across, on + off)
    dash = (dash - dash.min()).astype(np.intp)
    drawn = place < on
    (low, high), (gap_low, gap_high) = (_extents(dash, np.where(shown, y, np.nan)) for shown in (drawn, ~drawn))
    beside_low, beside_high = np.fmin(low[:-1], low[1:]), np.fmax(high[:-1], high[1:])
    most = beside_high - beside_low + off
    seen = (gap_high[:-1] <= beside_high + most) & (gap_low[:-1] >= beside_low - most)
    return np.where(drawn | ~seen[dash], y, np.nan)


def _extents(group: NDArray[np.intp], y: FloatArray) -> tuple[FloatArray, FloatArray]:
    """The lowest and the highest value of each group and of none after the last, shape (groups + 1,); NaN for none."""
    count = int(group.max()) + 2
    low, high = np.full(count, np.nan), np.full(count, np.nan)
    np.fmin.at(low, group, y)
    np.fmax.at(high, group, y)
    return low, high


def _signs(sheet: Sheet, chart: Chart, scale: Scale, line: Line, count: int) -> Iterator[Item]:
    """Rings, or signs of the run, on points of the curve at even distances, staggered from curve to curve."""
    first, last = np.searchsorted(line.x, scale.x.low), np.searchsorted(line.x, scale.x.high, "right")
    if first >= last:
        return
    number, part = RINGS, 0.5
    if line.run is not None:
        start, end = scale.across(line.x[[first, last - 1]])
        room = _SIGN_ROOM * RUN_SIGN * sheet.style.line_pt
        number, part = max(1, min(_RUN_SIGNS, int((end - start) / room))), SIGN_STAGGER
    share = (np.arange(number) + (0.35 + part * count) % 1.0) / number
    ends = (scale.x.low, scale.x.high) if line.run is None else (line.x[first], line.x[last - 1])
    wanted = np.searchsorted(line.x, ends[0] + share * (ends[1] - ends[0]))
    nearest = (_finite_from(line.y, int(i), int(first), int(last)) for i in np.clip(wanted, first, last - 1))
    axis = axis_of(chart, line)
    for i in dict.fromkeys(i for i in nearest if i is not None):
        x, y = scale.point(axis, float(line.x[i]), float(line.y[i]))
        if not scale.data.y <= y <= scale.data.bottom:
            continue
        colour = sheet.theme.of(line)
        yield ring(sheet, x, y, colour) if line.run is None else run_mark(sheet, line.run, line.axis, x, y, colour)


def _finite_from(y: FloatArray, start: int, first: int, last: int) -> int | None:
    """The index of the next finite value from `start` on within first..last, or else of the one before it."""
    for low in range(start, last, _PIECE):
        found = np.flatnonzero(np.isfinite(y[low : min(low + _PIECE, last)]))
        if len(found):
            return low + int(found[0])
    for high in range(start, first, -_PIECE):
        low = max(high - _PIECE, first)
        found = np.flatnonzero(np.isfinite(y[low:high]))
        if len(found):
            return low + int(found[-1])
    return None


def _lone(y: FloatArray) -> NDArray[np.intp]:
    """Indices of finite values between values that are not."""
    known = np.isfinite(y)
    if len(y) > 1 and known.all():
        return np.empty(0, dtype=np.intp)
    finite = np.concatenate([[False], known, [False]])
    return np.flatnonzero(finite[1:-1] & ~finite[:-2] & ~finite[2:])

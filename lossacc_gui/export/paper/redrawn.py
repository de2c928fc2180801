"""A chart as other programs draw it: columns of numbers, and what is drawn of them in plain values."""

from __future__ import annotations

import math
import re
import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from lossacc_gui.chart.legend import legend_of
from lossacc_gui.chart.palette import band_dash, dash, has_rings
from lossacc_gui.chart.parts import Axis, Chart, Line, Mark
from lossacc_gui.export.drawing.axes import Ticks, counts, x_ticks, y_ticks
from lossacc_gui.export.drawing.bands import rows, tabs_of
from lossacc_gui.export.drawing.content import as_wanted
from lossacc_gui.export.drawing.curves import RAW_WIDTH, RINGS, columns, raw_colour
from lossacc_gui.export.drawing.decimation import decimated
from lossacc_gui.export.drawing.font import width_of
from lossacc_gui.export.drawing.primitives import Drawing, Shape
from lossacc_gui.export.drawing.scale import Scale
from lossacc_gui.export.drawing.sheet import Sheet
from lossacc_gui.export.drawing.style import SMALL, FigureStyle
from lossacc_gui.export.naming import untaken
from lossacc_gui.model.run import FloatArray

_MOST_ROWS = 8
_LONGEST_NAME = 40
_SAMPLE_EMS = 4.0
_BAR_SHARE, _BARS_SHARE = 0.07, 0.35
"""Of the height of the frame for a row of bars below the curves, and at most for all of them."""
SIGN_WIDTHS = 5.4
"""Of a marked value, in widths of a curve."""


@dataclass(frozen=True, slots=True)
class Curve:
    """A curve by the names of its columns; `dashes` count line widths, `every` so many points stands a ring.

    label  for the legend, empty for a curve that it does not name
    every  0 for no rings
    """

    x: str
    y: str
    label: str
    side: str
    colour: str
    width: float
    dashes: tuple[float, ...]
    every: int


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the x axis; `row` counts numbers upwards and bars downwards, `dashes` are those of its edges.

    number  0 for a stretch without one
    label   for the legend, empty for a stretch that it does not name
    aside   whether it is a bar on the bottom edge and no band: an event of another split, or the stretch to keep
    """

    low: float
    high: float
    number: int
    row: int
    colour: str
    dashes: tuple[float, ...]
    aside: bool
    label: str = ""


@dataclass(frozen=True, slots=True)
class Point:
    """A marked value, or with y None a marked place of the x axis; an empty label stands in no legend."""

    x: float
    y: float | None
    side: str
    colour: str
    shape: Shape | str
    label: str


@dataclass(frozen=True, slots=True, eq=False)
class Redrawn:
    """All that a script needs; `axes` are the vertical ones by side with their numbers, `ticks` those of the x axis.

    levels   side of the axis, level (a percentage where the axis has them), words
    lane     the split whose events are bars below the curves; empty where there are none, or those of several
    columns  name and values, shape (n,), of different lengths; percentages where the axis has them
    size     of the drawing and of the frame within it: width, height, width, height in points
    """

    columns: tuple[tuple[str, FloatArray], ...]
    curves: tuple[Curve, ...]
    spans: tuple[Span, ...]
    points: tuple[Point, ...]
    levels: tuple[tuple[str, float, str], ...]
    x: Axis
    axes: tuple[tuple[str, Axis, str, Ticks], ...]
    ticks: Ticks
    lane: str
    style: FigureStyle
    size: tuple[float, float, float, float]

    @property
    def rows(self) -> int:
        """How many rows of numbers stand above the frame."""
        return max((span.row + 1 for span in self.spans if span.number and not span.aside), default=0)

    @property
    def bars(self) -> int:
        """How many rows of bars lie below the curves."""
        return max((span.row + 1 for span in self.spans if span.aside), default=0)

    @property
    def bar(self) -> float:
        """The share of the height of the frame that a row of bars takes."""
        return min(_BAR_SHARE, _BARS_SHARE / max(1, self.bars))

    @property
    def strip(self) -> float:
        """The share that is kept free of curves for all of them."""
        return self.bar * self.bars

    def floor(self, axis: Axis) -> float:
        """Where a vertical axis begins, so that its lowest value lies above the bars."""
        ends = (math.log10(axis.low), math.log10(axis.high)) if axis.log else (axis.low, axis.high)
        low = ends[0] - self.strip / (1 - self.strip) * (ends[1] - ends[0])
        return max(10.0**low, sys.float_info.min) if axis.log else low

    @property
    def lane_middle(self) -> float:
        """The share of the height of the frame at which the name of the lane stands."""
        rows_of = [span.row for span in self.spans if span.aside and not span.label]
        return self.strip - self.bar * (min(rows_of) + max(rows_of) + 1) / 2 if rows_of else 0.0

    @property
    def legend_columns(self) -> int:
        """Two where the longest label takes less than half of the width, else one."""
        labels = [curve.label for curve in self.curves] + [point.label for point in self.points]
        labels += [span.label for span in self.spans]
        small = SMALL * self.style.font_pt
        longest = max((width_of(label, small, False) for label in labels), default=0.0)
        return 2 if longest + _SAMPLE_EMS * small < self.size[2] / 2 else 1

    def csv(self) -> str:
        """The columns side by side, nan where one has ended."""
        lines = [",".join(name for name, _ in self.columns)]
        longest = max((len(values) for _, values in self.columns), default=0)
        padded = [values.tolist() + [np.nan] * (longest - len(values)) for _, values in self.columns]
        lines += [",".join(f"{value:.12g}" for value in row) for row in zip(*padded, strict=True)]
        return "\n".join([*lines, ""])


def redrawn_of(chart: Chart, style: FigureStyle, drawing: Drawing) -> Redrawn:
    """What is on a drawing of this chart, for others to draw."""
    chart = as_wanted(chart, style)
    sheet = Sheet(style, width_of).dressed_for(chart)
    scale = Scale(drawing.data, chart.x)
    table, curves = _curves(chart, sheet, scale)
    low, high = (float(chart.across.value(end)) for end in (chart.x.low, chart.x.high))
    ticks = x_ticks(sheet, chart.across, scale, whole=counts(chart)) if chart.lines else ()
    splits = {band.split for band in chart.bands if band.aside}
    return Redrawn(
        columns=tuple(table),
        curves=tuple(curves),
        spans=tuple(_spans(chart, sheet, scale)),
        points=tuple(_points(chart, sheet)),
        levels=tuple(_levels(chart)),
        x=Axis(chart.x.title, low, high, log=chart.across.log),
        axes=tuple(_axes(chart, sheet, scale)),
        ticks=tuple((float(chart.across.value(place)), text) for place, text in ticks),
        lane=splits.pop() if len(splits) == 1 else "",
        style=style,
        size=(drawing.width, drawing.height, drawing.data.width, drawing.data.height),
    )


def _levels(chart: Chart) -> Iterator[tuple[str, float, str]]:
    for one in chart.references:
        axis = chart.left if one.axis == "left" else chart.right
        if axis is not None:
            yield one.axis, float(one.level) * (100.0 if axis.percent else 1.0), one.text


def _axes(chart: Chart, sheet: Sheet, scale: Scale) -> Iterator[tuple[str, Axis, str, Ticks]]:
    for side, axis in (("left", chart.left), ("right", chart.right)):
        if axis is not None:
            factor = 100.0 if axis.percent else 1.0
            colour = sheet.theme.line("left" if side == "left" else "right", 0)
            ticks = tuple((float(value) * factor, text) for value, text in y_ticks(sheet, scale, axis))
            yield side, replace(axis, low=float(axis.low) * factor, high=float(axis.high) * factor), colour, ticks


def _curves(chart: Chart, sheet: Sheet, scale: Scale) -> tuple[list[tuple[str, FloatArray]], list[Curve]]:
    """The columns, each x before the curves that share it, and the curves, the pale ones first."""
    groups: list[tuple[FloatArray, list[tuple[Line, FloatArray]]]] = []
    for line in sorted(chart.lines, key=lambda one: one.role == "smooth"):
        x, y = _shown(line, sheet, scale)
        group = next((members for shared, members in groups if np.array_equal(shared, x)), None)
        if group is None:
            groups.append((x, [(line, y)]))
        else:
            group.append((line, y))
    taken = set[str]()
    table: list[tuple[str, FloatArray]] = []
    curves: list[Curve] = []
    for x, members in groups:
        across = untaken(_column(chart.across.axis.id or chart.x.title, "x"), taken)
        table.append((across, np.array([chart.across.value(place) for place in x.tolist()])))
        for line, y in members:
            axis = chart.left if line.axis == "left" else chart.right
            percent = axis is not None and axis.percent
            raw = line.role == "raw"
            name = untaken(_column(line.label, "curve") + ("_raw" if raw else ""), taken)
            table.append((name, 100.0 * y if percent else y))
            curves.append(_curve(line, across, name, len(x), sheet))
    return table, sorted(curves, key=lambda one: bool(one.label))


def _curve(line: Line, x: str, y: str, points: int, sheet: Sheet) -> Curve:
    colour, width = sheet.theme.of(line), sheet.style.line_pt
    if line.role == "raw":
        return Curve(x, y, "", line.axis, raw_colour(sheet, colour), RAW_WIDTH * width, (), 0)
    every = max(1, points // RINGS) if has_rings(line.axis) else 0
    return Curve(x, y, line.label, line.axis, colour, width, dash(line.split), every)


def _shown(line: Line, sheet: Sheet, scale: Scale) -> tuple[FloatArray, FloatArray]:
    """The points within the frame with their neighbours, of a crowded curve the smallest and largest of each column."""
    low, high = scale.x.low, scale.x.high
    first = max(0, int(np.searchsorted(line.x, low)) - 1)
    last = int(np.searchsorted(line.x, high, "right")) + 1
    kept = np.isfinite(line.x[first:last])  # a logarithmic axis has no place for 0
    x, y = line.x[first:last][kept], line.y[first:last][kept]
    return decimated(x, y, low, high, columns(sheet, scale.data))


def _spans(chart: Chart, sheet: Sheet, scale: Scale) -> Iterator[Span]:
    theme, kept = sheet.theme, chart.kept
    for group in (False, True):
        tabs = tabs_of(sheet, [band for band in chart.bands if band.aside is group], scale, _MOST_ROWS)
        for one in tabs:
            band = one.band
            ends = [min(max(end, chart.x.low), chart.x.high) for end in (band.start, band.end)]
            low, high = (float(chart.across.value(end)) for end in ends)
            number = band.number if one.shown and sheet.style.parts.numbers else 0
            row = min(one.row, rows(tabs)) + (group and kept is not None)
            yield Span(low, high, number, row, theme.band(band.severity), band_dash(band.severity), band.aside)
    if kept is not None:
        middle, least = (kept.start + kept.end) / 2, sheet.em / scale.data.width * (chart.x.high - chart.x.low) / 2
        seen = max(chart.x.low, min(kept.start, middle - least)), min(chart.x.high, max(kept.end, middle + least))
        low, high = (float(chart.across.value(end)) for end in seen)  # one epoch is a bar, too
        yield Span(low, high, 0, 0, theme.line(kept.axis, 0), (), aside=True, label=kept.text)


def _points(chart: Chart, sheet: Sheet) -> Iterator[Point]:
    entries = [entry for entry in legend_of(chart) if isinstance(entry.shown, Mark)]
    for mark in chart.marks:
        label = next((entry.text for entry in entries if entry.shown is mark), "")
        axis = chart.left if mark.axis == "left" else chart.right
        y = None if mark.y is None or axis is None else float(mark.y) * (100.0 if axis.percent else 1.0)
        shapes = {"best_loss": "diamond", "best_accuracy": "triangle"}
        colour = sheet.theme.muted if y is None else mark.colour or sheet.theme.line(mark.axis, 0)
        side = mark.axis if axis is not None else "right" if mark.axis == "left" else "left"
        yield Point(float(chart.across.value(mark.x)), y, side, colour, shapes.get(mark.kind, ""), label)


def _column(label: str, otherwise: str) -> str:
    """A name that CSV, TeX and Python take as it is: letters a to z, digits and _ of the label."""
    plain = unicodedata.normalize("NFKD", label).encode("ascii", "ignore").decode()
    name = re.sub(r"[^A-Za-z0-9]+", "_", plain).strip("_")[:_LONGEST_NAME].rstrip("_")
    return name or otherwise

"""Places a chart on a sheet: head, plot with its axes, captions; nothing overlaps and nothing is cut off."""

from __future__ import annotations

import math
from dataclasses import replace

from lossacc_gui.chart.parts import Chart
from lossacc_gui.export.drawing.axes import counts, sides, x_axis, x_axis_height, x_ticks, y_axis, y_ticks
from lossacc_gui.export.drawing.bands import Tab, numbers, row_height, rows, tabs_of
from lossacc_gui.export.drawing.content import as_wanted
from lossacc_gui.export.drawing.curves import thinned_note
from lossacc_gui.export.drawing.foot import foot_of, placed
from lossacc_gui.export.drawing.plot import below_frame, height_below, ruled_by, within_frame
from lossacc_gui.export.drawing.primitives import Drawing, Item, Rect
from lossacc_gui.export.drawing.scale import Scale
from lossacc_gui.export.drawing.sheet import Measure, Sheet
from lossacc_gui.export.drawing.style import POINTS_PER_INCH, FigureStyle
from lossacc_gui.export.drawing.words import head

_LEAST_SHARE, _LEAST_FREE = 0.35, 0.3
"""Of a figure's height that the plot keeps where words would take more; less where the height is free."""
_HEAD_SHARE, _ROWS_SHARE = 0.26, 0.09
"""Of the largest height for title and legend, and for the rows of numbers above and of bars below the plot."""
_LEAST_NOTE = 1.5
"""Lines of notes for which a plot steps back from its share."""

_SLIP = 1e-6
"""Of a pixel: what lies on one, as far as floats tell, stays there."""


def drawing_of(chart: Chart, style: FigureStyle, measure: Measure) -> Drawing:
    """Place everything of a chart in the size and looks of a style.

    A figure of free height is at most `style.most_height_pt` high: what does not fit is shortened or counted.
    """
    chart = as_wanted(chart, style)
    sheet = Sheet(style, measure).dressed_for(chart)
    limit = style.height_pt or style.most_height_pt
    above, top = head(sheet, chart, _HEAD_SHARE * limit)
    left, right = sides(sheet, chart, 0.5 * _LEAST_SHARE * limit)
    across = on_pixels(Rect(left, 0.0, style.width_pt - left - right, 0.0), style.dpi)
    scale = Scale(across, chart.x)
    most = max(1, int(_ROWS_SHARE * limit / row_height(sheet)))
    tabs = tabs_of(sheet, [band for band in chart.bands if not band.aside], scale, most)
    bars = tabs_of(sheet, [band for band in chart.bands if band.aside], scale, most)
    top += rows(tabs) * row_height(sheet)
    under = height_below(sheet, chart, bars) + x_axis_height(sheet)
    notes = (*chart.footnotes, *thinned_note(sheet, chart, across)) if style.parts.notes else ()
    room = limit - top - under - sheet.margin
    least = _LEAST_FREE if style.height_pt is None else _LEAST_SHARE
    foot = foot_of(sheet, chart, notes, room - min(least * limit, room - _LEAST_NOTE * sheet.em))
    plot = room - foot.height(sheet.small)
    if style.height_pt is None:
        plot = min(plot, style.plot_height_pt)
    scale = replace(scale, data=on_pixels(Rect(across.x, top, across.width, plot), style.dpi))
    below, bottom = placed(sheet, foot, top + plot + under)
    return Drawing(
        width=style.width_pt,
        height=style.height_pt or bottom + sheet.margin,
        background=sheet.theme.background,
        data=scale.data,
        items=(*above, *_plot(sheet, chart, scale, tabs, bars), *below),
        title=chart.title,
        description=chart.description,
    )


def on_pixels(box: Rect, dpi: float) -> Rect:
    """The largest rectangle within this one whose edges are those of pixels, so that they are sharp in a picture."""
    unit = POINTS_PER_INCH / dpi
    left, top = (unit * math.ceil(edge / unit - _SLIP) for edge in (box.x, box.y))
    right, bottom = (unit * math.floor(edge / unit + _SLIP) for edge in (box.right, box.bottom))
    return Rect(left, top, right - left, bottom - top)


def _plot(sheet: Sheet, chart: Chart, scale: Scale, tabs: list[Tab], bars: list[Tab]) -> list[Item]:
    """Everything from the tabs down to the title of the x axis."""
    data = scale.data
    y_axes = {side: axis for side, axis in (("left", chart.left), ("right", chart.right)) if axis is not None}
    ticks = {side: y_ticks(sheet, scale, axis) for side, axis in y_axes.items()}
    below = x_ticks(sheet, chart.across, scale, whole=counts(chart)) if chart.lines else ()
    ruled = ruled_by(sheet, scale, below, next(((axis, ticks[side]) for side, axis in y_axes.items()), None))
    items = list(within_frame(sheet, chart, scale, ruled, [*tabs, *bars]))
    items += numbers(sheet, tabs, data, "above")
    floor = data.bottom + height_below(sheet, chart, bars)
    items += below_frame(sheet, chart, scale, bars)
    items += x_axis(sheet, chart, scale, below, floor)
    if chart.left is not None:
        items += y_axis(sheet, chart, scale, chart.left, "left", ticks["left"], floor)
    if chart.right is not None:
        items += y_axis(sheet, chart, scale, chart.right, "right", ticks["right"], floor)
    return items

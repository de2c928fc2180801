"""What is painted of a chart as it is looked at: the drawing of figures, and what only the window has."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from PySide6.QtGui import QFont, QFontInfo

from lossacc_gui.chart import Axis, Band, Chart
from lossacc_gui.chart.palette import Theme, theme_of
from lossacc_gui.export.drawing.axes import x_ticks, y_ticks
from lossacc_gui.export.drawing.bands import Tab, number_box, numbers, row_height, tabs_of
from lossacc_gui.export.drawing.font import width_of
from lossacc_gui.export.drawing.plot import Ruled, ruled_by, within_frame
from lossacc_gui.export.drawing.primitives import Fill, Item, Rect, Stroke
from lossacc_gui.export.drawing.scale import Scale
from lossacc_gui.export.drawing.sheet import Sheet
from lossacc_gui.export.drawing.style import style_for
from lossacc_gui.gui.chart.prepared import PreparedChart
from lossacc_gui.gui.chart.ranges import Span
from lossacc_gui.gui.chart.scale import Frame
from lossacc_gui.model.run import FloatArray

UNIT = 96 / 72
"""Pixels of the window to a point of a figure: figures for a screen have 96 dpi."""
NUMBERS_SHARE = 0.2
"""Share of the height of the plot in which the numbers of events may stand."""
DIMMED = 0.55
"""How much of what is not selected the background covers."""
FEWER, FEWER_OF_MANY = 4, 10
"""How many times fewer points curves have while the view moves; those of an overlay may be 32."""


@dataclass(frozen=True, slots=True)
class Scene:
    """A chart as it is looked at: what is painted where, in which style.

    selected  the number of the band that stands out
    span      a stretch that is marked, as the x axis counts it
    """

    prepared: PreparedChart
    frame: Frame
    sheet: Sheet
    selected: int | None = None
    span: Span | None = None

    @property
    def theme(self) -> Theme:
        """The colours."""
        return self.sheet.theme

    @property
    def many(self) -> bool:
        """Whether the chart is an overlay: up to eight times the curves of a run."""
        return bool(self.prepared.chart.runs)

    @property
    def slow(self) -> bool:
        """Whether all of it takes longer to paint than a frame may: an overlay, or curves of very many points."""
        return self.many or any(one.levels for one in self.prepared.lines)

    @property
    def scale(self) -> Scale:
        """The frame as a sheet of its own."""
        frame = self.frame
        return Scale(
            Rect(0.0, 0.0, frame.x.length / UNIT, frame.left.length / UNIT), Axis("", frame.x.low, frame.x.high)
        )

    @property
    def chart(self) -> Chart:
        """The chart with what its axes show, and with the selected band."""
        return seen(replace(self.prepared.chart, bands=self.bands), self.frame)

    @property
    def bands(self) -> tuple[Band, ...]:
        """The events, the selected one marked."""
        bands = self.prepared.chart.bands
        if self.selected is None:
            return bands
        return tuple(replace(band, selected=band.number == self.selected) for band in bands)

    @property
    def tabs(self) -> list[Tab]:
        """The numbers of the events, in rows under the upper edge."""
        scale = self.scale
        most = max(1, int(NUMBERS_SHARE * scale.data.height / row_height(self.sheet)))
        return tabs_of(self.sheet, [band for band in self.bands if not band.aside], scale, most)


def sheet_of(font: QFont, *, dark: bool, contrast: bool) -> Sheet:
    """The sheet on which the window draws: that of figures for a screen, in the size of its own letters."""
    style = replace(style_for("screen"), font_pt=QFontInfo(font).pixelSize() / UNIT, upright_grid=True)
    return Sheet(style, width_of, colours=theme_of(dark=dark, contrast=contrast))


def seen(chart: Chart, frame: Frame) -> Chart:
    """The chart, its axes as they are looked at."""

    def side(name: str, axis: Axis | None) -> Axis | None:
        return None if axis is None else frame.side(name).axis(axis)

    x = replace(chart.x, low=frame.x.low, high=frame.x.high)
    return replace(chart, x=x, left=side("left", chart.left), right=side("right", chart.right))


def items_of(scene: Scene, *, hurried: bool) -> Iterator[Item]:
    """Everything from the background up; `hurried` while the view moves."""
    chart, scale, sheet = scene.chart, scene.scale, scene.sheet
    yield Fill(scale.data, sheet.theme.background)
    if hurried:
        sheet = replace(sheet, fewer=FEWER_OF_MANY if scene.many else FEWER)
    if hurried and scene.many:
        chart = replace(chart, lines=tuple(line for line in chart.lines if line.role == "smooth"))
    tabs = scene.tabs
    bars = tabs_of(sheet, [band for band in chart.bands if band.aside and band.selected], scale, 1)
    yield from within_frame(sheet, chart, scale, _ruled(scene, chart, scale), [*tabs, *bars], scene.prepared.points_in)
    yield from _span(scene)
    yield from _rest(scene, chart)
    yield from numbers(sheet, tabs, scale.data, "within")


def boxes_of(scene: Scene) -> Iterator[tuple[Rect, int]]:
    """Where the numbers of events are, in points."""
    data = scene.scale.data
    return ((number_box(scene.sheet, tab, data, "within"), tab.band.number) for tab in scene.tabs if tab.shown)


def _ruled(scene: Scene, chart: Chart, scale: Scale) -> Ruled:
    below = x_ticks(scene.sheet, chart.across, scale, whole=scene.prepared.counts)
    axis = chart.left if chart.left is not None else chart.right
    return ruled_by(scene.sheet, scale, below, None if axis is None else (axis, y_ticks(scene.sheet, scale, axis)))


def _rest(scene: Scene, chart: Chart) -> Iterator[Item]:
    """A veil over what lies outside the stretch of the band that is selected."""
    band = next((band for band in chart.bands if band.selected and not band.point), None)
    if band is None:
        return
    scale, paper = scene.scale, scene.theme.background
    data = scale.data
    start, end = np.clip(scale.across(np.array([band.start, band.end])), data.x, data.right).tolist()
    for left, right in ((data.x, start), (end, data.right)):
        if right > left:
            yield Fill(Rect(left, data.y, right - left, data.height), paper, DIMMED)


def _span(scene: Scene) -> Iterator[Item]:
    """The stretch that a piece of evidence points at: brackets in ink around a pale shade."""
    if scene.span is None or not scene.scale.sees(*scene.span):
        return
    scale, ink, width = scene.scale, scene.theme.ink, 0.8 * scene.sheet.style.line_pt
    data, room = scale.data, 4 * scene.sheet.style.line_pt
    ends: FloatArray = scale.across(np.array(scene.span))
    start, end = np.clip(ends, data.x - room, data.right + room).tolist()
    if end - start < room:
        start, end = start - room / 2, end + room / 2
    yield Fill(Rect(start, data.y, end - start, data.height), ink, 0.07)
    for at, inwards in ((start, room), (end, -room)):
        yield Stroke(np.full(2, at), np.array([data.y, data.bottom]), ink, width)
        for y in (data.y + width / 2, data.bottom - width / 2):
            yield Stroke(np.array([at, at + inwards]), np.full(2, y), ink, width)

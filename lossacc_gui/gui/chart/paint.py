"""Paints the inside of a chart (grid, bands, curves, signs) on any QPainter, in pixels of the plot area."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPolygonF

from lossacc_gui.chart import Axis, Band, Line, Mark
from lossacc_gui.chart.palette import BAND_ALPHA, RAW_ALPHA, SELECTED_ALPHA, Theme, band_dash, dash, has_rings
from lossacc_gui.chart.ticks import ticks_of
from lossacc_gui.gui.chart.prepared import PreparedChart, PreparedLine
from lossacc_gui.model.run import FloatArray

LINE_WIDTH = 1.8
RAW_WIDTH = 1.0
TAB_HEIGHT = 18.0
ASIDE_HEIGHT = 7.0
POINTS_BETWEEN_TICKS_X = 90
POINTS_BETWEEN_TICKS_Y = 48
MOST_BUCKETS = 1100
FEW_POINTS = 600
"""Up to this many points a curve gets round joints, which cost time."""
RING_DISTANCE = 70.0


@dataclass(frozen=True, slots=True)
class Scale:
    """Data to pixels along one axis. `low` and `high` are what the axis shows, in powers of ten when `log`."""

    low: float
    high: float
    length: float
    flipped: bool = False
    log: bool = False

    def pixels(self, values: FloatArray) -> FloatArray:
        """Pixels of data values; NaN where a log axis has no place for them."""
        if self.log:
            with np.errstate(divide="ignore", invalid="ignore"):
                values = np.where(values > 0, np.log10(values), np.nan)
        share = (values - self.low) / (self.high - self.low)
        return np.asarray((1.0 - share if self.flipped else share) * self.length, dtype=np.float64)

    def pixel(self, value: float) -> float:
        """The pixel of one data value."""
        return float(self.pixels(np.array([value]))[0])

    def value(self, pixel: float) -> float:
        """The data value at a pixel."""
        share = 1.0 - pixel / self.length if self.flipped else pixel / self.length
        linear = self.low + share * (self.high - self.low)
        return float(10.0**linear) if self.log else linear

    def axis(self, like: Axis) -> Axis:
        """What this scale shows as an Axis, for its ticks."""
        low, high = (10.0**self.low, 10.0**self.high) if self.log else (self.low, self.high)
        return Axis(like.title, low, high, self.log, like.percent)


@dataclass(frozen=True, slots=True)
class Frame:
    """Where the chart is looked at: the three scales; left and right are there even where no curve is."""

    x: Scale
    left: Scale
    right: Scale

    def side(self, axis: str) -> Scale:
        """The scale of the left or the right axis."""
        return self.left if axis == "left" else self.right


@dataclass(frozen=True, slots=True)
class Tab:
    """The numbered tab of an episode, for clicks."""

    place: QRectF
    number: int


def paint(
    painter: QPainter,
    prepared: PreparedChart,
    frame: Frame,
    theme: Theme,
    selected: int | None,
    span: tuple[float, float] | None,
    *,
    hurried: bool,
) -> tuple[Tab, ...]:
    """Paint the chart into 0,0 .. x.length, left.length; `selected` is a band's number. Returns the tabs' places."""
    chart = prepared.chart
    area = QRectF(0, 0, frame.x.length, frame.left.length)
    painter.setClipRect(area)
    painter.fillRect(area, QColor(theme.background))
    _paint_bands(painter, chart.bands, frame, theme, selected)
    _paint_grid(painter, prepared, frame, theme)
    _paint_span(painter, span, frame, theme)
    for role in ("raw", "smooth"):
        for line in prepared.lines:
            if line.line.role == role:
                _paint_line(painter, line, frame, theme, hurried)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for mark in chart.marks:
        _paint_mark(painter, mark, frame, theme)
    return _paint_tabs(painter, chart.bands, frame, theme, selected)


def x_ticks(axis: Axis, scale: Scale, *, whole: bool) -> tuple[tuple[float, str], ...]:
    """Ticks of the x axis for its length."""
    return ticks_of(scale.axis(axis), max(2, round(scale.length / POINTS_BETWEEN_TICKS_X)), whole=whole)


def y_ticks(axis: Axis, scale: Scale) -> tuple[tuple[float, str], ...]:
    """Ticks of a y axis for its length."""
    return ticks_of(scale.axis(axis), max(2, round(scale.length / POINTS_BETWEEN_TICKS_Y)))


def colour(name: str, alpha: float = 1.0) -> QColor:
    """A colour '#rrggbb' with an alpha of 0..1."""
    made = QColor(name)
    made.setAlphaF(alpha)
    return made


def pen(name: str, width: float, dashes: tuple[float, ...] = (), alpha: float = 1.0) -> QPen:
    """A pen with dashes in line widths."""
    made = QPen(colour(name, alpha), width)
    made.setCapStyle(Qt.PenCapStyle.FlatCap)
    if dashes:
        made.setDashPattern(list(dashes))
    return made


def curve_pen(line: Line, theme: Theme) -> QPen:
    """How a line looks in the legend."""
    return pen(theme.line(line.axis, line.tone), LINE_WIDTH, dash(line.split))


def _paint_grid(painter: QPainter, prepared: PreparedChart, frame: Frame, theme: Theme) -> None:
    """Fine lines at the ticks of x and of the left axis (of the right one where there is no left)."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setPen(pen(theme.grid, 1.0))
    chart = prepared.chart
    lines = [
        QLineF(at, 0, at, frame.left.length)
        for at in (round(frame.x.pixel(x)) + 0.0 for x, _ in x_ticks(chart.x, frame.x, whole=False))
    ]
    axis, scale = (chart.left, frame.left) if chart.left is not None else (chart.right, frame.right)
    if axis is not None:
        lines += [
            QLineF(0, at, frame.x.length, at) for at in (round(scale.pixel(y)) + 0.0 for y, _ in y_ticks(axis, scale))
        ]
    painter.drawLines(lines)


def _ends(band: Band, frame: Frame) -> tuple[float, float]:
    """Left and right pixel of a band; one of a single epoch is still wide enough to be seen."""
    start, end = frame.x.pixel(band.start), frame.x.pixel(band.end)
    room = max(0.0, 6.0 - (end - start)) / 2
    return start - room, end + room


def _paint_bands(painter: QPainter, bands: tuple[Band, ...], frame: Frame, theme: Theme, selected: int | None) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    height = frame.left.length
    for band in bands:
        start, end = _ends(band, frame)
        if end < 0 or start > frame.x.length:
            continue
        name = theme.band(band.severity)
        chosen = band.number == selected
        if band.aside:
            painter.fillRect(
                QRectF(start, height - ASIDE_HEIGHT, end - start, ASIDE_HEIGHT), colour(name, 0.9 if chosen else 0.45)
            )
            if not chosen:
                continue
        painter.fillRect(QRectF(start, 0, end - start, height), colour(name, SELECTED_ALPHA if chosen else BAND_ALPHA))
        painter.setPen(pen(name, 2.0 if chosen else 1.0, band_dash(band.severity)))
        painter.drawLine(QLineF(start, 0, start, height))
        painter.drawLine(QLineF(end, 0, end, height))


def _paint_span(painter: QPainter, span: tuple[float, float] | None, frame: Frame, theme: Theme) -> None:
    """The stretch that a piece of evidence points at: brackets in ink and a bar along the top."""
    if span is None:
        return
    start, end = (frame.x.pixel(x) for x in span)
    start, end = (start - 3, end + 3) if end - start < 6 else (start, end)
    painter.fillRect(QRectF(start, 0, end - start, frame.left.length), colour(theme.ink, 0.07))
    painter.setPen(pen(theme.ink, 1.5))
    for at, inwards in ((start, 6.0), (end, -6.0)):
        painter.drawLine(QLineF(at, 0, at, frame.left.length))
        for y in (1.0, frame.left.length - 1.0):
            painter.drawLine(QLineF(at, y, at + inwards, y))


def _paint_line(painter: QPainter, prepared: PreparedLine, frame: Frame, theme: Theme, hurried: bool) -> None:
    line = prepared.line
    buckets = max(50, min(int(frame.x.length), MOST_BUCKETS))
    picks = prepared.visible(frame.x.low, frame.x.high, buckets // 4 if hurried else buckets)
    x, y = frame.x.pixels(line.x[picks]), frame.side(line.axis).pixels(line.y[picks])
    name = theme.line(line.axis, line.tone)
    raw = line.role == "raw"
    crowded = len(picks) > 1 and bool(picks[-1] - picks[0] >= len(picks))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, not (hurried and crowded))
    # Qt draws lines of one pixel many times faster than wider ones; while the mouse moves that decides.
    width = RAW_WIDTH if raw or (hurried and crowded) else LINE_WIDTH
    dashes = () if raw else dash(line.split)
    made = pen(name, width, alpha=RAW_ALPHA if raw else 1.0)
    if not raw and not dashes and len(picks) <= FEW_POINTS:
        made.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(made)
    painter.drawLines(_segments(x, y, tuple(width * one for one in dashes), crowded))
    points = prepared.lone[(prepared.lone >= picks[0]) & (prepared.lone <= picks[-1])] if len(picks) else prepared.lone
    if len(points) <= MOST_BUCKETS:
        px, py = frame.x.pixels(line.x[points]), frame.side(line.axis).pixels(line.y[points])
        painter.setBrush(colour(name))
        _dots(painter, px, py, 2.4)
    if not raw and has_rings(line.axis):
        _paint_rings(painter, x, y, name, theme)


def _paint_rings(painter: QPainter, x: FloatArray, y: FloatArray, name: str, theme: Theme) -> None:
    """Sparse rings on points of a curve, at least RING_DISTANCE pixels apart."""
    at = np.flatnonzero(np.isfinite(y))
    if not len(at):
        return
    cells = np.floor(x[at] / RING_DISTANCE)
    at = at[np.flatnonzero(np.diff(cells, prepend=cells[0] - 1) > 0)]
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(pen(name, 1.4))
    painter.setBrush(colour(theme.background))
    _dots(painter, x[at], y[at], 3.0)


def _dots(painter: QPainter, x: FloatArray, y: FloatArray, radius: float) -> None:
    for px, py in zip(x.tolist(), y.tolist(), strict=True):
        if np.isfinite(py):
            painter.drawEllipse(QPointF(px, py), radius, radius)


def _segments(x: FloatArray, y: FloatArray, dashes: tuple[float, ...], crowded: bool) -> list[QLineF]:
    """The pieces of a curve as separate lines, in pixels; without those that touch a NaN.

    Qt takes seconds for a thick polyline of some thousand points and milliseconds for the same as lines, but starts a
    dash anew at each line: so dashes are cut here, along the length of the curve.
    """
    whole = np.isfinite(y[:-1]) & np.isfinite(y[1:])
    if dashes and crowded:
        # A crowded curve runs up and down in every column: along its length there would be thousands of dashes.
        whole &= np.mod((x[:-1] + x[1:]) / 2, dashes[0] + dashes[1]) < dashes[0]
    elif dashes:
        return _dashed(x, y, whole, dashes)
    x1, y1, x2, y2 = x[:-1][whole], y[:-1][whole], x[1:][whole], y[1:][whole]
    return list(map(QLineF, x1.tolist(), y1.tolist(), x2.tolist(), y2.tolist()))


def _dashed(x: FloatArray, y: FloatArray, whole: np.ndarray, dashes: tuple[float, ...]) -> list[QLineF]:
    on, off = dashes[0], dashes[1]
    lengths = np.where(whole, np.hypot(np.diff(x), np.diff(y)), 0.0)
    along = np.concatenate([[0.0], np.cumsum(lengths)])
    starts = np.arange(0.0, along[-1], on + off) if len(along) > 1 else np.empty(0)
    cuts = np.unique(np.concatenate([along, starts, np.minimum(starts + on, along[-1])]))
    middle = (cuts[:-1] + cuts[1:]) / 2
    segment = np.clip(np.searchsorted(along, middle, side="right") - 1, 0, max(len(lengths) - 1, 0))
    kept = (np.mod(middle, on + off) < on) & (whole[segment] if len(whole) else False)
    segment, first, last = segment[kept], cuts[:-1][kept], cuts[1:][kept]
    length = lengths[segment]
    with np.errstate(divide="ignore", invalid="ignore"):
        a, b = (first - along[segment]) / length, (last - along[segment]) / length
    dx, dy = x[segment + 1] - x[segment], y[segment + 1] - y[segment]
    ends = (x[segment] + a * dx, y[segment] + a * dy, x[segment] + b * dx, y[segment] + b * dy)
    return list(map(QLineF, *(one.tolist() for one in ends)))


def _paint_mark(painter: QPainter, mark: Mark, frame: Frame, theme: Theme) -> None:
    x, height = frame.x.pixel(mark.x), frame.left.length
    if not -10 <= x <= frame.x.length + 10:
        return
    if mark.kind == "lr_step":
        painter.setPen(pen(theme.muted, 1.0, (2.0, 3.0)))
        painter.drawLine(QLineF(x, 0, x, height))
    elif mark.kind == "break":
        painter.setPen(pen(theme.ink, 1.2, (6.0, 4.0)))
        painter.drawLine(QLineF(x, 0, x, height))
    elif mark.kind == "not_a_number":
        painter.setPen(pen(theme.line(mark.axis, 0), 1.8))
        for dy in (-4.0, 4.0):
            painter.drawLine(QLineF(x - 4, height - 8 - dy, x + 4, height - 8 + dy))
    elif mark.y is not None:
        y = frame.side(mark.axis).pixel(mark.y)
        if np.isfinite(y):
            _paint_best(painter, QPointF(x, y), mark.kind == "best_loss", theme.line(mark.axis, 0), theme)


def _paint_best(painter: QPainter, at: QPointF, loss: bool, name: str, theme: Theme) -> None:
    """A diamond for the lowest loss, a triangle for the highest accuracy, as in the figures."""
    diamond = ((0.0, -6.5), (6.5, 0.0), (0.0, 6.5), (-6.5, 0.0))
    triangle = ((0.0, -6.0), (6.0, 4.5), (-6.0, 4.5))
    painter.setPen(pen(theme.background, 1.5))
    painter.setBrush(colour(name))
    painter.drawPolygon(QPolygonF([at + QPointF(dx, dy) for dx, dy in (diamond if loss else triangle)]))


def _paint_tabs(
    painter: QPainter, bands: tuple[Band, ...], frame: Frame, theme: Theme, selected: int | None
) -> tuple[Tab, ...]:
    """Numbers on the top edge (at the bottom for bands that lie aside); overlapping ones go one row further in."""
    font = QFont(painter.font())
    font.setPointSizeF(8.5)
    font.setBold(True)
    painter.setFont(font)
    metrics = QFontMetricsF(font)
    tabs: list[Tab] = []
    for band in bands:
        start, end = _ends(band, frame)
        if end < 0 or start > frame.x.length:
            continue
        text = str(band.number)
        width = max(TAB_HEIGHT, metrics.horizontalAdvance(text) + 10)
        middle = (max(start, 0.0) + min(end, frame.x.length)) / 2
        left = min(max(middle - width / 2, 0.0), frame.x.length - width)
        top = frame.left.length - ASIDE_HEIGHT - TAB_HEIGHT - 2 if band.aside else 2.0
        place = QRectF(left, top, width, TAB_HEIGHT)
        while any(tab.place.intersects(place) for tab in tabs):
            place.translate(0, -(TAB_HEIGHT + 2) if band.aside else TAB_HEIGHT + 2)
        name = theme.band(band.severity)
        painter.setPen(pen(theme.ink if band.number == selected else name, 2.0 if band.number == selected else 1.0))
        painter.setBrush(colour(theme.background) if band.number != selected else colour(name))
        painter.drawRoundedRect(place.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        painter.setPen(colour(theme.ink if band.number != selected else theme.background))
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)
        tabs.append(Tab(place, band.number))
    return tuple(tabs)

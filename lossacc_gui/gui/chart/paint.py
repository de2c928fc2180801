"""Paints the inside of a chart on any QPainter, in pixels of the plot area."""

from __future__ import annotations

from PySide6.QtCore import QLineF, QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPolygonF

from lossacc_gui.chart import Mark
from lossacc_gui.chart.palette import Theme
from lossacc_gui.gui.chart.paint_bands import Tab, paint_bands, paint_rest, paint_span, paint_tabs
from lossacc_gui.gui.chart.paint_curves import MARGIN, paint_curve
from lossacc_gui.gui.chart.paint_levels import paint_levels
from lossacc_gui.gui.chart.pens import colour, pen
from lossacc_gui.gui.chart.prepared import PreparedChart
from lossacc_gui.gui.chart.reading import Reading
from lossacc_gui.gui.chart.scale import Frame, x_ticks, y_ticks


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
    paint_bands(painter, chart.bands, frame, theme, selected)
    _paint_grid(painter, prepared, frame, theme)
    paint_span(painter, span, frame, theme)
    for role in ("raw", "smooth"):
        for line in prepared.lines:
            if line.line.role == role:
                paint_curve(painter, line, frame, theme, hurried=hurried)
    paint_levels(painter, chart, frame, theme)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for mark in chart.marks:
        _paint_mark(painter, mark, frame, theme)
    paint_rest(painter, chart.bands, frame, theme, selected)
    return paint_tabs(painter, chart.bands, frame, theme, selected)


def paint_cursor(painter: QPainter, reading: Reading, frame: Frame, theme: Theme) -> None:
    """Paint the crosshair: a line at the reading's x and a dot on every curve."""
    x, height = frame.x.pixel(reading.x), frame.left.length
    painter.setClipRect(QRectF(0, 0, frame.x.length, height))
    painter.setPen(pen(theme.ink, 1.0, alpha=0.55))
    painter.drawLine(QPointF(x, 0), QPointF(x, height))
    for value in reading.values:
        y = frame.side(value.line.axis).pixel(value.y)
        if -MARGIN <= y <= height + MARGIN:
            painter.setPen(pen(theme.background, 1.5))
            painter.setBrush(colour(theme.line(value.line.axis, value.line.tone)))
            painter.drawEllipse(QPointF(x, y), 4.5, 4.5)


def _paint_grid(painter: QPainter, prepared: PreparedChart, frame: Frame, theme: Theme) -> None:
    """Fine lines at the ticks of x and of the left axis (of the right one where there is no left)."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setPen(pen(theme.grid, 1.0))
    chart = prepared.chart
    lines = [
        QLineF(at, 0, at, frame.left.length)
        for at in (round(frame.x.pixel(x)) + 0.0 for x, _ in x_ticks(chart.across, frame.x, whole=False))
    ]
    axis, scale = (chart.left, frame.left) if chart.left is not None else (chart.right, frame.right)
    if axis is not None:
        lines += [
            QLineF(0, at, frame.x.length, at) for at in (round(scale.pixel(y)) + 0.0 for y, _ in y_ticks(axis, scale))
        ]
    painter.drawLines(lines)


def _paint_mark(painter: QPainter, mark: Mark, frame: Frame, theme: Theme) -> None:
    x, height = frame.x.pixel(mark.x), frame.left.length
    if not -10 <= x <= frame.x.length + 10:
        return
    if mark.y is not None:
        y = frame.side(mark.axis).pixel(mark.y)
        if -MARGIN <= y <= height + MARGIN:
            paint_sign(painter, mark, QPointF(x, y), height, theme)
    elif mark.kind == "not_a_number":
        paint_sign(painter, mark, QPointF(x, height - 8), height, theme)
    else:
        paint_sign(painter, mark, QPointF(x, height / 2), height, theme)


def paint_sign(painter: QPainter, mark: Mark, at: QPointF, height: float, theme: Theme) -> None:
    """Paint the sign of a mark around a place, in chart and legend alike; an upright one is `height` pixels high."""
    upright = QLineF(at.x(), at.y() - height / 2, at.x(), at.y() + height / 2)
    if mark.kind == "lr_step":
        painter.setPen(pen(theme.muted, 1.0, (2.0, 3.0)))
        painter.drawLine(upright)
    elif mark.kind == "break":
        painter.setPen(pen(theme.ink, 1.2, (6.0, 4.0)))
        painter.drawLine(upright)
    elif mark.kind == "not_a_number":
        painter.setPen(pen(theme.line(mark.axis, 0), 1.8))
        for dy in (-4.0, 4.0):
            painter.drawLine(QLineF(at.x() - 4, at.y() - dy, at.x() + 4, at.y() + dy))
    else:
        _paint_best(painter, at, mark.kind == "best_loss", theme.line(mark.axis, 0), theme)


def _paint_best(painter: QPainter, at: QPointF, loss: bool, name: str, theme: Theme) -> None:
    """A diamond for the lowest loss, a triangle for the highest accuracy, as in the figures."""
    diamond = ((0.0, -6.5), (6.5, 0.0), (0.0, 6.5), (-6.5, 0.0))
    triangle = ((0.0, -6.0), (6.0, 4.5), (-6.0, 4.5))
    painter.setPen(pen(theme.background, 1.5))
    painter.setBrush(colour(name))
    painter.drawPolygon(QPolygonF([at + QPointF(dx, dy) for dx, dy in (diamond if loss else triangle)]))

"""Paints lines of reference with their names."""

from __future__ import annotations

from PySide6.QtCore import QLineF, QPointF, QRectF
from PySide6.QtGui import QFont, QFontMetricsF, QPainter

from lossacc_gui.chart import Chart
from lossacc_gui.chart.palette import LEVEL_DASH, Theme
from lossacc_gui.gui.chart.pens import colour, pen
from lossacc_gui.gui.chart.scale import Frame

LEVEL_WIDTH = 1.4
GAP = 5.0
"""Pixels between the names and what is beside them."""


def paint_levels(painter: QPainter, chart: Chart, frame: Frame, theme: Theme) -> None:
    """Paint each line in the colour of its axis, and its name over (at the top: under) the end where this stands."""
    font = QFont(painter.font())
    font.setPointSizeF(0.9 * font.pointSizeF())
    painter.save()
    painter.setFont(font)
    metrics = QFontMetricsF(font)
    names: list[tuple[QRectF, str, str]] = []
    for level in chart.levels:
        y = frame.side(level.axis).pixel(level.y)
        if not 0 <= y <= frame.left.length:
            continue
        ink = theme.line(level.axis, 0)
        painter.setPen(pen(ink, LEVEL_WIDTH, LEVEL_DASH))
        painter.drawLine(QLineF(0, y, frame.x.length, y))
        width, height = metrics.horizontalAdvance(level.text), metrics.height()
        place = QRectF(GAP if level.axis == "left" else frame.x.length - GAP - width, y - height, width, height)
        if place.top() < 0:
            place.moveTop(y)
        while (other := next((one for one, _, _ in names if one.intersects(place)), None)) is not None:
            place.moveLeft(other.right() + 2 * GAP if level.axis == "left" else other.left() - 2 * GAP - width)
        if place.left() >= 0 and place.right() <= frame.x.length:
            names.append((place, level.text, ink))
    for place, text, ink in names:
        painter.fillRect(place.adjusted(-2, 0, 2, 0), colour(theme.background, 0.8))
        painter.setPen(colour(ink))
        painter.drawText(QPointF(place.left(), place.bottom() - metrics.descent()), text)
    painter.restore()

"""The strip below the chart: the whole run, small, and a window on it that shows and moves what the chart shows."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPixmap, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from lossacc_gui.chart.palette import BAND_ALPHA, LIGHT, Theme
from lossacc_gui.gui.chart.layers import survived
from lossacc_gui.gui.chart.paint_curves import segments
from lossacc_gui.gui.chart.pens import colour, pen
from lossacc_gui.gui.chart.prepared import PreparedChart
from lossacc_gui.gui.chart.ranges import Ranges, Span
from lossacc_gui.gui.chart.scale import Frame, frame_of

HEIGHT_EMS = 2.4
GRIP = 5.0
"""Pixels on either side of an edge at which it can be taken."""
LEAST = 4.0
"""Pixels that the window on the run takes at least, so that it can be seen and taken."""
WHEEL_ZOOM = 1.0015
Taken = Literal["start", "end", "middle"]


class Overview(QWidget):
    """Tells where the chart is to look: `moved` carries both ends on the x axis, `fitted` asks for the whole run."""

    moved = Signal(float, float)
    fitted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._prepared: PreparedChart | None = None
        self._theme = LIGHT
        self._x: Span = (0.0, 1.0)
        self._sides = (0.0, 0.0)
        self._picture: QPixmap | None = None
        self._taken: Taken | None = None
        self._from: tuple[float, Span] = (0.0, self._x)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        self.setAccessibleName(self.tr("Overview of the run"))
        self.setAccessibleDescription(self.tr("The keys of the chart move what is shown: + and -, Page Up, Page Down"))
        self.setToolTip(self.tr("Drag the window to move, its edges to zoom; double-click shows the whole run"))

    def sizeHint(self) -> QSize:
        """As high as two lines of words."""
        return QSize(100, int(HEIGHT_EMS * self.fontMetrics().height()))

    def show_chart(self, prepared: PreparedChart) -> None:
        """Show another chart."""
        self._prepared = prepared
        self._picture = None
        self.update()

    def show_range(self, x: Span, left: float, right: float) -> None:
        """Mark what the chart shows; `left` and `right` are the pixels beside its plot area, kept free here too."""
        if (left, right) != self._sides:
            self._picture = None
        self._x, self._sides = x, (left, right)
        self.update()

    def apply_theme(self, theme: Theme) -> None:
        """Take the chart's colours."""
        self._theme = theme
        self._picture = None
        self.update()

    # What is painted

    def paintEvent(self, event: QPaintEvent) -> None:
        """The run from a picture, and the window on it."""
        painter = QPainter(self)
        with survived():
            if self._picture is None or self._picture.devicePixelRatio() != self.devicePixelRatioF():
                self._picture = self._painted()
            painter.drawPixmap(0, 0, self._picture)
            self._paint_window(painter)
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Paint anew in another size."""
        super().resizeEvent(event)
        self._picture = None

    def _painted(self) -> QPixmap:
        ratio = self.devicePixelRatioF()
        picture = QPixmap((self._area.size().toSize() + QSize(int(sum(self._sides)) + 2, 2)) * ratio)
        picture.setDevicePixelRatio(ratio)
        picture.fill(colour(self._theme.background))
        if self._prepared is None:
            return picture
        painter = QPainter(picture)
        painter.translate(self._area.topLeft())
        chart, frame = self._prepared.chart, self._frame(self._prepared)
        for band in chart.bands:
            if not band.aside:
                ends = frame.x.pixel(band.start), frame.x.pixel(band.end)
                shade = colour(self._theme.band(band.severity), 2 * BAND_ALPHA)
                painter.fillRect(QRectF(ends[0], 0, max(ends[1] - ends[0], 2.0), frame.left.length), shade)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for line in self._prepared.lines:
            if line.line.role == "smooth":
                picks = line.visible(frame.x.low, frame.x.high, max(int(frame.x.length), 1))
                x, y = frame.x.pixels(line.line.x[picks]), frame.side(line.line.axis).pixels(line.line.y[picks])
                painter.setPen(pen(self._theme.line(line.line.axis, line.line.tone), 1.0))
                painter.drawLines(segments(x, y, (), False, self._area.size()))
        painter.end()
        return picture

    def _paint_window(self, painter: QPainter) -> None:
        if self._prepared is None:
            return
        area, (start, end) = self._area, self._ends
        for left, right in ((area.left(), start), (end, area.right())):
            if right > left:
                painter.fillRect(QRectF(left, area.top(), right - left, area.height()), self._dimmed)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(pen(self._theme.muted, 1.0))
        painter.drawRect(QRectF(start, area.top(), end - start, area.height()).adjusted(0.5, 0.5, -0.5, -0.5))
        painter.setPen(pen(self._theme.ink, 2.0))
        middle = area.center().y()
        for at in (start, end):
            painter.drawLine(QLineF(at, middle - 6, at, middle + 6))

    @property
    def _dimmed(self) -> QColor:
        return colour(self._theme.background, 0.65)

    @property
    def _area(self) -> QRectF:
        left, right = self._sides
        return QRectF(left, 1.0, max(self.width() - left - right, 1.0), max(self.height() - 2.0, 1.0))

    def _frame(self, prepared: PreparedChart) -> Frame:
        area, chart = self._area, prepared.chart
        log = chart.left is not None and chart.left.log
        return frame_of(Ranges.of(chart), area.width(), area.height(), log=log)

    @property
    def _whole(self) -> Span:
        axis = self._prepared.chart.x if self._prepared is not None else None
        return (axis.low, axis.high) if axis is not None else (0.0, 1.0)

    @property
    def _ends(self) -> Span:
        """Both ends of the window in pixels, within the strip."""
        area, (low, high) = self._area, self._whole
        start, end = (area.left() + (x - low) / (high - low) * area.width() for x in self._x)
        room = max(LEAST - (end - start), 0.0) / 2
        start = min(max(start - room, area.left()), area.right() - LEAST)
        return start, max(min(end + room, area.right()), start + LEAST)

    # Mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the window or one of its edges; beside it, bring its middle here."""
        if event.button() != Qt.MouseButton.LeftButton or self._prepared is None:
            return
        at = event.position()
        self._taken = self._part_at(at)
        if self._taken is None:
            half = (self._x[1] - self._x[0]) / 2
            self._go(self._x_at(at.x()) - half, self._x_at(at.x()) + half)
            self._taken = "middle"
        self._from = (at.x(), self._x)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move what was taken; else say by the pointer what can be."""
        at = event.position()
        if self._taken is None:
            part = self._part_at(at)
            shapes = {"start": Qt.CursorShape.SizeHorCursor, "end": Qt.CursorShape.SizeHorCursor}
            self.setCursor(shapes.get(part or "", Qt.CursorShape.ArrowCursor))
            return
        start, (low, high) = self._from
        by = self._x_at(at.x()) - self._x_at(start)
        if self._taken == "middle":
            by = min(max(by, self._whole[0] - low), self._whole[1] - high)
            self._go(low + by, high + by)
        elif self._taken == "start":
            self._go(min(max(low + by, self._whole[0]), high - self._least), high)
        else:
            self._go(low, max(min(high + by, self._whole[1]), low + self._least))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        self._taken = None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Show the whole run."""
        self._taken = None
        self.fitted.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom around the middle of the window."""
        event.accept()
        low, high = self._x
        half = (high - low) / 2 * WHEEL_ZOOM ** -event.angleDelta().y()
        middle = (low + high) / 2
        self._go(max(middle - half, self._whole[0]), min(middle + half, self._whole[1]))

    def _go(self, low: float, high: float) -> None:
        if high > low:
            self._x = (low, high)
            self.moved.emit(low, high)

    @property
    def _least(self) -> float:
        return (self._whole[1] - self._whole[0]) * LEAST / self._area.width()

    def _x_at(self, pixel: float) -> float:
        low, high = self._whole
        return low + (pixel - self._area.left()) / self._area.width() * (high - low)

    def _part_at(self, place: QPointF) -> Taken | None:
        start, end = self._ends
        grip = min(GRIP, max((end - start) / 4, 1.0))
        if abs(place.x() - start) <= grip:
            return "start"
        if abs(place.x() - end) <= grip:
            return "end"
        return "middle" if start < place.x() < end else None

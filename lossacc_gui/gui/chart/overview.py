"""The whole run in a strip below the chart, with the part that the chart shows as a window to drag."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from enum import Enum, auto

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from lossacc_gui.chart.palette import Theme
from lossacc_gui.export.drawing.bands import shaded, tabs_of
from lossacc_gui.export.drawing.curves import axis_of, curve
from lossacc_gui.export.drawing.primitives import Fill, Item, Rect
from lossacc_gui.export.drawing.scale import Scale
from lossacc_gui.export.drawing.sheet import Sheet
from lossacc_gui.gui.background.in_turns import in_turns
from lossacc_gui.gui.chart.fit import fitted
from lossacc_gui.gui.chart.layers import survived
from lossacc_gui.gui.chart.paint import THIN, paint_all
from lossacc_gui.gui.chart.pens import colour, pen
from lossacc_gui.gui.chart.prepared import PreparedChart, PreparedLine
from lossacc_gui.gui.chart.ranges import Span
from lossacc_gui.gui.chart.scene import UNIT

EMS = 2.4
"""Height of the strip in line heights."""
GRIP = 6.0
"""Pixels beside an end of the window in which that end is taken."""
LEAST = 1e-3
"""Share of the run that the window shows at least."""
VEIL_ALPHA = 0.55
FEWER = 3
"""How many times fewer points curves have here than can be seen: the strip is painted anew with every chart."""
KEY_STEP = 0.1
"""Share of the window that an arrow key moves it by."""


class _Held(Enum):
    """What of the window the mouse holds."""

    WHOLE = auto()
    START = auto()
    END = auto()


class Overview(QWidget):
    """Tells the stretch of x that a person wants to see; a double click wants all of it."""

    moved = Signal(float, float)
    all_wanted = Signal()

    def __init__(self, sheet: Sheet, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._prepared: PreparedChart | None = None
        self._picture: QPixmap | None = None
        self._waits = False  # for a turn of its own
        self.dress(sheet)
        self._shown: Span = (0.0, 1.0)
        self._edges = (0.0, 0.0)  # pixels that are free left and right, so that x lies below the chart's x
        self._held: _Held | None = None
        self._from = (0.0, self._shown)  # where the mouse took hold, and the window then
        self.setFixedHeight(round(EMS * self.fontMetrics().height()))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(self.tr("Overview of the whole run"))
        self.setAccessibleDescription(self.tr("The arrow keys move the part that the chart shows."))

    def sizeHint(self) -> QSize:
        """As wide as there is room."""
        return QSize(200, self.height())

    def show_chart(self, prepared: PreparedChart) -> None:
        """Show the curves and bands of a chart."""
        self._prepared, self._stale = prepared, True
        self.update()

    def dress(self, sheet: Sheet) -> None:
        """Take colours and letters; lines are thin here."""
        self._sheet = replace(sheet, style=replace(sheet.style, line_pt=THIN), fewer=FEWER)
        self._picture, self._stale = None, True  # nothing in the colours of before
        self.update()

    @property
    def _theme(self) -> Theme:
        return self._sheet.theme

    def show_window(self, shown: Span, edges: tuple[float, float]) -> None:
        """Show which stretch of x the chart shows; `edges` are the pixels beside its plot area."""
        if edges != self._edges:
            self._stale = True
        self._shown, self._edges = shown, edges
        self.update()

    # Mouse and keys

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of the window or an end of it; beside it, bring it there."""
        at = event.position().x()
        start, end = (self._pixel(x) for x in self._window)
        near = min((_Held.START, abs(at - start)), (_Held.END, abs(at - end)), key=lambda one: one[1])
        inside = start <= at <= end
        if event.button() is not Qt.MouseButton.LeftButton or self._prepared is None:
            return
        if near[1] <= GRIP and not (inside and end - start < 3 * GRIP):
            self._held = near[0]
        else:
            self._held = _Held.WHOLE
            if not inside:
                self._bring(self._value(at) - sum(self._window) / 2)
        self._from = (at, self._window)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move what is held."""
        at = event.position().x()
        if self._held is None:
            ends = [abs(at - self._pixel(x)) for x in self._window]
            shape = Qt.CursorShape.SizeHorCursor if min(ends) <= GRIP else Qt.CursorShape.ArrowCursor
            self.setCursor(shape)
            return
        taken, (start, end) = self._from
        by = self._value(at) - self._value(taken)
        low, high = self._whole
        least = LEAST * (high - low)
        if self._held is _Held.START:
            self.moved.emit(float(np.clip(start + by, low, end - least)), end)
        elif self._held is _Held.END:
            self.moved.emit(start, float(np.clip(end + by, start + least, high)))
        else:
            self._bring(by, (start, end))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        self._held = None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Show all."""
        self.all_wanted.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The arrows move the window, Home and End bring it to the ends."""
        start, end = self._window
        low, high = self._whole
        by = {
            Qt.Key.Key_Left: -KEY_STEP * (end - start),
            Qt.Key.Key_Right: KEY_STEP * (end - start),
            Qt.Key.Key_Home: low - start,
            Qt.Key.Key_End: high - end,
        }.get(Qt.Key(event.key()))
        if by is None:
            super().keyPressEvent(event)
        else:
            self._bring(by)

    def _bring(self, by: float, window: Span | None = None) -> None:
        """Move the window as it is, no further than the run reaches."""
        start, end = window or self._window
        low, high = self._whole
        by = float(np.clip(by, low - start, high - end))
        self.moved.emit(start + by, end + by)

    # Where x lies

    @property
    def _whole(self) -> Span:
        chart = self._prepared.chart if self._prepared is not None else None
        return (chart.x.low, chart.x.high) if chart is not None else (0.0, 1.0)

    @property
    def _window(self) -> Span:
        """What the chart shows of the run."""
        low, high = self._whole
        return float(np.clip(self._shown[0], low, high)), float(np.clip(self._shown[1], low, high))

    @property
    def _area(self) -> QRectF:
        left, right = self._edges
        return QRectF(left, 1, max(self.width() - left - right, 1.0), self.height() - 2)

    def _pixel(self, x: float) -> float:
        low, high = self._whole
        return self._area.left() + (x - low) / (high - low) * self._area.width()

    def _value(self, pixel: float) -> float:
        low, high = self._whole
        return low + (pixel - self._area.left()) / self._area.width() * (high - low)

    # How it is painted

    def paintEvent(self, _: QPaintEvent) -> None:
        """The curves, kept as a picture, and a veil over what the chart does not show."""
        painter = QPainter(self)
        with survived():
            self._paint(painter)
        painter.end()

    def _paint(self, painter: QPainter) -> None:
        picture = self._picture
        stale = self._stale or picture is None or picture.size() != self.size() * self.devicePixelRatioF()
        if stale and not self._waits:
            self._waits = True
            in_turns(self, self._renew)
        if picture is None:
            painter.fillRect(self.rect(), colour(self._theme.background))
        else:
            painter.drawPixmap(0, 0, picture)
        area = self._area
        start, end = (self._pixel(x) for x in self._window)
        veil = colour(self._theme.background, VEIL_ALPHA)
        painter.fillRect(QRectF(area.left(), area.top(), start - area.left(), area.height()), veil)
        painter.fillRect(QRectF(end, area.top(), area.right() - end, area.height()), veil)
        painter.setPen(pen(self._theme.ink if self.hasFocus() else self._theme.muted, 1.0))
        painter.drawRect(QRectF(start, area.top(), max(end - start, 2.0), area.height() - 1))
        painter.setPen(pen(self._theme.muted, 3.0))
        for x in (start, end):
            painter.drawLine(QPointF(x, area.center().y() - 6), QPointF(x, area.center().y() + 6))

    def _renew(self) -> None:
        """Paint the picture in a turn of its own: that of the chart, which is painted anew as well, is long enough."""
        with survived():
            self._picture = self._painted(self.devicePixelRatioF())
        self._stale = self._waits = False
        self.update()

    def _painted(self, ratio: float) -> QPixmap:
        picture = QPixmap(self.size() * ratio)
        picture.setDevicePixelRatio(ratio)
        picture.fill(colour(self._theme.background))
        if self._prepared is not None:
            painter = QPainter(picture)
            painter.setClipRect(self._area)
            paint_all(painter, self._items(self._prepared))
            painter.end()
        return picture

    def _items(self, prepared: PreparedChart) -> Iterator[Item]:
        """As figures draw them: bands, and each curve between its own ends, since the strip is for its shape."""
        chart, area, sheet = prepared.chart, self._area, self._sheet
        box = Rect(*(pixels / UNIT for pixels in (area.x(), area.y(), area.width(), area.height())))
        scale = Scale(box, chart.x)
        yield Fill(box, sheet.theme.background, edge=sheet.theme.grid, edge_width=2 * sheet.hair)
        yield from shaded(sheet, tabs_of(sheet, (band for band in chart.bands if not band.aside), scale, 1), scale)
        for one in _telling(prepared):
            line, whole = one.line, axis_of(chart, one.line)
            axis = fitted(replace(prepared, lines=(one,)), line.axis, whole, self._whole) or whole
            yield from curve(sheet, replace(chart, left=axis, right=axis), scale, line, prepared.points_in)


def _telling(prepared: PreparedChart) -> list[PreparedLine]:
    """The curves of the strip: all of a run, of an overlay one a run, which is the loss of what was held out."""
    lines = [line for line in prepared.lines if line.line.role == "smooth"]
    if not prepared.chart.runs:
        return lines
    best_last = sorted(lines, key=lambda one: (one.line.axis == "left", one.line.split == "val"))
    return list({one.line.run: one for one in best_last}.values())

"""The chart on the screen: axes, zoom, pan, cursor over what chart_paint paints; alone in importing pyqtgraph.

One ViewBox holds x and the left axis. The right axis has no ViewBox of its own: its range is a pair of numbers that
moves with every zoom and pan, so that there are no two boxes to keep in step.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from html import escape
from typing import Any, Literal

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, QRectF, QSizeF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QColor,
    QContextMenuEvent,
    QKeyEvent,
    QPainter,
    QPixmap,
)
from PySide6.QtWidgets import QLabel, QMenu, QVBoxLayout, QWidget

from lossacc_gui.chart import Axis, Chart
from lossacc_gui.chart.palette import DARK, LIGHT, Theme, has_rings
from lossacc_gui.gui.chart.legend import Entry, Legend
from lossacc_gui.gui.chart.paint import Frame, Scale, Tab, colour, curve_pen, paint, pen, x_ticks, y_ticks
from lossacc_gui.gui.chart.prepared import PreparedChart
from lossacc_gui.gui.chart.reading import Reading, reading_at

WHEEL_STEP = 1.0015
"""Zoom factor of one unit of the wheel; a notch has 120."""
REFINE_MS = 120
"""How long the view must rest until it is painted in full quality."""
SMALLEST_SPAN = 1e-9
ROOM_AROUND = 0.25
"""Share of an episode's length that stays free on both sides when it is zoomed to."""

Which = Literal["x", "left", "right"]


@dataclass(frozen=True, slots=True)
class Ranges:
    """What the three axes show; y in powers of ten on a log axis."""

    x: tuple[float, float]
    left: tuple[float, float]
    right: tuple[float, float]


class _Box(pg.ViewBox):  # type: ignore[misc]
    """Tells the mouse's zooms and pans to the view instead of doing them itself."""

    def __init__(self, view: ChartView) -> None:
        super().__init__(enableMenu=False, defaultPadding=0.0)
        self._view = view
        self._corner: QPointF | None = None
        self.disableAutoRange()

    def wheelEvent(self, event: Any, axis: int | None = None) -> None:
        event.accept()
        factor = WHEEL_STEP ** -event.delta()
        at = self.mapSceneToView(event.scenePos())
        share_x, share_y = self.shares(at)
        if axis == 1:
            self._view.zoom("left", share_y, factor)
        elif axis is None and event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._view.zoom("left", share_y, factor)
            self._view.zoom("right", share_y, factor)
        elif axis is None and event.orientation() == Qt.Orientation.Horizontal:
            self._view.pan(-event.delta() / 1200, 0.0)
        else:
            self._view.zoom("x", share_x, factor)

    def mouseDragEvent(self, ev: Any, axis: int | None = None) -> None:
        if ev.button() not in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            ev.ignore()
            return
        ev.accept()
        if axis is None and (ev.isStart() or self._corner is not None):
            if ev.isStart() and ev.modifiers() & Qt.KeyboardModifier.ShiftModifier:
                self._corner = ev.buttonDownPos()
            if self._corner is not None:
                self._drag_box(ev, self._corner)
                return
        moved = ev.pos() - ev.lastPos()
        size = self.size()
        x, y = -moved.x() / max(size.width(), 1), moved.y() / max(size.height(), 1)
        self._view.pan(0.0 if axis == 1 else x, 0.0 if axis == 0 else y, both=axis is None)

    def mouseClickEvent(self, ev: Any) -> None:
        if ev.button() == Qt.MouseButton.LeftButton:
            ev.accept()
            if ev.double():
                self._view.fit()
            else:
                self._view.click(ev.pos())

    def shares(self, at: QPointF) -> tuple[float, float]:
        """Where a point of the view lies, 0..1 from left and from bottom."""
        (x0, x1), (y0, y1) = self.viewRange()
        return (at.x() - x0) / (x1 - x0), (at.y() - y0) / (y1 - y0)

    def _drag_box(self, ev: Any, corner: QPointF) -> None:
        if not ev.isFinish():
            self.updateScaleBox(corner, ev.pos())
            return
        self.rbScaleBox.hide()
        self._corner = None
        one, two = self.shares(self.mapToView(corner)), self.shares(self.mapToView(ev.pos()))
        self._view.zoom_box(one, two)


class _Axis(pg.AxisItem):  # type: ignore[misc]
    """An axis with the chart's own ticks."""

    def __init__(self, side: str, view: ChartView) -> None:
        super().__init__(side)
        self.enableAutoSIPrefix(False)
        self.setStyle(tickLength=4, tickTextOffset=6, autoExpandTextSpace=True, hideOverlappingLabels=False)
        self._side = side
        self._view = view
        self._texts: dict[float, str] = {}

    def tickValues(self, minVal: float, maxVal: float, size: float) -> list[tuple[float, list[float]]]:  # noqa: N803
        """The ticks, at their place on the axis (powers of ten on a log axis)."""
        self._texts = self._view.ticks(self._side, minVal, maxVal, size)
        places = list(self._texts)
        return [(places[1] - places[0] if len(places) > 1 else 1.0, places)]

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        """The texts of ticks that tickValues gave."""
        return [self._texts.get(value, "") for value in values]

    def wheelEvent(self, event: Any) -> None:
        """The right axis zooms alone, like the others."""
        if self._side != "right":
            super().wheelEvent(event)
            return
        event.accept()
        place = self.mapFromScene(event.scenePos())
        share = 1 - place.y() / max(self.boundingRect().height(), 1)
        self._view.zoom("right", share, WHEEL_STEP ** -event.delta())

    def mouseDragEvent(self, event: Any) -> None:
        """The right axis pans alone, like the others."""
        if self._side != "right":
            super().mouseDragEvent(event)
            return
        event.accept()
        moved = event.pos() - event.lastPos()
        self._view.pan(0.0, moved.y() / max(self.boundingRect().height(), 1), both=False, which="right")


class _Canvas(pg.GraphicsObject):  # type: ignore[misc]
    """The painted chart, kept as a picture until something changes."""

    def __init__(self, view: ChartView) -> None:
        super().__init__()
        self._view = view
        self._picture: QPixmap | None = None
        self._key: object = None
        self.tabs: tuple[Tab, ...] = ()

    def boundingRect(self) -> QRectF:
        """All that is visible."""
        return QRectF(self.viewRect())

    def viewRangeChanged(self) -> None:
        """Another part of the chart is visible."""
        self.prepareGeometryChange()
        self.update()

    def paint(self, painter: QPainter, *_: object) -> None:
        """Blit the picture; paint it anew when it is out of date."""
        place = painter.worldTransform().mapRect(self.boundingRect())
        ratio = painter.device().devicePixelRatioF()
        key = (self._view.state, place.width(), place.height(), ratio)
        if key != self._key or self._picture is None:
            self._key = key
            self._picture = self._painted(place.size(), ratio)
        painter.save()
        painter.resetTransform()
        painter.drawPixmap(place.topLeft(), self._picture)
        painter.restore()

    def _painted(self, size: QSizeF, ratio: float) -> QPixmap:
        picture = QPixmap((size * ratio).toSize())
        picture.setDevicePixelRatio(ratio)
        painter = QPainter(picture)
        self.tabs = self._view.paint_chart(painter, size)
        painter.end()
        return picture


class _Cursor(pg.GraphicsObject):  # type: ignore[misc]
    """The crosshair: a line at the reading's x and a dot on every curve."""

    def __init__(self, view: ChartView) -> None:
        super().__init__()
        self._view = view
        self.setZValue(10)

    def boundingRect(self) -> QRectF:
        """All that is visible."""
        return QRectF(self.viewRect())

    def viewRangeChanged(self) -> None:
        """Another part of the chart is visible."""
        self.prepareGeometryChange()
        self.update()

    def paint(self, painter: QPainter, *_: object) -> None:
        """Line and dots."""
        reading = self._view.reading
        if reading is None:
            return
        place = painter.worldTransform().mapRect(self.boundingRect())
        painter.save()
        painter.resetTransform()
        painter.translate(place.topLeft())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._view.paint_cursor(painter, place.size(), reading)
        painter.restore()


class ChartView(QWidget):
    """Shows one prepared chart. `state` changes with all that the painted picture depends on."""

    pointed = Signal(object)
    episode_clicked = Signal(object)
    menu_requested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._prepared: PreparedChart | None = None
        self._theme = LIGHT
        self._ranges = Ranges((0.0, 1.0), (0.0, 1.0), (0.0, 1.0))
        self._fitted = True
        self._hurried = False
        self._selected: int | None = None
        self._span: tuple[float, float] | None = None
        self._whole = True
        self.state = 0
        self.reading: Reading | None = None
        self._box = _Box(self)
        self._axes = {side: _Axis(side, self) for side in ("left", "right", "bottom")}
        self._plot = pg.PlotWidget(viewBox=self._box, axisItems=self._axes)
        self._canvas = _Canvas(self)
        self._cursor = _Cursor(self)
        self.legend = Legend(self)
        self._readout = QLabel(self._plot.viewport())
        self._refine = QTimer(self, singleShot=True, interval=REFINE_MS)
        self._assemble()

    def _assemble(self) -> None:
        self._plot.setMenuEnabled(False)
        self._plot.hideButtons()
        self._plot.getPlotItem().showAxis("right")
        self._plot.getPlotItem().layout.setContentsMargins(6, 2, 6, 4)
        for item in (self._canvas, self._cursor):
            self._box.addItem(item, ignoreBounds=True)
        self._axes["right"].unlinkFromView()
        self._plot.scene().sigMouseMoved.connect(self._on_mouse_moved)
        self._plot.installEventFilter(self)
        self._plot.viewport().installEventFilter(self)
        self._plot.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFocusProxy(self._plot)
        self._plot.setAccessibleName(self.tr("Chart of loss and accuracy"))
        self._refine.timeout.connect(self._on_rested)
        self._readout.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._readout.setTextFormat(Qt.TextFormat.RichText)
        self._readout.setMargin(7)
        self._readout.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.legend)
        layout.addWidget(self._plot, 1)

    # What is shown

    def show_chart(self, prepared: PreparedChart, *, keep_place: bool) -> None:
        """Show a chart; `keep_place` keeps the zoom, unless nothing was zoomed."""
        before = self._prepared.chart if self._prepared is not None else None
        self._prepared = prepared
        chart = prepared.chart
        self._whole = all(bool(np.all(line.x == np.round(line.x))) for line in chart.lines)
        if self._fitted or not keep_place or before is None:
            self.fit()
        elif _is_log(before) != _is_log(chart):
            self._set_ranges(replace(self._ranges, left=_shown(chart.left)))
        self._plot.setAccessibleDescription(chart.description)
        self._point_at(None)
        self._dress()

    def apply_theme(self, dark: bool) -> None:
        """Take the colours for a light or a dark window."""
        self._theme = DARK if dark else LIGHT
        self._dress()

    def select(self, number: int | None, span: tuple[float, float] | None) -> None:
        """Mark the band with this number, and a stretch; brings them into view when they are outside."""
        self._selected, self._span = number, span
        place = span or self._place_of(number)
        low, high = self._ranges.x
        if place is not None and (place[1] < low or place[0] > high):
            self.zoom_to(*place)
        self._change()

    # Where it is looked at

    @property
    def ranges(self) -> Ranges:
        """What the axes show."""
        return self._ranges

    def fit(self) -> None:
        """Show everything."""
        if self._prepared is None:
            return
        chart = self._prepared.chart
        self._set_ranges(Ranges((chart.x.low, chart.x.high), _shown(chart.left), _shown(chart.right)))
        self._fitted = True

    def zoom_to(self, start: float, end: float) -> None:
        """Show a stretch of x with some room around it."""
        room = ROOM_AROUND * (end - start) or 2.0
        self._set_ranges(replace(self._ranges, x=(start - room, end + room)))

    def zoom(self, which: Which, share: float, factor: float) -> None:
        """Make one range `factor` times as wide around the place at `share` (0..1) of it."""
        low, high = getattr(self._ranges, which)
        fixed = low + share * (high - low)
        new = (fixed + (low - fixed) * factor, fixed + (high - fixed) * factor)
        if which == "x" and self._prepared is not None:
            new = _within(new, self._prepared.chart.x)
        self._hurry()
        self._set_ranges(replace(self._ranges, **{which: new}))

    def pan(self, x: float, y: float, *, both: bool = True, which: Literal["left", "right"] = "left") -> None:
        """Move by shares of the visible ranges; y moves both axes, or the one in `which`."""
        ranges = replace(self._ranges, x=_moved(self._ranges.x, x))
        for side in ("left", "right"):
            if both or side == which:
                ranges = replace(ranges, **{side: _moved(getattr(ranges, side), y)})
        self._hurry()
        self._set_ranges(ranges)

    def zoom_box(self, one: tuple[float, float], two: tuple[float, float]) -> None:
        """Show the box between two corners, given as shares of the visible ranges."""
        (x0, x1), (y0, y1) = sorted((one[0], two[0])), sorted((one[1], two[1]))
        if x1 - x0 > 0.005 and y1 - y0 > 0.005:
            new = (_part(self._ranges.x, x0, x1), _part(self._ranges.left, y0, y1), _part(self._ranges.right, y0, y1))
            self._set_ranges(Ranges(*new))

    def move_cursor(self, by: int) -> None:
        """Move the cursor by points of the log, from the left edge of the view if there is none."""
        if self._prepared is None:
            return
        places = np.unique(np.concatenate([line.x for line in self._prepared.chart.lines] or [np.empty(0)]))
        if not len(places):
            return
        start = self.reading.x if self.reading is not None else self._ranges.x[0]
        i = int(np.searchsorted(places, start)) + (by if self.reading is not None else 0)
        x = float(places[min(max(i, 0), len(places) - 1)])
        low, high = self._ranges.x
        if not low <= x <= high:
            self.pan((x - low) / (high - low) - 0.5, 0.0)
        self._point_at(x)
        if self.reading is not None:
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._plot, self.reading.sentence))

    # Called by the parts

    def ticks(self, side: str, low: float, high: float, size: float) -> dict[float, str]:
        """Place on the axis to text, for one axis of `size` pixels that shows low..high."""
        chart = self._prepared.chart if self._prepared is not None else None
        axis = None if chart is None else {"left": chart.left, "right": chart.right}.get(side, chart.x)
        if axis is None or not size > 0 or not high > low:
            return {}
        scale = Scale(low, high, size, log=axis.log)
        found = x_ticks(axis, scale, whole=self._whole) if side == "bottom" else y_ticks(axis, scale)
        return {float(np.log10(value)) if axis.log else value: text for value, text in found}

    def click(self, place: QPointF) -> None:
        """Select the episode under the mouse: its tab, or the shortest band there."""
        for tab in self._canvas.tabs:
            if tab.place.contains(place):
                self.episode_clicked.emit(tab.number)
                return
        if self._prepared is None:
            return
        x = self._frame(self._box.size()).x.value(place.x())
        bands = [band for band in self._prepared.chart.bands if not band.aside and band.start <= x <= band.end]
        shortest = min(bands, key=lambda band: band.end - band.start, default=None)
        self.episode_clicked.emit(shortest.number if shortest is not None else None)

    def paint_chart(self, painter: QPainter, size: QSizeF) -> tuple[Tab, ...]:
        """Paint all but the cursor."""
        if self._prepared is None:
            return ()
        painter.setFont(self.font())
        return paint(
            painter,
            self._prepared,
            self._frame(size),
            self._theme,
            self._selected,
            self._span,
            hurried=self._hurried,
        )

    def paint_cursor(self, painter: QPainter, size: QSizeF, reading: Reading) -> None:
        """Paint the crosshair."""
        frame = self._frame(size)
        x = frame.x.pixel(reading.x)
        painter.setClipRect(QRectF(QPointF(0, 0), size))
        painter.setPen(pen(self._theme.ink, 1.0, alpha=0.55))
        painter.drawLine(QPointF(x, 0), QPointF(x, size.height()))
        for value in reading.values:
            y = frame.side(value.line.axis).pixel(value.y)
            if np.isfinite(y):
                painter.setPen(pen(self._theme.background, 1.5))
                painter.setBrush(colour(self._theme.line(value.line.axis, value.line.tone)))
                painter.drawEllipse(QPointF(x, y), 4.5, 4.5)

    def eventFilter(self, watched: Any, event: QEvent) -> bool:
        """Keys for the cursor and the view; the own menu; the cursor goes when the mouse leaves."""
        if event.type() == QEvent.Type.Leave and watched is self._plot.viewport():
            self._point_at(None)
        elif isinstance(event, QContextMenuEvent):
            self.menu_requested.emit(event.globalPos())
            return True
        elif event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and watched is self._plot:
            return self._key_pressed(event)
        return super().eventFilter(watched, event)

    def popup(self, menu: QMenu, place: Any) -> None:
        """Open a menu at a place of the screen."""
        menu.popup(place)

    # Inside

    def _key_pressed(self, event: QKeyEvent) -> bool:
        if event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier):
            return False
        far = 10 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
        at = 0.5
        if self.reading is not None:
            low, high = self._ranges.x
            at = min(max((self.reading.x - low) / (high - low), 0.0), 1.0)
        match event.key():
            case Qt.Key.Key_Left:
                self.move_cursor(-far)
            case Qt.Key.Key_Right:
                self.move_cursor(far)
            case Qt.Key.Key_Plus | Qt.Key.Key_Equal:
                self.zoom("x", at, 1 / 1.3)
            case Qt.Key.Key_Minus:
                self.zoom("x", at, 1.3)
            case Qt.Key.Key_PageUp:
                self.pan(-0.5, 0.0)
            case Qt.Key.Key_PageDown:
                self.pan(0.5, 0.0)
            case _:
                return False
        return True

    def _on_mouse_moved(self, place: QPointF) -> None:
        inside = self._box.sceneBoundingRect().contains(place)
        self._point_at(self._box.mapSceneToView(place).x() if inside else None)

    def _on_rested(self) -> None:
        self._hurried = False
        self._change()

    def _hurry(self) -> None:
        self._hurried = True
        self._refine.start()

    def _point_at(self, x: float | None) -> None:
        reading = None
        if x is not None and self._prepared is not None:
            reading = reading_at(self._prepared.chart, x)
        if reading is not None and self.reading is not None and reading.x == self.reading.x:
            self._place_readout(reading)
            return
        self.reading = reading
        self._cursor.update()
        self._readout.setVisible(reading is not None)
        if reading is not None:
            self._readout.setText(_readout_html(reading, self._theme))
            self._readout.adjustSize()
            self._place_readout(reading)
        self.pointed.emit(reading)

    def _place_readout(self, reading: Reading) -> None:
        """Beside the cursor, on the side with more room, so that it never covers the point it tells of."""
        area = self._box.sceneBoundingRect()
        x = area.left() + self._frame(area.size()).x.pixel(reading.x)
        left = x + 14 if x < area.center().x() else x - 14 - self._readout.width()
        self._readout.move(int(left), int(area.top()) + 30)

    def _frame(self, size: QSizeF) -> Frame:
        chart = self._prepared.chart if self._prepared is not None else None
        ranges = self._ranges
        return Frame(
            x=Scale(*ranges.x, length=size.width()),
            left=Scale(*ranges.left, length=size.height(), flipped=True, log=chart is not None and _is_log(chart)),
            right=Scale(*ranges.right, length=size.height(), flipped=True),
        )

    def _place_of(self, number: int | None) -> tuple[float, float] | None:
        bands = self._prepared.chart.bands if self._prepared is not None else ()
        return next(((band.start, band.end) for band in bands if band.number == number), None)

    def _set_ranges(self, ranges: Ranges) -> None:
        if any(high - low < SMALLEST_SPAN for low, high in (ranges.x, ranges.left, ranges.right)):
            return
        self._fitted = False
        self._ranges = ranges
        self._box.setRange(xRange=ranges.x, yRange=ranges.left, padding=0.0)
        self._axes["right"].setRange(*ranges.right)
        self._change()
        if self.reading is not None:
            self._place_readout(self.reading)

    def _change(self) -> None:
        self.state += 1
        self._canvas.update()
        self._cursor.update()

    def _dress(self) -> None:
        """Give axes, legend and readout the theme and the chart's titles."""
        theme = self._theme
        self._plot.setBackground(theme.background)
        self._box.rbScaleBox.setPen(pen(theme.ink, 1.0))
        self._box.rbScaleBox.setBrush(colour(theme.muted, 0.18))
        if self._prepared is not None:
            chart = self._prepared.chart
            for side, axis in (("left", chart.left), ("right", chart.right), ("bottom", chart.x)):
                self._dress_axis(side, axis, chart)
            lines = [line for line in chart.lines if line.role == "smooth"]
            entries = tuple(
                Entry(line.label, curve_pen(line, theme), has_rings(line.axis), line.axis) for line in lines
            )
            self.legend.show_entries(entries, theme.background, theme.ink)
        self._readout.setStyleSheet(
            f"background: {_rgba(theme.background, 0.93)}; color: {theme.ink};"
            f" border: 1px solid {theme.grid}; border-radius: 6px;"
        )
        self._change()

    def _dress_axis(self, side: str, axis: Axis | None, chart: Chart) -> None:
        item = self._axes[side]
        theme = self._theme
        tones = {line.tone for line in chart.lines if line.axis == side}
        tied = side != "bottom" and len(tones) == 1
        ink = theme.line("left" if side == "left" else "right", 0) if tied else theme.ink
        item.setPen(pg.mkPen(theme.muted))
        item.setTextPen(pg.mkPen(ink))
        item.setTickFont(self.font())
        item.setLabel(axis.title if axis is not None else None, color=ink)
        item.showLabel(axis is not None)
        item.setStyle(showValues=axis is not None)
        item.picture = None
        item.update()


def _is_log(chart: Chart) -> bool:
    return chart.left is not None and chart.left.log


def _shown(axis: Axis | None) -> tuple[float, float]:
    """The range of an axis as the view keeps it: in powers of ten when it is logarithmic."""
    if axis is None:
        return 0.0, 1.0
    return (float(np.log10(axis.low)), float(np.log10(axis.high))) if axis.log else (axis.low, axis.high)


def _moved(span: tuple[float, float], share: float) -> tuple[float, float]:
    by = share * (span[1] - span[0])
    return span[0] + by, span[1] + by


def _part(span: tuple[float, float], start: float, end: float) -> tuple[float, float]:
    length = span[1] - span[0]
    return span[0] + start * length, span[0] + end * length


def _within(span: tuple[float, float], axis: Axis) -> tuple[float, float]:
    """No wider than all there is to see."""
    if span[1] - span[0] >= axis.high - axis.low:
        return axis.low, axis.high
    return span


def _rgba(name: str, alpha: float) -> str:
    made = QColor(name)
    return f"rgba({made.red()}, {made.green()}, {made.blue()}, {alpha})"


def _readout_html(reading: Reading, theme: Theme) -> str:
    rows = [f"<b>{escape(reading.x_said)}</b>"]
    for value in reading.values:
        name = theme.line(value.line.axis, value.line.tone)
        smooth = f" <span style='color:{theme.muted}'>smoothed {value.smooth}</span>" if value.smooth else ""
        rows.append(f"<span style='color:{name}'>&#9679;</span> {escape(value.line.label)} <b>{value.text}</b>{smooth}")
    rows += [f"<span style='color:{theme.muted}'>episode {number}</span>" for number in reading.episodes]
    rows += [f"<span style='color:{theme.muted}'>{escape(text)}</span>" for text in reading.marks]
    return "<br>".join(rows)

"""The chart on the screen: what it shows, where it is looked at, what the cursor reads.

One plot area holds x and the left axis. The right axis has none of its own: its range is a pair of numbers that moves
with every zoom and pan, so that there are no two areas to keep in step.
"""

from __future__ import annotations

from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, QSizeF, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from lossacc_gui.chart import Band, Chart
from lossacc_gui.chart.across import Across
from lossacc_gui.chart.reading import Reading, reading_at
from lossacc_gui.chart.words import band_text
from lossacc_gui.gui.chart.axes import Axes
from lossacc_gui.gui.chart.fit import without
from lossacc_gui.gui.chart.heights import BELOW, Heights
from lossacc_gui.gui.chart.keyboard import Keyboard
from lossacc_gui.gui.chart.layers import Cursor
from lossacc_gui.gui.chart.legend import Legend
from lossacc_gui.gui.chart.mouse import Box, SideAxis
from lossacc_gui.gui.chart.overview import Overview
from lossacc_gui.gui.chart.paint import paint_cursor
from lossacc_gui.gui.chart.pens import colour, pen
from lossacc_gui.gui.chart.picture import Picture
from lossacc_gui.gui.chart.pins import Pins
from lossacc_gui.gui.chart.place import Place
from lossacc_gui.gui.chart.pointer import Pointer
from lossacc_gui.gui.chart.prepared import PreparedChart
from lossacc_gui.gui.chart.ranges import Span, plotted
from lossacc_gui.gui.chart.scale import Frame, frame_of
from lossacc_gui.gui.chart.scene import Scene, seen, sheet_of
from lossacc_gui.gui.look.accessible import announce
from lossacc_gui.gui.look.preferences import Wheel
from lossacc_gui.language import tr


class ChartView(QWidget):
    """Shows one prepared chart; tells readings (or None), wanted menus, and clicked events by number (or None).

    An event of an overlay is told by its run and its number.
    """

    pointed = Signal(object)
    event_clicked = Signal(object)
    run_event_clicked = Signal(int, int)
    menu_requested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._whole: PreparedChart | None = None
        self._prepared: PreparedChart | None = None  # without the curves that a person hides
        self._dark, self._contrast = False, False
        self._sheet = sheet_of(self.font(), dark=False, contrast=False)
        self.place = Place(self._on_moved)
        self._selected: int | None = None
        self._places: Span | None = None  # the stretch that is marked, in the x of the run
        self._span: Span | None = None
        self._box = Box()
        self._axes = Axes(self._sheet, self)
        self._plot = pg.PlotWidget(viewBox=self._box, axisItems=self._axes.items)
        self._picture = Picture(self._scene, self)
        self._cursor = Cursor(self._paint_cursor)
        self.legend = Legend(self._sheet, self)
        self._pointer = Pointer(self._plot.viewport(), self._plot)
        self.pins = Pins(self)
        self.overview = Overview(self._sheet, self)
        self.overview.hide()
        self.heights = Heights(self, self.legend, self._axes, self.overview)
        self._assemble()
        self._connect()

    def _assemble(self) -> None:
        self._plot.setMenuEnabled(False)
        self._plot.hideButtons()
        self._plot.getPlotItem().showAxis("right")
        for item in (self._picture.canvas, self._cursor):
            self._box.addItem(item, ignoreBounds=True)
        for axis in self._axes.items.values():
            axis.unlinkFromView()
        # The plot area is one unit wide and high, and the chart lies in it as our own scales say: Qt cannot turn back
        # coordinates that lie as close together, or as far apart, as those of a log may.
        self._box.setRange(xRange=(0.0, 1.0), yRange=(0.0, 1.0), padding=0.0)
        self._plot.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFocusProxy(self._plot)
        self._plot.setAccessibleName(self.tr("Chart of loss and accuracy"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.legend)
        layout.addWidget(self._plot, 1)
        layout.addWidget(self.overview)
        layout.addWidget(self.pins)

    def _connect(self) -> None:
        parts: tuple[Box | SideAxis, ...] = (self._box, *self._axes.items.values())
        for part in parts:
            part.zoomed.connect(self.place.zoom)
            part.panned.connect(self.place.pan)
            part.double_clicked.connect(self.place.fit)
        self._axes.event_clicked.connect(self.event_clicked)
        self._axes.run_event_clicked.connect(self.run_event_clicked)
        self.legend.hidden_changed.connect(self._show_curves)
        self.overview.moved.connect(self.place.show_stretch)
        self.overview.all_wanted.connect(self.place.fit)
        self._box.boxed.connect(self.place.box)
        self._box.clicked.connect(self.click)
        self._box.pinned.connect(lambda place: self.pin(self.pins.next_letter(), self._x_at(place)))
        keyboard = Keyboard(self._plot)
        keyboard.cursor_moved.connect(self.move_cursor)
        keyboard.zoomed.connect(self._zoom_at_cursor)
        keyboard.panned.connect(self.place.pan)
        self._box.sigResized.connect(lambda _: self._show_window())
        self._plot.scene().sigMouseMoved.connect(self._on_mouse_moved)
        self._plot.installEventFilter(self)
        self._plot.viewport().installEventFilter(self)
        self._pointer.changed.connect(self._on_pointed)

    @property
    def focus(self) -> QWidget:
        """What takes the keys."""
        plot: QWidget = self._plot
        return plot

    # What is shown

    def show_chart(self, prepared: PreparedChart, *, keep_place: bool) -> None:
        """Show a chart; `keep_place` keeps the zoom where there is one, and goes along with a growing end."""
        if self._whole is not None and _run_names(self._whole) != _run_names(prepared):
            self.legend.show_other_runs()
        self._whole = prepared
        chart = prepared.chart
        self._axes.show_chart(prepared, keep_room=keep_place)
        self._plot.setAccessibleDescription(tr(chart.description))
        self.pins.show_chart(chart, keep=keep_place)
        self._show_span()
        self._show_curves(keep_place=keep_place)
        self._dress()

    def _show_curves(self, *, keep_place: bool = True) -> None:
        """Show the chart without what is hidden."""
        if self._whole is None:
            return
        self._prepared = without(self._whole, self.legend.hidden)
        self.place.show(self._prepared, keep=keep_place)
        self.overview.show_chart(self._prepared)
        self._pointer.show_chart(self._prepared.chart)
        self._moved()

    def apply_theme(self, dark: bool, *, contrast: bool = False) -> None:
        """Take the colours for a light or a dark window."""
        self._dark, self._contrast = dark, contrast
        self._dress()

    def select(self, number: int | None, span: Span | None) -> None:
        """Show the band with this number as large as its curves allow, or come back from it; mark a stretch."""
        another = number != self._selected
        self._selected, self._places = number, span
        self._show_span()
        span = self._span
        self._axes.select(number)
        band = self._band
        if another and band is not None:
            self.place.visit(band.start, band.end)
            announce(self._plot, tr(band_text(band)))
        elif another:
            self.place.leave()
        if span is not None and (span[1] < self.place.ranges.x[0] or span[0] > self.place.ranges.x[1]):
            self.place.go_to(*span)
        self._moved()

    @property
    def seen_chart(self) -> Chart | None:
        """The chart without what is hidden, its axes as they are looked at; None where there is none."""
        if self._prepared is None:
            return None
        return seen(self._prepared.chart, self._frame(QSizeF(1.0, 1.0)))

    # Where it is looked at

    @property
    def reading(self) -> Reading | None:
        """What the cursor reads."""
        return self._pointer.reading

    def set_wheel(self, wheel: Wheel) -> None:
        """What the wheel does from now on."""
        self._box.wheel = wheel
        for axis in self._axes.items.values():
            axis.wheel = wheel

    # Mouse and keys

    def move_cursor(self, by: int) -> None:
        """Move the cursor by points of the log, from the left edge of the view if there is none."""
        x = self._pointer.next(by, self.place.ranges.x)
        if x is None:
            return
        low, high = self.place.ranges.x
        if not low <= x <= high:
            self.place.pan((x - low) / (high - low) - 0.5, 0.0)
        self._point_at(x)
        self._pointer.say()

    def click(self, place: QPointF) -> None:
        """Tell the event under the mouse: its tab, or the shortest band there."""
        number = self._picture.event_at(place)
        if number is not None:
            self.event_clicked.emit(number)
        elif self._prepared is not None:
            x = self._x_at(place)
            bands = [band for band in self._prepared.chart.bands if not band.aside and band.start <= x <= band.end]
            shortest = min(bands, key=lambda band: band.end - band.start, default=None)
            self.event_clicked.emit(shortest.number if shortest is not None else None)

    def pin(self, letter: str, x: float | None = None) -> None:
        """Pin the cursor A or B at the point next to `x`, or take it away from there.

        With None it is where the cursor is, or was last, or the middle of the view.
        """
        if x is None:
            x = self._pointer.last if self._pointer.last is not None else sum(self.place.ranges.x) / 2
        reading = reading_at(self._prepared.chart, x) if self._prepared is not None else None
        if reading is not None:
            self.pins.toggle(letter, reading.x)
            self._cursor.update()
            announce(self._plot, self.pins.text())

    def unpin(self) -> None:
        """Take both cursors away."""
        self.pins.clear()
        self._cursor.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share another height."""
        super().resizeEvent(event)
        self.heights.share()

    def eventFilter(self, watched: Any, event: QEvent) -> bool:
        """The own menu; the cursor goes when the mouse leaves."""
        if event.type() == QEvent.Type.Leave and watched is self._plot.viewport():
            self._point_at(None)
        elif isinstance(event, QContextMenuEvent):
            self.menu_requested.emit(event.globalPos())
            return True
        return super().eventFilter(watched, event)

    def _show_span(self) -> None:
        self._span = None if self._places is None else plotted(self._across, *self._places)

    @property
    def _across(self) -> Across:
        return self._whole.chart.across if self._whole is not None else Across()

    def _x_at(self, place: QPointF) -> float:
        return self._frame(self._box.size()).x.value(place.x())

    def _zoom_at_cursor(self, factor: float) -> None:
        share = 0.5
        if self.reading is not None:
            low, high = self.place.ranges.x
            share = min(max((self.reading.x - low) / (high - low), 0.0), 1.0)
        self.place.zoom("x", share, factor)

    def _on_mouse_moved(self, place: QPointF) -> None:
        inside = self._box.sceneBoundingRect().contains(place)
        inside = inside and not self._box.is_boxing  # what the cursor reads would hide the box
        self._point_at(self._x_at(self._box.mapFromScene(place)) if inside else None)

    def _point_at(self, x: float | None) -> None:
        self._pointer.point_at(x)
        self._place_readout()

    def _on_pointed(self, reading: Reading | None) -> None:
        self._cursor.update()
        self.pointed.emit(reading)

    def _place_readout(self) -> None:
        area = self._box.sceneBoundingRect()
        self._pointer.place(self._frame(area.size()), area)

    # How it is painted

    def _on_moved(self, hurried: bool) -> None:
        if hurried:
            self._picture.hurry()
        self._moved()

    def _moved(self) -> None:
        """Show the place that the chart is looked at now; a cursor that is no longer in it is away."""
        low, high = self.place.ranges.x
        if self.reading is not None and not low <= self.reading.x <= high:
            self._pointer.point_at(None)
        self._axes.show(self.place.ranges)
        self._show_window()
        self._picture.repaint()
        self._cursor.update()
        self._place_readout()

    def _show_window(self) -> None:
        """Tell the overview what is visible, and where the plot area lies above it."""
        area = self._box.sceneBoundingRect()
        self.overview.show_window(self.place.ranges.x, (area.left(), self.width() - area.right()))

    def _frame(self, size: QSizeF) -> Frame:
        return frame_of(self.place.ranges, size.width(), size.height(), log=self.place.log)

    @property
    def _band(self) -> Band | None:
        """The band that is selected."""
        bands = self._prepared.chart.bands if self._prepared is not None else ()
        return next((band for band in bands if band.number == self._selected), None)

    def _scene(self, size: QSizeF) -> Scene | None:
        if self._prepared is None:
            return None
        return Scene(self._prepared, self._frame(size), self._sheet, self._selected, self._span)

    def _paint_cursor(self, painter: QPainter, size: QSizeF) -> None:
        self.pins.paint(painter, self._frame(size), self._sheet.theme)
        if self.reading is not None:
            paint_cursor(painter, self.reading, self._frame(size), self._sheet.theme)

    def _dress(self) -> None:
        """Give axes, legend and readout the theme and the chart's titles."""
        self._sheet = sheet_of(self.font(), dark=self._dark, contrast=self._contrast)
        if self._whole is not None:
            self._sheet = self._sheet.dressed_for(self._whole.chart)
        theme = self._sheet.theme
        self._plot.getPlotItem().layout.setContentsMargins(6, self.heights.above, 6, BELOW)
        self._plot.setBackground(theme.background)
        self._box.rbScaleBox.setPen(_frame_pen(theme.ink))
        self._box.rbScaleBox.setBrush(colour(theme.muted, 0.18))
        self._axes.dress(self._sheet, self.font())
        if self._whole is not None:
            self.legend.show_chart(self._whole.chart, self._sheet)
        self._pointer.apply_theme(theme)
        self.overview.dress(self._sheet)
        self.heights.share()
        self._picture.repaint()
        self._cursor.update()


def _run_names(prepared: PreparedChart) -> list[str]:
    return [run.name for run in prepared.chart.runs]


def _frame_pen(ink: str) -> QPen:
    """The frame of a box that is drawn: one pixel wide, though the plot area is one unit wide."""
    made = pen(ink, 1.0)
    made.setCosmetic(True)
    return made

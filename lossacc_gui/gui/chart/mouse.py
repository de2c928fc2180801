"""The plot area and the axes of pyqtgraph, telling what the mouse does instead of doing it themselves."""

from __future__ import annotations

from collections.abc import Callable
from math import ceil, hypot
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPen, QPicture

from lossacc_gui.gui.chart.layers import survived
from lossacc_gui.gui.look.preferences import Wheel, WheelChoice

WHEEL_STEP = 1.0015
"""Zoom factor of one unit of the wheel; a notch has 120."""
WHEEL_PAN = 1200.0
"""Units of a sideways wheel that move the view by its own width."""

LANE_LEFT = 40.0
"""Pixels left of the lane in which its name stands."""
NUMBER_HEIGHT = 0.8
"""Share of a line's height that a number takes: nothing of it hangs below."""
TEXT_OFFSET = 6
PERCENT = " (%)"
"""The end of a title that is not cut."""
MOST_SIZES = 2000
"""Texts whose sizes are kept."""
USUAL_NUMBER = "0.000"
"""As wide as most numbers beside an axis when somebody looks closely."""
_BESIDE = {
    "left": Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextDontClip,
    "right": Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextDontClip,
    "bottom": Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextDontClip,
}
Marks = list[tuple[QPen, QPointF, QPointF]]
Texts = list[tuple[QRectF, Any, str]]
Specs = tuple[tuple[QPen, QPointF, QPointF], Marks, Texts]
"""The line of an axis, its ticks, its numbers."""
Paint = Callable[[QPainter, float], None]
Ticks = Callable[[str, float, float, float], dict[float, str]]


class Box(pg.ViewBox):  # type: ignore[misc]
    """The plot area. Places are shares of it, 0..1 from left and from bottom.

    `zoomed` carries which axis ('x', 'left', 'right'), the share that stays where it is, and the factor; `panned` the
    shares to move by and the one side that moves (None: both); `boxed` two corners; `clicked` and, with Control,
    `pinned` a place in pixels.
    """

    zoomed = Signal(str, float, float)
    panned = Signal(float, float, object)
    boxed = Signal(object, object)
    clicked = Signal(QPointF)
    pinned = Signal(QPointF)
    double_clicked = Signal()

    def __init__(self) -> None:
        super().__init__(enableMenu=False, defaultPadding=0.0)
        self.wheel = Wheel()
        self._corner: QPointF | None = None
        self.disableAutoRange()

    def wheelEvent(self, event: Any, axis: int | None = None) -> None:
        """Zoom x, or move along it; Control does the other of both. With Shift zoom both y."""
        event.accept()
        delta = _turned(event, self.wheel)
        factor = WHEEL_STEP**-delta
        moves = (self.wheel.does is WheelChoice.MOVE) != _has_control(event)
        share_x, share_y = self._shares(self.mapSceneToView(event.scenePos()))
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.zoomed.emit("left", share_y, factor)
            self.zoomed.emit("right", share_y, factor)
        elif event.orientation() == Qt.Orientation.Horizontal or moves:
            self.panned.emit(-delta / WHEEL_PAN, 0.0, None)
        else:
            self.zoomed.emit("x", share_x, factor)

    def mouseDragEvent(self, ev: Any, axis: int | None = None) -> None:
        """Move the view; with Shift draw a box to zoom to."""
        if ev.button() not in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            ev.ignore()
            return
        ev.accept()
        if ev.isStart() and ev.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._corner = ev.buttonDownPos()
        if self._corner is not None:
            self._drag_box(ev, self._corner)
            return
        moved, size = ev.pos() - ev.lastPos(), self.size()
        x, y = -moved.x() / max(size.width(), 1), moved.y() / max(size.height(), 1)
        self.panned.emit(x, y, None)

    def mouseClickEvent(self, ev: Any) -> None:
        """Tell clicks of the left button."""
        if ev.button() == Qt.MouseButton.LeftButton:
            ev.accept()
            if ev.double():
                self.double_clicked.emit()
            elif ev.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self.pinned.emit(ev.pos())
            else:
                self.clicked.emit(ev.pos())

    @property
    def is_boxing(self) -> bool:
        """Whether a box is being drawn."""
        return self._corner is not None

    def _drag_box(self, ev: Any, corner: QPointF) -> None:
        if not ev.isFinish():
            self.updateScaleBox(corner, ev.pos())
            return
        self.rbScaleBox.hide()
        self._corner = None
        self.boxed.emit(self._shares(self.mapToView(corner)), self._shares(self.mapToView(ev.pos())))

    def _shares(self, at: QPointF) -> tuple[float, float]:
        (x0, x1), (y0, y1) = self.viewRange()
        return (at.x() - x0) / (x1 - x0), (at.y() - y0) / (y1 - y0)


class SideAxis(pg.AxisItem):  # type: ignore[misc]
    """An axis with the chart's own ticks; it follows no plot area and tells the mouse itself, as the plot area does."""

    zoomed = Signal(str, float, float)
    panned = Signal(float, float, object)
    clicked = Signal(QPointF)
    double_clicked = Signal()
    picture: QPicture | None
    """pyqtgraph's word for whether something has changed since it was painted: None."""
    textWidth: float  # noqa: N815
    """pyqtgraph's word for the room, in pixels, that numbers take beside the axis."""
    textHeight: float  # noqa: N815
    """The same below an x axis."""
    _title: str | None = None
    _title_shown: str | None = None
    _title_ink = ""

    def __init__(self, side: str, ticks: Ticks) -> None:
        super().__init__(side)
        self.wheel = Wheel()
        self.enableAutoSIPrefix(False)
        self.setStyle(tickLength=4, tickTextOffset=TEXT_OFFSET, autoExpandTextSpace=True, hideOverlappingLabels=False)
        self._side = side
        self._ticks = ticks
        self._texts: dict[float, str] = {}
        self._sizes: dict[str, tuple[float, float]] = {}  # of texts that were measured in the letters of the axis
        self._room = float(self.textWidth)  # pixels that usual numbers take beside an axis
        self._lane: Paint | None = None
        self._specs: Specs | None = None  # what is painted as long as nothing changes

    def show_lane(self, height: float, paint: Paint | None) -> None:
        """Keep so many pixels free below the line and paint there, with a painter and a width."""
        self._lane = paint if height else None
        self.setStyle(tickTextOffset=round(TEXT_OFFSET + height))
        self.update()

    @property
    def height_untitled(self) -> int:
        """Pixels of an x axis with its numbers and its lane, without a title."""
        number = max(self.textHeight, NUMBER_HEIGHT * QFontMetricsF(self.style["tickFont"] or self.font()).height())
        whole: float = number + self.style["tickTextOffset"][1] + self.style["tickLength"]
        return ceil(whole)

    def boundingRect(self) -> QRectF:
        """With room for what stands left of the lane."""
        place = QRectF(super().boundingRect())
        return place.adjusted(-LANE_LEFT, 0.0, 0.0, 0.0) if self._lane is not None else place

    def paint(self, p: QPainter, opt: Any, widget: Any) -> None:
        """The lane just below the line, and the axis: painted as it is, since to record and to replay it took as long
        again.
        """
        if self._lane is not None:
            with survived():
                self._lane(p, self.size().width())
        p.save()
        p.setFont(self.style["tickFont"] or self.font())
        if self.picture is None:
            self._specs = self.generateDrawSpecs(p)
            self.picture = QPicture()
        if self._specs is not None:
            self.drawPicture(p, *self._specs)
        p.restore()

    def dress(self, title: str | None, ink: str, muted: str, font: QFont) -> None:
        """Take a title and colours; None for an axis that no curve belongs to."""
        self._sizes.clear()
        if font != self.style["tickFont"]:
            self._room = QFontMetricsF(font).horizontalAdvance(USUAL_NUMBER)
            self.begin()
        self.setPen(pg.mkPen(muted))
        self.setTextPen(pg.mkPen(ink))
        self.setTickFont(font)
        self.label.setFont(font)
        self._title, self._title_ink = title, ink
        self._write_title()
        self.showLabel(title is not None)
        self.setStyle(showValues=title is not None)
        self.resizeEvent()  # a title of another length stands in the middle only after that
        self.update()

    def _write_title(self) -> None:
        """The title, its name cut before its unit where it is longer than the axis with half a line at either end."""
        title = self._title
        if title is not None and self._side != "bottom" and self.size().height() > 0:
            metrics = QFontMetricsF(self.label.font())
            room = self.size().height() + metrics.height()
            name = title.removesuffix(PERCENT)
            unit = title[len(name) :]
            beside = metrics.horizontalAdvance(f"{unit} ")  # pyqtgraph lets a space follow
            title = metrics.elidedText(name, Qt.TextElideMode.ElideMiddle, room - beside) + unit
        if title != self._title_shown or self._title_ink != self.labelStyle.get("color"):
            self._title_shown = title
            self.setLabel(title, color=self._title_ink)

    def resizeEvent(self, ev: Any = None) -> None:
        """A title that is as long as there is room, in the middle."""
        if ev is not None and self.label is not None:  # it goes first when the chart is closed
            self._write_title()
        super().resizeEvent(ev)

    def begin(self) -> None:
        """Another chart comes: the room beside the axis is what usual numbers need, whatever the last one needed."""
        if self._side != "bottom":
            self.textWidth = self._room
            self._updateWidth()

    def _updateMaxTextSize(self, x: float) -> None:
        """Beside one chart room is only ever added: given back with shorter numbers it would move the curves."""
        super()._updateMaxTextSize(x if self._side == "bottom" else max(x, self.textWidth))

    def tickValues(self, minVal: float, maxVal: float, size: float) -> list[tuple[float, list[float]]]:  # noqa: N803
        """The ticks, at their place on the axis (powers of ten on a log axis)."""
        self._texts = {}
        if len(self._sizes) > MOST_SIZES:
            self._sizes.clear()
        with survived():
            self._texts = self._ticks(self._side, minVal, maxVal, size)
        places = list(self._texts)
        return [(places[1] - places[0] if len(places) > 1 else 1.0, places)]

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        """The texts of ticks that tickValues gave."""
        return [self._texts.get(value, "") for value in values]

    def generateDrawSpecs(self, p: QPainter) -> Specs | None:
        """What pyqtgraph works out, for axes of one row of ticks and no grid alone: its own took a fifth of a frame."""
        bounds, out = self.mapRectFromParent(self.geometry()), {"left": -1.0, "right": 1.0, "bottom": 1.0}[self._side]
        flat, edge = self._side == "bottom", {"left": bounds.right(), "right": bounds.left(), "bottom": bounds.top()}
        at = edge[self._side]

        def place(along: float, across: float) -> QPointF:
            return QPointF(along, across) if flat else QPointF(across, along)

        first, last = (bounds.left(), bounds.right()) if flat else (bounds.top(), bounds.bottom())
        line = place(first - 1.0, at + out), place(last + 1.0, at + out)
        device = [self.mapToDevice(point) for point in line]
        length = 0.0 if None in device else hypot(device[1].x() - device[0].x(), device[1].y() - device[0].y())
        if not length:
            return None
        low, high = self.range
        ((_, ticks),) = self.tickValues(low, high, length)
        scale = (last - first) / ((high - low) or 1.0)
        ways = [(value - low) * scale for value in ticks]
        placed = [
            (first + way if flat else last - way, self._texts[value])
            for value, way in zip(ticks, ways, strict=True)
            if 0.0 <= way <= last - first
        ]
        pen = QPen(self.tickPen())
        marks = [(pen, place(x, at), place(x, at + out * self.style["tickLength"])) for x, _ in placed]
        texts = self._placed_texts(
            p, placed, at + out * (self.style["tickLength"] + self.style["tickTextOffset"][flat])
        )
        return (self.pen(), *line), marks, texts

    def _placed_texts(self, p: QPainter, placed: list[tuple[float, str]], at: float) -> Texts:
        """The numbers beside their ticks; those that would be cut are left out."""
        if not self.style["showValues"]:
            return []
        flags, rects = _BESIDE[self._side], []
        for along, text in placed:
            if text not in self._sizes:
                size = p.boundingRect(QRectF(0.0, 0.0, 100.0, 100.0), Qt.AlignmentFlag.AlignCenter, text)
                self._sizes[text] = size.width(), NUMBER_HEIGHT * size.height()
            width, height = self._sizes[text]
            if self._side == "bottom":
                rects.append(QRectF(along - width / 2, at, width, height))
            else:
                rects.append(QRectF(at - width if self._side == "left" else at, along - height / 2, width, height))
        across = [rect.height() if self._side == "bottom" else rect.width() for rect in rects]
        whole = self.boundingRect()
        told = [(rect, flags, text) for rect, (_, text) in zip(rects, placed, strict=True) if whole & rect == rect]
        self._updateMaxTextSize(max(across, default=0.0))
        return told

    def wheelEvent(self, event: Any) -> None:
        """Zoom this axis alone."""
        event.accept()
        at, size = self.mapFromScene(event.scenePos()), self.size()
        factor = WHEEL_STEP ** -_turned(event, self.wheel)
        if self._side == "bottom":
            self.zoomed.emit("x", at.x() / max(size.width(), 1), factor)
        else:
            self.zoomed.emit(self._side, 1 - at.y() / max(size.height(), 1), factor)

    def mouseDragEvent(self, event: Any) -> None:
        """Move along this axis alone."""
        event.accept()
        moved, size = event.pos() - event.lastPos(), self.size()
        if self._side == "bottom":
            self.panned.emit(-moved.x() / max(size.width(), 1), 0.0, None)
        else:
            self.panned.emit(0.0, moved.y() / max(size.height(), 1), self._side)

    def mouseClickEvent(self, event: Any) -> None:
        """Tell clicks of the left button, with their place in pixels."""
        if event.button() == Qt.MouseButton.LeftButton:
            event.accept()
            if event.double():
                self.double_clicked.emit()
            else:
                self.clicked.emit(event.pos())


def _turned(event: Any, wheel: Wheel) -> float:
    """Units of the wheel as a person wants them to count."""
    return float(event.delta() * wheel.speed * (-1 if wheel.turned else 1))


def _has_control(event: Any) -> bool:
    return bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)

"""Paints the inside of a chart on any QPainter, in pixels of the plot area."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from lossacc_gui.chart.palette import Theme
from lossacc_gui.chart.reading import Reading
from lossacc_gui.export.drawing.curves import columns
from lossacc_gui.export.drawing.primitives import Item, Rect, Sign, Stroke
from lossacc_gui.export.painter import paint_item
from lossacc_gui.gui.chart.pens import colour, pen
from lossacc_gui.gui.chart.scale import Frame
from lossacc_gui.gui.chart.scene import FEWER, UNIT, Scene, boxes_of, items_of

THIN = 0.99 / UNIT
"""Points that are a pixel: Qt draws such lines many times faster than wider ones."""
MARGIN = 20.0
"""Pixels around the view in which signs are still painted: more than any is wide."""


@dataclass(frozen=True, slots=True)
class Tab:
    """The place of an event, for clicks; `run` is the run of an overlay that has it."""

    place: QRectF
    number: int
    run: int | None = None


def paint(painter: QPainter, scene: Scene, *, hurried: bool) -> tuple[Tab, ...]:
    """Paint the chart into 0,0 .. x.length, left.length. Returns the places of the numbers of its events."""
    with in_points(painter):
        painter.setClipRect(pixels(scene.scale.data, 1.0))
        for item in items_of(scene, hurried=hurried):
            paint_one(painter, item, scene, hurried=hurried)
    return tuple(Tab(pixels(box), number) for box, number in boxes_of(scene))


def paint_one(painter: QPainter, item: Item, scene: Scene, *, hurried: bool) -> None:
    """Paint an item; while the view moves crowded curves are thin and rough, and those of an overlay without signs."""
    if hurried and scene.many and isinstance(item, Sign):
        return
    if hurried and isinstance(item, Stroke) and item.within is not None:
        rough = scene.many or len(item.x) > columns(scene.sheet, scene.scale.data) / FEWER
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, not rough)
        paint_item(painter, replace(item, width=THIN) if rough else item)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        return
    paint_item(painter, item)


def paint_all(painter: QPainter, items: Iterable[Item]) -> None:
    """Paint items in full quality."""
    with in_points(painter):
        for item in items:
            paint_item(painter, item)


@contextmanager
def in_points(painter: QPainter) -> Iterator[None]:
    """Count in points, as figures do, and put the painter back."""
    painter.save()
    painter.scale(UNIT, UNIT)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    try:
        yield
    finally:
        painter.restore()


def pixels(box: Rect, unit: float = UNIT) -> QRectF:
    """A rectangle in points as one in pixels."""
    return QRectF(box.x * unit, box.y * unit, box.width * unit, box.height * unit)


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
            painter.setBrush(colour(theme.of(value.line)))
            painter.drawEllipse(QPointF(frame.x.pixel(value.x), y), 4.5, 4.5)

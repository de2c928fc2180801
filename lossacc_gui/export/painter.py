"""Paints drawings with Qt: in pictures, in print and in the window; letters are outlines of the program's own font."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import cast

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QTransform
from shiboken6 import wrapInstance

from lossacc_gui.export.drawing.dashes import dashed, unbroken
from lossacc_gui.export.drawing.font import Point, face, is_own
from lossacc_gui.export.drawing.primitives import (
    Area,
    Drawing,
    Fill,
    Item,
    Rect,
    Sign,
    Stroke,
    Text,
    around,
    corners,
    to_hundredths,
)
from lossacc_gui.export.foreign import foreign_outline

_PLACES = 2
"""Of a pixel at which a letter of a picture may begin."""
_PENS = 256
"""Pens that are kept: a chart has some twenty, and each is made anew for every line of a grid else."""


def paint(painter: QPainter, drawing: Drawing, *, on_pixels: bool = False) -> None:
    """Paint every item in order, a point as long as the painter's unit; `on_pixels` of a picture that is to be small.

    Letters then stand on whole pixels and begin at every half: those that lie alike pack to two thirds, and of a line
    of text nothing is a quarter of a pixel from its place.
    """
    painter.setRenderHint(painter.RenderHint.Antialiasing)
    for item in drawing.items:
        if on_pixels and isinstance(item, Text) and is_own(item.text):
            _text_on_pixels(painter, item)
        else:
            paint_item(painter, item)


def paint_item(painter: QPainter, item: Item) -> None:
    """Paint one item, antialiased if the painter is."""
    if isinstance(item, Text):
        _text(painter, item)
    elif isinstance(item, Fill):
        _fill(painter, item)
    elif isinstance(item, Stroke):
        _stroke(painter, item)
    elif isinstance(item, Area):
        _area(painter, item)
    else:
        _sign(painter, item)


def _text(painter: QPainter, item: Text) -> None:
    painter.save()
    painter.translate(item.x, item.y)
    if item.vertical:
        painter.rotate(-90)
    shade = QColor(item.colour)
    if not is_own(item.text):
        painter.fillPath(foreign_outline(item.text, item.size, item.bold, item.width), shade)
        painter.restore()
        return
    ours = face(item.bold)
    painter.scale(item.size / ours.em, -item.size / ours.em)
    for letter in item.text:
        glyph = ours.glyph(letter)
        painter.fillPath(_outline(item.bold, glyph), shade)
        painter.translate(ours.advance(glyph), 0)
    painter.restore()


def _text_on_pixels(painter: QPainter, item: Text) -> None:
    """Each letter in the painter's pixels: a sum of steps in points would leave it a little beside them."""
    painter.save()
    lies, shade, ours = painter.worldTransform(), QColor(item.colour), face(item.bold)
    at, size = lies.map(QPointF(item.x, item.y)), item.size * lies.m11() / ours.em
    along, base = (at.y(), round(at.x())) if item.vertical else (at.x(), round(at.y()))
    for letter in item.text:
        glyph, place = ours.glyph(letter), round(_PLACES * along) / _PLACES
        shift = (0, -size, -size, 0, base, place) if item.vertical else (size, 0, 0, -size, place, base)
        painter.setWorldTransform(QTransform(*shift))
        painter.fillPath(_outline(item.bold, glyph), shade)
        along += (-size if item.vertical else size) * ours.advance(glyph)
    painter.restore()


@cache
def _outline(bold: bool, glyph: int) -> QPainterPath:
    """The outline of a glyph in font units, y upwards."""
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.WindingFill)
    for contour in face(bold).contours(glyph):
        _around(path, contour)
    return path


def _around(path: QPainterPath, contour: list[Point]) -> None:
    """A closed line of quadratic curves; between two points off the curve, their middle is on it."""
    points: list[Point] = []
    for one, after in zip(contour, [*contour[1:], *contour[:1]], strict=True):
        points.append(one)
        if not one[2] and not after[2]:
            points.append(((one[0] + after[0]) / 2, (one[1] + after[1]) / 2, True))
    first = next((i for i, point in enumerate(points) if point[2]), None)
    if first is None:
        return
    points = [*points[first:], *points[: first + 1]]
    path.moveTo(points[0][0], points[0][1])
    i = 1
    while i < len(points):
        x, y, on = points[i]
        if on:
            path.lineTo(x, y)
            i += 1
        else:
            path.quadTo(x, y, points[i + 1][0], points[i + 1][1])
            i += 2
    path.closeSubpath()


def _fill(painter: QPainter, item: Fill) -> None:
    shade = QColor(item.colour)
    shade.setAlphaF(item.alpha)
    painter.setBrush(shade)
    painter.setPen(_pen(item.edge, item.edge_width) if item.edge else Qt.PenStyle.NoPen)
    if item.radius:
        painter.drawRoundedRect(_rect(item.rect), item.radius, item.radius)
    else:
        painter.drawRect(_rect(item.rect))


def _stroke(painter: QPainter, item: Stroke) -> None:
    """Each segment by itself: one thick polyline of 2,000 points takes Qt's raster engine seconds."""
    if item.straight:
        _straight(painter, item)
        return
    painter.save()
    if item.within is not None:
        painter.setClipRect(_rect(item.within), Qt.ClipOperation.IntersectClip)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    fine = painter.testRenderHint(painter.RenderHint.Antialiasing)
    painter.setPen(_pen(item.colour, item.width, round_caps=fine and item.rounded))
    x, y = to_hundredths(item.x), to_hundredths(item.y)
    pieces = unbroken(y) if item.dash else [slice(None)]
    for piece in pieces:
        parts = dashed(x[piece], y[piece], list(item.dashes))
        ends = np.empty((len(parts[0]), 4))
        for i, part in enumerate(parts):
            ends[:, i] = part
        known = np.isfinite(ends[:, 1]) & np.isfinite(ends[:, 3])
        ends = ends if known.all() else ends[known]
        if len(ends):
            # Four numbers are a QLineF to Qt, which reads them where they lie: to make 2,000 objects took half a frame.
            painter.drawLines(cast(QLineF, wrapInstance(ends.ctypes.data, QLineF)), len(ends))
    painter.restore()


def _straight(painter: QPainter, item: Stroke) -> None:
    """A line between two points; an upright or a level one lies on the pixels, so that it is as sharp as it can be."""
    (x1, x2), (y1, y2) = item.x.tolist(), item.y.tolist()
    painter.setPen(_pen(item.colour, item.width, dash=item.dash))
    if x1 == x2 or y1 == y2:
        lies = painter.deviceTransform()
        at, way = lies.map(QPointF(x1, y1)), (lies.m11(), lies.m22())
        half = max(1, round(item.width * abs(way[0]))) % 2 / 2
        if x1 == x2 and way[0]:
            x1 = x2 = x1 + (round(at.x() - half) + half - at.x()) / way[0]
        elif way[1]:
            y1 = y2 = y1 + (round(at.y() - half) + half - at.y()) / way[1]
    painter.drawLine(QLineF(x1, y1, x2, y2))


def _area(painter: QPainter, item: Area) -> None:
    painter.save()
    painter.setClipRect(_rect(item.within), Qt.ClipOperation.IntersectClip)
    shade = QColor(item.colour)
    shade.setAlphaF(item.alpha)
    painter.setBrush(shade)
    painter.setPen(Qt.PenStyle.NoPen)
    for points in around(item):
        painter.drawPolygon([QPointF(x, y) for x, y in points])
    painter.restore()


def _sign(painter: QPainter, item: Sign) -> None:
    painter.setPen(_pen(item.colour, item.width) if item.width else Qt.PenStyle.NoPen)
    painter.setBrush(QColor(item.fill))
    if item.shape in ("ring", "dot"):
        painter.drawEllipse(QPointF(item.x, item.y), item.size / 2, item.size / 2)
        return
    for points in corners(item):
        places = [QPointF(*point) for point in points]
        if item.shape == "cross":
            painter.drawLine(*places)
        else:
            painter.drawPolygon(places)


def _rect(box: Rect) -> QRectF:
    return QRectF(box.x, box.y, box.width, box.height)


@lru_cache(_PENS)
def _pen(colour: str, width: float, *, round_caps: bool = False, dash: tuple[float, ...] = ()) -> QPen:
    pen = QPen(QColor(colour), width)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap if round_caps else Qt.PenCapStyle.FlatCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    if dash:
        pen.setDashPattern(list(dash))
    return pen

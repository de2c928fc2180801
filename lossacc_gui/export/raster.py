"""A drawing as pixels: Qt's painter with the letters as outlines of the program's own font."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from lossacc_gui.export.drawing.dashes import dashed, unbroken
from lossacc_gui.export.drawing.font import Point, face, is_own
from lossacc_gui.export.drawing.primitives import Area, Drawing, Fill, Rect, Sign, Stroke, Text, around, corners
from lossacc_gui.export.drawing.style import MM_PER_INCH, POINTS_PER_INCH
from lossacc_gui.export.foreign import foreign_outline, no_qt
from lossacc_gui.language import Number, say
from lossacc_gui.model.errors import CannotWrite

if TYPE_CHECKING:
    from PySide6.QtCore import QRectF
    from PySide6.QtGui import QImage, QPainter, QPainterPath, QPen


def image_of(drawing: Drawing, dpi: float) -> QImage:
    """The drawing at a resolution; CannotWrite where Qt or the memory is missing."""
    try:
        from PySide6.QtGui import QColor, QImage, QPainter
    except ImportError as error:
        raise no_qt(error) from error

    scale = dpi / POINTS_PER_INCH
    image = QImage(round(drawing.width * scale), round(drawing.height * scale), QImage.Format.Format_RGB32)
    if image.isNull():
        raise CannotWrite(say("there is not enough memory for a picture at {dpi} dpi.", dpi=Number(f"{dpi:g}")))
    image.fill(QColor(drawing.background))
    painter = QPainter(image)
    painter.scale(scale, scale)
    paint(painter, drawing)
    painter.end()
    image.setDotsPerMeterX(round(dpi / MM_PER_INCH * 1000))
    image.setDotsPerMeterY(round(dpi / MM_PER_INCH * 1000))
    return image


def paint(painter: QPainter, drawing: Drawing) -> None:
    """Paint every item in order, a point as long as the painter's unit."""
    painter.setRenderHint(painter.RenderHint.Antialiasing)
    for item in drawing.items:
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
    from PySide6.QtGui import QColor

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


@cache
def _outline(bold: bool, glyph: int) -> QPainterPath:
    """The outline of a glyph in font units, y upwards."""
    from PySide6.QtCore import Qt
    from PySide6.QtGui import QPainterPath

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
    from PySide6.QtCore import Qt
    from PySide6.QtGui import QColor

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
    from PySide6.QtCore import QLineF, Qt

    painter.save()
    if item.within is not None:
        painter.setClipRect(_rect(item.within))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(_pen(item.colour, item.width, round_caps=not item.dash))
    x, y = np.round(item.x, 2), np.round(item.y, 2)
    for piece in unbroken(y):
        parts = dashed(x[piece], y[piece], [length * item.width for length in item.dash])
        ends = zip(*(part.tolist() for part in parts), strict=True)
        painter.drawLines([QLineF(*four) for four in ends])
    painter.restore()


def _area(painter: QPainter, item: Area) -> None:
    from PySide6.QtCore import QPointF, Qt
    from PySide6.QtGui import QColor

    painter.save()
    painter.setClipRect(_rect(item.within))
    shade = QColor(item.colour)
    shade.setAlphaF(item.alpha)
    painter.setBrush(shade)
    painter.setPen(Qt.PenStyle.NoPen)
    for points in around(item):
        painter.drawPolygon([QPointF(x, y) for x, y in points])
    painter.restore()


def _sign(painter: QPainter, item: Sign) -> None:
    from PySide6.QtCore import QPointF, Qt
    from PySide6.QtGui import QColor

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
    from PySide6.QtCore import QRectF

    return QRectF(box.x, box.y, box.width, box.height)


def _pen(colour: str, width: float, *, round_caps: bool = False) -> QPen:
    from PySide6.QtCore import Qt
    from PySide6.QtGui import QColor, QPen

    pen = QPen(QColor(colour), width)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap if round_caps else Qt.PenCapStyle.FlatCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    return pen

"""The one painter: a chart as PNG, SVG, PDF or picture, the same in all of them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from lossacc_gui.chart.parts import Chart
from lossacc_gui.export.drawing.dashes import dashed, unbroken
from lossacc_gui.export.drawing.layout import drawing_of
from lossacc_gui.export.drawing.primitives import Drawing, Fill, Sign, Stroke, Text
from lossacc_gui.export.drawing.style import POINTS_PER_INCH, PRESETS, FigureStyle, style_for
from lossacc_gui.export.files import as_bytes, write_whole
from lossacc_gui.export.pdf import corrected
from lossacc_gui.model.errors import CannotWrite
from lossacc_gui.resource import resource
from lossacc_gui.system.missing import told_missing, why_no_qt

if TYPE_CHECKING:
    from PySide6.QtGui import QFont, QImage, QPainter, QPen

__all__ = ["PRESETS", "FigureStyle", "figure_bytes", "image_of", "load_fonts", "style_for", "svg_of", "write_figure"]

FAMILY = "Liberation Sans"
_FALLBACKS = "'Liberation Sans', Arimo, Arial, Helvetica, sans-serif"
"""Fonts with the same widths, so that an SVG keeps its spacing where ours is not installed."""
_UNITS = 10
"""Painter units in a point: Qt takes font sizes as whole units, a tenth of a point is fine enough."""
_UNITS_PER_INCH = int(_UNITS * POINTS_PER_INCH)


def write_figure(
    chart: Chart, path: Path, style: FigureStyle, overwrite: bool = False, inputs: Iterable[Path] = ()
) -> None:
    """Write a chart as .png, .svg or .pdf, by the suffix; CannotWrite says why it could not be."""
    content = figure_bytes(chart, path.suffix.lower().removeprefix("."), style)
    write_whole(path, content, overwrite=overwrite, inputs=inputs)


def check_kind(kind: str) -> None:
    """CannotWrite where a suffix, without its dot, is not that of a figure."""
    if kind not in ("png", "svg", "pdf"):
        raise CannotWrite(
            f"a figure is a .png, .svg or .pdf file, not {'.' + kind if kind else 'one without a suffix'}."
        )


def figure_bytes(chart: Chart, kind: str, style: FigureStyle) -> bytes:
    """The content of a figure file; the same chart and style give the same bytes."""
    check_kind(kind)
    if kind == "svg":
        return as_bytes(svg_of(chart, style))
    return _png(chart, style) if kind == "png" else _pdf(laid_out(chart, style))


def laid_out(chart: Chart, style: FigureStyle) -> Drawing:
    """The chart with everything in its place, as measured with the fonts that will be painted."""
    load_fonts()
    return drawing_of(chart, style, _width_of)


def image_of(chart: Chart, style: FigureStyle) -> QImage:
    """The chart as a picture at the style's dpi, for the clipboard and for PNG files."""
    drawing = laid_out(chart, style)
    from PySide6.QtGui import QColor, QImage, QPainter

    scale = style.dpi / POINTS_PER_INCH
    image = QImage(round(drawing.width * scale), round(drawing.height * scale), QImage.Format.Format_RGB32)
    if image.isNull():
        raise CannotWrite(f"there is not enough memory for a picture at {style.dpi:g} dpi.")
    image.fill(QColor(drawing.background))
    painter = QPainter(image)
    painter.scale(scale / _UNITS, scale / _UNITS)
    _paint(painter, drawing, pixels=True)
    painter.end()
    # Only now: an image that knows its resolution before painting gets text of another size.
    image.setDotsPerMeterX(round(style.dpi / 0.0254))
    image.setDotsPerMeterY(round(style.dpi / 0.0254))
    return image


def svg_of(chart: Chart, style: FigureStyle) -> str:
    """The chart as an SVG document; text stays text, and title and description tell it to a screen reader."""
    drawing = laid_out(chart, style)
    from PySide6.QtCore import QBuffer, QRectF, QSize
    from PySide6.QtGui import QPainter
    from PySide6.QtSvg import QSvgGenerator

    buffer = QBuffer()
    # Svg11 clips, the default (Tiny 1.2) does not.
    generator = QSvgGenerator(QSvgGenerator.SvgVersion.Svg11)
    generator.setOutputDevice(buffer)
    generator.setResolution(96)
    generator.setSize(QSize(round(drawing.width * 96 / 72), round(drawing.height * 96 / 72)))
    generator.setViewBox(QRectF(0, 0, drawing.width * _UNITS, drawing.height * _UNITS))
    generator.setTitle(drawing.title)
    generator.setDescription(drawing.description)
    painter = QPainter(generator)
    _background(painter, drawing)
    _paint(painter, drawing, pixels=False)
    painter.end()
    text = bytes(buffer.data().data()).decode()
    # Qt rounds the size to whole pixels, which is neither the width asked for nor the shape of the view box.
    size = f'width="{drawing.width / 72 * 25.4:.4f}mm" height="{drawing.height / 72 * 25.4:.4f}mm"'
    text = re.sub(r'width="[\d.]+mm" height="[\d.]+mm"', size, text, count=1)
    return text.replace(f'font-family="{FAMILY}"', f'font-family="{_FALLBACKS}"')


def _png(chart: Chart, style: FigureStyle) -> bytes:
    from PySide6.QtCore import QBuffer, QIODevice

    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image_of(chart, style).save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(buffer.data().data())


def _pdf(drawing: Drawing) -> bytes:
    from PySide6.QtCore import QBuffer, QHashSeed, QIODevice, QMarginsF, QSizeF, QUuid
    from PySide6.QtGui import QPageSize, QPainter, QPdfWriter

    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    size = QSizeF(drawing.width, drawing.height)
    writer.setPageSize(QPageSize(size, QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.ExactMatch))
    writer.setPageMargins(QMarginsF())
    writer.setResolution(_UNITS_PER_INCH)
    writer.setTitle(drawing.title)
    writer.setCreator("lossacc")
    writer.setDocumentId(QUuid("{00000000-0000-0000-0000-000000000000}"))
    # Qt numbers the fonts of a file in the order of a hash table, which is random unless told otherwise.
    QHashSeed.setDeterministicGlobalSeed()
    try:
        painter = QPainter(writer)
        _background(painter, drawing)
        _paint(painter, drawing, pixels=False)
        painter.end()
    finally:
        QHashSeed.resetRandomGlobalSeed()
    return corrected(bytes(buffer.data().data()), drawing.width)


@cache
def load_fonts() -> None:
    """Make the program's own font known to Qt, and start an offscreen Qt where there is none.

    A bare machine has no fonts at all, and others have other ones: with our own a figure looks the same everywhere.
    CannotWrite where Qt itself cannot be loaded, because the machine lacks a library that it needs.
    """
    try:
        from PySide6.QtGui import QFontDatabase, QGuiApplication
    except ImportError as error:
        why = told_missing(("offscreen",)) or f"{error}. Install what it names."
        raise CannotWrite(f"a figure needs Qt, which could not be loaded here: {why}") from error

    if QGuiApplication.instance() is None:
        missing = why_no_qt(("offscreen",))
        if missing is not None:
            raise CannotWrite(f"a figure cannot be drawn here: {missing}")
        QGuiApplication(["lossacc", "-platform", "offscreen"])
    for name in ("LiberationSans-Regular.ttf", "LiberationSans-Bold.ttf"):
        QFontDatabase.addApplicationFont(str(resource("fonts", name)))


def _font(size: float, bold: bool) -> QFont:
    from PySide6.QtGui import QFont

    font = QFont(FAMILY)
    font.setPixelSize(round(size * _UNITS))
    font.setBold(bold)
    # Hinting would give every device other widths.
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font


@cache
def _metrics(size: float, bold: bool) -> Any:
    from PySide6.QtGui import QFontMetricsF

    return QFontMetricsF(_font(size, bold))


def _width_of(text: str, size: float, bold: bool) -> float:
    return float(_metrics(size, bold).horizontalAdvance(text)) / _UNITS


def _background(painter: QPainter, drawing: Drawing) -> None:
    from PySide6.QtCore import QRectF
    from PySide6.QtGui import QColor

    painter.fillRect(QRectF(0, 0, drawing.width * _UNITS, drawing.height * _UNITS), QColor(drawing.background))


def _paint(painter: QPainter, drawing: Drawing, *, pixels: bool) -> None:
    """Paint every item in order; `pixels` is for devices on which a long thick polyline takes seconds."""
    painter.setRenderHint(painter.RenderHint.Antialiasing)
    painter.setRenderHint(painter.RenderHint.TextAntialiasing)
    painter.setFont(_font(1.0, bold=False))  # else the machine's own font is named in the file
    for item in drawing.items:
        if isinstance(item, Text):
            _paint_text(painter, item)
        elif isinstance(item, Fill):
            _paint_fill(painter, item)
        elif isinstance(item, Stroke):
            _paint_stroke(painter, item, pixels=pixels)
        else:
            _paint_sign(painter, item)


def _paint_text(painter: QPainter, item: Text) -> None:
    from PySide6.QtCore import QPointF
    from PySide6.QtGui import QColor

    painter.setFont(_font(item.size, item.bold))
    painter.setPen(QColor(item.colour))
    if not item.vertical:
        painter.drawText(QPointF(_units(item.x), _units(item.y)), item.text)
        return
    painter.save()
    painter.translate(_units(item.x), _units(item.y))
    painter.rotate(-90)
    painter.drawText(QPointF(0, 0), item.text)
    painter.restore()


def _paint_fill(painter: QPainter, item: Fill) -> None:
    from PySide6.QtCore import QRectF, Qt
    from PySide6.QtGui import QColor

    shade = QColor(item.colour)
    shade.setAlphaF(item.alpha)
    painter.setBrush(shade)
    painter.setPen(_pen(item.edge, item.edge_width) if item.edge else Qt.PenStyle.NoPen)
    rect = QRectF(_units(item.rect.x), _units(item.rect.y), _units(item.rect.width), _units(item.rect.height))
    radius = _units(item.radius)
    if radius:
        painter.drawRoundedRect(rect, radius, radius)
    else:
        painter.drawRect(rect)


def _paint_stroke(painter: QPainter, item: Stroke, *, pixels: bool) -> None:
    from PySide6.QtCore import QLineF, QPointF, QRectF, Qt

    if item.within is not None:
        box = item.within
        painter.save()
        painter.setClipRect(QRectF(_units(box.x), _units(box.y), _units(box.width), _units(box.height)))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    x, y = np.round(item.x * _UNITS, 1), np.round(item.y * _UNITS, 1)
    for piece in unbroken(y):
        px, py = x[piece], y[piece]
        if not pixels:
            painter.setPen(_pen(item.colour, item.width, item.dash))
            painter.drawPolyline([QPointF(*point) for point in zip(px.tolist(), py.tolist(), strict=True)])
            continue
        # Each segment by itself: one thick polyline of 2,000 points takes Qt's raster engine seconds.
        painter.setPen(_pen(item.colour, item.width, round_caps=not item.dash))
        parts = dashed(px, py, [length * item.width * _UNITS for length in item.dash])
        ends = zip(*(part.tolist() for part in parts), strict=True)
        painter.drawLines([QLineF(*four) for four in ends])
    if item.within is not None:
        painter.restore()


def _paint_sign(painter: QPainter, item: Sign) -> None:
    from PySide6.QtCore import QPointF, Qt
    from PySide6.QtGui import QColor

    x, y, half = _units(item.x), _units(item.y), _units(item.size / 2)
    painter.setPen(_pen(item.colour, item.width) if item.width else Qt.PenStyle.NoPen)
    painter.setBrush(QColor(item.fill))
    if item.shape in ("ring", "dot"):
        painter.drawEllipse(QPointF(x, y), half, half)
    elif item.shape == "cross":
        painter.drawLine(QPointF(x - half, y - half), QPointF(x + half, y + half))
        painter.drawLine(QPointF(x - half, y + half), QPointF(x + half, y - half))
    else:
        corners = {"diamond": ((0, -1), (1, 0), (0, 1), (-1, 0)), "triangle": ((0, -1), (1, 0.8), (-1, 0.8))}
        painter.drawPolygon([QPointF(x + dx * half, y + dy * half) for dx, dy in corners[item.shape]])


def _pen(colour: str, width: float, pattern: tuple[float, ...] = (), *, round_caps: bool = False) -> QPen:
    from PySide6.QtCore import Qt
    from PySide6.QtGui import QColor, QPen

    pen = QPen(QColor(colour), _units(width))
    pen.setCapStyle(Qt.PenCapStyle.RoundCap if round_caps else Qt.PenCapStyle.FlatCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    if pattern:
        pen.setDashPattern(list(pattern))
    return pen


def _units(length: float) -> float:
    """Points in painter units, rounded to a hundredth of a point so that files stay small."""
    return round(length * _UNITS, 1)

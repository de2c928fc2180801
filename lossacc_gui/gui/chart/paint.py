"""Paints the inside of a chart on any QPainter, in pixels of the plot area."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPolygonF

from lossacc_gui.chart import Mark, Reference
from lossacc_gui.chart.palette import Theme
from lossacc_gui.chart.parts import Spread
from lossacc_gui.chart.reading import Reading
from lossacc_gui.chart.ruler import label_columns
from lossacc_gui.gui.chart.paint_bands import Tab, paint_bands, paint_rest, paint_span, paint_tabs
from lossacc_gui.gui.chart.paint_curves import MARGIN, paint_curve, paint_spread
from lossacc_gui.gui.chart.pens import colour, pen
from lossacc_gui.gui.chart.prepared import PreparedChart, PreparedLine
from lossacc_gui.gui.chart.scale import Frame, x_ticks, y_ticks

REFERENCE_GAP = 6.0
"""Pixels between the words of a reference line and the frame."""
LETTER_PX = 16.0
"""Pixels of the box with the letter of a note."""


Step = Callable[[QPainter], None]
"""A piece of work that paints on a painter in any state; none takes long."""


@dataclass(frozen=True, slots=True)
class Scene:
    """A chart as it is looked at: what is painted where, in which colours.

    selected  the number of the band that stands out
    span      a stretch that is marked, as the x axis counts it
    """

    prepared: PreparedChart
    frame: Frame
    theme: Theme
    selected: int | None = None
    span: tuple[float, float] | None = None


def paint(painter: QPainter, scene: Scene, *, hurried: bool) -> tuple[Tab, ...]:
    """Paint the chart into 0,0 .. x.length, left.length. Returns the places of the tabs of its events."""
    for step in steps_of(scene, hurried=hurried):
        step(painter)
    return paint_tabs(painter, scene.prepared.chart.bands, scene.frame, scene.theme, scene.selected)


def steps_of(scene: Scene, *, hurried: bool) -> Iterator[Step]:
    """All that is painted below the tabs, one after another."""
    yield lambda painter: _paint_ground(painter, scene)
    for spread in scene.prepared.chart.spreads:
        yield partial(_paint_spread, spread, scene)
    roles = ("smooth",) if hurried and scene.prepared.chart.runs else ("raw", "smooth")
    for role in roles:
        for line in scene.prepared.lines:
            if line.line.role == role:
                yield partial(_paint_line, line, scene, hurried)
    yield lambda painter: _paint_over(painter, scene)


def _paint_ground(painter: QPainter, scene: Scene) -> None:
    chart, frame, theme = scene.prepared.chart, scene.frame, scene.theme
    painter.fillRect(_clipped(painter, frame), QColor(theme.background))
    paint_bands(painter, chart.bands, frame, theme, scene.selected)
    _paint_grid(painter, scene.prepared, frame, theme)
    paint_span(painter, scene.span, frame, theme)


def _paint_spread(spread: Spread, scene: Scene, painter: QPainter) -> None:
    _clipped(painter, scene.frame)
    paint_spread(painter, spread, scene.frame, scene.theme)


def _paint_line(line: PreparedLine, scene: Scene, hurried: bool, painter: QPainter) -> None:
    _clipped(painter, scene.frame)
    paint_curve(painter, line, scene.frame, scene.theme, hurried=hurried)


def _paint_over(painter: QPainter, scene: Scene) -> None:
    chart, frame, theme = scene.prepared.chart, scene.frame, scene.theme
    _clipped(painter, frame)
    _paint_references(painter, chart.references, frame, theme)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for mark in chart.marks:
        _paint_mark(painter, mark, frame, theme)
    paint_rest(painter, chart.bands, frame, theme, scene.selected)


def _clipped(painter: QPainter, frame: Frame) -> QRectF:
    """Paint within the plot area, and say which that is."""
    area = QRectF(0, 0, frame.x.length, frame.left.length)
    painter.setClipRect(area)
    return area


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


def _paint_grid(painter: QPainter, prepared: PreparedChart, frame: Frame, theme: Theme) -> None:
    """Fine lines at the ticks of x and of the left axis (of the right one where there is no left)."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setPen(pen(theme.grid, 1.0))
    chart = prepared.chart
    lines = [
        QLineF(at, 0, at, frame.left.length)
        for at in (round(frame.x.pixel(x)) + 0.0 for x, _ in x_ticks(chart.across, frame.x, whole=False))
    ]
    axis, scale = (chart.left, frame.left) if chart.left is not None else (chart.right, frame.right)
    if axis is not None:
        lines += [
            QLineF(0, at, frame.x.length, at) for at in (round(scale.pixel(y)) + 0.0 for y, _ in y_ticks(axis, scale))
        ]
    painter.drawLines(lines)


def _paint_references(painter: QPainter, references: tuple[Reference, ...], frame: Frame, theme: Theme) -> None:
    """Dotted lines across the left axis, each with its words over one of its ends."""
    metrics = QFontMetricsF(painter.font())
    lines = [(frame.left.pixel(one.level), one.text) for one in references]
    lines = [(round(y) + 0.5, text) for y, text in lines if 0 <= y <= frame.left.length]
    for (y, text), column in zip(lines, label_columns([y for y, _ in lines], metrics.height()), strict=True):
        painter.setPen(pen(theme.muted, 1.0, (1.0, 3.0)))
        painter.drawLine(QLineF(0, y, frame.x.length, y))
        if column is not None:
            width = metrics.horizontalAdvance(text)
            left = frame.x.length - width - REFERENCE_GAP if column == 0 else REFERENCE_GAP
            base = y - 3 if y > metrics.height() else y + metrics.ascent() + 2
            painter.setPen(pen(theme.muted, 1.0))
            painter.drawText(QPointF(left, base), text)


def _paint_mark(painter: QPainter, mark: Mark, frame: Frame, theme: Theme) -> None:
    x, height = frame.x.pixel(mark.x), frame.left.length
    if mark.kind == "note":
        end = frame.x.pixel(mark.x if mark.until is None else mark.until)
        if end >= -10 and x <= frame.x.length + 10:
            _paint_note(painter, mark.letter, max(x, -1.0), min(end, frame.x.length + 1), height, theme)
        return
    if not -10 <= x <= frame.x.length + 10:
        return
    if mark.y is not None:
        y = frame.side(mark.axis).pixel(mark.y)
        if -MARGIN <= y <= height + MARGIN:
            paint_sign(painter, mark, QPointF(x, y), height, theme)
    elif mark.kind == "not_a_number":
        paint_sign(painter, mark, QPointF(x, height - 8), height, theme)
    else:
        paint_sign(painter, mark, QPointF(x, height / 2), height, theme)


def paint_sign(painter: QPainter, mark: Mark, at: QPointF, height: float, theme: Theme) -> None:
    """Paint the sign of a mark around a place, in chart and legend alike; an upright one is `height` pixels high."""
    upright = QLineF(at.x(), at.y() - height / 2, at.x(), at.y() + height / 2)
    if mark.kind == "note":
        _paint_letter(painter, mark.letter, QPointF(at.x(), at.y() + LETTER_PX / 2), theme)
    elif mark.kind == "lr_step":
        painter.setPen(pen(theme.muted, 1.0, (2.0, 3.0)))
        painter.drawLine(upright)
    elif mark.kind == "break":
        painter.setPen(pen(theme.ink, 1.2, (6.0, 4.0)))
        painter.drawLine(upright)
    elif mark.kind == "not_a_number":
        painter.setPen(pen(theme.line(mark.axis, 0), 1.8))
        for dy in (-4.0, 4.0):
            painter.drawLine(QLineF(at.x() - 4, at.y() - dy, at.x() + 4, at.y() + dy))
    else:
        _paint_best(painter, at, mark.kind == "best_loss", theme.line(mark.axis, 0), theme)


def _paint_note(painter: QPainter, letter: str, start: float, end: float, height: float, theme: Theme) -> None:
    """The lines at the ends of a note, a bar along the bottom between them, and its letter there."""
    painter.setPen(pen(theme.ink, 1.0, (4.0, 2.0, 1.0, 2.0)))
    for x in dict.fromkeys((start, end)):
        painter.drawLine(QLineF(x, 0, x, height))
    if end > start:
        painter.fillRect(QRectF(start, height - 4, end - start, 4), colour(theme.ink, 0.35))
    _paint_letter(painter, letter, QPointF(max(start, 0.0) + LETTER_PX / 2, height), theme)


def _paint_letter(painter: QPainter, letter: str, bottom: QPointF, theme: Theme) -> None:
    """The letter of a note in a box that stands on a place."""
    wide = max(LETTER_PX, painter.fontMetrics().horizontalAdvance(letter) + 6.0)
    box = QRectF(bottom.x() - wide / 2, bottom.y() - LETTER_PX, wide, LETTER_PX)
    painter.setPen(pen(theme.ink, 1.0))
    painter.setBrush(colour(theme.background))
    painter.drawRect(box)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, letter)


def _paint_best(painter: QPainter, at: QPointF, loss: bool, name: str, theme: Theme) -> None:
    """A diamond for the lowest loss, a triangle for the highest accuracy, as in the figures."""
    diamond = ((0.0, -6.5), (6.5, 0.0), (0.0, 6.5), (-6.5, 0.0))
    triangle = ((0.0, -6.0), (6.0, 4.5), (-6.0, 4.5))
    painter.setPen(pen(theme.background, 1.5))
    painter.setBrush(colour(name))
    painter.drawPolygon(QPolygonF([at + QPointF(dx, dy) for dx, dy in (diamond if loss else triangle)]))

"""Paints events: shaded bands with their edges, numbered tabs, and the stretch that evidence points at."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter

from lossacc_gui.chart import Band
from lossacc_gui.chart.palette import BAND_ALPHA, SELECTED_ALPHA, Theme, band_dash
from lossacc_gui.gui.chart.pens import colour, pen
from lossacc_gui.gui.chart.scale import Frame, Scale

TAB_HEIGHT = 18.0
DIMMED = 0.55
"""How much of what is not selected the background covers."""
FAR = 100.0
"""Pixels outside the view at which nothing of a band is seen."""


@dataclass(frozen=True, slots=True)
class Tab:
    """The numbered tab of an event, for clicks; `run` is the run of an overlay that has it."""

    place: QRectF
    number: int
    run: int | None = None


def ends_of(band: Band, x: Scale) -> tuple[float, float]:
    """Left and right pixel of a band; one of a single epoch is still wide enough to be seen."""
    start, end = x.pixel(band.start), x.pixel(band.end)
    room = max(0.0, 6.0 - (end - start)) / 2
    return _near(start - room, end + room, x)


def _near(start: float, end: float, x: Scale) -> tuple[float, float]:
    """Both ends, no further outside the view than is needed for them not to be seen: Qt loses count far out."""
    low, high = -FAR, x.length + FAR
    return min(max(start, low), high), min(max(end, low), high)


def paint_bands(painter: QPainter, bands: tuple[Band, ...], frame: Frame, theme: Theme, selected: int | None) -> None:
    """Paint the bands; `selected` is the number of the one that stands out."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    height = frame.left.length
    for band in bands:
        start, end = ends_of(band, frame.x)
        if end < 0 or start > frame.x.length:
            continue
        name = theme.band(band.severity)
        chosen = band.number == selected
        if band.aside and not chosen:
            continue
        if band.point:
            middle = (start + end) / 2
            painter.setPen(pen(name, 2.6 if chosen else 1.6, band_dash(band.severity)))
            painter.drawLine(QLineF(middle, 0, middle, height))
            continue
        painter.fillRect(QRectF(start, 0, end - start, height), colour(name, SELECTED_ALPHA if chosen else BAND_ALPHA))
        painter.setPen(pen(name, 2.0 if chosen else 1.0, band_dash(band.severity)))
        painter.drawLine(QLineF(start, 0, start, height))
        painter.drawLine(QLineF(end, 0, end, height))


def paint_rest(painter: QPainter, bands: tuple[Band, ...], frame: Frame, theme: Theme, selected: int | None) -> None:
    """Dim what lies outside the stretch of the band that is selected."""
    band = next((band for band in bands if band.number == selected and not band.point), None)
    if band is None:
        return
    start, end = ends_of(band, frame.x)
    painter.fillRect(QRectF(0, 0, max(start, 0.0), frame.left.length), colour(theme.background, DIMMED))
    right = min(end, frame.x.length)
    painter.fillRect(QRectF(right, 0, frame.x.length - right, frame.left.length), colour(theme.background, DIMMED))


def paint_span(painter: QPainter, span: tuple[float, float] | None, frame: Frame, theme: Theme) -> None:
    """The stretch that a piece of evidence points at: brackets in ink and a bar along the top."""
    if span is None:
        return
    start, end = _near(frame.x.pixel(span[0]), frame.x.pixel(span[1]), frame.x)
    start, end = (start - 3, end + 3) if end - start < 6 else (start, end)
    painter.fillRect(QRectF(start, 0, end - start, frame.left.length), colour(theme.ink, 0.07))
    painter.setPen(pen(theme.ink, 1.5))
    for at, inwards in ((start, 6.0), (end, -6.0)):
        painter.drawLine(QLineF(at, 0, at, frame.left.length))
        for y in (1.0, frame.left.length - 1.0):
            painter.drawLine(QLineF(at, y, at + inwards, y))


def paint_tabs(
    painter: QPainter, bands: tuple[Band, ...], frame: Frame, theme: Theme, selected: int | None
) -> tuple[Tab, ...]:
    """Numbers on the top edge; overlapping ones go one row further in."""
    font = QFont(painter.font())
    font.setPointSizeF(8.5)
    font.setBold(True)
    painter.setFont(font)
    metrics = QFontMetricsF(font)
    tabs: list[Tab] = []
    for band in bands:
        start, end = ends_of(band, frame.x)
        if band.aside or end < 0 or start > frame.x.length:
            continue
        text = str(band.number)
        width = max(TAB_HEIGHT, metrics.horizontalAdvance(text) + 10)
        middle = (max(start, 0.0) + min(end, frame.x.length)) / 2
        left = min(max(middle - width / 2, 0.0), frame.x.length - width)
        place = QRectF(left, 2.0, width, TAB_HEIGHT)
        while any(tab.place.intersects(place) for tab in tabs):
            place.translate(0, TAB_HEIGHT + 2)
        name = theme.band(band.severity)
        painter.setPen(pen(theme.ink if band.number == selected else name, 2.0 if band.number == selected else 1.0))
        painter.setBrush(colour(theme.background) if band.number != selected else colour(name))
        painter.drawRoundedRect(place.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        painter.setPen(colour(theme.ink if band.number != selected else theme.background))
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)
        tabs.append(Tab(place, band.number))
    return tuple(tabs)

"""Paints curves: thick or thin, dashed along their length, with gaps, lone points and rings."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QLineF, QPointF, Qt
from PySide6.QtGui import QPainter

from lossacc_gui.chart.palette import RAW_ALPHA, Theme, dash, has_rings
from lossacc_gui.gui.chart.pens import LINE_WIDTH, colour, pen
from lossacc_gui.gui.chart.prepared import PreparedLine
from lossacc_gui.gui.chart.scale import Frame
from lossacc_gui.model.run import FloatArray

RAW_WIDTH = 1.0
MOST_BUCKETS = 1100
FEW_POINTS = 600
"""Up to this many points a curve gets round joints, which cost time."""
RING_DISTANCE = 70.0


def paint_curve(painter: QPainter, prepared: PreparedLine, frame: Frame, theme: Theme, *, hurried: bool) -> None:
    """Paint one line; `hurried` while the view moves: thinner and with fewer points."""
    line = prepared.line
    buckets = max(50, min(int(frame.x.length), MOST_BUCKETS))
    picks = prepared.visible(frame.x.low, frame.x.high, buckets // 4 if hurried else buckets)
    x, y = frame.x.pixels(line.x[picks]), frame.side(line.axis).pixels(line.y[picks])
    name = theme.line(line.axis, line.tone)
    raw = line.role == "raw"
    crowded = len(picks) > 1 and bool(picks[-1] - picks[0] >= len(picks))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, not (hurried and crowded))
    # Qt draws lines of one pixel many times faster than wider ones; while the mouse moves that decides.
    width = RAW_WIDTH if raw or (hurried and crowded) else LINE_WIDTH
    dashes = () if raw else dash(line.split)
    made = pen(name, width, alpha=RAW_ALPHA if raw else 1.0)
    if not raw and not dashes and len(picks) <= FEW_POINTS:
        made.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(made)
    painter.drawLines(_segments(x, y, tuple(width * one for one in dashes), crowded))
    points = prepared.lone[(prepared.lone >= picks[0]) & (prepared.lone <= picks[-1])] if len(picks) else prepared.lone
    if len(points) <= MOST_BUCKETS:
        px, py = frame.x.pixels(line.x[points]), frame.side(line.axis).pixels(line.y[points])
        painter.setBrush(colour(name))
        _dots(painter, px, py, 2.4)
    if not raw and has_rings(line.axis):
        _paint_rings(painter, x, y, name, theme)


def _paint_rings(painter: QPainter, x: FloatArray, y: FloatArray, name: str, theme: Theme) -> None:
    """Sparse rings on points of a curve, at least RING_DISTANCE pixels apart."""
    at = np.flatnonzero(np.isfinite(y))
    if not len(at):
        return
    cells = np.floor(x[at] / RING_DISTANCE)
    at = at[np.flatnonzero(np.diff(cells, prepend=cells[0] - 1) > 0)]
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(pen(name, 1.4))
    painter.setBrush(colour(theme.background))
    _dots(painter, x[at], y[at], 3.0)


def _dots(painter: QPainter, x: FloatArray, y: FloatArray, radius: float) -> None:
    for px, py in zip(x.tolist(), y.tolist(), strict=True):
        if np.isfinite(py):
            painter.drawEllipse(QPointF(px, py), radius, radius)


def _segments(x: FloatArray, y: FloatArray, dashes: tuple[float, ...], crowded: bool) -> list[QLineF]:
    """The pieces of a curve as separate lines, in pixels; without those that touch a NaN.

    Qt takes seconds for a thick polyline of some thousand points and milliseconds for the same as lines, but starts a
    dash anew at each line: so dashes are cut here, along the length of the curve.
    """
    whole = np.isfinite(y[:-1]) & np.isfinite(y[1:])
    if dashes and crowded:
        # A crowded curve runs up and down in every column: along its length there would be thousands of dashes.
        whole &= np.mod((x[:-1] + x[1:]) / 2, dashes[0] + dashes[1]) < dashes[0]
    elif dashes:
        return _dashed(x, y, whole, dashes)
    x1, y1, x2, y2 = x[:-1][whole], y[:-1][whole], x[1:][whole], y[1:][whole]
    return list(map(QLineF, x1.tolist(), y1.tolist(), x2.tolist(), y2.tolist()))


def _dashed(x: FloatArray, y: FloatArray, whole: np.ndarray, dashes: tuple[float, ...]) -> list[QLineF]:
    on, off = dashes[0], dashes[1]
    lengths = np.where(whole, np.hypot(np.diff(x), np.diff(y)), 0.0)
    along = np.concatenate([[0.0], np.cumsum(lengths)])
    starts = np.arange(0.0, along[-1], on + off) if len(along) > 1 else np.empty(0)
    cuts = np.unique(np.concatenate([along, starts, np.minimum(starts + on, along[-1])]))
    middle = (cuts[:-1] + cuts[1:]) / 2
    segment = np.clip(np.searchsorted(along, middle, side="right") - 1, 0, max(len(lengths) - 1, 0))
    kept = (np.mod(middle, on + off) < on) & (whole[segment] if len(whole) else False)
    segment, first, last = segment[kept], cuts[:-1][kept], cuts[1:][kept]
    length = lengths[segment]
    with np.errstate(divide="ignore", invalid="ignore"):
        a, b = (first - along[segment]) / length, (last - along[segment]) / length
    dx, dy = x[segment + 1] - x[segment], y[segment + 1] - y[segment]
    ends = (x[segment] + a * dx, y[segment] + a * dy, x[segment] + b * dx, y[segment] + b * dy)
    return list(map(QLineF, *(one.tolist() for one in ends)))

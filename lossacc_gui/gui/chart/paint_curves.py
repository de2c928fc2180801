"""Paints curves: thick or thin, dashed along their length, with gaps, lone points and rings."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QSizeF, Qt
from PySide6.QtGui import QPainter, QPolygonF

from lossacc_gui.chart import Line
from lossacc_gui.chart.palette import BAND_ALPHA as SPREAD_ALPHA
from lossacc_gui.chart.palette import RAW_ALPHA, SIGN_STAGGER, Theme, dash, has_rings, outline, run_sign
from lossacc_gui.chart.parts import Spread
from lossacc_gui.export.drawing.dashes import unbroken
from lossacc_gui.gui.chart.pens import LINE_WIDTH, colour, pen
from lossacc_gui.gui.chart.prepared import PreparedLine
from lossacc_gui.gui.chart.scale import Frame
from lossacc_gui.model.run import FloatArray

RAW_WIDTH = 1.0
MOST_BUCKETS = 1100
FEW_POINTS = 600
"""Up to this many points a curve gets round joints, which cost time."""
RING_DISTANCE = 70.0
SIGN_DISTANCE = 220.0
"""Pixels between the signs of a run on one of its curves; there may be 32 curves."""
SIGN_RADIUS = 4.6
EDGE = 0.7
"""Pixels by which a filled sign is larger, for its edge."""
Lines = tuple[FloatArray, FloatArray, FloatArray, FloatArray]
"""x and y of the first ends of n lines, x and y of their second ends; each (n,)."""
MARGIN = 20.0
"""Pixels around the view in which lines and signs are still painted: more than any is wide."""
LONGEST_DASHED = 1e6
"""Pixels along a curve whose dashes are cut one by one."""


def paint_curve(painter: QPainter, prepared: PreparedLine, frame: Frame, theme: Theme, *, hurried: bool) -> None:
    """Paint one line; `hurried` while the view moves: thinner and with fewer points."""
    line = prepared.line
    buckets = max(50, min(int(frame.x.length), MOST_BUCKETS))
    fewer = 1 if not hurried else 4 if line.run is None else 10  # an overlay has up to eight times the curves of a run
    picks = prepared.visible(frame.x.low, frame.x.high, buckets // fewer)
    x, y = frame.x.pixels(line.x[picks]), frame.side(line.axis).pixels(line.y[picks])
    name = theme.of(line)
    raw = line.role == "raw"
    crowded = len(picks) > 1 and bool(picks[-1] - picks[0] >= len(picks))
    plain = hurried and (crowded or line.run is not None)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, not plain)
    # Qt draws lines of one pixel many times faster than wider ones; while the mouse moves that decides.
    width = RAW_WIDTH if raw or plain else LINE_WIDTH
    dashes = () if raw else dash(line.split)
    made = pen(name, width, alpha=RAW_ALPHA if raw else 1.0)
    if not raw and not dashes and len(picks) <= FEW_POINTS:
        made.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(made)
    view = QSizeF(frame.x.length, frame.left.length)
    painter.drawLines(_segments(x, y, tuple(width * one for one in dashes), crowded, view))
    points = prepared.lone[(prepared.lone >= picks[0]) & (prepared.lone <= picks[-1])] if len(picks) else prepared.lone
    if 0 < len(points) <= MOST_BUCKETS:
        px, py = frame.x.pixels(line.x[points]), frame.side(line.axis).pixels(line.y[points])
        painter.setBrush(colour(name))
        _dots(painter, px, py, 2.4, view)
    if raw:
        return
    if line.run is not None:
        if not hurried:
            _paint_run_signs(painter, line, frame, theme)
    elif has_rings(line.axis):
        _paint_rings(painter, x, y, name, theme, view)


def _paint_rings(painter: QPainter, x: FloatArray, y: FloatArray, name: str, theme: Theme, view: QSizeF) -> None:
    """Sparse rings on points of a curve, at least RING_DISTANCE pixels apart."""
    at = np.flatnonzero(np.isfinite(y))
    if not len(at):
        return
    cells = np.floor(x[at] / RING_DISTANCE)
    at = at[np.flatnonzero(np.diff(cells, prepend=cells[0] - 1) > 0)]
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(pen(name, 1.4))
    painter.setBrush(colour(theme.background))
    _dots(painter, x[at], y[at], 3.0, view)


def paint_spread(painter: QPainter, spread: Spread, frame: Frame, theme: Theme) -> None:
    """What lies between the quartiles of the runs of a configuration; medians have as many points as a run has."""
    x = frame.x.pixels(spread.x)
    scale = frame.side(spread.axis)
    low, high = scale.pixels(spread.low), scale.pixels(spread.high)
    low, high = (np.where(np.isnan(y), frame.left.length + MARGIN, y) if scale.log else y for y in (low, high))
    seen = (x >= -MARGIN) & (x <= frame.x.length + MARGIN)
    every = max(1, int(np.count_nonzero(seen)) // MOST_BUCKETS)
    x, low, high = x[seen][::every], low[seen][::every], high[seen][::every]
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour(theme.run(spread.run), SPREAD_ALPHA))
    for one in unbroken(low + high):
        corners = zip([*x[one], *x[one][::-1]], [*low[one], *high[one][::-1]], strict=True)
        painter.drawPolygon(QPolygonF([QPointF(*corner) for corner in corners]))


def _paint_run_signs(painter: QPainter, line: Line, frame: Frame, theme: Theme) -> None:
    """The sign of the run on points of the curve, at places of the view that differ from curve to curve."""
    run = line.run or 0
    count = 4 * run + ("left", "right").index(line.axis) * 2 + (line.split == "train")
    if not len(line.x):
        return
    low, high = max(frame.x.low, float(line.x[0])), min(frame.x.high, float(line.x[-1]))
    number = max(2, int((frame.x.pixel(high) - frame.x.pixel(low)) / SIGN_DISTANCE))
    share = (np.arange(number) + SIGN_STAGGER * count % 1.0) / number
    at = np.unique(np.searchsorted(line.x, low + share * (high - low)))
    for i in at[at < len(line.x)].tolist():
        x, y = frame.x.pixel(float(line.x[i])), frame.side(line.axis).pixel(float(line.y[i]))
        if np.isfinite(y) and 0 <= x <= frame.x.length and 0 <= y <= frame.left.length:
            paint_run_sign(painter, run, line.axis, QPointF(x, y), theme.run(run), theme)


def paint_run_sign(painter: QPainter, run: int, axis: str, at: QPointF, name: str, theme: Theme) -> None:
    """The sign of a run of an overlay, filled on the left axis and hollow on the right one.

    A filled one has an edge of the background, so that it is seen on a broad band of its own colour, too.
    """
    filled = axis == "left"
    painter.setPen(pen(theme.background if filled else name, 1.0 if filled else 1.3))
    painter.setBrush(colour(name if filled else theme.background))
    sign, radius = run_sign(run), SIGN_RADIUS + (EDGE if filled else 0.0)
    if sign == "dot":
        painter.drawEllipse(at, 0.85 * radius, 0.85 * radius)
    else:
        painter.drawPolygon(QPolygonF([at + QPointF(dx, dy) * radius for dx, dy in outline(sign)]))


def _dots(painter: QPainter, x: FloatArray, y: FloatArray, radius: float, view: QSizeF) -> None:
    for px, py in zip(x.tolist(), y.tolist(), strict=True):
        if -MARGIN <= px <= view.width() + MARGIN and -MARGIN <= py <= view.height() + MARGIN:
            painter.drawEllipse(QPointF(px, py), radius, radius)


def _segments(x: FloatArray, y: FloatArray, dashes: tuple[float, ...], crowded: bool, view: QSizeF) -> list[QLineF]:
    """The pieces of a curve as separate lines, in pixels; without those that touch a NaN or lie outside the view.

    Qt takes seconds for a thick polyline of some thousand points and milliseconds for the same as lines, but starts a
    dash anew at each line: so dashes are cut here, along the length of the curve. Lines that end far outside the view
    can end the program in Qt: so they are cut off here too.
    """
    x1, y1, x2, y2 = _clipped(x[:-1], y[:-1], x[1:], y[1:], view)
    along = np.concatenate([[0.0], np.cumsum(np.hypot(x2 - x1, y2 - y1))])
    if dashes and (crowded or along[-1] > LONGEST_DASHED):
        # A crowded curve runs up and down in every column: along its length there would be thousands of dashes.
        on = np.mod((x1 + x2) / 2, dashes[0] + dashes[1]) < dashes[0]
        x1, y1, x2, y2 = x1[on], y1[on], x2[on], y2[on]
    elif dashes and len(x1):
        x1, y1, x2, y2 = _dashed(x1, y1, x2, y2, along, dashes)
    return list(map(QLineF, x1.tolist(), y1.tolist(), x2.tolist(), y2.tolist()))


def _clipped(x1: FloatArray, y1: FloatArray, x2: FloatArray, y2: FloatArray, view: QSizeF) -> Lines:
    """The parts of finite lines within the view and MARGIN pixels around it (Liang and Barsky, 1984)."""
    whole = np.isfinite(y1) & np.isfinite(y2)
    x1, y1, x2, y2 = x1[whole], y1[whole], x2[whole], y2[whole]
    first, last = np.zeros(len(x1)), np.ones(len(x1))
    for start, along, high in ((x1, x2 - x1, view.width()), (y1, y2 - y1, view.height())):
        for way, room in ((-along, start + MARGIN), (along, high + MARGIN - start)):
            with np.errstate(divide="ignore", invalid="ignore"):
                at = room / way
            first = np.where(way < 0, np.maximum(first, at), first)
            last = np.where(way > 0, np.minimum(last, at), last)
            last = np.where((way == 0) & (room < 0), -1.0, last)
    seen = first <= last
    x1, y1, dx, dy = x1[seen], y1[seen], (x2 - x1)[seen], (y2 - y1)[seen]
    first, last = first[seen], last[seen]
    return x1 + first * dx, y1 + first * dy, x1 + last * dx, y1 + last * dy


def _dashed(
    x1: FloatArray, y1: FloatArray, x2: FloatArray, y2: FloatArray, along: FloatArray, dashes: tuple[float, ...]
) -> Lines:
    """The dashes of lines that follow each other; `along` is the length up to each of their n + 1 ends."""
    on, off = dashes[0], dashes[1]
    starts = np.arange(0.0, along[-1], on + off)
    cuts = np.unique(np.concatenate([along, starts, np.minimum(starts + on, along[-1])]))
    middle = (cuts[:-1] + cuts[1:]) / 2
    middle_on = np.mod(middle, on + off) < on
    segment = np.clip(np.searchsorted(along, middle, side="right") - 1, 0, len(x1) - 1)[middle_on]
    first, last = cuts[:-1][middle_on], cuts[1:][middle_on]
    length = (along[1:] - along[:-1])[segment]
    with np.errstate(divide="ignore", invalid="ignore"):
        a, b = (first - along[segment]) / length, (last - along[segment]) / length
    dx, dy = (x2 - x1)[segment], (y2 - y1)[segment]
    x, y = x1[segment], y1[segment]
    return x + a * dx, y + a * dy, x + b * dx, y + b * dy

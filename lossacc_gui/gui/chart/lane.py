"""Events as bars below the x axis, where they cover no curve: of other splits, or of the runs of an overlay."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter

from lossacc_gui.chart import Band
from lossacc_gui.chart.palette import BAR_STRENGTH, Theme
from lossacc_gui.chart.parts import Overlaid
from lossacc_gui.gui.chart.paint_bands import Tab, ends_of
from lossacc_gui.gui.chart.paint_curves import paint_run_sign
from lossacc_gui.gui.chart.pens import colour, pen
from lossacc_gui.gui.chart.scale import Scale

ROW_HEIGHT = 17.0
RUN_HEIGHT = 9.0
"""Pixels of the lane of one run of an overlay."""
SIGN_LEFT = -8.0
"""Where the sign of a run is, left of its lane."""
BAR_HEIGHT = 7.0
MOST_ROWS = 3
"""Bars that overlap lie one below the other, as far as there are rows."""


class Lane:
    """The bars in their rows; `height` in pixels, 0 where there are none."""

    def __init__(self, bands: tuple[Band, ...] = ()) -> None:
        ends: list[float] = []
        self._rows: list[tuple[Band, int]] = []
        for band in sorted((band for band in bands if band.aside), key=lambda band: band.start):
            row = next((i for i, end in enumerate(ends) if end < band.start), len(ends))
            row = min(row, MOST_ROWS - 1)
            ends[row : row + 1] = [band.end if row == len(ends) else max(ends[row], band.end)]
            self._rows.append((band, row))
        self.height = len(ends) * ROW_HEIGHT

    def paint(self, painter: QPainter, x: Scale, top: float, theme: Theme, selected: int | None) -> tuple[Tab, ...]:
        """Paint the bars from `top` down; returns the places that select an event."""
        font = QFont(painter.font())
        font.setPointSizeF(8.5)
        font.setBold(True)
        painter.setFont(font)
        metrics = QFontMetricsF(font)
        tabs = []
        for band, row in self._rows:
            start, end = ends_of(band, x)
            if end < 0 or start > x.length:
                continue
            start, end = max(start, 0.0), min(end, x.length)
            middle = top + (row + 0.5) * ROW_HEIGHT
            chosen = band.number == selected
            name = theme.band(band.severity)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour(name, 0.9 if chosen else 0.45))
            painter.drawRect(QRectF(start, middle - BAR_HEIGHT / 2, end - start, BAR_HEIGHT))
            text = str(band.number)
            width = metrics.horizontalAdvance(text) + 8
            left = min(max((start + end - width) / 2, 0.0), x.length - width)
            place = QRectF(left, middle - ROW_HEIGHT / 2 + 1, width, ROW_HEIGHT - 2)
            painter.setPen(pen(theme.ink if chosen else name, 1.6 if chosen else 1.0))
            painter.setBrush(colour(name if chosen else theme.background))
            painter.drawRoundedRect(place.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
            painter.setPen(colour(theme.background if chosen else theme.ink))
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)
            tabs.append(Tab(place | QRectF(start, place.top(), end - start, place.height()), band.number))
        return tuple(tabs)


class RunLanes:
    """A lane for each run of an overlay with its events in its colour; `height` in pixels, 0 where no run has any."""

    def __init__(self, runs: tuple[Overlaid, ...]) -> None:
        self._runs = runs
        self.height = len(runs) * RUN_HEIGHT + 6 if any(run.events for run in runs) else 0.0

    def paint(self, painter: QPainter, x: Scale, top: float, theme: Theme, selected: int | None) -> tuple[Tab, ...]:
        """Paint the lanes from `top` down, the worst events above the others; returns their bars, those first."""
        tabs: list[Tab] = []
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for i, run in enumerate(self._runs if self.height else ()):
            middle = top + 3 + (i + 0.5) * RUN_HEIGHT
            paint_run_sign(painter, i, "left", QPointF(SIGN_LEFT, middle), theme.run(i), theme)
            for event in sorted(run.events, key=lambda one: BAR_STRENGTH[one.severity]):
                start, end = ends_of(event, x)
                if end < 0 or start > x.length:
                    continue
                start, end = max(start, 0.0), min(end, x.length)
                painter.setPen(pen(theme.run(i), 1.0))
                painter.setBrush(colour(theme.run(i), BAR_STRENGTH[event.severity]))
                bar = QRectF(start, middle - 3, end - start, 6)
                painter.drawRect(bar)
                tabs.append(Tab(bar, event.number, i))
        return tuple(reversed(tabs))

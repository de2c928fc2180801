"""The legend above a chart: every curve with its line style and what to keep, on as many rows as it takes."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from lossacc_gui.chart import Chart, Kept, Line
from lossacc_gui.chart.palette import LIGHT, Theme, has_rings
from lossacc_gui.gui.chart.pens import colour, curve_pen

SAMPLE = 30
GAP = 8
SPACE = 22
MARGIN = 10


class Legend(QWidget):
    """Paints the entries from left to right and wraps them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entries: tuple[Line | Kept, ...] = ()
        self._theme = LIGHT
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Legend"))

    def show_chart(self, chart: Chart, theme: Theme) -> None:
        """Show the curves in the colours of the chart; a smoothed one stands for its logged values too."""
        lines = tuple(line for line in chart.lines if line.role == "smooth")
        self._entries = (*lines, *([chart.kept] if chart.kept is not None else []))
        self._theme = theme
        palette = self.palette()
        palette.setColor(self.backgroundRole(), QColor(theme.background))
        palette.setColor(self.foregroundRole(), QColor(theme.ink))
        self.setPalette(palette)
        self.setAutoFillBackground(True)
        self.setAccessibleDescription("; ".join(_described(entry) for entry in self._entries))
        self._fit_height()
        self.update()

    def sizeHint(self) -> QSize:
        """One row."""
        return QSize(300, self._row_height() + GAP)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrower legend needs more rows."""
        super().resizeEvent(event)
        self._fit_height()

    def paintEvent(self, _: QPaintEvent) -> None:
        """Samples and names."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for entry, place in zip(self._entries, self._places(), strict=True):
            middle = place.center().y()
            if isinstance(entry, Kept):
                painter.fillRect(QRectF(place.left(), middle - 2, SAMPLE, 4), colour(self._theme.line(entry.axis, 0)))
            else:
                self._paint_sample(painter, entry, QPointF(place.left(), middle))
            painter.setPen(self.palette().color(self.foregroundRole()))
            words = place.adjusted(SAMPLE + GAP, 0, 0, 0)
            text = self.fontMetrics().elidedText(_name(entry), Qt.TextElideMode.ElideMiddle, int(words.width()) + 1)
            painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)

    def _paint_sample(self, painter: QPainter, line: Line, left: QPointF) -> None:
        sample = curve_pen(line, self._theme)
        painter.setPen(sample)
        painter.drawLine(left, left + QPointF(SAMPLE, 0))
        if has_rings(line.axis):
            painter.setPen(QPen(sample.color(), 1.4))
            painter.setBrush(self.palette().color(self.backgroundRole()))
            painter.drawEllipse(left + QPointF(SAMPLE / 2, 0), 3.0, 3.0)

    def _row_height(self) -> int:
        return self.fontMetrics().height() + 4

    def _places(self) -> list[QRectF]:
        """The rectangle of each entry."""
        places: list[QRectF] = []
        x, y = float(MARGIN), GAP / 2
        for entry in self._entries:
            width = min(
                SAMPLE + GAP + self.fontMetrics().horizontalAdvance(_name(entry)) + 2.0, self.width() - 2.0 * MARGIN
            )
            if x > MARGIN and x + width > self.width() - MARGIN:
                x, y = float(MARGIN), y + self._row_height()
            places.append(QRectF(x, y, width, self._row_height()))
            x += width + SPACE
        return places

    def _fit_height(self) -> None:
        places = self._places()
        wanted = int(places[-1].bottom() + GAP / 2) if places else 0
        if wanted != self.height():
            self.setFixedHeight(wanted)


def _name(entry: Line | Kept) -> str:
    return entry.text if isinstance(entry, Kept) else entry.label


def _described(entry: Line | Kept) -> str:
    return entry.text if isinstance(entry, Kept) else f"{entry.label} ({entry.axis} axis)"

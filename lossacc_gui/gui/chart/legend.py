"""The legend above a chart: every curve with its line style, on as many rows as it takes."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from lossacc_gui.chart import Line
from lossacc_gui.chart.palette import LIGHT, Theme, has_rings
from lossacc_gui.gui.chart.pens import curve_pen

SAMPLE = 30
GAP = 8
SPACE = 22
MARGIN = 10


class Legend(QWidget):
    """Paints the entries from left to right and wraps them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: tuple[Line, ...] = ()
        self._theme = LIGHT
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Legend"))

    def show_lines(self, lines: tuple[Line, ...], theme: Theme) -> None:
        """Show these curves in the colours of the chart; a smoothed one stands for its logged values too."""
        self._lines = tuple(line for line in lines if line.role == "smooth")
        self._theme = theme
        palette = self.palette()
        palette.setColor(self.backgroundRole(), QColor(theme.background))
        palette.setColor(self.foregroundRole(), QColor(theme.ink))
        self.setPalette(palette)
        self.setAutoFillBackground(True)
        self.setAccessibleDescription("; ".join(f"{line.label} ({line.axis} axis)" for line in self._lines))
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
        for line, place in zip(self._lines, self._places(), strict=True):
            middle = place.center().y()
            sample = curve_pen(line, self._theme)
            painter.setPen(sample)
            painter.drawLine(QPointF(place.left(), middle), QPointF(place.left() + SAMPLE, middle))
            if has_rings(line.axis):
                painter.setPen(QPen(sample.color(), 1.4))
                painter.setBrush(self.palette().color(self.backgroundRole()))
                painter.drawEllipse(QPointF(place.left() + SAMPLE / 2, middle), 3.0, 3.0)
            painter.setPen(self.palette().color(self.foregroundRole()))
            words = place.adjusted(SAMPLE + GAP, 0, 0, 0)
            text = self.fontMetrics().elidedText(line.label, Qt.TextElideMode.ElideMiddle, int(words.width()) + 1)
            painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)

    def _row_height(self) -> int:
        return self.fontMetrics().height() + 4

    def _places(self) -> list[QRectF]:
        """The rectangle of each entry."""
        places: list[QRectF] = []
        x, y = float(MARGIN), GAP / 2
        for line in self._lines:
            width = min(
                SAMPLE + GAP + self.fontMetrics().horizontalAdvance(line.label) + 2.0, self.width() - 2.0 * MARGIN
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

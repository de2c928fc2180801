"""Paints the curves of a run into a cell of the table."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QLineF, QModelIndex, QObject, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from lossacc_gui.chart.palette import SELECTED_ALPHA, theme_of
from lossacc_gui.gui.triage.table import TriageTable

_Index = QModelIndex | QPersistentModelIndex
ROOM = 3
"""Pixels between the drawing and the edges of its cell."""


class Stamp(QStyledItemDelegate):
    """Loss drawn through, accuracy dashed, each over its own range, over bands where something happens."""

    def __init__(self, model: TriageTable, parent: QObject) -> None:
        super().__init__(parent)
        self._model = model

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """The cell as any other, and the drawing on it."""
        super().paint(painter, option, index)
        run = self._model.run_at(index.row())
        if run is None:
            return
        sketch = run.sketch
        theme = self._model.theme
        colours = theme_of(dark=theme.dark, contrast=theme.contrast)
        place = QRectF(option.rect).adjusted(ROOM, ROOM, -ROOM, -ROOM)
        painter.fillRect(place, QColor(colours.background))
        for start, end, severity in sketch.bands:
            width = max((end - start) * place.width(), 1.0)
            wash = QColor(colours.band(severity))
            wash.setAlphaF(SELECTED_ALPHA)
            painter.fillRect(QRectF(place.x() + start * place.width(), place.y(), width, place.height()), wash)
        for values, colour, dash in (
            (sketch.loss, colours.line("left", 0), Qt.PenStyle.SolidLine),
            (sketch.accuracy, colours.line("right", 0), Qt.PenStyle.DashLine),
        ):
            painter.setPen(QPen(QColor(colour), 1, dash))
            painter.drawLines(_lines(values, place))


def _lines(values: Sequence[int], place: QRectF) -> list[QLineF]:
    """A line from each value to the next where both are numbers."""
    step = place.width() / max(len(values) - 1, 1)
    at = [(place.x() + i * step, place.bottom() - place.height() * value / 100) for i, value in enumerate(values)]
    return [QLineF(*at[i], *at[i + 1]) for i in range(len(values) - 1) if values[i] >= 0 and values[i + 1] >= 0]

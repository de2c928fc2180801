"""The label beside the cursor that tells the values there."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QRectF, Qt
from PySide6.QtWidgets import QLabel, QWidget

from lossacc_gui.chart.palette import LIGHT, Theme
from lossacc_gui.chart.reading import Reading
from lossacc_gui.gui.chart.pens import colour

DISTANCE = 14
"""Pixels between cursor and label."""
TOP = 30
"""Pixels below the top edge: the tabs of the events stay free."""


class Readout(QLabel):
    """Hidden while there is nothing under the cursor."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setMargin(7)
        self.hide()

    def apply_theme(self, theme: Theme) -> None:
        """Take the chart's colours."""
        self._theme = theme
        paper = colour(theme.background, 0.93)
        self.setStyleSheet(
            f"background: rgba({paper.red()}, {paper.green()}, {paper.blue()}, {paper.alphaF():.2f});"
            f" color: {theme.ink}; border: 1px solid {theme.grid}; border-radius: 6px;"
        )

    def tell(self, reading: Reading | None) -> None:
        """Show a reading, or nothing."""
        self.setVisible(reading is not None)
        if reading is not None:
            self.setText(_html(reading, self._theme))
            self.adjustSize()

    def place(self, x: float, area: QRectF) -> None:
        """Beside the cursor, on the side with more room, so that it never covers the point it tells of."""
        left = x + DISTANCE if x < area.center().x() else x - DISTANCE - self.width()
        self.move(int(left), int(area.top()) + TOP)


def _html(reading: Reading, theme: Theme) -> str:
    rows = [f"<b>{escape(reading.x_said)}</b>"]
    for value in reading.values:
        name = theme.line(value.line.axis, value.line.tone)
        smooth = f" <span style='color:{theme.muted}'>smoothed {value.smooth}</span>" if value.smooth else ""
        rows.append(f"<span style='color:{name}'>&#9679;</span> {escape(value.line.label)} <b>{value.text}</b>{smooth}")
    rows += [f"<span style='color:{theme.muted}'>event {number}</span>" for number in reading.events]
    rows += [f"<span style='color:{theme.muted}'>{escape(text)}</span>" for text in reading.marks]
    return "<br>".join(rows)

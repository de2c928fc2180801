"""Two cursors that stay, A and B, and what changes between them."""

from __future__ import annotations

from collections.abc import Iterator
from math import isfinite

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QLabel, QWidget

from lossacc_gui.chart import Chart
from lossacc_gui.chart.palette import Theme
from lossacc_gui.chart.reading import Reading, Value, reading_at
from lossacc_gui.gui.chart.pens import colour, pen
from lossacc_gui.gui.chart.scale import Frame
from lossacc_gui.language import say, tr
from lossacc_gui.numerals import duration_text, points_text, relative_text, x_text

LABEL = 18.0
"""Side of the square with the letter, in pixels."""


class Pins(QLabel):
    """Tells the differences below the chart; hidden while nothing is pinned. `places` are x values by letter."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.places: dict[str, float] = {}
        self._chart: Chart | None = None
        self.setWordWrap(True)
        self.setContentsMargins(10, 4, 10, 6)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setAccessibleName(self.tr("Between the cursors A and B"))
        self.hide()

    def show_chart(self, chart: Chart, *, keep: bool) -> None:
        """Read off this chart from now on; `keep` keeps the places."""
        before, self._chart = self._chart, chart
        if not keep:
            self.places.clear()
        elif before is not None and not before.across.alike(chart.across):
            where = {letter: chart.across.plot_of(before.across.place(x)) for letter, x in self.places.items()}
            self.places = {letter: x for letter, x in where.items() if isfinite(x)}
        self._tell()

    def toggle(self, letter: str, x: float) -> None:
        """Pin a cursor at an x of the log, or take it away where it is there already."""
        if self.places.get(letter) == x:
            del self.places[letter]
        else:
            self.places[letter] = x
        self._tell()

    def clear(self) -> None:
        """Take both away."""
        self.places.clear()
        self._tell()

    def next_letter(self) -> str:
        """Which cursor a click pins: A, then B, and B again."""
        return "B" if "A" in self.places else "A"

    def paint(self, painter: QPainter, frame: Frame, theme: Theme) -> None:
        """A line for each cursor, with its letter low down, above the tabs of events that lie aside."""
        height = frame.left.length
        font = QFont(painter.font())
        font.setBold(True)
        painter.setFont(font)
        for letter, at in self.places.items():
            x = frame.x.pixel(at)
            if not 0 <= x <= frame.x.length:
                continue
            painter.setPen(pen(theme.ink, 1.4, (5.0, 3.0)))
            painter.drawLine(QPointF(x, 0), QPointF(x, height))
            place = QRectF(x - LABEL / 2, height - 3 * LABEL, LABEL, LABEL)
            painter.setPen(pen(theme.background, 1.0))
            painter.setBrush(colour(theme.ink))
            painter.drawRoundedRect(place, 4, 4)
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, letter)

    def _tell(self) -> None:
        self.setText(" ".join(self._sentences()))
        self.setVisible(bool(self.places))

    def _sentences(self) -> Iterator[str]:
        readings = {letter: self._reading(x) for letter, x in sorted(self.places.items())}
        first, second = readings.get("A"), readings.get("B")
        if self._chart is None:
            return
        if first is None or second is None:
            for letter, reading in readings.items():
                if reading is not None:
                    yield f"{letter}: {tr(reading.sentence)}"
            return
        apart = tr(_apart(self._chart, first.x, second.x))
        yield f"A {tr(first.x_said)} → B {tr(second.x_said)} ({apart}):"
        pairs = [(a, b) for a in first.values for b in second.values if a.line is b.line]
        yield ", ".join(_changed(a, b, self._chart) for a, b in pairs)

    def _reading(self, x: float) -> Reading | None:
        return None if self._chart is None else reading_at(self._chart, x)


def _apart(chart: Chart, one: float, other: float) -> str:
    """How far two places of the x axis lie apart, as it counts."""
    across = chart.across
    by = across.value(other) - across.value(one)
    return x_text(by) if across.axis.kind == "number" else duration_text(by)


def _changed(one: Value, other: Value, chart: Chart) -> str:
    """From where to where a curve goes, and by how much: relative for a loss, in points for a percentage."""
    start, difference = one.value, other.value - one.value
    percent = one.line.axis == "right" and chart.right is not None and chart.right.percent
    by = points_text(difference) if percent else relative_text(difference / abs(start)) if start else say("from 0")
    run = "" if one.line.run is None else f"{chart.runs[one.line.run].name} "
    return f"{run}{tr(one.line.label)} {tr(one.text)} → {tr(other.text)} ({tr(by)})"

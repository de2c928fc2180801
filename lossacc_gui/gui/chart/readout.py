"""The label beside the cursor that tells the values there."""

from __future__ import annotations

from dataclasses import replace
from html import escape

from PySide6.QtCore import QRectF, Qt
from PySide6.QtWidgets import QLabel, QWidget

from lossacc_gui.chart.palette import LIGHT, RunSign, Theme, run_sign
from lossacc_gui.chart.reading import Reading
from lossacc_gui.chart.run_names import brief
from lossacc_gui.gui.chart.pens import colour
from lossacc_gui.language import say, shown, tr

DISTANCE = 14
"""Pixels between cursor and label."""
NAMES = (26, 14, 0)
"""Letters of the name of a run, fewer where a table would be wider than the chart; 0: its sign alone."""
MOST_SHARE = 0.5
"""Share of the plot area's width that the words of marks may take."""
TOP = 30
"""Pixels below the top edge: the tabs of the events stay free."""

SIGNS: dict[RunSign, str] = {
    **{"dot": "&#9679;", "square": "&#9632;", "triangle": "&#9650;", "diamond": "&#9670;"},
    **{"down": "&#9660;", "plus": "&#10010;", "x": "&#10006;", "star": "&#9733;"},
}
"""The letters that look like the signs of runs."""


class Readout(QLabel):
    """Hidden while there is nothing under the cursor."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._over = parent
        self._theme = LIGHT
        self._reading: Reading | None = None
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
        self._reading = reading
        self.setVisible(reading is not None)
        if reading is not None:
            self.setText(_html(reading, self._theme))
            self.adjustSize()

    def place(self, x: float, area: QRectF) -> None:
        """Beside the cursor, on the side with more room, so that it covers the point it tells of only in small charts.

        Where it is too wide for that it tells the values alone: the legend has the marks.
        """
        if self._reading is not None and not self._reading.rows and self.width() > MOST_SHARE * area.width():
            self.setText(_html(replace(self._reading, marks=()), self._theme))
            self.adjustSize()
        for letters in NAMES[1:]:
            if self._reading is None or not self._reading.rows or self.width() <= self._over.width():
                break
            self.setText(_table(self._reading, self._theme, letters))
            self.adjustSize()
        left = x + DISTANCE if x < area.center().x() else x - DISTANCE - self.width()
        left = max(min(left, self._over.width() - self.width()), 0)  # a wide table may cover the cursor
        self.move(int(left), int(area.top()) + TOP)


def _html(reading: Reading, theme: Theme) -> str:
    if reading.rows:
        return _table(reading, theme, NAMES[0])
    rows = [f"<b>{escape(tr(reading.x_said))}</b>"]
    for value in reading.values:
        name = theme.of(value.line)
        smooth = (
            f" <span style='color:{theme.muted}'>{tr(say('smoothed {value}', value=value.smooth))}</span>"
            if value.smooth
            else ""
        )
        rows.append(
            f"<span style='color:{name}'>&#9679;</span> {escape(tr(value.line.label))} <b>{tr(value.text)}</b>{smooth}"
        )
    rows += [
        f"<span style='color:{theme.muted}'>{tr(say('event {number}', number=number))}</span>"
        for number in reading.events
    ]
    rows += [f"<span style='color:{theme.muted}'>{escape(tr(text))}</span>" for text in reading.marks]
    return "<br>".join(rows)


def _table(reading: Reading, theme: Theme, letters: int) -> str:
    """A row for each run of an overlay under the names of its curves; events only where a run has one here."""
    events = any(row.events for row in reading.rows)
    headings = ["", "", *reading.kinds, *([say("event")] if events else [])]
    cells = [f"<td align='right' style='color:{theme.muted}'>{escape(tr(text))}&nbsp;&nbsp;</td>" for text in headings]
    rows = [f"<tr>{''.join(cells)}</tr>"]
    names = brief([row.name for row in reading.rows], letters) if letters else [""] * len(reading.rows)
    for row, name in zip(reading.rows, names, strict=True):
        sign = f"<span style='color:{theme.run(row.run)}'>{SIGNS[run_sign(row.run)]}</span>"
        texts = [*row.texts, *([", ".join(map(str, row.events))] if events else [])]
        cells = [f"<td align='right'><b>{escape(str(shown(text)))}</b>&nbsp;&nbsp;</td>" for text in texts]
        named = f"<td align='center'>{sign}</td><td>{escape(name)}&nbsp;&nbsp;&nbsp;</td>"
        rows.append(f"<tr>{named}{''.join(cells)}</tr>")
    return f"<b>{escape(tr(reading.x_said))}</b><table cellspacing='0' cellpadding='1'>{''.join(rows)}</table>"

"""The cursor of a chart: which point of the log it is at, and what it reads there."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QObject, QRectF, Signal
from PySide6.QtWidgets import QWidget

from lossacc_gui.chart import Chart
from lossacc_gui.chart.palette import Theme
from lossacc_gui.chart.reading import Reading, reading_at
from lossacc_gui.gui.chart.ranges import Span
from lossacc_gui.gui.chart.readout import Readout
from lossacc_gui.gui.chart.scale import Frame
from lossacc_gui.gui.look.accessible import announce


class Pointer(QObject):
    """Tells what it reads, None where it is at no point."""

    changed = Signal(object)

    def __init__(self, viewport: QWidget, speaker: QWidget) -> None:
        """`viewport` carries the readout, `speaker` is what announces it to who cannot see."""
        super().__init__(speaker)
        self._speaker = speaker
        self._chart: Chart | None = None
        self._readout = Readout(viewport)
        self.reading: Reading | None = None
        self.last: float | None = None
        """Where it was last, though it is away now."""

    def show_chart(self, chart: Chart) -> None:
        """Read off this chart from now on."""
        self._chart = chart
        self.last = None
        self.point_at(None)

    def apply_theme(self, theme: Theme) -> None:
        """Take the chart's colours."""
        self._readout.apply_theme(theme)

    def point_at(self, x: float | None) -> None:
        """Go to the point next to `x`, or away."""
        reading = reading_at(self._chart, x) if x is not None and self._chart is not None else None
        if reading is None or self.reading is None or reading.x != self.reading.x:
            self.reading = reading
            self.last = reading.x if reading is not None else self.last
            self._readout.tell(reading)
            self.changed.emit(reading)

    def next(self, by: int, view: Span) -> float | None:
        """The x that lies `by` points of the log further, from the left end of the view if there is no cursor."""
        lines = self._chart.lines if self._chart is not None else ()
        places = np.unique(np.concatenate([line.x for line in lines] or [np.empty(0)]))
        if not len(places):
            return None
        start = self.reading.x if self.reading is not None else view[0]
        i = int(np.searchsorted(places, start)) + (by if self.reading is not None else 0)
        return float(places[min(max(i, 0), len(places) - 1)])

    def say(self) -> None:
        """Announce what is read."""
        if self.reading is not None:
            announce(self._speaker, self.reading.sentence)

    def place(self, frame: Frame, area: QRectF) -> None:
        """Put the readout beside the point, in the plot area."""
        if self.reading is not None:
            self._readout.place(area.left() + frame.x.pixel(self.reading.x), area)

"""Paints a chart of many curves in full quality in turns of the event loop, while another picture of it is shown."""

from __future__ import annotations

import time
from collections.abc import Iterator

from PySide6.QtCore import QObject, QSizeF, QTimer, Signal
from PySide6.QtGui import QFont, QPainter, QPixmap

from lossacc_gui.gui.chart.layers import survived
from lossacc_gui.gui.chart.paint import Scene, Step, steps_of

LONGEST = 0.015
"""Seconds of a turn; what is begun is done."""


class Refiner(QObject):
    """Hands over a picture when it is done."""

    done = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._turn = QTimer(self, interval=0)
        self._turn.timeout.connect(self._go_on)
        self._steps: Iterator[Step] = iter(())
        self._picture = QPixmap()
        self._font = QFont()

    def start(self, scene: Scene, size: QSizeF, ratio: float, font: QFont) -> None:
        """Paint a scene into a picture of this size from now on, in place of what was begun."""
        self._picture = QPixmap((size * ratio).toSize())
        self._picture.setDevicePixelRatio(ratio)
        self._font = font
        self._steps = steps_of(scene, hurried=False)
        self._turn.start()

    def stop(self) -> None:
        """What was begun is not wanted any more."""
        self._turn.stop()
        self._steps = iter(())

    def _go_on(self) -> None:
        until = time.perf_counter() + LONGEST
        step: Step | None = None
        painter = QPainter(self._picture)
        painter.setFont(self._font)
        with survived():
            while (step := next(self._steps, None)) is not None:
                step(painter)
                if time.perf_counter() > until:
                    break
        painter.end()
        if step is None:
            self.stop()
            self.done.emit(self._picture)

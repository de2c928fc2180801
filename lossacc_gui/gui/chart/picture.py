"""The picture of a chart: quick while the view moves, in full quality once it rests, and then painted in turns."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

from PySide6.QtCore import QObject, QPointF, QSizeF, QTimer
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QWidget

from lossacc_gui.export.drawing.primitives import Item
from lossacc_gui.gui.chart.layers import Canvas, survived
from lossacc_gui.gui.chart.paint import Tab, in_points, paint, paint_one
from lossacc_gui.gui.chart.scene import Scene, items_of

REFINE_MS = 120
"""How long the view must rest until it is painted in full quality."""
LONGEST = 0.015
"""Seconds of a turn of the window's loop in which the full picture is painted; what is begun is done."""


class Picture(QObject):
    """Paints what `scene` gives for a size, None for nothing, on its `canvas`; the chart of one short run at once.

    Of an overlay and of long curves a quick picture is shown while the full one is painted in turns.
    """

    def __init__(self, scene: Callable[[QSizeF], Scene | None], owner: QWidget) -> None:
        super().__init__(owner)
        self._scene = scene
        self._hurried = False
        self._tabs: tuple[Tab, ...] = ()
        self._full = QPixmap()
        self._items: Iterator[Item] = iter(())
        self._whole: Scene | None = None  # what the items are of
        self.canvas = Canvas(self._paint)
        self._rest = QTimer(self, singleShot=True, interval=REFINE_MS)
        self._rest.timeout.connect(self._on_rested)
        self._turn = QTimer(self, interval=0)
        self._turn.timeout.connect(self._go_on)

    def hurry(self) -> None:
        """The view moves: what is painted now need not be fine."""
        self._hurried = True
        self._rest.start()

    def repaint(self) -> None:
        """Paint anew what has changed."""
        self._turn.stop()
        self.canvas.refresh()

    def event_at(self, place: QPointF) -> int | None:
        """The number of the event whose tab is there."""
        return next((tab.number for tab in self._tabs if tab.place.contains(place)), None)

    def _paint(self, painter: QPainter, size: QSizeF) -> bool:
        scene = self._scene(size)
        if scene is None:
            return False
        if scene.slow:
            self._turn.stop()
            self._rest.start()
        self._tabs = paint(painter, scene, hurried=self._hurried or scene.slow)
        return True

    def _on_rested(self) -> None:
        self._hurried = False
        shown = self.canvas.picture
        size = QSizeF() if shown is None else shown.deviceIndependentSize()
        scene = self._scene(size)
        if shown is None or scene is None:
            self.canvas.refresh()
            return
        self._full = self.canvas.blank(shown)
        self._items, self._whole = items_of(scene, hurried=False), scene
        self._turn.start()

    def _go_on(self) -> None:
        """Paint some more of the full picture, and show it when it is done."""
        until = time.perf_counter() + LONGEST
        item: Item | None = None
        painter = QPainter(self._full)
        with survived(), in_points(painter):
            while self._whole is not None and (item := next(self._items, None)) is not None:
                paint_one(painter, item, self._whole, hurried=False)
                if time.perf_counter() > until:
                    break
        painter.end()
        if item is None:
            self._turn.stop()
            self.canvas.show_picture(self._full)

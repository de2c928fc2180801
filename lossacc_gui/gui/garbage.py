"""Collects Python's reference cycles on the GUI thread only."""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

INTERVAL = 500  # milliseconds: often enough that nothing piles up, seldom enough that nobody notices


class GarbageCollector(QObject):
    """Switches Python's own collection off and collects from a timer of the thread that made it.

    Python collects in whichever thread happens to allocate. A widget in a cycle would then be destroyed in a worker
    thread, which Qt forbids: seen as a deadlock in its signal locks. Youngest generations first, as Python does it.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thresholds = gc.get_threshold()
        gc.disable()
        gc.set_threshold(0)  # stays when somebody switches collection off for a while and on again
        self._timer = QTimer(self)
        self._timer.setInterval(INTERVAL)
        self._timer.timeout.connect(self._on_timeout)
        self._timer.start()

    def stop(self) -> None:
        """Hand collection back to Python."""
        self._timer.stop()
        gc.set_threshold(*self._thresholds)
        gc.enable()

    def _on_timeout(self) -> None:
        due = [i for i, (n, most) in enumerate(zip(gc.get_count(), self._thresholds, strict=True)) if most and n > most]
        if due:
            gc.collect(max(due))

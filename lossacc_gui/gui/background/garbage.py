"""Collects Python's reference cycles on the GUI thread only."""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

INTERVAL = 500  # milliseconds: often enough that nothing piles up, seldom enough that nobody notices


class GarbageCollector(QObject):
    """Switches Python's own collection off and collects from a timer of the thread that made it.

    Python collects in whichever thread happens to allocate. A widget in a cycle would then be destroyed in a worker
    thread, which Qt forbids: seen as a deadlock in its signal locks. Both young generations are looked through each
    time: ten times as much at once holds the window. What is made while logs are opened is looked through once: it
    stays for long, is in no cycle, and goes unlooked at when a run is closed; of hundreds of runs a look takes 70 ms.
    What the start makes, imports and the window itself, stays for good: nothing is looked through until `begin`.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thresholds = gc.get_threshold()
        gc.disable()
        gc.set_threshold(0)  # stays when somebody switches collection off for a while and on again
        self._opening = False
        self._timer = QTimer(self)
        self._timer.setInterval(INTERVAL)
        self._timer.timeout.connect(self._on_timeout)

    def begin(self) -> None:
        """The start is over: leave out what there is, and collect from now on."""
        gc.freeze()
        self._timer.start()

    def begin_opening(self) -> None:
        """Logs are being opened: what is made from now on stays for long."""
        self._opening = True

    def end_opening(self) -> None:
        """All that was wanted is open."""
        self._opening = False

    def stop(self) -> None:
        """Hand collection back to Python."""
        self._timer.stop()
        gc.set_threshold(*self._thresholds)
        gc.enable()

    def _on_timeout(self) -> None:
        due = [bool(most) and n > most for n, most in zip(gc.get_count(), self._thresholds, strict=True)]
        if any(due):
            gc.collect(2 if due[2] and not self._opening else 1)
            if self._opening:
                gc.freeze()

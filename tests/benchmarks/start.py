"""Time from process start to the first painted window, beside a bare QMainWindow; each is a process of its own.

    python tests/benchmarks/start.py [ROUNDS]

Prints the best and the median of both and their ratio, by the clock and of the processor, which a busy machine
changes less. Runs offscreen unless QT_QPA_PLATFORM says otherwise, with
compiled modules (.pyc) as every second start has them: the first run of each is not counted.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time

BARE = """
import os, time
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow
class Window(QMainWindow):
    def paintEvent(self, event):
        super().paintEvent(event)
        QTimer.singleShot(0, lambda: (print(time.time(), time.process_time(), flush=True), os._exit(0)))
app = QApplication([])
window = Window()
window.resize(1280, 800)
window.show()
app.exec()
"""
OURS = """
import gc, os, sys, time
gc.disable()  # as lossacc_gui.__main__ does
from lossacc_gui.gui.program import app
from lossacc_gui.gui.window import main_window
class Window(main_window.MainWindow):
    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.painted.connect(self._tell)  # before anything else that waits for the first frame
    def _tell(self):
        print(time.time(), time.process_time(), flush=True)
        os._exit(0)
app.MainWindow = Window
sys.exit(app.main([]))
"""


def once(code: str, cache: str) -> tuple[float, float]:
    """Seconds until the first frame was painted, by the clock and of the processor."""
    environment = {"QT_QPA_PLATFORM": "offscreen", **os.environ, "PYTHONPYCACHEPREFIX": cache, "XDG_CONFIG_HOME": cache}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    start = time.time()
    run = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True, timeout=60
    )
    painted, used = run.stdout.split()[:2]
    return float(painted) - start, float(used)


def main() -> None:
    """Measure in turn, so that both see the same machine."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    times: dict[str, list[tuple[float, float]]] = {"bare QMainWindow": [], "lossacc": []}
    with tempfile.TemporaryDirectory() as cache:
        for code in (BARE, OURS):
            once(code, cache)
        for _ in range(rounds):
            times["bare QMainWindow"].append(once(BARE, cache))
            times["lossacc"].append(once(OURS, cache))
    for title, which in (("clock", 0), ("processor", 1)):
        bare, ours = ([one[which] for one in values] for values in times.values())
        for name, values in zip(times, (bare, ours), strict=True):
            print(f"{title:<10} {name:<18} best {min(values):.3f} s   median {statistics.median(values):.3f} s")
        medians = statistics.median(ours) / statistics.median(bare)
        print(f"{title:<10} ratio of medians {medians:.2f}, of bests {min(ours) / min(bare):.2f}")


if __name__ == "__main__":
    main()

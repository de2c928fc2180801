"""Time from process start to the first painted window, beside a bare QMainWindow; each is a process of its own.

    python tests/benchmarks/start.py [ROUNDS]

Beside them a bare window with one centred word: what the first font and the enumerations of Qt, which PySide makes when
they are first named, cost any program that shows text. Prints the best and the median of each and the ratios, by the
clock and of the processor, which a busy machine changes less. Runs offscreen unless QT_QPA_PLATFORM says otherwise,
with compiled modules (.pyc) as every second start has them: the first run of each is not counted.
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
WORD = BARE.replace(
    "window.show()",
    """
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
label = QLabel("lossacc")
label.setAlignment(Qt.AlignmentFlag.AlignCenter)
window.setCentralWidget(label)
window.show()""",
)
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
    codes = {"bare QMainWindow": BARE, "with a word in it": WORD, "lossacc": OURS}
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in codes}
    with tempfile.TemporaryDirectory() as cache:
        for code in codes.values():
            once(code, cache)
        for _ in range(rounds):
            for name, code in codes.items():
                times[name].append(once(code, cache))
    for title, which in (("clock", 0), ("processor", 1)):
        measured = {name: [one[which] for one in values] for name, values in times.items()}
        for name, values in measured.items():
            print(f"{title:<10} {name:<18} best {min(values):.3f} s   median {statistics.median(values):.3f} s")
        *floors, ours = measured.values()
        for name, floor in zip(measured, floors, strict=False):
            medians = statistics.median(ours) / statistics.median(floor)
            print(f"{title:<10} to {name}: ratio of medians {medians:.2f}, of bests {min(ours) / min(floor):.2f}")


if __name__ == "__main__":
    main()

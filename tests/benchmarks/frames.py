"""How long a frame takes while a chart is panned and zoomed, beside a stock plot of pyqtgraph in the same run.

    python tests/benchmarks/frames.py [POINTS ...]

Each chart has four curves (loss and accuracy, training and validation) of so many points, smoothed ones over the logged
values in a second row. Prints median and longest frame in milliseconds of the processor in the window's own thread,
from the move to the painted widget; then what the full picture takes once the view rests, which is painted in turns.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np

SIZES = (1_000, 10_000, 100_000, 1_000_000, 10_000_000)
STOCK_MOST = 100_000
"""Points of a curve up to which the stock plot is measured: beyond, a frame of it takes seconds."""
WIDTH, HEIGHT = 1280, 720
MOVES = 60


def chart(points: int, *, smoothed: bool) -> Any:
    """A chart of four noisy curves."""
    from lossacc_gui.chart import Axis, Chart, Line

    random = np.random.default_rng(7)
    x = np.arange(points, dtype=np.float64)
    ends = {"left": (0.0, 2.5), "right": (0.0, 1.0)}
    lines = []
    for axis in ("left", "right"):
        for split in ("val", "train"):
            trend = 2 * np.exp(-3 * x / points) if axis == "left" else 1 - 0.8 * np.exp(-4 * x / points)
            noisy = trend + random.normal(0, 0.03, points)
            line = Line(f"{axis} {split}", f"{axis} {split}", split, axis, "smooth", x, trend if smoothed else noisy)
            lines += [replace(line, role="raw", y=noisy), line] if smoothed else [line]
    left, right = (Axis(side, *ends[side], what=side) for side in ("left", "right"))
    return Chart("made", Axis("step", 0.0, float(points)), left, right, tuple(lines), (), (), (), (), "")


def moves() -> Iterator[tuple[str, float]]:
    """Zooms in, pans there and back, and zooms out again."""
    yield from (("zoom", 0.93) for _ in range(MOVES // 4))
    yield from (("pan", 0.02) for _ in range(MOVES // 4))
    yield from (("pan", -0.02) for _ in range(MOVES // 4))
    yield from (("zoom", 1 / 0.93) for _ in range(MOVES // 4))


def timed(move: Callable[[str, float], None], paint: Callable[[], None]) -> str:
    """Median and longest frame."""
    took = []
    for what, by in moves():
        start = time.thread_time()
        move(what, by)
        paint()
        took.append(1000 * (time.thread_time() - start))
    return f"median {statistics.median(took):7.1f}  longest {max(took):7.1f}"


def ours(made: Any) -> str:
    """The chart of the window."""
    from PySide6.QtWidgets import QApplication

    from lossacc_gui.gui.chart.prepared import prepare
    from lossacc_gui.gui.chart.view import ChartView

    view = ChartView()
    view.resize(WIDTH, HEIGHT)
    view.show_chart(prepare(made), keep_place=False)
    view.show()
    view.grab()
    QApplication.processEvents()

    def move(what: str, by: float) -> None:
        if what == "zoom":
            view.place.zoom("x", 0.4, by)
        else:
            view.place.pan(by, 0.0)

    told = timed(move, view._plot.viewport().repaint)
    turns = [view._picture._on_rested]
    took = []
    while turns or view._picture._turn.isActive():
        start = time.thread_time()
        (turns.pop() if turns else view._picture._go_on)()
        took.append(1000 * (time.thread_time() - start))
    start = time.thread_time()
    view._plot.viewport().repaint()
    took.append(1000 * (time.thread_time() - start))
    told += f"  at rest {sum(took):7.1f} in {len(took)} turns, longest {max(took):7.1f}"
    view.close()
    return told


def stock(made: Any) -> str:
    """A plot widget of pyqtgraph with its own downsampling."""
    import pyqtgraph as pg
    from PySide6.QtWidgets import QApplication

    plot = pg.PlotWidget()
    plot.resize(WIDTH, HEIGHT)
    plot.setDownsampling(auto=True, mode="peak")
    plot.setClipToView(True)
    for line in made.lines:
        plot.plot(line.x, line.y, pen=pg.mkPen("b", width=1))
    plot.show()
    plot.grab()
    QApplication.processEvents()
    box = plot.getPlotItem().getViewBox()

    def move(what: str, by: float) -> None:
        low, high = box.viewRange()[0]
        if what == "zoom":
            at = low + 0.4 * (high - low)
            box.setXRange(at + (low - at) * by, at + (high - at) * by, padding=0)
        else:
            box.setXRange(low + by * (high - low), high + by * (high - low), padding=0)

    told = timed(move, plot.viewport().repaint)
    plot.close()
    return told


def main() -> None:
    """Print a row for each size."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    app = QApplication([])
    for points in [int(one) for one in sys.argv[1:]] or SIZES:
        for smoothed in (False, True):
            made = chart(points, smoothed=smoothed)
            name = f"{points:>10,} points{', smoothed' if smoothed else '':10}"
            print(f"{name}  {ours(made)}", flush=True)
            if points <= STOCK_MOST:
                print(f"{'stock':>27}  {stock(made)}", flush=True)
    app.quit()


if __name__ == "__main__":
    main()

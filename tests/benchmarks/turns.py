"""The longest turn of the window's loop while it starts, opens logs, and is used: nothing may hold it for 50 ms.

    python tests/benchmarks/turns.py [ROUNDS]

Tells of each thing done, as soon as it is, the longest turn in milliseconds of the processor in the window's own thread
and after ROUNDS rounds (two) the median and the worst: what else runs on the machine counts only as far as it slows the
processor down. A round takes a minute, and is a process of its own, as a person starts it. Runs offscreen unless
QT_QPA_PLATFORM says otherwise.
"""

from __future__ import annotations

import compileall
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lossacc_gui.gui.window.main_window import MainWindow

Ready = Callable[[], bool]
LONG_RUN = 1_000_000
MANY_MESSAGES = 5000
MANY_RUNS = 300
UNKNOWN_ROWS, UNKNOWN_NAMES = 5000, 100
REST = 0.4
"""Seconds after each step in which what it started (a finer painting, a collection) still counts as its own."""


class Meter:
    """The longest turn since `begin`: between two signals of Qt's dispatcher lies one turn, or waiting, which costs no
    processor time."""

    def __init__(self) -> None:
        from PySide6.QtCore import QAbstractEventDispatcher

        dispatcher = QAbstractEventDispatcher.instance()
        assert dispatcher is not None
        dispatcher.awake.connect(self._tick)
        dispatcher.aboutToBlock.connect(self._tick)
        self.begin()

    def begin(self) -> None:
        """Forget what was."""
        self.most = 0.0
        self._at = time.thread_time()

    def _tick(self) -> None:
        now = time.thread_time()
        self.most = max(self.most, now - self._at)
        self._at = now


def steps(window: MainWindow, folder: Path) -> Iterator[tuple[str, Ready]]:
    """(what was done, whether it is done)."""
    from PySide6.QtWidgets import QApplication

    from lossacc_gui.gui.look.theme import ThemeChoice
    from lossacc_gui.resource import resource

    yield "start, until idle", lambda: window.workspace is not None
    session, act = window.session, window.actions_by_name
    small, long = resource("samples", "overconfidence", "overconfidence.csv"), folder / "long.csv"

    def drawn() -> bool:
        return not session.busy and session.prepared is not None

    def dialog() -> bool:
        return QApplication.activeModalWidget() is not None or len(QApplication.topLevelWidgets()) > 0

    session.open([small])
    yield "first log", drawn
    act["use_predictions"].trigger()
    yield "with its predictions", lambda: drawn() and session.current.evidence is not None
    workspace = window.workspace
    for i in range(workspace.tabs.count()):
        workspace.tabs.setCurrentIndex(i)
        yield f"tab {workspace.tabs.tabText(i)}", lambda: True
    workspace.tabs.setCurrentIndex(0)
    for _ in range(2):
        act["next_event"].trigger()
        yield "select an event", lambda: True
    for name in ("export", "choose_metrics", "worked_table", "recording", "shortcuts"):
        act[name].trigger()
        yield name, dialog
        for widget in QApplication.topLevelWidgets():
            if widget is not window and widget.isVisible():
                widget.close()
        yield f"close {name}", lambda: True
    window.tools.smoothing.slider.setValue(60)
    yield "smooth", drawn
    session.drawing.look(x="row")
    yield "another x axis", drawn
    session.drawing.look(log_x=True)
    yield "a logarithmic x axis", drawn
    session.drawing.look(x="", log_x=False)
    yield "the run's own x axis", drawn
    window.choose_theme(ThemeChoice.DARK)
    yield "dark", lambda: True
    yield from unknown_names(window, folder)
    session.open([long])
    yield "a run of a million steps", lambda: drawn() and len(session.runs) == 2
    workspace.tabs.setCurrentIndex(1)
    yield "its data", lambda: True
    for _ in range(8):
        window.workspace.chart.place.zoom("x", 0.4, 0.7)
        yield "zoom in it", lambda: True
    session.drawing.look(log_x=True)
    yield "its x axis logarithmic", drawn
    session.show_run(0)
    yield "back to the first", drawn
    yield from overlays(window)
    session.open([folder / "runs"])
    yield "a folder of 300 logs", lambda: not session.busy and len(session.runs) >= MANY_RUNS
    for i in (MANY_RUNS // 2, MANY_RUNS):
        session.show_run(i)
        yield "another of its runs", drawn
    assert window.workspace is not None
    window.workspace.runs.filter.setText("run_1 val")
    yield "filter them", lambda: True


def overlays(window: MainWindow) -> Iterator[tuple[str, Ready]]:
    """Several runs in one chart, and back to one."""
    from lossacc_gui.gui.dialogs.export import ExportDialog
    from lossacc_gui.resource import resource

    session, samples = window.session, resource("samples")
    others = [samples / name for name in ("blow_up", "low_capacity", "outliers")]
    assert window.workspace is not None and window.workspace.chart is not None

    def drawn(count: int) -> bool:
        return session.prepared is not None and len(session.prepared.chart.runs) == count

    session.open(others)
    yield "three more logs", lambda: not session.busy and session.prepared is not None and len(session.runs) == 5
    session.doing.overlay(0, 2, 3, 4)
    yield "an overlay of four runs", lambda: drawn(4)
    window.workspace.chart.place.zoom("x", 0.4, 0.7)
    yield "zoom in the overlay", lambda: True
    session.doing.compare_to(session.runs[2].key)
    yield "a baseline in the overlay", lambda: drawn(4)
    session.drawing.look(smoothing=0.9)
    yield "smooth the overlay", lambda: drawn(4)
    window.actions_by_name["export"].trigger()
    yield "export the overlay", lambda: any(dialog.size_text.text() for dialog in window.findChildren(ExportDialog))
    window.findChildren(ExportDialog)[0].close()
    yield "close its export", lambda: True
    session.doing.undo()
    yield "undo the baseline", lambda: drawn(4)
    session.doing.leave_overlay()
    yield "leave the overlay", lambda: drawn(0)


def unknown_names(window: MainWindow, folder: Path) -> Iterator[tuple[str, Ready]]:
    """A table of a hundred unknown names, the dialog for it, many messages, and the way to a line."""
    from lossacc_gui.gui.dialogs.mapping import MappingDialog
    from lossacc_gui.gui.dialogs.source_view import SourceDialog
    from lossacc_gui.gui.panels.tabs import MESSAGES
    from lossacc_gui.gui.session.state import Message, MessageKind

    session, unknown = window.session, folder / "unknown.csv"
    session.open([unknown])
    yield "unknown names: the dialog", lambda: any(not d.pattern.isHidden() for d in window.findChildren(MappingDialog))
    window.findChildren(MappingDialog)[0].reject()
    yield "unknown names: closed", lambda: True
    assert window.workspace is not None
    window.workspace.tabs.setCurrentIndex(MESSAGES)
    many = tuple(Message(MessageKind.NOTICE, f"Odd row {i}, left out.", unknown, i) for i in range(MANY_MESSAGES))
    session.messages.all = (*session.messages.all, *many)
    session.messages.changed.emit()
    yield "many messages", lambda: True
    session.messages.place_asked.emit(many[50])
    yield "a line of the log", lambda: any(d.text.toPlainText() for d in window.findChildren(SourceDialog))
    window.findChildren(SourceDialog)[0].reject()
    session.messages.clear()
    window.workspace.tabs.setCurrentIndex(0)
    yield "messages cleared", lambda: True


def round_of(folder: Path) -> None:
    """Start the program, do the steps, print what each cost; then end."""
    from PySide6.QtCore import QTimer

    from lossacc_gui.gui.program import app
    from lossacc_gui.gui.window import main_window

    found: dict[str, float] = {}

    class Window(main_window.MainWindow):
        def __init__(self, *arguments: object) -> None:
            super().__init__(*arguments)  # type: ignore[arg-type]
            self._meter = Meter()
            self.painted.connect(self._meter.begin)  # the first frame is the start itself, which start.py measures
            self.painted.connect(lambda: QTimer.singleShot(0, self._go))

        def _go(self) -> None:
            self._steps = steps(self, folder)
            self._step: tuple[str, Ready] = next(self._steps)
            self._since: float | None = None
            self._timer = QTimer(self, interval=20)
            self._timer.timeout.connect(self._look)
            self._timer.start()

        def _look(self) -> None:
            name, ready = self._step
            if self._since is None:
                self._since = time.monotonic() if ready() else None
            elif time.monotonic() - self._since > REST:
                found[name] = max(found.get(name, 0.0), self._meter.most)
                print(f"{1000 * self._meter.most:5.0f} ms  {name}", file=sys.stderr, flush=True)
                self._meter.begin()
                self._since = None
                step = next(self._steps, None)
                if step is None:
                    print(json.dumps(found), flush=True)
                    os._exit(0)
                self._step = step

    app.MainWindow = Window  # type: ignore[misc]
    app.main([])


def make_long(path: Path) -> None:
    """A run of a million steps."""
    import numpy as np

    step = np.arange(LONG_RUN)
    rng = np.random.default_rng(0)
    loss = np.exp(-step / 2e5) + 0.2 + 0.05 * rng.standard_normal(LONG_RUN)
    accuracy = 0.9 - 0.6 * np.exp(-step / 1e5) + 0.02 * rng.standard_normal(LONG_RUN)
    table = np.column_stack([step, loss, accuracy.clip(0, 1)])
    np.savetxt(path, table, fmt=("%d", "%.5f", "%.5f"), delimiter=",", header="step,loss,accuracy", comments="")


def make_runs(folder: Path) -> None:
    """Many short runs."""
    import numpy as np

    folder.mkdir()
    epoch = np.arange(60)
    for i in range(MANY_RUNS):
        rng = np.random.default_rng(i)
        val = 0.9 * np.exp(-epoch / 8) + 0.3 + 0.02 * np.maximum(epoch - 20, 0) * (i % 3) + 0.01 * rng.random(60)
        table = np.column_stack([epoch, np.exp(-epoch / 12), val, 0.9 - 0.5 * np.exp(-epoch / 7)])
        names = "epoch,loss,val_loss,val_accuracy"
        np.savetxt(folder / f"run_{i}.csv", table, fmt="%.5g", delimiter=",", header=names, comments="")


def make_unknown(path: Path) -> None:
    """A table of a hundred metrics whose names nobody knows."""
    import numpy as np

    rng = np.random.default_rng(0)
    row = np.arange(UNKNOWN_ROWS)
    curves = [np.exp(-row / rng.uniform(500, 3000)) + 0.01 * rng.random(UNKNOWN_ROWS) for _ in range(UNKNOWN_NAMES)]
    names = ",".join(["t", *(f"foo{i}" for i in range(UNKNOWN_NAMES))])
    np.savetxt(path, np.column_stack([row, *curves]), fmt="%.5g", delimiter=",", header=names, comments="")


def main() -> None:
    """Print the median and the worst of all rounds, in the order in which the steps are taken."""
    import lossacc_gui

    if len(sys.argv) == 3 and sys.argv[1] == "--round":
        round_of(Path(sys.argv[2]))
        return
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 2
    with tempfile.TemporaryDirectory() as folder:
        make_long(Path(folder) / "long.csv")
        make_unknown(Path(folder) / "unknown.csv")
        make_runs(Path(folder) / "runs")
        environment = {"QT_QPA_PLATFORM": "offscreen", **os.environ}
        environment["XDG_CONFIG_HOME"] = environment["XDG_STATE_HOME"] = folder  # nothing is left of the round before
        environment.pop("PYTHONDONTWRITEBYTECODE", None)  # what is compiled once is read from then on
        command = [sys.executable, __file__, "--round", folder]
        results: list[dict[str, float]] = []
        compileall.compile_dir(str(Path(lossacc_gui.__file__).parent), quiet=1)
        for i in range(rounds):
            print(f"Round {i + 1} of {rounds}", file=sys.stderr, flush=True)
            run = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True, timeout=600)
            results.append(json.loads(run.stdout.splitlines()[-1]))
    for name in results[0]:
        times = [1000 * result[name] for result in results]
        print(f"{name:<28} median {statistics.median(times):5.0f} ms   worst {max(times):5.0f} ms")


if __name__ == "__main__":
    main()

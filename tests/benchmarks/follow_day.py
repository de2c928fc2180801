"""A day of following a log that grows, in fast motion: a look a second, a row every half minute, and what goes wrong.

    python tests/benchmarks/follow_day.py [--hours 24] [--seed 0]

The window looks again as soon as it has looked. Between two looks the log grows by a row, by half a line and its rest
later, is replaced whole, is gone for a minute, or is written anew from its first row. Told are exceptions, turns of the
window's loop over 200 ms of the processor and where their time went, what Qt warned of, the memory on the way, which
objects there are more of in the end than after the first fifth, and whether the window shows in the end what the log
holds. Runs offscreen unless QT_QPA_PLATFORM says otherwise.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lossacc_gui.gui.session.session import Session

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).resolve().parents[2])]

EVERY = 30  # looks from one change of the log to the next
HEADER = "epoch,loss,accuracy,val_loss,val_accuracy\n"


class Training:
    """Writes the log as a training might, good and bad days alike."""

    def __init__(self, log: Path, seed: int) -> None:
        self._log = log
        self._chance = random.Random(seed)
        self._rows: list[str] = []
        self._after: list[Callable[[], None]] = []
        self.done: Counter[str] = Counter()
        self._start()

    @property
    def epochs(self) -> int:
        """How many rows the log is to have."""
        return len(self._rows)

    def go_on(self) -> None:
        """Do the next thing."""
        if self._after:
            self._after.pop(0)()
            return
        kind = self._chance.choices(("row", "halves", "replaced", "gone", "anew"), (80, 8, 6, 5, 1))[0]
        self.done[kind] += 1
        row = self._row()
        if kind == "row":
            self._append(row)
        elif kind == "halves":
            cut = self._chance.randrange(1, len(row))
            self._append(row[:cut])
            self._after.append(lambda: self._append(row[cut:]))
        elif kind == "replaced":
            self._replace()
        elif kind == "gone":
            self._log.unlink()
            self._after += [lambda: None, self._replace]
        else:
            self._rows.clear()
            self._start()

    def finish(self) -> None:
        """Leave the log whole."""
        while self._after:
            self._after.pop(0)()
        self._replace()

    def _start(self) -> None:
        for _ in range(3):
            self._row()
        self._replace()

    def _row(self) -> str:
        i, noise = len(self._rows), self._chance.gauss(0, 0.01)
        loss = 0.3 + 2 / (1 + i / 20)
        accuracy = min(max(0.9 - 0.8 / (1 + i / 15) + noise, 0), 1)
        self._rows.append(f"{i},{loss:.5f},{accuracy:.5f},{loss + 0.1 + i / 2000 + noise:.5f},{accuracy - 0.05:.5f}\n")
        return self._rows[-1]

    def _append(self, text: str) -> None:
        with self._log.open("a", encoding="utf-8") as file:
            file.write(text)

    def _replace(self) -> None:
        fresh = self._log.with_suffix(".new")
        fresh.write_text(HEADER + "".join(self._rows), encoding="utf-8")
        fresh.replace(self._log)


def main() -> int:
    """Run and print the figures; 1 where something fell, stalled, grew or was not shown."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--hours", type=float, default=24.0)
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        return followed(Path(temporary), int(3600 * asked.hours), asked.seed)


def followed(folder: Path, looks: int, seed: int) -> int:
    """Follow a log in `folder` for that many looks."""
    from PySide6.QtCore import QEventLoop, QSettings
    from PySide6.QtWidgets import QApplication
    from watched import Warnings, Watched, holders, resident

    from lossacc_gui.gui.background.garbage import GarbageCollector
    from lossacc_gui.gui.program.app import build_window

    app = QApplication.instance() or QApplication(["follow"])
    faults: list[str] = []

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        faults.append(f"{kind.__name__}: {error}")
        sys.__excepthook__(kind, error, trace)

    sys.excepthook = hook
    training = Training(folder / "history.csv", seed)
    window = build_window(QSettings(str(folder / "settings.ini"), QSettings.Format.IniFormat))
    window.show()
    session = window.session
    collector = GarbageCollector(window)
    collector.begin()
    session.open([folder / "history.csv"])
    while session.busy or session.prepared is None:
        app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
    session.follow(True)
    meter, warned, memory = Watched(), Warnings(), []
    held: dict[str, int] = {}
    start = time.monotonic()
    for look in range(looks):
        if look % EVERY == EVERY - 1:
            training.go_on()
        _look(session)
        if look % 900 == 899:
            memory.append(resident() / 2**20)
            print(f"hour {(look + 1) / 3600:.2f}: {training.epochs} epochs, {memory[-1]:.0f} MB", flush=True)
        if look == looks // 5:
            held, _ = holders()
            meter.begin()
    training.finish()
    _look(session)
    shown = len(session.current.run.series[0].value) if session.current is not None else 0
    unreadable = session.following.unreadable
    more = Counter(holders()[0])
    more.subtract(held)
    meter.begin()
    window.close()
    if unreadable:
        print("it cannot be read")
    print(f"{looks} looks in {time.monotonic() - start:.0f} s, {dict(training.done)}")
    print(f"{len(meter.stalls)} stalls; shown {shown} of {training.epochs}")
    for stall in meter.stalls:
        print(f"stall of {1000 * stall.took:.0f} ms, {1000 * stall.gc:.0f} of them looking for garbage")
        print("\n".join(f"    {1000 * seconds:4.0f} ms in {place}" for seconds, place in stall.where))
    print("\n".join(f"Qt warned: {text} in {places}" for _, text, places in warned.told))
    print("\n".join(f"fell: {fault}" for fault in faults))
    settled = memory[len(memory) // 5 :]
    grown = settled[-1] - settled[0] if settled else 0.0
    print(f"memory grew by {grown:.0f} MB after the first fifth")
    print("more objects than then:", ", ".join(f"{name} {n:+}" for name, n in more.most_common(20) if n > 0))
    return 1 if faults or meter.stalls or warned.told or unreadable or shown != training.epochs or grown > 50 else 0


def _look(session: Session) -> None:
    """One look, and what follows from it."""
    from PySide6.QtCore import QCoreApplication, QEventLoop

    session.following.look()
    while session.following.busy or session.drawing._drawer.busy:
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)


if __name__ == "__main__":
    sys.exit(main())

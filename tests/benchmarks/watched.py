"""What a long run in the window is watched for: long turns and where their time went, warnings of Qt, memory, holders.

A turn is one round of the window's loop; its time is that of the processor in the window's own thread, so that what
else runs on the machine does not count. While a turn takes long, a second thread notes every so often where it is.
"""

from __future__ import annotations

import ctypes
import gc
import os
import sys
import threading
import time
import traceback
from collections import Counter
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from types import FrameType
from typing import Any

from turns import Meter

STALL = 0.2  # seconds of the processor in one turn
LONG = 0.06  # seconds of a turn from which on it is looked at where it is
EVERY = 0.005  # seconds between two looks
DEEP = 7  # frames told of each place, the innermost first
MOST_PLACES = 4
MOST_WARNINGS = 40


@dataclass(frozen=True, slots=True)
class Stall:
    """A turn that took `took` seconds of the processor, `gc` of them looking for garbage, and ended `at` that time of
    day; `where` are the places it was at, with the seconds spent there.
    """

    at: float
    took: float
    gc: float
    where: tuple[tuple[float, str], ...]


class Watched(Meter):
    """Notes each long turn. Made in the window's thread, once there is an application."""

    def __init__(self) -> None:
        self.stalls: list[Stall] = []
        self._places: Counter[str] = Counter()
        self._collected = 0.0
        self._collecting_since = 0.0
        self._main = threading.get_ident()
        self._clock = time.pthread_getcpuclockid(self._main)
        super().__init__()
        gc.callbacks.append(self._on_collection)
        threading.Thread(target=self._look, daemon=True, name="looking at long turns").start()

    def begin(self) -> None:
        """As in Meter."""
        super().begin()
        self._places.clear()
        self._collected = 0.0

    @property
    def told(self) -> list[dict[str, Any]]:
        """The stalls as plain values."""
        return [asdict(one) for one in self.stalls]

    def _tick(self) -> None:
        super()._tick()
        if self.most > STALL:
            where = tuple((spent / 1e6, place) for place, spent in self._places.most_common(MOST_PLACES))
            self.stalls.append(Stall(time.time(), self.most, self._collected, where))
        self.most = 0.0
        self._collected = 0.0
        if self._places:
            self._places.clear()

    def _look(self) -> None:
        before = 0.0
        while True:
            time.sleep(EVERY)
            before = self._note_place(before)

    def _note_place(self, before: float) -> float:
        """Note where the turn is, if it takes long. No frame may be held afterwards, as it would hold a painter."""
        now = time.clock_gettime(self._clock)
        if now - self._at > LONG:
            # By time and not by looks: nobody can look while garbage is collected or numpy holds Python.
            place = place_of(sys._current_frames()[self._main])
            self._places[place] += round(1e6 * (now - max(before, self._at)))
        return now

    def _on_collection(self, phase: str, _: dict[str, int]) -> None:
        if threading.get_ident() != self._main:
            return
        now = time.thread_time()
        if phase == "start":
            self._collecting_since = now
        else:
            self._collected += now - self._collecting_since


def place_of(frame: FrameType) -> str:
    """Where a thread is: functions of the program and what they called, the innermost first."""
    parts: list[str] = []
    at: FrameType | None = frame
    while at is not None and len(parts) < DEEP:
        code = at.f_code
        parts.append(f"{code.co_qualname} ({code.co_filename.rpartition('/')[2]}:{at.f_lineno})")
        at = at.f_back
    return " < ".join(parts)


class Warnings:
    """Keeps what Qt warns of, with the time of day and the line of Python that was under way."""

    def __init__(self) -> None:
        from PySide6.QtCore import qInstallMessageHandler

        self.told: list[tuple[float, str, str]] = []
        qInstallMessageHandler(self._hear)

    def _hear(self, kind: object, _: object, text: str) -> None:
        if "propagateSizeHints" in text or len(self.told) >= MOST_WARNINGS:
            return
        stack = traceback.extract_stack()[:-1][-DEEP:]
        places = " < ".join(f"{one.name} ({Path(one.filename).name}:{one.lineno})" for one in reversed(stack))
        self.told.append((time.time(), text, places))
        with suppress(OSError, ValueError):
            sys.stderr.write(f"{text} [{places}]\n")


def resident() -> int:
    """Bytes of memory this process holds."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")


def trimmed() -> int:
    """Bytes of memory this process holds once it has given back what it does not use."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)
    return resident()


def holders() -> tuple[dict[str, int], dict[str, int]]:
    """How many objects of each class of the program, and widgets of each class of Qt, there are; and how many more were
    garbage, also that which was left out of looking so far.
    """
    from PySide6.QtCore import QCoreApplication, QEvent
    from PySide6.QtWidgets import QApplication

    gc.unfreeze()
    before = _counted()
    for _ in range(2):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        gc.collect()
    after = _counted()
    garbage = before - after
    after.update(f"widget {one.metaObject().className()}" for one in QApplication.allWidgets())
    gc.freeze()
    return dict(after), dict(garbage)


def _counted() -> Counter[str]:
    found: Counter[str] = Counter()
    for one in gc.get_objects():
        kind = type(one)
        if str(kind.__module__).partition(".")[0] in ("lossacc_gui", "pyqtgraph", "PySide6", "numpy"):
            found[f"{str(kind.__module__).removeprefix('lossacc_gui.')}.{kind.__qualname__}"] += 1
        found["(all objects that Python looks through)"] += 1
    return found

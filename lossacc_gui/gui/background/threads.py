"""Runs slow work beside the window, in threads; results arrive in turns of the window's loop."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from lossacc_gui.gui.background.in_turns import in_turns
from lossacc_gui.model.errors import Cancelled
from lossacc_gui.model.progress import Progress

Deliver = Callable[[object], None]
"""Called by the work with each result as it is ready; raises Cancelled once nobody wants it any more."""

Work = Callable[[Progress, Deliver], None]

PATIENCE = 1.0
"""Seconds that cancelled work gets to stop; what takes longer waits for a drive that does not answer, and is left."""
NAME = "lossacc-"
"""What the names of all threads of this file begin with."""


def raise_unexpected(error: BaseException | None) -> None:
    """Raise what ended the work, unless it came to its end or a person stopped it: a slot for `ended`, which leaves a
    defect of ours to the one hook for unexpected exceptions.
    """
    if error is not None and not isinstance(error, Cancelled):
        raise error


@dataclass(frozen=True, slots=True)
class Progressed:
    """How far the work is: done fraction (0..1) and a short text."""

    fraction: float
    text: str


@dataclass(frozen=True, slots=True)
class _Delivered:
    result: object


@dataclass(frozen=True, slots=True)
class _Ended:
    error: BaseException | None


@dataclass(frozen=True, slots=True)
class _Report:
    job: int
    what: Progressed | _Delivered | _Ended


class _Post(QObject):
    """Brings reports from the thread. No widget owns it, so it lives as long as the thread that holds it: a report to a
    Background that is gone meanwhile is dropped by Qt, where a signal of that Background itself would be a crash.
    """

    reported = Signal(object)


class Background(QObject):
    """One line of slow work: a new start supersedes the old one, whose results are then never heard of.

    All signals arrive in the thread this object lives in, each in a turn of its loop of its own: hundreds of results at
    once must not keep a person from being heard. `ended` carries None, or the exception that stopped
    the work (Cancelled when a person stopped it). Nobody ever waits for a drive that does not answer: work that hangs
    in the system when it is to stop is left behind, and what it gives some day is dropped.
    """

    SECONDS_BETWEEN_REPORTS = 0.05

    progressed = Signal(object)
    delivered = Signal(object)
    ended = Signal(object)

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._job = 0
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._busy = False
        self._closed = False
        self._post = _Post()
        self._post.reported.connect(self._on_reported, Qt.ConnectionType.QueuedConnection)
        self._patience = QTimer(self, singleShot=True, interval=int(1000 * PATIENCE))
        self._patience.timeout.connect(self._on_out_of_patience)

    @property
    def busy(self) -> bool:
        """Whether work has started whose end has not been told yet."""
        return self._busy

    def start(self, work: Work) -> None:
        """Do `work` in a thread; whatever was under way is cancelled and forgotten."""
        if self._closed:
            return
        self._abandon()
        self._stop = threading.Event()
        self._busy = True
        # A daemon: the program may end while it waits for a drive.
        self._thread = threading.Thread(
            target=self._run, args=(self._job, self._stop, work, self._thread), name=NAME + self._name, daemon=True
        )
        self._thread.start()

    def cancel(self) -> None:
        """Ask the work to stop; `ended` comes when it has, or when it is left behind."""
        self._stop.set()
        if self._busy and not self._closed:
            self._patience.start()

    def forget(self) -> None:
        """Drop the work at once, with all that it would still tell, `ended` too; it stops when it notices."""
        self._abandon()

    def close(self) -> None:
        """Cancel, wait for the thread (but not for a drive) and take no more work; nothing is signalled afterwards."""
        self._closed = True
        self._abandon()
        if self._thread is not None:
            self._thread.join(PATIENCE)
            self._thread = None

    def _abandon(self) -> None:
        self._stop.set()
        self._patience.stop()
        self._busy = False
        self._job += 1

    def _run(self, job: int, stop: threading.Event, work: Work, before: threading.Thread | None) -> None:
        if before is not None:  # one after the other
            before.join(PATIENCE)
        error: BaseException | None = None
        try:
            self._work(job, stop, work)
        except BaseException as raised:  # noqa: BLE001 - told to who listens
            error = raised
        if job == self._job:  # else nobody listens, and whoever did may be gone
            self._post.reported.emit(_Report(job, _Ended(error)))
        del error  # it holds this frame, and with it the work and all that it was about

    def _work(self, job: int, stop: threading.Event, work: Work) -> None:
        told = float("-inf")

        def progress(fraction: float, text: str) -> None:
            nonlocal told
            if stop.is_set():
                raise Cancelled
            now = time.monotonic()
            if now - told >= self.SECONDS_BETWEEN_REPORTS:  # the event loop need not hear of every row
                told = now
                self._post.reported.emit(_Report(job, Progressed(fraction, text)))

        def deliver(result: object) -> None:
            if stop.is_set():
                raise Cancelled
            self._post.reported.emit(_Report(job, _Delivered(result)))

        if stop.is_set():
            raise Cancelled
        work(progress, deliver)

    def _on_out_of_patience(self) -> None:
        self._abandon()
        self._thread = None
        self.ended.emit(Cancelled())

    def _on_reported(self, report: _Report) -> None:
        in_turns(self, lambda: self._tell(report))

    def _tell(self, report: _Report) -> None:
        if report.job != self._job:
            return
        if isinstance(report.what, Progressed):
            self.progressed.emit(report.what)
        elif isinstance(report.what, _Delivered):
            self.delivered.emit(report.what.result)
        else:
            self._patience.stop()
            self._busy = False
            self.ended.emit(report.what.error)


def any_left() -> bool:
    """Whether work was left behind, in whichever Background: then the program cannot take itself apart in order."""
    return any(thread.name.startswith(NAME) for thread in threading.enumerate())

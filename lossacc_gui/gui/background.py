"""Runs slow work beside the window; the only file that knows threads."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal

from lossacc_gui.model.errors import Cancelled
from lossacc_gui.model.progress import Progress

if TYPE_CHECKING:
    from concurrent.futures import Future, ThreadPoolExecutor

Deliver = Callable[[object], None]
"""Called by the work with each result as it is ready; raises Cancelled once nobody wants it any more."""

Work = Callable[[Progress, Deliver], None]


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


class Background(QObject):
    """One line of slow work: a new start supersedes the old one, whose results are then never heard of.

    All signals arrive in the thread this object lives in. `ended` carries None, or the exception that stopped
    the work (Cancelled when a person stopped it).
    """

    SECONDS_BETWEEN_REPORTS = 0.05

    progressed = Signal(object)
    delivered = Signal(object)
    ended = Signal(object)
    _reported = Signal(object)

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._executor: ThreadPoolExecutor | None = None
        self._job = 0
        self._stop = threading.Event()
        self._future: Future[None] | None = None
        self._closed = False
        self._reported.connect(self._on_reported, Qt.ConnectionType.QueuedConnection)

    @property
    def busy(self) -> bool:
        """Whether work has started whose end has not been told yet."""
        return self._future is not None

    def start(self, work: Work) -> None:
        """Do `work` in the thread; whatever was under way is cancelled and forgotten."""
        if self._closed:
            return
        self._abandon()
        self._job += 1
        self._stop = threading.Event()
        if self._executor is None:
            from concurrent.futures import ThreadPoolExecutor  # its imports are no part of the start

            self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix=self._name)
        self._future = self._executor.submit(self._run, self._job, self._stop, work)
        self._future.add_done_callback(partial(self._tell_end, self._job))

    def cancel(self) -> None:
        """Ask the work to stop; `ended` comes when it has."""
        self._stop.set()
        if self._future is not None:
            self._future.cancel()

    def close(self) -> None:
        """Cancel, wait for the thread and take no more work; nothing is signalled afterwards."""
        self._closed = True
        self._abandon()
        if self._executor is not None:
            self._executor.shutdown(wait=True, cancel_futures=True)

    def _abandon(self) -> None:
        self.cancel()
        self._future = None
        self._job += 1

    def _run(self, job: int, stop: threading.Event, work: Work) -> None:
        told = float("-inf")

        def progress(fraction: float, text: str) -> None:
            nonlocal told
            if stop.is_set():
                raise Cancelled
            now = time.monotonic()
            if now - told >= self.SECONDS_BETWEEN_REPORTS:  # the event loop need not hear of every row
                told = now
                self._reported.emit(_Report(job, Progressed(fraction, text)))

        def deliver(result: object) -> None:
            if stop.is_set():
                raise Cancelled
            self._reported.emit(_Report(job, _Delivered(result)))

        work(progress, deliver)

    def _tell_end(self, job: int, future: Future[None]) -> None:
        error = Cancelled() if future.cancelled() else future.exception()
        self._reported.emit(_Report(job, _Ended(error)))

    def _on_reported(self, report: _Report) -> None:
        if report.job != self._job:
            return
        if isinstance(report.what, Progressed):
            self.progressed.emit(report.what)
        elif isinstance(report.what, _Delivered):
            self.delivered.emit(report.what.result)
        else:
            self._future = None
            self.ended.emit(report.what.error)

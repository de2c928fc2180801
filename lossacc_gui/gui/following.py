"""Follows a log that still grows: looks at it every so often and reads it again when it has changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from lossacc_gui.gui.background import Background, Deliver, Work
from lossacc_gui.gui.works import Beside, Kept, loading
from lossacc_gui.model.errors import Cancelled, LossaccError
from lossacc_gui.model.progress import Progress
from lossacc_gui.model.request import Request

if TYPE_CHECKING:
    from lossacc_gui.model.analysis import Analysis

INTERVAL = 1000
"""Milliseconds between two looks: an epoch takes longer, and a look costs next to nothing."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """What tells that a log has changed: a place, a time and a size for each of its files, none where it is gone.

    Looking works where the system's own notices do not: on network drives, and for files that are replaced whole.
    """

    files: tuple[tuple[int, int, int], ...]

    @classmethod
    def of(cls, log: Path) -> Stamp:
        """The stamp of a file, or of all files in a folder."""
        return cls(tuple(_files(log)))


@dataclass(frozen=True, slots=True)
class _Looked:
    log: Path
    stamp: Stamp
    error: LossaccError | None


class Following(QObject):
    """`found` carries each new Analysis; `state_changed` that it can or cannot be read at the moment."""

    found = Signal(object)
    state_changed = Signal()

    def __init__(self, request: Callable[[], Request], parent: QObject | None) -> None:
        super().__init__(parent)
        self._request = request
        self._stamp: Stamp | None = None
        self._kept = Kept()
        self.log: Path | None = None
        self.error: LossaccError | None = None
        self._timer = QTimer(self, interval=INTERVAL)
        self._timer.timeout.connect(self.look)
        self._reader = Background("following", self)
        self._reader.delivered.connect(self._on_delivered)
        self._reader.ended.connect(self._on_ended)

    @property
    def busy(self) -> bool:
        """Whether a look is under way."""
        return self._reader.busy

    def follow(self, log: Path | None) -> None:
        """Follow this log from now on, and read it now; None follows nothing."""
        if log == self.log:
            return
        self.log, self._stamp, self.error = log, None, None
        self._kept = Kept()
        self._reader.cancel()
        if log is None:
            self._timer.stop()
        else:
            self._timer.start()
        self.state_changed.emit()

    def look(self) -> None:
        """Look whether the log has changed, unless a look is under way."""
        if self.log is not None and not self._reader.busy:
            self._reader.start(_looking(self.log, self._stamp, self._request(), self._kept))

    def close(self) -> None:
        """Stop, and wait for what is under way."""
        self._timer.stop()
        self._reader.close()

    def _on_delivered(self, result: Analysis | _Looked) -> None:
        if not isinstance(result, _Looked):
            if self.log is not None:
                self.found.emit(result)
            return
        if result.log != self.log:
            return
        self._stamp = result.stamp
        if result.error is not self.error:
            self.error = result.error
            self.state_changed.emit()

    def _on_ended(self, error: BaseException | None) -> None:
        if error is not None and not isinstance(error, Cancelled):
            raise error


def _looking(log: Path, known: Stamp | None, request: Request, kept: Kept) -> Work:
    """Read what is new in the log where its stamp is another; deliver its analyses, and how it looks now."""

    def work(progress: Progress, deliver: Deliver) -> None:
        stamp = Stamp.of(log)
        if stamp == known:
            return
        error: LossaccError | None = None

        def hand_on(result: object) -> None:
            nonlocal error
            if isinstance(result, LossaccError):
                error = result
            elif not isinstance(result, Beside):
                deliver(result)

        try:
            loading((log,), lambda: None, request, kept)(progress, hand_on)
        except LossaccError as told:
            error = told
        deliver(_Looked(log, stamp, error))

    return work


def _files(log: Path) -> Iterator[tuple[int, int, int]]:
    for path in sorted(log.rglob("*")) if log.is_dir() else (log,):
        try:
            told = path.stat()
        except OSError:
            continue  # it went while we looked, or is being replaced
        yield told.st_ino, told.st_mtime_ns, told.st_size

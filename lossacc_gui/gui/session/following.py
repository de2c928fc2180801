"""Follows logs that still grow: which these are, and looks every so often that read again what has changed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject, QTimer, Signal

from lossacc_gui.gui.background.threads import Background, Deliver, Work, raise_unexpected
from lossacc_gui.gui.session.works import Beside, Kept, loading
from lossacc_gui.model.errors import LossaccError
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
    def of(cls, *logs: Path) -> Stamp:
        """The stamp of files, and of all files in folders."""
        return cls(tuple(_files(*logs)))


@dataclass(frozen=True, slots=True)
class _Looked:
    log: Path
    stamp: Stamp
    error: LossaccError | None
    files: frozenset[Path] = frozenset()


@dataclass(frozen=True, slots=True)
class _Watched:
    """How a log looked last, what kept it from being read then, and what of it need not be read again.

    `files` are those that its runs were read from, besides the log itself.
    """

    stamp: Stamp | None = None
    files: frozenset[Path] = frozenset()
    error: LossaccError | None = None
    kept: Kept = field(default_factory=Kept)


class Following(QObject):
    """`found` carries each new Analysis; `state_changed` that others are followed, or can or cannot be read now.

    `open_logs` tells all that could be followed; `follows_all` whether they are, and those that will be open.
    """

    found = Signal(object)
    state_changed = Signal()

    def __init__(
        self, request: Callable[[], Request], open_logs: Callable[[], Collection[Path]], parent: QObject | None
    ) -> None:
        super().__init__(parent)
        self._request = request
        self._open_logs = open_logs
        self.follows_all = False
        self.asked_as = request()
        """As what is being read was asked to be analysed."""
        self._watched: dict[Path, _Watched] = {}
        self._timer = QTimer(self, interval=INTERVAL)
        self._timer.timeout.connect(self.look)
        self._reader = Background("following", self)
        self._reader.delivered.connect(self._on_delivered)
        self._reader.ended.connect(raise_unexpected)

    @property
    def busy(self) -> bool:
        """Whether a look is under way."""
        return self._reader.busy

    @property
    def logs(self) -> tuple[Path, ...]:
        """The logs that are followed."""
        return tuple(self._watched)

    @property
    def unreadable(self) -> tuple[Path, ...]:
        """Those that cannot be read at the moment."""
        return tuple(log for log, watched in self._watched.items() if watched.error is not None)

    def follow(self, *logs: Path) -> None:
        """Follow these logs from now on; those that were not followed before are read again at the next look."""
        if set(logs) == set(self._watched):
            return
        self._watched = {log: self._watched.get(log, _Watched()) for log in logs}
        self._reader.cancel()
        if logs:
            self._timer.start()
        else:
            self._timer.stop()
        self.state_changed.emit()

    def follow_one(self, log: Path, wanted: bool) -> None:
        """Follow one more log, or not this one."""
        self.follows_all = self.follows_all and wanted
        self.follow(*(one for one in self.logs if one != log), *([log] if wanted else []))

    def follow_all(self, wanted: bool) -> None:
        """Follow all logs that are open, and those that will be, or none."""
        self.follows_all = wanted
        self.follow(*(self._open_logs() if wanted else ()))

    def follow_only(self, logs: Collection[Path], *, every: bool) -> None:
        """Follow these of the logs that are open, or `every` one of them as `follow_all` does."""
        self.follow_all(every)
        if not every:
            self.follow(*(log for log in self._open_logs() if log in logs))

    def take_opened(self) -> None:
        """A log was opened: where all are followed it is, too."""
        if self.follows_all:
            self.follow_all(True)

    def forget(self, log: Path) -> None:
        """The log was closed."""
        self.follow(*(one for one in self.logs if one != log))

    def look(self) -> None:
        """Look whether the logs have changed, unless a look is under way."""
        if self._watched and not self._reader.busy:
            self.asked_as = self._request()
            self._reader.start(_looking(tuple(self._watched.items()), self.asked_as))

    def close(self) -> None:
        """Stop, and wait for what is under way."""
        self._timer.stop()
        self._reader.close()

    def _on_delivered(self, result: Analysis | _Looked) -> None:
        if not isinstance(result, _Looked):
            if result.run.source in self._watched:  # else it was closed, or let go, meanwhile
                self.found.emit(result)
            return
        before = self._watched.get(result.log)
        if before is None:
            return
        self._watched[result.log] = replace(
            before, stamp=result.stamp, files=result.files or before.files, error=result.error
        )
        if result.error is not before.error:
            self.state_changed.emit()


def _looking(watched: tuple[tuple[Path, _Watched], ...], request: Request) -> Work:
    """Read what is new in each log whose stamp is another now; deliver its analyses, and how it looks."""

    def work(progress: Progress, deliver: Deliver) -> None:
        for log, known in watched:
            progress(0.0, "following")
            _look_at(log, known, request, progress, deliver)

    return work


def _look_at(log: Path, known: _Watched, request: Request, progress: Progress, deliver: Deliver) -> None:
    stamp, files = Stamp.of(log, *known.files), set[Path]()
    if stamp == known.stamp:
        return
    error: LossaccError | None = None

    def hand_on(result: object) -> None:
        nonlocal error
        if isinstance(result, LossaccError):
            error = result
        elif not isinstance(result, Beside):
            files.update(cast("Analysis", result).run.files)
            deliver(result)

    try:
        loading((log,), lambda: None, request, known.kept)(progress, hand_on)
    except LossaccError as told:
        error = told.kept()
    deliver(_Looked(log, stamp, error, frozenset(files)))


def _files(*logs: Path) -> Iterator[tuple[int, int, int]]:
    below = (log.rglob("*") if log.is_dir() else (log,) for log in logs)
    for path in sorted({path for some in below for path in some}):
        try:
            told = path.stat()
        except OSError:
            continue  # it went while we looked, or is being replaced
        yield told.st_ino, told.st_mtime_ns, told.st_size

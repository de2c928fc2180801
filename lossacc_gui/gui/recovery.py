"""Notes which logs are open, so that after a crash the next start can offer to open them again."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLockFile, QObject
from PySide6.QtGui import QAction

from lossacc_gui.gui.session import Session
from lossacc_gui.gui.state import Message, MessageKind

MOST_LOGS = 500  # are offered again


class Notes:
    """The logs that this process has open, in a file that a process which ends as it should takes away.

    A lock beside it tells whether the process still runs, also where its number has been given to another one.
    Everything about it may fail: the program does without.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file = folder / f"open-{os.getpid()}.json"
        self._lock = _lock_of(self._file)
        self._noted: tuple[Path, ...] = ()

    def lost(self) -> tuple[Path, ...]:
        """The logs of processes that crashed; each is told once."""
        found: dict[Path, None] = {}
        with suppress(OSError):
            for file in sorted(self._folder.glob("open-*.json")):
                lock = _lock_of(file)
                if lock.tryLock(0):
                    found |= dict.fromkeys(_logs_in(file))
                    with suppress(OSError):
                        file.unlink()
                    lock.unlock()
        return tuple(found)[:MOST_LOGS]

    def note(self, logs: Sequence[Path]) -> None:
        """From now on these are open."""
        now = tuple(dict.fromkeys(logs))
        if now == self._noted:
            return
        self._noted = now
        with suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            if not self._lock.isLocked() and not self._lock.tryLock(0):
                return
            fresh = self._file.with_suffix(".new")
            fresh.write_text(json.dumps([str(log.absolute()) for log in now]), encoding="ascii")
            fresh.replace(self._file)

    def end(self) -> None:
        """The process ends as it should."""
        with suppress(OSError):
            self._file.unlink(missing_ok=True)
        self._lock.unlock()


class Recovery(QObject):
    """Keeps the notes of a session, and offers by an action what a crash has closed."""

    def __init__(self, session: Session, reopen: QAction, notes: Notes, report: Path | None) -> None:
        """`report` is what the system said when the program crashed, None where it said nothing."""
        super().__init__(session)
        self._session = session
        self._notes = notes
        self._reopen = reopen
        self._lost = notes.lost()
        session.runs_changed.connect(self._on_runs_changed)
        reopen.triggered.connect(self._on_reopen)
        reopen.setEnabled(bool(self._lost))
        app = QCoreApplication.instance()
        if app is not None:
            app.aboutToQuit.connect(notes.end)
        if self._lost:
            many = self.tr("{0} logs were open").format(len(self._lost))
            open_then = self.tr("{0} was open").format(self._lost[0].name) if len(self._lost) == 1 else many
            text = self.tr("lossacc ended without being asked to; {0}.").format(open_then)
            if report is not None:
                text += " " + self.tr("The report {0} tells where; please send it to us.").format(report)
            session.complained.emit(Message(MessageKind.NOTICE, text, offer=reopen.objectName()))

    def _on_runs_changed(self) -> None:
        self._notes.note([run.key.source for run in self._session.runs])

    def _on_reopen(self) -> None:
        self._reopen.setEnabled(False)
        self._session.open(self._lost)


def _lock_of(file: Path) -> QLockFile:
    lock = QLockFile(str(file.with_suffix(".lock")))
    lock.setStaleLockTime(0)  # no program runs too long to be running
    return lock


def _logs_in(file: Path) -> tuple[Path, ...]:
    try:
        told = json.loads(file.read_text(encoding="ascii"))
    except (OSError, ValueError, RecursionError):
        return ()
    return tuple(Path(one) for one in told if isinstance(one, str)) if isinstance(told, list) else ()

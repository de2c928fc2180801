"""Notes what is open, so that the next start can open it again as it was, after a crash too."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QLockFile, QObject, QTimer
from PySide6.QtGui import QAction

from lossacc_gui.gui.background.in_turns import in_turns
from lossacc_gui.gui.background.threads import Background, Deliver, Work, raise_unexpected
from lossacc_gui.gui.persistence.projects import Projects
from lossacc_gui.gui.session.session import Session
from lossacc_gui.gui.session.state import Message, MessageKind
from lossacc_gui.model import endings
from lossacc_gui.model.progress import Progress

if TYPE_CHECKING:
    from lossacc_gui.project import Project

MOST_LOGS = 500  # are offered again
REST_MS = 1000
"""Milliseconds after the last change until it is written down."""


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
        self._ended = False
        self.folder = folder

    def lost(self) -> tuple[Path, ...]:
        """The logs of processes that crashed; each is told once."""
        found: dict[Path, None] = {}
        with suppress(OSError):
            for file in sorted(self._folder.glob("open-*.json")):
                lock = _lock_of(file)
                if lock.tryLock(0):
                    found |= dict.fromkeys(_logs_in(file))
                    for left in (file, file.with_suffix(".new"), file.with_suffix(".fresh")):
                        with suppress(OSError):
                            left.unlink()
                    with suppress(OSError):
                        file.with_suffix(endings.PROJECT).replace(self._last)
                    lock.unlock()
        return tuple(found)[:MOST_LOGS]

    def note(self, logs: Sequence[Path]) -> None:
        """From now on these are open."""
        now = tuple(dict.fromkeys(logs))
        if self._ended or now == self._noted:
            return
        self._noted = now
        with suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            if not self._lock.isLocked() and not self._lock.tryLock(0):
                return
            fresh = self._file.with_suffix(".new")
            fresh.write_text(json.dumps([str(log.absolute()) for log in now]), encoding="ascii")
            fresh.replace(self._file)

    def keep(self, project: str) -> None:
        """How everything is now, as the text of a project; only where it has been noted that something is open."""
        with suppress(OSError):
            if self._lock.isLocked():
                fresh = self._file.with_suffix(".fresh")
                fresh.write_text(project, encoding="ascii")
                fresh.replace(self._file.with_suffix(endings.PROJECT))

    @property
    def last(self) -> Path | None:
        """How everything was when a process last ended, in order or not; None where that is not known."""
        with suppress(OSError):
            return self._last if self._last.is_file() else None
        return None

    @property
    def _last(self) -> Path:
        return self._folder / f"last{endings.PROJECT}"

    def end(self) -> None:
        """The process ends as it should: from now on nothing is noted, whatever is closed on the way out."""
        self._ended = True
        with suppress(OSError):
            self._file.unlink(missing_ok=True)
        with suppress(OSError):
            self._file.with_suffix(endings.PROJECT).replace(self._last)
        self._lock.unlock()


class Recovery(QObject):
    """Keeps the notes of a session, and offers by an action what was open when the program last ended."""

    def __init__(
        self, session: Session, reopen: QAction, notes: Notes, report: Path | None, projects: Projects | None = None
    ) -> None:
        """`report` is what the system said when the program crashed, None where it said nothing."""
        super().__init__(session)
        self._session = session
        self._notes = notes
        self._reopen = reopen
        self._projects = projects
        self._lost = notes.lost()
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self._keep)
        self._writer = Background("writing the session down", self)
        self._writer.ended.connect(raise_unexpected)
        session.runs_changed.connect(self._on_runs_changed)
        for signal in (session.made_changed, session.current_changed, session.selection_changed, session.view_changed):
            signal.connect(self._rest.start)
        session.together.changed.connect(self._rest.start)
        reopen.triggered.connect(self.reopen)
        reopen.setEnabled(bool(self._lost) or self.can_restore)
        app = QCoreApplication.instance()
        if app is not None:
            app.aboutToQuit.connect(self._on_end)
        if self._lost:
            many = self.tr("{0} logs were open").format(len(self._lost))
            open_then = self.tr("{0} was open").format(self._lost[0].name) if len(self._lost) == 1 else many
            text = self.tr("lossacc ended without being asked to; {0}.").format(open_then)
            if report is not None:
                text += " " + self.tr("The report {0} tells where; please send it to us.").format(report)
            session.messages.complained.emit(Message(MessageKind.NOTICE, text, offer=reopen.objectName()))

    @property
    def can_restore(self) -> bool:
        """Whether it is known how the last session was."""
        return self._projects is not None and self._notes.last is not None

    def reopen(self) -> None:
        """Open again what was open."""
        self._reopen.setEnabled(False)
        if self._projects is not None and self._notes.last is not None:
            self._projects.open_session(self._notes.last)
        else:
            self._session.open(self._lost)

    def reopen_unasked(self) -> None:
        """Open again what was open, but not what may have ended the program, and nothing beside what is open."""
        if not self._lost and self.can_restore and not self._session.runs and not self._session.busy:
            self.reopen()

    def _on_runs_changed(self) -> None:
        in_turns(self, self._note)  # a drive may take its time
        self._rest.start()

    def _note(self) -> None:
        self._notes.note([run.key.source for run in self._session.runs])

    def _keep(self) -> None:
        """Write down how everything is, so that it can be so again; hundreds of runs take 0.1 s."""
        now = self._now()
        if now is not None:
            self._writer.start(_keeping(now, self._notes))

    def _now(self) -> Project | None:
        """How everything is, None where nothing is open or that is only being opened."""
        known = self._projects is not None and self._session.runs and not self._session.busy
        return self._projects.now if self._projects is not None and known else None

    def _on_end(self) -> None:
        from lossacc_gui.project import written

        self._rest.stop()
        self._writer.close()
        now = self._now()
        if now is not None:
            self._note()
            self._notes.keep(written(now, self._notes.folder))
        self._notes.end()


def _keeping(project: Project, notes: Notes) -> Work:
    def work(progress: Progress, deliver: Deliver) -> None:
        from lossacc_gui.project import written

        text = written(project, notes.folder)
        progress(1.0, "writing the session down")  # what is not wanted any more is not written
        notes.keep(text)

    return work


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

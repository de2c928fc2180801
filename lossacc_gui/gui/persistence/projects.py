"""Opens and saves projects, knows whether something is unsaved, and asks before it is thrown away."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMainWindow, QMessageBox

from lossacc_gui.gui.background.threads import Background, Deliver, Work, raise_unexpected
from lossacc_gui.gui.look.plain import plain_tip
from lossacc_gui.gui.persistence.settings import Settings
from lossacc_gui.gui.session.session import Session
from lossacc_gui.gui.session.state import Message, MessageKind
from lossacc_gui.model import endings
from lossacc_gui.model.errors import BadProject, CannotWrite
from lossacc_gui.model.progress import Progress

# The first window is painted before numpy is imported; what needs it is imported where it is used.
if TYPE_CHECKING:
    from lossacc_gui.gui.panels.workspace import Workspace
    from lossacc_gui.project import Project

Buttons = QMessageBox.StandardButton


class Projects(QObject):
    """`changed` tells of another project file, or that there is something to save, or nothing any more."""

    changed = Signal()

    def __init__(
        self, window: QMainWindow, session: Session, settings: Settings, workspace: Callable[[], Workspace | None]
    ) -> None:
        super().__init__(window)
        self._window = window
        self._session = session
        self._settings = settings
        self._workspace = workspace
        self.file: Path | None = None
        self._saved: Project | None = None
        self._on_disk = ""  # what the file said when it was read or written last
        self._missing: tuple[Path, ...] = ()  # logs of the project that could not be opened: they stay in it
        self._coming: Project | None = None
        self._others: tuple[Path, ...] = ()
        self._as_session = False
        self._reader = Background("project", self)
        self._reader.delivered.connect(self._on_read)
        self._reader.ended.connect(raise_unexpected)
        session.project_asked.connect(self.open)
        session.work_ended.connect(self._on_work_ended)
        for signal in (session.made_changed, session.runs_changed):
            signal.connect(self.changed)

    # What is there

    @property
    def now(self) -> Project:
        """All that is open, asked, made and shown."""
        from lossacc_gui.gui.persistence.project_state import project_of

        found = project_of(self._window, self._session, self._workspace(), self.file)
        lost = tuple(log for log in self._missing if log not in found.logs)
        return replace(found, logs=(*found.logs, *lost))

    @property
    def is_modified(self) -> bool:
        """Whether something would be lost that a person made: of a project anything, without one the notes."""
        if self._coming is not None or self._session.busy:
            return False
        if self.file is None:
            return any(self._session.made.of(key).notes for key in self._session.made.runs)
        return self._saved is not None and self.now.without_views != self._saved

    # Saving

    def save(self) -> bool:
        """Save into the project's file, or ask for one; whether it is saved."""
        if self.file is None:
            return self.save_as()
        return self._may_replace(self.file) and self._write(self.file, overwrite=True)

    def save_as(self) -> bool:
        """Ask for a file and save there; whether it is saved."""
        from lossacc_gui.gui.look.saving import ask_where_to_save

        current = self._session.current_key
        name = "project" if current is None else current.source.stem
        suggestion = self.file or self._settings.folder / f"{name}{endings.PROJECT}"
        title, kind = self.tr("Save project"), self.tr("Project")
        target = ask_where_to_save(
            self._window, title, suggestion, kind, [endings.PROJECT.removeprefix(".")], self._inputs()
        )
        if target is None:
            return False
        path, overwrite = target
        self._settings.folder = path.parent
        return self._write(path, overwrite=overwrite)

    def may_go(self) -> bool:
        """Ask whether to save what is not saved; False where the person would rather stay."""
        if not self.is_modified:
            return True
        answer = ask(self._window, self.tr("Save what you made of these logs?"))
        if answer == Buttons.Save:
            return self.save()
        return answer == Buttons.Discard

    def close(self) -> None:
        """Stop, and wait for what is under way."""
        self._reader.close()

    def _inputs(self) -> list[Path]:
        return [run.key.source for run in self._session.runs]

    def _may_replace(self, path: Path) -> bool:
        """Ask where the file is no longer what was read or written last."""
        try:
            same = not path.exists() or path.read_text(encoding="utf-8") == self._on_disk
        except (OSError, ValueError):
            same = False
        if same:
            return True
        text = self.tr("{0} was changed by another program. Replace it?").format(path)
        found = QMessageBox.question(
            self._window, self.tr("Save project"), plain_tip(text), Buttons.Yes | Buttons.No, Buttons.No
        )
        return found == Buttons.Yes

    def _write(self, path: Path, *, overwrite: bool) -> bool:
        from lossacc_gui.export.files import write_whole
        from lossacc_gui.project import written

        text = written(replace(self.now, view=replace(self.now.view, file=None)), path.parent)
        try:
            write_whole(path, text.encode("ascii"), overwrite=overwrite, inputs=self._inputs())
        except CannotWrite as error:
            self._session.messages.complain(Message(MessageKind.ERROR, error.said))
            return False
        self._take(path, text)
        self._settings.remember([path])
        self._window.statusBar().showMessage(self.tr("Saved {0}").format(path), 4000)
        return True

    def _take(self, path: Path | None, text: str) -> None:
        self.file, self._on_disk = path, text
        self._saved = self.now.without_views
        self.changed.emit()

    # Opening

    def open(self, path: Path, others: tuple[Path, ...] = ()) -> None:
        """Open a project in place of what is open, and more logs with it."""
        if self.may_go():
            self._others, self._as_session = others, False
            self._reader.start(_reading(path))

    def open_session(self, path: Path) -> None:
        """Open what was open when the program last ended; it is no file of the person's."""
        if self.may_go():
            self._others, self._as_session = (), True
            self._reader.start(_reading(path))

    def _on_read(self, read: tuple[Path, str, Project] | BadProject) -> None:
        from lossacc_gui.gui.persistence.project_state import open_in

        if isinstance(read, BadProject):
            self._session.messages.complain(Message(MessageKind.ERROR, f"{read}."))
            return
        path, text, project = read
        workspace = self._workspace()
        if workspace is None:
            return
        self.file = project.view.file if self._as_session else path
        self._on_disk = "" if self._as_session else text
        self._missing = ()
        meanings = tuple((self._settings.choices | dict(project.request.meanings)).items())
        wanted = replace(project, request=replace(project.request, meanings=meanings))
        open_in(replace(wanted, logs=(*wanted.logs, *self._others)), self._window, self._session, workspace)
        self._coming = project  # from here on; what was read before ended with it
        if project.notice:  # after the messages of what was open before are gone
            self._session.messages.complain(Message(MessageKind.NOTICE, project.notice, path))
        if not (project.logs or self._others):
            self._on_work_ended()

    def _on_work_ended(self) -> None:
        from lossacc_gui.gui.persistence.project_state import show_current

        project, self._coming = self._coming, None
        if project is None:
            return
        opened = {run.key.source for run in self._session.runs}
        self._missing = tuple(log for log in project.logs if log not in opened)
        show_current(project, self._session, self._workspace())
        if self.file is not None and not self._as_session:
            self._saved = self.now.without_views
            self._settings.remember([self.file])
        elif self.file is not None:
            self._read_saved(self.file)
        self.changed.emit()

    def _read_saved(self, path: Path) -> None:
        """Of a session with a project: compare with what its file says."""
        from lossacc_gui.project import read_project

        try:
            self._on_disk = path.read_text(encoding="utf-8")
            self._saved = read_project(path).without_views
        except (OSError, ValueError, BadProject):
            self._saved = None


def ask(window: QMainWindow, text: str) -> QMessageBox.StandardButton:
    """Save, discard or cancel."""
    return QMessageBox.question(
        window, window.tr("Unsaved"), text, Buttons.Save | Buttons.Discard | Buttons.Cancel, Buttons.Save
    )


def _reading(path: Path) -> Work:
    def work(progress: Progress, deliver: Deliver) -> None:
        from lossacc_gui.project import read_project

        progress(0.0, "reading the project")
        try:
            project = read_project(path)
            deliver((path, path.read_text(encoding="utf-8"), project))
        except BadProject as error:
            deliver(error)

    return work

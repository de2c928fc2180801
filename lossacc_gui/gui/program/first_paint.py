"""What can wait until the window is on the screen: the session, samples, the program's icon, the logs to open."""

from __future__ import annotations

import gc
import os
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from PySide6.QtWidgets import QApplication

from lossacc_gui.gui.program.arguments import Arguments
from lossacc_gui.gui.program.unexpected import hook_for
from lossacc_gui.gui.window.main_window import MainWindow
from lossacc_gui.resource import resource
from lossacc_gui.system.folders import logs_folder

if TYPE_CHECKING:
    from lossacc_gui.gui.background.in_turns import Step
    from lossacc_gui.gui.background.threads import Background
    from lossacc_gui.gui.program.further import Asked, FurtherLogs
    from lossacc_gui.gui.program.screenshot import Screenshot
    from lossacc_gui.gui.session.session import Session
    from lossacc_gui.gui.triage.window import TriageWindow


class FirstPaint:
    """Called once, when the first frame is painted."""

    def __init__(
        self,
        window: MainWindow,
        arguments: Arguments,
        last_crash: Path | None,
        further: FurtherLogs | None,
    ) -> None:
        self._window = window
        self._further = further
        self._arguments = arguments
        self._last_crash = last_crash
        self._shot: Screenshot | None = None
        self._importer: Background | None = None

    @property
    def failed(self) -> bool:
        """Whether a picture was asked for and could not be saved."""
        return self._shot is not None and self._shot.failed

    def __call__(self) -> None:
        """Do it, in turns."""
        from lossacc_gui.gui.background.in_turns import in_turns
        from lossacc_gui.gui.program.warming import FOR_SAMPLES, FOR_THE_SESSION, import_all

        window = self._window
        for_samples: list[Step] = [partial(import_all, names) for names in FOR_SAMPLES]
        imports: list[Step] = [partial(import_all, names) for names in FOR_THE_SESSION]
        looks: list[Step] = [*for_samples, window.finish, self._show_icon, self._show_samples]
        rest = [*imports, self._begin, *looks] if self._arguments.path else [*looks, *imports, self._begin]
        fitted: list[Step] = [self._fit_screen] if self._arguments.screenshot is None else []
        in_turns(window.building, *window.left_to_build, *rest, *fitted)

    def close(self) -> None:
        """Import nothing more."""
        if self._importer is not None:
            self._importer.close()

    def _begin(self) -> None:
        from lossacc_gui.gui.background.garbage import GarbageCollector

        arguments, window = self._arguments, self._window
        collector = GarbageCollector(window)  # before there is another thread to collect in
        session = add_session(window)
        session.work_started.connect(collector.begin_opening)
        session.work_ended.connect(collector.end_opening)
        sys.excepthook = hook_for(session)
        paths = [Path(path) for path in arguments.path]
        triage = self._triage(paths) if arguments.triage and paths else None
        if arguments.screenshot is not None:
            from lossacc_gui.gui.program.screenshot import Screenshot

            self._shot = Screenshot(window, arguments.screenshot, arguments.size, arguments.event, bool(paths), triage)
        else:
            from lossacc_gui.gui.persistence.recovery import Notes, Recovery

            reopen = window.actions_by_name["reopen"]
            recovery = Recovery(session, reopen, Notes(logs_folder()), self._last_crash, window.projects)
            if window.restores and not arguments.path:
                session.drawing.warmed.connect(recovery.reopen_unasked)
            session.drawing.warmed.connect(self._import_for_later)
        session.drawing.warmed.connect(window.prepare_workspace)
        session.drawing.warmed.connect(collector.begin)
        session.drawing.warm_up()
        if triage is None:
            session.open(paths, arguments.evidence)
        if arguments.triage and not paths:
            window.actions_by_name["triage"].trigger()
        if self._further is not None:
            self._further.opened.connect(partial(_open_further, window, session))
            self._further.ready()

    def _triage(self, paths: list[Path]) -> TriageWindow:
        from lossacc_gui.gui.triage.showing import Showing

        window = self._window
        showing = Showing(window.session, window, lambda: window.theme)
        showing.look(tuple(paths))
        return showing.window

    def _import_for_later(self) -> None:
        from lossacc_gui.gui.background.threads import Background
        from lossacc_gui.gui.program.warming import import_for_later

        self._importer = Background("importing", self._window)
        self._importer.ended.connect(self._on_imported)
        self._importer.start(import_for_later)

    def _on_imported(self, error: BaseException | None) -> None:
        gc.freeze()
        if error is not None:
            raise error

    def _fit_screen(self) -> None:
        from lossacc_gui.gui.look.room import within_screen

        within_screen(self._window)  # by now the frame around it is known

    def _show_icon(self) -> None:
        from PySide6.QtGui import QIcon

        QApplication.setWindowIcon(QIcon(str(resource("icons", "lossacc.svg"))))

    def _show_samples(self) -> None:
        from lossacc_gui.samples import samples

        self._window.show_samples(samples())


def add_session(window: MainWindow) -> Session:
    """Give a window what is open and selected."""
    from lossacc_gui.gui.program.warming import import_for_a_log
    from lossacc_gui.gui.session.session import Session

    session = Session(import_for_a_log, window)
    window.attach(session)
    return session


def _open_further(window: MainWindow, session: Session, asked: Asked) -> None:
    """Open the logs of another start, and come to the front."""
    from PySide6.QtCore import Qt

    if asked.token:
        os.environ["XDG_ACTIVATION_TOKEN"] = asked.token  # where Qt looks when the window asks for the keyboard
    window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
    window.show()
    window.raise_()
    window.activateWindow()
    if asked.paths:
        evidence: Path | Literal["auto"] | None = "auto" if asked.evidence == "auto" else None
        if evidence is None and asked.evidence is not None:
            evidence = Path(asked.evidence)
        session.open([Path(path) for path in asked.paths], evidence)

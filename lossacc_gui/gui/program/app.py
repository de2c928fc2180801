"""Builds the program: application, settings, session, window; and runs it."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QMessageLogContext, QSettings, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from lossacc_gui import __version__
from lossacc_gui.gui.look.letters import usual_letters
from lossacc_gui.gui.look.speaking import speak_as
from lossacc_gui.gui.look.theme import ThemeChoice
from lossacc_gui.gui.persistence.settings import Settings
from lossacc_gui.gui.program.unexpected import hook_for, note_crashes
from lossacc_gui.gui.window.main_window import MainWindow
from lossacc_gui.language import Language
from lossacc_gui.resource import resource
from lossacc_gui.system.folders import logs_folder
from lossacc_gui.system.meeting import meeting_place
from lossacc_gui.system.missing import why_no_window

if TYPE_CHECKING:
    from argparse import ArgumentParser
    from socket import socket

    from lossacc_gui.gui.background.in_turns import Step
    from lossacc_gui.gui.background.threads import Background
    from lossacc_gui.gui.program.further import Asked, FurtherLogs
    from lossacc_gui.gui.program.screenshot import Screenshot
    from lossacc_gui.gui.session.session import Session
    from lossacc_gui.gui.triage.window import TriageWindow

DONE, FAILED, USAGE = 0, 1, 2
ID = "io.github.lossacc.lossacc"
"""The program's name for desktops: that of its entry, icon and metainfo."""


class Arguments:
    """What the command line asks for; argparse is imported only when it asks for something."""

    path: Sequence[str] = ()
    evidence: Path | Literal["auto"] | None = None
    theme: str | None = None
    language: str | None = None
    screenshot: Path | None = None
    size: tuple[int, int] = (1440, 900)
    event: int | None = None
    new_window: bool = False
    triage: bool = False


def main(arguments: Sequence[str]) -> int:
    """Open the window on the given paths; returns the exit code."""
    parsed = _parser().parse_args(list(arguments), Arguments()) if arguments else Arguments()
    if (
        parsed.screenshot is not None
        and sys.platform == "linux"
        and not (os.environ.get("QT_QPA_PLATFORM") or _has_screens())
    ):
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    trouble = why_no_window()
    if trouble is not None:
        sys.stderr.write(f"lossacc-gui: {trouble}\n")
        return USAGE
    listener = _first_here(parsed)
    if listener is True:
        return DONE  # the window that is open already has taken the logs
    app = QApplication.instance() or QApplication(["lossacc"])
    assert isinstance(app, QApplication)
    app.setApplicationName("lossacc")
    app.setOrganizationName("lossacc")
    app.setApplicationVersion(__version__)
    app.setDesktopFileName(ID)
    give_letters(app)
    if app.platformName() == "offscreen":
        _silence_size_hints()
    last_crash = note_crashes()
    store = QSettings()
    if parsed.screenshot is not None:
        from lossacc_gui.gui.program.screenshot import scratch_settings

        store = scratch_settings()
    settings = Settings(store)
    if parsed.theme is not None:
        settings.theme = ThemeChoice(parsed.theme)
    speak_as(app, settings.language if parsed.language is None else Language(parsed.language), settings.numbers)
    window = MainWindow(settings)
    further = _further_logs(listener or None, app)
    first_paint = _FirstPaint(window, parsed, last_crash, further)
    window.painted.connect(first_paint)
    window.show()
    status = app.exec()
    if further is not None:
        further.close()
    first_paint.close()
    _end_with_what_hangs(store, status, scratch=parsed.screenshot is not None)
    return FAILED if first_paint.failed else status


def _end_with_what_hangs(store: QSettings, status: int, *, scratch: bool) -> None:
    """End the program at once where work waits for a drive that does not answer: in order it would not end.

    Nothing that waits for the end in order is done then: `scratch` settings are put away here.
    """
    from lossacc_gui.gui.background.threads import any_left

    if any_left():
        store.sync()
        if scratch:
            from lossacc_gui.gui.program.screenshot import forget

            forget(store)
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:
                with suppress(OSError, ValueError):
                    stream.flush()
        os._exit(status)


def build_window(store: QSettings) -> MainWindow:
    """The window with its session; the application must be there already."""
    window = MainWindow(Settings(store))
    _add_session(window)
    return window


def _add_session(window: MainWindow) -> Session:
    from lossacc_gui.gui.program.warming import import_for_a_log
    from lossacc_gui.gui.session.session import Session

    session = Session(import_for_a_log, window)
    window.attach(session)
    return session


class _FirstPaint:
    """What can wait until the window is on the screen: session, samples, the program's icon, the logs to open."""

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
        session = _add_session(window)
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


def _first_here(arguments: Arguments) -> socket | bool:
    """True where another window on this screen has taken the logs, else our own listener, False where there is none."""
    place = meeting_place()
    if place is None or arguments.screenshot is not None or arguments.new_window:
        return False
    from lossacc_gui.gui.program.further import asked_for, first_or_handed_over

    return first_or_handed_over(place, asked_for(arguments.path, arguments.evidence))


def _further_logs(listener: socket | None, app: QApplication) -> FurtherLogs | None:
    """What hears of further logs; None where none can come."""
    if listener is None and sys.platform != "darwin":
        return None
    from lossacc_gui.gui.program.further import FurtherLogs

    return FurtherLogs(listener, app)


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


def give_letters(app: QApplication) -> None:
    """A bare machine has no font at all, and a window without letters is no window: bring our own.

    Qt lists names of fonts even there; only the font itself knows whether it has letters.
    """
    if not usual_letters().inFont("a"):
        from PySide6.QtGui import QFont

        from lossacc_gui.export.drawing.font import FAMILY
        from lossacc_gui.export.foreign import start_fonts

        start_fonts()
        app.setFont(QFont(FAMILY, app.font().pointSize()))


def _has_screens() -> bool:
    from lossacc_gui.system.screens import screens

    return bool(screens())


def _silence_size_hints() -> None:
    """Qt's offscreen screen complains about every window with a smallest size; all other messages are told."""

    def tell(_kind: QtMsgType, _context: QMessageLogContext, message: str) -> None:
        if message != "This plugin does not support propagateSizeHints()":
            sys.stderr.write(message + "\n")

    qInstallMessageHandler(tell)


def _size(text: str) -> tuple[int, int]:
    width, cross, height = text.partition("x")
    if not cross:
        raise ValueError(f"expected WIDTHxHEIGHT, found {text!r}")
    return int(width), int(height)


def _parser() -> ArgumentParser:
    import argparse

    parser = argparse.ArgumentParser(
        prog="lossacc-gui",
        description="Opens training logs in a window. The same analysis on the command line: lossacc.",
    )
    parser.add_argument("path", nargs="*", help="logs and folders to open")
    parser.add_argument(
        "--evidence",
        type=lambda text: "auto" if text == "auto" else Path(text),
        metavar="FILE|auto",
        help="the run's own predictions; auto takes predictions.npz, .csv or .parquet beside each log",
    )
    parser.add_argument("--theme", choices=[choice.value for choice in ThemeChoice], help="light, dark or the system's")
    parser.add_argument("--language", choices=[one.value for one in Language], help="English, German or the system's")
    parser.add_argument(
        "--screenshot", type=Path, metavar="FILE", help="open, save a picture of the window, and end; needs no screen"
    )
    parser.add_argument("--size", type=_size, default=Arguments().size, metavar="WxH", help="size of the picture")
    parser.add_argument("--event", type=int, metavar="N", help="select this event for the picture")
    parser.add_argument(
        "--new-window", action="store_true", help="a window of its own, where one is open that would take the logs"
    )
    parser.add_argument(
        "--triage",
        action="store_true",
        help="every run under the paths in a table, the most harmed first; without a path asks for a folder",
    )
    parser.add_argument("--version", action="version", version=f"lossacc {__version__}")
    return parser

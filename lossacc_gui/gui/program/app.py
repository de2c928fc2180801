"""Builds the program: application, settings, session, window; and runs it."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from PySide6.QtCore import QMessageLogContext, QSettings, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from lossacc_gui import __version__
from lossacc_gui.gui.look.letters import usual_letters
from lossacc_gui.gui.look.speaking import speak_as
from lossacc_gui.gui.look.theme import ThemeChoice
from lossacc_gui.gui.persistence.settings import Settings
from lossacc_gui.gui.program.arguments import Arguments, parsed
from lossacc_gui.gui.program.first_paint import FirstPaint, add_session
from lossacc_gui.gui.program.unexpected import note_crashes
from lossacc_gui.gui.window.main_window import MainWindow
from lossacc_gui.language import Language
from lossacc_gui.system.meeting import meeting_place
from lossacc_gui.system.missing import why_no_window

if TYPE_CHECKING:
    from socket import socket

    from lossacc_gui.gui.program.further import FurtherLogs

DONE, FAILED, USAGE = 0, 1, 2
ID = "io.github.lossacc.lossacc"
"""The program's name for desktops: that of its entry, icon and metainfo."""


def main(arguments: Sequence[str]) -> int:
    """Open the window on the given paths; returns the exit code."""
    asked = parsed(arguments)
    if (
        asked.screenshot is not None
        and sys.platform == "linux"
        and not (os.environ.get("QT_QPA_PLATFORM") or _has_screens())
    ):
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    trouble = why_no_window()
    if trouble is not None:
        sys.stderr.write(f"lossacc-gui: {trouble}\n")
        return USAGE
    listener = _first_here(asked)
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
    if asked.screenshot is not None:
        from lossacc_gui.gui.program.screenshot import scratch_settings

        store = scratch_settings()
    settings = Settings(store)
    if asked.theme is not None:
        settings.theme = ThemeChoice(asked.theme)
    speak_as(app, settings.language if asked.language is None else Language(asked.language), settings.numbers)
    window = MainWindow(settings)
    further = _further_logs(listener or None, app)
    first_paint = FirstPaint(window, asked, last_crash, further)
    window.painted.connect(first_paint)
    window.show()
    status = app.exec()
    if further is not None:
        further.close()
    first_paint.close()
    _end_with_what_hangs(store, status, scratch=asked.screenshot is not None)
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
    add_session(window)
    return window


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

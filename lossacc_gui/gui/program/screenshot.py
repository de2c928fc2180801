"""Saves a picture of the window with a log in it and ends, for documents and for tests of the whole program."""

from __future__ import annotations

import atexit
import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSettings, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from lossacc_gui.gui.window.main_window import MainWindow

if TYPE_CHECKING:
    from lossacc_gui.gui.triage.window import TriageWindow

SETTLING_MS = 300
"""After the last change the layout and the full-quality painting come to rest within this time."""


class Screenshot(QObject):
    """Waits until the log is drawn (or the samples are listed), saves the picture, ends the program.

    With a triage it is the picture of that window, once all of its runs are read.
    """

    def __init__(
        self,
        window: MainWindow,
        path: Path,
        size: tuple[int, int],
        event: int | None,
        with_log: bool,
        triage: TriageWindow | None = None,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._shown: QWidget = triage or window
        self._path = path
        self._event = event
        self._drawn = False
        self.failed = False
        self._rest = QTimer(self, singleShot=True, interval=SETTLING_MS)
        self._rest.timeout.connect(self._on_rested)
        self._shown.resize(*size)
        session = window.session
        if triage is not None:
            triage.looked.connect(self._rest.start)
        elif with_log:
            session.chart_prepared.connect(self._on_chart_prepared)
            session.work_ended.connect(self._on_work_ended)
        else:
            self._rest.start()

    def _on_chart_prepared(self) -> None:
        if not self._drawn and self._event is not None:
            self._window.session.select_event(self._event - 1)
        self._drawn = True
        if not self._window.session.busy:
            self._rest.start()

    def _on_work_ended(self) -> None:
        if self._drawn or not self._window.session.runs:
            self._rest.start()

    def _on_rested(self) -> None:
        self._shown.grab()  # painting finds out how much room legend and numbers take; a busy machine is late with it
        QApplication.processEvents()
        if not self._shown.grab().save(str(self._path)):
            sys.stderr.write(f"lossacc-gui: {self._path} could not be written" + "\n")
            self.failed = True
        self._window.close()
        QApplication.quit()


def scratch_settings() -> QSettings:
    """Empty settings that leave the person's own alone, and nothing behind when the program has ended."""
    folder = tempfile.mkdtemp(prefix="lossacc-")
    settings = QSettings(str(Path(folder) / "settings.ini"), QSettings.Format.IniFormat)
    atexit.register(forget, settings)
    return settings


def forget(scratch: QSettings) -> None:
    """Leave nothing behind of settings that were for one picture."""
    scratch.sync()  # what is written down no more is not written behind our back
    shutil.rmtree(Path(scratch.fileName()).parent, ignore_errors=True)

"""Shows the runs that a person chooses in a triage in the main window."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget

from lossacc_gui.gui.background.in_turns import in_turns
from lossacc_gui.gui.look.theme import Theme
from lossacc_gui.gui.session.session import Session
from lossacc_gui.gui.session.state import RunKey
from lossacc_gui.gui.triage.window import TriageWindow
from lossacc_gui.model.errors import UnreadableLog
from lossacc_gui.triage.row import Row


class Showing(QObject):
    """Lives as long as its window, which is closed with the main window."""

    def __init__(self, session: Session, main: QWidget, theme: Callable[[], Theme]) -> None:
        """`theme` tells that of the main window, which a person may change while this one is open."""
        self.window = TriageWindow(lambda: session.request, theme(), main)
        super().__init__(self.window)
        self._session = session
        self._main = main
        self._theme = theme
        self._wanted: tuple[Row, ...] = ()
        self.window.chosen.connect(lambda row: self._on_chosen((row,)))
        self.window.overlay_asked.connect(self._on_chosen)
        session.runs_changed.connect(self._show_wanted)
        main.installEventFilter(self)

    def look(self, paths: tuple[Path, ...], failed: Sequence[UnreadableLog] = ()) -> None:
        """Show the window, and triage what lies under these paths; `failed` is told with what fails there."""
        self.window.show()
        self.window.look(paths, failed)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Close the window with the main window, as it may be reading; look as that does."""
        if event.type() == QEvent.Type.Close:
            self.window.close()
        elif event.type() == QEvent.Type.PaletteChange:
            in_turns(self, lambda: self.window.apply_theme(self._theme()))  # the main window has it by then
        return super().eventFilter(watched, event)

    def _on_chosen(self, rows: tuple[Row, ...]) -> None:
        self._wanted = rows
        self._show_wanted()
        if self._wanted:
            missing = (row.path for row in rows if self._at(row) is None)
            self._session.open(list(dict.fromkeys(missing)))
        self._main.raise_()
        self._main.activateWindow()

    def _show_wanted(self) -> None:
        """Show the run that was chosen last, or in one chart those that were, once all are open."""
        places = [self._at(row) for row in self._wanted]
        found = [at for at in places if at is not None]
        if not found or len(found) < len(places):
            return
        self._wanted = ()
        if len(found) == 1:
            self._session.show_run(found[0])
        else:
            in_turns(self, lambda: self._session.doing.overlay(*found))  # after the session has shown what it opened

    def _at(self, row: Row) -> int | None:
        return next((at for at, run in enumerate(self._session.runs) if _is_of(run.key, row)), None)


def _is_of(key: RunKey, row: Row) -> bool:
    """Whether a run is the one of a row; a log in an archive has the archive among its folders."""
    return key.name == row.name and (key.source == row.path or row.path in key.source.parents)

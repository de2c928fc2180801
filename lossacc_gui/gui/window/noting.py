"""What the actions about notes do."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMainWindow

from lossacc_gui.gui.actions.actions import Actions
from lossacc_gui.gui.session.session import Session

if TYPE_CHECKING:
    from lossacc_gui.gui.chart.view import ChartView
    from lossacc_gui.gui.panels.workspace import Workspace
    from lossacc_gui.model.note import Note


class Noting(QObject):
    """Opens the dialogs, and hands what is written in them to the session."""

    def __init__(
        self, window: QMainWindow, actions: Actions, session: Session, workspace: Callable[[], Workspace | None]
    ) -> None:
        super().__init__(window)
        self._window = window
        self._session = session
        self._workspace = workspace
        actions["add_note"].triggered.connect(lambda: self.write(None))
        actions["notes"].triggered.connect(self._list)

    def write(self, old: Note | None) -> None:
        """Write a note about what is looked at, or change an old one."""
        from lossacc_gui.gui.dialogs.note import NoteDialog

        analysis = self._session.current
        if analysis is None:
            return
        places = [float(x) for series in analysis.run.series if len(series.x) for x in (series.x[0], series.x[-1])]
        whole = (min(places, default=0.0), max(places, default=0.0))
        suggested = place_looked_at(self._session, self._chart)
        dialog = NoteDialog(old, suggested, whole, analysis.run.x_name, self._window)

        def take() -> None:
            start, end = dialog.place or (None, None)
            self._session.doing.note(dialog.text, start, end, old=old)

        dialog.accepted.connect(take)
        dialog.open()

    def _list(self) -> None:
        from lossacc_gui.gui.dialogs.notes import NotesDialog

        if self._session.current is not None and not self._window.findChildren(NotesDialog):
            dialog = NotesDialog(self._session, self._window)
            dialog.add_asked.connect(lambda: self.write(None))
            dialog.change_asked.connect(self.write)
            dialog.place_asked.connect(self._go_to)
            dialog.show()

    def _go_to(self, note: Note) -> None:
        if self._chart is not None and note.start is not None and note.end is not None:
            self._chart.place.zoom_to(note.start, note.end)

    @property
    def _chart(self) -> ChartView | None:
        workspace = self._workspace()
        return None if workspace is None else workspace.chart


def place_looked_at(session: Session, chart: ChartView | None) -> tuple[float, float] | None:
    """What a person is likely to note something about: pinned cursors, the selection, the cursor, else the run."""
    if chart is not None and chart.pins.places:
        places = sorted(map(chart.place.in_run, chart.pins.places.values()))
        return places[0], places[-1]
    analysis, selection = session.current, session.selection
    if analysis is not None and selection.event is not None:
        event = analysis.events[selection.event]
        return event.start, event.end
    if selection.span is not None:
        return selection.span
    if chart is not None and chart.reading is not None:
        at = chart.place.in_run(chart.reading.x)
        return at, at
    return None

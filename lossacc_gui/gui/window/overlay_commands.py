"""What the actions of an overlay do: draw selected runs in one chart, compare them to one, take seeds together."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMainWindow

from lossacc_gui.gui.actions.actions import Actions
from lossacc_gui.gui.window.run_menu import RunMenu, add_ticked
from lossacc_gui.gui.window.status_bar import HINT_MS, tell

if TYPE_CHECKING:
    from lossacc_gui.chart import Chart
    from lossacc_gui.gui.dialogs.export_subject import Subject
    from lossacc_gui.gui.panels.workspace import Workspace
    from lossacc_gui.gui.session.session import Session
    from lossacc_gui.gui.session.state import RunKey


class BaselineMenu(RunMenu):
    """The runs of the overlay, the one that the others are compared to ticked."""

    def fill(self) -> None:
        """List the runs that are drawn; the chart may still be that of others."""
        self.empty()
        session = self._session()
        overlay = session.together.overlay if session is not None else None
        if session is None or overlay is None:
            return
        from lossacc_gui.chart.overlay import Member, names_of

        names = names_of([Member(run.analysis) for run in overlay.runs])
        group = QActionGroup(self)
        none = add_ticked(self, self.tr("None: the Curves Themselves"), overlay.baseline is None)
        none.triggered.connect(_comparing(session, None))
        group.addAction(none)
        self.addSeparator()
        for run, name in zip(overlay.runs, names, strict=True):
            action = add_ticked(self, name, run.key == overlay.baseline)
            action.triggered.connect(_comparing(session, run.key))
            group.addAction(action)


class OverlayCommands(QObject):
    """Follows the actions, and says what is drawn."""

    def __init__(
        self, window: QMainWindow, actions: Actions, session: Session, workspace: Callable[[], Workspace | None]
    ) -> None:
        super().__init__(window)
        self._window = window
        self._actions = actions
        self._session = session
        self._workspace = workspace
        actions["overlay_runs"].triggered.connect(self._overlay)
        actions["seeds"].triggered.connect(session.doing.take_seeds_together)
        session.together.changed.connect(self._follow)
        self._follow()

    def leave(self) -> bool:
        """Show a run by itself again; whether there was an overlay to leave."""
        shown = self._session.together.overlay is not None
        self._session.doing.leave_overlay()
        return shown

    def copy(self) -> bool:
        """Put the overlay on the clipboard as a picture; False where none is shown."""
        from lossacc_gui.gui.dialogs.export import copy_chart

        chart = self._chart()
        if chart is None:
            return False
        copy_chart(chart)
        return True

    def subject(self) -> Subject | None:
        """The overlay, to be exported as it is looked at but for the visible part; None where none is drawn."""
        from lossacc_gui.gui.dialogs.export_subject import of_overlay

        workspace, overlay = self._workspace(), self._session.together.overlay
        chart = self._chart()
        if overlay is None or chart is None or workspace is None or workspace.chart is None:
            return None
        name = self.tr("overlay of {0} runs").format(len(overlay.runs))
        return of_overlay(overlay, workspace.chart.legend.hidden, name, chart.title)

    def _chart(self) -> Chart | None:
        """The chart as it is looked at, None where it is no overlay."""
        workspace = self._workspace()
        if workspace is None or workspace.chart is None or self._session.together.overlay is None:
            return None
        chart = workspace.chart.seen_chart
        return chart if chart is not None and chart.runs else None

    def _overlay(self) -> None:
        from lossacc_gui.gui.session.runs_together import FEWEST  # the first frame does without

        workspace = self._workspace()
        chosen = workspace.runs.selected if workspace is not None else ()
        if len(chosen) >= FEWEST:
            self._session.doing.overlay(*chosen)
        else:
            how = self.tr("Select two runs or more in the list: Ctrl or Shift and a click, or Shift and an arrow")
            tell(self._window, how, HINT_MS)

    def _follow(self) -> None:
        together = self._session.together
        overlay = together.overlay
        self._actions["baseline"].setEnabled(overlay is not None)
        self._actions["seeds"].setEnabled(overlay is not None)
        self._actions["seeds"].setChecked(together.chosen.seeds)


def _comparing(session: Session, key: RunKey | None) -> Callable[[], None]:
    return lambda: session.doing.compare_to(key)

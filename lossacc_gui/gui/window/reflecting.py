"""How the session is, seen around the chart: in the actions, the toolbar, the status bar and the window's title."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMainWindow

from lossacc_gui.gui.actions.actions import Actions
from lossacc_gui.gui.palette.reasons import why_not
from lossacc_gui.gui.persistence.projects import Projects
from lossacc_gui.gui.session.offers import across_of
from lossacc_gui.gui.session.session import Session
from lossacc_gui.gui.window.status_bar import StatusBar
from lossacc_gui.gui.window.toolbar import ToolBar
from lossacc_gui.model.plain import plain_text

if TYPE_CHECKING:
    from lossacc_gui.gui.window.docks import Docks


class Reflecting(QObject):
    """Follows the session; the window tells it when another run is shown, once the parts for a run are there."""

    def __init__(
        self,
        window: QMainWindow,
        actions: Actions,
        tools: ToolBar,
        status: StatusBar,
        session: Session,
        projects: Projects,
        docks: Callable[[], Docks | None],
    ) -> None:
        super().__init__(window)
        self._window = window
        self._actions = actions
        self._tools = tools
        self._status = status
        self._session = session
        self._projects = projects
        self._docks = docks
        projects.changed.connect(self._show_title)
        for counted in (session.runs_changed, session.messages.changed, session.together.changed):
            counted.connect(self._show_counts)
        for made in (session.runs_changed, session.made_changed):  # what was made of a run waits for it
            made.connect(self._show_made)
        for looked in (session.view_changed, session.together.changed):
            looked.connect(self._show_view)
        session.following_changed.connect(self._show_following)

    def show_current(self) -> None:
        """Another run is shown, or none."""
        analysis = self._session.current
        self._show_title()
        self._actions.enable(run=analysis is not None)
        self._actions["relate_across"].setEnabled(across_of(analysis) is not None)
        self._actions["use_predictions"].setEnabled(self._session.predictions_beside is not None)
        self._show_made()
        self._show_view()
        self._tools.show_analysis(analysis)
        self._show_counts()

    def _show_title(self) -> None:
        """The run, the project with a mark where it is not saved, the program."""
        analysis, file = self._session.current, self._projects.file
        parts = [] if analysis is None else [analysis.run.name]
        parts += [] if file is None else [f"{plain_text(file.stem)}[*]"]
        self._window.setWindowTitle(" — ".join([*parts, "lossacc"]))
        self._window.setWindowModified(file is not None and self._projects.is_modified)

    def _show_counts(self) -> None:
        docks = self._docks()
        if docks is not None:
            docks.show_count(len(self._session.runs))
        self._status.show_counts(self._session)

    def _show_following(self) -> None:
        self._actions["follow"].setChecked(self._session.follows_current)
        self._actions["follow_all"].setChecked(self._session.following.follows_all)
        self._show_counts()

    def _show_made(self) -> None:
        """What the last doing was that can be taken back, and the next that can be done again."""
        made, is_open = self._session.made, self._session.is_open
        for name, step, words, what in (
            ("undo", made.undoable(is_open), self.tr("&Undo"), self.tr("&Undo {0}")),
            ("redo", made.redoable(is_open), self.tr("&Redo"), self.tr("&Redo {0}")),
        ):
            self._actions[name].setEnabled(step is not None)
            self._actions[name].setText(words if step is None else what.format(step.said))

    def _show_view(self) -> None:
        looks, differs = self._session.drawing.looks, self._session.together.differs
        self._tools.smoothing.show_smoothing(looks.smoothing)
        for name, on in (
            *(("log_loss", looks.log_loss and not differs), ("log_x", looks.log_x)),
            *(("references", looks.references), ("ignore_outliers", looks.trimmed)),
        ):
            self._actions[name].setChecked(on)
        if self._session.current is not None:
            self._actions.withhold("log_loss", why_not("log_loss", self._session) if differs else "")

"""Puts on the clipboard the line that gives what a person looks at on the command line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMainWindow

from lossacc_gui.gui.actions.actions import Actions
from lossacc_gui.gui.look.theme import Theme
from lossacc_gui.gui.session.session import Session
from lossacc_gui.gui.window.status_bar import HINT_MS, tell

if TYPE_CHECKING:
    from lossacc_gui.chart import View
    from lossacc_gui.export.command import Asked
    from lossacc_gui.gui.chart.view import ChartView
    from lossacc_gui.gui.panels.workspace import Workspace
    from lossacc_gui.gui.session.runs_together import Overlay
    from lossacc_gui.model.colour import Colour


class AsCommand(QObject):
    """Follows the two actions that copy a command."""

    def __init__(
        self,
        window: QMainWindow,
        actions: Actions,
        session: Session,
        workspace: Callable[[], Workspace | None],
        theme: Callable[[], Theme],
    ) -> None:
        super().__init__(window)
        self._window = window
        self._session = session
        self._workspace = workspace
        self._theme = theme
        actions["copy_analysis_command"].triggered.connect(self._copy_analysis)
        actions["copy_chart_command"].triggered.connect(self._copy_chart)

    def _copy_analysis(self) -> None:
        from lossacc_gui.export.command import analysis_command, quoted

        asked = asked_of(self._session)
        if asked is not None:
            self._copy(quoted(analysis_command(asked)))

    def _copy_chart(self) -> None:
        from lossacc_gui.export.command import chart_command, quoted
        from lossacc_gui.export.naming import file_name

        overlay = self._session.together.overlay
        if overlay is not None:
            self._copy_overlay(overlay)
            return
        asked, workspace = asked_of(self._session), self._workspace()
        if asked is not None and self._session.current is not None:
            view = view_of(self._session, workspace.chart if workspace is not None else None)
            target = Path(f"{file_name(self._session.current.run.name)}.svg")
            self._copy(quoted(chart_command(asked, view, target, dark=self._theme().dark)))

    def _copy_overlay(self, overlay: Overlay) -> None:
        from lossacc_gui.export.command import overlay_command, quoted

        session, workspace = self._session, self._workspace()
        keys = [run.key for run in session.runs]
        drawn = {run.key for run in overlay.runs}
        logs = {key.source for key in drawn}
        if any(key.source in logs and key not in drawn for key in keys):
            held = self.tr("A log holds runs that are not drawn, and an overlay on the command line draws all of it")
            tell(self._window, held, HINT_MS)
            return
        asked = [one for run in overlay.runs if (one := asked_of(session, keys.index(run.key))) is not None]
        chart = workspace.chart if workspace is not None else None
        view = session.drawing.view_drawn
        if chart is not None and not chart.place.spot.whole:
            view = replace(view, x_range=chart.place.x_range)
        view = replace(view, colours=_run_colours(session))
        baseline = None if overlay.baseline is None else overlay.baseline.source
        target, seeds, dark = Path("overlay.svg"), overlay.seeds, self._theme().dark
        self._copy(quoted(overlay_command(asked, view, target, baseline=baseline, seeds=seeds, dark=dark)))

    def _copy(self, line: str) -> None:
        QGuiApplication.clipboard().setText(line)
        tell(self._window, self.tr("On the clipboard: {0}").format(line), HINT_MS)


def _run_colours(session: Session) -> tuple[Colour, ...]:
    """The colours of the runs of the overlay, by their logs, or by their names where a log holds several."""
    from lossacc_gui.model.colour import Colour

    runs = () if session.prepared is None else session.prepared.chart.runs
    logs = [log for run in runs for log, _ in run.of]
    firsts = [(run.of[0], run.colour) for run in runs if run.colour]
    return tuple(Colour(name if logs.count(log) > 1 else str(log.absolute()), rgb) for (log, name), rgb in firsts)


def asked_of(session: Session, index: int | None = None) -> Asked | None:
    """What was asked for of a run, of the one that is shown if no other is meant; None where there is none."""
    from lossacc_gui.export.command import Asked
    from lossacc_gui.model.dismissal import place_of
    from lossacc_gui.readers.mapping import header_of

    index = session.current_index if index is None else index
    if index is None:
        return None
    run = session.runs[index]
    log = run.key.source
    places = (place_of(gone, run.whole) for gone in run.dismissed)
    several = sum(other.key.source == log for other in session.runs) > 1
    return Asked(
        request=session.request,
        log=log,
        choices=dict(session.request.meanings).get(header_of(run.whole.run), ()),
        name=run.key.name if several else "",
        dismissed=tuple(sorted(place + 1 for place in places if place is not None)),
        notes=run.notes,
    )


def view_of(session: Session, chart: ChartView | None) -> View:
    """How the run that is shown is looked at now: its part of x, and no curves that are hidden."""
    view = seen_of(session, chart)
    return view if chart is None or chart.place.spot.whole else replace(view, x_range=chart.place.x_range)


def seen_of(session: Session, chart: ChartView | None) -> View:
    """How the run that is shown is looked at, all of it, without the curves that are hidden."""
    from lossacc_gui.chart.choice import unhidden
    from lossacc_gui.chart.legend import of_metrics

    view = session.drawing.view
    lines = () if session.prepared is None else session.prepared.chart.lines
    mine = tuple(one for one in view.colours if any(one.is_of(line.metric, line.split) for line in lines))
    view = replace(view, colours=mine)
    if chart is None or session.current is None:
        return view
    return replace(view, shown=unhidden(session.current, view.shown, of_metrics(chart.legend.hidden)))

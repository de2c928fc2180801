"""Puts on the clipboard the line that gives what a person looks at on the command line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMainWindow

from lossacc_gui.gui.actions import Actions
from lossacc_gui.gui.session import Session
from lossacc_gui.gui.theme import Theme

if TYPE_CHECKING:
    from lossacc_gui.chart import View
    from lossacc_gui.export.command import Asked
    from lossacc_gui.gui.chart.view import ChartView
    from lossacc_gui.gui.panels.workspace import Workspace

SHOWN_MS = 6000
"""How long the status bar shows the line."""


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

        asked, workspace = asked_of(self._session), self._workspace()
        if asked is not None and self._session.current is not None:
            view = view_of(self._session, workspace.chart if workspace is not None else None)
            target = Path(f"{file_name(self._session.current.run.name)}.svg")
            self._copy(quoted(chart_command(asked, view, target, dark=self._theme().dark)))

    def _copy(self, line: str) -> None:
        QGuiApplication.clipboard().setText(line)
        self._window.statusBar().showMessage(self.tr("On the clipboard: {0}").format(line), SHOWN_MS)


def asked_of(session: Session) -> Asked | None:
    """What was asked for of the run that is shown, None where there is none."""
    from lossacc_gui.export.command import Asked
    from lossacc_gui.model.dismissal import place_of
    from lossacc_gui.readers.mapping import header_of

    index = session.current_index
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
    )


def view_of(session: Session, chart: ChartView | None) -> View:
    """How the run that is shown is looked at now: its part of x, and no curves that are hidden."""
    view = session.drawing.view
    if chart is None:
        return view
    if not chart.spot.whole:
        view = replace(view, x_range=chart.x_range)
    hidden = {metric for metric, _ in chart.legend.hidden}
    seen = tuple(metric for metric in session.shown_metrics if metric not in hidden)
    return replace(view, shown=seen) if seen and hidden & set(session.shown_metrics) else view

"""What of the window goes into a project, and how a project comes back into the window."""

from __future__ import annotations

import base64
import binascii
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray
from PySide6.QtWidgets import QMainWindow

from lossacc_gui.gui.look.room import within_screen
from lossacc_gui.gui.session.made import OfRun
from lossacc_gui.gui.session.runs_together import Chosen
from lossacc_gui.gui.session.session import Session
from lossacc_gui.gui.session.state import NOTHING, Looks, RunKey, Selection
from lossacc_gui.project import OverlayView, Project, RunPart, RunView, WindowView
from lossacc_gui.project.parts import Which

if TYPE_CHECKING:
    from lossacc_gui.gui.chart.place import Spot
    from lossacc_gui.gui.panels.workspace import Workspace

GEOMETRY, STATE, TABS = "geometry", "state", "tabs"


def project_of(window: QMainWindow, session: Session, workspace: Workspace | None, file: Path | None) -> Project:
    """All that is open, asked, made and shown."""
    from lossacc_gui.chart.legend import of_metrics

    open_runs = {run.key: run.shown for run in session.runs}
    keys = dict.fromkeys((*open_runs, *session.made.runs))
    spots = {} if workspace is None else workspace.spots
    selections = session.selections.all(session.runs)
    parts = []
    for key in keys:
        made = session.made.of(key)
        view = _run_view(open_runs.get(key), spots.get(key), selections.get(key, NOTHING))
        parts.append(RunPart(key.source.absolute(), key.name, made.dismissed, made.notes, made.colour, view))
    current = session.current_key
    chart = None if workspace is None else workspace.chart
    looks = session.drawing.looks
    layout = [(GEOMETRY, _text(window.saveGeometry())), (STATE, _text(window.saveState()))]
    if workspace is not None:
        layout.append((TABS, _text(workspace.centre.saveState())))
    return Project(
        logs=tuple(dict.fromkeys(key.source.absolute() for key in open_runs)),
        request=session.request,
        runs=tuple(parts),
        view=WindowView(
            current=None if current is None else _which(current),
            smoothing=looks.smoothing,
            log_loss=looks.log_loss,
            x=looks.x,
            log_x=looks.log_x,
            references=looks.references,
            trimmed=looks.trimmed,
            lines=session.drawing.lines,
            colours=session.drawing.colours,
            hidden=() if chart is None else tuple(sorted(of_metrics(chart.legend.hidden))),
            layout=tuple(layout),
            file=file,
            overlay=_overlay_of(session, workspace),
            followed=tuple(log.absolute() for log in session.following.logs),
            follows_all=session.following.follows_all,
        ),
    )


def open_in(project: Project, window: QMainWindow, session: Session, workspace: Workspace) -> None:
    """Close what is open, and open the project's logs as they were left; those that are missing are told."""
    made = {_key(run): OfRun(run.dismissed, run.notes, run.colour) for run in project.runs}
    selections = {_key(run): Selection(run.view.event) for run in project.runs}
    shown = {_key(run): run.view.shown for run in project.runs}
    session.start_over(project.request, made, shown, selections)
    workspace.begin_with({_key(run): spot for run in project.runs if (spot := _spot(run.view)) is not None})
    view = project.view
    looks = Looks(view.smoothing, view.log_loss, view.x, view.log_x, view.references, view.trimmed)
    session.drawing.start_over(looks, view.lines, view.colours)
    workspace.made_chart().legend.hide_curves(frozenset(project.view.hidden))
    layout = dict(project.view.layout)
    for name, restore in (
        (GEOMETRY, window.restoreGeometry),
        (STATE, window.restoreState),
        (TABS, workspace.centre.restoreState),
    ):
        stored = _bytes(layout.get(name, ""))
        if not stored.isEmpty():
            restore(stored)
    within_screen(window)
    session.open(project.logs)


def show_current(project: Project, session: Session, workspace: Workspace | None) -> None:
    """Show the run that was shown, or the runs in one chart, and follow the logs that were followed."""
    session.following.follow_only(project.view.followed, every=project.view.follows_all)
    wanted = project.view.current
    for index, run in enumerate(session.runs):
        if wanted == (run.key.source, run.key.name):
            session.show_run(index)
    overlay = project.view.overlay
    if overlay is not None:
        baseline = None if overlay.baseline is None else RunKey(*overlay.baseline)
        session.doing.go_back_to_overlay(Chosen(tuple(RunKey(*run) for run in overlay.runs), baseline, overlay.seeds))
        if workspace is not None:
            hidden = overlay.hidden_runs, overlay.hidden_kinds
            workspace.look_at_overlay(session.together.mode, _spot(overlay.place), hidden)


def _overlay_of(session: Session, workspace: Workspace | None) -> OverlayView | None:
    """The runs that are drawn in one chart."""
    overlay = session.together.overlay
    if overlay is None:
        return None
    spot = None if workspace is None else workspace.overlay_spot
    runs, kinds = ((), ()) if workspace is None else workspace.hidden_in_overlay
    return OverlayView(
        runs=tuple(_which(key) for key in session.together.keys),
        baseline=None if overlay.baseline is None else _which(overlay.baseline),
        seeds=overlay.seeds,
        place=_run_view(None, spot, NOTHING),
        hidden_runs=tuple((log.absolute(), name) for log, name in runs),
        hidden_kinds=kinds,
    )


def _which(key: RunKey) -> Which:
    return key.source.absolute(), key.name


def _key(run: RunPart) -> RunKey:
    return RunKey(run.log, run.name)


def _run_view(shown: tuple[str, ...] | None, spot: Spot | None, selection: Selection) -> RunView:
    if spot is None or spot.whole:
        return RunView(shown=shown, event=selection.event)
    ranges = spot.ranges
    return RunView(shown, spot.seen, ranges.left, ranges.right, spot.own_y, spot.fits, selection.event)


def _spot(view: RunView) -> Spot | None:
    """Where a run was looked at, None where all of it was shown."""
    from lossacc_gui.gui.chart.place import Spot
    from lossacc_gui.gui.chart.ranges import Ranges

    if view.x is None or view.left is None or view.right is None:
        return None
    return Spot(Ranges(view.x, view.left, view.right), whole=False, own_y=view.own_y, event=view.fits)


def _text(state: QByteArray) -> str:
    return base64.b64encode(state.data()).decode("ascii")


def _bytes(text: str) -> QByteArray:
    with suppress(ValueError, binascii.Error):
        return QByteArray(base64.b64decode(text, validate=True))
    return QByteArray()

"""How the window of a project shows its runs, so that files of a project show the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lossacc_gui.chart import Chart, View
    from lossacc_gui.chart.overlay import Member
    from lossacc_gui.model.analysis import Analysis
    from lossacc_gui.project import OverlayView, Project


def seen_in(project: Project, analysis: Analysis, view: View, metrics: tuple[str, ...] | None = None) -> View:
    """How a run is seen: its part of x, its metrics without hidden ones; what was asked for comes first."""
    from lossacc_gui.chart.across import axes_of, axis_in
    from lossacc_gui.chart.part import in_window
    from lossacc_gui.project import RunView, part_of

    part = part_of(project, analysis.run.source, analysis.run.name)
    own = RunView() if part is None else part.view
    if view.x != project.view.x:
        axis_in(axes_of(analysis.run), view.x)  # it was asked for
    seen = in_window(analysis, view, own.shown, project.view.hidden, own.x)
    return seen if metrics is None else replace(seen, shown=metrics)


def views_in(project: Project | None, analyses: Sequence[Analysis], view: View) -> Mapping[tuple[Path, str], View]:
    """How the runs of a project are seen, by log and name; the metrics that the view names come first."""
    if project is None:
        return {}
    return {(one.run.source, one.run.name): seen_in(project, one, view, view.shown) for one in analyses}


def current_in(project: Project | None, analyses: Sequence[Analysis]) -> Analysis | None:
    """The run that the window shows, None where it is not among these."""
    wanted = None if project is None else project.view.current
    return next((one for one in analyses if (one.run.source, one.run.name) == wanted), None)


def together_in(overlay: OverlayView, analyses: Sequence[Analysis]) -> list[Analysis]:
    """The runs that the window draws in one chart, in its order, as far as they are here."""
    here = {(one.run.source, one.run.name): one for one in analyses}
    return [here[run] for run in overlay.runs if run in here]


def coloured_in(project: Project, members: Sequence[Member]) -> tuple[Member, ...]:
    """The members of an overlay in the colours that a person gave to their runs."""
    from lossacc_gui.project import part_of

    parts = (part_of(project, one.runs[0].source, one.runs[0].name) for one in members)
    return tuple(
        one if part is None or not part.colour else replace(one, colour=part.colour)
        for one, part in zip(members, parts, strict=True)
    )


def place_in(overlay: OverlayView, members: Sequence[Member], view: View) -> View:
    """How an overlay is seen: its part of x where no range was asked for, counted by what all runs tell."""
    import numpy as np

    from lossacc_gui.chart.across import axes_of, axis_in
    from lossacc_gui.chart.overlay import common_axes

    if all(axis.id != view.x for axis in common_axes(members)):
        view = replace(view, x="")
    if view.x_range is not None or overlay.place.x is None:
        return view
    low, high = axis_in(axes_of(members[0].analysis.run), view.x).values(np.array(overlay.place.x)).tolist()
    return replace(view, x_range=(low, high))


def without_hidden(chart: Chart, overlay: OverlayView) -> Chart:
    """The chart of an overlay without what is hidden in the window."""
    from lossacc_gui.chart.hiding import without_curves
    from lossacc_gui.chart.legend import CurvesOfKind, curves_of_runs

    kinds = {CurvesOfKind("right" if axis == "right" else "left", split) for axis, split in overlay.hidden_kinds}
    return without_curves(chart, curves_of_runs(overlay.hidden_runs, chart) | kinds)

"""The part of a run that a view shows: as a window looks at it, and whether there is anything in it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

import numpy as np

from lossacc_gui.chart.across import axes_of, axis_in, value_text
from lossacc_gui.chart.choice import unhidden
from lossacc_gui.chart.parts import View
from lossacc_gui.language import Said, say
from lossacc_gui.model.analysis import Analysis
from lossacc_gui.model.errors import BadOption
from lossacc_gui.model.run import Run, Series


def in_window(
    analysis: Analysis,
    view: View,
    shown: tuple[str, ...] | None,
    hidden: Collection[tuple[str, str]],
    part: tuple[float, float] | None,
) -> View:
    """How a window that looks at its runs in this way shows one of them.

    shown, hidden  its metrics, None for the main ones, and curves (metric, split) that are not seen
    part           the places between which it is seen where the view has no range; None for all of it
    """
    axes = axes_of(analysis.run)
    if all(axis.id != view.x for axis in axes):
        view = replace(view, x="")  # what other runs count by
    if view.x_range is None and part is not None:
        low, high = axis_in(axes, view.x).values(np.array(part)).tolist()
        view = replace(view, x_range=(low, high))
    return replace(view, shown=unhidden(analysis, shown, hidden))


def check_part(runs: Iterable[tuple[Run, View, Sequence[Series]]]) -> None:
    """BadOption where views show a part of x in which none of these series of the runs has anything."""
    missed: Said | None = None
    for run, view, series in runs:
        axis = axis_in(axes_of(run), view.x)
        ends = [float(end) for one in series if len(one.x) for end in axis.values(one.x[[0, -1]])]
        if view.x_range is None or not ends:
            return
        (low, high), first, last = view.x_range, min(ends), max(ends)
        if low <= last and high >= first:
            return
        wanted, there = ([value_text(axis, end) for end in pair] for pair in (view.x_range, (first, last)))
        missed = missed or say(
            "between {low} and {high} there is nothing of {run}: it goes from {first} to {last} ({axis})",
            low=wanted[0],
            high=wanted[1],
            run=run.name,
            first=there[0],
            last=there[1],
            axis=axis.title,
        )
    if missed is not None:
        raise BadOption(missed)

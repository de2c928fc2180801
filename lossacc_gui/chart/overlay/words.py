"""The words of an overlay: what a reader must know about the drawing, and the chart for who cannot see it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from lossacc_gui.chart.choice import Drawn
from lossacc_gui.chart.limits import placed, too_large
from lossacc_gui.chart.marks import value_text
from lossacc_gui.chart.parts import Axis, Chart, Line, View
from lossacc_gui.chart.smooth import smoothing_note
from lossacc_gui.chart.words import axes_text, beyond_text
from lossacc_gui.language import joined, say, say_many
from lossacc_gui.model.run import Run, Series
from lossacc_gui.numerals import whole_text


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """What the words are about: for each run its name, what is drawn of it (within the limits of an axis, and as it was
    logged), how many of its curves are not, and what else is to be told of it.
    """

    names: tuple[str, ...]
    runs: tuple[Run, ...]
    drawn: tuple[tuple[Drawn, ...], ...]
    logged: tuple[tuple[Drawn, ...], ...]
    unseen: tuple[int, ...]
    baseline: int | None
    notes: tuple[tuple[str, ...], ...]

    @property
    def smoothed(self) -> list[tuple[Series, Run]]:
        """The curves with their runs."""
        return [(item.series, run) for run, drawn in zip(self.runs, self.drawn, strict=True) for item in drawn]


def overlay_notes(chart: Chart, told: Told, view: View) -> tuple[str, ...]:
    """Baseline, smoothing, bars, and the curves that some runs do not have."""
    return tuple(_notes(chart, told, view))


def _notes(chart: Chart, told: Told, view: View) -> Iterator[str]:
    if not any(told.drawn):
        yield say("These runs have no loss and no accuracy to draw.")
        return
    if told.baseline is not None:
        base = told.names[told.baseline]
        yield say(
            "Each curve minus that of {base} of the same kind and split, where both have values; between the points of "
            "{base} it is interpolated.",
            base=base,
        )
        if view.log_loss:
            yield say("The axis is linear: a difference may be below zero.")
    thin = say("those of the values as logged") if told.baseline is not None else say("the values as logged")
    yield smoothing_note(view.smoothing, told.smoothed, None, thin, [run.verdict for run in chart.runs])
    if chart.spreads:
        yield say("Shaded: from the lower to the upper quartile of the runs at each point, their median the curve.")
    for note in dict.fromkeys(note for notes in told.notes for note in notes):
        about = [name for name, notes in zip(told.names, told.notes, strict=True) if note in notes]
        yield say("{runs}: {note}", runs=_listed(about), note=note)
    if any(run.events for run in chart.runs):
        yield say(
            "Bars below the plot: the events of each run, filled for a problem, light for worth a look, else empty."
        )
    for side, what in (("left", say("No loss: {runs}.")), ("right", say("No accuracy: {runs}."))):
        without = [n for n, d in zip(told.names, told.drawn, strict=True) if all(item.axis != side for item in d)]
        if without and len(without) < len(told.names):
            yield say(what, runs=_listed(without))
    more = [
        say("{count} of {name}", count=whole_text(count), name=name)
        for name, count in zip(told.names, told.unseen, strict=True)
        if count
    ]
    if more:
        yield say("Not drawn, because each run shows one curve of an axis and split: {curves}.", curves=_listed(more))


def overlay_hidden(told: Told, lines: Sequence[Line], x: Axis, *, log: bool, beyond: int) -> tuple[str, ...]:
    """How many points are no numbers or have no place on the axes; `beyond` of them lie further out than any reach."""
    return tuple(_hidden(told, lines, x, log=log, beyond=beyond))


def _hidden(told: Told, lines: Sequence[Line], x: Axis, *, log: bool, beyond: int) -> Iterator[str]:
    logged = [[item.series.value[placed(item.series)] for item in items] for items in told.logged]
    bad = _counted(told, [sum(int(np.count_nonzero(~np.isfinite(one))) for one in values) for values in logged])
    if bad:
        yield say("Values that are no numbers: {values}.", values=bad)
    large = _counted(told, [sum(int(np.count_nonzero(too_large(one))) for one in values) for values in logged])
    if large:
        yield say("Values that are too large to be drawn: {values}.", values=large)
    if log:
        raw = {(line.run, line.split) for line in lines if line.role == "raw" and line.axis == "left"}
        below = 0
        for line in lines:
            if line.axis == "left" and (line.role == "raw" or (line.run, line.split) not in raw):
                below += int(np.count_nonzero((line.y <= 0) & (line.x >= x.low) & (line.x <= x.high)))
        if below:
            yield say_many(
                "The logarithmic axis hides 1 point at or below zero.",
                "The logarithmic axis hides {count} points at or below zero.",
                below,
            )
    if beyond:
        yield beyond_text(beyond)


def _counted(told: Told, counts: Sequence[int]) -> str:
    """How many of which run, empty where there are none."""
    pairs = zip(told.names, counts, strict=True)
    return _listed([say("{count} of {name}", count=whole_text(n), name=name) for name, n in pairs if n])


def overlay_description(chart: Chart, told: Told) -> str:
    """The chart in sentences: what is plotted, from where to where the curves go, the verdict on each run."""
    return joined(" ", _description(chart, told))


def _description(chart: Chart, told: Told) -> Iterator[str]:
    told_so = {"count": len(chart.runs), "axes": axes_text(chart), "x": chart.x.title}
    yield say("Overlay of {count} runs: {axes} over {x}.", **told_so)
    for run, drawn in zip(chart.runs, told.drawn, strict=True):
        if run.verdict:
            yield say("{run}: {verdict}", run=run.name, verdict=run.verdict)
        for item in drawn:
            finite = item.series.value[np.isfinite(item.series.value)]
            if len(finite):
                ends = [value_text(item.series, float(finite[i])) for i in (0, -1)]
                curve = {"curve": item.label, "run": run.name, "first": ends[0], "last": ends[1]}
                yield say("{curve} of {run} goes from {first} to {last}.", **curve)


def _listed(names: Sequence[str]) -> str:
    return joined(", ", names)

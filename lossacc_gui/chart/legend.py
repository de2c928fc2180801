"""What the legend of a chart lists, on the screen as in every file, and which curves each of its lines is about."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from lossacc_gui.chart.parts import Chart, Kept, Line, Mark
from lossacc_gui.language import say
from lossacc_gui.numerals import places_text

_KINDS = {
    "lr_step": say("{count} learning-rate steps, the first: {mark}"),
    "break": say("{count} breaks in the log, at {places}"),
    "not_a_number": say("{count} stretches without a number, the first: {mark}"),
    "too_large": say("{count} stretches too large to be drawn, the first: {mark}"),
}


@dataclass(frozen=True, slots=True)
class CurvesOfRun:
    """All curves of a run of an overlay, counted from 0."""

    run: int


@dataclass(frozen=True, slots=True)
class CurvesOfKind:
    """The curves of all runs of an overlay that are of an axis and a split."""

    axis: Literal["left", "right"]
    split: str


Curve = tuple[str, str] | CurvesOfRun | CurvesOfKind
"""What a person hides: the log's name of a metric and its split; of an overlay a run, or an axis and a split."""


@dataclass(frozen=True, slots=True)
class Swatch:
    """What the curves of an overlay have in common: those of a run, or (run is None) those of an axis and a split."""

    axis: Literal["left", "right"]
    split: str
    run: int | None


@dataclass(frozen=True, slots=True, eq=False)
class LegendEntry:
    """A line of the legend: what is drawn as its sample, its words, and the curves that it is about, if any."""

    shown: Line | Mark | Kept | Swatch
    text: str
    curve: Curve | None = None


def curves_of(line: Line) -> tuple[Curve, ...]:
    """The entries that a line belongs to: it is hidden with each of them, smoothed or not."""
    if line.run is None:
        return ((line.metric, line.split),)
    return (CurvesOfRun(line.run), CurvesOfKind(line.axis, line.split))


def is_hidden(line: Line, hidden: frozenset[Curve]) -> bool:
    """Whether a line is not seen where these are hidden."""
    return not hidden.isdisjoint(curves_of(line))


def legend_of(chart: Chart) -> list[LegendEntry]:
    """Every curve, every best value and note, and one entry for all marks of one of the other kinds.

    Of an overlay every run, then every kind of curve.
    """
    if chart.runs:
        return [*_of_runs(chart), *_of_kinds(chart)]
    entries = [LegendEntry(line, line.label, curves_of(line)[0]) for line in chart.lines if line.role == "smooth"]
    for mark in chart.marks:
        if mark.y is not None or mark.kind == "note":
            entries.append(LegendEntry(mark, mark.text))
    for kind, name in _KINDS.items():
        marks = [mark for mark in chart.marks if mark.kind == kind]
        if marks:
            entries.append(LegendEntry(marks[0], _text_of(marks, name) if len(marks) > 1 else marks[0].text))
    if chart.kept is not None:
        entries.append(LegendEntry(chart.kept, chart.kept.text))
    return entries


def _text_of(marks: Sequence[Mark], name: str) -> str:
    """What is said of several marks of a kind: where all are, or which is the first."""
    told: dict[str, object] = {"count": len(marks)}
    places = sorted(mark.place for mark in marks if mark.place is not None)
    if places:
        return say(name, places=places_text([place for place, _ in places], places[0][1]), **told)
    return say(name, mark=marks[0].text, **told)


def kind_name(chart: Chart, axis: Literal["left", "right"], split: str) -> str:
    """What the curves of an axis and a split of an overlay are called: the metric where all call it alike."""
    lines = [line for line in chart.lines if (line.axis, line.split) == (axis, split)]
    labels = {line.label for line in lines}
    if len(labels) == 1:
        return labels.pop()
    side = chart.left if axis == "left" else chart.right
    what = "" if side is None else side.what
    return say("{what} ({split})", what=what, split=split) if split else what


def kinds_of(chart: Chart) -> list[Swatch]:
    """The kinds of curves of an overlay: losses first, validation before training."""
    order = {"val": 0, "train": 1}
    found = {(line.axis, line.split) for line in chart.lines if line.run is not None}
    return [Swatch(axis, split, None) for axis, split in sorted(found, key=lambda one: (one[0], order.get(one[1], 2)))]


def _of_runs(chart: Chart) -> Iterator[LegendEntry]:
    for i, run in enumerate(chart.runs):
        text = say("{run} (baseline)", run=run.name) if i == chart.baseline else run.name
        yield LegendEntry(Swatch("left", "val", i), text, CurvesOfRun(i))


def _of_kinds(chart: Chart) -> Iterator[LegendEntry]:
    for kind in kinds_of(chart):
        yield LegendEntry(kind, kind_name(chart, kind.axis, kind.split), CurvesOfKind(kind.axis, kind.split))


def runs_among(curves: Iterable[Curve], chart: Chart) -> tuple[tuple[Path, str], ...]:
    """The runs of an overlay that are among these, as log and name; of medians the first that they are made of."""
    hidden = sorted(one.run for one in curves if isinstance(one, CurvesOfRun) and one.run < len(chart.runs))
    return tuple(chart.runs[run].of[0] for run in hidden)


def curves_of_runs(runs: Collection[tuple[Path, str]], chart: Chart) -> frozenset[Curve]:
    """All curves of these runs in an overlay, and of the medians that they are part of."""
    return frozenset(CurvesOfRun(i) for i, run in enumerate(chart.runs) if any(one in runs for one in run.of))


def of_metrics(curves: Iterable[Curve]) -> frozenset[tuple[str, str]]:
    """Those that are of a run by itself, and not of an overlay."""
    return frozenset(curve for curve in curves if isinstance(curve, tuple))

"""What the export dialog is about: a run by itself, or several in one chart."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from lossacc_gui.chart import Chart, View, chart_of
from lossacc_gui.chart.across import axes_of, axis_in
from lossacc_gui.chart.colours import pale_notes
from lossacc_gui.chart.hiding import without_curves
from lossacc_gui.chart.legend import Curve
from lossacc_gui.chart.overlay import Member, common_axes
from lossacc_gui.export import csv, figure
from lossacc_gui.export.exporter import Exporter
from lossacc_gui.export.figure import FigureStyle, figure_bytes
from lossacc_gui.export.look import Look
from lossacc_gui.export.registry import EXPORTERS, PAGES, REPORTS
from lossacc_gui.gui.session.runs_together import Overlay
from lossacc_gui.gui.session.works import overlaid
from lossacc_gui.language import Said, say
from lossacc_gui.model.analysis import Analysis
from lossacc_gui.model.colour import Colour
from lossacc_gui.model.errors import BadOption, UnreadableLog
from lossacc_gui.model.run import XAxis
from lossacc_gui.troubles import made_of

Drawn = tuple[Chart, tuple[UnreadableLog, ...]]
Seen = Callable[[Analysis, bool], View]
"""How one of several runs is seen: all of it, or the part that is visible."""


@dataclass(frozen=True, slots=True, eq=False)
class Subject:
    """What is exported.

    name   what it is called, in the window and as a file
    title  what a figure of it is called where a person wants no other title
    draw   its chart as a view wants it, and what to tell of runs that cannot be drawn; None where nothing is drawn
    kinds  what files of it there are
    colours  a person's own, of its runs
    seen   how each of its runs is seen, where they are not all seen alike
    """

    name: str
    title: str
    analyses: tuple[Analysis, ...]
    draw: Callable[[View], Drawn] | None
    kinds: tuple[Exporter, ...] = EXPORTERS
    colours: tuple[Colour, ...] = ()
    seen: Seen | None = None

    def look(self, view: View, *, part: bool) -> Look:
        """How a file of words and numbers is wanted: as `view` has it, or each run as it is seen, all or a `part`."""
        if self.seen is None:
            return Look(view)
        views = {(one.run.source, one.run.name): self.seen(one, part) for one in self.analyses}
        return Look(view, views=views)

    @property
    def inputs(self) -> tuple[Path, ...]:
        """The files that it was made of, which are never written over."""
        logs = (analysis.run.source for analysis in self.analyses)
        return (*logs, *(one.evidence.source for one in self.analyses if one.evidence is not None))

    def axis(self, name: str) -> XAxis:
        """The x axis of this name, as its first run counts."""
        first, *others = self.analyses
        axes = common_axes([Member(analysis) for analysis in self.analyses]) if others else axes_of(first.run)
        return axis_in(axes or axes_of(first.run), name)

    def style(self, kind: Exporter, look: Look) -> FigureStyle:
        """The looks in which a figure of it is written."""
        if len(self.analyses) > 1 or kind.style is None:
            return look.style_of_all(self.analyses)
        return kind.style(look, self.analyses[0])

    def colour_notes(self, kind: Exporter, look: Look) -> tuple[Said, ...]:
        """What to tell of a person's colours in a file."""
        if len(self.analyses) == 1 or self.draw is None:
            return tuple(dict.fromkeys(note for one in self.analyses for note in kind.colour_notes(one, look)))
        return pale_notes(self.colours, self.style(kind, look).theme.background) if kind.figure else ()

    def chart(self, view: View) -> Chart:
        """Its chart as a view wants it; BadOption where nothing is drawn."""
        return self._drawn(view)[0]

    def files(self, kind: Exporter, look: Look, path: Path) -> tuple[dict[Path, bytes], tuple[UnreadableLog, ...]]:
        """The contents of a file and of those beside it, and what to tell of runs left out.

        CannotWrite or BadOption where there is none.
        """
        if len(self.analyses) > 1 and kind.figure:
            chart, left_out = self._drawn(look.view)
            return {path: figure_bytes(chart, kind.name, self.style(kind, look))}, left_out
        return made_of(lambda some, told: kind.files(path, some, told, look), self.analyses)

    def beside(self, kind: Exporter, path: Path) -> list[Path]:
        """The files that are written beside a file."""
        return kind.beside(path, len(self.analyses))

    def _drawn(self, view: View) -> Drawn:
        if self.draw is None:
            raise BadOption(say("nothing is drawn of {subject}", subject=self.name))
        return self.draw(view)


def of_run(analysis: Analysis) -> Subject:
    """A run by itself."""
    return Subject(analysis.run.name, analysis.run.name, (analysis,), lambda view: (chart_of(analysis, view), ()))


def of_all(analyses: tuple[Analysis, ...], name: str, seen: Seen | None = None) -> Subject:
    """All runs that are open, in one report or one table; no figure shows them all."""
    return Subject(name, name, analyses, None, (*REPORTS, *PAGES), seen=seen)


def of_overlay(overlay: Overlay, hidden: frozenset[Curve], name: str, title: str) -> Subject:
    """Several runs in one chart, drawn as `lossacc export --overlay` draws them; what is `hidden` is not drawn.

    Their values are written as one table of all runs.
    """

    def draw(view: View) -> Drawn:
        chart, left_out = overlaid(overlay, view)
        return without_curves(chart, hidden), left_out

    analyses, kinds = tuple(run.analysis for run in overlay.runs), (*figure.EXPORTERS, csv.EXPORTER)
    colours = tuple(Colour(run.key.name, run.colour) for run in overlay.runs if run.colour)
    return Subject(name, title, analyses, draw, kinds, colours)

"""What an exporter is: a name, the suffixes of its files, and a function from analyses to the content of a file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from lossacc_gui.chart import View, chart_of
from lossacc_gui.chart.choice import drawn_of
from lossacc_gui.chart.colours import colour_notes
from lossacc_gui.chart.part import check_part
from lossacc_gui.export.drawing.content import as_wanted
from lossacc_gui.export.drawing.style import FigureStyle
from lossacc_gui.export.files import as_bytes
from lossacc_gui.export.look import PLAIN, Look
from lossacc_gui.language import Said
from lossacc_gui.model.analysis import Analysis
from lossacc_gui.model.errors import UnreadableLog
from lossacc_gui.model.run import Series

Make = Callable[[Sequence[Analysis], Sequence[UnreadableLog], Look], str | bytes]
"""Analyses, the logs that could not be read, and how a person wants it -> the content of a file."""


@dataclass(frozen=True, slots=True)
class Exporter:
    """One kind of figure, report or data file; the first suffix is the usual one, dots included.

    about    what is in such a file, in a sentence
    figure   whether it is a drawing of the chart alone, with a size and looks
    tells_errors  whether it has the logs that could not be read; the text has them too, but not on a screen
    style    the looks of the charts that are in it; None where there are none
    ranged   whether it holds the part of x that a view shows, and no more
    """

    name: str
    title: str
    suffixes: tuple[str, ...]
    make: Make
    about: str = ""
    figure: bool = False
    tells_errors: bool = False
    style: Callable[[Look, Analysis], FigureStyle] | None = None
    ranged: bool = False

    def content(self, analyses: Sequence[Analysis], errors: Sequence[UnreadableLog] = (), look: Look = PLAIN) -> bytes:
        """The content of a file; CannotWrite or BadOption where there is none of this kind."""
        self.check_part(analyses, look)
        made = self.make(analyses, errors, look)
        return as_bytes(made) if isinstance(made, str) else made

    def check_part(self, analyses: Sequence[Analysis], look: Look) -> None:
        """BadOption where the views show a part of x in which none of the runs has anything."""
        if self.ranged:
            views = [(one, look.view_of(one)) for one in analyses]
            check_part((one.run, view, self._series(one, view)) for one, view in views)

    def _series(self, analysis: Analysis, view: View) -> Sequence[Series]:
        """What a file holds of a run: what is drawn, or all values."""
        if self.style is None:
            return analysis.run.series
        return [one.series for one in drawn_of(analysis, view.shown)]

    def colour_notes(self, analysis: Analysis, look: Look) -> tuple[Said, ...]:
        """A sentence on each of a person's colours that is hard to see or to tell apart in its chart of this run."""
        view = look.view_of(analysis)
        if self.style is None or not view.colours:
            return ()
        style = self.style(look, analysis)
        return colour_notes(as_wanted(chart_of(analysis, view), style), view.colours, style.theme)

    def render(self, analyses: Sequence[Analysis], errors: Sequence[UnreadableLog], look: Look = PLAIN) -> str:
        """The content as text; TypeError where it is none (pictures, PDF)."""
        made = self.make(analyses, errors, look)
        if not isinstance(made, str):
            raise TypeError(f"{self.title} is not text")
        return made

"""What an exporter is: a name, the suffixes of its files, and a function from analyses to the content of a file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import quote

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
Beside = Callable[[Analysis, Look], bytes]
"""A run, and how a person wants it -> its chart as an SVG file."""


@dataclass(frozen=True, slots=True)
class Exporter:
    """One kind of figure, report or data file; the first suffix is the usual one, dots included.

    about    what is in such a file, in a sentence
    figure   whether it is a drawing of the chart alone, with a size and looks
    tells_errors  whether it has the logs that could not be read; the text has them too, but not on a screen
    style    the looks of the charts that are in it; None where there are none
    ranged   whether it holds the part of x that a view shows, and no more
    chart    what draws a run beside a file that can hold no chart; None where it holds it, or has none
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
    chart: Beside | None = None

    def files(
        self, target: Path, analyses: Sequence[Analysis], errors: Sequence[UnreadableLog] = (), look: Look = PLAIN
    ) -> dict[Path, bytes]:
        """The contents of those that belong beside the file, and its own; refused as `content` is."""
        content = self.content(analyses, errors, self.linked(target, len(analyses), look))
        beside = zip(self.beside(target, len(analyses)), analyses, strict=False)
        return {**{name: self.chart(one, look) for name, one in beside if self.chart is not None}, target: content}

    def beside(self, target: Path, runs: int) -> list[Path]:
        """The files that belong beside one of so many runs, whose names no figure of the same name has."""
        if self.chart is None:
            return []
        ends = [f"-{number}" for number in range(1, runs + 1)] if runs > 1 else [""]
        return [target.with_name(f"{target.stem}-chart{end}.svg") for end in ends[:runs]]

    def linked(self, target: Path, runs: int, look: Look) -> Look:
        """The look with links to the files that belong beside the file."""
        return replace(look, charts=tuple(quote(name.name) for name in self.beside(target, runs)))

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

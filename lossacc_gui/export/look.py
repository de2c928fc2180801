"""How a person wants a file: what is seen of the run, and how a figure looks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from lossacc_gui import __version__
from lossacc_gui.chart import View
from lossacc_gui.export.drawing.style import FigureStyle, style_for
from lossacc_gui.model.analysis import Analysis
from lossacc_gui.model.plain import plain_text


@dataclass(frozen=True, slots=True)
class Look:
    """The view is that of the screen: smoothing, range and hidden curves hold for reports and data too.

    style     None for the usual of the kind: a figure for a screen, in a report one without a title
    settings  what was changed of the analysis, for the line that tells where a figure comes from; None for no such line
    views     how single runs are seen, by log and name, where they are not all seen alike
    charts    links to the chart of each run, for a text that can hold none
    """

    view: View = field(default_factory=View)
    style: FigureStyle | None = None
    settings: str | None = None
    views: Mapping[tuple[Path, str], View] = field(default_factory=dict)
    charts: tuple[str, ...] = ()

    def view_of(self, analysis: Analysis) -> View:
        """How this run is seen."""
        return self.views.get((analysis.run.source, analysis.run.name), self.view)

    def style_of(self, analysis: Analysis, usual: FigureStyle | None = None) -> FigureStyle:
        """The style of a figure of this run, with the line that tells where it comes from."""
        return self.style_of_all([analysis], usual)

    def style_of_all(self, analyses: Sequence[Analysis], usual: FigureStyle | None = None) -> FigureStyle:
        """The style of one figure of these runs, with the line that tells where they come from."""
        style = self.style or usual or style_for("screen")
        return style if self.settings is None else replace(style, provenance=self.provenance_of(analyses))

    def provenance_of(self, analyses: Sequence[Analysis]) -> str:
        """Where something that is made of these runs comes from; empty where that is not wanted."""
        if self.settings is None:
            return ""
        sources = ", ".join(dict.fromkeys(str(analysis.run.source) for analysis in analyses))
        return plain_text(f"{sources} · lossacc {__version__} · {self.settings}")


PLAIN = Look()

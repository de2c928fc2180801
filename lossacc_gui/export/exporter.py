"""What an exporter is: a name, the suffixes of its files, and a function from analyses to the content of a file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from lossacc_gui.export.drawing.style import FigureStyle
from lossacc_gui.export.files import as_bytes
from lossacc_gui.export.look import PLAIN, Look
from lossacc_gui.model.analysis import Analysis
from lossacc_gui.model.errors import UnreadableLog

Make = Callable[[Sequence[Analysis], Sequence[UnreadableLog], Look], str | bytes]
"""Analyses, the logs that could not be read, and how a person wants it -> the content of a file."""


@dataclass(frozen=True, slots=True)
class Exporter:
    """One kind of figure, report or data file; the first suffix is the usual one, dots included.

    about    what is in such a file, in a sentence
    figure   whether it is a drawing of the chart alone, with a size and looks
    tells_errors  whether it has the logs that could not be read; the text has them too, but not on a screen
    style    of a drawing, the looks in which it is written
    """

    name: str
    title: str
    suffixes: tuple[str, ...]
    make: Make
    about: str = ""
    figure: bool = False
    tells_errors: bool = False
    style: Callable[[Look, Analysis], FigureStyle] = Look.style_of

    def content(self, analyses: Sequence[Analysis], errors: Sequence[UnreadableLog] = (), look: Look = PLAIN) -> bytes:
        """The content of a file; CannotWrite or BadOption where there is none of this kind."""
        made = self.make(analyses, errors, look)
        return as_bytes(made) if isinstance(made, str) else made

    def render(self, analyses: Sequence[Analysis], errors: Sequence[UnreadableLog], look: Look = PLAIN) -> str:
        """The content as text; TypeError where it is none (pictures, PDF)."""
        made = self.make(analyses, errors, look)
        if not isinstance(made, str):
            raise TypeError(f"{self.title} is not text")
        return made

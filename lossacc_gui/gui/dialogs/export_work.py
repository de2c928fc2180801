"""What the export dialog does in the background: paint a preview, write a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtGui import QImage

from lossacc_gui.export import html, report_pdf
from lossacc_gui.export.drawing.primitives import Drawing
from lossacc_gui.export.drawing.style import MM_PER_INCH, POINTS_PER_INCH
from lossacc_gui.export.exporter import Exporter
from lossacc_gui.export.figure import laid_out
from lossacc_gui.export.files import write_all
from lossacc_gui.export.look import Look
from lossacc_gui.export.raster import image_of
from lossacc_gui.gui.background.threads import Deliver, Work
from lossacc_gui.gui.dialogs.export_subject import Subject
from lossacc_gui.language import Said
from lossacc_gui.model.analysis import Analysis
from lossacc_gui.model.errors import UnreadableLog
from lossacc_gui.model.progress import Progress
from lossacc_gui.troubles import made_of

MOST_SHOWN = 200_000  # letters of a file that a preview shows


@dataclass(frozen=True, slots=True)
class Written:
    """A file that is there, those beside it, and what to tell of runs that are not in it."""

    path: Path
    beside: tuple[Path, ...] = ()
    left_out: tuple[UnreadableLog, ...] = ()


@dataclass(frozen=True, slots=True)
class Screen:
    """Where a preview is seen, in dots of the screen: how many make an inch of paper, and the room that there is.

    room  width and height that a figure fills; None where it is to be as large as on paper
    page_width  that of a chart in a page
    narrow  whether a browser of this width shows the charts of narrow screens
    """

    paper_dpi: float
    room: tuple[float, float] | None
    page_width: float
    narrow: bool = False

    def dpi_of(self, drawing: Drawing) -> float:
        """The resolution in which a figure is painted."""
        if self.room is None:
            return self.paper_dpi
        width, height = self.room
        return max(min(width / drawing.width, height / drawing.height), 0.1) * POINTS_PER_INCH


@dataclass(frozen=True, slots=True)
class Figure:
    """A painted figure and its size on paper."""

    image: QImage
    width_mm: float
    height_mm: float


@dataclass(frozen=True, slots=True)
class Page:
    """A page whose drawings are pictures."""

    html: str
    pictures: tuple[QImage, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Pages:
    """The pages of a document."""

    drawings: tuple[Drawing, ...]


Notes = tuple[Said, ...]
"""What a person is told of a file before it is written."""


def text_of(exporter: Exporter, subject: Subject, look: Look) -> str:
    """The text of a file; it tells of runs that it is made without."""
    return made_of(lambda some, told: exporter.render(some, told, look), subject.analyses)[0]


def previewing(exporter: Exporter, subject: Subject, look: Look, screen: Screen, path: Path) -> Work:
    """Make what a preview of this file shows: a Figure, Pages, a Page, or the text of the file; before it its Notes."""

    def work(progress: Progress, deliver: Deliver) -> None:
        progress(0.0, "painting")
        deliver(subject.colour_notes(exporter, look))
        exporter.check_part(subject.analyses, look)
        if exporter.figure:
            drawing = laid_out(subject.chart(look.view), subject.style(exporter, look))
            width, height = (side / POINTS_PER_INCH * MM_PER_INCH for side in (drawing.width, drawing.height))
            deliver(Figure(image_of(drawing, screen.dpi_of(drawing)), width, height))
            return
        if exporter is report_pdf.EXPORTER:
            pages, _ = made_of(lambda some, told: report_pdf.pages_of(some, told, look), subject.analyses)
            deliver(Pages(tuple(pages)))
            return
        if exporter is html.EXPORTER:
            deliver(_page(subject, look, screen))
            return
        text = text_of(exporter, subject, exporter.linked(path, len(subject.analyses), look))
        deliver(text if len(text) <= MOST_SHOWN else f"{text[:MOST_SHOWN]}\n…")

    return work


def _page(subject: Subject, look: Look, screen: Screen) -> Page:
    """The page that is written, its drawings as wide as they are in a window of this width."""

    def make(some: Sequence[Analysis], told: Sequence[UnreadableLog]) -> Page:
        pictures: list[QImage] = []

        def put(drawing: Drawing, _: str) -> str:
            pictures.append(image_of(drawing, screen.page_width / drawing.width * POINTS_PER_INCH))
            return f'<img src="picture-{len(pictures) - 1}">'

        return Page(html.as_html(some, told, look, put, narrow=screen.narrow), tuple(pictures))

    return made_of(make, subject.analyses)[0]


def writing(exporter: Exporter, subject: Subject, look: Look, path: Path, overwrite: bool) -> Work:
    """Write the file whole or not at all; `overwrite` where it and those beside it may be replaced."""

    def work(progress: Progress, deliver: Deliver) -> None:
        progress(0.0, "writing")
        files, left_out = subject.files(exporter, look, path)
        may = (path, *subject.beside(exporter, path)) if overwrite else ()
        write_all(files, overwrite=may, inputs=subject.inputs)
        deliver(Written(path, tuple(one for one in files if one != path), left_out))

    return work

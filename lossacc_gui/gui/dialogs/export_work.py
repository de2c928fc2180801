"""What the export dialog does in the background: paint a preview, write a file."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtGui import QImage

from lossacc_gui.export import html
from lossacc_gui.export.exporter import Exporter
from lossacc_gui.export.figure import laid_out, style_for
from lossacc_gui.export.files import write_whole
from lossacc_gui.export.look import Look
from lossacc_gui.export.raster import image_of
from lossacc_gui.gui.background import Deliver, Work
from lossacc_gui.gui.dialogs.export_subject import Subject
from lossacc_gui.model.errors import UnreadableLog
from lossacc_gui.model.progress import Progress
from lossacc_gui.troubles import made_of

MOST_SHOWN = 200_000  # letters of a file that a preview shows
PAGE_WIDTH_MM = 150.0
_SVG = re.compile(r"<svg.*?</svg>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Written:
    """A file that is there, and what to tell of runs that are not in it."""

    path: Path
    left_out: tuple[UnreadableLog, ...] = ()


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


def text_of(exporter: Exporter, subject: Subject, look: Look) -> str:
    """The text of a file; it tells of runs that it is made without."""
    return made_of(lambda some, told: exporter.render(some, told, look), subject.analyses)[0]


def previewing(exporter: Exporter, subject: Subject, look: Look, dpi: float) -> Work:
    """Make what a preview of this file shows: a Figure, a Page, or the text of the file."""

    def work(progress: Progress, deliver: Deliver) -> None:
        progress(0.0, "painting")
        if exporter.figure:
            drawing = laid_out(subject.chart(look.view), subject.style(exporter, look))
            deliver(Figure(image_of(drawing, dpi), drawing.width / 72 * 25.4, drawing.height / 72 * 25.4))
            return
        shown = html.EXPORTER if exporter.name == "pdf-report" else exporter  # the same words, without the pages
        text = text_of(shown, subject, look)
        if shown is not html.EXPORTER:
            deliver(text if len(text) <= MOST_SHOWN else f"{text[:MOST_SHOWN]}\n…")
            return
        style = replace(style_for("screen", width_mm=PAGE_WIDTH_MM), title=False)
        drawn = image_of(laid_out(subject.chart(look.view), style), dpi)
        count = len(_SVG.findall(text))
        numbers = iter(range(count))
        page = _SVG.sub(lambda _: f'<img src="picture-{next(numbers)}">', text)
        deliver(Page(page, (drawn,) * count))

    return work


def writing(exporter: Exporter, subject: Subject, look: Look, path: Path, overwrite: bool) -> Work:
    """Write the file whole or not at all."""

    def work(progress: Progress, deliver: Deliver) -> None:
        progress(0.0, "writing")
        content, left_out = subject.content(exporter, look)
        write_whole(path, content, overwrite=overwrite, inputs=subject.inputs)
        deliver(Written(path, left_out))

    return work

"""The report as a PDF: on A4 pages the words of the Markdown report, and the chart of each run under its verdict."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from lossacc_gui import __version__
from lossacc_gui.chart import chart_of
from lossacc_gui.export.drawing.font import width_of
from lossacc_gui.export.drawing.layout import drawing_of
from lossacc_gui.export.drawing.primitives import Area, Drawing, Fill, Item, Rect, Stroke
from lossacc_gui.export.drawing.sheet import LEADING, Sheet
from lossacc_gui.export.drawing.style import MM_PER_INCH, POINTS_PER_INCH, FigureStyle, Parts
from lossacc_gui.export.exporter import Exporter
from lossacc_gui.export.look import Look
from lossacc_gui.export.markdown import as_markdown
from lossacc_gui.model.analysis import Analysis
from lossacc_gui.model.errors import UnreadableLog

_PT = POINTS_PER_INCH / MM_PER_INCH
_WIDTH, _HEIGHT, _BORDER = 210 * _PT, 297 * _PT, 18 * _PT
_BODY = 9.5
_SIZES = {1: 18.0, 2: 14.0, 3: 11.5, 4: 10.0}
_MARKUP = re.compile(r"\\(.)|`([^`]+)`")
"""What is no markup though it looks so, and code; there is one font for all."""
_CHART = FigureStyle("report", 174, 300, 8.0, 1.1, aspect=0.42, coloured_text=True, parts=Parts(captions=False))


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph: its words, size, whether bold, a bullet before it, the room above it in points."""

    text: str
    size: float
    bold: bool
    bullet: bool
    above: float


def as_pdf(analyses: Sequence[Analysis], errors: Sequence[UnreadableLog], look: Look) -> bytes:
    """The pages in one file."""
    from lossacc_gui.export.pdf import pdf_of  # here: no other export needs it

    return pdf_of(pages_of(analyses, errors, look))


def pages_of(analyses: Sequence[Analysis], errors: Sequence[UnreadableLog], look: Look) -> list[Drawing]:
    """Each run begins a page, and its chart stands below its verdict and what to keep; every page has its number."""
    pages = _Pages()
    runs = iter(analyses)
    chart: Drawing | None = None
    for line in as_markdown(analyses, errors).splitlines():
        block = _block(line)
        if block is None:
            continue
        if chart is not None and line.startswith("#"):  # the verdict with what belongs to it ends here
            pages.draw(chart)
            chart = None
        if line.startswith("## "):
            analysis = next(runs, None)
            if analysis is not None:
                pages.turn()
                chart = drawing_of(chart_of(analysis, look.view_of(analysis)), _style(look, analysis), width_of)
        pages.put(block)
    if chart is not None:
        pages.draw(chart)
    return pages.finished(f"Loss and accuracy: {analyses[0].run.name}" if len(analyses) == 1 else "Loss and accuracy")


def _style(look: Look, analysis: Analysis) -> FigureStyle:
    return look.style_of(analysis, _CHART)


def _block(line: str) -> Block | None:
    """A line of Markdown as the report writes it; None where it is empty."""
    text = line.strip()
    if not text:
        return None
    level = len(text) - len(text.lstrip("#"))
    bullet, bold = text.startswith("- "), text.startswith("**") and text.endswith("**")
    words = text.lstrip("#").strip() if level else text[2:] if bullet else text.strip("*") if bold else text
    words = _MARKUP.sub(lambda found: found[1] or found[2], words)
    size = _SIZES.get(level, _BODY)
    return Block(words, size, bold or level > 0, bullet, (0.9 if level else 0.15 if bullet else 0.45) * size)


class _Pages:
    """Pages that are filled from the top."""

    def __init__(self) -> None:
        style = FigureStyle("page", _WIDTH / _PT, 300, _BODY, 1.0)
        self._sheet = Sheet(style, width_of)
        self._pages: list[list[Item]] = [[]]
        self._y = _BORDER

    def turn(self) -> None:
        """Begin a page, but where this one is empty or has a title alone."""
        if len(self._pages[-1]) > 1:
            self._new()

    def put(self, block: Block) -> None:
        """Write a paragraph; a heading stays with what follows it."""
        indent = 1.2 * block.size if block.bullet else 0.0
        lines = self._sheet.wrapped(block.text, _WIDTH - 2 * _BORDER - indent, block.size, bold=block.bold)
        self._y += block.above if self._pages[-1] else 0.0
        height = LEADING * block.size
        if self._y + (4 if block.bold else 1) * height > _HEIGHT - _BORDER:
            self._new()
        for i, line in enumerate(lines):
            if self._y + height > _HEIGHT - _BORDER:
                self._new()
            baseline = self._y + 0.98 * block.size
            if block.bullet and i == 0:
                self._pages[-1].append(self._sheet.text("•", _BORDER, baseline, size=block.size))
            self._pages[-1].append(self._sheet.text(line, _BORDER + indent, baseline, size=block.size, bold=block.bold))
            self._y += height

    def draw(self, drawing: Drawing) -> None:
        """Put a drawing between the borders."""
        if self._y + drawing.height > _HEIGHT - _BORDER:
            self._new()
        self._pages[-1] += _moved(drawing, _BORDER, self._y + 0.3 * _BODY)
        self._y += drawing.height + 0.6 * _BODY

    def finished(self, title: str) -> list[Drawing]:
        """The pages with their numbers."""
        whole = Rect(0, 0, _WIDTH, _HEIGHT)
        made = []
        for number, items in enumerate(self._pages, 1):
            told = f"lossacc {__version__} · page {number} of {len(self._pages)}"
            muted = self._sheet.theme.muted
            foot = self._sheet.text(told, _WIDTH - _BORDER, _HEIGHT - 0.6 * _BORDER, size=7.5, anchor="right")
            all_of = (*items, replace(foot, colour=muted))
            made.append(Drawing(_WIDTH, _HEIGHT, self._sheet.theme.background, whole, all_of, title, title))
        return made

    def _new(self) -> None:
        self._pages.append([])
        self._y = _BORDER


def _moved(drawing: Drawing, right: float, down: float) -> Iterator[Item]:
    for item in drawing.items:
        if isinstance(item, Fill):
            yield replace(item, rect=_shifted(item.rect, right, down))
        elif isinstance(item, Stroke):
            within = None if item.within is None else _shifted(item.within, right, down)
            yield replace(item, x=item.x + right, y=item.y + down, within=within)
        elif isinstance(item, Area):
            low, high = item.low + down, item.high + down
            yield replace(item, x=item.x + right, low=low, high=high, within=_shifted(item.within, right, down))
        else:
            yield replace(item, x=item.x + right, y=item.y + down)


def _shifted(box: Rect, right: float, down: float) -> Rect:
    return replace(box, x=box.x + right, y=box.y + down)


EXPORTER = Exporter(
    "pdf-report",
    "PDF report on A4 pages, with the charts",
    (".report.pdf",),
    as_pdf,
    "For print and mail: chart, verdict, events, causes, checks, remedies, sources.",
    tells_errors=True,
    style=_style,
    ranged=True,
)

"""A chart as PNG, SVG or PDF: the same drawing in all of them, and the same bytes wherever it is made."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from lossacc_gui.chart import chart_of
from lossacc_gui.chart.parts import Chart
from lossacc_gui.export.drawing.font import width_of
from lossacc_gui.export.drawing.layout import drawing_of
from lossacc_gui.export.drawing.primitives import Drawing
from lossacc_gui.export.drawing.style import PRESETS, FigureStyle, style_for
from lossacc_gui.export.exporter import Exporter, Make
from lossacc_gui.export.files import as_bytes, write_whole
from lossacc_gui.export.look import Look
from lossacc_gui.language import say
from lossacc_gui.model.analysis import Analysis
from lossacc_gui.model.errors import BadOption, UnknownKind, UnreadableLog

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

__all__ = ["PRESETS", "FigureStyle", "figure_bytes", "image_of", "laid_out", "style_for", "svg_of", "write_figure"]

KINDS = ("png", "svg", "pdf")


def write_figure(
    chart: Chart, path: Path, style: FigureStyle, overwrite: bool = False, inputs: Iterable[Path] = ()
) -> None:
    """Write a chart as .png, .svg or .pdf, by the suffix; CannotWrite says why it could not be."""
    content = figure_bytes(chart, path.suffix.lower().removeprefix("."), style)
    write_whole(path, content, overwrite=overwrite, inputs=inputs)


def check_kind(kind: str) -> None:
    """CannotWrite where a suffix, without its dot, is not that of a figure."""
    if kind not in KINDS:
        raise UnknownKind(
            say(
                "a figure is a .png, .svg or .pdf file, not {found}.",
                found="." + kind if kind else say("one without a suffix"),
            )
        )


def figure_bytes(chart: Chart, kind: str, style: FigureStyle) -> bytes:
    """The content of a figure file; the same chart and style give the same bytes."""
    check_kind(kind)
    if kind == "svg":
        return as_bytes(svg_of(chart, style))
    if kind == "pdf":
        from lossacc_gui.export.pdf import pdf_of

        return pdf_of([laid_out(chart, style)])
    from lossacc_gui.export.png import png_of

    return png_of(laid_out(chart, style), style.dpi)


def laid_out(chart: Chart, style: FigureStyle) -> Drawing:
    """The chart with everything in its place, as measured with the font that is drawn."""
    return drawing_of(chart, style, width_of)


def image_of(chart: Chart, style: FigureStyle) -> QImage:
    """The chart as a picture at the style's dpi."""
    from lossacc_gui.export import raster

    return raster.image_of(laid_out(chart, style), style.dpi)


def svg_of(chart: Chart, style: FigureStyle) -> str:
    """The chart as an SVG document; text stays text, and title and description tell it to a screen reader."""
    from lossacc_gui.export import svg

    return svg.svg_of(laid_out(chart, style))


def _making(kind: str) -> Make:
    def make(analyses: Sequence[Analysis], _: Sequence[UnreadableLog], look: Look) -> bytes:
        if len(analyses) != 1:
            raise BadOption(say("a {kind} figure shows one run, not {count}", kind=kind, count=len(analyses)))
        return figure_bytes(chart_of(analyses[0], look.view_of(analyses[0])), kind, look.style_of(analyses[0]))

    return make


EXPORTERS = (
    Exporter(
        "png",
        "Chart as PNG picture",
        (".png",),
        _making("png"),
        "Pixels, with their number per inch.",
        figure=True,
        style=Look.style_of,
        ranged=True,
    ),
    Exporter(
        "svg",
        "Chart as SVG drawing",
        (".svg",),
        _making("svg"),
        "Lines, and words that can be edited.",
        figure=True,
        style=Look.style_of,
        ranged=True,
    ),
    Exporter(
        "pdf",
        "Chart as PDF page",
        (".pdf",),
        _making("pdf"),
        "For print: lines, text, embedded fonts.",
        figure=True,
        style=Look.style_of,
        ranged=True,
    ),
)

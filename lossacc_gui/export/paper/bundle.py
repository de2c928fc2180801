"""The exporter of figures for papers: one ZIP with all that belongs to a figure."""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace

from lossacc_gui import __version__
from lossacc_gui.chart import chart_of
from lossacc_gui.export.drawing.curves import thinned_note
from lossacc_gui.export.drawing.font import width_of
from lossacc_gui.export.drawing.sheet import Sheet
from lossacc_gui.export.drawing.style import FigureStyle, style_for
from lossacc_gui.export.exporter import Exporter
from lossacc_gui.export.figure import laid_out
from lossacc_gui.export.files import as_bytes
from lossacc_gui.export.look import Look
from lossacc_gui.language import say
from lossacc_gui.model.analysis import Analysis
from lossacc_gui.model.errors import BadOption, UnreadableLog

_LONGEST = 40
_BEGINNING = (1980, 1, 1, 0, 0, 0)
"""The date of every file in a ZIP: the same figure gives the same bytes."""


def drawn_style(look: Look, analysis: Analysis) -> FigureStyle:
    """Without the words that stand in the caption of the paper, on white."""
    style = look.style_of(analysis, style_for("neurips"))
    return replace(style, title=False, dark=False, parts=replace(style.parts, captions=False, notes=False))


def paper_of(analyses: Sequence[Analysis], _: Sequence[UnreadableLog], look: Look) -> bytes:
    """A ZIP of NAME-figure.pdf, NAME-figure.tex, NAME-data.csv, NAME-matplotlib.py and NAME-pgfplots.tex."""
    import zipfile  # here, as what follows: no other export needs it

    from lossacc_gui.export.paper.latex import snippet_of
    from lossacc_gui.export.paper.matplotlib_script import script_of
    from lossacc_gui.export.paper.pgfplots import picture_of
    from lossacc_gui.export.paper.redrawn import redrawn_of
    from lossacc_gui.export.pdf import pdf_of

    if len(analyses) != 1:
        raise BadOption(say("a figure for a paper shows one run, not {count}", count=len(analyses)))
    (analysis,) = analyses
    asked, style = look.style_of(analysis, style_for("neurips")), drawn_style(look, analysis)
    chart = chart_of(analysis, look.view_of(analysis))
    drawing = laid_out(chart, style)
    redrawn = redrawn_of(chart, style, drawing)
    told = replace(
        chart,
        title=style.heading or chart.title,
        footnotes=(*chart.footnotes, *thinned_note(Sheet(style, width_of), chart, drawing.data)),
    )
    name, made_by = _name(analysis.run.name), f"lossacc {__version__}"
    files = {
        f"{name}-figure.pdf": pdf_of([drawing]),
        f"{name}-figure.tex": as_bytes(snippet_of(told, asked, name, made_by)),
        f"{name}-data.csv": as_bytes(redrawn.csv()),
        f"{name}-matplotlib.py": as_bytes(script_of(redrawn, name, made_by)),
        f"{name}-pgfplots.tex": as_bytes(picture_of(redrawn, name, made_by)),
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for file, content in files.items():
            info = zipfile.ZipInfo(file, _BEGINNING)
            info.external_attr = 0o644 << 16
            archive.writestr(info, content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def _name(run: str) -> str:
    """The name of a run as LaTeX, Python and every system take it in a file name."""
    plain = unicodedata.normalize("NFKD", run).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9]+", "-", plain).strip("-")[:_LONGEST].rstrip("-").lower() or "run"


EXPORTER = Exporter(
    "paper",
    "Figure for a paper, as ZIP",
    (".zip",),
    paper_of,
    "The PDF, a LaTeX figure with its caption, the numbers (CSV), and scripts for matplotlib and pgfplots.",
    figure=True,
    style=drawn_style,
    ranged=True,
)

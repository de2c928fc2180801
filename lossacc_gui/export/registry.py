"""All exporters of figures, reports and data; a new one is a file and a line here."""

from __future__ import annotations

from lossacc_gui.export import csv, figure, html, json, markdown, report_pdf, text
from lossacc_gui.export.exporter import Exporter
from lossacc_gui.export.paper import bundle

FIGURES: tuple[Exporter, ...] = (*figure.EXPORTERS, bundle.EXPORTER)
"""The chart alone, as a drawing; for a paper with what belongs to it."""
REPORTS: tuple[Exporter, ...] = (
    text.EXPORTER,
    json.EXPORTER,
    markdown.EXPORTER,
    html.EXPORTER,
    csv.EXPORTER,
)
"""Words and numbers of any number of runs."""
PAGES: tuple[Exporter, ...] = (report_pdf.EXPORTER,)
"""Reports that are not text."""
EXPORTERS = (*FIGURES, *REPORTS, *PAGES)


def exporter_of(suffix: str, among: tuple[Exporter, ...] = EXPORTERS) -> Exporter | None:
    """The exporter that writes files of this suffix (dot included, any case), if there is one."""
    return next((exporter for exporter in among if suffix.lower() in exporter.suffixes), None)

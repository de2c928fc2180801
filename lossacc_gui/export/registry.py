"""All exporters of reports and data; a new one is a file and a line here."""

from __future__ import annotations

from lossacc_gui.export import csv, html, json, markdown, text
from lossacc_gui.export.exporter import Exporter

EXPORTERS: tuple[Exporter, ...] = (
    text.EXPORTER,
    json.EXPORTER,
    markdown.EXPORTER,
    html.EXPORTER,
    csv.EXPORTER,
)


def exporter_of(suffix: str) -> Exporter | None:
    """The exporter that writes files of this suffix (dot included, any case), if there is one."""
    return next((exporter for exporter in EXPORTERS if suffix.lower() in exporter.suffixes), None)

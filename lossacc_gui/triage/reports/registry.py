"""All reports of a triage; a new one is a file and a line here."""

from __future__ import annotations

from lossacc_gui.triage.reports import csv, html, json, junit, sarif, text
from lossacc_gui.triage.reports.report import Report

REPORTS: tuple[Report, ...] = (text.REPORT, csv.REPORT, json.REPORT, html.REPORT, junit.REPORT, sarif.REPORT)


def report_of(suffix: str) -> Report | None:
    """The report that writes files of this suffix (dot included, any case), if there is one."""
    return next((report for report in REPORTS if suffix.lower() in report.suffixes), None)

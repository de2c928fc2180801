"""A triage as CSV: a row a run."""

from __future__ import annotations

import csv
import io

from lossacc_gui.export.csv import guarded
from lossacc_gui.triage.reports.report import Report, Told
from lossacc_gui.triage.reports.values import VALUES, values_of
from lossacc_gui.triage.row import differing

SETTING = "setting."
"""Before the name of a setting, so that none is taken for a column of ours."""


def as_csv(told: Told) -> str:
    """The runs, the most harmed first, with a column for every setting that differs; then what failed, as state failed.

    Names and texts that begin as a formula does stand after a tick, as spreadsheets write text.
    """
    table = told.table
    names = differing(table.rows)
    columns = [*VALUES, "notices"]
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\n")
    writer.writerow([*columns, *(guarded(f"{SETTING}{name}") for name in names)])
    for row in table.rows:
        settings = dict(row.settings)
        cells = [guarded(one) if type(one) is str else one for one in (*values_of(row), " | ".join(row.notices))]
        writer.writerow([*cells, *(guarded(settings.get(name, "")) for name in names)])
    for one in table.failures:
        failed = {"state": "failed", "path": one.source, "text": one.reason}
        writer.writerow([*(_cell(failed.get(name)) for name in columns), *("" for _ in names)])
    return target.getvalue()


def _cell(value: object) -> object:
    return guarded(value) if isinstance(value, str) else value


REPORT = Report("csv", "CSV, a row a run", (".csv",), as_csv)

"""Excel workbooks, each sheet with a table in it; read by openpyxl, which is asked for only when one is opened."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from lossacc_gui.language import say
from lossacc_gui.model.errors import Cancelled, UnreadableLog, is_no_fault_of_a_file
from lossacc_gui.model.progress import Progress
from lossacc_gui.model.run import Run
from lossacc_gui.readers.files.source import check_file
from lossacc_gui.readers.head import Head
from lossacc_gui.readers.reader import Reader
from lossacc_gui.readers.series.names import is_metric
from lossacc_gui.readers.tables.columns import runs_of_table
from lossacc_gui.readers.tables.parsing import table_of_rows
from lossacc_gui.readers.tables.row_kinds import said_of_results
from lossacc_gui.readers.tables.table import Table

FIRST_PART = re.compile(rb"PK\x03\x04.{26}(\[Content_Types\]\.xml|_rels/|docProps/|xl/|customXml/)", re.DOTALL)
LARGEST_UNPACKED = 512 << 20  # bytes of all parts together
MOST_CELLS = 5_000_000  # cells of one sheet: some 20 s of reading
TOLD_EVERY = 2000  # rows between two calls of the progress


def sniff(head: Head) -> float:
    """Sure where a zip has the parts of a workbook."""
    return 0.9 if FIRST_PART.match(head.data) and b"word/" not in head.data and b"ppt/" not in head.data else 0.0


def read(path: Path, progress: Progress) -> tuple[Run, ...]:
    """The runs of every sheet that measures something; formulas have the values that were saved with them."""
    check_file(path)
    sheets = [(title, table) for title, rows in _sheets(path, progress) if (table := _table(rows)) is not None]
    measured = [sheet for sheet in sheets if any(map(is_metric, sheet[1].header))] or sheets
    runs: list[Run] = []
    told = say("This workbook has no sheet with a table of numbers.")
    for title, table in measured:
        if result := said_of_results(table):
            told = result
            continue
        try:
            found = runs_of_table(table, path, READER.name)
        except UnreadableLog as error:
            told = error.reason
            continue
        named = len(measured) > 1
        runs += [replace(run, name=f"{run.name} {title}") for run in found] if named else found
    if not runs:
        raise UnreadableLog(path, told)
    progress(1.0, "read")
    return tuple(runs)


def _sheets(path: Path, progress: Progress) -> list[tuple[str, list[tuple[Any, ...]]]]:
    """(title, rows of values) of every sheet; UnreadableLog where openpyxl is missing or stumbles."""
    try:
        import openpyxl
    except ImportError:
        advice = say('Run `pip install "lossacc[excel]"`, or save the table as CSV.')
        raise UnreadableLog(path, say("To read an Excel workbook, openpyxl is needed."), advice=advice) from None
    try:
        import zipfile

        with zipfile.ZipFile(path) as archive:
            if sum(part.file_size for part in archive.infolist()) > LARGEST_UNPACKED:
                raise UnreadableLog(
                    path,
                    say(
                        "The workbook unpacks to more than {most} MB.",
                        most=LARGEST_UNPACKED >> 20,
                    ),
                )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and extensions that no log needs
            book = openpyxl.load_workbook(path, read_only=True, data_only=True, keep_links=False)
            try:
                return [(sheet.title, _rows(sheet, path, progress)) for sheet in book.worksheets]
            finally:
                book.close()
    except (UnreadableLog, Cancelled):
        raise
    except Exception as error:  # a damaged workbook raises whatever openpyxl stumbles over
        if is_no_fault_of_a_file(error):
            raise
        raise UnreadableLog(
            path, say("The workbook is damaged or cut off."), advice=say("Save the table as CSV.")
        ) from None


def _rows(sheet: Any, path: Path, progress: Progress) -> list[tuple[Any, ...]]:
    sheet.reset_dimensions()  # a file may claim millions of columns
    rows: list[tuple[Any, ...]] = []
    cells = 0
    for row in sheet.iter_rows(values_only=True):
        rows.append(row)
        cells += len(row) + 1
        if cells > MOST_CELLS:
            raise UnreadableLog(
                path, say("The workbook has too many cells for a log."), advice=say("Save the table as CSV.")
            )
        if len(rows) % TOLD_EVERY == 0:
            progress(0.9 * cells / MOST_CELLS, "reading rows")
    return rows


def _table(rows: Iterable[tuple[Any, ...]]) -> Table | None:
    """The table of a sheet: it starts at the first row with two filled cells, for a title may stand above."""
    texts = [(line, [_text(cell) for cell in row]) for line, row in enumerate(rows, start=1)]
    start = next((i for i, (_, row) in enumerate(texts) if sum(map(bool, row)) > 1), 0)
    kept = [(line, row) for line, row in texts[start:] if any(row)]
    width = max((len(row) for _, row in kept), default=0)
    return table_of_rows([(line, row + [""] * (width - len(row))) for line, row in kept])


def _text(cell: object) -> str:
    return "" if cell is None else repr(cell) if isinstance(cell, float) else str(cell).strip()


READER = Reader(
    name="excel",
    title="Excel workbook, with openpyxl installed",
    looks_like="a sheet with a header row: Epoch, Train Loss, Validation Accuracy",
    suffixes=(".xlsx", ".xlsm"),
    sniff=sniff,
    read=read,
)

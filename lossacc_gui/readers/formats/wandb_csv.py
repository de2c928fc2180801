"""Weights & Biases charts exported as CSV: a step, then `run - metric` columns with their __MIN and __MAX."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np

from lossacc_gui.language import say
from lossacc_gui.model.errors import UnreadableLog
from lossacc_gui.model.progress import Progress, part
from lossacc_gui.model.run import IntArray, Notice, Quantity, Run
from lossacc_gui.readers.files.encoding import decode
from lossacc_gui.readers.files.source import as_text, bytes_of
from lossacc_gui.readers.head import Head
from lossacc_gui.readers.reader import Reader
from lossacc_gui.readers.series.assemble import run_of
from lossacc_gui.readers.series.names import meaning_of
from lossacc_gui.readers.series.rows import Column, Rows
from lossacc_gui.readers.tables.cells import is_blank, number
from lossacc_gui.readers.tables.large_table import large_numbers
from lossacc_gui.readers.tables.numeric import Numbers, numbers_of
from lossacc_gui.readers.tables.parsing import parse_table

BETWEEN = " - "
RANGES = ("__MIN", "__MAX")


def sniff(head: Head) -> float:
    """Sure where the columns after the first are `run - metric`; surest where their ranges are there too."""
    table = head.table
    if table is None or not table.named or not table.rows or len(table.header) < 2:
        return 0.0
    runs = [name for name in table.header[1:] if BETWEEN in name]
    if len(runs) < len(table.header) - 1:
        return 0.0
    if not all(number(row[0]) is not None or is_blank(row[0]) for row in table.rows):
        return 0.0  # the lines of a logger have as many hyphens
    return 0.97 if any(name.endswith(RANGES) for name in runs) else 0.9


def read(path: Path, progress: Progress) -> tuple[Run, ...]:
    """One run for each run that the chart shows."""
    first, numeric, line, said = _columns(path, part(progress, 0.0, 0.8))
    progress(0.8, "reading columns")
    counter = next((c for c in numeric if c.name == first), None)
    by_run: dict[str, list[Numbers]] = {}
    for column in numeric:
        if BETWEEN in column.name and not column.name.endswith(RANGES):
            by_run.setdefault(column.name.rsplit(BETWEEN, 1)[0].strip(), []).append(column)
    runs = [_run((name, path), columns, counter, line, said) for name, columns in by_run.items()]
    kept = tuple(run for run in runs if run is not None)
    if not kept:
        raise UnreadableLog(path, say("This export holds no values of any run."))
    progress(1.0, "read")
    return kept


def _columns(path: Path, progress: Progress) -> tuple[str, list[Numbers], IntArray, list[Notice]]:
    """(the name of the first column, all columns of numbers, the line of each row, what is to be said)."""
    data = bytes_of(path, part(progress, 0.0, 0.3))
    large = large_numbers(data, part(progress, 0.3, 1.0))
    if large is not None:
        numeric, count = large
        header = decode(data[: data.find(b"\n")]) or ""
        return next(csv.reader([header]))[0], numeric, np.arange(2, count + 2, dtype=np.int64), []
    table = parse_table(as_text(path, data, part(progress, 0.3, 0.4)), part(progress, 0.4, 0.7))
    if table is None or not table.named:
        raise UnreadableLog(path, say("This export has no rows with the same number of columns."))
    numeric, _, notices = numbers_of(table)
    return table.header[0], numeric, np.array(table.lines, dtype=np.int64), [*table.notices, *notices]


def _run(
    named: tuple[str, Path], columns: list[Numbers], counter: Numbers | None, line: IntArray, notices: list[Notice]
) -> Run | None:
    """The run of one chart line; the first column counts steps, or epochs where it says so."""
    epochs = counter is not None and meaning_of(counter.name.rsplit(BETWEEN, 1)[-1]).quantity is Quantity.EPOCH
    count = counter.value if counter is not None else None
    metrics = [Column(c.name.rsplit(BETWEEN, 1)[-1].strip(), c.value, c.present) for c in columns]
    rows = Rows(metrics, epoch=count if epochs else None, step=None if epochs else count, line=line)
    return run_of(*named, READER.name, rows, notices=notices)


READER = Reader(
    name="wandb-csv",
    title="Weights & Biases chart export (CSV)",
    looks_like='"Step","run - val_loss","run - val_loss__MIN","run - val_loss__MAX"',
    suffixes=(".csv",),
    sniff=sniff,
    read=read,
)

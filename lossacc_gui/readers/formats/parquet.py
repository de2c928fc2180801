"""Parquet tables, read by pyarrow, which is asked for only when one is opened."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from lossacc_gui.language import say
from lossacc_gui.model.errors import UnreadableLog
from lossacc_gui.model.progress import Progress
from lossacc_gui.model.run import Run
from lossacc_gui.numerals import whole_text
from lossacc_gui.readers.files.source import check_file
from lossacc_gui.readers.head import Head
from lossacc_gui.readers.kinds.foreign import EVIDENCE
from lossacc_gui.readers.reader import Reader
from lossacc_gui.readers.tables.columns import Content, runs_of_content
from lossacc_gui.readers.tables.numeric import Numbers, numbers_of
from lossacc_gui.readers.tables.row_kinds import holds_predictions
from lossacc_gui.readers.tables.table import Table

MAGIC = b"PAR1"
MOST_VALUES = 50_000_000  # values of one table: 400 MB as float64


def sniff(head: Head) -> float:
    """Certain by the first bytes."""
    return 1.0 if head.data.startswith(MAGIC) else 0.0


def read(path: Path, progress: Progress) -> tuple[Run, ...]:
    """The runs of the table: columns of numbers, and of words that describe them; nested columns are left out."""
    check_file(path)
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        advice = say('Run `pip install "lossacc[parquet]"`, or save the table as CSV.')
        raise UnreadableLog(path, say("To read a Parquet file, pyarrow is needed."), advice=advice) from None
    try:
        with pyarrow.parquet.ParquetFile(path) as file:
            count = file.metadata.num_rows
            if holds_predictions(file.schema_arrow.names):
                raise UnreadableLog(path, say("This is a table of a model's predictions, not a log."), advice=EVIDENCE)
            if count * file.metadata.num_columns > MOST_VALUES:
                raise UnreadableLog(
                    path,
                    say(
                        "The table has more than {most} values, too many for a log.",
                        most=whole_text(MOST_VALUES),
                    ),
                )
            table = file.read()
        progress(0.6, "reading columns")
        content = _content(table, pyarrow.types)
    except (pyarrow.ArrowException, OSError, ValueError, MemoryError, OverflowError):
        raise UnreadableLog(path, say("The Parquet file is damaged or cut off.")) from None
    if not count:
        raise UnreadableLog(path, say("The table has columns but no row yet."))
    runs = runs_of_content(content, path, READER.name)
    progress(1.0, "read")
    return runs


def _content(table: Any, types: Any) -> Content:
    numeric: list[Numbers] = []
    words: dict[str, list[str]] = {}
    for name, column in zip(table.column_names, table.columns, strict=True):
        kind = column.type.value_type if types.is_dictionary(column.type) else column.type
        if types.is_integer(kind) or types.is_floating(kind) or types.is_decimal(kind) or types.is_boolean(kind):
            present = np.array(column.is_valid(), dtype=bool)
            if present.any():
                value = np.array([np.nan if v is None else float(v) for v in column.to_pylist()], dtype=np.float64)
                numeric.append(Numbers(name, value, present))
        elif not types.is_nested(kind):
            words[name] = ["" if cell is None else str(cell) for cell in column.to_pylist()]
    rows = [list(cells) for cells in zip(*words.values(), strict=True)]
    more, texts, _ = numbers_of(Table(tuple(words), rows, list(range(1, len(rows) + 1))))
    return Content(numeric + more, texts, None)


READER = Reader(
    name="parquet",
    title="Parquet table, with pyarrow installed",
    looks_like="columns epoch, train_loss, val_loss, val_accuracy",
    suffixes=(".parquet", ".pq"),
    sniff=sniff,
    read=read,
)

"""Turns a table into runs: which columns count, which measure, which only describe."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from lossacc_gui.model.errors import UnreadableLog
from lossacc_gui.model.progress import Progress, part
from lossacc_gui.model.run import IntArray, Notice, Quantity, Run, Split
from lossacc_gui.readers.assemble import Column, Rows, run_of
from lossacc_gui.readers.names import meaning_of
from lossacc_gui.readers.numeric import Numbers, Text, numbers_of
from lossacc_gui.readers.source import text_of
from lossacc_gui.readers.stacked import stacked_runs
from lossacc_gui.readers.table import Table, parse_table

INDEX_NAMES = frozenset({"", "unnamed: 0", "index", "idx"})


def read_table_as(
    format_name: str, path: Path, progress: Progress, plain_split: Split | None = None
) -> tuple[Run, ...]:
    """The runs of the table in the file `path`; UnreadableLog where it is none."""
    table = parse_table(text_of(path, part(progress, 0.0, 0.4)))
    if table is None:
        raise UnreadableLog(path, "The lines do not have the same number of columns, so this is no table.")
    progress(0.7, "reading columns")
    runs = runs_of_table(table, path, format_name, plain_split=plain_split)
    progress(1.0, "read")
    return runs


def runs_of_table(
    table: Table,
    path: Path,
    format_name: str,
    *,
    plain_split: Split | None = None,
    notices: Sequence[Notice] = (),
) -> tuple[Run, ...]:
    """The runs a table tells, more than one where runs are stacked; UnreadableLog where no column measures anything."""
    if not table.rows:
        raise UnreadableLog(path, "The log has a header but no complete row yet.")
    numeric, texts, told = numbers_of(table)
    lines = np.array(table.lines, dtype=np.int64)
    said = [*notices, *table.notices, *told]
    groups = stacked_runs(numeric, texts)
    runs = []
    for label, rows in groups:
        name = f"{run_name(path)} {label}".strip()
        parts = [column.rows(rows) for column in numeric], [text.rows(rows) for text in texts]
        run = _run(
            *parts, lines[rows], (path, format_name, name), plain_split, said, table.headers if len(groups) == 1 else ()
        )
        if run is not None:
            runs.append(run)
    if not runs:
        raise UnreadableLog(path, "No column of this table holds numbers that could be a metric.")
    return tuple(runs)


def _run(
    numeric: list[Numbers],
    texts: list[Text],
    lines: IntArray,
    labels: tuple[Path, str, str],
    plain_split: Split | None,
    notices: list[Notice],
    starts: tuple[int, ...],
) -> Run | None:
    path, format_name, name = labels
    axes: dict[Quantity, Numbers] = {}
    metrics: list[Numbers] = []
    for column in numeric:
        quantity = meaning_of(column.name).quantity
        if quantity in (Quantity.EPOCH, Quantity.STEP) and quantity not in axes:
            axes[quantity] = column
        elif column.name.strip().lower() not in INDEX_NAMES or column is not numeric[0]:
            metrics.append(column)
    epoch, step = axes.get(Quantity.EPOCH), axes.get(Quantity.STEP)
    return run_of(
        name,
        path,
        format_name,
        Rows(
            _columns(metrics, texts),
            epoch=epoch.value if epoch is not None else None,
            step=step.value if step is not None else None,
            line=lines,
            starts=starts,
        ),
        plain_split=plain_split,
        notices=notices,
        settings=_settings(texts),
    )


def _columns(metrics: list[Numbers], texts: list[Text]) -> list[Column]:
    """The metrics as columns; where a column of words tells each row's split, one for each split."""
    splits = next((found for found in map(_splits_of_rows, texts) if found is not None), None)
    if splits is None:
        return [Column(m.name.strip(), m.value, m.present) for m in metrics]
    return [
        Column(m.name.strip(), m.value, m.present & np.array([s is split for s in splits]), split)
        for m in metrics
        for split in dict.fromkeys(splits)
    ]


def _splits_of_rows(text: Text) -> list[Split] | None:
    """The split of every row where the column (`phase`, `mode`, ...) has nothing but splits in it."""
    known = {cell: meaning_of(cell) for cell in set(text.cells)}
    if any(meaning.split is None or meaning.rest for meaning in known.values()):
        return None
    return [split for cell in text.cells if (split := known[cell].split) is not None]


def _settings(texts: list[Text]) -> list[tuple[str, str]]:
    """Columns of words that say the same in every row describe the run."""
    return [(text.name, text.cells[0]) for text in texts if len(set(text.cells)) == 1]


GENERAL_NAMES = re.compile(
    r"^(log|logs|metrics|results?|history|training[_-]?(log|history)?|train|trainer_state|scalars|progress|output)$",
    re.I,
)


def run_name(path: Path) -> str:
    """What to call the run of a log: the file's name without its ending, with its folder where that says too little."""
    stem = path.name.split(".")[0] or path.name
    folder = path.resolve().parent.name
    return f"{folder}/{stem}" if folder and GENERAL_NAMES.match(stem) else stem

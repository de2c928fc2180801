"""Turns a table of text cells into runs: which columns count, which measure, which only describe."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from lossacc_gui.model.errors import UnreadableLog
from lossacc_gui.model.run import FloatArray, Notice, Quantity, Run, Split
from lossacc_gui.readers.assemble import BoolArray, Column, Rows, run_of
from lossacc_gui.readers.cells import is_blank, number
from lossacc_gui.readers.names import meaning_of
from lossacc_gui.readers.table import Table

INDEX_NAMES = frozenset({"", "unnamed: 0", "index", "idx"})
MOST_TEXT = 0.5  # share of cells that may be text in a column that is still taken as numbers


@dataclass(frozen=True, eq=False)
class Numbers:
    """A column of a table as numbers: `value` (n,) NaN where there is none, `present` (n,) False where it is blank."""

    name: str
    value: FloatArray
    present: BoolArray


def numbers_of(table: Table) -> tuple[list[Numbers], list[tuple[str, list[str]]], list[Notice]]:
    """(numeric columns, text columns as (name, cells), notices) of a table; empty columns are left out."""
    numeric: list[Numbers] = []
    texts: list[tuple[str, list[str]]] = []
    notices: list[Notice] = []
    for name, cells in zip(table.header, _transposed(table), strict=True):
        column, odd = _numbers(name, cells, table.decimal_comma)
        filled = int(column.present.sum()) + len(odd)
        if not filled:
            continue
        if len(odd) > MOST_TEXT * filled:
            texts.append((name, cells))
            continue
        if odd:
            notices.append(
                Notice(f"{name}: {cells[odd[0]].strip()!r} is no number; such cells are left out.", table.lines[odd[0]])
            )
        numeric.append(column)
    return numeric, texts, notices


def _transposed(table: Table) -> list[list[str]]:
    if not table.rows:
        return [[] for _ in table.header]
    return [list(cells) for cells in zip(*table.rows, strict=True)]


def _numbers(name: str, cells: list[str], comma: bool) -> tuple[Numbers, list[int]]:
    try:
        if comma:
            raise ValueError
        value = np.array([float(cell) for cell in cells], dtype=np.float64)
        return Numbers(name, value, np.ones(len(cells), dtype=bool)), []
    except ValueError:
        pass
    value = np.full(len(cells), np.nan)
    present = np.zeros(len(cells), dtype=bool)
    odd: list[int] = []
    for i, cell in enumerate(cells):
        if is_blank(cell):
            continue
        found = number(cell, comma)
        if found is None:
            odd.append(i)
        else:
            value[i] = found
            present[i] = True
    return Numbers(name, value, present), odd


def run_of_table(
    table: Table,
    path: Path,
    format_name: str,
    *,
    name: str | None = None,
    plain_split: Split | None = None,
    notices: Sequence[Notice] = (),
) -> Run:
    """The one run a table tells; UnreadableLog where no column measures anything."""
    if not table.rows:
        raise UnreadableLog(path, "The log has a header but no rows yet.")
    numeric, texts, told = numbers_of(table)
    axes: dict[Quantity, Numbers] = {}
    metrics: list[Numbers] = []
    for column in numeric:
        quantity = meaning_of(column.name).quantity
        if quantity in (Quantity.EPOCH, Quantity.STEP) and quantity not in axes:
            axes[quantity] = column
        elif column.name.strip().lower() in INDEX_NAMES and column is numeric[0]:
            continue
        else:
            metrics.append(column)
    run = run_of(
        name or run_name(path),
        path,
        format_name,
        Rows(
            [Column(c.name.strip(), c.value, c.present) for c in metrics],
            epoch=axes[Quantity.EPOCH].value if Quantity.EPOCH in axes else None,
            step=axes[Quantity.STEP].value if Quantity.STEP in axes else None,
            line=np.array(table.lines, dtype=np.int64),
        ),
        plain_split=plain_split,
        notices=[*notices, *table.notices, *told],
        settings=_settings(texts),
    )
    if run is None:
        raise UnreadableLog(path, "No column of this table holds numbers that could be a metric.")
    return run


def _settings(texts: list[tuple[str, list[str]]]) -> list[tuple[str, str]]:
    """Text columns that say the same in every row describe the run."""
    return [(name, cells[0]) for name, cells in texts if len(set(cells)) == 1]


def run_name(path: Path) -> str:
    """What to call the run of a log: the file's name without its ending, with its folder where that tells more."""
    return path.stem if path.suffix else path.name

"""Tells records of which each is the result of a training or a model from those of the history of one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from lossacc_gui.language import Said, say
from lossacc_gui.readers.series.names import is_metric
from lossacc_gui.readers.tables.cells import number
from lossacc_gui.readers.tables.row_keys import FEW, MOST, key_of_rows
from lossacc_gui.readers.tables.row_kinds import counts, tells_results
from lossacc_gui.readers.tables.table import Table
from lossacc_gui.readers.trees.records import flat, names_its_value


def said_of_results(items: Sequence[Mapping[Any, Any]]) -> Said | None:
    """What records are that tell results; None where they are a history, or more than anybody would list."""
    if not items or len(items) > MOST or any(names_its_value(dict(item)) for item in items):
        return None
    table = _table(items)
    if not any(map(is_metric, table.header)) or not (tells_results(table) or _end_alike(table)):
        return None
    if (key := key_of_rows(table)) is not None:
        return say("This file has one record for each value of {key}, not for each epoch or step.", key=key)
    return say("This file has one record for each finished training or model, not for each epoch or step.")


def _end_alike(table: Table) -> bool:
    """Whether all records tell the same epoch or round, not the first, where each training ended."""
    counted = [[number(row[i]) for row in table.rows] for i, name in enumerate(table.header) if counts([name])]
    ends = [cells[0] for cells in counted if len(set(cells)) == 1]
    return len(table.rows) >= FEW and bool(ends) and len(ends) == len(counted) and all(end and end > 1 for end in ends)


def _table(items: Sequence[Mapping[Any, Any]]) -> Table:
    """Records as a table of text cells, nested names joined with a slash; what a record lacks, or lists, is blank."""
    told = [dict(flat({str(key): value for key, value in item.items()})) for item in items]
    header = tuple(dict.fromkeys(name for one in told for name in one))
    rows = [
        [str(value) if isinstance(value := one.get(name), str | int | float) else "" for name in header] for one in told
    ]
    return Table(header, rows, list(range(1, len(rows) + 1)))

"""Unfolds a table whose one row holds a list in each cell."""

from __future__ import annotations

from dataclasses import replace

from lossacc_gui.language import say
from lossacc_gui.model.run import Notice
from lossacc_gui.readers.tables.cells import number
from lossacc_gui.readers.tables.table import Table


def with_lists_unfolded(table: Table) -> Table:
    """The table with a row for each place of its lists, where its cells are lists and it has one row.

    What is no list is said of the whole training.
    """
    if not table.named or len(table.rows) != 1:
        return table
    lists = {i: values for i, cell in enumerate(table.rows[0]) if (values := _listed(cell))}
    if not lists:
        return table
    longest = max(map(len, lists.values()))
    columns = [values + [""] * (longest - len(values)) for values in lists.values()]
    told = [Notice(say("Each cell of this table is a list; its values are counted from 0."))]
    single = ", ".join(name.strip() for i, name in enumerate(table.header) if i not in lists and name.strip())
    if single:
        told.append(Notice(say("{names}: no list, said of the whole training; left out.", names=single)))
    return replace(
        table,
        header=tuple(table.header[i] for i in lists),
        rows=[list(cells) for cells in zip(*columns, strict=True)],
        lines=table.lines * longest,
        notices=(*table.notices, *told),
    )


def _listed(cell: str) -> list[str]:
    """The numbers of a list in a cell, at least two; empty where it holds anything else."""
    inner = cell.strip()
    if inner[:1] + inner[-1:] not in ("[]", "()"):
        return []
    values = inner[1:-1].replace(",", " ").split()
    return values if len(values) > 1 and all(number(value) is not None for value in values) else []

"""Finds the column of a table that tells of what thing, or of which setting, each of its rows is."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lossacc_gui.readers.series.keys import key_of, may_be_key
from lossacc_gui.readers.series.names import COUNTERS, meaning_of
from lossacc_gui.readers.tables.cells import number
from lossacc_gui.readers.tables.numeric import REMARKED
from lossacc_gui.readers.tables.table import Table

FEW = 3  # rows that are too few to say that a column names things
MOST = 1000  # trainings that anybody puts into one table
OF_ALL = re.compile(
    r"[\W_]*(?:mean|avg|average|std|stdev|sd|sem|median|overall|total|mittel(?:wert)?|moyenne|media)\b", re.I
)
WITH_UNIT = re.compile(r"\s*([-+]?\d+(?:[.,]\d+)?)\s*(?:dB|%|px|ms|s|bits?|[kKMGB]|°)\s*$")


def key_of_rows(table: Table) -> str | None:
    """The column of numbers that tells of what thing, or of which setting, each row is; None where none does."""
    if not table.named or not FEW <= len(table.rows) <= MOST:
        return None
    if not any(map(may_be_key, table.header)):  # as in most histories
        return None
    # of a column that is no key and counts nothing nobody asks for the numbers
    asked = (may_be_key(name) or meaning_of(name).quantity in COUNTERS for name in table.header)
    rows = _without_sums(table)
    return key_of(
        {
            name: _keys([row[i] for row in rows]) if ask else []
            for i, (name, ask) in enumerate(zip(table.header, asked, strict=True))
        }
    )


def _without_sums(table: Table) -> list[list[str]]:
    """The rows without those at the end that tell the mean of all, or its spread, where enough others are left."""
    rows = list(table.rows)
    while len(rows) > FEW and any(map(OF_ALL.match, rows[-1])):
        rows.pop()
    return rows


def _keys(cells: Sequence[str]) -> list[float | None]:
    """The numbers of cells; of those with a unit the first or the last may be a word for none, or for all: clean."""
    found = [_told(cell) for cell in cells]
    united = [WITH_UNIT.match(cell) is not None for cell in cells]
    for i in (0, -1):
        others = found[1:] if i == 0 else found[:-1]
        if found[i] is None and sum(united) == len(others) >= FEW and cells[i].strip().isalpha():
            return others
    return found


def _told(cell: str) -> float | None:
    """The number of a cell, of which a unit or words behind it may say more: 0.5 (default), 20 dB."""
    remarked = WITH_UNIT.match(cell) or REMARKED.match(cell)
    return number(cell if remarked is None else remarked[1])

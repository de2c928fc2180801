"""Turns the cells of a table into columns of numbers."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from lossacc_gui.language import say
from lossacc_gui.model.run import FloatArray, IntArray, Notice
from lossacc_gui.readers.series.names import COUNTERS, meaning_of
from lossacc_gui.readers.series.rows import BoolArray
from lossacc_gui.readers.tables.cells import MARKS, PROGRESS, in_full, is_blank, number
from lossacc_gui.readers.tables.table import Table

REMARKED = re.compile(r"^\s*([-+]?[\d.,]*\d(?:e[-+]?\d+)?\s*%?)\s+[^\w\s%]*\s*(?:[^\W\d_]{3,}[^\d]*)?$", re.IGNORECASE)
SIGNED = re.compile(r"^[-+]?[\d.,]+(?:e[-+]?\d+)?\s*%", re.IGNORECASE)
FORGOTTEN_ABOVE = 0.5  # what accuracies reach that are fractions; as percentages they would be next to nothing
MOST_TEXT = 0.5  # share of cells that may be text in a column that is still taken as numbers


@dataclass(frozen=True, eq=False)
class Numbers:
    """A column of a table as numbers: `value` (n,) NaN where there is none, `present` (n,) False where it is blank.

    `percent` tells that the cells were percentages, as their signs say, and that the numbers are fractions.
    """

    name: str
    value: FloatArray
    present: BoolArray
    percent: bool = False

    def rows(self, rows: IntArray) -> Numbers:
        """Some rows of the column."""
        return Numbers(self.name, self.value[rows], self.present[rows], self.percent)


@dataclass(frozen=True, eq=False)
class Text:
    """A column of a table that holds words: one cell a row."""

    name: str
    cells: list[str]

    def rows(self, rows: IntArray) -> Text:
        """Some rows of the column."""
        return Text(self.name, [self.cells[i] for i in rows])


DRESSED = re.compile(r"^[^\w.,+/]*(\d{1,9})[^\w.,/]*$")  # ---> 3, [3], 3:


def _counted(name: str, cells: list[str]) -> list[str]:
    """The cells of a column that is called epoch or step, 3/14 made 3, and what stands around each number left out."""
    if meaning_of(name).quantity not in COUNTERS:
        return cells
    cells = [in_full(cell.strip(MARKS + " ")) for cell in cells]
    if all(DRESSED.match(cell) for cell in cells) and any(number(cell) is None for cell in cells):
        return [match[1] if (match := DRESSED.match(cell)) else cell for cell in cells]
    if not any(map(PROGRESS.match, cells)):
        return cells
    return [match[1] if (match := PROGRESS.match(cell)) else cell for cell in cells]


SPREAD = re.compile(r"^\s*([-+]?[\d.,]+(?:e[-+]?\d+)?\s*%?)\s*(?:±|\+/?-|\(|\[).*\d", re.IGNORECASE)


def _with_spread(name: str, cells: list[str], comma: bool) -> Numbers | None:
    """A column of a loss or an accuracy with its spread or its average behind (0.91 ± 0.02, 0.5 (0.6)); else None."""
    if not meaning_of(name).quantity.is_progress or not all(SPREAD.match(cell) or is_blank(cell) for cell in cells):
        return None
    column, odd = _numbers(name, [match[1] if (match := SPREAD.match(cell)) else cell for cell in cells], comma)
    return column if not odd else None


def numbers_of(table: Table) -> tuple[list[Numbers], list[Text], list[Notice]]:
    """(numeric columns, text columns, notices) of a table; empty columns are left out."""
    numeric: list[Numbers] = []
    texts: list[Text] = []
    notices: list[Notice] = []
    signed: list[int] = []
    for i, name in enumerate(table.header):
        cells = [row[i] for row in table.rows]
        column, told = _column(table, i, cells)
        if isinstance(column, Numbers):
            if _are_signed(name, cells):
                signed.append(len(numeric))
            numeric.append(column)
        elif column is not None:
            texts.append(column)
        if told is not None:
            notices.append(told)
    return _as_fractions(numeric, signed), texts, notices


def _without_remark(name: str, cells: list[str]) -> list[str]:
    """The cells of a column that measures, without the remark behind some of the numbers: 1.47 <- best."""
    if not meaning_of(name).quantity.is_progress or all(number(cell) is not None for cell in cells):
        return cells
    return [match[1] if (match := REMARKED.match(cell)) else cell for cell in cells]


def _are_signed(name: str, cells: list[str]) -> bool:
    """Whether a column measures a fraction and each of its numbers has a percent sign behind it."""
    if not meaning_of(name).quantity.is_fraction or "%" not in "".join(cells):
        return False
    values = {cell: number(cell) for cell in cells}
    said = [cell.strip(MARKS + " ") for cell, value in values.items() if value is not None and math.isfinite(value)]
    return bool(said) and all(SIGNED.match(cell) for cell in said)


def _as_fractions(numeric: list[Numbers], signed: list[int]) -> list[Numbers]:
    """The columns with those in percent made fractions: small percentages, too, by the sign and not by their size.

    Who writes an accuracy of 0.95 with a sign behind it, and nothing above one, has forgotten to multiply.
    """
    tops = {i: float(np.max(numeric[i].value, initial=0.0, where=np.isfinite(numeric[i].value))) for i in signed}
    forgotten = {i for i, top in tops.items() if FORGOTTEN_ABOVE <= top <= 1.0 and not _falls_when_good(numeric[i])}
    if forgotten and all(top <= 1.0 for top in tops.values()):
        signed = [i for i in signed if i not in forgotten]
    return [
        replace(one, value=one.value / 100.0, percent=True) if i in signed else one for i, one in enumerate(numeric)
    ]


def _falls_when_good(column: Numbers) -> bool:
    return meaning_of(column.name).quantity.is_error_rate


def numeric_names(table: Table) -> Iterator[str]:
    """The names of the columns of numbers, each column looked at when its name is asked for."""
    columns = (_column(table, i, [row[i] for row in table.rows])[0] for i in range(len(table.header)))
    return (column.name for column in columns if isinstance(column, Numbers))


def _column(table: Table, i: int, cells: list[str]) -> tuple[Numbers | Text | None, Notice | None]:
    """A column of these cells, None where it is empty, and what is to be told of it."""
    name = table.header[i]
    column, odd = _numbers(name, cells, table.decimal_comma)
    filled = int(np.count_nonzero(column.present)) + len(odd)
    if not filled:
        return None, None
    if len(odd) > MOST_TEXT * filled:
        first = _with_spread(name, cells, table.decimal_comma)
        if first is None:
            return Text(name, cells), None
        shown = next(cell.strip() for cell in cells if SPREAD.match(cell))
        told = say("{name}: of cells like {shown!r} the first number is taken.", name=name, shown=shown)
        return first, Notice(told)
    if not odd:
        return column, None
    cell = cells[odd[0]].strip()
    told = say("{name}: {cell!r} is no number; such cells are left out.", name=name, cell=cell)
    return column, Notice(told, table.line_of(odd[0], i))


def _numbers(name: str, cells: list[str], comma: bool) -> tuple[Numbers, list[int]]:
    try:
        if comma or "_" in "".join(cells):
            raise ValueError
        value = np.array(list(map(float, cells)), dtype=np.float64)
        return Numbers(name, value, np.ones(len(cells), dtype=bool)), []
    except ValueError:
        cells = _without_remark(name, _counted(name, cells))
    comma = comma or _commas_part_decimals(cells)
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


DECIMAL_COMMA = re.compile(r"^[+-]?\d+,\d+$")
THOUSANDS = re.compile(r"^[+-]?[1-9]\d{0,2},\d{3}$")


def _commas_part_decimals(cells: list[str]) -> bool:
    """Whether the commas of a column are decimal ones: some cannot be of thousands, and no point is in any cell."""
    with_comma = [cell.strip() for cell in cells if "," in cell]
    if not with_comma or any("." in cell for cell in cells):
        return False
    return all(map(DECIMAL_COMMA.match, with_comma)) and not all(map(THOUSANDS.match, with_comma))

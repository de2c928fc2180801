"""Tells a table with a header from lines that happen to have as many commas."""

from __future__ import annotations

import re

from lossacc_gui.readers.head import Head
from lossacc_gui.readers.tables.cells import number
from lossacc_gui.readers.tables.table import Table


def looks_tabular(head: Head) -> bool:
    """Whether the head is a table with a header of names, rather than lines that happen to have as many commas."""
    table = head.table
    if table is None or not table.named or not table.rows or len(table.header) < 2:
        return False
    if has_lines_between(table):
        return False
    if len(table.header) < 3 and head.path.suffix.lower() not in (".csv", ".tsv"):
        return False
    if not any(NAME_AND_NUMBER.search(name) and not UNNAMED.match(name) for name in table.header):
        return True
    # a name may hold what a printed line holds; below a heading there is nothing but numbers, below a line there is not
    below = [cell for row in table.rows[:JUDGED_ROWS] for cell in row if cell.strip()]
    return bool(below) and all(number(cell) is not None for cell in below)


def has_lines_between(table: Table) -> bool:
    """Whether lines of words stand between the rows of a table, as what a program prints beside them."""
    if len(table.header) < 3:
        return False
    blank = [row for row in table.rows if not row[1]]  # as the cells of a line of words are
    between = sum(not any(row[1:]) and row[0].strip() != "" and number(row[0]) is None for row in blank)
    return between > MOST_BETWEEN * len(table.rows)


MOST_BETWEEN = 0.1  # of the rows
JUDGED_ROWS = 20
UNNAMED = re.compile(r"\s*Unnamed: \d+$")  # as pandas calls an index
NAME_AND_NUMBER = re.compile(r"(?:[:=~]|->).*\d|\d.*[:=]|\d\s?/\s?\d|[A-Za-z] +[-+]?\d[\d.]*(e[-+]?\d+)?\s*$")

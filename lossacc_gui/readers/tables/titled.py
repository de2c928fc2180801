"""Finds what people set around a table: a title above its heading, and means of its columns below its last row."""

from __future__ import annotations

import csv
from collections.abc import Sequence

from lossacc_gui.readers.series.names import AXES, meaning_of
from lossacc_gui.readers.tables.cells import is_blank, number

MOST_ABOVE = 10  # lines above a heading
FEWEST_NAMES = 2  # a counter and what is measured
FEWEST_ROWS = 2  # that show a column which counts
DELIMITERS = ("\t", ";", ",", "|")
LONGEST = 2000  # characters of a line


def without_title(text: str) -> str:
    """The text with the lines above the heading of a table made blank, where that is not its first line."""
    begun = text[: LONGEST * (MOST_ABOVE + 2)].splitlines(keepends=True)[: MOST_ABOVE + 4]
    written = "".join(begun)
    for delimiter in DELIMITERS:
        if delimiter not in written:
            continue  # a line is one cell then, and a heading has two
        rows = [_cells(line, delimiter) for line in begun]
        above = rows_above(rows)
        if above and text.find(begun[above], sum(map(len, begun[: above + 1]))) < 0:  # else trainings below each other
            ends = [line[len(line.rstrip("\r\n")) :] for line in begun[:above]]
            return "".join(ends) + text[sum(map(len, begun[:above])) :]
    return text


def _cells(line: str, delimiter: str) -> list[str]:
    if '"' not in line:
        return line.rstrip("\r\n").split(delimiter)
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return []


def rows_above(rows: Sequence[Sequence[str]]) -> int:
    """How many rows stand above the one that heads a table; 0 where its first row does, or none is sure to.

    A heading has a name in each cell, one of them measured and, like the rows below it, more cells than a title fills.
    """
    for i, cells in enumerate(rows[: MOST_ABOVE + 1]):
        names = _without_blanks(cells)
        if len(names) >= FEWEST_NAMES and any(number(name) is not None for name in names):
            return 0  # numbers come before any names of theirs
        below = next((row for row in rows[i + 1 :] if any(cell.strip() for cell in row)), None)
        if below is not None and _heads(names, _without_blanks(below)):
            return i if all(_is_title(row, len(names)) for row in rows[:i]) and any(map(_filled, rows[:i])) else 0
    return 0


def _without_blanks(cells: Sequence[str]) -> list[str]:
    """The cells without those at the end that are blank."""
    filled = len(cells)
    while filled and not cells[filled - 1].strip():
        filled -= 1
    return [cell.strip() for cell in cells[:filled]]


def _filled(cells: Sequence[str]) -> int:
    return sum(1 for cell in cells if cell.strip())


def _is_title(cells: Sequence[str], width: int) -> bool:
    return _filled(cells) < width and (_filled(cells) < FEWEST_NAMES or 2 * _filled(cells) <= width)


def _heads(names: Sequence[str], below: Sequence[str]) -> bool:
    """Whether names, none of which is a number, head a row."""
    if len(names) < FEWEST_NAMES or len(set(names)) < len(names) or not all(names) or len(below) > len(names):
        return False
    if any("=" in name or ": " in name for name in names):
        return False
    if len(below) < FEWEST_NAMES or number(below[0], True) is None or _filled(below) < FEWEST_NAMES:
        return False
    found = {meaning_of(name).quantity for name in names}
    measured = any(quantity.is_progress for quantity in found)
    return measured and all(number(cell, True) is not None or is_blank(cell) for cell in below)


def rows_below(header: Sequence[str], rows: Sequence[Sequence[str]]) -> int:
    """How many of the last rows are means or the like: words stand where all rows above them have a count."""
    if not header or meaning_of(header[0]).quantity not in AXES:
        return 0
    last = len(rows)
    while last and number(rows[last - 1][0]) is None and any(map(str.isalpha, rows[last - 1][0])):
        last -= 1
    if last == len(rows):
        return 0
    counted = last >= FEWEST_ROWS and all(number(row[0], True) is not None for row in rows[:last])
    return len(rows) - last if counted else 0

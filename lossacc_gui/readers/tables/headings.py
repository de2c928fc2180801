"""Tells a heading from a row, and whose names it has."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from lossacc_gui.readers.series.names import COUNTERS, meaning_of
from lossacc_gui.readers.tables.cells import BLANK, number
from lossacc_gui.readers.tables.delimiters import LONGEST_NAME, NAMED_CELLS

NUMBERED = re.compile(  # a word with its number behind it: acc: 0.5, (loss) => 0.4
    r"[^\W\d_][)\]]?\s*(?:[:=]+|[-=~]*>+)\s*[(\[]?[-+]?\.?\d"
)
DIGITS = re.compile(r"[-+]?\d[\d.]*(?:[eE][-+]?\d+)?")


def is_prose(header: tuple[str, ...], rows: Sequence[list[str]], comma: bool) -> bool:
    """Whether a name is longer than names are, and no number stands under it in the first of the rows."""
    long = [i for i, name in enumerate(header) if len(name) > LONGEST_NAME]
    below = rows[0] if rows else []
    return any(i >= len(below) or number(below[i], comma) is None for i in long)


def comes_again(header: tuple[str, ...], rows: Sequence[list[str]]) -> bool:
    """Whether the words of a cell come again below it with other numbers: lines that were printed, and no heading."""
    spoken = [i for i, name in enumerate(header) if NUMBERED.search(name) and number(name) is None]
    if any("." in name and number(name) is not None for name in header) and _is_row(header, rows):
        return True
    return bool(rows) and any(
        all(i < len(cells) and _without_digits(cells[i]) == _without_digits(header[i]) for cells in rows)
        for i in spoken
    )


def _is_row(header: tuple[str, ...], rows: Sequence[list[str]]) -> bool:
    """Whether a first line has words and numbers where the others have them, and one of its words comes again below."""
    if any(len(cells) != len(header) for cells in rows):
        return False
    alike = all((number(cells[i]) is None) == (number(name) is None) for cells in rows for i, name in enumerate(header))
    again = any(cells[i].strip() == name for cells in rows for i, name in enumerate(header) if number(name) is None)
    return alike and again


def _without_digits(cell: str) -> str:
    return DIGITS.sub("", cell).strip()


def has_row_names(header: Sequence[str], rows: Sequence[list[str]]) -> bool:
    """Whether each row has one cell more than the heading and begins with a number: as pandas prints and R writes.

    Not where the heading begins with a counter that only the first cell of a row counts.
    """
    width, first = len(header), list(rows)
    if len(first) > 1 and len(first[-1]) != width + 1:
        first.pop()  # the last line of a table that is still written may be torn
    if width < 2 or not first or any(len(cells) != width + 1 for cells in first):
        return False
    if meaning_of(header[0]).quantity in COUNTERS and not all(_count(c[1]) for c in first):
        return False
    return all(_count(cells[0]) and cells[-1].strip() for cells in first)


def _count(cell: str) -> bool:
    value = number(cell.strip().strip('"'))
    return value is not None and value % 1 == 0


def without_signs(header: tuple[str, ...], rows: Sequence[list[str]]) -> tuple[str, ...]:
    """The names without a sign between each, where the rows have none: epoch ... loss ... acc over 1 0.53 0.81."""
    names, signs = header[::2], header[1::2]
    if not signs or len(names) != len(signs) + 1 or any(map(str.isalnum, "".join(signs))):
        return header
    whole = rows[:-1]  # the last may be torn
    return names if len(whole) > 1 and all(len(cells) == len(names) for cells in whole) else header


def width_of_numbers(rows: Sequence[list[str]], most: int, comma: bool) -> int:
    """How many cells, up to `most`, more than half of the rows have and fill with numbers; 0 where that differs.

    A row of words may be longer because a word holds the delimiter, and nobody knows which.
    """
    filled = [cells[: max((i + 1 for i, cell in enumerate(cells) if cell.strip()), default=0)] for cells in rows]
    widths = Counter(len(cells) for cells in filled if all(number(cell, comma) is not None for cell in cells))
    width, count = widths.most_common(1)[0] if widths else (0, 0)
    return width if 2 * count > len(rows) and width <= most else 0


def other_heading(header: tuple[str, ...], cells: list[str]) -> tuple[str, ...] | None:
    """The names in a row, which begins as the heading, that heads what follows: a training that went on logged other
    columns; None for numbers.
    """
    names = tuple(cell.strip() for cell in cells)
    if len(names) < 2 or len(set(names)) < len(names):
        return None
    if any(not name or name in BLANK or number(name) is not None for name in names[1:]):
        return None
    return names if 2 * len(set(names) & set(header)) >= min(len(names), len(header)) else None


def is_header(header: tuple[str, ...], comma: bool) -> bool:
    """Whether enough of the first cells are words."""
    words = sum(number(name, comma) is None for name in header)
    return words >= NAMED_CELLS * len(header)

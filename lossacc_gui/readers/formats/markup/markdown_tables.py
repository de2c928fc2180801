"""Finds the tables in a Markdown text that tell of a training, as model cards hold them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from lossacc_gui.model.run import Quantity
from lossacc_gui.readers.series.names import COUNTERS, meaning_of
from lossacc_gui.readers.tables.cells import PROGRESS, in_full, number
from lossacc_gui.readers.tables.table import DOTS

ROW = re.compile(r"^\s*\|?(?P<cells>[^|\n]*\|.*?)\|?\s*$")
RULE = re.compile(r"^\s*\|?(?:\s*:?-+:?\s*\|)+(?:\s*:?-+:?\s*)?$")
CELL_ENDS = re.compile(r"(?<!\\)\|")
DRESSED = re.compile(r"\*\*|__|`|<[^<>]*>|(?<!\w)\*|\*(?!\w)")  # bold, code, tags
OF_TRAINING = frozenset({Quantity.LOSS, Quantity.REWARD})  # accuracies over epochs may be those of finished trainings
SEVERAL = re.compile(r"\s*(\d+)\s*[-\u2013\u2014]\s*\d+\s*$")  # 3-5: a row of several epochs among others
FEWEST = 3  # rows: a table of settings may count epochs, too
Rows = list[tuple[int, list[str]]]


def markdown_tables(text: str) -> list[Rows]:
    """(line, cells) of each row of each table that counts epochs or steps one after the other beside a loss or reward.

    Other tables of a text for people compare models or settings.
    """
    return [table for table in _tables(text.splitlines()) if is_of_training(table)]


def _tables(lines: list[str]) -> Iterator[Rows]:
    for i in range(1, len(lines)):
        if not RULE.match(lines[i]):
            continue
        heading = _cells(lines[i - 1])
        if len(heading) < 2 or len(heading) != len(_cells(lines[i])):
            continue
        rows = [(i, heading)]
        for at in range(i + 1, len(lines)):
            if _stands_for_rows(lines, at):
                rows.append((at + 1, [lines[at].strip()]))
            elif ROW.match(lines[at]) is None:
                break
            else:
                rows.append((at + 1, _cells(lines[at])))
        yield rows


def _stands_for_rows(lines: list[str], at: int) -> bool:
    """Whether a line of dots stands in a table for rows that were left out, though it ends a table to Markdown."""
    return lines[at].strip() in DOTS and at + 1 < len(lines) and ROW.match(lines[at + 1]) is not None


def _cells(line: str) -> list[str]:
    row = ROW.match(line)
    return [DRESSED.sub("", cell).strip() for cell in CELL_ENDS.split(row["cells"])] if row is not None else []


def is_of_training(table: Rows) -> bool:
    """Whether a table counts epochs or steps one after the other, or its rows as pandas does, by a loss or reward."""
    if not table:
        return False
    (_, heading), *below = table
    rows = [cells for _, cells in below if not DOTS.issuperset(cell for cell in cells if cell)]
    quantities = [meaning_of(name).quantity for name in heading]
    counted = [i for i, quantity in enumerate(quantities) if quantity in COUNTERS]
    counted += [0] if heading and not heading[0] else []
    if len(rows) < FEWEST or OF_TRAINING.isdisjoint(quantities):
        return False
    return any(_rises([cells[i] if i < len(cells) else "" for cells in rows]) for i in counted)


def _rises(cells: list[str]) -> bool:
    found = [
        number(match[1] if (match := PROGRESS.match(cell) or SEVERAL.match(cell)) else in_full(cell)) for cell in cells
    ]
    return all(a is not None and b is not None and a < b for a, b in pairwise(found))

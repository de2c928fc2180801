"""Finds the tables in a Markdown text that tell of a training, as model cards hold them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from lossacc_gui.model.run import Quantity
from lossacc_gui.readers.series.names import COUNTERS, meaning_of
from lossacc_gui.readers.tables.cells import PROGRESS, in_full, number
from lossacc_gui.readers.tables.row_kinds import is_label
from lossacc_gui.readers.tables.table import DOTS

ROW = re.compile(r"^\s*\|?(?P<cells>[^|\n]*\|.*?)\|?\s*$")
RULE = re.compile(r"^\s*\|?(?:\s*:?-+:?\s*\|)+(?:\s*:?-+:?\s*)?$")
RULED = re.compile(RULE.pattern, re.MULTILINE)
CELL_ENDS = re.compile(r"(?<!\\)\|")
DRESSED = re.compile(r"\*\*|__|`|<[^<>]*>|(?<!\w)\*|\*(?!\w)")  # bold, code, tags
OF_TRAINING = frozenset({Quantity.LOSS, Quantity.REWARD})  # accuracies over Epochs may be those of finished trainings
COUNTED = re.compile(r"([^\W\d_]{1,12})[ .#-]?(\d+)")  # R3, Ep. 3, behind the beginning of what the column counts
SEVERAL = re.compile(r"\s*(\d+)\s*[-\u2013\u2014]\s*\d+\s*$")  # 3-5: a row of several epochs among others
FEWEST = 3  # rows: a table of settings may count epochs, too
Rows = list[tuple[int, list[str]]]


def markdown_tables(text: str) -> list[Rows]:
    """(line, cells) of each row of each table that counts epochs or steps one after the other beside a loss or reward.

    Other tables of a text for people compare models or settings.
    """
    return list(filter(is_of_training, tables_in(text)))


def tables_in(text: str) -> list[Rows]:
    """(line, cells) of each row of each table in a text, its heading first; none of them where no heading is ruled off.

    Cells are without what makes them bold or code, and counts without the name of what they count.
    """
    return list(_tables(text.splitlines())) if "|" in text and RULED.search(text) is not None else []


def _tables(lines: list[str]) -> Iterator[Rows]:
    for i in range(1, len(lines)):
        if not RULE.match(lines[i]) or RULE.match(lines[i - 1]):
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
        yield [rows[0], *_counted_alone(heading, rows[1:])]


def _counted_alone(heading: list[str], rows: Rows) -> Rows:
    """The rows without what is said before each number of a column that counts: R3 below Round."""
    for i, name in enumerate(heading):
        if meaning_of(name).quantity not in COUNTERS:
            continue
        said = [COUNTED.fullmatch(cells[i]) if i < len(cells) else None for _, cells in rows]
        if rows and all(one is not None and name.lower().startswith(one[1].lower()) for one in said):
            rows = [
                (line, [*cells[:i], one[2], *cells[i + 1 :]])
                for (line, cells), one in zip(rows, said, strict=True)
                if one is not None
            ]
    return rows


def _stands_for_rows(lines: list[str], at: int) -> bool:
    """Whether a line of dots stands in a table for rows that were left out, though it ends a table to Markdown."""
    return lines[at].strip() in DOTS and at + 1 < len(lines) and ROW.match(lines[at + 1]) is not None


def _cells(line: str) -> list[str]:
    row = ROW.match(line)
    return [DRESSED.sub("", cell).strip() for cell in CELL_ENDS.split(row["cells"])] if row is not None else []


def is_of_training(table: Rows) -> bool:
    """Whether a table counts epochs or steps one after the other, or its rows as pandas does, by a loss or reward.

    An accuracy alone is of a training where the column counts one thing from the first on (Round, and not Rounds), and
    no other names what each row is.
    """
    if not table:
        return False
    (_, heading), *below = table
    rows = [cells for _, cells in below if not DOTS.issuperset(cell for cell in cells if cell)]
    quantities = [meaning_of(name).quantity for name in heading]
    counted = [i for i, quantity in enumerate(quantities) if quantity in COUNTERS]
    counted += [0] if heading and not heading[0] else []
    if len(rows) < FEWEST or not any(one.is_progress or one in OF_TRAINING for one in quantities):
        return False
    told = not OF_TRAINING.isdisjoint(quantities)
    if not told and any(is_label([cells[i] for cells in rows if i < len(cells)]) for i in range(len(heading))):
        return False  # what was changed in each step of a project
    columns = ((heading[i], [cells[i] if i < len(cells) else "" for cells in rows]) for i in counted)
    return any(_rises(cells) and (told or _counts_from_first(name, cells)) for name, cells in columns)


def _counts_from_first(name: str, cells: list[str]) -> bool:
    """Whether a column is called after one epoch or step, and its numbers begin with the first or with one stride."""
    first, second = (_counted(cell) for cell in cells[:2])
    return bool(name) and not name.lower().endswith("s") and first in (0, 1, (second or 0) / 2)


def _rises(cells: list[str]) -> bool:
    found = list(map(_counted, cells))
    return all(a is not None and b is not None and a < b for a, b in pairwise(found))


def _counted(cell: str) -> float | None:
    return number(match[1] if (match := PROGRESS.match(cell) or SEVERAL.match(cell)) else in_full(cell))

"""Turns a table upright that has its metrics in rows and its epochs in columns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from lossacc_gui.model.run import Quantity
from lossacc_gui.readers.series.names import COUNTERS, meaning_of
from lossacc_gui.readers.tables.cells import is_blank, number

NUMBERED = re.compile(r"(?:(?P<word>[^\W\d_]+)[ _-]*)?(?P<count>\d{1,9})$")
OF_PARTS = frozenset({"fold", "folds", "class", "label", "seed", "trial", "run", "subject", "k"})
"""Whose numbers count no epochs."""
FEWEST = 3  # epochs
FEWEST_ALONE = 6  # numbers of a row, where no heading counts them
NOT_MEASURED = COUNTERS | {Quantity.TIME, Quantity.LEARNING_RATE, Quantity.GRADIENT_NORM}
MOST = 200  # metrics
Row = tuple[int, list[str]]


@dataclass(frozen=True, slots=True)
class Turned:
    """A table with a row for each epoch, made of one with a row for each metric.

    `lines[i]` is the line on which the cells under `header[i]` stood. `long` and `short` are the (line, cells) of the
    old rows with more cells than the heading, which are left out, or fewer. `headed`: a row counted the others.
    """

    header: tuple[str, ...]
    rows: list[list[str]]
    lines: tuple[int, ...]
    long: list[tuple[int, int]]
    short: list[tuple[int, int]]
    headed: bool = True


def upright(rows: Sequence[Row]) -> Turned | None:
    """The table turned; None where the rows are as they should be.

    `rows` are the first rows; more than MOST + 1 are no metrics.
    """
    if not 2 <= len(rows) <= MOST + 1 or len(rows[0][1]) <= FEWEST:
        return None
    if (turned := _without_heading(rows)) is not None:
        return turned
    heading = [cell.strip() for cell in rows[0][1]]
    matches = [NUMBERED.match(cell) for cell in heading[1:]]
    words = {match["word"] or "" for match in matches if match is not None}
    counts = [int(match["count"]) for match in matches if match is not None]
    if (
        number(heading[0]) is not None
        or heading[0].lower() in OF_PARTS
        or len(counts) < len(matches)
        or len(words) > 1
        or counts != sorted(set(counts))
    ):
        return None
    names = [cells[0].strip() for _, cells in rows[1:] if cells]
    if not _are_metrics(names):
        return None
    word = next(iter(words))
    width = len(heading)
    columns = [[c.strip() for c in cells[1:width]] + [""] * (width - len(cells)) for _, cells in rows[1:]]
    beyond = [(line, len(cells)) for line, cells in rows[1:] if any(cell.strip() for cell in cells[width:])]
    return Turned(
        (word or "epoch", *names),
        [[str(count), *(column[i] for column in columns)] for i, count in enumerate(counts)],
        tuple(line for line, _ in rows),
        beyond,
        [(line, len(cells)) for line, cells in rows[1:] if len(cells) < width],
    )


def _without_heading(rows: Sequence[Row]) -> Turned | None:
    """The table turned where each row, the first among them, is a name and as many numbers; nothing need count them.

    One of the names is a loss or counts, or a row of scores were those of the folds of one evaluation.
    """
    if any(number(cell) is None and not is_blank(cell) for cell in map(str.strip, rows[0][1][1:])):
        return None  # a heading, as most tables have: their rows need not be looked at
    names = [cells[0].strip() for _, cells in rows]
    cells = [[cell.strip() for cell in row[1:]] for _, row in rows]
    quantities = [meaning_of(name).quantity for name in names]
    measured = [name for name, quantity in zip(names, quantities, strict=True) if quantity not in NOT_MEASURED]
    if not _are_metrics(measured) or len(set(names)) < len(names) or len({len(row) for row in cells}) > 1:
        return None
    if len(cells[0]) < FEWEST_ALONE or not any(q.is_loss or q in COUNTERS for q in quantities):
        return None
    if any(number(cell) is None and not is_blank(cell) for row in cells for cell in row):
        return None
    if any(number(name) is not None for name in names):
        return None
    columns = [list(column) for column in zip(*cells, strict=True)]
    return Turned(tuple(names), columns, tuple(line for line, _ in rows), [], [], headed=False)


def _are_metrics(names: Sequence[str]) -> bool:
    """Whether names are different, no numbers, and at least half are those of losses, accuracies or the like."""
    known = sum(meaning_of(name).quantity.is_progress for name in names)
    different = len(set(names)) == len(names) and all(number(name) is None for name in names)
    return known > 0 and 2 * known >= len(names) and different

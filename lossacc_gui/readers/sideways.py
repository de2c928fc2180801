"""Turns a table upright that has its metrics in rows and its epochs in columns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from lossacc_gui.readers.cells import number
from lossacc_gui.readers.names import meaning_of

NUMBERED = re.compile(r"(?:(?P<word>[^\W\d_]+)[ _-]*)?(?P<count>\d{1,9})$")
FEWEST = 3  # epochs
MOST = 200  # metrics
Row = tuple[int, list[str]]


@dataclass(frozen=True, slots=True)
class Turned:
    """A table with a row for each epoch, made of one with a row for each metric.

    `lines[i]` is the line on which the cells under `header[i]` stood. `long` and `short` are the (line, cells) of the
    old rows with more cells than the heading, which are left out, or fewer.
    """

    header: tuple[str, ...]
    rows: list[list[str]]
    lines: tuple[int, ...]
    long: list[tuple[int, int]]
    short: list[tuple[int, int]]


def upright(rows: Sequence[Row]) -> Turned | None:
    """The table turned; None where the rows are as they should be.

    `rows` are the first rows; more than MOST + 1 are no metrics.
    """
    if not 2 <= len(rows) <= MOST + 1 or len(rows[0][1]) <= FEWEST:
        return None
    heading = [cell.strip() for cell in rows[0][1]]
    matches = [NUMBERED.match(cell) for cell in heading[1:]]
    words = {match["word"] or "" for match in matches if match is not None}
    counts = [int(match["count"]) for match in matches if match is not None]
    if number(heading[0]) is not None or len(counts) < len(matches) or len(words) > 1 or counts != sorted(set(counts)):
        return None
    names = [cells[0].strip() for _, cells in rows[1:] if cells]
    known = sum(meaning_of(name).quantity.is_progress for name in names)
    if not known or 2 * known < len(names) or len(set(names)) < len(names) or any(number(n) is not None for n in names):
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

"""Sets the parts of a table below each other that stand side by side to save space: iter | loss | | iter | loss."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from lossacc_gui.readers.series.names import COUNTERS, meaning_of
from lossacc_gui.readers.tables.cells import is_blank, number

Rows = Sequence[tuple[int, list[str]]]
"""(line, cells) of each row, the heading first."""


def unfolded(rows: Rows) -> Rows:
    """The rows with such parts below each other; as they are where each part does not count on from the one before."""
    parts = _parts([cell.strip() for cell in rows[0][1]]) if rows else []
    if len(parts) < 2:
        return rows
    stacked = [
        (line, cells[part.start : part.stop])
        for part in parts
        for line, cells in rows[1:]
        if any(not is_blank(cell) for cell in cells[part.start : part.stop])
    ]
    counted = [number(cells[0]) for _, cells in stacked]
    if len(counted) < 2 or any(a is None or b is None or b <= a for a, b in pairwise(counted)):
        return rows
    return [(rows[0][0], rows[0][1][parts[0].start : parts[0].stop]), *stacked]


def _parts(heading: list[str]) -> list[range]:
    """The columns of each part: all have the same names, of which the first counts; empty where there are none."""
    named = [i for i, name in enumerate(heading) if name]
    if not named or meaning_of(heading[named[0]]).quantity not in COUNTERS:
        return []
    starts = [i for i in named if heading[i] == heading[named[0]]]
    ends = [*starts[1:], len(heading)]
    parts = [range(start, max(i for i in named if i < end) + 1) for start, end in zip(starts, ends, strict=True)]
    names = {tuple(heading[part.start : part.stop]) for part in parts}
    return parts if len(names) == 1 and len(parts[0]) > 1 else []
